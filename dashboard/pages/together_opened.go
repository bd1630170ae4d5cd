package pages

import (
	"cmp"
	"fmt"
	"slices"

	"vigie/dashboard/chart"
	"vigie/dashboard/partners"
	"vigie/dashboard/view"
	"vigie/editions/cells"
)

// elsewhere begins what stands for a territory among the ends of an opened one's pairs: no id of a structure begins so.
const elsewhere = "\x00"

// farSize is that of a point for another territory, beside 1 for a structure: a number has room on it.
const farSize = 0.5

// structures draws with whom the structures of the opened territory work: each other, and those of other territories, which are a point each.
func (t *together) structures(r *Request) view.Figure {
	all := partners.Touching(t.year.Pairs, func(code string) bool { return code == t.opened })
	end := func(id, stands string) string {
		if stands == t.opened {
			return id
		}
		return elsewhere + stands
	}
	ties := partners.Ties(all, func(p partners.Pair) (from, to string) { return end(p.Sender, p.From), end(p.Receiver, p.To) })
	reaches := partners.Reaches(ties)
	var own, ends []string
	for id := range reaches {
		if ends = append(ends, id); id[:1] != elsewhere {
			own = append(own, id)
		}
	}
	f := t.figure(r, t.structuresTitle(r, all, own), t.opened)
	if f.Ways = t.pairWays(r, f.Title, all); len(all) == 0 {
		return f
	}
	hub := t.hub(all, own)
	slices.SortFunc(ends, func(a, b string) int { return cmp.Or(reaches[b].Partners-reaches[a].Partners, cmp.Compare(a, b)) })
	left := max(0, len(ends)-mostPoints)
	cut := slices.DeleteFunc(slices.Clone(ends[len(ends)-left:]), func(id string) bool { return id[:1] == elsewhere })
	ends = ends[:len(ends)-left]
	named, nodes, at := partners.Named(r.Scope), []chart.Node(nil), make(map[string]int)
	numbers := t.numbers(r, ends)
	for i, id := range ends {
		at[id] = i
		if code := id[1:]; id[:1] == elsewhere {
			name := t.placeName(r, code)
			n := chart.Node{Name: name, Class: chart.Far, Size: farSize, Rank: -1, Title: r.T("together.elsewhere", "name", name), Number: numbers[id]}
			n.Note = r.Worded("structures", float64(reaches[id].Partners))
			if code != "" {
				n.URL = r.Link("/visibility", "graph", code)
			}
			nodes = append(nodes, n)
			continue
		}
		n := chart.Node{Name: named(id).Name, Size: 1, Number: numbers[id], URL: r.Sheet(t.opened) + "#structures"}
		n.Note = r.Worded("structures", float64(partnersOf(all, id)))
		n.Title = r.T("together.structure", "name", n.Name, "structures", n.Note)
		if id == hub {
			n.Class = "lit"
		}
		nodes = append(nodes, n)
	}
	drawn, out := t.drawn(ties, at, func(tie partners.Tie) int { return tie.Widest.Width + 1 }, func(id string) bool { return id == hub })
	if len(cut) > 0 {
		f.Note += " " + r.T("together.fewest", "n", len(cut))
	}
	if out > 0 {
		f.Note += " " + r.T("together.left", "n", out)
	}
	f.Graph = chart.NewGraph(f.Title, nodes, drawn)
	f.Graph.LegendTitle = r.T("together.often")
	for i := range cells.Widths {
		if slices.ContainsFunc(drawn, func(tie chart.Tie) bool { return tie.Width == i+1 }) {
			f.Graph.Legend = append(f.Graph.Legend, chart.GraphKey{Class: fmt.Sprint("w", i+1), Words: t.oftenWords(r, i)})
		}
	}
	if hub != "" {
		f.Graph.Legend = append(f.Graph.Legend, colourKeys(r, drawn, named(hub).Name)...)
	}
	f.Graph.Keys = []chart.GraphKey{{Words: r.T("together.one_structure")}, {Class: chart.Far, Words: r.T("together.other_place")}}
	return f
}

// numbers numbers the ends of pairs by their names: the structures, then the other territories.
func (t *together) numbers(r *Request, ends []string) map[string]int {
	named, order := partners.Named(r.Scope), r.Order()
	name := func(id string) (far int, name string) {
		if id[:1] == elsewhere {
			return 1, t.placeName(r, id[1:])
		}
		return 0, named(id).Name
	}
	numbers := make(map[string]int)
	for i, id := range slices.SortedFunc(slices.Values(ends), func(a, b string) int {
		farA, nameA := name(a)
		farB, nameB := name(b)
		return cmp.Or(farA-farB, order(nameA, nameB), cmp.Compare(a, b))
	}) {
		numbers[id] = i + 1
	}
	return numbers
}

// oftenWords says what a width of a pair stands for.
func (t *together) oftenWords(r *Request, width int) string {
	at := slices.IndexFunc(t.year.Pairs, func(p partners.Pair) bool { return p.Width == width })
	return widthWords(r, t.year.Pairs[at].Pair)
}

// partnersOf is with how many others a structure works.
func partnersOf(all []partners.Pair, id string) int {
	others := make(map[string]bool)
	for _, p := range all {
		switch id {
		case p.Sender:
			others[p.Receiver] = true
		case p.Receiver:
			others[p.Sender] = true
		}
	}
	return len(others)
}

// hub is the structure of several that works with the most others; empty where more than one does.
func (t *together) hub(all []partners.Pair, own []string) (hub string) {
	if len(own) < 2 {
		return ""
	}
	most := 0
	for _, id := range own {
		switch n := partnersOf(all, id); {
		case n > most:
			hub, most = id, n
		case n == most:
			hub = ""
		}
	}
	return hub
}

// structuresTitle says which structure works with the most others, and how many with none.
func (t *together) structuresTitle(r *Request, all []partners.Pair, own []string) string {
	year, open := t.year.Number(), t.open(r)[t.opened]
	if len(all) == 0 {
		return r.T("together.opened_none", "year", year, "name", r.Name(t.opened))
	}
	title := r.T("together.opened_pairs", "year", year, "name", r.Name(t.opened), "n", len(all))
	if hub := t.hub(all, own); hub != "" {
		title = r.T("together.opened_hub", "year", year, "name", partners.Named(r.Scope)(hub).Name, "structures", r.Worded("structures", float64(partnersOf(all, hub))))
	}
	if alone := t.without(r, all); alone > 0 {
		title += r.T("together.opened_alone", "n", alone, "total", open)
	}
	return title
}

// without is how many structures of the opened territory that were open at the year's end are in no pair.
func (t *together) without(r *Request, all []partners.Pair) (n int) {
	in := make(map[string]bool)
	for _, p := range all {
		in[p.Sender], in[p.Receiver] = true, true
	}
	stands, last := partners.Standing(r.Scope), t.year.LastDay()
	for _, s := range r.Structures {
		if s.Open(last) && stands(s.ID) == t.opened && !in[s.ID] {
			n++
		}
	}
	return n
}

// pairWays lists pairs, the widest first.
func (t *together) pairWays(r *Request, caption string, all []partners.Pair) *view.Ways {
	if len(all) == 0 {
		return nil
	}
	named := partners.Named(r.Scope)
	all = slices.Clone(all)
	order := r.Order()
	slices.SortStableFunc(all, func(a, b partners.Pair) int {
		return cmp.Or(b.Width-a.Width, order(named(a.Sender).Name, named(b.Sender).Name), order(named(a.Receiver).Name, named(b.Receiver).Name))
	})
	w := &view.Ways{Caption: caption, Head: []view.Heading{{Text: r.T("together.from")}, {Text: r.T("together.to")}, {Text: r.T("together.often")}}}
	if out := len(all) - mostWays; out > 0 {
		all, w.More = all[:mostWays], r.T("sheet.more", "n", out)
	}
	link := func(id, stands string) view.Link {
		one := view.Link{Name: named(id).Name}
		if stands != "" {
			one.URL = r.Sheet(stands) + "#structures"
		}
		if stands != t.opened {
			one.Name = r.T("together.at", "name", one.Name, "place", t.placeName(r, stands))
		}
		return one
	}
	for _, p := range all {
		w.Rows = append(w.Rows, view.Way{From: link(p.Sender, p.From), To: link(p.Receiver, p.To), Cells: []string{widthWords(r, p.Pair)}})
	}
	return w
}
