package pages

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"time"

	"vigie/dashboard/chart"
	"vigie/dashboard/partners"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
)

// together is who sends people to whom in a year, as a graph: of territories or, where one of them is opened, of its structures.
type together struct {
	opened      string // code of the territory; "" for none
	year        partners.Year
	unpublished *gate.UnpublishedError
}

// Bounds of what is drawn and listed: with more nobody could tell it apart, and the page would be too large. The files have all.
const (
	mostPoints = 60
	mostArrows = 110
	mostWays   = 200 // of an opened territory
)

func (t *together) ask(r *Request) error {
	t.opened = r.Asked.Get("graph")
	if t.opened != "" && !slices.ContainsFunc(r.Lowest(), func(one network.Territory) bool { return one.Code == t.opened }) {
		var codes []string
		for _, one := range r.Lowest() {
			codes = append(codes, one.Code)
		}
		return gate.Choose(gate.RefusedTerritory, "graph", t.opened, codes)
	}
	if r.Published == nil {
		return nil
	}
	var unpublished gate.UnpublishedError
	year, err := partners.Of(r.Scope)
	if errors.As(err, &unpublished) {
		t.unpublished, err = &unpublished, nil
	}
	t.year = year
	return err
}

// togetherIn is the link to who works with whom in a territory of the published level, with how many pairs there are; nil of other places.
func togetherIn(r *Request, code string) *view.Link {
	if r.Published == nil || !slices.ContainsFunc(r.Lowest(), func(one network.Territory) bool { return one.Code == code }) {
		return nil
	}
	year, err := partners.Of(r.Scope)
	if err != nil { // no year is published for the window: there is nothing to lead to
		return nil
	}
	n := len(partners.Touching(year.Pairs, func(at string) bool { return at == code }))
	return &view.Link{Name: r.T("together.link", "n", n, "year", year.Number()), URL: r.Link("/visibility", "territory", "", "graph", code)}
}

// section shows who works with whom.
func (t *together) section(r *Request) view.Section {
	s := view.Section{ID: "together", Title: r.T("together.heading"), Lede: r.T("together.meaning")}
	var f view.Figure
	switch {
	case t.unpublished != nil:
		f = view.Figure{ID: "graph", Title: r.T("together.unpublished"), Hidden: r.Unpublished(*t.unpublished)}
	case t.opened != "":
		s.Title = r.T("together.of", "name", r.Name(t.opened))
		f = t.structures(r)
		s.More = append(s.More, view.Link{Name: r.T("together.all"), URL: r.Link("/visibility") + "#together"}, view.Link{Name: r.T("together.sheet", "name", r.Name(t.opened)), URL: r.Sheet(t.opened)})
	default:
		f = t.places(r)
	}
	s.Figures = []view.Figure{f}
	for _, concern := range []string{"isolated", "silent"} {
		s.More = append(s.More, view.Link{Name: r.T("together." + concern), URL: r.Link("/structures", "show", concern)})
	}
	return s
}

// open are how many structures each territory of the published level had on the last day of the year.
func (t *together) open(r *Request) map[string]int {
	of, last := make(map[string]int), t.year.LastDay()
	stands := partners.Standing(r.Scope)
	for _, s := range r.Structures {
		if s.Open(last) {
			of[stands(s.ID)]++
		}
	}
	return of
}

// figure begins a figure of some pairs.
func (t *together) figure(r *Request, title string, place string) view.Figure {
	api := func(format string) string {
		pairs := []string{"window", "", "from", t.year.From.Format(time.DateOnly), "to", t.year.To.Format(time.DateOnly), "territory", place, "format", format, "lang", r.Code}
		return r.Link("/api/v1/pairs", pairs...)
	}
	return view.Figure{ID: "graph", Title: title, Note: r.T("together.year", "year", t.year.Number()), CSV: api("csv"), XLSX: api("xlsx")}
}

// places draws which territories' structures work with each other.
func (t *together) places(r *Request) view.Figure {
	open, ties := t.open(r), partners.Ties(t.year.Pairs, partners.ByPlace)
	reaches, inside := partners.Reaches(ties), make(map[string]int)
	for _, tie := range ties {
		if tie.From == tie.To {
			inside[tie.From] = tie.Pairs
		}
	}
	var codes []string
	for _, one := range r.Lowest() {
		codes = append(codes, one.Code)
	}
	// What stands in no territory is drawn, and is none of those that a sentence counts.
	within := partners.Reaches(slices.DeleteFunc(slices.Clone(ties), func(tie partners.Tie) bool { return tie.From == "" || tie.To == "" }))
	hubs, _ := partners.Hubs(within, codes)
	f := t.figure(r, t.placesTitle(r, within, reaches, codes, open), "")
	if f.Ways = t.placeWays(r, f.Title, ties); len(t.year.Pairs) == 0 {
		return f
	}
	if _, known := reaches[""]; known {
		codes = append(codes, "")
	}
	slices.SortStableFunc(codes, func(a, b string) int {
		return cmp.Or(reaches[b].Partners-reaches[a].Partners, inside[b]-inside[a])
	})
	left := max(0, len(codes)-mostPoints)
	codes = codes[:len(codes)-left]
	lit := func(code string) bool { return len(hubs) == 1 && code == hubs[0] }
	if r.Place != "" {
		lit = r.Chosen()
	}
	nodes, at := []chart.Node(nil), make(map[string]int)
	for i, code := range codes {
		at[code] = i
		n := chart.Node{
			Name: t.placeName(r, code), Size: float64(open[code]), Rank: reaches[code].Partners,
			Title: r.T("together.place", "name", t.placeName(r, code), "structures", r.Worded("structures", float64(open[code])),
				"inside", r.T("together.pairs", "n", inside[code]), "partners", r.Areas(r.Level(), reaches[code].Partners)),
		}
		if code != "" {
			n.URL = r.Link("/visibility", "graph", code)
		}
		if lit(code) {
			n.Class = "lit"
		}
		nodes = append(nodes, n)
	}
	drawn, out := t.drawn(ties, at, func(tie partners.Tie) int { return widthOf(tie.Pairs) }, lit)
	f.Note += " " + r.T("together.open")
	if out > 0 {
		f.Note += " " + r.T("together.left", "n", out)
	}
	f.Graph = chart.NewGraph(f.Title+" "+t.extremes(r, ties, codes, reaches), nodes, drawn)
	f.Graph.LegendTitle, f.Graph.Legend = r.T("together.widths"), pairKeys(r, drawn)
	middle := r.Place
	if middle == "" && len(hubs) == 1 {
		middle = hubs[0]
	}
	f.Graph.Legend = append(f.Graph.Legend, colourKeys(r, drawn, r.Name(middle))...)
	f.Graph.Keys = []chart.GraphKey{{Words: r.T("together.disc")}}
	return f
}

func (t *together) placeName(r *Request, code string) string {
	return cmp.Or(r.Name(code), r.T("together.nowhere"))
}

// placesTitle says which territory is in the middle, and which send nobody elsewhere.
func (t *together) placesTitle(r *Request, within, reaches map[string]partners.Reach, codes []string, open map[string]int) string {
	year, total, alone := t.year.Number(), 0, 0
	for _, code := range codes {
		total += open[code]
		if open[code] > 0 && reaches[code].Sends == 0 {
			alone++
		}
	}
	hubs, n := partners.Hubs(within, codes)
	var title string
	switch {
	case total == 1 && len(t.year.Pairs) == 0:
		return r.T("together.single")
	case len(t.year.Pairs) == 0:
		return r.T("together.none", "year", year)
	case len(hubs) == 0:
		return r.T("together.within", "year", year, "n", len(t.year.Pairs))
	case len(hubs) == 1:
		title = r.T("together.hub", "year", year, "name", r.Name(hubs[0]), "areas", r.Areas(r.Level(), n))
	default:
		title = r.T("together.hubs", "year", year, "hubs", r.Areas(r.Level(), len(hubs)), "n", n)
	}
	if alone > 0 {
		return title + r.T("together.alone", "n", alone, "areas", r.Areas(r.Level(), alone))
	}
	return title
}

// extremes says the strongest tie, and who has none.
func (t *together) extremes(r *Request, ties []partners.Tie, codes []string, reaches map[string]partners.Reach) string {
	text := ""
	if first := slices.IndexFunc(ties, func(tie partners.Tie) bool { return tie.From != tie.To }); first >= 0 {
		text = r.T("together.most", "from", t.placeName(r, ties[first].From), "to", t.placeName(r, ties[first].To), "pairs", r.T("together.pairs", "n", ties[first].Pairs))
	}
	var alone []string
	for _, code := range codes {
		if reaches[code].Partners == 0 {
			alone = append(alone, t.placeName(r, code))
		}
	}
	if len(alone) > 0 {
		text += " " + r.T("together.untied", "names", r.List(alone[:min(len(alone), 5)]), "n", len(alone))
	}
	return text
}

// drawn are the ties between nodes that are drawn, the strongest, and how many others there are.
func (t *together) drawn(ties []partners.Tie, at map[string]int, width func(partners.Tie) int, lit func(end string) bool) (drawn []chart.Tie, out int) {
	for _, tie := range ties {
		from, knowsFrom := at[tie.From]
		to, knowsTo := at[tie.To]
		switch {
		case tie.From == tie.To:
		case !knowsFrom || !knowsTo || len(drawn) == mostArrows:
			out++
		default:
			drawn = append(drawn, chart.Tie{From: from, To: to, Width: width(tie), Lit: lit(tie.From) || lit(tie.To)})
		}
	}
	return drawn, out
}

// pairWidths are from how many pairs on an arrow between territories is wider.
var pairWidths = []int{1, 3, 10, 30}

func widthOf(pairs int) (width int) {
	for _, least := range pairWidths {
		if pairs >= least {
			width++
		}
	}
	return width
}

// pairKeys says how many pairs the widths stand for that are drawn.
func pairKeys(r *Request, drawn []chart.Tie) (keys []chart.GraphKey) {
	for i, least := range pairWidths {
		if !slices.ContainsFunc(drawn, func(tie chart.Tie) bool { return tie.Width == i+1 }) {
			continue
		}
		words := r.T("together.over", "low", r.T("together.pairs", "n", least))
		if i+1 < len(pairWidths) {
			words = r.T("together.between", "low", least, "high", r.T("together.pairs", "n", pairWidths[i+1]-1))
		}
		keys = append(keys, chart.GraphKey{Class: "w" + strconv.Itoa(i+1), Words: words})
	}
	return keys
}

// colourKeys says what the two colours of arrows mean where both are drawn: dark are those of what is named.
func colourKeys(r *Request, drawn []chart.Tie, name string) []chart.GraphKey {
	lit := func(tie chart.Tie) bool { return tie.Lit }
	if !slices.ContainsFunc(drawn, lit) {
		return nil
	}
	return []chart.GraphKey{{Class: "w2 lit", Words: r.T("together.lit", "name", name)}}
}

// placeWays lists which territories' structures work with each other, those within one among them; of a chosen place those that touch it.
func (t *together) placeWays(r *Request, caption string, ties []partners.Tie) *view.Ways {
	if r.Place != "" {
		chosen := r.Chosen()
		ties = slices.DeleteFunc(slices.Clone(ties), func(tie partners.Tie) bool { return !chosen(tie.From) && !chosen(tie.To) })
	}
	if len(ties) == 0 {
		return nil
	}
	w := &view.Ways{Caption: caption, Head: []view.Heading{{Text: r.T("together.from")}, {Text: r.T("together.to")}, {Text: r.T("together.number")}, {Text: r.T("together.widest")}}}
	if out := len(ties) - view.MaxRows; out > 0 {
		ties, w.More = ties[:view.MaxRows], r.T("sheet.more", "n", out)
	}
	for _, tie := range ties {
		w.Rows = append(w.Rows, view.Way{
			From: view.Link{Name: t.placeName(r, tie.From), URL: r.SheetOf(tie.From)}, To: view.Link{Name: t.placeName(r, tie.To), URL: r.SheetOf(tie.To)},
			Cells: []string{r.Integer(float64(tie.Pairs)), widthWords(r, tie.Widest)},
		})
	}
	return w
}

// widthWords says how often a pair's people were sent, as far as it is told.
func widthWords(r *Request, p gate.Pair) string {
	switch {
	case !p.Told():
		return r.T("together.untold")
	case p.Below == 0:
		return r.T("together.over", "low", r.Integer(float64(p.Least)))
	}
	return r.T("together.between", "low", p.Least, "high", r.Integer(float64(p.Below-1)))
}
