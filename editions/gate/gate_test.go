package gate

import (
	"maps"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
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

// Areas of the tests' network: A and B lie in P, the group pilot is A and C, where nobody lives; D has no structure.
var (
	areaA = cells.Area{Kind: cells.Territory, Code: "A"}
	areaC = cells.Area{Kind: cells.Territory, Code: "C"}
	areaD = cells.Area{Kind: cells.Territory, Code: "D"}
	areaP = cells.Area{Kind: cells.Group, Code: "P"}
	areaX = cells.Area{Kind: cells.Elsewhere, Code: indicator.KeyOutside}
	s1    = cells.Area{Kind: cells.Structure, Code: "s1"}

	projectX = cells.Area{Kind: cells.Project, Code: "X"}
	projectY = cells.Area{Kind: cells.Project, Code: "Y"}
	callK    = cells.Area{Kind: cells.Call, Code: "K"}
	funderV  = cells.Area{Kind: cells.Funder, Code: "Ville"}
)

// Windows of the tests: the edition is of 15 May 2026, the first event of January 2025.
const (
	january  = "2026-01-01/2026-02-01"
	february = "2026-02-01/2026-03-01"
	april    = "2026-04-01/2026-05-01"
	quarter  = "2026-01-01/2026-04-01"
	autumn   = "2025-10-01/2026-01-01"
	year     = "2025-04-01/2026-04-01"
)

// cell is a published number.
func cell(component string, area cells.Area, w string, value float64, class ...string) store.Cell {
	c := store.Cell{Cell: cells.Cell{Component: component, Area: area, Window: window(w)}, Value: value}
	if len(class) > 0 {
		c.Field, c.Key = class[0], class[1]
	}
	return c
}

// loaded are the indicators, read once.
var loaded = sync.OnceValues(queries.Load)

// publication is the edition with some cells.
func publication(t *testing.T, published ...store.Cell) *Publication {
	t.Helper()
	catalogue, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	list, err := cells.Read(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	e := store.Edition{Number: 3, Day: day("2026-05-15"), First: day("2025-01-01")}
	p := &Publication{list: list, catalogue: catalogue, forms: formsOf(list, catalogue), numbers: newNumbers(), windows: make(map[period.Window]store.Window)}
	for _, kind := range cells.Calendar() {
		for _, w := range cells.WindowsTo(kind, e.First, day("2026-05-01")) {
			if _, known := p.windows[w]; !known {
				p.windows[w] = store.Window{Window: w, Edition: 3, Version: 1, Final: cells.Final(w, e.Day)}
				e.Windows = append(e.Windows, p.windows[w])
			}
		}
	}
	p.Edition, p.latest = e, store.Latest([]store.Edition{e})
	registry := places.New(
		[]places.Territory{{Code: "A", Name: "Aval", Parent: "P", People: 5000}, {Code: "B", Parent: "P", People: 4000}, {Code: "C"}, {Code: "D", People: 3000}, {Code: "P", Name: "Pays", People: 9000}},
		[]places.Group{{Code: "pilot", Members: []string{"A", "C"}}},
		[]places.Structure{{ID: "s1", Territory: "A"}, {ID: "s2", Territory: "B"}, {ID: "s3", Territory: "C"}}, []string{"P"})
	p = p.under(registry, nil)
	for w := range p.windows {
		for _, area := range append(slices.Clone(p.sorted), s1) {
			p.numbers.add(store.Cell{Cell: cells.Cell{Component: cells.Population, Area: area, Window: w}, Value: registry.Population("total", p.areas.Members[area])["total"]})
			if area != areaD {
				p.numbers.add(store.Cell{Cell: cells.Cell{Component: cells.Present, Area: area, Window: w}, Value: 1})
			}
		}
	}
	for _, c := range published {
		p.numbers.add(c)
	}
	return p
}

// asking is a question about a window.
func asking(id, w string, more ...func(*Question)) Question {
	q := Question{Indicator: id, From: w[:10], To: w[11:], Lang: "en"}
	for _, add := range more {
		add(&q)
	}
	return q
}

func in(place string) func(*Question) { return func(q *Question) { q.Place = place } }
func by(by string) func(*Question)    { return func(q *Question) { q.By = by } }
func only(name, value string) func(*Question) {
	return func(q *Question) {
		if q.Filters == nil {
			q.Filters = make(map[string]string)
		}
		q.Filters[name] = value
	}
}

// none stands for a number that is not shown.
var none = math.NaN()

func told(n *float64) float64 {
	if n == nil {
		return none
	}
	return *n
}

func equal(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9 }

// What is shown of one figure.
func TestShown(t *testing.T) {
	progressed := func(again, higher float64) []store.Cell {
		return []store.Cell{cell("again", areaA, quarter, again), cell("higher", areaA, quarter, higher)}
	}
	scored := func(people, hundredths float64) []store.Cell {
		return []store.Cell{cell("scored_again", areaA, year, people), cell("points_gained", areaA, year, hundredths)}
	}
	waited := func(judged, followed float64, classes ...float64) (all []store.Cell) {
		all = []store.Cell{cell("referrals_judged", areaP, year, judged), cell("referrals_followed", areaP, year, followed)}
		for i, name := range []string{"waited_7", "waited_14", "waited_30", "waited_60", "waited_longer"} {
			all = append(all, cell(name, areaP, year, classes[i]))
		}
		return all
	}
	connected := func(sent float64) []store.Cell {
		return []store.Cell{
			cell("visibility.connected_structures/numerator", areaA, quarter, 1), cell("visibility.connected_structures/denominator", areaA, quarter, 2),
			cell("sent", areaA, quarter, sent),
		}
	}
	one := func(component string, area cells.Area, w string, value float64) []store.Cell {
		return []store.Cell{cell(component, area, w, value)}
	}
	type want struct {
		status           string
		value, num, den  float64
		parts            map[string]float64
		wider, widerName string
	}
	counted := func(value float64) want { return want{status: StatusOK, value: value, num: none, den: none} }
	hidden := want{status: StatusProtected, value: none, num: none, den: none}
	nothing := want{status: StatusNoData, value: none, num: none, den: none}
	for name, c := range map[string]struct {
		cells []store.Cell
		ask   Question
		want  want
	}{
		"11 people":                     {one("followed", areaA, quarter, 11), asking("impact.people_followed", quarter, in("A")), counted(11)},
		"10 people":                     {one("followed", areaA, quarter, 10), asking("impact.people_followed", quarter, in("A")), hidden},
		"fewer than none":               {one("followed", areaA, quarter, -7), asking("impact.people_followed", quarter, in("A")), hidden},
		"nobody":                        {nil, asking("impact.people_followed", quarter, in("A")), hidden},
		"no structure":                  {one("followed", areaD, quarter, 50), asking("impact.people_followed", quarter, in("D")), nothing},
		"a share":                       {progressed(40, 15), asking("impact.progression", quarter, in("A")), want{StatusOK, .375, 15, 40, nil, "", ""}},
		"of 29":                         {progressed(29, 15), asking("impact.progression", quarter, in("A")), hidden},
		"of 30":                         {progressed(30, 15), asking("impact.progression", quarter, in("A")), want{StatusOK, .5, 15, 30, nil, "", ""}},
		"10 of 40":                      {progressed(40, 10), asking("impact.progression", quarter, in("A")), hidden},
		"all but 10":                    {progressed(40, 30), asking("impact.progression", quarter, in("A")), hidden},
		"all but 11":                    {progressed(41, 30), asking("impact.progression", quarter, in("A")), want{StatusOK, 30.0 / 41, 30, 41, nil, "", ""}},
		"more than all":                 {progressed(40, 43), asking("impact.progression", quarter, in("A")), hidden},
		"hours":                         {append(one("helping_minutes", areaA, quarter, 6015), cell("attended", areaA, quarter, 11)), asking("impact.support_hours", quarter, in("A")), counted(100)},
		"hours of 10 visits":            {append(one("helping_minutes", areaA, quarter, 6000), cell("attended", areaA, quarter, 10)), asking("impact.support_hours", quarter, in("A")), hidden},
		"fewer than no hours":           {append(one("helping_minutes", areaA, quarter, -1), cell("attended", areaA, quarter, 12)), asking("impact.support_hours", quarter, in("A")), hidden},
		"hours of a class":              {[]store.Cell{cell("helping_minutes", areaP, quarter, 1200, "format", "workshop"), cell("attended", areaP, quarter, 30, "format", "workshop"), cell("attended", areaP, quarter, 5)}, asking("impact.support_hours", quarter, in("P"), only("format", "workshop")), counted(20)},
		"a mean":                        {scored(30, 60000), asking("impact.score_gain", year, in("A")), want{StatusOK, 20, 600, 30, nil, "", ""}},
		"a mean of 29":                  {scored(29, 60000), asking("impact.score_gain", year, in("A")), hidden},
		"a mean below nothing":          {scored(50, -75000), asking("impact.score_gain", year, in("A")), want{StatusOK, -15, -750, 50, nil, "", ""}},
		"a mean in whole points":        {scored(60, 62500), asking("impact.score_gain", year, in("A")), want{StatusOK, 10, 625, 60, nil, "", ""}},
		"a mean of nothing":             {scored(40, 0), asking("impact.score_gain", year, in("A")), want{StatusOK, 0, 0, 40, nil, "", ""}},
		"per inhabitant":                {[]store.Cell{cell("reached", areaA, year, 20), cell("attended_by_unknown", areaA, year, 40), cell("attended", areaA, year, 100)}, asking("accessibility.reach_per_1000", year, in("A")), want{StatusOK, 4, 20, 5000, nil, "", ""}},
		"homes unknown":                 {[]store.Cell{cell("reached", areaA, year, 20), cell("attended_by_unknown", areaA, year, 60), cell("attended", areaA, year, 100)}, asking("accessibility.reach_per_1000", year, in("A")), nothing},
		"10 per inhabitant":             {one("reached", areaA, year, 10), asking("accessibility.reach_per_1000", year, in("A")), hidden},
		"nobody lives there":            {one("reached", areaC, year, 20), asking("accessibility.reach_per_1000", year, in("C")), nothing},
		"waits":                         {waited(40, 25, 10, 10, 5, 0, 15), asking("accessibility.wait_days", year, in("P")), want{StatusOK, 14, 25, 40, map[string]float64{"median": 14, "seen": 25}, "", ""}},
		"waits of nearly all":           {waited(40, 38, 30, 8, 0, 0, 2), asking("accessibility.wait_days", year, in("P")), want{StatusOK, 5, none, none, map[string]float64{"median": 5, "p90": 12, "seen": 38}, "", ""}},
		"waits of 29":                   {waited(29, 15, 15, 0, 0, 0, 14), asking("accessibility.wait_days", year, in("P")), hidden},
		"waits beyond the limit":        {waited(40, 15, 15, 0, 0, 0, 25), asking("accessibility.wait_days", year, in("P")), want{StatusOK, none, 15, 40, map[string]float64{"seen": 15}, "", ""}},
		"an estimate":                   {[]store.Cell{cell("helped", areaA, quarter, 50), cell("maybe_helped", areaA, quarter, 11)}, asking("impact.people_helped", quarter, in("A")), want{StatusEstimate, 50, none, none, map[string]float64{"low": 50, "high": 61}, "", ""}},
		"what 10 may have been":         {[]store.Cell{cell("helped", areaA, quarter, 50), cell("maybe_helped", areaA, quarter, 10)}, asking("impact.people_helped", quarter, in("A")), want{StatusOK, 50, none, none, map[string]float64{"low": 50}, "", ""}},
		"levels, one of them few":       {[]store.Cell{cell("assessed_ever", areaA, year, 61), cell("autonomous", areaA, year, 20), cell("unable", areaA, year, 30), cell("beginner", areaA, year, 10)}, asking("impact.level_profile", year, in("A")), want{StatusOK, 20.0 / 61, 20, 61, map[string]float64{"unable": 30, "autonomous": 20}, "", ""}},
		"steps":                         {[]store.Cell{cell("assessed_first", areaP, quarter, 100), cell("referred_after", areaP, quarter, 60), cell("attended_after", areaP, quarter, 62), cell("assessed_after", areaP, quarter, 30), cell("progressed_after", areaP, quarter, 31)}, asking("impact.funnel", quarter, in("P")), want{StatusOK, .3, 30, 100, map[string]float64{"assessed": 100, "referred": 60, "attended": 60, "reassessed": 30, "progressed": 30}, "", ""}},
		"a part of a share":             {append(progressed(60, 30), cell("lower", areaA, quarter, 12), cell("due_again", areaA, quarter, 80)), asking("impact.progression", quarter, in("A")), want{StatusOK, .5, 30, 60, map[string]float64{"lower": .2, "same": .3, "reassessed": .75}, "", ""}},
		"a part that is hidden":         {append(progressed(52, 16), cell("lower", areaA, quarter, 9)), asking("impact.progression", quarter, in("A")), want{StatusOK, 16.0 / 52, 16, 52, map[string]float64{}, "", ""}},
		"a larger place":                {append(one("followed", areaA, quarter, 5), cell("followed", areaP, quarter, 30)), asking("impact.people_followed", quarter, in("A")), want{StatusProtected, none, none, none, nil, "P", ""}},
		"the network":                   {append(one("followed", areaA, quarter, 5), cell("followed", areaP, quarter, 10), cell("followed", network, quarter, 12)), asking("impact.people_followed", quarter, in("A")), want{StatusProtected, none, none, none, nil, "total", ""}},
		"a longer window":               {append(one("followed", areaA, quarter, 5), cell("followed", areaA, year, 30)), asking("impact.people_followed", quarter, in("A")), want{StatusProtected, none, none, none, nil, "", year}},
		"a structure":                   {one("attended", s1, quarter, 44), asking("impact.participations", quarter, only("structure", "s1")), counted(44)},
		"what structures do":            {[]store.Cell{cell("visibility.reporting_rate/numerator", areaA, quarter, 1), cell("visibility.reporting_rate/denominator", areaA, quarter, 2)}, asking("visibility.reporting_rate", quarter, in("A")), want{StatusOK, .5, 1, 2, map[string]float64{"silent": 0}, "", ""}},
		"what no structure does":        {nil, asking("visibility.reporting_rate", quarter, in("D")), want{StatusNoData, none, 0, 0, map[string]float64{"silent": 0}, "", ""}},
		"one measure of three":          {[]store.Cell{cell("plan_done", network, quarter, 1), cell("plan_due", network, quarter, 3), cell("plan_late", network, quarter, 2)}, asking("impact.plan_progress", quarter), want{StatusOK, 1.0 / 3, 1, 3, map[string]float64{"late": 2, "dropped": 0, "done_ahead": 0, "started": 0, "planned": 0, "dropped_ahead": 0}, "", ""}},
		"nothing is due":                {one("plan_planned", network, quarter, 3), asking("impact.plan_progress", quarter), nothing},
		"more than was aimed at":        {[]store.Cell{cell("volunteers_of_target", network, quarter, 6), cell("volunteers_wanted", network, quarter, 5)}, asking("impact.campaign_results", quarter), want{StatusOK, 1.2, 6, 5, nil, "", ""}},
		"members":                       {[]store.Cell{cell("bodies_member", network, quarter, 3), cell("structures_reporting", network, quarter, 1), cell("bodies_met", network, quarter, 7)}, asking("visibility.members", quarter), counted(4)},
		"nobody is known":               {nil, asking("visibility.members", quarter), nothing},
		"no animator":                   {one("territories_of_level", areaD, quarter, 1), asking("visibility.animated_territories", quarter, in("D")), want{StatusOK, 0, 0, 1, nil, "", ""}},
		"referrals beside structures":   {connected(11), asking("visibility.connected_structures", quarter, in("A")), want{StatusOK, .5, 1, 2, map[string]float64{"isolated": 0, "partners": 0, "sent": 11}, "", ""}},
		"10 referrals beside":           {connected(10), asking("visibility.connected_structures", quarter, in("A")), want{StatusOK, .5, 1, 2, map[string]float64{"isolated": 0, "partners": 0}, "", ""}},
		"months that add up":            {[]store.Cell{cell("attended", areaP, january, 18), cell("attended", areaP, february, 11), cell("attended", areaP, autumn, 20)}, asking("impact.participations", "2025-10-01/2026-03-01", in("P")), counted(49)},
		"months of which one is hidden": {[]store.Cell{cell("attended", areaP, january, 18), cell("attended", areaP, february, 10), cell("attended", areaP, autumn, 20)}, asking("impact.participations", "2025-10-01/2026-03-01", in("P")), want{status: StatusProtected, value: none, num: none, den: none}},
		"the fewest windows":            {[]store.Cell{cell("attended", areaP, quarter, 31), cell("attended", areaP, january, 500), cell("attended", areaP, april, 12)}, asking("impact.participations", "2026-01-01/2026-05-01", in("P")), counted(43)},
		"of a territory, quarters":      {[]store.Cell{cell("attended", areaA, quarter, 31), cell("attended", areaA, autumn, 12)}, asking("impact.participations", "2025-10-01/2026-04-01", in("A")), counted(43)},
		"a class":                       {[]store.Cell{cell("helped", areaA, quarter, 22, "age_band", "70_plus")}, asking("impact.people_helped", quarter, in("A"), only("age_band", "70_plus")), want{StatusOK, 22, none, none, map[string]float64{"low": 22}, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := publication(t, c.cells...).Ask(c.ask)
			if err != nil {
				t.Fatal(err)
			}
			f := answer.Figures[0]
			if f.Status != c.want.status || !equal(told(f.Value), c.want.value) || !equal(told(f.Numerator), c.want.num) || !equal(told(f.Denominator), c.want.den) {
				t.Errorf("%s %v (%v/%v), not %+v", f.Status, told(f.Value), told(f.Numerator), told(f.Denominator), c.want)
			}
			if c.want.parts != nil && !maps.EqualFunc(f.Parts, c.want.parts, equal) {
				t.Errorf("the parts are %v, not %v", f.Parts, c.want.parts)
			}
			var area, longer string
			if f.Wider != nil {
				area = f.Wider.Area
				if f.Wider.Window != (period.Window{}) {
					longer = f.Wider.Window.From.Format(time.DateOnly) + "/" + f.Wider.Window.To.Format(time.DateOnly)
				}
			}
			if area != c.want.wider || longer != c.want.widerName {
				t.Errorf("it is shown for %q and %q, not for %q and %q", area, longer, c.want.wider, c.want.widerName)
			}
		})
	}
}

// The interval of a share holds the noise of both its counts.
func TestInterval(t *testing.T) {
	answer, err := publication(t, cell("again", areaA, quarter, 100), cell("higher", areaA, quarter, 40)).Ask(asking("impact.progression", quarter, in("A")))
	if err != nil {
		t.Fatal(err)
	}
	f := answer.Figures[0]
	low, high := indicator.Wilson(40, 100)
	drawn := 1.96 * math.Sqrt(5*(1+.16)) / 100
	if math.Abs(*f.Low-(.4-math.Hypot(.4-low, drawn))) > 1e-4 || math.Abs(*f.High-(.4+math.Hypot(high-.4, drawn))) > 1e-4 {
		t.Errorf("%v to %v", *f.Low, *f.High)
	}
}
