package records

import (
	"fmt"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	number := func(text string) (any, error) { return ParseNumber(text) }
	whole := func(text string) (any, error) { return ParseWhole(text, 1, 5000) }
	day := func(text string) (any, error) { return ParseDay(text) }
	name := func(text string) (any, error) { return Name(text, 5) }
	for _, c := range []struct {
		parse      func(string) (any, error)
		text, want string // "": refused
	}{
		{number, "0,5", "0.5"}, {number, "1 234.5", "1234.5"}, {number, "1\u202f234", "1234"}, {number, "-2", "-2"},
		{number, "", ""}, {number, "1e3", ""}, {number, "0x10", ""}, {number, "NaN", ""}, {number, "Inf", ""}, {number, "1_000", ""}, {number, "1,2,3", ""},
		{whole, "1 234", "1234"}, {whole, "5000", "5000"}, {whole, "5001", ""}, {whole, "0", ""}, {whole, "1.5", ""}, {whole, "-1", ""}, {whole, "", ""},
		{day, "31/01/2026", "2026-01-31"}, {day, "2026-01-31", "2026-01-31"}, {day, "1970-01-01", "1970-01-01"}, {day, "1969-12-31", ""},
		{day, "2026-02-30", ""}, {day, "31-01-2026", ""}, {day, "2149-01-01", ""},
		{name, "a  b", "a b"}, {name, "ééééé", "ééééé"}, {name, "abcdef", ""}, {name, "", ""},
	} {
		got, err := c.parse(c.text)
		if (err == nil) != (c.want != "") || err == nil && fmt.Sprint(got) != c.want {
			t.Errorf("%q: %v, %v, want %q", c.text, got, err, c.want)
		}
	}
}

func TestJoin(t *testing.T) {
	for want, parts := range map[string][]string{"a:b": {"a", "b"}, "a": {"a", ""}, "a::c": {"a", "", "c"}, "": {"", ""}} {
		if got := Join(parts...); got != want {
			t.Errorf("%q: %q, want %q", parts, got, want)
		}
	}
	if got := fmt.Sprintf("%q", Parts(" a : b:")); got != `["a" "b" ""]` {
		t.Error(got)
	}
}

func TestDayDest(t *testing.T) {
	day := "before"
	for _, c := range []struct {
		value any
		want  string
	}{{time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), "2026-01-31"}, {nil, ""}} {
		if err := (dayDest{&day}).Scan(c.value); err != nil || day != c.want {
			t.Errorf("%v: %q, %v", c.value, day, err)
		}
	}
	if err := (dayDest{&day}).Scan(5); err == nil {
		t.Error("a number is taken for a day")
	}
}
