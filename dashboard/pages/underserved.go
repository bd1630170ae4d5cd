package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// ranked is the indicator of the page, reporting the one that tells where too few structures report for a place to be ranked.
const ranked, reporting = "accessibility.underserved", "visibility.reporting_rate"

// weightings are the weights of need that the page offers; any other can be written into its address.
var weightings = []string{"0.25", "0.5", "0.75"}

// steady is up to which place territories are named that keep it whatever the weights.
const steady = 3

// Underserved ranks the territories by what they lack and need: each part that makes the rank up, and how far it depends on the weights.
type Underserved struct {
	ranking   *figures.Answer
	reporting *figures.Answer
	values    map[string]*figures.Answer // of what the rank is made of, by the name of its part
}

type underservedPage struct {
	Title, Lede, Where, Begin string
	Finding, Steady           string
	Weights                   []view.Link
	Hidden                    *view.Hidden
	Caption                   string
	Head                      []view.Heading
	Rows, Unranked            []standing
	More                      string
	Notes                     []string
	CSV, XLSX, Definition     string
	Links                     []view.Link
	WhatIf                    string
}

// standing is a territory in the ranking.
type standing struct {
	Name, URL          string
	Place, Span, Score string
	Chosen             bool
	Marks              []mark
	Why                string // it is not ranked
}

// mark is a part of a rank as a dot from 0 to 100, with the figure that it comes from.
type mark struct {
	Title string
	Known bool
	At    string // where the dot is, of 100
	Score string
	Value string
	Half  bool // it is one of the two that the score is the mean of
}

// Ask asks for the ranking, and for the figures that it is made of.
func (p *Underserved) Ask(_ context.Context, r *Request) error {
	about, err := r.Figures.Indicator(ranked)
	if err != nil {
		return err
	}
	question := r.Figures.Question(about, "territory")
	if need := r.Asked.Get(indicator.FilterNeed); need != "" {
		question.Filters = map[string]string{indicator.FilterNeed: need}
	}
	p.ranking = r.Figures.Ask(about, question)
	if p.ranking.Unpublished != nil {
		return nil
	}
	p.reporting = r.Figures.About(reporting, "territory")
	p.values = map[string]*figures.Answer{indicator.PartNeed: r.Figures.About(about.Rank.Need, "territory")}
	for _, part := range about.Rank.Offer {
		p.values[part.Name()] = r.Figures.About(part.Of, "territory")
	}
	return nil
}

// Build sorts the territories, the most lacking first; those that are not ranked follow.
func (p *Underserved) Build(r *Request) view.Page {
	data := underservedPage{
		Title: r.T("underserved.title"), Lede: r.T("underserved.lede"), Where: r.Where(), Begin: r.Begin(),
		Hidden: r.Hidden(p.ranking), Definition: r.Definition(ranked),
		WhatIf: r.Link(whatIfPath, r.kept(indicator.FilterNeed)...),
		Links:  []view.Link{{Name: r.T("underserved.map"), URL: r.Link("/accessibility") + "#where"}, {Name: r.T("underserved.table"), URL: r.Link("/territories")}},
	}
	page := view.Page{Title: data.Title, Data: &data}
	if p.ranking.Unpublished != nil {
		return page
	}
	data.CSV, data.XLSX = r.API(p.ranking.Question, "csv"), r.API(p.ranking.Question, "xlsx")
	data.Caption = r.T("underserved.caption", "period", r.Period(p.ranking.From, p.ranking.To))
	for _, name := range p.columns() {
		data.Head = append(data.Head, view.Heading{Text: p.title(r, name)})
	}
	for _, note := range p.ranking.Notes {
		data.Notes = append(data.Notes, r.Spaced(note))
	}
	all := p.ranking.Ordinary()
	slices.SortStableFunc(all, func(x, y gate.Figure) int {
		return cmp.Compare(x.Parts[indicator.PartPlace], y.Parts[indicator.PartPlace])
	})
	for _, f := range all {
		row := p.row(r, f, all)
		if f.Value == nil {
			data.Unranked = append(data.Unranked, row)
		} else {
			data.Rows = append(data.Rows, row)
		}
	}
	if out := len(data.Rows) - view.MaxRows; out > 0 {
		data.Rows, data.More = data.Rows[:view.MaxRows], r.T("sheet.more", "n", out)
	}
	data.Finding = p.finding(r, all)
	if weighed(all) {
		data.Weights, data.Steady = weightLinks(r), p.steady(r, all)
	}
	return page
}

// weighed tells whether need is known of a territory: else the rank is that of the offer alone.
func weighed(all []gate.Figure) bool {
	return slices.ContainsFunc(all, func(f gate.Figure) bool { _, known := f.Parts[indicator.PartNeed]; return known })
}

// weightLinks are the links to the weightings that pages of the ranking offer, with the one that is asked for; own are parameters that stay.
func weightLinks(r *Request, own ...string) (links []view.Link) {
	asked := cmp.Or(r.Asked.Get(indicator.FilterNeed), "0.5")
	link := func(name, weight string, current bool) view.Link {
		return view.Link{Name: name, URL: r.Link(r.Path, append(r.kept(own...), indicator.FilterNeed, weight)...), Current: current}
	}
	for _, weight := range weightings {
		links = append(links, link(r.T("underserved.weight."+weight[len("0."):]), weight, number(weight) == number(asked)))
	}
	if !slices.ContainsFunc(links, func(l view.Link) bool { return l.Current }) {
		links = append(links, link(r.T("underserved.weight.other", "weight", r.Decimal(number(asked), 2)), asked, true))
	}
	return links
}

// number is that of a text that was found to be one.
func number(text string) float64 {
	value, _ := strconv.ParseFloat(text, 64)
	return value
}

// columns are the parts that have one: the two halves, then what the offer is made of.
func (p *Underserved) columns() []string {
	names := []string{indicator.PartOffer, indicator.PartNeed}
	for _, part := range p.ranking.About.Rank.Offer {
		names = append(names, part.Name())
	}
	return names
}

// title is that of a part.
func (p *Underserved) title(r *Request, name string) string {
	at := slices.IndexFunc(p.ranking.About.Parts, func(part indicator.Part) bool { return part.Name == name })
	return r.Say(p.ranking.About.Parts[at].Title)
}

func (p *Underserved) row(r *Request, f gate.Figure, all []gate.Figure) standing {
	row := standing{Name: f.Label, URL: r.Sheet(f.Key), Chosen: r.Chosen()(f.Key)}
	for _, name := range p.columns() {
		half := name == indicator.PartOffer || name == indicator.PartNeed
		m := mark{Title: p.title(r, name), At: "100", Score: r.T("underserved.unknown"), Half: half}
		if value, known := f.Parts[name]; known {
			m.Known, m.At, m.Score = true, strconv.FormatFloat(value, 'f', 1, 64), r.Integer(value)
		}
		if of := p.values[name]; of != nil {
			here := of.Figure(f.Key)
			if m.Value = r.cellOf(of, here).Text; !m.Known && figures.Drawn(of.About, here) != nil {
				m.Score = r.T("underserved.left_out") // too little is known there of people
			}
		}
		row.Marks = append(row.Marks, m)
	}
	if f.Value == nil {
		row.Why = r.T("underserved.few", "n", p.ranking.About.Rank.Least)
		if p.reporting != nil {
			if share := p.reporting.Figure(f.Key).Value; share != nil && *share < 0.5 {
				row.Why = r.T("underserved.silent", "share", r.Percent(*share, 0))
			}
		}
		return row
	}
	place, first, last := int(f.Parts[indicator.PartPlace]), int(f.Parts[indicator.PartFirstPlace]), int(f.Parts[indicator.PartLastPlace])
	row.Place, row.Score = strconv.Itoa(place), r.Exact(p.ranking.About.Unit, *f.Value)
	var said []string
	ties := slices.DeleteFunc(slices.Clone(all), func(other gate.Figure) bool { return int(other.Parts[indicator.PartPlace]) != place })
	if len(ties) > 1 {
		said = append(said, r.T("underserved.tie"))
	}
	switch {
	case !weighed(all):
	case first == last:
		said = append(said, r.T("underserved.fixed"))
	default:
		said = append(said, r.T("underserved.span", "first", first, "last", last))
	}
	row.Span = strings.Join(said, ", ")
	return row
}

// named are the labels of figures, or how many there are where they are too many to be named.
func named(r *Request, all []gate.Figure) string {
	if len(all) > steady {
		return r.Areas(r.Level(), len(all))
	}
	var names []string
	for _, f := range all {
		names = append(names, f.Label)
	}
	return r.List(names)
}

// finding says who lacks most.
func (p *Underserved) finding(r *Request, all []gate.Figure) string {
	worst := slices.DeleteFunc(slices.Clone(all), func(f gate.Figure) bool { return f.Parts[indicator.PartPlace] != 1 })
	if len(worst) == 0 {
		return r.T("underserved.none")
	}
	key := "underserved.finding"
	if !weighed(all) {
		key = "underserved.offer"
	}
	return r.T(key, "n", len(worst), "names", named(r, worst), "score", r.Integer(*worst[0].Value))
}

// steady says who is among the first whatever the weights; "" where that is said of nobody, or of all.
func (p *Underserved) steady(r *Request, all []gate.Figure) string {
	in := slices.DeleteFunc(slices.Clone(all), func(f gate.Figure) bool {
		last := f.Parts[indicator.PartLastPlace]
		return f.Value == nil || last > steady
	})
	if len(in) == 0 || len(all) <= steady+1 {
		return ""
	}
	return r.T("underserved.steady", "n", len(in), "names", named(r, in), "first", steady)
}
