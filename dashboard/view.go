package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/network"
	"vigie/problem"
	"vigie/queries/engine"
)

// view is what one request asks to see: a period, places, a day on which it is looked at, a language.
type view struct {
	*language
	path    string
	asked   url.Values // parameters as they came
	today   time.Time
	from    string // first day of the period
	to      string // first day after it
	asOf    string // "": today
	places  []string
	usual   bool // the period is the usual one: none was asked for
	network string
	server  string // address of this very server, as the reader knows it
	demo    bool
	vars    map[string]string // parts of the path, by their names in its template
	place
}

const (
	firstDay   = "2000-01-01" // the earliest day that can be asked about, as in the runner
	yearsAhead = 10           // how far ahead the last one lies
)

// place is the registry as a view needs it.
type place struct {
	areas  []network.Territory
	groups []network.Group
	byCode map[string]network.Territory
	parent map[string]bool // codes of territories that have others below them
}

// look reads the view that a request asks for. A refusal tells what cannot be asked.
func (d *Dashboard) look(ctx context.Context, r *http.Request) (*view, error) {
	asked := r.URL.Query()
	v := &view{
		language: d.languages[problem.Language(r)], path: r.URL.Path, asked: asked, today: d.today(),
		asOf: asked.Get("as_of"), places: nonEmpty(asked["territory"]), server: "http://" + r.Host,
	}
	if err := d.readRegistry(ctx, v); err != nil {
		return v, err
	}
	v.from, v.to = usualPeriod(v.today)
	v.usual = asked.Get("from") == "" && asked.Get("to") == ""
	if from := asked.Get("from"); from != "" {
		v.from = from
	}
	if to := asked.Get("to"); to != "" {
		v.to = to
	}
	return v, v.check()
}

// readRegistry takes in the territories, the groups, and what the network says of itself.
func (d *Dashboard) readRegistry(ctx context.Context, v *view) (err error) {
	if v.areas, err = d.registry.Territories(ctx); err != nil {
		return err
	}
	if v.groups, err = d.registry.Groups(ctx); err != nil {
		return err
	}
	if v.network, err = d.registry.Setting(ctx, "network"); err != nil {
		return err
	}
	seed, err := d.registry.Setting(ctx, "demo")
	if err != nil {
		return err
	}
	v.demo = seed != ""
	v.byCode, v.parent = map[string]network.Territory{}, map[string]bool{}
	for _, t := range v.areas {
		v.byCode[t.Code] = t
	}
	for _, t := range v.areas {
		if _, known := v.byCode[t.Parent]; known {
			v.parent[t.Parent] = true
		}
	}
	return nil
}

// check refuses what no page can show, before anything is asked of the engine.
func (v *view) check() error {
	first, last := firstDay, itoa(v.today.Year()+yearsAhead)+"-12-31"
	for _, given := range []struct{ field, day string }{{"from", v.from}, {"to", v.to}, {"as_of", v.asOf}} {
		if given.field == "as_of" && given.day == "" {
			continue
		}
		if _, err := time.Parse(dayForm, given.day); err != nil || given.day < first || given.day > last {
			return engine.Refusal{Code: engine.RefusedDate, Field: given.field, Given: clip(given.day), Choices: []string{first, last}}
		}
	}
	if v.from >= v.to {
		return engine.Refusal{Code: engine.RefusedPeriod, Field: "to", Given: v.from + " – " + v.to}
	}
	for _, code := range v.places {
		if v.placeName(code) == "" {
			return engine.Refusal{Code: engine.RefusedTerritory, Field: "territory", Given: clip(code), Choices: v.codes(50), More: max(0, len(v.groups)+len(v.areas)-50)}
		}
	}
	return nil
}

// codes are those that the parameter territory may take, groups first, up to a bound.
func (v *view) codes(most int) []string {
	var codes []string
	for _, g := range v.groups {
		codes = append(codes, g.Code)
	}
	for _, t := range v.areas {
		codes = append(codes, t.Code)
	}
	return codes[:min(most, len(codes))]
}

// placeName is the name of a territory or a group, "" where the registry has neither.
func (v *view) placeName(code string) string {
	for _, g := range v.groups {
		if g.Code == code {
			return g.Name
		}
	}
	return v.byCode[code].Name
}

// where names the chosen places, or the whole network.
func (v *view) where() string {
	if len(v.places) == 0 {
		if v.network != "" {
			return v.t("place.named", "network", v.network)
		}
		return v.t("place.whole")
	}
	var names []string
	for _, code := range v.places {
		names = append(names, v.placeName(code))
	}
	return v.list(names)
}

// within tells whether a territory lies in the chosen places; all do where none is chosen.
func (v *view) within(code string) bool {
	if len(v.places) == 0 {
		return true
	}
	chosen := map[string]bool{}
	for _, p := range v.places {
		chosen[p] = true
		for _, g := range v.groups {
			if g.Code == p {
				for _, m := range g.Members {
					chosen[m] = true
				}
			}
		}
	}
	for hops := 0; code != "" && hops < 10; hops++ { // a parent that is its own ancestor must not hang a page
		if chosen[code] {
			return true
		}
		code = v.byCode[code].Parent
	}
	return false
}

// lowest are the territories that have none below them: those that figures by territory are about.
func (v *view) lowest() []network.Territory {
	return slices.DeleteFunc(slices.Clone(v.areas), func(t network.Territory) bool { return v.parent[t.Code] })
}

// levelKey is the message that counts the lowest territories: "4 arrondissements", "4 communes", "4 territoires".
func (v *view) levelKey() string {
	level := ""
	for _, t := range v.lowest() {
		if level != "" && t.Level != level {
			return "level.other"
		}
		level = t.Level
	}
	if key := "level." + level; level != "" && v.has(key) {
		return key
	}
	return "level.other"
}

// lastDay is the last day of the period.
func (v *view) lastDay() string { return shift(v.to, 0, -1) }

// before is the period of equal length that precedes: the same number of months where the period is whole months.
func (v *view) before() (from, to string) {
	start, _ := time.Parse(dayForm, v.from)
	end, _ := time.Parse(dayForm, v.to)
	if start.Day() == 1 && end.Day() == 1 {
		months := (end.Year()-start.Year())*12 + int(end.Month()) - int(start.Month())
		return shift(v.from, -months, 0), v.from
	}
	return shift(v.from, 0, -int(end.Sub(start).Hours()/24)), v.from
}

// shift moves a day by months and days.
func shift(day string, months, days int) string {
	at, err := time.Parse(dayForm, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, months, days).Format(dayForm)
}

// usualPeriod is what a page shows unasked: the last twelve whole months.
func usualPeriod(today time.Time) (from, to string) {
	first := today.AddDate(0, 0, 1-today.Day())
	return first.AddDate(-1, 0, 0).Format(dayForm), first.Format(dayForm)
}

// link is a path with the view's own parameters, those that were asked for, and changes: pairs of a name and a value, an
// empty value taking the parameter away.
func (v *view) link(path string, pairs ...string) string {
	values := url.Values{}
	for _, name := range []string{"from", "to", "as_of", "territory", "lang"} {
		for _, value := range nonEmpty(v.asked[name]) {
			values.Add(name, value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Del(pairs[i])
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// sheet is the address of a territory's page.
func (v *view) sheet(code string) string {
	return v.link("/territories/"+url.PathEscape(code), "territory", "")
}

// api is the address of the very same question in the API.
func (v *view) api(q engine.Question, format string) string {
	values := url.Values{"from": {q.From}, "to": {q.To}, "format": {format}, "lang": {v.code}}
	if q.AsOf != "" {
		values.Set("as_of", q.AsOf)
	}
	if q.By != "" && q.By != "total" {
		values.Set("by", q.By)
	}
	for _, code := range q.Territories {
		values.Add("territory", code)
	}
	for name, chosen := range q.Filters {
		values[name] = chosen
	}
	return "/api/v1/indicators/" + url.PathEscape(q.Indicator) + "?" + values.Encode()
}

func nonEmpty(values []string) []string {
	var kept []string
	for _, value := range values {
		if value = strings.TrimSpace(value); value != "" && !slices.Contains(kept, value) {
			kept = append(kept, value)
		}
	}
	return kept
}
