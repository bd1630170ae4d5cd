package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/editions/gate"
	"vigie/network"
	"vigie/problem"
	"vigie/queries/period"
)

// view is what one request asks to see: a window, a place, an edition, a language.
type view struct {
	*language
	path    string
	asked   url.Values // parameters as they came
	today   time.Time
	window  period.Window
	from    string   // first day of the window
	to      string   // first day after it
	places  []string // the chosen territory or group; empty: the network
	usual   bool     // the window is the usual one: none was asked for
	network string
	server  string // address of this very server, as the reader knows it
	demo    bool
	vars    map[string]string // parts of the path, by their names in its template
	// published is what may be shown; nil before the first edition.
	published *gate.Publication
	level     []network.Territory // as lowest gives it; nil: not asked yet
	place
}

// place is the registry as a view needs it.
type place struct {
	areas  []network.Territory
	groups []network.Group
	byCode map[string]network.Territory
	parent map[string]bool // codes of territories that have others below them
}

// pageParameters are those that every page takes.
var pageParameters = []string{"window", "from", "to", "territory", "edition", "lang"}

// look reads the view that a request asks for. A refusal tells what cannot be asked. Further are the page's own parameters.
func (d *Dashboard) look(ctx context.Context, r *http.Request, further ...string) (*view, error) {
	v := &view{language: d.languages[problem.Language(r)], path: r.URL.Path, asked: url.Values{}, today: d.today(), server: "http://" + r.Host}
	if err := d.readRegistry(ctx, v); err != nil {
		return v, err
	}
	asked, err := parameters(r, append(slices.Clone(pageParameters), further...)...)
	if err != nil {
		return v, err
	}
	v.asked = asked
	if code := asked.Get("territory"); code != "" {
		v.places = []string{code}
		if v.placeName(code) == "" {
			return v, gate.Refusal{Code: gate.RefusedTerritory, Field: "territory", Given: clip(code), Choices: v.codes(50), More: max(0, len(v.groups)+len(v.areas)-50)}
		}
	}
	if v.published, err = d.publication(ctx, asked.Get("edition")); err != nil {
		return v, err
	}
	return v, v.readWindow()
}

// publication is what is published as of an edition ("": the latest); nil before the first one.
func (d *Dashboard) publication(ctx context.Context, edition string) (*gate.Publication, error) {
	number := uint64(0)
	if edition != "" {
		var err error
		if number, err = strconv.ParseUint(edition, 10, 32); err != nil || number == 0 {
			return nil, gate.Refusal{Code: gate.RefusedEdition, Field: "edition", Given: clip(edition)}
		}
	}
	published, err := d.editions.Read(ctx, uint32(number))
	var nothing gate.NothingPublishedError
	if errors.As(err, &nothing) && number == 0 {
		return nil, nil
	}
	return published, err
}

// readWindow reads the window that is asked for.
func (v *view) readWindow() (err error) {
	from, to, named := v.asked.Get("from"), v.asked.Get("to"), v.asked.Get("window")
	switch {
	case named != "" && (from != "" || to != ""):
		return gate.Refusal{Code: gate.RefusedCombining, Field: "window", Given: named, Choices: []string{"window", "from, to"}}
	case named != "":
		v.window, err = parseWindow(named, v.published)
	case from != "" || to != "":
		v.window, err = parseDays(from, to)
	default:
		v.usual, v.window = true, v.usualWindow()
	}
	v.from, v.to = v.window.From.Format(dayForm), v.window.To.Format(dayForm)
	return err
}

// usualWindow is what is shown unasked: what is published, or the last twelve whole months where nothing is.
func (v *view) usualWindow() period.Window {
	if v.published != nil {
		return v.published.Usual()
	}
	first := period.MonthOf(v.today)
	return period.Window{From: first.AddDate(-1, 0, 0), To: first}
}

// onlyPublished refuses a window that is not published.
func (v *view) onlyPublished() error {
	if v.published == nil || v.published.Published(v.window) {
		return nil
	}
	return v.published.Nearest(v.window)
}

// parseDays reads two days of which the first comes first.
func parseDays(from, to string) (w period.Window, err error) {
	for _, one := range []struct {
		field, given string
		into         *time.Time
	}{{"from", from, &w.From}, {"to", to, &w.To}} {
		if *one.into, err = time.Parse(dayForm, one.given); err != nil {
			return w, gate.Refusal{Code: gate.RefusedDate, Field: one.field, Given: clip(one.given)}
		}
	}
	if !w.From.Before(w.To) {
		return w, gate.Refusal{Code: gate.RefusedPeriod, Field: "to", Given: from + " – " + to}
	}
	return w, nil
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

// lowest are the territories that figures by territory are about: those of the published level.
func (v *view) lowest() []network.Territory {
	if v.level != nil {
		return v.level
	}
	published := map[string]bool{}
	if v.published != nil {
		for _, code := range v.published.Territories() {
			published[code] = true
		}
	}
	v.level = slices.DeleteFunc(slices.Clone(v.areas), func(t network.Territory) bool {
		return v.published == nil && v.parent[t.Code] || v.published != nil && !published[t.Code]
	})
	return v.level
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

// link is a path with the view's own parameters, those that were asked for, and changes: pairs of a name and a value, an
// empty value taking the parameter away.
func (v *view) link(path string, pairs ...string) string {
	values := url.Values{}
	for _, name := range []string{"window", "from", "to", "territory", "edition", "lang"} {
		for _, value := range nonEmpty(v.asked[name]) {
			values.Add(name, value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "window" { // it takes the place of the days
			values.Del("from")
			values.Del("to")
		}
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
func (v *view) api(q gate.Question, format string) string {
	values := url.Values{"from": {q.From}, "to": {q.To}, "format": {format}, "lang": {v.code}}
	for name, value := range map[string]string{"by": q.By, "territory": q.Place, "edition": v.asked.Get("edition")} {
		if value != "" && value != "total" {
			values.Set(name, value)
		}
	}
	for name, value := range q.Filters {
		values.Set(name, value)
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
