package oracle

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"vigie/event"
)

// What histories are made of: few of everything, so that all meets.
var (
	structureIDs = []string{"a", "b", "c", "d", "e"}
	active       = []string{"a", "b", "c", "d", "a", "b", "c", "d", "e"}
	// declares is one that has hardly any events, so that its declarations count.
	declares = "e"
	people   = []string{"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"}
	projects = []string{"P", "Q"}
	sources  = []string{"https://one.example", "https://two.example", "https://three.example"}
	lowest   = []string{"71076", "71118", "71153", "71306"}
	parents  = []string{"247100589", "200070308"}
	// places are where something happens or somebody lives: territories, those known roughly only, and one outside.
	places = slices.Concat([]string{parents[0], "71", "75113"}, lowest, lowest)
)

// senders are sources as often as they send: edits need a record of the same one.
var senders = []string{sources[0], sources[0], sources[0], sources[1], sources[1], sources[2]}

const (
	eventsDrawn = 160
	historyDays = 400
)

// firstDay is that on which histories begin.
var firstDay = event.NewDay(2024, time.January, 1)

// Draw draws a history from a seed.
func Draw(seed uint64) History {
	d := newDrawer(seed, 1)
	h := History{Spaces: map[string]string{sources[0]: "shared", sources[1]: "shared", sources[2]: "own"}}
	d.registry(&h)
	for range d.IntN(3) {
		x := Exclusion{Source: pick(d, sources), From: d.day()}
		x.To = x.From + 1 + event.Day(d.IntN(60))
		if d.chance(50) {
			x.Structure = pick(d, structureIDs)
		}
		h.Exclusions = append(h.Exclusions, x)
	}
	newDrawer(seed, identityStream).identity(&h)
	d.events(&h, newDrawer(seed, identityStream+1))
	h.Registered = newDrawer(seed, registeredStream).registered()
	newDrawer(seed, placedStream).place(&h)
	committee := newDrawer(seed, affairsStream)
	h.Affairs = committee.affairs()
	if committee.chance(50) { // the lowest territories are large enough to be published
		for i := range h.Territories {
			h.Territories[i].Population *= 20
		}
	}
	return h
}

// day draws an anchor, or a day that lies as far behind one as the limits of the definitions do.
func (d *drawer) day() event.Day {
	after := []event.Day{0, 0, 0, 0, 1, 2, 13, 14, 15, 29, 30, 31, 59, 60, 61, 89, 90}
	return pick(d, d.anchors) + pick(d, after)
}

// registry draws territories, of which some have no population, groups, and what was known of structures when.
func (d *drawer) registry(h *History) {
	population := func(percent int) int {
		if d.chance(percent) {
			return 200 + d.IntN(900)
		}
		return 0
	}
	for _, code := range parents {
		h.Territories = append(h.Territories, Territory{Code: code, Population: population(50)})
	}
	for i, code := range lowest {
		h.Territories = append(h.Territories, Territory{Code: code, Parent: parents[i/2], Population: population(90)})
	}
	h.Groups = []Group{{"across", []string{lowest[0], lowest[3], "75113"}}, {"nowhere", []string{"75113"}}}
	for _, id := range structureIDs {
		imported := firstDay.AddDays(d.IntN(100) - 120)
		s := Snapshot{Structure: id, Territory: pick(d, append(slices.Clone(lowest), lowest[0], parents[1], ""))}
		for range 1 + d.IntN(4) {
			d.snapshot(&s)
			// Late in the evening in UTC is the next day in Paris.
			s.Imported = imported.Time().Add(time.Duration(d.IntN(24*60)) * time.Minute)
			h.Snapshots = append(h.Snapshots, s)
			imported += event.Day(1 + d.IntN(250))
		}
	}
}

// snapshot says something new of a structure, and now and then that it has moved.
func (d *drawer) snapshot(s *Snapshot) {
	if d.chance(25) {
		s.Territory = pick(d, append(slices.Clone(lowest), parents[0], ""))
	}
	s.Opened, s.Closed = 0, 0
	if d.chance(25) {
		s.Opened = d.day()
	}
	if d.chance(20) {
		s.Closed = max(d.day(), s.Opened+1)
	}
	// A record never gets older.
	if d.chance(80) {
		s.Updated = max(s.Updated, d.day()-event.Day(d.IntN(19)*30))
	}
	s.Services = d.some(3, d.texts(reflect.TypeFor[event.Service]())...)
	s.Fees = d.some(2, "Gratuit", "Gratuit sous condition", "Payant")
	s.AccessModes = d.some(2, "Ce lieu n'accueille pas de public", "Se présenter", "Téléphoner")
	s.HoursKnown = d.chance(70)
	s.Evening, s.Weekend = 0, 0
	if s.HoursKnown {
		s.Evening, s.Weekend = pick(d, []int{0, 119, 120, 300}), pick(d, []int{0, 0, 1, 60})
	}
	d.tells(s)
	s.ClosedMonths = nil
	for month := range 12 {
		if d.chance(15) {
			s.ClosedMonths = append(s.ClosedMonths, month+1)
		}
	}
}

// tells says what the structure has, as far as it does.
func (d *drawer) tells(s *Snapshot) {
	s.Adapted = d.some(2, "Surdité", "Illettrisme")
	s.Programmes, s.Labels, s.OtherLabels = d.some(1, "France Services"), d.some(1, "Fabriques de Territoire"), d.some(1, "Label maison")
	s.Position, s.Phone, s.Email, s.Website = d.chance(80), "", "", ""
	switch d.IntN(6) {
	case 0, 1:
		s.Phone = "0102030405"
	case 2:
		s.Email = "aide@exemple.fr"
	case 3:
		s.Website = "https://exemple.fr"
	}
	s.Devices, s.Wifi, s.StaffFTE, s.StaffedHours, s.Capacity = nil, nil, nil, nil, nil
	if d.chance(60) {
		s.Devices = new(d.IntN(3))
	}
	if d.chance(60) {
		s.Wifi = new(d.chance(50))
	}
	if d.chance(40) {
		s.StaffFTE = new(float64(d.IntN(5)) / 2)
	}
	if d.chance(40) {
		s.StaffedHours = new(float64(d.IntN(100)))
	}
	if d.chance(60) {
		s.Capacity = new(1 + d.IntN(3))
	}
	if s.Signed == 0 && d.chance(30) {
		s.Signed = d.day()
	}
}

// some draws up to so many different values, in their order.
func (d *drawer) some(most int, from ...string) []string {
	chosen := slices.Clone(from)
	d.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	chosen = chosen[:d.IntN(min(most, len(chosen))+1)]
	return slices.DeleteFunc(slices.Clone(from), func(v string) bool { return !slices.Contains(chosen, v) })
}

// events draws what was sent, in the order of reception: some of it twice, some with another body under the same id, late, edited,
// retracted before or after. Names draws what structures are called by. What would be decided by a hash that nobody can foresee is left out.
func (d *drawer) events(h *History, names *drawer) {
	var all []event.Event
	var e event.Event
	for i := range eventsDrawn {
		e = d.event(i, e)
		names.rename(e, h.Aliases)
		all = append(all, e)
		switch {
		case d.chance(8):
			all = append(all, e)
		case d.chance(6): // a conflict: whichever is received first counts
			other := d.event(i, e)
			other.Source = e.Source
			names.rename(other, h.Aliases)
			all = append(all, other)
		}
	}
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	received, decided, early := map[string]bool{}, map[string]string{}, h.repointed()
	for _, e := range all {
		if name := e.Source + " " + e.ID; !received[name] {
			r := h.read(e)
			ties := append(h.ties(r), early.ties(early.read(e))...)
			if slices.ContainsFunc(ties, func(tie string) bool { return decided[tie] != "" && decided[tie] != r.tells(tie) }) {
				continue
			}
			received[name] = true
			for _, tie := range ties {
				decided[tie] = r.tells(tie)
			}
		}
		h.Events = append(h.Events, e)
	}
}

// kinds are drawn as often as they stand here.
var kinds = func() (kinds []string) {
	for kind, often := range map[string]int{assessment: 6, attendance: 8, referral: 5, declaration: 3, retraction: 1} {
		kinds = append(kinds, slices.Repeat([]string{kind}, often)...)
	}
	slices.Sort(kinds)
	return kinds
}()

// event draws an event of a number, which may well be what follows from the one before: a person comes where the referral led, a
// person helped is assessed.
func (d *drawer) event(number int, before event.Event) event.Event {
	e := event.Event{ID: fmt.Sprint("e", number), Source: pick(d, senders), Day: d.day()}
	switch {
	case before.Referral != nil && before.Referral.Person != "" && before.Referral.To != "" && d.chance(70):
		d.payload(&e, attendance)
		e.Source, e.Day = before.Source, before.Day+pick(d, []event.Day{0, 1, 2, 30, 59, 60, 61})
		e.Attendance.Structure, e.Attendance.Person, e.Attendance.Participants = before.Referral.To, before.Referral.Person, nil
	case before.Attendance != nil && before.Attendance.Session != "" && before.Attendance.Person != "" && d.chance(60):
		same := *before.Attendance // somebody else, for a longer or shorter time
		same.Person, same.Minutes, same.Record, same.Revision = pick(d, people), 1+d.IntN(200), "", 0
		e.Kind, e.Source, e.Day, e.Attendance = before.Kind, before.Source, before.Day, &same
	case before.Attendance != nil && before.Attendance.Person != "" && d.chance(40):
		d.payload(&e, assessment)
		e.Source, e.Day = before.Source, before.Day+pick(d, []event.Day{0, 1, 13, 14, 15, 30})
		e.Assessment.Person = before.Attendance.Person
	default:
		d.payload(&e, pick(d, kinds))
		if e.Declaration != nil && d.chance(60) {
			e.Declaration.Structure = declares
		}
	}
	return e
}

// agree takes from an event what its other fields do not allow.
func agree(e *event.Event) {
	if r := e.Referral; r != nil {
		if r.To == r.From {
			r.To = ""
		}
		switch {
		case r.To != "":
			r.ToKind = ""
		case r.ToKind == "":
			r.ToKind = event.ToKindOther
		}
		if r.Status != event.StatusDeclined {
			r.Reason = ""
		}
	}
	if a := e.Assessment; a != nil && len(a.Equipment) > 0 {
		a.EquipmentKnown = true
	}
	if a := e.Attendance; a != nil {
		if a.Referral == "" {
			a.ReferralSource = ""
		}
		if a.Audience != event.AudienceHelpers {
			a.Trainee = ""
		}
		if p := a.Participants; p != nil {
			a.Person = ""
			if p.Returning != nil {
				*p.Returning = min(*p.Returning, p.Total)
			}
			fit(p.AgeBand, p.Total)
			fit(p.Activity, p.Total)
			fit(p.Gender, p.Total)
			fit(p.Residence, p.Total)
		}
	}
	if c := e.Declaration; c != nil {
		if c.People != nil {
			*c.People = min(*c.People, *c.Participations)
		}
		for service, of := range c.Services { // one participation may be about several
			c.Services[service] = min(of, *c.Participations)
		}
		fit(c.Format, *c.Participations)
		fit(c.AgeBand, *c.Participations)
		fit(c.Activity, *c.Participations)
		fit(c.Gender, *c.Participations)
		fit(c.Residence, *c.Participations)
	}
}

// fit takes classes from a margin until it holds no more than there are, in the order of the classes.
func fit[E ~string](margin map[E]int, total int) {
	for _, class := range slices.Sorted(maps.Keys(margin)) {
		margin[class] = min(margin[class], total)
		total -= margin[class]
	}
}

// ties name what only one event received may decide: two would leave it to the hashes of their identities.
func (h History) ties(r row) []string {
	switch r.kind {
	case retraction:
		return nil
	case assessment:
		return []string{h.edit(r), fmt.Sprint("level ", r.person, r.day, r.level, r.structure)}
	case referral:
		return []string{h.edit(r), fmt.Sprint("step ", r.referral, r.day, r.status)}
	case declaration:
		return []string{h.edit(r), fmt.Sprint("month ", r.structure, r.project, r.day, r.revision, " ", r.heads, " ", r.people)}
	case attendance:
		ties := []string{h.edit(r)}
		if r.person != "" {
			ties = append(ties, fmt.Sprint("visit ", r.person, r.day, r.structure, r.own, r.format))
		}
		if r.session != "" {
			ties = append(ties, fmt.Sprint(sharedSession, r.source, r.session, r.day, r.helpers))
		}
		return ties
	}
	return []string{h.edit(r)}
}

// sharedSession begins the ties of sessions.
const sharedSession = "session "

// tells is what a row says of a tie: events that say the same may both be there. Those of a session share where and how it was.
func (r row) tells(tie string) string {
	if strings.HasPrefix(tie, sharedSession) {
		return fmt.Sprint(r.line, r.own, r.format, r.services, r.project)
	}
	return r.source + " " + r.id
}

func (h History) edit(r row) string {
	return fmt.Sprint("edit ", r.source, r.record, " ", r.revision, r.day)
}
