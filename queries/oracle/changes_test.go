package oracle_test

import (
	"slices"

	"vigie/event"
	"vigie/queries/oracle"
)

// What TestComparison takes out of histories.

func without(events []event.Event, gone func(event.Event) bool) []event.Event {
	return slices.DeleteFunc(slices.Clone(events), gone)
}

func isEdit(e event.Event) bool        { return e.Retraction == nil && e.Record() != e.ID }
func isRetraction(e event.Event) bool  { return e.Retraction != nil }
func isDeclaration(e event.Event) bool { return e.Declaration != nil }

// lastOfEach has the last received of an id count, not the first.
func lastOfEach(events []event.Event) []event.Event {
	kept := slices.Clone(events)
	slices.Reverse(kept)
	return kept
}

func firstOfEach(all []oracle.Snapshot) []oracle.Snapshot {
	return slices.CompactFunc(slices.Clone(all), func(a, b oracle.Snapshot) bool { return a.Structure == b.Structure })
}

func changed(all []oracle.Snapshot, change func(*oracle.Snapshot)) []oracle.Snapshot {
	all = slices.Clone(all)
	for i := range all {
		change(&all[i])
	}
	return all
}

func orphans(all []oracle.Territory) []oracle.Territory {
	all = slices.Clone(all)
	for i := range all {
		all[i].Parent = ""
	}
	return all
}

// allNew takes anonymous people of whom nobody knows whether they had come before for new ones.
func allNew(events []event.Event) []event.Event {
	events = slices.Clone(events)
	for i, e := range events {
		if e.Attendance == nil || e.Attendance.Participants == nil || e.Attendance.Participants.Returning != nil {
			continue
		}
		none := 0
		a, people := *e.Attendance, *e.Attendance.Participants
		people.Returning, a.Participants = &none, &people
		events[i].Attendance = &a
	}
	return events
}
