package problem_test

import (
	"net/http/httptest"
	"testing"

	"vigie/problem"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "fr"},
		{"", "fr-CA", "fr"},
		{"", "en-GB,en;q=0.8", "en"},
		{"", "fr;q=0.5, en", "en"},
		{"", "de, en;q=0.1", "en"},
		{"", "de", "fr"},
		{"", "*", "fr"},
		{"", "no language;;", "fr"},
		{"?lang=en", "fr", "en"},
		{"?lang=fr", "en", "fr"},
		{"?lang=de", "en", "en"},
		{"?lang=", "en", "en"},
	} {
		r := httptest.NewRequest("GET", "/"+c.query, nil)
		r.Header.Set("Accept-Language", c.accept)
		if got := problem.Language(r); got != c.want {
			t.Errorf("%q, Accept-Language %q: %s, want %s", c.query, c.accept, got, c.want)
		}
	}
}
