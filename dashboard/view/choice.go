package view

import (
	"net/url"
	"strconv"
	"time"

	"vigie/dashboard/scope"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/period"
)

// Choice is the form in which a reader chooses window and place, and the sentence that says what is chosen.
type Choice struct {
	Where, Period, Edition string
	Action, Lang           string
	Windows                []OptionGroup
	Groups, Areas          []Option
	Reset                  string
	Search                 string   // where places are searched that are too many to list; empty where all are listed
	Meeting                string   // where the last meeting of a committee is set beside today; empty where none was held
	Hidden                 []Option // parameters of the page that the form keeps
}

// DayChoice is the form in which a reader chooses the day as of which a page is, and the sentence that says which it is.
type DayChoice struct {
	Said, Note  string
	Action      string
	Day, Latest string // 2026-01-31
	Reset       string
	Hidden      []Option
}

// OptionGroup are options under one name.
type OptionGroup struct {
	Name    string
	Options []Option
}

// Option is a value of a form.
type Option struct {
	Value, Name string
	Chosen      bool
}

// maxChoices is up to how many territories are listed to choose from.
const maxChoices = 150

// PlaceOptions are the groups and territories that figures are published of, the lowest ones left out where there are too many to list.
func (v View) PlaceOptions() (all []Option) {
	for _, g := range v.Groups {
		all = append(all, Option{g.Code, g.Name, v.Place == g.Code})
	}
	return append(all, v.areaOptions()...)
}

func (v View) areaOptions() (all []Option) {
	if v.Published == nil {
		return nil
	}
	for _, t := range v.Territories {
		if _, known := v.Published.Area(t.Code); known && (len(v.Territories) <= maxChoices || v.IsParent(t.Code) || v.Place == t.Code) {
			all = append(all, Option{t.Code, t.Name, v.Place == t.Code})
		}
	}
	return all
}

// choice describes the view to its own form; nil where nothing is published to choose from.
func (v View) choice() *Choice {
	if v.Published == nil {
		return nil
	}
	e := v.Published.Edition
	c := &Choice{
		Where: v.Where(), Period: v.Period(v.From(), v.To()), Action: v.Path,
		Edition: v.T("choice.edition", "number", strconv.Itoa(int(e.Number)), "day", v.Day(e.Day.Format(time.DateOnly))),
		Reset:   v.Link(v.Path, "window", "", "edition", "", "territory", ""),
		Lang:    v.Asked.Get("lang"), Windows: v.windows(),
	}
	for _, g := range v.Groups {
		c.Groups = append(c.Groups, Option{g.Code, g.Name, v.Place == g.Code})
	}
	c.Areas = v.areaOptions()
	if len(v.Territories) > maxChoices {
		c.Search = v.Link("/territories", "territory", "")
	}
	if v.Met != "" {
		c.Meeting = v.Meeting(v.Met)
	}
	for _, name := range []string{"map", "graph", "need", "change", "sort", "order", "edition"} {
		if value := v.Asked.Get(name); value != "" {
			c.Hidden = append(c.Hidden, Option{Name: name, Value: value})
		}
	}
	return c
}

// Meeting is the address of a meeting's page.
func (v View) Meeting(code string) string { return v.Link("/governance/" + url.PathEscape(code)) }

// windows are the published ones by kind, the latest first.
func (v View) windows() []OptionGroup {
	of := map[string][]Option{}
	for _, w := range v.Published.Windows() {
		if kinds := cells.KindsOf(w.Window); len(kinds) > 0 {
			of[kinds[0]] = append(of[kinds[0]], Option{scope.Value(w.Window), v.WindowName(w.Window), scope.Value(w.Window) == scope.Value(v.Window)})
		}
	}
	var groups []OptionGroup
	for _, kind := range []string{cells.Year, cells.Half, cells.Quarter, cells.Month} {
		if len(of[kind]) > 0 {
			groups = append(groups, OptionGroup{v.T("window." + kind), of[kind]})
		}
	}
	for _, s := range v.Published.Since() {
		of := OptionGroup{Name: v.Spaced(s.In(v.Code))}
		for _, w := range s.Windows {
			// One that is a quarter, say, is chosen as that.
			_, own := v.Published.SinceDate(w)
			of.Options = append(of.Options, Option{scope.Value(w), v.sinceName(s.Date, w), own && w == v.Window})
		}
		groups = append(groups, of)
	}
	return groups
}

// sinceName names a window since a date of the network: "Depuis le plan, à fin sept. 2026".
func (v View) sinceName(d gate.Date, w period.Window) string {
	last := w.To.AddDate(0, -1, 0)
	return v.T("window.since", "name", v.Spaced(d.In(v.Code)), "month", v.Month(last.Format("2006-01")))
}

// WindowName names a window as short as it goes: a month, a quarter, since a date of the network, else its days.
func (v View) WindowName(w period.Window) string {
	if v.Published != nil {
		if date, since := v.Published.SinceDate(w); since {
			return v.sinceName(date, w)
		}
	}
	switch months := len(w.Months()); {
	case months == 1:
		return v.Month(w.Month())
	case months == 3:
		return v.Month(w.Quarter())
	case months == 12 && w.From.Month() == time.January:
		return w.From.Format("2006")
	}
	return v.Period(w.From.Format(time.DateOnly), w.To.Format(time.DateOnly))
}

// WindowLink is the link to this very page over another window.
func (v View) WindowLink(w period.Window) Link { return Link{Name: v.WindowName(w), URL: v.Over(w)} }
