package pages

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/nearby"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/indicator"
)

// Places is for whoever looks for help: where it is, near what was typed, whether it is free, when it is open.
type Places struct {
	free, late bool
	service    string
	found      nearby.Found
	number     int // of the page, from 0 on
}

type placesPage struct {
	Title, Lede, Where, Begin string
	Search                    string
	Free, Late                bool
	Services                  []view.Option
	Heading                   string
	Choices                   []view.Link // places of which one is to be chosen
	Places                    []listedPlace
	Unsaid                    []listedPlace // what does not say what was asked for
	Pages                     []view.Link
}

// listedPlace is a structure as somebody looks for it.
type listedPlace struct {
	Name, Distance, Address  string
	Opening                  string
	Open                     bool
	Phone, Dial, Site, Email string
	Fees                     string
	Services                 string
	Checked                  string
}

// maxTyped is up to how many characters a search has.
const maxTyped = 200

// Ask looks for the places that fit.
func (p *Places) Ask(_ context.Context, r *Request) (err error) {
	search, err := typed(r)
	if err != nil {
		return err
	}
	if p.free, err = ticked(r, "free"); err != nil {
		return err
	}
	if p.late, err = ticked(r, "late"); err != nil {
		return err
	}
	if p.service = r.Asked.Get("service"); p.service != "" && !slices.Contains(network.Services(), p.service) {
		return gate.Refusal{Code: gate.RefusedValue, Field: "service", Given: p.service, Choices: network.Services()}
	}
	inside, today := r.Inside(), r.Today.Format(time.DateOnly)
	open := slices.DeleteFunc(slices.Clone(r.Structures), func(s network.Structure) bool {
		return !s.Open(today) || !nearby.Receives(s) || !inside(s.Territory) || p.answer(s) == nearby.No
	})
	p.found = nearby.Registry{Territories: r.Territories, Structures: open, Within: r.Within}.Near(search)
	// What does not say what was asked for comes after what does.
	slices.SortStableFunc(p.found.Places, func(a, b nearby.Place) int { return int(p.answer(a.Structure)) - int(p.answer(b.Structure)) })
	p.number, err = pageNumber(r, len(p.found.Places))
	return err
}

// typed reads what is searched for.
func typed(r *Request) (string, error) {
	text := r.Asked.Get("q")
	if len([]rune(text)) > maxTyped {
		return "", gate.Refusal{Code: gate.RefusedValue, Field: "q", Given: string([]rune(text)[:20]) + "…", Choices: []string{"1 – " + strconv.Itoa(maxTyped)}}
	}
	return text, nil
}

// ticked reads a switch of the form.
func ticked(r *Request, name string) (bool, error) {
	switch given := r.Asked.Get(name); given {
	case "", "yes":
		return given != "", nil
	default:
		return false, gate.Refusal{Code: gate.RefusedValue, Field: name, Given: given, Choices: []string{"yes"}}
	}
}

// answer is what a structure says to all that was asked for together.
func (p *Places) answer(s network.Structure) nearby.Answer {
	worst := nearby.Yes
	if p.free {
		worst = max(worst, nearby.Free(s))
	}
	if p.late {
		worst = max(worst, nearby.AfterHours(s))
	}
	if p.service != "" {
		worst = max(worst, nearby.Offers(s, p.service))
	}
	return worst
}

// Build lists them.
func (p *Places) Build(r *Request) view.Page {
	data := placesPage{
		Title: r.T("places.title"), Lede: r.T("places.lede"), Where: r.Where(), Search: r.Asked.Get("q"), Free: p.free, Late: p.late,
	}
	if len(r.Structures) == 0 {
		data.Begin = r.Link("/")
	}
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown {
			data.Services = append(data.Services, view.Option{Value: class.Key, Name: r.Say(class.Name), Chosen: class.Key == p.service})
		}
	}
	data.Heading = p.heading(r)
	if p.several() {
		const named = 20
		for _, t := range p.found.Where[:min(named, len(p.found.Where))] {
			name := t.Name
			if parent := r.Territory(t.Parent).Name; parent != "" {
				name += " (" + parent + ")"
			}
			data.Choices = append(data.Choices, view.Link{Name: name, URL: r.Link(r.Path, append(r.kept("free", "late", "service"), "q", t.Code)...)})
		}
	}
	for _, place := range onPage(p.found.Places, p.number) {
		if listed := p.listed(r, place); p.answer(place.Structure) == nearby.Yes {
			data.Places = append(data.Places, listed)
		} else {
			data.Unsaid = append(data.Unsaid, listed)
		}
	}
	data.Pages = r.pages(p.number, len(p.found.Places), "q", "free", "late", "service")
	return view.Page{Title: data.Title, Data: data, Timeless: true}
}

// several tells that what was typed names more places than there can be distances to.
func (p *Places) several() bool {
	return p.found.Any && !slices.ContainsFunc(p.found.Places, func(one nearby.Place) bool { return one.Meant }) && len(p.found.Where) > 1
}

// heading says how many places there are, and around what they are sorted.
func (p *Places) heading(r *Request) string {
	said := 0
	for _, one := range p.found.Places {
		if p.answer(one.Structure) == nearby.Yes {
			said++
		}
	}
	places := r.T("places.count", "n", said)
	switch {
	case r.Asked.Get("q") == "":
		return places
	case p.several():
		return r.T("places.several", "n", len(p.found.Where))
	case !p.found.Any:
		return r.T("places.unknown", "places", places)
	}
	where := r.Asked.Get("q")
	if len(p.found.Where) > 0 {
		var names []string
		for _, t := range p.found.Where {
			names = append(names, t.Name)
		}
		where = r.List(names)
	}
	if !slices.ContainsFunc(p.found.Places, func(one nearby.Place) bool { return one.Measured }) {
		return r.T("places.at", "places", places, "where", where)
	}
	return r.T("places.around", "places", places, "where", where)
}

// stale is after how many months a record is to be checked before one goes there.
const stale = 12

func (p *Places) listed(r *Request, place nearby.Place) listedPlace {
	s := place.Structure
	one := listedPlace{Name: s.Name, Address: s.Address + ", " + s.Postcode + " " + s.Commune}
	if place.Measured {
		one.Distance = distance(r, place.Metres)
	}
	one.Opening, one.Open = opening(r, nearby.OpeningAt(s, r.Now))
	if s.Phone != "" {
		one.Dial = dialled(s.Phone)
		one.Phone = written(s.Phone)
	}
	if len(s.Websites) > 0 {
		one.Site = s.Websites[0]
	}
	if len(s.Emails) > 0 {
		one.Email = s.Emails[0]
	}
	switch nearby.Free(s) {
	case nearby.Yes:
		one.Fees = r.T("places.free")
	case nearby.Unsaid:
		one.Fees = r.T("places.fees_unsaid")
	default:
		one.Fees = r.T("places.paid")
		if slices.Contains(s.Fees, "Gratuit sous condition") || slices.Contains(s.Fees, "Gratuit") {
			one.Fees = r.T("places.conditions")
		}
	}
	var services []string
	for _, class := range indicator.Classes("service") {
		if slices.Contains(s.Services, class.Key) {
			services = append(services, r.Say(class.Name))
		}
	}
	one.Services = r.Semicolons(services)
	one.Checked = r.T("places.checked", "day", r.Day(s.UpdatedOn))
	if s.UpdatedOn < r.Today.AddDate(0, -stale, 0).Format(time.DateOnly) {
		one.Checked = r.T("places.stale", "day", r.Day(s.UpdatedOn))
	}
	return one
}

// distance writes how far something is, by hundreds of metres, by kilometres from ten on.
func distance(r *Request, metres float64) string {
	switch {
	case metres < 950:
		return r.T("places.metres", "x", r.Integer(max(100, math.Round(metres/100)*100)))
	case metres < 9950:
		return r.T("places.kilometres", "x", r.Decimal(metres/1000, 1))
	}
	return r.T("places.kilometres", "x", r.Integer(metres/1000))
}

// opening says when a place is open, or opens next.
func opening(r *Request, o nearby.Opening) (text string, open bool) {
	clock := r.Clock(o.At % (24 * 60))
	day := o.At/(24*60) + 1
	today := (int(r.Now.Weekday())+6)%7 + 1
	switch {
	case o.Away:
		return r.T("places.away"), false
	case !o.Known:
		return r.T("places.hours_unsaid"), false
	case o.Open:
		return r.T("places.open", "hour", clock), true
	case day == today && o.At%(24*60) > r.Now.Hour()*60+r.Now.Minute():
		return r.T("places.opens_today", "hour", clock), false
	}
	return r.T("places.opens", "day", r.T("weekday."+strconv.Itoa(day)), "hour", clock), false
}

// written is a telephone number as the French write it, two figures at a time; one of another country as it is.
func written(number string) string {
	national, french := strings.CutPrefix(dialled(number), "+33")
	if !french || len(national) != len("199000312") {
		return number
	}
	national = "0" + national
	var pairs []string
	for i := 0; i < len(national); i += 2 {
		pairs = append(pairs, national[i:i+2])
	}
	return strings.Join(pairs, "\u00a0")
}

// dialled is a telephone number as a telephone takes it.
func dialled(number string) string {
	digits := make([]rune, 0, len(number))
	for i, c := range number {
		if c >= '0' && c <= '9' || c == '+' && i == 0 {
			digits = append(digits, c)
		}
	}
	return string(digits)
}
