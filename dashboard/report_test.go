package dashboard_test

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vigie/dashboard/texts"
)

// shownFigure is a number on a page, with what the page says that it is.
type shownFigure struct{ value, indicator, by, key, part, text string }

// shownFigures are all numbers of a printed page, and the edition and window that it says they are of.
func shownFigures(t *testing.T, page string) (all []shownFigure, window url.Values) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	must(t, err)
	for n := range root.Descendants() {
		switch {
		case n.Data == "data" && n.Type == html.ElementNode:
			all = append(all, shownFigure{
				attribute(n, "value"), attribute(n, "data-indicator"), attribute(n, "data-by"), attribute(n, "data-key"), attribute(n, "data-part"), n.FirstChild.Data,
			})
		case attribute(n, "data-edition") != "":
			window = url.Values{"edition": {attribute(n, "data-edition")}, "from": {attribute(n, "data-from")}, "to": {attribute(n, "data-to")}}
		}
	}
	return all, window
}

// Each number of what is printed is what the API answers of that edition, and is written as people read it.
func theReportHasTheFiguresOfItsEdition(t *testing.T, s *site) {
	languages, err := texts.Read()
	must(t, err)
	type figure struct {
		Key                           string
		Value, Numerator, Denominator *float64
		Parts                         map[string]float64
	}
	for _, c := range []struct {
		path, edition string
		least         int
	}{
		{"/report?lang=fr", "1", 20}, {"/report?lang=fr&meeting=p-mai", "1", 20}, {"/report?lang=fr&meeting=p1", "2", 40},
		{"/report?lang=fr&meeting=p2", "2", 40}, {"/report/briefing?lang=fr", "2", 3}, {"/report/briefing?lang=fr&meeting=p-mai", "1", 2},
	} {
		path := c.path
		shown, window := shownFigures(t, s.get(t, path).body)
		if window.Get("edition") != c.edition || len(shown) < c.least {
			t.Errorf("%s shows %d figures of edition %q", path, len(shown), window.Get("edition"))
		}
		known := map[string]struct {
			Unit    string
			Figures []figure
		}{}
		for _, one := range shown {
			asks := "/api/v1/indicators/" + one.indicator + "?by=" + one.by + "&" + window.Encode()
			if _, ok := known[asks]; !ok {
				known[asks] = asked[struct {
					Unit    string
					Figures []figure
				}](t, s, asks)
			}
			want := math.NaN()
			for _, f := range known[asks].Figures {
				if f.Key != one.key {
					continue
				}
				of := map[string]*float64{"": f.Value, "numerator": f.Numerator, "denominator": f.Denominator}[one.part]
				if x, ok := f.Parts[one.part]; ok {
					of = &x
				}
				if of != nil {
					want = *of
				}
			}
			got, err := strconv.ParseFloat(one.value, 64)
			must(t, err)
			if got != want {
				t.Errorf("%s: %+v; the API says %v", path, one, want)
			}
			l, unit := languages["fr"], known[asks].Unit
			if one.text != l.Amount(unit, got) && one.text != l.Exact(unit, got) && one.text != l.Integer(got) {
				t.Errorf("%s: %v of %s is written %q", path, got, one.indicator, one.text)
			}
		}
	}
}

// What is told of plan and decisions is what the registry knew that day.
func theReportHasTheRegistryOfItsDay(t *testing.T, s *site) {
	plan := asked[struct {
		Progress struct{ Late, Due int }
	}](t, s, "/api/v1/plan?as_of=2026-01-15")
	report := html.UnescapeString(s.get(t, "/report?lang=en&meeting=p1").body)
	if plan.Progress.Late != 0 || plan.Progress.Due != 1 || !strings.Contains(report, "is not late") {
		t.Errorf("on the day of the meeting %+v; the report does not say so", plan.Progress)
	}
	for _, c := range []struct {
		path  string
		says  []string
		never []string
	}{
		{"/report?lang=en&meeting=p1", []string{"Meeting not frozen", "no. 2 of 2 Jul 2026", "3 decisions are open", "Relancer les lieux silencieux", "Ouvrir le samedi"}, []string{"BROUILLON"}},
		{"/report?lang=en", []string{"Meeting frozen on", "no. 1 of 15 Apr 2026", "This report will not change any more. A version 2 of this window ", "Tenir les fiches à jour", "1 of 3 due measures is late"}, []string{"BROUILLON", "may still change"}},
		{"/report?lang=en&meeting=p2", []string{"Meeting to come", "2 decisions are overdue", "Bilan de l’été", "Ouvrir le samedi"}, []string{"Relancer les lieux silencieux", "BROUILLON"}},
		{"/report/briefing?lang=en", []string{"Comité de pilotage, 17 Sep 2026", "Bilan de l’été", "Ouvrir le samedi", "CAF"}, []string{"BROUILLON"}},
		{"/report/briefing?lang=en&meeting=p1", []string{"14 Jan 2026", "Où en est le plan", "Nothing is late"}, []string{"Ouvrir le samedi"}},
	} {
		body := html.UnescapeString(s.get(t, c.path).body)
		for _, text := range c.says {
			if !strings.Contains(body, text) {
				t.Errorf("%s does not say %q", c.path, text)
			}
		}
		for _, text := range c.never {
			if strings.Contains(body, text) {
				t.Errorf("%s says %q", c.path, text)
			}
		}
	}
	for path, want := range map[string]string{
		"/report?meeting=nulle-part&lang=fr":           "choisissez parmi p2, p-mai, p1",
		"/report/briefing?meeting=nulle-part&lang=en":  "choose among p2, p-mai, p1",
		"/report?meeting=p1&territory=75113&lang=fr":   "gardez meeting, lang",
		"/report/briefing?window=2026-Q1&lang=en":      "keep meeting, lang",
		"/report?meeting=p1&edition=1&lang=en":         "keep meeting, lang",
		"/report?meeting=p1&meeting=p2&lang=en":        "given twice",
		"/report/briefing?meeting=p1&lang=en&q=nobody": "unknown",
	} {
		if a := s.get(t, path); a.status != http.StatusBadRequest || !strings.Contains(html.UnescapeString(a.body), want) {
			t.Errorf("%s answers %d, and does not say %q", path, a.status, want)
		}
	}
}

// A network without figures, plan, targets or meetings has a report that says so; it needs no meeting that there is not.
func aReportOfNothingIsOne(t *testing.T, s *site) {
	for path, want := range map[string][]string{
		"/report?lang=fr":          {"Rien n’est encore publié", "Aucun plan n'est au registre", "Aucun chiffre n’est encore publié", "Aucun appel à projets"},
		"/report/briefing?lang=en": {"Nothing is published yet", "No agenda", "nothing can be late", "No figure is published yet"},
	} {
		a := s.get(t, path)
		for _, text := range want {
			if a.status != http.StatusOK || !strings.Contains(html.UnescapeString(a.body), text) {
				t.Errorf("%s of an empty network (%d) does not say %q", path, a.status, text)
			}
		}
	}
	if a := s.get(t, "/report?meeting=p1&lang=en"); a.status != http.StatusBadRequest || !strings.Contains(a.body, "nor any other") {
		t.Errorf("a meeting of an empty network: %d %s", a.status, a.body)
	}
}
