package oracle

import (
	"cmp"
	"slices"

	"vigie/event"
)

// said is what is known of a person before a day: of the latest event that gives the field; of several that day the smallest code.
func (n *Network) said(person, field string, before event.Day) string {
	if person == "" {
		return unknown
	}
	value, on := "", event.Day(0)
	for _, r := range n.rows {
		given := r.profile[field]
		if r.person != person || given == "" || r.day >= before {
			continue
		}
		if value == "" || r.day > on || r.day == on && given < value {
			value, on = given, r.day
		}
	}
	return orElse(value, unknown)
}

// assessed are the assessments of each person, one a day and in their order: the highest level of the day, of equal ones that of the
// structure with the smallest id.
func assessed(rows []row) map[string][]row {
	people := map[string][]row{}
	for _, r := range rows {
		if r.kind == assessment {
			people[r.person] = append(people[r.person], r)
		}
	}
	for person, all := range people {
		slices.SortFunc(all, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.day, b.day), -cmp.Compare(a.level, b.level), cmp.Compare(a.structure, b.structure))
		})
		people[person] = slices.CompactFunc(all, func(a, b row) bool { return a.day == b.day })
	}
	return people
}

// lastBefore is the last of the assessments of a person before a day.
func lastBefore(assessed []row, day event.Day) (row, bool) {
	var last row
	found := false
	for _, r := range assessed {
		if r.day < day {
			last, found = r, true
		}
	}
	return last, found
}

// public are the attendances of the public, of named and anonymous people.
func public(rows []row) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.kind != attendance || r.helpers })
}

// visits are the public attendances of each named person in the order of their days; of one day in that of structures, then of the territories
// where they were, of formats, projects and services, then of how people knew, those that say that they are not the first behind the others.
func (n *Network) visits() map[string][]row {
	people := map[string][]row{}
	for _, r := range n.public {
		if r.person != "" {
			people[r.person] = append(people[r.person], r)
		}
	}
	for _, all := range people {
		slices.SortFunc(all, func(a, b row) int {
			if a.day != b.day || a.structure != b.structure {
				return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.structure, b.structure))
			}
			return cmp.Or(cmp.Compare(n.place(a), n.place(b)), cmp.Compare(a.format, b.format), cmp.Compare(a.project, b.project),
				slices.Compare(a.services, b.services), cmp.Compare(a.heard, b.heard), falseFirst(a.notFirst, b.notFirst))
		})
	}
	return people
}

// falseFirst compares two facts: what is not so comes first.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// sending is a referral: what its earliest event says, and when it was sent.
type sending struct {
	row  // its day is the one of sending, so that its place is its sender's then
	came event.Day
	// steps are its events, by days and then in the order of ties.
	steps []row
	seen  bool // that the person attended `to`, on the day of sending or later; came is the first such day
}

// sendings are all referrals. Who is sent to a structure comes to whom it stands for by then.
func (h History) sendings(rows []row, attended map[string][]row) []sending {
	events := map[string][]row{}
	for _, r := range rows {
		if r.kind == referral {
			events[r.referral] = append(events[r.referral], r)
		}
	}
	var all []sending
	for _, of := range events {
		slices.SortFunc(of, func(a, b row) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.status, b.status)) })
		s := sending{row: of[0], steps: of}
		if i := slices.IndexFunc(of, func(r row) bool { return r.status == sent }); i >= 0 {
			s.day = of[i].day
		}
		if s.person != "" && s.to != "" {
			visits := attended[s.person]
			if i := slices.IndexFunc(visits, func(v row) bool { return v.structure == h.owner(s.toID, v.day) && v.day >= s.day }); i >= 0 {
				s.came, s.seen = visits[i].day, true
			}
		}
		all = append(all, s)
	}
	return all
}
