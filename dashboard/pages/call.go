package pages

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
)

// Call is the sheet of a call for projects: what its grants bought, for whom, where, as far as it is published.
type Call struct {
	call affairs.Call
	own  bought // of the call
	bought
	need *figures.Answer
}

type callPage struct {
	Title, Lede, Back string
	Facts             []texts.Fact
	Own               account
	Key               *chart.BulletKey
	Hidden            *view.Hidden
	Accounts          []account
	More              string // how many other projects the API has
	Association       string
	Places            *view.Table
	Reports           *view.Table
	JSON              string
}

// Ask reads the call of the path, and asks for what it bought.
func (p *Call) Ask(ctx context.Context, r *Request) (err error) {
	if p.call, err = r.callAsked(ctx); err != nil {
		return err
	}
	p.own, p.bought = r.boughtBy("call"), r.boughtBy("project")
	p.own.askFormats(r, p.call)
	if p.own.behind, err = r.behind(ctx); err != nil {
		return err
	}
	p.need = r.Figures.About("accessibility.residents_in_need", "territory")
	return nil
}

// callAsked is the call of the path.
func (r *Request) callAsked(ctx context.Context) (affairs.Call, error) {
	calls, err := r.Affairs.Calls(ctx, r.day())
	if err != nil {
		return affairs.Call{}, err
	}
	call, ok := affairs.Find(calls, r.Vars["code"])
	if !ok {
		return call, scope.ErrNotFound
	}
	return call, nil
}

// Build tells what the call came to.
func (p *Call) Build(r *Request) view.Page {
	c := p.call
	data := callPage{
		Title: r.Spaced(c.Title), Back: r.Link("/calls"), JSON: r.Link("/api/v1/calls", apart...), Association: p.own.association(r),
		Own: (&Calls{bought: p.own}).account(r, c),
	}
	data.Lede = data.Own.Reached
	data.Own.Account = r.Link("/calls/" + url.PathEscape(c.Code) + "/account")
	data.Hidden = p.hidden(r)
	add := func(name, text string) {
		if text != "" {
			data.Facts = append(data.Facts, texts.Fact{Name: r.T("calls.fact." + name), Text: text})
		}
	}
	add("funders", r.List(r.parts(c.Funders)))
	add("budget", r.euros(c.Budget))
	add("granted", r.granted(c))
	add("paid", r.euros(c.Paid))
	if c.OpensOn != nil && c.ClosesOn != nil {
		add("open", r.Period(string(*c.OpensOn), c.ClosesOn.Time().AddDate(0, 0, 1).Format(time.DateOnly)))
	}
	var ceilings []string
	for _, one := range c.Ceilings {
		ceilings = append(ceilings, cmp.Or(r.Name(one.Territory), one.Territory)+" "+r.euros(one.Euros))
	}
	add("ceilings", strings.Join(ceilings, between))
	for _, project := range c.Projects {
		data.Accounts = append(data.Accounts, p.project(r, project))
	}
	sortAccounts(data.Accounts)
	if out := len(data.Accounts) - view.MaxRows; out > 0 {
		data.Accounts, data.More = data.Accounts[:view.MaxRows], r.T("list.more", "n", out)
	}
	data.Key = keyOf(append([]account{data.Own}, data.Accounts...)...)
	data.Places, data.Reports = r.placesOf(c.Projects, p.need), p.reports(r)
	return view.Page{Title: data.Title, Data: data}
}

// hidden says which figures of the call and its projects are not shown, and where they are; nil where all are.
func (p *Call) hidden(r *Request) *view.Hidden {
	of := p.bought.only(func(code string) bool {
		return slices.ContainsFunc(p.call.Projects, func(one affairs.Project) bool { return one.Code == code })
	})
	of = append(of, p.own.only(func(code string) bool { return code == p.call.Code })...)
	return r.Hidden(of...)
}

// only are the answers about some projects or calls.
func (b bought) only(own func(code string) bool) (all []*figures.Answer) {
	for _, a := range []*figures.Answer{b.reached, b.cost, b.progress} {
		if a == nil {
			continue
		}
		of := *a
		of.Figures = slices.DeleteFunc(slices.Clone(of.Figures), func(f gate.Figure) bool { return !own(f.Key) })
		all = append(all, &of)
	}
	return all
}

// parts are funders with what each pays, where that is said.
func (r *Request) parts(funders []affairs.Funder) (all []string) {
	for _, f := range funders {
		text := f.Name
		if f.Euros != nil {
			text += " (" + r.euros(*f.Euros) + ")"
		}
		all = append(all, text)
	}
	return all
}

// project tells of a project.
func (p *Call) project(r *Request, one affairs.Project) account {
	a := account{Name: r.Spaced(one.Title)}
	where := []string{}
	for _, code := range r.territoriesOf(one) {
		where = append(where, cmp.Or(r.Name(code), code))
	}
	if structure := r.structureOf(one).Name; !strings.Contains(one.Title, structure) {
		where = slices.Insert(where, 0, structure)
	}
	if len(where) > 0 {
		a.About = append(a.About, strings.Join(where, between))
	}
	if days := r.lasting(one); days != "" {
		a.About = append(a.About, days)
	}
	var pays []string
	if one.FTE != nil {
		pays = append(pays, r.T("calls.fte", "n", int(*one.FTE), "x", r.Decimal(*one.FTE, 2)))
	}
	for _, s := range one.Services {
		pays = append(pays, r.Integer(float64(s.Quantity))+" "+s.Service)
	}
	a.Money = append(a.Money, r.T("calls.granted", "granted", r.euros(one.Granted), "paid", r.euros(one.Paid)))
	if len(one.CoFunders) > 0 {
		a.Money = append(a.Money, r.T("calls.cofunders", "names", r.List(r.parts(one.CoFunders))))
	}
	if len(pays) > 0 {
		a.Money = append(a.Money, r.T("calls.pays", "what", r.List(pays)))
	}
	expected, target := 0.0, 0.0
	if people, ok := one.ExpectedBefore(dated.Day(r.To())); ok {
		expected, target = people, float64(*one.TargetPeople)
	}
	a.Account = r.Link("/calls/"+url.PathEscape(p.call.Code)+"/account", "project", one.Code)
	p.judge(r, &a, one.Code, expected, target)
	if s, is := p.own.behind[one.Code]; is {
		a.Figures = append([]string{texts.Sentence(r.words().Says(s))}, a.Figures...)
	}
	return a
}

// lasting are the days of a project; "" where they are not known.
func (r *Request) lasting(one affairs.Project) string {
	if one.StartsOn == nil || one.EndsOn == nil {
		return ""
	}
	return r.Period(string(*one.StartsOn), one.EndsOn.Time().AddDate(0, 0, 1).Format(time.DateOnly))
}

// structureOf is the structure of a project; one that the registry lacks bears its id.
func (r *Request) structureOf(one affairs.Project) (found struct{ Name, Territory string }) {
	found.Name = one.Structure
	for _, s := range r.Structures {
		if s.ID == one.Structure {
			found.Name, found.Territory = s.Name, s.Territory
		}
	}
	return found
}

// territoriesOf are those of a project: the ones that it names, else its structure's.
func (r *Request) territoriesOf(one affairs.Project) []string {
	if len(one.Territories) > 0 {
		return one.Territories
	}
	if at := r.structureOf(one).Territory; at != "" {
		return []string{at}
	}
	return nil
}

// placesOf are where projects are, beside the need there.
func (r *Request) placesOf(all []affairs.Project, need *figures.Answer) *view.Table {
	projects := map[string]int{}
	var codes []string
	for _, one := range all {
		for _, code := range r.territoriesOf(one) {
			if projects[code]++; projects[code] == 1 {
				codes = append(codes, code)
			}
		}
	}
	if len(codes) == 0 {
		return nil
	}
	t := &view.Table{Caption: r.T("calls.places_caption"), Head: []view.Heading{{Text: r.T("by.territory")}, {Text: r.T("calls.fact.projects")}}}
	if need != nil {
		t.Head = append(t.Head, view.Heading{Text: r.Say(need.About.Title)})
	}
	for _, code := range codes {
		row := view.Row{Name: cmp.Or(r.Name(code), code), URL: r.SheetOf(code), Cells: []string{r.Integer(float64(projects[code]))}}
		if need != nil {
			row.Cells = append(row.Cells, r.around(need, code))
		}
		t.Rows = append(t.Rows, row)
	}
	order := r.Order()
	slices.SortStableFunc(t.Rows, func(a, b view.Row) int { return order(a.Name, b.Name) })
	if out := len(t.Rows) - view.MaxRows; out > 0 {
		t.Rows, t.More = t.Rows[:view.MaxRows], r.T("list.more", "n", out)
	}
	return t
}

// around is a figure of a territory, or where it has none that of the nearest around it, which is named.
func (r *Request) around(a *figures.Answer, code string) string {
	said := r.Of(a.About)
	at := r.Nearest(code, func(at string) bool { return a.Figure(at).Value != nil })
	if at == "" || at == code {
		return said.Short(a.Figure(code))
	}
	return r.T("figure.around", "figure", said.Short(a.Figure(at)), "name", r.Name(at))
}

// reports are the instalments that were paid, and the reports that are owed: the latest first.
func (p *Call) reports(r *Request) *view.Table {
	t := &view.Table{Caption: r.T("calls.reports_caption")}
	for _, column := range []string{"project", "payments", "report"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("calls.column." + column)})
	}
	projects := slices.Clone(p.call.Projects)
	slices.SortStableFunc(projects, func(a, b affairs.Project) int { return cmp.Compare(b.ReportLate, a.ReportLate) })
	for _, one := range projects {
		var paid []string
		for _, y := range one.Payments {
			text := r.Day(string(y.Day)) + r.T("words.colon") + r.euros(y.Euros)
			if y.Funder != nil {
				text += " (" + *y.Funder + ")"
			}
			paid = append(paid, text)
		}
		t.Rows = append(t.Rows, view.Row{Name: r.Spaced(one.Title), Cells: []string{cmp.Or(strings.Join(paid, between), "–"), r.report(one)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	if out := len(t.Rows) - view.MaxRows; out > 0 {
		t.Rows, t.More = t.Rows[:view.MaxRows], r.T("list.more", "n", out)
	}
	return t
}

// report says how the report of a project stands.
func (r *Request) report(p affairs.Project) string {
	switch {
	case p.ReportDue == nil:
		return r.T("calls.report.none")
	case p.ReportReceived != nil && p.ReportLate > 0:
		return r.T("calls.report.received_late", "day", r.Day(string(*p.ReportReceived)), "days", r.days(p.ReportLate))
	case p.ReportReceived != nil:
		return r.T("calls.report.received", "day", r.Day(string(*p.ReportReceived)))
	case p.ReportLate > 0:
		return r.T("calls.report.late", "day", r.Day(string(*p.ReportDue)), "days", r.days(p.ReportLate))
	}
	return r.T("calls.report.due", "day", r.Day(string(*p.ReportDue)))
}
