package pages

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
)

// Grant is the account of a grant, to be printed: what was planned beside what came of it, as far as anybody may read it, and what is left to be
// written by hand. It is of a project, or of all projects of a call together.
type Grant struct {
	call           affairs.Call // with the projects that the account is of alone
	project        bool         // it is of one
	own, whole     bought       // of the project or call, of the whole call
	participations *figures.Answer
	need           *figures.Answer
}

type grantPage struct {
	Title, Back, Form string
	BackName          string
	Facts             []texts.Fact
	Outcomes          *view.Table
	Hidden            *view.Hidden
	Notes             []string
	Budget, Payments  *view.Table
	Places            *view.Table
	ByHand            []string
	Source            string
}

// Ask reads the call of the path and the project that is asked for, and asks for what was bought.
func (p *Grant) Ask(ctx context.Context, r *Request) (err error) {
	if p.call, err = r.callAsked(ctx); err != nil {
		return err
	}
	by := "call"
	if code := r.Asked.Get("project"); code != "" {
		by, p.project = "project", true
		i := slices.IndexFunc(p.call.Projects, func(one affairs.Project) bool { return one.Code == code })
		if i < 0 {
			return p.unknown(code)
		}
		p.call.Projects = p.call.Projects[i : i+1]
	}
	p.own, p.whole = r.boughtBy(by), r.boughtBy("call")
	p.whole.askFormats(r, p.call)
	p.participations = r.Figures.About(participationsOf, by)
	p.need = r.Figures.About("accessibility.residents_in_need", "territory")
	return nil
}

// unknown refuses a project that the call has not granted.
func (p *Grant) unknown(code string) error {
	var codes []string
	for _, one := range p.call.Projects {
		codes = append(codes, one.Code)
	}
	return gate.Choose(gate.RefusedValue, "project", code, codes)
}

// key is that of the account in what is published by project or by call.
func (p *Grant) key() string {
	if p.project {
		return p.call.Projects[0].Code
	}
	return p.call.Code
}

// Build sets what was planned beside what came of it.
func (p *Grant) Build(r *Request) view.Page {
	data := grantPage{
		Title: r.T("grant.title", "name", r.Spaced(p.name())), Form: r.T("grant.form"),
		Back: r.Link("/calls/" + url.PathEscape(p.call.Code)), BackName: r.Spaced(p.call.Title), Facts: p.facts(r), Outcomes: p.outcomes(r), Hidden: p.hidden(r),
		Notes: p.notes(r), Budget: p.budget(r), Payments: p.payments(r), Places: r.placesOf(p.call.Projects, p.need), Source: p.source(r),
	}
	for _, field := range []string{"work", "publics", "places", "goals", "charges", "income", "spent", "share", "indirect", "gaps", "in_kind", "signature"} {
		data.ByHand = append(data.ByHand, r.T("grant.hand."+field))
	}
	return view.Page{Title: data.Title, Data: data}
}

// name is that of what the account is of.
func (p *Grant) name() string {
	if p.project {
		return p.call.Projects[0].Title
	}
	return p.call.Title
}

// facts identify the grant.
func (p *Grant) facts(r *Request) (facts []texts.Fact) {
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, texts.Fact{Name: r.T("grant.fact." + name), Text: text})
		}
	}
	add("call", r.Spaced(p.call.Title)+" ("+p.call.Code+")")
	add("funders", r.List(r.parts(p.call.Funders)))
	if !p.project {
		add("projects", r.Integer(float64(len(p.call.Projects))))
		return facts
	}
	one := p.call.Projects[0]
	add("project", r.Spaced(one.Title)+" ("+one.Code+")")
	add("structure", r.structureOf(one).Name)
	add("days", r.lasting(one))
	add("report", r.report(one))
	return facts
}

// outcomes set what was planned beside what came of it: people, participations, what was bought.
func (p *Grant) outcomes(r *Request) *view.Table {
	day := r.Day(r.LastDay())
	t := &view.Table{Caption: r.T("grant.outcomes_caption", "day", day), Head: []view.Heading{{Text: r.T("grant.column.what")}}}
	for _, column := range []string{"planned", "expected", "done", "difference", "percent"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("grant.column."+column, "day", day), Number: true})
	}
	none, blank := "–", r.T("grant.blank")
	add := func(name string, cells ...string) { t.Rows = append(t.Rows, view.Row{Name: name, Cells: cells}) }
	expected, target := p.call.ExpectedBefore(dated.Day(r.To()))
	planned, soFar := none, none
	if target > 0 {
		planned, soFar = r.Integer(target), r.Integer(expected)
	}
	people := figureOf(p.own.reached, p.key())
	done, difference, percent := r.T("grant.untold"), none, none
	if low, high, told := helped(people); told {
		done = r.span(low, high, r.Integer)
		if target > 0 {
			difference, percent = r.span(low-target, high-target, r.signed), r.span(low/target-1, high/target-1, r.signedShare)
		}
	}
	add(r.T("grant.row.people"), planned, soFar, done, difference, percent)
	if f := figureOf(p.participations, p.key()); f.Value != nil {
		add(r.T("grant.row.participations"), none, none, r.Integer(*f.Value), none, none)
	}
	if f := figureOf(p.own.progress, p.key()); f.Value != nil {
		add(r.T("grant.row.progressed"), none, none, r.Of(p.own.progress.About).Said(f), none, none)
	}
	if f := figureOf(p.own.cost, p.key()); f.Value != nil {
		add(r.T("grant.row.cost"), none, none, r.Of(p.own.cost.About).Said(f), none, none)
	}
	for _, one := range p.call.Projects {
		if !p.project {
			break
		}
		if one.FTE != nil {
			add(r.T("grant.row.fte"), r.Decimal(*one.FTE, 2), none, blank, blank, blank)
		}
		for _, s := range one.Services {
			add(s.Service, r.Integer(float64(s.Quantity)), none, blank, blank, blank)
		}
	}
	return t
}

// helped is how many people were helped, at least and at most; false where that is not shown.
func helped(f gate.Figure) (low, high float64, told bool) {
	if f.Value == nil || f.Numerator == nil {
		return 0, 0, false
	}
	low = *f.Numerator
	if high = low; f.Status == gate.StatusEstimate {
		high = max(low, f.Parts["high"])
	}
	return low, high, true
}

// span writes a number that lies between two.
func (r *Request) span(low, high float64, write func(float64) string) string {
	if first, last := write(low), write(high); first != last {
		return r.T("figure.between", "low", first, "high", last)
	}
	return write(low)
}

// signed writes a difference.
func (r *Request) signed(x float64) string {
	if x > 0 {
		return "+" + r.Integer(x)
	}
	return r.Integer(x)
}

// signedShare writes a difference as a share.
func (r *Request) signedShare(x float64) string {
	if x > 0 {
		return "+" + r.Percent(x, 0)
	}
	return r.Percent(x, 0)
}

// hidden says where the figures are shown that are not here; nil where that of people is.
func (p *Grant) hidden(r *Request) *view.Hidden {
	if p.own.reached == nil || figureOf(p.own.reached, p.key()).Value != nil {
		return nil
	}
	return r.Hidden(p.own.only(func(code string) bool { return code == p.key() })...)
}

// notes say how the figures are to be read, and give those of the whole call where the project's are not shown.
func (p *Grant) notes(r *Request) (notes []string) {
	if _, _, told := helped(figureOf(p.own.reached, p.key())); p.project && !told {
		if low, high, told := helped(figureOf(p.whole.reached, p.call.Code)); told {
			notes = append(notes, r.T("grant.whole_call", "people", r.span(low, high, r.Integer), "day", r.Day(r.LastDay())))
		}
	}
	if mix := p.whole.mix(r, p.call.Code); mix != "" {
		notes = append(notes, r.T("grant.mix", "call", r.Spaced(p.call.Title), "mix", mix))
	}
	return append(notes, r.T("grant.protected"))
}

// money is what a funder grants and has paid.
type money struct {
	name          string
	granted, paid affairs.Euros
}

// budget sets what was granted beside what was paid, by funder; what the action was to cost and what was spent is written by hand.
func (p *Grant) budget(r *Request) *view.Table {
	caption := r.T("grant.budget_caption")
	if len(p.call.Funders) != 1 {
		caption = r.T("grant.budget_together")
	}
	t := &view.Table{Caption: caption, Head: []view.Heading{{Text: r.T("grant.column.funder")}}}
	for _, column := range []string{"budget", "granted", "paid", "spent", "euros", "percent"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("grant.column." + column), Number: true})
	}
	all := money{name: r.T("grant.total")}
	blank := r.T("grant.blank")
	add := func(m money, budget string) {
		percent := "–"
		if m.granted > 0 {
			percent = r.signedShare(float64(m.paid/m.granted) - 1)
		}
		difference := r.cents(m.paid - m.granted)
		switch {
		case m.paid > m.granted:
			difference = "+" + difference
		case m.paid < m.granted:
			difference = "−" + r.cents(m.granted-m.paid)
		}
		t.Rows = append(t.Rows, view.Row{Name: r.Spaced(m.name), Cells: []string{budget, r.cents(m.granted), r.cents(m.paid), blank, difference, percent}})
	}
	for i, m := range p.funded(r) {
		budget := blank
		if i == 0 && !p.project {
			budget = r.cents(p.call.Budget)
		}
		add(m, budget)
		all.granted, all.paid = all.granted+m.granted, all.paid+m.paid
	}
	if len(t.Rows) > 1 {
		add(all, blank)
	}
	return t
}

// payers are the funders of the call, who grant and pay together: which of them pays what is not in the registry.
func (p *Grant) payers(r *Request) string {
	var names []string
	for _, f := range p.call.Funders {
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		return p.call.Title
	}
	return r.List(names)
}

// ofCall tells whether a payment is one of the funders of the call.
func (p *Grant) ofCall(y affairs.Payment) bool {
	return y.Funder == nil || slices.ContainsFunc(p.call.Funders, func(f affairs.Funder) bool { return f.Name == *y.Funder })
}

// funded is what each funder grants and has paid: those of the call together come first.
func (p *Grant) funded(r *Request) []money {
	all := []money{{name: p.payers(r)}}
	of := func(name string) *money {
		i := slices.IndexFunc(all[1:], func(m money) bool { return m.name == name }) + 1
		if i == 0 {
			i, all = len(all), append(all, money{name: name})
		}
		return &all[i]
	}
	for _, one := range p.call.Projects {
		all[0].granted += one.Own
		for _, f := range one.CoFunders {
			if f.Euros != nil {
				of(f.Name).granted += *f.Euros
			}
		}
		for _, y := range one.Payments {
			if p.ofCall(y) {
				all[0].paid += y.Euros
			} else {
				of(*y.Funder).paid += y.Euros
			}
		}
	}
	return all
}

// payments are the instalments, the earliest first; nil where nothing was paid.
func (p *Grant) payments(r *Request) *view.Table {
	var all []affairs.Payment
	for _, one := range p.call.Projects {
		all = append(all, one.Payments...)
	}
	if len(all) == 0 || !p.project {
		return nil
	}
	slices.SortStableFunc(all, func(a, b affairs.Payment) int { return cmp.Compare(a.Day, b.Day) })
	t := &view.Table{Caption: r.T("grant.payments_caption")}
	for _, column := range []string{"day", "funder", "paid"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("grant.column." + column), Number: column == "paid"})
	}
	for _, y := range all {
		funder := p.payers(r)
		if y.Funder != nil {
			funder = *y.Funder
		}
		t.Rows = append(t.Rows, view.Row{Name: r.Day(string(y.Day)), Cells: []string{r.Spaced(funder), r.cents(y.Euros)}})
	}
	return t
}

// cents writes euros with their cents.
func (r *Request) cents(amount affairs.Euros) string {
	return r.T("amount.euros", "x", r.Decimal(float64(amount), 2))
}

// source says from what the account was made.
func (p *Grant) source(r *Request) string {
	today := r.Day(string(r.day()))
	if r.Published == nil {
		return r.T("grant.source_registry", "day", today)
	}
	return r.T("grant.source", "number", int(r.Published.Edition.Number), "period", r.Period(r.From(), r.To()), "day", today)
}
