package pages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/signals"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/governance/plan"
)

// Plan is the plan of action: what is done, what is late and by how much, on a day.
type Plan struct {
	told
	chosen  measureKind
	figures map[string]*figures.Answer // of the indicators of measures, as published today; none of a day of before
}

type planPage struct {
	Title, Lede, Next, Source string
	Missing                   *missing
	Counters                  []counter
	Chart                     *chart.Timeline
	ChartTitle                string
	Table                     *view.Table
	Measures                  []measureItem
	MeasuresTitle             string
	More, JSON                string
}

// counter counts measures, and shows them alone.
type counter struct {
	Name, Count, URL string
	Current          bool
}

// measureItem is a measure of the list, with what is told of it when it is opened.
type measureItem struct {
	ID, Name, Due, State string
	Late                 bool
	Facts                []measureFact
}

// measureFact is something that is told of a measure: a text, or a list.
type measureFact struct {
	Name  string
	Items []factItem
}

// factItem is a text before which a link may stand.
type factItem struct {
	Link view.Link
	Text string
}

// measureKind is measures that the page can show alone.
type measureKind struct {
	name string
	of   func(affairs.Measure) bool
}

// measureKinds are all of them; what the page shows unasked is first.
var measureKinds = []measureKind{
	{"all", func(affairs.Measure) bool { return true }},
	{"done", func(m affairs.Measure) bool { return m.Status == plan.Done }},
	{"due", func(m affairs.Measure) bool { return m.Past }},
	{"late", func(m affairs.Measure) bool { return m.Late }},
	{"dropped", func(m affairs.Measure) bool { return m.Status == plan.Dropped }},
}

// measureKindOf is the kind that is asked for.
func measureKindOf(asked string) (measureKind, error) {
	if asked == "" {
		return measureKinds[0], nil
	}
	var names []string
	for _, kind := range measureKinds {
		if kind.name == asked {
			return kind, nil
		}
		names = append(names, kind.name)
	}
	return measureKind{}, gate.Refusal{Code: gate.RefusedValue, Field: "show", Given: asked, Choices: names}
}

// maxMeasures bounds what a page lists; the API has them all.
const maxMeasures = 60

// Ask reads the plan, and asks for the indicators that its measures mean to move.
func (p *Plan) Ask(ctx context.Context, r *Request) (err error) {
	if p.chosen, err = measureKindOf(r.Asked.Get("show")); err != nil {
		return err
	}
	if p.told, err = r.affairsOn(ctx); err != nil || !p.today {
		return err
	}
	p.figures = map[string]*figures.Answer{}
	for _, m := range p.Plan.Measures() {
		for _, id := range m.Indicators {
			if about, ok := r.Figures.Catalogue.Get(id); ok {
				question := r.Figures.Question(about, "total")
				question.Place, question.Brief = "", true
				p.figures[id] = r.Figures.Ask(about, question)
			}
		}
	}
	return nil
}

// Build shows the plan in time, and its measures by the day by which they are due.
func (p *Plan) Build(r *Request) view.Page {
	data := planPage{Title: r.T("plan.title"), Source: p.Plan.Source, JSON: p.then(r, "/api/v1/plan", apart...)}
	page := view.Page{Title: data.Title, OfDay: p.choose(r, "show")}
	measures := p.Plan.Measures()
	if len(measures) == 0 {
		data.Missing = r.missing("plan")
		page.Data = data
		return page
	}
	if title := p.Plan.Title.In(r.Code); title != "" {
		data.Title = r.Spaced(title)
	}
	data.Lede, _ = r.lateMeasures(p.Plan)
	data.Next = p.next(r, measures)
	data.Counters = p.counters(r, measures)
	shown := slices.DeleteFunc(measures, func(m affairs.Measure) bool { return !p.chosen.of(m) })
	byDue(shown)
	if out := len(shown) - maxMeasures; out > 0 {
		shown, data.More = shown[:maxMeasures], r.T("plan.more", "n", out)
	}
	data.MeasuresTitle = r.T("plan.list."+p.chosen.name, "n", len(shown))
	if len(shown) > 0 {
		data.ChartTitle = p.finding(r, shown)
		data.Chart = p.timeline(r, shown)
		data.Table = p.table(r, shown, data.ChartTitle)
	}
	for _, m := range shown {
		data.Measures = append(data.Measures, p.item(r, m))
	}
	page.Data = data
	return page
}

// counters count the measures of each kind.
func (p *Plan) counters(r *Request, measures []affairs.Measure) (all []counter) {
	for _, kind := range measureKinds {
		n := 0
		for _, m := range measures {
			if kind.of(m) {
				n++
			}
		}
		all = append(all, counter{r.T("plan.show."+kind.name, "n", n), r.Integer(float64(n)), p.then(r, r.Path, "show", kind.name), kind.name == p.chosen.name})
	}
	return all
}

// apart are the parameters that an address in the API does not take.
var apart = []string{"window", "", "from", "", "to", "", "territory", "", "edition", ""}

// byDue sorts what is late first, the longest first, then by the day by which it is due.
func byDue(measures []affairs.Measure) {
	slices.SortStableFunc(measures, func(a, b affairs.Measure) int {
		if a.Late != b.Late {
			if a.Late {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Due.Day, b.Due.Day), plan.CompareCodes(a.Code, b.Code))
	})
}

// lateMeasures says whether a plan is late, and by how much at most.
func (r *Request) lateMeasures(p affairs.Plan) (text string, is bool) {
	late := signals.Measures(p)
	switch due := p.Progress.Due; {
	case len(late) > 0:
		return r.T("plan.late", "n", len(late), "due", due, "days", r.days(late[0].DaysLate)), true
	case due > 0:
		return r.T("plan.in_time", "n", due), false
	}
	return r.T("plan.none_due"), false
}

// next says what is due next.
func (p *Plan) next(r *Request, measures []affairs.Measure) string {
	waiting := slices.DeleteFunc(slices.Clone(measures), func(m affairs.Measure) bool {
		return m.Past || m.Status == plan.Done || m.Status == plan.Dropped
	})
	if len(waiting) == 0 {
		return ""
	}
	byDue(waiting)
	n := 0
	for _, m := range waiting {
		if m.Due == waiting[0].Due {
			n++
		}
	}
	return r.T("plan.next", "n", n, "due", r.due(waiting[0].Due), "measure", measureName(r, waiting[0]))
}

// measureName is a measure by its code and title.
func measureName(r *Request, m affairs.Measure) string {
	return m.Code + " " + r.Spaced(m.Title.In(r.Code))
}

// finding counts what stands how, in words.
func (p *Plan) finding(r *Request, measures []affairs.Measure) string {
	n := map[string]int{}
	for _, m := range measures {
		if m.Late {
			n["late"]++
		} else {
			n[m.Status]++
		}
	}
	var parts []string
	for _, status := range []string{"late", plan.Done, plan.Started, plan.Planned, plan.Dropped} {
		if n[status] > 0 {
			parts = append(parts, r.T("plan.count."+status, "n", n[status]))
		}
	}
	return r.T("plan.finding", "n", len(measures), "parts", r.List(parts))
}

// table has the same as the drawing.
func (p *Plan) table(r *Request, shown []affairs.Measure, caption string) *view.Table {
	t := &view.Table{Caption: caption}
	for _, column := range []string{"measure", "owner", "due", "state"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("plan.column." + column)})
	}
	for _, m := range shown {
		t.Rows = append(t.Rows, view.Row{Name: measureName(r, m), Cells: []string{m.Owner.Name, r.due(m.Due), r.measureState(m)}})
	}
	return t
}

// item is a measure of the list.
func (p *Plan) item(r *Request, m affairs.Measure) measureItem {
	item := measureItem{ID: scope.Fragment("measure", m.Code), Name: measureName(r, m), Due: r.due(m.Due), State: r.measureState(m), Late: m.Late}
	add := func(name string, items ...factItem) {
		if len(items) > 0 {
			item.Facts = append(item.Facts, measureFact{r.T("plan.fact." + name), items})
		}
	}
	text := func(text string) factItem { return factItem{Text: text} }
	add("owner", text(m.Owner.Name))
	if where := p.within(r, m.Code); where != "" {
		add("within", text(where))
	}
	if m.Confidence != nil && running(m) {
		add("confidence", text(r.T("confidence."+*m.Confidence)))
	}
	add("history", r.history(m)...)
	if len(m.After) > 0 {
		add("after", text(strings.Join(m.After, ", ")))
	}
	var moved []factItem
	for _, id := range m.Indicators {
		if link := r.indicator(id); link.Name != "" {
			moved = append(moved, factItem{link, p.figure(r, id)})
		}
	}
	add("indicators", moved...)
	var decided []factItem
	for _, meeting := range p.Governance.Meetings {
		for _, d := range meeting.Decisions {
			if d.Measure != nil && *d.Measure == m.Code {
				link := view.Link{Name: r.Spaced(d.Title), URL: scope.To(p.then(r, "/governance"), scope.Fragment("meeting", meeting.Code))}
				decided = append(decided, factItem{link, r.Day(string(meeting.Day)) + ", " + r.decisionState(d)})
			}
		}
	}
	add("decisions", decided...)
	return item
}

// history is what was said of a measure, by days; its status comes before the confidence of the same day.
func (r *Request) history(m affairs.Measure) (items []factItem) {
	type moment struct {
		day  dated.Day
		text string
	}
	var all []moment
	for _, s := range m.Statuses {
		all = append(all, moment{s.Day, r.T("status." + s.Status)})
	}
	for _, c := range m.Confidences {
		all = append(all, moment{c.Day, r.T("confidence." + c.Level)})
	}
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.day, b.day) })
	for _, one := range all {
		items = append(items, factItem{Text: r.Day(string(one.day)) + r.T("words.colon") + one.text})
	}
	return items
}

// within are the axis and the action of a measure.
func (p *Plan) within(r *Request, code string) string {
	for _, axis := range p.Plan.Axes {
		for _, action := range axis.Actions {
			if slices.ContainsFunc(action.Measures, func(m affairs.Measure) bool { return m.Code == code }) {
				return r.Spaced(axis.Title.In(r.Code)) + " › " + r.Spaced(action.Title.In(r.Code))
			}
		}
	}
	return ""
}

// figure says what is published of an indicator, and what its target expects at the end of the window; "" where nothing is.
func (p *Plan) figure(r *Request, id string) string {
	a := p.figures[id]
	if a == nil || a.Total().Value == nil && !figures.Beyond(a.About, a.Total()) {
		return ""
	}
	values := r.Of(a.About)
	text := values.Value(a.Total())
	if target, ok := p.Target(id, ""); ok {
		last := dated.Day(r.LastDay())
		if expected := target.ExpectedOn(last); expected != nil {
			return r.T("plan.aimed", "value", text, "expected", r.Amount(a.About.Unit, *expected), "day", r.Day(string(last)),
				"target", r.Amount(a.About.Unit, target.Value), "due", r.by(target.Due))
		}
	}
	return text + " (" + r.Period(a.Question.From, a.Question.To) + ")"
}
