package pages

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/nearby"
	"vigie/dashboard/scope"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/indicator"
)

// Sheet is a territory on one printed page, for who governs it: who lives there, what is offered, who is helped, what is missing, what was funded, and
// whom to ask.
type Sheet struct {
	affairs.Registry
	rows    []sheetRow
	ranking *figures.Answer
	twins   []network.Territory
	signals []signals.Signal
}

// sheetRow is an indicator here, where it is shown instead, in places alike and in the network.
type sheetRow struct {
	here, instead, network *figures.Answer
	twins                  []*figures.Answer
}

type sheetPage struct {
	Title, About, Back, Period string
	Begin                      string
	Offer                      []texts.Fact
	Head                       []string
	Rows                       []sheetLine
	Twins                      string
	Missing                    []string
	Funded                     string
	Projects                   []string
	Signals                    []string
	Contact                    []string
	Alike                      bool // there are places alike, of which a column tells
	Source                     string
}

// sheetLine is a row of the table of a sheet.
type sheetLine struct{ Name, Here, Note, Twins, Network string }

// onSheet are the indicators of a sheet, in their order.
var onSheet = []string{
	"impact.people_helped", "impact.participations", "impact.support_hours", "accessibility.reach_per_1000", "impact.progression",
	"visibility.referral_completion", "accessibility.structures_per_10k", "visibility.reporting_rate",
}

// How much fits on a sheet.
const (
	maxTwins        = 3
	mostTimes       = 3 // how many times as large or small a twin is at most
	maxMissing      = 3
	maxSheetSignals = 3
	maxFunded       = 4
)

// Ask asks for the figures of a sheet, and for what replaces those that are protected here.
func (p *Sheet) Ask(ctx context.Context, r *Request) (err error) {
	code := r.Vars["code"]
	if r.Name(code) == "" {
		return scope.ErrNotFound
	}
	r.of(code)
	if p.Registry, err = r.Affairs.Registry(ctx, r.day()); err != nil {
		return err
	}
	all, err := r.readSignals(ctx)
	if err != nil || r.Published == nil {
		return err
	}
	p.signals = signals.About(all, r.Inside(), false)
	p.ranking = r.Figures.About(ranked, "territory")
	p.twins = alike(r, code)
	for _, id := range onSheet {
		if about, ok := r.Figures.Catalogue.Get(id); ok {
			p.rows = append(p.rows, p.row(r, about, code))
		}
	}
	return nil
}

// row asks for an indicator here; rates in places alike and in the network, too: numbers of places of different size say nothing beside each other.
func (p *Sheet) row(r *Request, about indicator.Indicator, code string) sheetRow {
	ask := func(place string) *figures.Answer {
		q := r.Figures.Question(about, indicator.KeyTotal)
		q.Place = place
		return r.Figures.Ask(about, q)
	}
	row := sheetRow{here: ask(code)}
	if wider := row.here.Total().Wider; wider != nil {
		row.instead = p.instead(r, row.here, *wider)
	}
	if about.Kind == "count" {
		return row
	}
	row.network = ask("")
	for _, t := range p.twins {
		row.twins = append(row.twins, ask(t.Code))
	}
	return row
}

// instead asks for a protected figure where it is shown: in the smallest larger area, else in the shortest longer window.
func (p *Sheet) instead(r *Request, here *figures.Answer, wider gate.Wider) *figures.Answer {
	q := here.Question
	switch {
	case wider.Area == indicator.KeyTotal:
		q.Place = ""
	case wider.Area != "":
		q.Place = wider.Area
	default:
		q.From, q.To = wider.Window.From.Format(time.DateOnly), wider.Window.To.Format(time.DateOnly)
	}
	return r.Figures.Ask(here.About, q)
}

// alike are the territories of the published level that come nearest to a territory in population, none of them much larger or smaller; none for a group.
func alike(r *Request, code string) []network.Territory {
	here := r.Territory(code)
	if here.Population == 0 {
		return nil
	}
	far := func(t network.Territory) float64 {
		return math.Abs(math.Log(float64(t.Population) / float64(here.Population)))
	}
	others := slices.DeleteFunc(slices.Clone(r.Lowest()), func(t network.Territory) bool {
		return t.Code == code || t.Population == 0 || t.Level != here.Level || far(t) > math.Log(mostTimes)
	})
	slices.SortStableFunc(others, func(a, b network.Territory) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a.Code, b.Code))
	})
	return others[:min(len(others), maxTwins)]
}

// Build fits what is known on one page.
func (p *Sheet) Build(r *Request) view.Page {
	data := sheetPage{
		Title: r.Name(r.Place), About: describe(r), Back: r.Sheet(r.Place), Begin: r.Begin(), Period: r.Period(r.From(), r.To()), Offer: p.offer(r), Missing: p.missing(r),
		Contact: p.contact(r),
	}
	data.Head = []string{r.T("territory.indicator"), r.T("territory.here"), r.T("territory.network")}
	if data.Alike = len(p.twins) > 1; data.Alike {
		data.Head = slices.Insert(data.Head, 2, r.T("sheet_page.twins"))
	}
	for _, row := range p.rows {
		data.Rows = append(data.Rows, p.line(r, row))
	}
	var names []string
	for _, t := range p.twins {
		names = append(names, t.Name)
	}
	if data.Alike {
		data.Twins = r.T("sheet_page.twins_are", "names", r.List(names))
	}
	data.Funded, data.Projects = p.funded(r)
	for _, s := range p.signals[:min(len(p.signals), maxSheetSignals)] {
		data.Signals = append(data.Signals, r.T("signal.entry", "what", r.words().What(s), "says", r.words().Says(s)))
	}
	if out := len(p.signals) - maxSheetSignals; out > 0 {
		data.Signals = append(data.Signals, r.T("list.more", "n", out))
	}
	if r.Published != nil {
		data.Source = r.T("sheet_page.source", "number", int(r.Published.Edition.Number), "day", r.Day(r.Published.Edition.Day.Format(time.DateOnly)))
	}
	return view.Page{Title: data.Title, Data: data}
}

// offer is what the registry knows of the open structures of the place.
func (p *Sheet) offer(r *Request) []texts.Fact {
	inside, services := r.Inside(), map[string]bool{}
	open, late, untold := 0, 0, 0
	for _, s := range r.Structures {
		if s.Territory == "" || !inside(s.Territory) || !s.Open(string(r.day())) || !nearby.Receives(s) {
			continue
		}
		open++
		for _, service := range s.Services {
			services[service] = true
		}
		switch nearby.AfterHours(s) {
		case nearby.Yes:
			late++
		case nearby.Unsaid:
			untold++
		}
	}
	if open == 0 {
		return []texts.Fact{{Name: r.T("sheet_page.open"), Text: r.T("territory.no_structures")}}
	}
	hours := r.T("sheet_page.late", "n", late)
	if untold > 0 {
		hours += r.T("words.semicolon") + r.T("sheet_page.hours_unknown", "n", untold)
	}
	return []texts.Fact{
		{Name: r.T("sheet_page.open"), Text: r.T("unit.structures", "n", open, "x", r.Integer(float64(open)))},
		{Name: r.T("structure.services"), Text: r.T("sheet_page.services", "n", len(services))},
		{Name: r.T("structure.hours"), Text: hours},
	}
}

// line writes a row of the table.
func (p *Sheet) line(r *Request, row sheetRow) sheetLine {
	values := r.Of(row.here.About)
	f := row.here.Total()
	line := sheetLine{Name: values.Title(), Here: values.Value(f), Note: values.Estimate(f), Network: "–", Twins: "–"}
	if figures.Drawn(row.here.About, f) == nil {
		line.Here, line.Note = "–", p.replaced(r, row)
	}
	if row.network != nil {
		line.Network, line.Twins = values.Value(row.network.Total()), cmp.Or(p.median(r, row), line.Twins)
	}
	return line
}

// replaced says why there is no figure here, and gives the one of the larger area or the longer window.
func (p *Sheet) replaced(r *Request, row sheetRow) string {
	values := r.Of(row.here.About)
	if row.instead != nil && row.instead.Total().Value != nil {
		where := cmp.Or(r.Name(row.instead.Question.Place), texts.Lower(r.T("place.whole")))
		if row.instead.Question.Place == row.here.Question.Place {
			where = r.Period(row.instead.From, row.instead.To)
		}
		return r.T("sheet_page.instead", "value", values.Value(row.instead.Total()), "where", where)
	}
	if hidden := r.Hidden(row.here); hidden != nil {
		return hidden.Text
	}
	return values.Value(row.here.Total())
}

// median is the middle one of what is published of places alike, where it is of two of them at least.
func (p *Sheet) median(r *Request, row sheetRow) string {
	var known []float64
	for _, a := range row.twins {
		if v := a.Total().Value; v != nil {
			known = append(known, *v)
		}
	}
	if len(known) < 2 {
		return ""
	}
	slices.Sort(known)
	middle := (known[(len(known)-1)/2] + known[len(known)/2]) / 2
	return r.Of(row.here.About).Signed(middle)
}

// missing says what the offer lacks most of here, by the ranking of the territories.
func (p *Sheet) missing(r *Request) (said []string) {
	if p.ranking == nil || p.ranking.Unpublished != nil {
		return nil
	}
	f := p.ranking.Figure(r.Place)
	if f.Value == nil {
		if f.Status == gate.StatusUnranked {
			return []string{r.T("sheet_page.unranked")}
		}
		return nil
	}
	ranked, alike := 0, 0
	for _, other := range p.ranking.Ordinary() {
		if other.Value != nil {
			ranked++
			if other.Parts[indicator.PartPlace] == f.Parts[indicator.PartPlace] {
				alike++
			}
		}
	}
	key := "sheet_page.rank"
	if alike > 1 {
		key = "sheet_page.rank_tied"
	}
	said = []string{r.T(key, "place", r.Integer(f.Parts[indicator.PartPlace]), "n", ranked)}
	all := lacks(p.ranking.About, f)
	for _, one := range all[:min(len(all), maxMissing)] {
		if one.score > 50 {
			said = append(said, r.T("sheet_page.lack", "what", r.Say(one.Title), "score", r.Integer(one.score)))
		}
	}
	return said
}

// funded are the projects that are funded here, the largest grants first.
func (p *Sheet) funded(r *Request) (sum string, named []string) {
	inside := r.Inside()
	var here []affairs.Project
	var granted affairs.Euros
	for _, c := range p.Calls {
		for _, one := range c.Projects {
			if slices.ContainsFunc(r.territoriesOf(one), inside) {
				here, granted = append(here, one), granted+one.Granted
			}
		}
	}
	if len(here) == 0 {
		return r.T("sheet_page.no_project"), nil
	}
	slices.SortStableFunc(here, func(a, b affairs.Project) int { return cmp.Compare(b.Granted, a.Granted) })
	for _, one := range here[:min(len(here), maxFunded)] {
		named = append(named, r.T("sheet_page.project", "title", r.Spaced(one.Title), "granted", r.euros(one.Granted)))
	}
	if out := len(here) - maxFunded; out > 0 {
		named = append(named, r.T("list.more", "n", out))
	}
	return r.T("sheet_page.funded", "n", len(here), "granted", r.euros(granted)), named
}

// contact are the offices that bring the structures of the place together: here or in what holds it, or those of a group's members.
func (p *Sheet) contact(r *Request) []string {
	of := func(code string) (said []string) {
		for _, a := range p.Governance.Animators {
			if a.Territory == code && a.To == nil {
				said = append(said, r.T("sheet_page.contact", "territory", cmp.Or(r.Name(code), code), "address", a.Address))
			}
		}
		return said
	}
	if group, is := r.Group(r.Place); is {
		var said []string
		for _, member := range group.Members {
			said = append(said, of(member)...)
		}
		if len(said) > 0 {
			return said
		}
	}
	for code := range r.Around(r.Place) {
		if said := of(code); len(said) > 0 {
			return said
		}
	}
	return []string{r.T("sheet_page.no_contact")}
}
