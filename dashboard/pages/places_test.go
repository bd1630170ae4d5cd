package pages

import "testing"

func TestWritten(t *testing.T) {
	for number, want := range map[string]string{
		"+33199000312": "01\u00a099\u00a000\u00a003\u00a012", "+33 6 12-34.56 78": "06\u00a012\u00a034\u00a056\u00a078",
		"+32 2 555 12 12": "+32 2 555 12 12", "3960": "3960", "+331990003": "+331990003", "01 99 00 03 12": "01 99 00 03 12",
	} {
		if got := written(number); got != want {
			t.Errorf("%s is written %q, not %q", number, got, want)
		}
	}
}
