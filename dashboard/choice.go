package dashboard

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/mux"
)

// choice is the form in which a reader chooses period and places, and the sentence that says what is chosen.
type choice struct {
	Where, Period, Seen string
	Action, Lang        string
	From, Last, AsOf    string // days as the form shows them; Last is the last day of the period
	Presets             []navItem
	Groups, Areas       []option
	Reset               string
	Hidden              []option // parameters of the page that the form keeps
}

type option struct {
	Value, Name string
	Chosen      bool
}

// choice describes the view to its own form.
func (v *view) choice() *choice {
	c := &choice{
		Where: v.where(), Period: v.period(v.from, v.to), Action: v.path, From: v.from, Last: v.lastDay(), AsOf: v.asOf,
		Reset: v.link(v.path, "from", "", "to", "", "as_of", "", "territory", ""),
	}
	if v.usual {
		c.Period = v.t("choice.usual", "period", c.Period)
	}
	seen := v.asOf
	if seen == "" {
		seen = v.today.Format(dayForm)
	}
	c.Seen = v.t("choice.seen", "day", v.day(seen))
	c.Lang = v.asked.Get("lang")
	for _, p := range v.presets() {
		c.Presets = append(c.Presets, navItem{Name: p.name, URL: v.link(v.path, "from", p.from, "to", p.to), Current: p.from == v.from && p.to == v.to})
	}
	for _, g := range v.groups {
		c.Groups = append(c.Groups, option{g.Code, g.Name, v.chose(g.Code)})
	}
	for _, t := range v.areas {
		c.Areas = append(c.Areas, option{t.Code, t.Name, v.chose(t.Code)})
	}
	for _, name := range []string{"map", "sort", "order"} {
		if value := v.asked.Get(name); value != "" {
			c.Hidden = append(c.Hidden, option{Name: name, Value: value})
		}
	}
	return c
}

// chose tells whether a territory or group is itself one of the chosen places.
func (v *view) chose(code string) bool {
	for _, p := range v.places {
		if p == code {
			return true
		}
	}
	return false
}

type preset struct{ name, from, to string }

// presets are the usual periods. The quarter and the year under way end today; the others are whole.
func (v *view) presets() []preset {
	today := v.today
	tomorrow := today.AddDate(0, 0, 1)
	month := today.AddDate(0, 0, 1-today.Day())
	quarter := month.AddDate(0, -int(month.Month()-1)%3, 0)
	year := time.Date(today.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	var all []preset
	for _, p := range []struct {
		key      string
		from, to time.Time
	}{
		{"months12", month.AddDate(-1, 0, 0), month},
		{"quarter", quarter, tomorrow},
		{"last_quarter", quarter.AddDate(0, -3, 0), quarter},
		{"year", year, tomorrow},
		{"last_year", year.AddDate(-1, 0, 0), year},
	} {
		all = append(all, preset{v.t("preset." + p.key), p.from.Format(dayForm), p.to.Format(dayForm)})
	}
	return all
}

// inclusive turns what the form sent into the address of the view: the form gives the last day of the period, addresses the
// first day after it; empty fields are left out. It answers false for an address that did not come from the form.
func inclusive(asked *url.URL) (string, bool) {
	values := asked.Query()
	last, sent := values["last"]
	if !sent {
		return "", false
	}
	values.Del("last")
	values.Del("to")
	for name, all := range values {
		if kept := nonEmpty(all); len(kept) > 0 {
			values[name] = kept
		} else {
			values.Del(name)
		}
	}
	if last[0] != "" {
		to := last[0]
		if day, err := time.Parse(dayForm, to); err == nil {
			to = day.AddDate(0, 0, 1).Format(dayForm)
		}
		values.Set("to", to)
	}
	return (&url.URL{Path: asked.Path, RawQuery: values.Encode()}).String(), true
}

// pathVars are the parts of a path that its template names.
func pathVars(r *http.Request) map[string]string { return mux.Vars(r) }
