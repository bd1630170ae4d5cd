package pages

import (
	"context"
	"net/url"
	"slices"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
)

// Indicators that tell what a grant bought.
const (
	targetReached = "impact.target_reached"
	costPerPerson = "impact.cost_per_person"
	progressed    = "impact.project_progression"
	// participationsOf counts participations with projects since their start.
	participationsOf = "impact.project_participations"
)

// Calls compares the calls for projects, each against its own target.
type Calls struct {
	calls []affairs.Call
	bought
}

// bought is what is published of what grants bought, by call or by project; nil for what is not published so.
type bought struct {
	reached, cost, progress *figures.Answer
	formats                 map[string]*figures.Answer // forms of help, by the code of the call
	behind                  map[string]signals.Signal  // projects that are, by their codes
}

// boughtBy asks for what grants bought.
func (r *Request) boughtBy(by string) bought {
	return bought{reached: r.Figures.About(targetReached, by), cost: r.Figures.About(costPerPerson, by), progress: r.Figures.About(progressed, by)}
}

// behind are the projects that have helped clearly fewer people than expected, by their codes.
func (r *Request) behind(ctx context.Context) (map[string]signals.Signal, error) {
	all, err := r.readSignals(ctx)
	behind := map[string]signals.Signal{}
	for _, s := range signals.Only(all, signals.ProjectBehind) {
		behind[s.Code] = s
	}
	return behind, err
}

// askFormats asks in which forms help was given with the projects of calls, of those of which something is published.
func (b *bought) askFormats(r *Request, calls ...affairs.Call) {
	about, ok := r.Figures.Catalogue.Get(participationsOf)
	if !ok || b.reached == nil || !r.Figures.Readable(about).HasFilter("call") {
		return
	}
	b.formats = map[string]*figures.Answer{}
	for _, c := range calls {
		if !slices.ContainsFunc(b.reached.Figures, func(f gate.Figure) bool { return f.Key == c.Code }) {
			continue
		}
		question := r.Figures.Question(about, "format")
		question.Place, question.Brief, question.Filters = "", true, map[string]string{"call": c.Code}
		b.formats[c.Code] = r.Figures.Ask(about, question)
	}
}

// mix is what is published of the forms of help of a call, those that were given most first; "" where nothing is.
func (b bought) mix(r *Request, code string) string {
	a := b.formats[code]
	if a == nil {
		return ""
	}
	all := slices.DeleteFunc(a.Ordinary(), func(f gate.Figure) bool { return f.Value == nil || *f.Value == 0 })
	if len(all) == 0 {
		return ""
	}
	slices.SortStableFunc(all, func(x, y gate.Figure) int { return chart.Order(x.Value, y.Value, true) })
	var parts []string
	for _, f := range all {
		parts = append(parts, f.Label+" "+r.Amount(a.About.Unit, *f.Value))
	}
	return r.T("calls.mix", "forms", r.List(parts))
}

type callsPage struct {
	Title, Lede string
	Missing     *missing
	Hidden      *view.Hidden
	Unpublished string // where figures are published by project alone
	Key         *chart.BulletKey
	Accounts    []account
	Association string
	JSON        string
}

// account is what a grant came to: of a call, or of a project.
type account struct {
	Name, URL string
	About     []string // who, where, when
	Money     []string
	Bullet    *chart.Bullet
	Reached   string
	Figures   []string // what it cost, who progressed
	Account   string   // address of the account to print
	share     *float64 // of the target, for their order
}

// Ask reads the calls, and asks for what they bought.
func (p *Calls) Ask(ctx context.Context, r *Request) (err error) {
	if p.calls, err = r.Affairs.Calls(ctx, r.day()); err != nil || len(p.calls) == 0 {
		return err
	}
	p.bought = r.boughtBy("call")
	if p.behind, err = r.behind(ctx); err != nil {
		return err
	}
	p.askFormats(r, p.calls...)
	return nil
}

// day is today.
func (r *Request) day() dated.Day { return dated.Day(r.Today.Format(time.DateOnly)) }

// Build sets the calls beside each other, those farthest from their target first.
func (p *Calls) Build(r *Request) view.Page {
	data := callsPage{Title: r.T("calls.title"), JSON: r.Link("/api/v1/calls", apart...)}
	if len(p.calls) == 0 {
		data.Missing = r.missing("calls")
		return view.Page{Title: data.Title, Data: data}
	}
	data.Lede, data.Association = r.T("calls.lede", "n", len(p.calls)), p.association(r)
	switch {
	case p.reached == nil:
		data.Unpublished = r.T("calls.unpublished")
	default:
		data.Hidden = r.Hidden(p.only(func(code string) bool {
			return slices.ContainsFunc(p.calls, func(one affairs.Call) bool { return one.Code == code })
		})...)
	}
	for _, c := range p.calls {
		data.Accounts = append(data.Accounts, p.account(r, c))
	}
	sortAccounts(data.Accounts)
	data.Key = keyOf(data.Accounts...)
	return view.Page{Title: data.Title, Data: data}
}

// sortAccounts puts those that are farthest from their target first, and those of which nothing is known last; never by what they cost.
func sortAccounts(all []account) {
	slices.SortStableFunc(all, func(a, b account) int { return chart.Order(a.share, b.share, false) })
}

// keyOf is the key of the bullets of accounts; nil where none has one.
func keyOf(all ...account) *chart.BulletKey {
	var bullets []*chart.Bullet
	for _, a := range all {
		bullets = append(bullets, a.Bullet)
	}
	return chart.KeyOf(bullets...)
}

// granted is what all funders of a call's projects grant, and the call's part of it where that is less.
func (r *Request) granted(c affairs.Call) string {
	if c.Own == c.Granted {
		return r.euros(c.Granted)
	}
	return r.T("calls.of_all", "all", r.euros(c.Granted), "own", r.euros(c.Own))
}

// account tells of a call.
func (p *Calls) account(r *Request, c affairs.Call) account {
	a := account{Name: r.Spaced(c.Title), URL: r.Link("/calls/" + url.PathEscape(c.Code))}
	a.About = []string{r.T("calls.funders", "names", r.List(funderNames(c.Funders))), r.T("calls.projects", "n", len(c.Projects))}
	a.Money = []string{r.T("calls.budget", "budget", r.euros(c.Budget)), r.T("calls.granted", "granted", r.granted(c), "paid", r.euros(c.Paid))}
	if len(c.Projects) == 0 {
		a.Reached = r.T("calls.no_project")
		return a
	}
	expected, target := c.ExpectedBefore(dated.Day(r.To()))
	p.judge(r, &a, c.Code, expected, target)
	n := 0
	for _, one := range c.Projects {
		if _, is := p.behind[one.Code]; is {
			n++
		}
	}
	switch { // of some projects it is not known, for what they did is protected
	case n == len(c.Projects):
		a.Figures = append(a.Figures, r.T("calls.behind", "n", n))
	case n > 0:
		a.Figures = append(a.Figures, r.T("calls.behind_at_least", "n", n))
	}
	if mix := p.mix(r, c.Code); mix != "" {
		a.Figures = append(a.Figures, mix)
	}
	return a
}

// judge sets what is published of a call or project against its target, of which a part is expected by the end of the window.
func (b bought) judge(r *Request, a *account, code string, expected, target float64) {
	day := r.Day(r.LastDay())
	var share *float64
	if target > 0 {
		part := expected / target
		share = &part
	}
	f := figureOf(b.reached, code)
	switch {
	case f.Value != nil && f.Numerator != nil && f.Denominator != nil:
		a.share = f.Value
		most := f.Value
		people := r.T("count.people", "n", int(*f.Numerator))
		if high, ok := f.Parts["high"]; ok && f.Status == gate.StatusEstimate && high > *f.Numerator {
			part := high / *f.Denominator
			most, people = &part, r.T("calls.between", "low", r.Integer(*f.Numerator), "high", r.T("count.people", "n", int(high)))
		}
		a.Reached = texts.Capital(r.T("calls.reached", "people", people, "target", r.Integer(*f.Denominator), "share", r.Percent(*f.Value, 0)))
		if share != nil {
			a.Reached += " " + r.T("calls.expected", "share", r.Percent(*share, 0), "day", day)
		}
		a.Bullet = chart.NewBullet(a.Name+r.T("words.colon")+a.Reached, f.Value, most, share)
	case target == 0:
		a.Reached = r.T("calls.no_target")
	default:
		a.Reached = r.T("calls.untold", "target", r.Integer(target))
		if f.Status == gate.StatusProtected {
			a.Reached = r.T("calls.protected", "target", r.Integer(target))
		}
		if share != nil {
			a.Reached += " " + r.T("calls.expected", "share", r.Percent(*share, 0), "day", day)
		}
	}
	for _, one := range []struct {
		key    string
		answer *figures.Answer
	}{{"calls.cost", b.cost}, {"calls.progressed", b.progress}} {
		// Where so many were helped that it is shown, and too few assessed again, that is said.
		if told := figureOf(one.answer, code); told.Value != nil || told.Status == gate.StatusProtected && f.Value != nil {
			values := r.Of(one.answer.About)
			a.Figures = append(a.Figures, r.T(one.key, "value", values.Said(told)))
		}
	}
}

// association warns of reading a cost as a merit, and says where the mix of forms of help is not published.
func (b bought) association(r *Request) string {
	if b.formats == nil {
		return r.T("calls.association") + " " + r.T("calls.no_mix")
	}
	return r.T("calls.association")
}

// figureOf is the figure of a key; one without a value where nothing is published.
func figureOf(a *figures.Answer, key string) gate.Figure {
	if a == nil {
		return gate.Figure{}
	}
	return a.Figure(key)
}

func (r *Request) euros(amount affairs.Euros) string { return r.Amount("euros", float64(amount)) }

func funderNames(funders []affairs.Funder) (names []string) {
	for _, f := range funders {
		names = append(names, f.Name)
	}
	return names
}
