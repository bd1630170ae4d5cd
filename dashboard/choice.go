package dashboard

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"vigie/editions/cells"
	"vigie/queries/period"
)

// choice is the form in which a reader chooses window and place, and the sentence that says what is chosen.
type choice struct {
	Where, Period, Edition string
	Action, Lang           string
	Windows                []optionGroup
	Groups, Areas          []option
	Reset                  string
	Search                 string   // where places are searched that are too many to list; empty where all are listed
	Hidden                 []option // parameters of the page that the form keeps
}

// mostChoices is up to how many territories are listed to choose from.
const mostChoices = 150

type optionGroup struct {
	Name    string
	Options []option
}

type option struct {
	Value, Name string
	Chosen      bool
}

// choice describes the view to its own form; nil where nothing is published to choose from.
func (v *view) choice() *choice {
	if v.published == nil {
		return nil
	}
	e := v.published.Edition
	c := &choice{
		Where: v.where(), Period: v.period(v.from, v.to), Action: v.path,
		Edition: v.t("choice.edition", "number", itoa(int(e.Number)), "day", v.day(e.Day.Format(dayForm))),
		Reset:   v.link(v.path, "window", "", "edition", "", "territory", ""),
		Lang:    v.asked.Get("lang"), Windows: v.windows(),
	}
	for _, g := range v.groups {
		c.Groups = append(c.Groups, option{g.Code, g.Name, v.chose(g.Code)})
	}
	for _, t := range v.areas {
		if _, known := v.published.Area(t.Code); known && (len(v.areas) <= mostChoices || v.parent[t.Code] || v.chose(t.Code)) {
			c.Areas = append(c.Areas, option{t.Code, t.Name, v.chose(t.Code)})
		}
	}
	if len(v.areas) > mostChoices {
		c.Search = v.link("/territories", "territory", "")
	}
	for _, name := range []string{"map", "sort", "order", "edition"} {
		if value := v.asked.Get(name); value != "" {
			c.Hidden = append(c.Hidden, option{Name: name, Value: value})
		}
	}
	return c
}

// windows are the published ones by kind, the latest first.
func (v *view) windows() []optionGroup {
	of := map[string][]option{}
	for _, w := range v.published.Windows() {
		kinds := cells.KindsOf(w.Window)
		if len(kinds) == 0 {
			continue
		}
		from, to := w.From.Format(dayForm), w.To.Format(dayForm)
		of[kinds[0]] = append(of[kinds[0]], option{windowValue(w.Window), v.windowName(w.Window), from == v.from && to == v.to})
	}
	var groups []optionGroup
	for _, kind := range []string{cells.Year, cells.Half, cells.Quarter, cells.Month} {
		if len(of[kind]) > 0 {
			groups = append(groups, optionGroup{v.t("window." + kind), of[kind]})
		}
	}
	return groups
}

// windowValue is a window as the parameter window takes it.
func windowValue(w period.Window) string {
	return w.From.Format(dayForm) + ".." + w.To.Format(dayForm)
}

// windowName names a window as short as it goes: a month, a quarter, else its days.
func (v *view) windowName(w period.Window) string {
	switch months := len(w.Months()); {
	case months == 1:
		return v.month(w.Month())
	case months == 3:
		return v.month(w.Quarter())
	case months == 12 && w.From.Month() == time.January:
		return w.From.Format("2006")
	}
	return v.period(w.From.Format(dayForm), w.To.Format(dayForm))
}

// chose tells whether a territory or group is the chosen place.
func (v *view) chose(code string) bool { return len(v.places) > 0 && v.places[0] == code }

// pathVars are the parts of a path that its template names.
func pathVars(r *http.Request) map[string]string { return mux.Vars(r) }
