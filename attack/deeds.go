package main

import (
	"cmp"
	"slices"
	"strings"

	"vigie/editions/cells"
	"vigie/event"
)

// deeds are what a visit of so many people adds to the counts of what was done, beside those of the visit itself.
func (v visit) deeds(people int) map[string]int {
	n := make(map[string]int)
	if v.away() {
		n["attended_away"] = people
	}
	for _, p := range v.procedures {
		n["procedures_any"], n["procedures_"+string(p)] = people, people
	}
	for _, a := range v.aids { // of a group once
		n["aids_any"], n[map[event.Aid]string{event.AidPassNumerique: "aids_pass", event.AidEquipment: "aids_equipment", event.AidConnection: "aids_connection"}[a]] = 1, 1
	}
	switch v.helper {
	case "":
	case event.HelperConseillerNumerique:
		n["helped_by_conseiller"] = people
	default:
		n["helped_by_"+string(v.helper)] = people
	}
	switch {
	case v.person >= 0:
	case v.returning < 0:
		n["attended_again"], n["maybe_first"] = people, people
	default:
		n["attended_again"] = v.returning
	}
	return n
}

// into adds to counts in all areas and windows that hold a place and day.
func (c *counter) into(counts map[string]int, place, structure string, day event.Day, classes ...class) {
	for _, s := range c.spans {
		if day < s.from || day >= s.to {
			continue
		}
		for _, a := range c.areasOf(place, structure) {
			for name, n := range counts {
				for _, in := range append(classes, class{}) {
					c.add(name, a, s, in, n)
				}
			}
		}
	}
}

// sessions counts each session once, with its longest minutes; visits without one are each their own.
func (c *counter) sessions(visits []visit) {
	type session struct {
		source, name string
		day          event.Day
	}
	longest := make(map[session]visit)
	for _, v := range visits {
		if v.session == "" {
			c.into(map[string]int{"session_minutes_given": min(v.minutes, 240)}, v.place, v.structure, v.day)
			continue
		}
		if s := (session{v.source, v.session, v.day}); v.minutes > longest[s].minutes {
			longest[s] = v
		}
	}
	for _, v := range longest {
		c.into(map[string]int{"session_minutes_given": min(v.minutes, 240)}, v.place, v.structure, v.day)
	}
}

// heard counts how people heard of a structure, at their first visit there.
func (c *counter) heard(v visit, people int) {
	if v.heard != "" && people > 0 {
		c.into(map[string]int{"heard_any": people, "heard_" + string(v.heard): people}, v.place, v.structure, v.day)
	}
}

// firstHeard are a person's first visits of each structure; they come sorted by day.
func (c *counter) firstHeard(visits []visit) {
	seen := make(map[string]bool)
	for _, v := range visits {
		if !seen[v.structure] {
			seen[v.structure] = true
			c.heard(v, 1)
		}
	}
}

// public counts one person in an area and window: who that is, and whether the forms of help suit the last level before its end (0: none).
func (c *counter) public(number int, a cells.Area, s span, level int, formats map[event.Format]bool) {
	add := func(name string, is bool) {
		if is {
			c.add(name, a, s, class{}, 1)
		}
	}
	p := c.people[number].profile
	age := string(p.AgeBand)
	add("gender_unknown", p.Gender == "")
	add("women_helped", p.Gender == event.GenderWoman)
	add("age_unknown", age == "")
	add("seniors_helped", strings.HasPrefix(age, "6") || age == string(event.AgeBand70Plus))
	add("never_assessed", level == 0)
	assisted := formats[event.FormatIndividual] || formats[event.FormatRemote] || formats[event.FormatHomeVisit] || formats[event.FormatOutreach]
	taught, self := formats[event.FormatWorkshop], formats[event.FormatSelfService]
	learner := level == 2 || level == 3
	for name, at := range map[string]bool{"unable": level == 1, "learners": learner, "autonomous": level == 4} {
		add(name+"_assisted", at && assisted)
		add(name+"_taught", at && taught)
		add(name+"_self_served", at && self)
	}
	add("matched", level == 1 && assisted || learner && taught || level == 4 && self)
}

// levelBefore is the last level of findings, sorted by day, that are before a day; 0 for none.
func levelBefore(findings []finding, to event.Day) (level int) {
	for _, f := range findings {
		if f.day < to {
			level = f.level
		}
	}
	return level
}

// trained counts who learns to help.
func (c *counter) trained() {
	type once struct {
		person int
		area   cells.Area
		span   span
	}
	people := make(map[once]bool)
	for _, t := range c.trainings {
		if t.since > c.phase || c.phase >= t.until {
			continue
		}
		c.into(map[string]int{"trained_attended": 1, "trained_" + string(t.trainee) + "s": 1}, t.place, t.structure, t.day)
		for _, s := range c.spans {
			if t.day >= s.from && t.day < s.to {
				for _, a := range c.areasOf(t.place, t.structure) {
					people[once{t.person, a, s}] = true
				}
			}
		}
	}
	for one := range people {
		c.add("trained_people", one.area, one.span, class{}, 1)
	}
}

// referred counts referrals, of whole years pair by pair, and of those sent 60 days before the edition what became of them.
func (c *counter) referred(byPerson map[int][]visit) {
	for _, s := range c.sendOffs {
		if s.since > c.phase || c.phase >= s.until {
			continue
		}
		counts := map[string]int{"sent": 1}
		for _, year := range c.spans {
			if slices.Contains(year.kinds(), cells.December) && year.from <= s.day && s.day < year.to {
				c.counts[pairOf(s.from, s.to, year)]++
			}
		}
		if s.day+60 <= c.shape.editions[c.phase] {
			counts["states_judged"] = 1
			switch {
			case s.ended > c.phase:
			case s.status == event.StatusAccepted:
				counts["accepted"] = 1
			case s.status == event.StatusDeclined:
				counts["declined_"+cmp.Or(strings.Replace(string(s.reason), "other", "otherwise", 1), "otherwise")] = 1
			}
			if s.person >= 0 {
				waited := event.Day(61)
				for _, v := range byPerson[s.person] {
					if v.structure == s.to && v.day >= s.day {
						waited = min(waited, v.day-s.day)
					}
				}
				counts["referrals_judged"] = 1
				if waited <= 60 {
					counts["referrals_followed"] = 1
				}
				classes := []string{"waited_7", "waited_14", "waited_30", "waited_60", "waited_longer"}
				at, _ := slices.BinarySearch([]event.Day{7, 14, 30, 60}, waited)
				counts[classes[at]] = 1
			}
		}
		c.into(counts, s.place, s.from, s.day, class{"service", "unknown"})
	}
}

// helpedBy counts who was helped with projects, while they run in a window and since their start: each person once, anonymous people who had not come
// before, and those of whom nobody knows.
func (c *counter) helpedBy(visits []visit) {
	type once struct {
		person int
		name   string
		area   cells.Area
		span   span
	}
	people := make(map[once]bool)
	for _, v := range visits {
		g, funded := c.grant(v.project)
		if !funded || v.day < g.starts {
			continue
		}
		for _, s := range c.spans {
			for name, counts := range map[string]bool{"by_projects": v.day >= s.from && v.day < s.to && v.day <= g.ends, "since_start": v.day < s.to && g.target > 0} {
				for _, a := range append(c.shape.areas(v.place), g.areas()...) {
					switch {
					case !counts:
					case v.person >= 0:
						people[once{v.person, "helped_" + name, a, s}] = true
					case v.returning < 0:
						c.add("maybe_helped_"+name, a, s, class{}, v.total)
					default:
						c.add("helped_"+name, a, s, class{}, v.total-v.returning)
					}
				}
			}
		}
	}
	for one := range people {
		c.add(one.name, one.area, one.span, class{}, 1)
	}
}

// money counts what was granted and paid, in cents, and whom projects are to reach: exactly.
func (c *counter) money() {
	for _, g := range c.funded {
		days := int64(g.ends-g.starts) + 1
		upTo := func(cents int64, day event.Day) int64 { // what falls to the days before one
			done := min(max(int64(day-g.starts), 0), days)
			return (cents*done + days/2) / days
		}
		for _, s := range c.spans {
			areas := append(c.areasOf(g.of.place, g.of.id), g.areas()...)
			call := upTo(g.granted, s.to) - upTo(g.granted, s.from)
			all := upTo(g.granted+g.others, s.to) - upTo(g.granted+g.others, s.from)
			if g.paidOn >= s.from && g.paidOn < s.to {
				for _, a := range append(areas, cells.Area{Kind: cells.Funder, Code: payers[g.call]}) {
					c.add("cents_paid", a, s, class{}, int(g.paid))
				}
			}
			for _, a := range areas {
				c.add("cents_of_call", a, s, class{}, int(call))
				c.add("cents_of_funders", a, s, class{}, int(all-call))
				switch { // projects are of the network and their call, not of places
				case g.starts >= s.to || a.Code != cells.Network && a.Kind != cells.Project && a.Kind != cells.Call:
				case g.target > 0:
					c.add("projects_targeted", a, s, class{}, 1)
					c.add("people_to_help", a, s, class{}, g.target)
				default:
					c.add("projects_untargeted", a, s, class{}, 1)
				}
			}
		}
	}
}

// territories counts the published territories of each area: an animator may be in office there.
func (c *counter) territories() {
	type part struct{ whole, territory cells.Area }
	parts := make(map[part]bool)
	for _, place := range c.shape.lowest() {
		areas := c.shape.areas(place)
		at := slices.IndexFunc(areas, func(a cells.Area) bool { return a.Kind == cells.Territory })
		for _, a := range areas {
			parts[part{a, areas[at]}] = true
		}
	}
	for one := range parts {
		for _, s := range c.spans {
			c.add("territories_of_level", one.whole, s, class{}, 1)
		}
	}
}
