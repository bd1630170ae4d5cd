package cut

import (
	"errors"
	"slices"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// window reads "2026-01-01/2026-04-01".
func window(text string) period.Window {
	return period.Window{From: day(text[:10]), To: day(text[11:])}
}

// cutOn are the editions of a network whose first event was in January 2026, cut on some days.
func cutOn(days ...string) (all []store.Edition) {
	for i, text := range days {
		e := store.Edition{Number: uint32(i + 1), Day: day(text), Windows: due(calendar{first: day("2026-01-01")}, day(text), all)}
		for j := range e.Windows {
			e.Windows[j].Edition = e.Number
		}
		all = append(all, e)
	}
	return all
}

func brought(e store.Edition) (names []string) {
	for _, w := range e.Windows {
		text := Name(w.Window) + " v" + string(rune('0'+w.Version))
		if w.Final {
			text += " final"
		}
		names = append(names, text)
	}
	return names
}

// A window appears in the first edition after its end and is replaced once, from three months after it on; one that appears only then is
// final at once.
func TestDue(t *testing.T) {
	for name, c := range map[string]struct {
		days []string
		last []string // what the last of the editions brings
	}{
		"before the first month is over":  {[]string{"2026-01-31"}, nil},
		"on the first day after it":       {[]string{"2026-02-01"}, []string{"2026-01-01/2026-02-01 v1"}},
		"again on that day":               {[]string{"2026-02-01", "2026-02-01"}, nil},
		"within the next month":           {[]string{"2026-02-15", "2026-02-28"}, nil},
		"a quarter's end":                 {[]string{"2026-03-15", "2026-04-15"}, []string{"2026-03-01/2026-04-01 v1", "2026-01-01/2026-04-01 v1"}},
		"a day before three months":       {[]string{"2026-02-15", "2026-04-15", "2026-04-30"}, nil},
		"three months after a month":      {[]string{"2026-02-15", "2026-04-30", "2026-05-01"}, []string{"2026-01-01/2026-02-01 v2 final", "2026-04-01/2026-05-01 v1"}},
		"after the last version":          {[]string{"2026-02-15", "2026-05-01", "2026-05-31"}, nil},
		"started late":                    {[]string{"2026-05-15"}, []string{"2026-01-01/2026-02-01 v1 final", "2026-02-01/2026-03-01 v1", "2026-03-01/2026-04-01 v1", "2026-01-01/2026-04-01 v1", "2026-04-01/2026-05-01 v1"}},
		"what was final at once is never": {[]string{"2026-05-15", "2026-06-15"}, []string{"2026-02-01/2026-03-01 v2 final", "2026-05-01/2026-06-01 v1"}},
		"editions that were missed": {[]string{"2026-02-15", "2026-06-15"}, []string{"2026-01-01/2026-02-01 v2 final", "2026-02-01/2026-03-01 v1 final",
			"2026-03-01/2026-04-01 v1", "2026-01-01/2026-04-01 v1", "2026-04-01/2026-05-01 v1", "2026-05-01/2026-06-01 v1"}},
		"a half and a quarter": {[]string{"2026-06-30", "2026-07-01"}, []string{"2026-03-01/2026-04-01 v2 final", "2026-01-01/2026-04-01 v2 final",
			"2026-06-01/2026-07-01 v1", "2026-04-01/2026-07-01 v1", "2026-01-01/2026-07-01 v1"}},
	} {
		editions := cutOn(c.days...)
		if got := brought(editions[len(editions)-1]); !slices.Equal(got, c.last) {
			t.Errorf("%s: %q, not %q", name, got, c.last)
		}
	}
}

// No window has more than two versions, whatever is cut when, and none is brought without its end.
func TestVersions(t *testing.T) {
	var days []string
	for at := day("2026-01-20"); at.Before(day("2028-06-01")); at = at.AddDate(0, 0, 17) {
		days = append(days, at.Format(time.DateOnly))
	}
	versions := make(map[period.Window][]uint16)
	for _, e := range cutOn(days...) {
		for _, w := range e.Windows {
			versions[w.Window] = append(versions[w.Window], w.Version)
			if w.To.After(e.Day) || w.Final != cells.Final(w.Window, e.Day) {
				t.Errorf("%s in the edition of %s: %+v", Name(w.Window), e.Day.Format(time.DateOnly), w)
			}
		}
	}
	for _, w := range ended(calendar{first: day("2026-01-01")}, day("2028-02-01")) {
		if !slices.Equal(versions[w], []uint16{1, 2}) {
			t.Errorf("%s has the versions %v", Name(w), versions[w])
		}
	}
}

func TestAgain(t *testing.T) {
	before := cutOn("2026-02-15", "2026-06-15")
	var unpublished NotPublishedError
	var none NoVersionLeftError
	var toCome LastToComeError
	for name, c := range map[string]struct {
		window string
		day    string
		as     any
		want   store.Window
	}{
		"final at once":          {"2026-02-01/2026-03-01", "2026-06-20", nil, store.Window{Version: 2, Final: true}},
		"replaced once":          {"2026-01-01/2026-02-01", "2026-06-20", &none, store.Window{}},
		"the last one to come":   {"2026-05-01/2026-06-01", "2026-06-20", &toCome, store.Window{}},
		"the last one, now":      {"2026-05-01/2026-06-01", "2026-09-01", nil, store.Window{Version: 2, Final: true}},
		"published nowhere":      {"2026-06-01/2026-07-01", "2026-06-20", &unpublished, store.Window{}},
		"no window of the list":  {"2026-01-02/2026-02-01", "2026-06-20", &unpublished, store.Window{}},
		"never in an early year": {"2025-01-01/2026-01-01", "2026-06-20", &unpublished, store.Window{}},
	} {
		w := window(c.window)
		got, err := again([]period.Window{w, w}, day(c.day), before)
		if c.as != nil {
			if err == nil || !errors.As(err, c.as) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			continue
		}
		c.want.Window = w
		if err != nil || !slices.Equal(got, []store.Window{c.want}) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	// What was published anew is not due any more.
	e := store.Edition{Number: 3, Day: day("2026-06-20")}
	e.Windows, _ = again([]period.Window{window("2026-02-01/2026-03-01")}, e.Day, before)
	for _, w := range due(calendar{first: day("2026-01-01")}, day("2027-01-01"), append(before, e)) {
		if w.Window == window("2026-02-01/2026-03-01") || w.Version > maxVersions {
			t.Errorf("due after a reissue: %+v", w)
		}
	}
}
