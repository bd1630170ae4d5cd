package pages

import (
	"strings"
	"testing"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// comparedIn is what is said of an indicator of which places have a value in an interval each.
func comparedIn(r *Request, id string, each ...[3]float64) comparedIndicator {
	var told []namedFigure
	for i, e := range each {
		f, base := gate.Figure{}, 400.0
		f.Value, f.Low, f.High, f.Denominator = &e[1], &e[0], &e[2], &base
		told = append(told, namedFigure{string(rune('A' + i)), f})
	}
	one := comparedIndicator{ID: anchor(id), Name: id}
	one.stated, one.Finding = finding(r, indicator.Indicator{ID: id, Unit: "share", Kind: "share", Interval: true}, told)
	return one
}

// A difference is stated where the intervals of the lowest and the highest are apart, and all that are stated are told first; who reports leads,
// whether it differs or not.
func TestComparedPlacesAreGrouped(t *testing.T) {
	languages, err := texts.Read()
	if err != nil {
		t.Fatal(err)
	}
	var r Request
	r.Language = languages["en"]
	touching := comparedIn(&r, "a.touching", [3]float64{0.20, 0.30, 0.41}, [3]float64{0.40, 0.50, 0.60})
	apart := comparedIn(&r, "b.apart", [3]float64{0.40, 0.50, 0.60}, [3]float64{0.30, 0.38, 0.44}, [3]float64{0.20, 0.30, 0.39})
	alone := comparedIn(&r, "c.alone", [3]float64{0.40, 0.50, 0.60})
	who := comparedIn(&r, reporting, [3]float64{0.10, 0.20, 0.30}, [3]float64{0.70, 0.80, 0.90}, [3]float64{0.15, 0.25, 0.75})
	if apart.Finding != "Higher for A than for C." || who.Finding != "Higher for B than for A." || alone.Finding != "" {
		t.Errorf("found %q, %q, %q", apart.Finding, who.Finding, alone.Finding)
	}
	for name, c := range map[string]struct {
		drawn          []comparedIndicator
		stated, groups string
		summary        string
	}{
		"some differ": {
			[]comparedIndicator{touching, apart, alone, who}, "b.apart, visibility.reporting_rate",
			"reporting: visibility.reporting_rate; separate: b.apart; together: a.touching; untold: c.alone", "2 clear differences, on 3 indicators that compare:",
		},
		"one differs":      {[]comparedIndicator{alone, apart}, "b.apart", "separate: b.apart; untold: c.alone", "One clear difference, on the one indicator that compares:"},
		"none differ":      {[]comparedIndicator{touching}, "", "together: a.touching", "No clear difference on the one indicator that compares."},
		"nothing compares": {[]comparedIndicator{alone}, "", "untold: c.alone", "Of no indicator can the difference between these places be judged: none is stated."},
		"nothing is shown": {nil, "", "", "Of no indicator can the difference between these places be judged: none is stated."},
	} {
		var data comparePage
		data.group(&r, c.drawn)
		names := func(rows []comparedIndicator) string {
			var all []string
			for _, row := range rows {
				all = append(all, row.Name)
			}
			return strings.Join(all, ", ")
		}
		var groups []string
		for _, g := range data.Groups {
			groups = append(groups, g.ID+": "+names(g.Rows))
		}
		if strings.Join(groups, "; ") != c.groups || names(data.Stated) != c.stated || data.Summary != c.summary {
			t.Errorf("%s: %q, stated %q, %q", name, groups, names(data.Stated), data.Summary)
		}
	}
}
