package pages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/network/national"
	"vigie/queries/indicator"
)

// sides are the parameters that name the places to compare, and so how many at most.
var sides = []string{"first", "second", "third", "fourth"}

// Compare sets two to four places side by side, each rate on a scale of its own, who reports first.
type Compare struct {
	alike  map[string][]string // see namesakes
	places []string
	rows   []comparedRow
}

// comparedRow is an indicator of each place, and of the network.
type comparedRow struct {
	about   indicator.Indicator
	each    []*figures.Answer
	network *figures.Answer
}

type comparePage struct {
	Title, Lede, Begin string
	Fields             []placeField
	Options            []string
	Search             string
	Heading            string
	Period             string
	Summary            string
	Stated             []comparedIndicator // where places differ, told before all else
	Groups             []comparedGroup
}

// comparedGroup are indicators of which the same can be said.
type comparedGroup struct {
	ID, Heading, Lede string
	Rows              []comparedIndicator
}

// placeField is where a place is chosen.
type placeField struct{ Name, Label, Value string }

type comparedIndicator struct {
	ID, Name, URL, Network, Finding string
	From, To                        string // ends of the scale
	Places                          []comparedPlace
	Hidden                          *view.Hidden
	stated                          string // groupSeparate, groupTogether or groupUntold
}

// Groups of indicators, in the order of the page: who reports, for where few do the others say little; where places differ, where they do not,
// and where neither can be said.
const (
	groupReporting = "reporting"
	groupSeparate  = "separate"
	groupTogether  = "together"
	groupUntold    = "untold"
)

type comparedPlace struct {
	Name, URL, Value, Interval string
	Strip                      chart.Strip
}

// Ask asks for each rate of each place.
func (p *Compare) Ask(_ context.Context, r *Request) error {
	p.alike = namesakes(r)
	for _, name := range sides {
		given := r.Asked.Get(name)
		if given == "" {
			continue
		}
		code, known := called(r, p.alike, given)
		if !known {
			const named = 50
			return gate.Refusal{Code: gate.RefusedTerritory, Field: name, Given: given, Choices: r.Codes(named), More: max(0, len(r.Groups)+len(r.Territories)-named)}
		}
		if !slices.Contains(p.places, code) {
			p.places = append(p.places, code)
		}
	}
	if len(p.places) == 0 {
		p.places = preset(r)
	}
	if r.Published == nil {
		return nil
	}
	for _, about := range r.Figures.Catalogue.All() {
		if given := r.Figures.Readable(about); about.Kind == "count" || !given.HasFilter("territory") || !given.HasGrouping(indicator.KeyTotal) {
			continue
		}
		row := comparedRow{about: about, network: r.Figures.Ask(about, in(r, about, ""))}
		for _, code := range p.places {
			row.each = append(row.each, r.Figures.Ask(about, in(r, about, code)))
		}
		p.rows = append(p.rows, row)
	}
	return nil
}

// called is the place that a text names: its code, its name, or both where several are called alike.
func called(r *Request, alike map[string][]string, text string) (code string, known bool) {
	if r.Name(text) != "" {
		return text, true
	}
	if r.Published != nil {
		if _, known = r.Published.Area(text); known {
			return text, true
		}
	}
	if at := strings.LastIndex(text, " ("); at >= 0 {
		code = strings.TrimSuffix(text[at+len(" ("):], ")")
		if r.Name(code) != "" && text == both(r, code) {
			return code, true
		}
	}
	if codes := alike[national.Fold(text)]; len(codes) == 1 {
		return codes[0], true
	}
	return "", false
}

// namesakes are the codes of the places that are called alike, by what their names fold to.
func namesakes(r *Request) map[string][]string {
	alike := make(map[string][]string)
	for _, code := range r.Codes(len(r.Groups) + len(r.Territories)) {
		name := national.Fold(r.Name(code))
		alike[name] = append(alike[name], code)
	}
	return alike
}

// shown is a place as the form writes it: by its name, and by its code, too, where several are called alike.
func (p *Compare) shown(r *Request, code string) string {
	if name := r.Name(code); len(p.alike[national.Fold(name)]) == 1 {
		return name
	}
	return both(r, code)
}

// both are the name and the code of a place.
func both(r *Request, code string) string { return r.Name(code) + " (" + code + ")" }

// in is the request's question about a place.
func in(r *Request, about indicator.Indicator, code string) gate.Question {
	q := r.Figures.Question(about, indicator.KeyTotal)
	q.Place = code
	return q
}

// preset are the places that are compared unasked: the groups, which are pilots, where there are enough and not too many of them; else the two
// territories with the most residents.
func preset(r *Request) (codes []string) {
	if n := len(r.Groups); n >= 2 && n <= len(sides) {
		for _, g := range r.Groups {
			codes = append(codes, g.Code)
		}
		return codes
	}
	largest := slices.Clone(r.Lowest())
	slices.SortStableFunc(largest, func(a, b network.Territory) int { return cmp.Compare(b.Population, a.Population) })
	for _, t := range largest[:min(len(largest), 2)] {
		codes = append(codes, t.Code)
	}
	return codes
}

// Build sets them side by side.
func (p *Compare) Build(r *Request) view.Page {
	data := comparePage{
		Title: r.T("compare.title"), Lede: r.T("compare.lede"), Begin: r.Begin(), Period: texts.Capital(r.Period(r.From(), r.To())), Search: r.Link("/territories", "territory", ""),
	}
	var names []string
	for _, code := range p.places {
		names = append(names, r.Name(code))
	}
	data.Heading = r.List(names)
	for i, name := range sides {
		field := placeField{Name: name, Label: r.T("compare.place", "n", i+1)}
		if i < len(p.places) {
			field.Value = p.shown(r, p.places[i])
		}
		data.Fields = append(data.Fields, field)
	}
	for _, o := range r.PlaceOptions() {
		data.Options = append(data.Options, p.shown(r, o.Value))
	}
	var drawn []comparedIndicator
	for _, row := range p.rows {
		if one, ok := p.indicator(r, row); ok {
			drawn = append(drawn, one)
		}
	}
	data.group(r, drawn)
	return view.Page{Title: data.Title, Data: data}
}

// group puts the indicators together by what can be said of them, and says it of all.
func (data *comparePage) group(r *Request, drawn []comparedIndicator) {
	of := make(map[string][]comparedIndicator)
	told := 0
	for _, one := range drawn {
		if one.stated != groupUntold {
			told++
		}
		if one.stated == groupSeparate {
			data.Stated = append(data.Stated, one)
		}
		group := one.stated
		if one.ID == anchor(reporting) {
			group = groupReporting
		}
		of[group] = append(of[group], one)
	}
	switch {
	case told == 0:
		data.Summary = r.T("compare.none")
	case len(data.Stated) == 0:
		data.Summary = r.T("compare.alike", "n", told)
	default:
		data.Summary = r.T("compare.differ", "n", len(data.Stated), "of", r.T("compare.comparable", "n", told))
	}
	for _, id := range []string{groupReporting, groupSeparate, groupTogether, groupUntold} {
		if rows := of[id]; len(rows) > 0 {
			data.Groups = append(data.Groups, comparedGroup{id, r.T("compare.group." + id), r.T("compare.about." + id), rows})
		}
	}
}

// indicator draws a row; it is not ok where there is no value to see.
func (p *Compare) indicator(r *Request, row comparedRow) (one comparedIndicator, ok bool) {
	values := r.Of(row.about)
	one = comparedIndicator{ID: anchor(row.about.ID), Name: values.Title(), URL: r.Definition(row.about.ID), Network: values.Value(row.network.Total())}
	var marks []chart.Mark
	var told []namedFigure
	for i, answer := range row.each {
		f := answer.Total()
		mark := chart.Mark{Name: r.Name(p.places[i]), Value: figures.Drawn(row.about, f), Low: f.Low, High: f.High}
		marks = append(marks, mark)
		if mark.Value != nil && f.Value != nil && f.Low != nil && f.High != nil {
			told = append(told, namedFigure{mark.Name, f})
		}
		ok = ok || mark.Value != nil
		one.Places = append(one.Places, comparedPlace{Name: mark.Name, URL: r.Sheet(p.places[i]), Value: values.Value(f), Interval: values.Interval(f)})
	}
	line := figures.Drawn(row.about, row.network.Total())
	end := chart.End(row.about.Unit, marks, line)
	one.From, one.To = r.Amount(row.about.Unit, 0), r.Amount(row.about.Unit, end)
	for i, strip := range chart.Strips(marks, line, end) {
		one.Places[i].Strip = strip
	}
	one.stated, one.Finding = finding(r, row.about, told)
	one.Hidden = r.Hidden(row.each...)
	return one, ok
}

// namedFigure is a figure of a place, with its interval.
type namedFigure struct {
	name string
	gate.Figure
}

// finding tells to which group an indicator belongs: a difference between the lowest and the highest is stated, and said, where they would be said to
// have moved, were they of one place.
func finding(r *Request, about indicator.Indicator, told []namedFigure) (stated, said string) {
	if len(told) < 2 {
		return groupUntold, ""
	}
	by := func(a, b namedFigure) int { return cmp.Compare(*a.Value, *b.Value) }
	low, high := slices.MinFunc(told, by), slices.MaxFunc(told, by)
	switch r.Judged(about, low.Figure, high.Figure) {
	case "":
		return groupUntold, ""
	case "same", "unclear":
		return groupTogether, ""
	}
	return groupSeparate, r.T("compare.separate", "high", high.name, "low", low.name)
}
