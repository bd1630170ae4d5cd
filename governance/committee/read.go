package committee

import (
	"io"
	"net/mail"
	"slices"
	"strings"

	"vigie/governance/dated"
	"vigie/governance/document"
	"vigie/network"
)

// Known is what a file may refer to, beside what stands in it.
type Known struct {
	Affairs                      // those that are known already
	Measures   []string          // codes of the plan; none: the plan is yet to come, and is not asked
	Indicators []string          // ids
	Territory  []string          // codes of territories
	Groups     []string          // codes of groups of territories
	Structure  []string          // ids of structures
	Owners     map[string]string // structures' ids by their aliases
	Today      dated.Day
}

// Reading is what a file says.
type Reading struct {
	Affairs
	Refused int // records that can not be taken
	Faults  []network.Fault
}

const (
	maxCode = 40
	maxName = 200
	maxText = 1000
	maxID   = 200
)

// reader reads a file. known grows by what is taken of it.
type reader struct {
	known   Known
	taken   Affairs
	lines   map[string]int // where each record stands
	refused int
}

// Read reads a file of governance. What is wrong is told, and the rest taken. The error says that nothing could be read.
func Read(file io.Reader, known Known) (Reading, error) {
	top, err := document.Read(file)
	if err != nil {
		return Reading{}, err
	}
	r := &reader{known: known, lines: make(map[string]int)}
	for _, part := range []struct {
		field, kind string
		read        func(*document.Record)
	}{
		{"bodies", "body", r.body}, {"structures", "structure", r.structure}, {"committees", "committee", r.committee},
		{"meetings", "meeting", r.meeting}, {"animators", "animator", r.animator}, {"contests", "contest", r.contest},
	} {
		for _, record := range top.Records(part.field, part.kind) {
			part.read(record)
		}
	}
	top.Done()
	return Reading{Affairs: r.taken, Refused: r.refused, Faults: top.Faults()}, nil
}

// take ends the reading of a record: key tells it from the others of the file.
func (r *reader) take(record *document.Record, key string) bool {
	if line, again := r.lines[key]; again {
		record.Refuse("", "it already stands on line %d: leave one of them out", line)
	}
	if !record.Done() {
		r.refused++
		return false
	}
	r.lines[key] = record.Line()
	return true
}

func codeOf(record *document.Record, kind string) string {
	code := record.Required("code", maxCode)
	if strings.ContainsAny(code, "/| ") {
		record.Refuse("code", "%q is no code: leave out blanks, slashes and bars", code)
	}
	if code != "" {
		record.Named("%s %s", kind, code)
	}
	return code
}

// put puts a record in the place of the one that is known under its key, or after all others.
func put[T any](all []T, one T, same func(T) bool) []T {
	if i := slices.IndexFunc(all, same); i >= 0 {
		all = slices.Clone(all)
		all[i] = one
		return all
	}
	return append(slices.Clip(all), one)
}

func (r *reader) body(record *document.Record) {
	b := Body{Code: codeOf(record, "body"), Name: record.Required("name", maxName), Kind: record.Choice("kind", KindMember, KindExternal)}
	b.Membership = r.membership(record)
	if b.Kind == KindExternal && len(b.Stages) > 0 {
		record.Refuse("membership", "an external body has none: leave it out, or make the body a member")
	}
	if r.take(record, "body "+b.Code) {
		r.taken.Bodies = append(r.taken.Bodies, b)
		r.known.Bodies = put(r.known.Bodies, b, func(k Body) bool { return k.Code == b.Code })
	}
}

func (r *reader) membership(record *document.Record) (m Membership) {
	for _, row := range record.Records("membership", "stage") {
		s := Stage{row.RequiredDay("on"), row.RequiredChoice("stage", Identified, Met, Member, Reporting, Left)}
		row.NotAfter("on", s.Day, r.known.Today)
		if row.Done() {
			m.Stages = append(m.Stages, s)
		} else {
			record.Refuse("membership", "one of its lines is wrong: they are taken together")
		}
	}
	if i := dated.Backwards(m.Stages); i > 0 {
		record.Refuse("membership", "%s does not come after %s: put the stages in the order of their days, one a day", m.Stages[i].Day, m.Stages[i-1].Day)
	}
	return m
}

func (r *reader) structure(record *document.Record) {
	s := StructureMembership{Structure: r.own(record.Required("id", maxID))}
	record.Named("structure %s", s.Structure)
	s.Membership = r.membership(record)
	if s.Structure != "" && !slices.Contains(r.known.Structure, s.Structure) {
		record.Refuse("id", "the registry has no structure %q: correct it, or import it first", s.Structure)
	}
	if len(s.Stages) == 0 {
		record.Refuse("membership", "it is missing: give at least one stage, with its day")
	}
	if r.take(record, "structure "+s.Structure) {
		r.taken.Structures = append(r.taken.Structures, s)
	}
}

// own is the id that the registry has of a structure, where one is given by an alias.
func (r *reader) own(id string) string {
	if owner, is := r.known.Owners[id]; is {
		return owner
	}
	return id
}

func (r *reader) committee(record *document.Record) {
	c := Committee{
		Code: codeOf(record, "committee"), Name: record.Required("name", maxName), Themes: record.Texts("themes", maxName),
		From: record.Day("since"), Until: record.Day("until"),
	}
	if c.Until != "" && c.Until <= c.From {
		record.Refuse("until", "%s is not after since, %s: correct one of them", c.Until, c.From)
	}
	if r.take(record, "committee "+c.Code) {
		r.taken.Committees = append(r.taken.Committees, c)
		r.known.Committees = put(r.known.Committees, c, func(k Committee) bool { return k.Code == c.Code })
	}
}

func (r *reader) meeting(record *document.Record) {
	m := Meeting{
		Code: codeOf(record, "meeting"), Committee: record.Required("committee", maxCode), Day: record.RequiredDay("on"),
		Agenda: record.Texts("agenda", maxText), Present: r.bodies(record, "present"), Excused: r.bodies(record, "excused"),
	}
	i := slices.IndexFunc(r.known.Committees, func(c Committee) bool { return c.Code == m.Committee })
	switch {
	case m.Committee == "" || m.Day == "":
	case i < 0:
		record.Refuse("committee", "no committee %q is known: correct it, or describe it under committees", m.Committee)
	case m.Day < r.known.Committees[i].From:
		record.Refuse("on", "%s is before its committee, which is there since %s: correct one of them", m.Day, r.known.Committees[i].From)
	case r.known.Committees[i].Until != "" && m.Day >= r.known.Committees[i].Until:
		record.Refuse("on", "%s is after its committee, which was there until %s: correct one of them", m.Day, r.known.Committees[i].Until)
	}
	m.Excused = slices.DeleteFunc(m.Excused, func(code string) bool {
		both := slices.Contains(m.Present, code)
		if both {
			record.Drop("excused", "%q was present, too: leave it out of one of the lists", code)
		}
		return both
	})
	decisions := record.Records("decisions", "decision")
	if !r.take(record, "meeting "+m.Code) {
		for _, inner := range decisions {
			r.refused++
			inner.Named("decision %s/%s", m.Code, inner.Text("code", maxCode))
			inner.Refuse("", "its meeting was refused: correct that first")
		}
		return
	}
	r.taken.Meetings = append(r.taken.Meetings, m)
	for _, inner := range decisions {
		r.decision(inner, m)
	}
}

// bodies are the known ones of a list.
func (r *reader) bodies(record *document.Record, field string) []string {
	var known []string
	for _, b := range r.known.Bodies {
		known = append(known, b.Code)
	}
	return record.Known(field, record.Texts(field, maxCode), known, "body")
}

func (r *reader) decision(record *document.Record, m Meeting) {
	d := Decision{
		Meeting: m.Code, Code: codeOf(record, "decision"), Title: record.Required("title", maxText), Owner: record.Required("owner", maxCode), Due: record.Due("due"),
		Indicator: record.Text("indicator", maxName), Measure: record.Text("measure", maxCode),
	}
	record.Named("decision %s/%s", m.Code, d.Code)
	r.owner(record, d.Owner, m.Day)
	if !d.Due.IsZero() && d.Due.Day < m.Day {
		record.Refuse("due", "%s is before the meeting, on %s: correct one of them", d.Due, m.Day)
	}
	if d.Indicator != "" && len(record.Known("indicator", []string{d.Indicator}, r.known.Indicators, "indicator")) == 0 {
		d.Indicator = ""
	}
	if d.Measure != "" && len(r.known.Measures) > 0 && len(record.Known("measure", []string{d.Measure}, r.known.Measures, "measure of the plan")) == 0 {
		d.Measure = ""
	}
	for _, row := range record.Records("history", "status") {
		s := Status{row.RequiredDay("on"), row.RequiredChoice("status", Open, Done, Dropped)}
		row.NotAfter("on", s.Day, r.known.Today)
		if s.Day != "" && s.Day < m.Day {
			row.Refuse("on", "%s is before the meeting, on %s: correct one of them", s.Day, m.Day)
		}
		if row.Done() {
			d.Statuses = append(d.Statuses, s)
		} else {
			record.Refuse("history", "one of its lines is wrong: the history of a decision is taken whole")
		}
	}
	if i := dated.Backwards(d.Statuses); i > 0 {
		record.Refuse("history", "%s does not come after %s: put the statuses in the order of their days, one a day", d.Statuses[i].Day, d.Statuses[i-1].Day)
	}
	if r.take(record, "decision "+d.Meeting+"/"+d.Code) {
		r.taken.Decisions = append(r.taken.Decisions, d)
	}
}

// owner refuses a decision of somebody who is not known, or had left the network when it was taken.
func (r *reader) owner(record *document.Record, owner string, met dated.Day) {
	i := slices.IndexFunc(r.known.Bodies, func(b Body) bool { return b.Code == owner })
	switch {
	case owner == "":
	case i < 0:
		record.Refuse("owner", "no body %q is known: correct it, or describe it under bodies", owner)
	default:
		if stage := r.known.Bodies[i].On(met); stage.Stage == Left {
			record.Refuse("owner", "%s has left the network on %s, before the meeting of %s: name another owner", owner, stage.Day, met)
		}
	}
}

func (r *reader) animator(record *document.Record) {
	a := Animator{Territory: record.Required("territory", maxCode), Address: record.Required("address", maxName), From: record.RequiredDay("from"), To: record.Day("to")}
	record.Named("animator %s", a.Territory)
	if a.Territory != "" && !slices.Contains(r.known.Territory, a.Territory) {
		record.Refuse("territory", "the registry has no territory %q: correct it, or import it first", a.Territory)
	}
	if parsed, err := mail.ParseAddress(a.Address); a.Address != "" && (err != nil || parsed.Address != a.Address) {
		record.Refuse("address", "%.60q is no e-mail address: give that of the role, never of a person", a.Address)
	}
	if a.To != "" && a.To <= a.From {
		record.Refuse("to", "%s is not after from, %s: correct one of them", a.To, a.From)
	}
	known := slices.DeleteFunc(slices.Clone(r.known.Animators), func(k Animator) bool { return k.From == a.From })
	for _, other := range slices.Concat(known, r.taken.Animators) {
		if a.Territory == other.Territory && a.Address == other.Address && a.From != other.From && a.overlaps(other) {
			record.Refuse("from", "the same address is in office there from %s to %s already: end one before the other begins", other.From, orOpen(other.To))
			break
		}
	}
	if r.take(record, "animator "+a.Territory+" "+a.Address+" "+string(a.From)) {
		r.taken.Animators = append(r.taken.Animators, a)
		r.known.Animators = put(r.known.Animators, a, func(k Animator) bool {
			return k.Territory == a.Territory && k.Address == a.Address && k.From == a.From
		})
	}
}

func orOpen(day dated.Day) string {
	if day == "" {
		return "no end"
	}
	return string(day)
}

func (r *reader) contest(record *document.Record) {
	c := Contest{
		Code: codeOf(record, "contest"), About: record.Choice("about", Figure, Target), Indicator: record.Required("indicator", maxName),
		Territory: record.Text("territory", maxCode), Body: record.Text("body", maxCode), Structure: r.own(record.Text("structure", maxID)),
		Day: record.RequiredDay("on"), Motive: record.Required("motive", maxText), Answer: record.Text("answer", maxText), AnsweredDay: record.Day("answered_on"),
	}
	if c.Indicator != "" && !slices.Contains(r.known.Indicators, c.Indicator) {
		record.Refuse("indicator", "no indicator %q is known: correct it", c.Indicator)
	}
	if c.Territory != "" && !slices.Contains(r.known.Territory, c.Territory) && !slices.Contains(r.known.Groups, c.Territory) {
		record.Refuse("territory", "the registry has no territory or group %q: correct it, or import it first", c.Territory)
	}
	switch {
	case (c.Body == "") == (c.Structure == ""):
		record.Refuse("body", "give either the body or the structure that contests")
	case c.Body != "" && !slices.ContainsFunc(r.known.Bodies, func(b Body) bool { return b.Code == c.Body }):
		record.Refuse("body", "no body %q is known: correct it, or describe it under bodies", c.Body)
	case c.Structure != "" && !slices.Contains(r.known.Structure, c.Structure):
		record.Refuse("structure", "the registry has no structure %q: correct it, or import it first", c.Structure)
	}
	switch {
	case (c.Answer == "") != (c.AnsweredDay == ""):
		record.Refuse("answered_on", "an answer and its day come together: give both, or neither")
	case c.AnsweredDay != "" && c.AnsweredDay < c.Day:
		record.Refuse("answered_on", "%s is before the day of the contest, %s: correct one of them", c.AnsweredDay, c.Day)
	}
	if r.take(record, "contest "+c.Code) {
		r.taken.Contests = append(r.taken.Contests, c)
	}
}
