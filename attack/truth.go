package main

import (
	"cmp"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/event"
)

// cell is a place of the closed list, in words that JSON answers have too.
type cell struct{ component, kind, area, from, to, field, class string }

// window are a cell’s days.
func (c cell) window() (from, to event.Day) {
	from, _ = event.ParseDay(c.from)
	to, _ = event.ParseDay(c.to)
	return from, to
}

// span is a window that an edition brought.
type span struct {
	from, to event.Day
	version  int
	final    bool
}

// class is a class of a field; the zero one is all people.
type class struct{ field, key string }

// truth is what there is to find out: exact counts as of a phase, for some windows.
type truth map[cell]int

// counter counts the truth of a drawing, in plain Go over what was drawn.
type counter struct {
	*drawing
	phase  int
	spans  []span
	counts truth
	// days are those on which something came of each structure.
	days map[string][]event.Day
}

// report notes when something came of each structure.
func (c *counter) report() {
	note := func(structure string, day event.Day, since, until int) {
		if since <= c.phase && c.phase < until {
			c.days[structure] = append(c.days[structure], day)
		}
	}
	for _, v := range c.visits {
		note(v.structure, v.day, v.since, v.until)
	}
	for _, f := range c.findings {
		note(f.structure, f.day, f.since, f.until)
	}
	for _, t := range c.trainings {
		note(t.structure, t.day, t.since, t.until)
	}
	for _, s := range c.sendOffs {
		note(s.from, s.day, s.since, s.until)
		if s.status != event.StatusSent {
			note(s.from, s.day+2, s.ended, s.until)
		}
	}
}

// reports tells whether something came of a structure in a window.
func (c *counter) reports(structure string, s span) bool {
	return slices.ContainsFunc(c.days[structure], func(day event.Day) bool { return s.from <= day && day < s.to })
}

// yearBefore is the same window a year before.
func (s span) yearBefore() span {
	return span{from: dayOf(s.from.Time().AddDate(-1, 0, 0)), to: dayOf(s.to.Time().AddDate(-1, 0, 0))}
}

// changeCounts counts a visit in the changes that it is in: as one of the window, and as one of the window a year before.
func (c *counter) changeCounts(v visit, people int) {
	for _, s := range c.spans {
		before := s.yearBefore()
		in, other, both, alone := s, before, "still_reporting", "new_reporting"
		if v.day < s.from {
			in, other, both, alone = before, s, "reported_before", "gone_silent"
		}
		if v.day < in.from || v.day >= in.to || !s.comparable(c.shape.first) {
			continue
		}
		component := alone
		if c.reports(v.structure, other) {
			component = both
		}
		for _, a := range c.areasOf(v.place, v.structure) {
			c.add(component, a, s, class{}, people)
		}
	}
}

// count counts a drawing as it stands at a phase.
func (d *drawing) count(phase int, spans []span) truth {
	c := &counter{d, phase, spans, truth{}, make(map[string][]event.Day)}
	c.report()
	byPerson, all := make(map[int][]visit), []visit(nil)
	for _, v := range d.visits {
		if v.since > phase || phase >= v.until {
			continue
		}
		if all = append(all, v); v.person < 0 {
			c.anonymous(v)
		} else {
			byPerson[v.person] = append(byPerson[v.person], v)
		}
	}
	c.sessions(all)
	c.helpedBy(all)
	c.trained()
	c.referred(byPerson)
	c.money()
	c.territories()
	assessed := make(map[int][]finding)
	for _, f := range d.findings {
		if f.since <= phase && phase < f.until {
			assessed[f.person] = append(assessed[f.person], f)
		}
	}
	for number := range d.people {
		slices.SortFunc(assessed[number], func(a, b finding) int { return cmp.Compare(a.day, b.day) })
		c.visitor(number, byPerson[number], assessed[number])
		c.assessed(number, assessed[number])
	}
	return c.counts
}

func (c *counter) add(component string, a cells.Area, s span, in class, n int) {
	c.counts[cell{component, a.Kind, a.Code, s.from.String(), s.to.String(), in.field, in.key}] += n
}

// classesOf are the classes of a person.
func (d *drawing) classesOf(number int) []class {
	known := func(text string) string { return cmp.Or(text, "unknown") }
	var p event.Profile
	if number >= 0 {
		p = d.people[number].profile
	}
	return []class{{}, {"age_band", known(string(p.AgeBand))}, {"activity", known(string(p.Activity))}, {"gender", known(string(p.Gender))}}
}

// classes are those that a visit counts in.
func (d *drawing) classes(v visit) []class {
	all := append(d.classesOf(v.person), class{"format", string(v.format)})
	for _, s := range v.services {
		all = append(all, class{"service", string(s)})
	}
	if len(v.services) == 0 {
		all = append(all, class{"service", "unknown"})
	}
	return all
}

// areasAt are the areas that a visit counts in: those of its place and structure, and its project with the call.
func (d *drawing) areasAt(v visit) []cells.Area {
	all := d.areasOf(v.place, v.structure)
	if g, funded := d.grant(v.project); funded {
		all = append(all, g.areas()...)
	}
	return all
}

// areasOf are the areas of a place, and a structure.
func (d *drawing) areasOf(place, structure string) []cells.Area {
	return append(d.shape.areas(place), cells.Area{Kind: cells.Structure, Code: structure})
}

func (v visit) away() bool {
	return v.offsite || v.format == event.FormatHomeVisit || v.format == event.FormatOutreach
}

// visitCounts counts what each visit adds by itself.
func (c *counter) visitCounts(v visit, people int) {
	c.changeCounts(v, people)
	for _, s := range c.spans {
		if v.day < s.from || v.day >= s.to {
			continue
		}
		for _, a := range c.areasAt(v) {
			for _, in := range c.classes(v) {
				c.add("attended", a, s, in, people)
				if in.field == "" || in.field == "format" {
					c.add("helping_minutes", a, s, in, people*min(v.minutes, 240))
				}
			}
		}
	}
	c.into(v.deeds(people), v.place, v.structure, v.day)
}

func (c *counter) anonymous(v visit) {
	c.visitCounts(v, v.total)
	component, n := "helped", v.total-v.returning
	if v.returning < 0 {
		component, n = "maybe_helped", v.total
	} else {
		c.heard(v, n)
	}
	for _, s := range c.spans {
		if v.day >= s.from && v.day < s.to {
			for _, a := range c.areasAt(v) {
				for _, in := range c.classes(v) {
					c.add(component, a, s, in, n)
				}
				if s.year() {
					c.add("attended_by_unknown", a, s, class{}, v.total)
				}
			}
		}
	}
}

// visitor counts one person's visits: once in each area and class, or each.
func (c *counter) visitor(number int, visits []visit, findings []finding) {
	if len(visits) == 0 {
		return
	}
	for _, v := range visits {
		c.visitCounts(v, 1)
	}
	type place struct {
		area cells.Area
		in   class
	}
	home := c.people[number].home
	for _, s := range c.spans {
		in, formats := make(map[place]bool), make(map[cells.Area]map[event.Format]bool)
		for _, v := range visits {
			if v.day < s.from || v.day >= s.to {
				continue
			}
			for _, a := range c.areasAt(v) {
				for _, of := range c.classes(v) {
					in[place{a, of}] = true
				}
				if formats[a] == nil {
					formats[a] = make(map[event.Format]bool)
				}
				formats[a][v.format] = true
				if home == "" && s.year() {
					c.add("attended_by_unknown", a, s, class{}, 1)
				}
			}
		}
		for at := range in {
			c.add("followed", at.area, s, at.in, 1)
			c.add("helped", at.area, s, at.in, 1)
		}
		for a, seen := range formats {
			c.public(number, a, s, levelBefore(findings, s.to), seen)
		}
		if len(in) > 0 && s.year() {
			for _, a := range c.shape.areas(home) {
				if a.Code != cells.Network || slices.Contains(c.shape.lowest(), home) {
					c.add("reached", a, s, class{}, 1)
				}
			}
		}
	}
	c.first(visits)
}

// first counts a person's very first visit, and whether the person came back within 30 days.
func (c *counter) first(visits []visit) {
	slices.SortFunc(visits, func(a, b visit) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.structure, b.structure), cmp.Compare(a.place, b.place), cmp.Compare(a.format, b.format))
	})
	v := visits[0]
	c.firstHeard(visits)
	for _, w := range visits[1:] {
		c.into(map[string]int{"attended_again": 1}, w.place, w.structure, w.day)
	}
	again := slices.ContainsFunc(visits, func(w visit) bool { return w.day > v.day && w.day <= v.day+30 })
	for _, s := range c.spans {
		if v.day < s.from || v.day >= s.to || v.day+30 > c.shape.editions[c.phase] {
			continue
		}
		for _, a := range c.areasOf(v.place, v.structure) {
			for _, in := range c.classes(v) {
				c.add("came_first", a, s, in, 1)
				if again {
					c.add("came_back", a, s, in, 1)
				}
			}
		}
	}
}

var levelNames = []string{"unable", "beginner", "intermediate", "autonomous"}

// assessed counts a person's last level before the end of each year, and what became of the first one in each window.
func (c *counter) assessed(number int, findings []finding) {
	if len(findings) == 0 {
		return
	}
	first := findings[0]
	classes := c.classesOf(number)
	for _, field := range []string{"equipment", "connects", "offline_reason", "barrier"} {
		classes = append(classes, class{field, "unknown"}) // nobody is asked in drawn networks
	}
	for _, s := range c.spans {
		at := -1
		for i, f := range findings {
			if f.day < s.to {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		last := findings[at]
		for _, a := range c.areasOf(last.place, last.structure) {
			for _, in := range classes {
				if s.year() {
					c.add(levelNames[last.level-1], a, s, in, 1)
				}
				if last.day < s.from || last.day < first.day+14 {
					continue
				}
				if in.field == "" {
					c.add("scored_again", a, s, in, 1)
					gain := score(number, last.day, last.level) - score(number, first.day, first.level)
					c.add("points_gained", a, s, in, int(100*max(-50, min(gain, 50))))
				}
				if first.level == 4 {
					continue
				}
				c.add("again", a, s, in, 1)
				if s.year() && in.field == "" {
					c.add(levelNames[first.level-1]+"_to_"+levelNames[last.level-1], a, s, in, 1)
				}
				if last.level > first.level {
					c.add("higher", a, s, in, 1)
				}
			}
		}
	}
}

// comparable tells whether a change is told: the window a year before begins in the month after that of the first event, or later.
func (s span) comparable(first event.Day) bool {
	year, month, _ := first.Time().Date()
	return s.yearBefore().from >= event.NewDay(year, month+1, 1)
}

// year tells whether a window is 12 months long.
func (s span) year() bool { return s.from.Time().AddDate(1, 0, 0).Equal(s.to.Time()) }

// kinds are the kinds of windows of a span, as the closed list names them.
func (s span) kinds() []string { return cells.PublishedKinds(windowOf(s)) }

func dayOf(t time.Time) event.Day { return event.DayOf(t.Add(12 * time.Hour)) }
