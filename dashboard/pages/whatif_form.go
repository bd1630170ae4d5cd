package pages

import (
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/scenario"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/network/national"
	"vigie/queries/indicator"
)

// Fields of the page's forms.
const (
	fieldAdd       = "add"    // the kind of a change to be added
	fieldRemove    = "remove" // the number of one to be taken out, from 1 on
	fieldStructure = "structure"
	fieldEuros     = "euros"
	fieldLate      = scenario.Late
)

// WhatIfParameters are the page's own.
func WhatIfParameters() []string {
	return append([]string{indicator.FilterNeed, scenario.Field, "q", fieldAdd, fieldRemove}, fieldsOfChange()...)
}

// fieldsOfChange are what a form tells of the change that it adds.
func fieldsOfChange() []string {
	return append([]string{fieldStructure, fieldEuros, fieldLate}, scenario.Services()...)
}

// adding is what can be added to a scenario.
type adding struct {
	Full     string        // there is room for no more; "" where there is
	Options  []view.Option // territories to choose from
	Search   string        // what was searched for, where there are too many to choose from
	Searched bool          // places are searched
	Found    []view.Link
	None     bool // nothing was found
	Place    *changing
}

// changing is a territory in which something can be changed.
type changing struct {
	Code, Name string
	Services   []view.Option
	Structures []view.Option
	None       bool // it has no structure
	Most       int  // euros
}

// formed is the scenario after what a form adds to it or takes from it; edited tells whether one does.
func formed(r *Request) (text string, edited bool, err error) {
	text = r.Asked.Get(scenario.Field)
	if number := r.Asked.Get(fieldRemove); number != "" {
		pieces := strings.Split(text, ",")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(pieces) || text == "" {
			return "", false, gate.Refusal{Code: gate.RefusedValue, Field: fieldRemove, Given: number, Choices: []string{"1 – " + strconv.Itoa(len(pieces))}}
		}
		return strings.Join(slices.Delete(pieces, n-1, n), ","), true, nil
	}
	kind := r.Asked.Get(fieldAdd)
	if kind == "" {
		for _, field := range fieldsOfChange() {
			if r.Asked.Has(field) {
				return "", false, gate.Refusal{Code: gate.RefusedCombining, Field: field, Given: r.Asked.Get(field), Choices: []string{fieldAdd}}
			}
		}
		return text, false, nil
	}
	piece, err := added(r, kind)
	if text != "" {
		piece = text + "," + piece
	}
	return piece, true, err
}

// added writes the change of a form as scenarios have it: whoever reads it tells what is wrong with it.
func added(r *Request, kind string) (string, error) {
	switch kind {
	case scenario.Open:
		c := scenario.Change{Kind: kind, Territory: r.Place}
		for _, service := range scenario.Services() {
			offers, err := ticked(r, service)
			if err != nil {
				return "", err
			}
			if offers {
				c.Services = append(c.Services, service)
			}
		}
		late, err := ticked(r, fieldLate)
		c.Late = late
		return c.String(), err
	case scenario.Fund:
		return kind + ":" + r.Place + ":" + strings.ReplaceAll(r.Asked.Get(fieldEuros), ",", "%2C"), nil
	case scenario.Extend, scenario.Close:
		return scenario.Change{Kind: kind, Structure: r.Asked.Get(fieldStructure)}.String(), nil
	}
	return "", gate.Refusal{
		Code: gate.RefusedValue, Field: fieldAdd, Given: kind, Choices: []string{scenario.Open, scenario.Extend, scenario.Close, scenario.Fund},
	}
}

// kept are the parameters that the forms of the page keep.
func (p *WhatIf) kept(r *Request) (all []view.Option) {
	for _, name := range []string{"window", "from", "to", "edition", "lang", indicator.FilterNeed} {
		if value := r.Asked.Get(name); value != "" {
			all = append(all, view.Option{Name: name, Value: value})
		}
	}
	if len(p.changes) > 0 {
		all = append(all, view.Option{Name: scenario.Field, Value: scenario.Write(p.changes)})
	}
	return all
}

// maxListed is up to how many territories are listed to choose from; more are searched.
const maxListed = 60

// adding offers what can be changed: a territory, and what is in it.
func (p *WhatIf) adding(r *Request) *adding {
	a := &adding{Searched: len(p.known.Territories) > maxListed, Search: p.search}
	if len(p.changes) == scenario.Most {
		a.Full = r.T("whatif.full", "n", scenario.Most)
		return a
	}
	if a.Searched {
		p.find(r, a)
	} else {
		for _, code := range p.known.Territories {
			a.Options = append(a.Options, view.Option{Value: code, Name: r.Name(code), Chosen: code == r.Place})
		}
	}
	if slices.Contains(p.known.Territories, r.Place) {
		a.Place = p.changing(r, r.Place)
	}
	return a
}

// find looks for territories by their names, and for those that hold what has the name.
func (p *WhatIf) find(r *Request, a *adding) {
	const most = 10
	if p.search == "" {
		return
	}
	wanted := national.Fold(p.search)
	seen := make(map[string]bool)
	for _, t := range r.Territories {
		if (wanted == "" || !strings.Contains(national.Fold(t.Name), wanted)) && t.Code != strings.ToUpper(p.search) {
			continue
		}
		held := r.Territory(r.Nearest(t.Code, func(code string) bool { return slices.Contains(p.known.Territories, code) }))
		if held.Code == "" || seen[held.Code] || len(a.Found) == most {
			continue
		}
		seen[held.Code] = true
		name := held.Name
		if held.Code != t.Code {
			name += " (" + t.Name + ")"
		}
		a.Found = append(a.Found, view.Link{Name: name, URL: r.Link(r.Path, append(r.kept(indicator.FilterNeed, scenario.Field), "territory", held.Code)...)})
	}
	a.None = len(a.Found) == 0
}

// changing is what can be changed in a territory.
func (p *WhatIf) changing(r *Request, code string) *changing {
	c := &changing{Code: code, Name: r.Name(code), Most: scenario.MostEuros}
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown {
			c.Services = append(c.Services, view.Option{Value: class.Key, Name: r.Say(class.Name)})
		}
	}
	for _, s := range p.known.Structures {
		if s.Territory != code || slices.ContainsFunc(p.changes, func(c scenario.Change) bool { return c.Structure == s.ID }) {
			continue
		}
		name := p.named(r, s.ID)
		if late := p.late.Figure(s.ID).Value; late != nil && *late == 1 {
			name = r.T("whatif.is_late", "name", name)
		}
		c.Structures = append(c.Structures, view.Option{Value: s.ID, Name: name})
	}
	order := r.Order()
	slices.SortStableFunc(c.Structures, func(a, b view.Option) int { return order(a.Name, b.Name) })
	c.None = len(c.Structures) == 0
	return c
}

// named is the name of a structure.
func (p *WhatIf) named(r *Request, id string) string {
	at := slices.IndexFunc(r.Structures, func(s network.Structure) bool { return s.ID == id })
	if at < 0 {
		return id
	}
	return r.Structures[at].Name
}

// said is a change in words.
func (p *WhatIf) said(r *Request, c scenario.Change) string {
	switch c.Kind {
	case scenario.Open:
		var services []string
		for _, class := range indicator.Classes("service") {
			if slices.Contains(c.Services, class.Key) {
				services = append(services, r.Say(class.Name))
			}
		}
		key := "whatif.change.open"
		if c.Late {
			key = "whatif.change.open_late"
		}
		return r.T(key, "name", r.Name(c.Territory), "services", r.Semicolons(services))
	case scenario.Fund:
		return r.T("whatif.change.fund", "name", r.Name(c.Territory), "euros", r.Amount("euros", float64(c.Euros)))
	}
	s, _ := p.known.Structure(c.Structure)
	return r.T("whatif.change."+c.Kind, "name", p.named(r, c.Structure), "where", r.Name(s.Territory))
}
