package pages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/network/national"
)

// concern is what a structure can need help with, told by parts of an indicator that count it.
type concern struct {
	name, indicator string
	parts           []string
}

// concerns are all, the most urgent first.
var concerns = []concern{
	{"silent", "visibility.reporting_rate", []string{"silent"}},
	{"full", "visibility.spare_capacity", []string{"full"}},
	{"isolated", "visibility.connected_structures", []string{"isolated"}},
	{"check", "visibility.fresh_records", []string{"check", "stale"}},
}

// Structures lists the open structures that need somebody: those that went silent, are full, isolated, or whose record is old.
type Structures struct {
	show   string // one concern alone; "" for all
	search string
	told   []*figures.Answer // by structure, beside concerns; nil where nothing is published of one
	all    []needy           // of the chosen place, the most urgent first
	listed []needy           // those of all that are shown and searched
	number int
}

// needy is a structure and what it can need help with, in the order of concerns.
type needy struct {
	network.Structure
	of    []bool
	named string // its name, by which it is sorted among equals
}

type structuresPage struct {
	Title, Lede, Where, Begin string
	Chips                     []chip
	Search, Show              string
	Heading                   string
	Rows                      []needyRow
	Pages                     []view.Link
	Period                    string
	Definitions               []view.Link
}

// chip is a concern as a filter.
type chip struct {
	view.Link
	Count, Meaning string
}

type needyRow struct {
	Name, Where string
	Reasons     []reason
}

type reason struct{ Name, Next string }

// Ask asks which structures have which concern.
func (p *Structures) Ask(_ context.Context, r *Request) (err error) {
	names := make([]string, len(concerns))
	for i, one := range concerns {
		names[i] = one.name
		p.told = append(p.told, r.Figures.About(one.indicator, "structure"))
	}
	if p.show = r.Asked.Get("show"); p.show != "" && !slices.Contains(names, p.show) {
		return gate.Refusal{Code: gate.RefusedValue, Field: "show", Given: p.show, Choices: names}
	}
	p.search = r.Asked.Get("q")
	p.find(r)
	p.number, err = pageNumber(r, len(p.listed))
	return err
}

// find sorts out who needs what.
func (p *Structures) find(r *Request) {
	of := make(map[string][]bool)
	for i, told := range p.told {
		if told == nil {
			continue
		}
		for _, f := range told.Ordinary() {
			for _, part := range concerns[i].parts {
				if f.Parts[part] > 0 {
					if of[f.Key] == nil {
						of[f.Key] = make([]bool, len(concerns))
					}
					of[f.Key][i] = true
				}
			}
		}
	}
	sought, shown := national.Fold(p.search), slices.IndexFunc(concerns, func(c concern) bool { return c.name == p.show })
	for _, s := range r.Structures {
		if of[s.ID] == nil {
			continue
		}
		one := needy{s, of[s.ID], national.Fold(s.Name)}
		p.all = append(p.all, one)
		if (shown < 0 || one.of[shown]) && (p.search == "" || sought != "" && strings.Contains(national.Fold(s.Name+" "+r.Standing(s)+" "+s.ID), sought)) {
			p.listed = append(p.listed, one)
		}
	}
	slices.SortFunc(p.listed, func(a, b needy) int {
		return cmp.Or(b.urgency()-a.urgency(), strings.Compare(a.named, b.named), strings.Compare(a.ID, b.ID))
	})
}

// urgency is greater the more urgent its concerns are: one outweighs all that come after it.
func (n needy) urgency() (u int) {
	for _, has := range n.of {
		u *= 2
		if has {
			u++
		}
	}
	return u
}

// Build lists them, with what to do next.
func (p *Structures) Build(r *Request) view.Page {
	data := structuresPage{
		Title: r.T("structures.title"), Lede: r.T("structures.lede"), Where: r.Where(), Begin: r.Begin(), Search: p.search, Show: p.show,
		Heading: r.T("structures.count", "n", len(p.listed)), Period: r.Period(r.From(), r.To()),
	}
	for i, one := range concerns {
		if p.told[i] == nil {
			continue
		}
		n := 0
		for _, s := range p.all {
			if s.of[i] {
				n++
			}
		}
		link := view.Link{Name: r.T("structures.concern."+one.name, "n", n), URL: r.Link(r.Path, "show", one.name, "q", p.search), Current: one.name == p.show}
		if link.Current { // a chip that is on takes itself off
			link.URL = r.Link(r.Path, "q", p.search)
		}
		count, meaning := r.Integer(float64(n)), r.T("structures.meaning."+one.name)
		if p.told[i].Unpublished != nil {
			count, meaning = "–", r.T("hidden.unpublished")
		}
		data.Chips = append(data.Chips, chip{link, count, meaning})
		data.Definitions = append(data.Definitions, view.Link{Name: r.Say(p.told[i].About.Title), URL: r.Definition(one.indicator)})
	}
	for _, s := range onPage(p.listed, p.number) {
		row := needyRow{Name: s.Name, Where: r.Standing(s.Structure)}
		for i, has := range s.of {
			if has {
				row.Reasons = append(row.Reasons, reason{r.T("structures.reason." + concerns[i].name), r.T("structures.next." + concerns[i].name)})
			}
		}
		data.Rows = append(data.Rows, row)
	}
	data.Pages = r.pages(p.number, len(p.listed), "show", "q")
	return view.Page{Title: data.Title, Data: data}
}
