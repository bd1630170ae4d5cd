package texts_test

import (
	"strconv"
	"strings"
	"testing"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// languages are those of the catalogue.
func languages(t *testing.T) map[string]*texts.Language {
	t.Helper()
	all, err := texts.Read()
	must(t, err)
	return all
}

// written is a value the way pages write it: kind is day, month, period ("from to") or a unit of the indicators.
func written(t *testing.T, l *texts.Language, kind, given string) string {
	t.Helper()
	switch kind {
	case "day":
		return l.Day(given)
	case "month":
		return l.Month(given)
	case "period":
		from, to, _ := strings.Cut(given, " ")
		return l.Period(from, to)
	}
	x, err := strconv.ParseFloat(given, 64)
	must(t, err)
	return l.Amount(kind, x)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Numbers and days, the French way and the English one; _ stands for a narrow no-break space.
func TestNumbersAndDays(t *testing.T) {
	for _, c := range []struct{ lang, kind, given, want string }{
		{"fr", "integer", "1234567", "1_234_567"},
		{"fr", "integer", "999", "999"},
		{"fr", "integer", "-1234", "−1_234"},
		{"fr", "integer", "-0.2", "0"},
		{"en", "integer", "1234567", "1,234,567"},
		{"fr", "per_10000", "1234.56", "1_234,6"},
		{"en", "per_10000", "2.95", "3.0"},
		{"fr", "per_1000", "0.178", "0,18"},
		{"fr", "per_1000", "0", "0"},
		{"fr", "euros", "1234.56", "1_235_€"},
		{"en", "euros_per_1000", "0.4", "€0.40"},
		{"fr", "share", "0.3125", "31_%"},
		{"en", "share", "0.3125", "31%"},
		{"fr", "persons", "0", "0"},
		{"fr", "day", "2026-11-21", "21 nov. 2026"},
		{"fr", "day", "2026-08-01", "1er août 2026"},
		{"en", "day", "2026-08-01", "1 Aug 2026"},
		{"fr", "month", "2026-02", "févr. 2026"},
		{"fr", "period", "2026-01-01 2026-07-01", "du 1er janv. au 30 juin 2026"},
		{"fr", "period", "2025-11-01 2026-11-01", "du 1er nov. 2025 au 31 oct. 2026"},
		{"fr", "period", "2024-02-29 2024-03-01", "le 29 févr. 2024"},
		{"en", "period", "2026-01-01 2026-07-01", "1 Jan to 30 Jun 2026"},
	} {
		got := written(t, languages(t)[c.lang], c.kind, c.given)
		if want := strings.ReplaceAll(c.want, "_", "\u202f"); got != want {
			t.Errorf("%s %s %s: %q, not %q", c.lang, c.kind, c.given, got, want)
		}
	}
}

// An estimate's bounds are of its own unit, or said in the words of what they bound.
func TestEstimate(t *testing.T) {
	for unit, want := range map[string]string{"euros": "estimate: €218 to €229", "persons": "estimate, from 218 to 229 people"} {
		about := indicator.Indicator{Unit: "euros", Parts: []indicator.Part{{Name: "low", Unit: unit}, {Name: "high", Unit: unit}}}
		var f gate.Figure
		f.Status, f.Parts = gate.StatusEstimate, map[string]float64{"low": 218, "high": 229}
		if got := languages(t)["en"].Of(about).Estimate(f); got != want {
			t.Errorf("%s: %q, not %q", unit, got, want)
		}
	}
}

// What is too long for paper is cut between words, and says so.
func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"court", 5, "court"},
		{"un deux trois", 12, "un deux…"},
		{"un deux, trois", 10, "un deux…"},
		{"élémentaire", 6, "éléme…"},
		{"", 3, ""},
	} {
		if got := texts.Shorten(c.text, c.most); got != c.want {
			t.Errorf("%q: %q, not %q", c.text, got, c.want)
		}
	}
}
