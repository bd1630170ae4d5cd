package oracle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
)

// TestCases holds the oracle to figures that were worked out by hand. A figure is written as its value, numerator/denominator where
// it has them, its status where it is not ok, and its parts that are not 0.
func TestCases(t *testing.T) {
	times := map[string]int{}
	for _, c := range slices.Concat(effectiveCases, identityCases, attendanceCases, declarationCases, assessedCases, referredCases, registryCases, offersCases, actsCases, outcomesCases, registeredCases, rankedCases, affairsCases) {
		t.Run(c.name, func(t *testing.T) {
			h := oracle.History{Territories: territories, Groups: groups, Snapshots: c.snapshots, Exclusions: c.exclusions, Aliases: c.aliases, Merges: c.merges, Registered: c.registered}
			if h.Snapshots == nil {
				h.Snapshots = snapshots
			}
			if c.territories != nil {
				h.Territories = c.territories
			}
			for i, e := range c.events {
				if e.Source == "" {
					e.Source = source
				}
				if e.ID == "" {
					e.ID = fmt.Sprint("v", i)
				}
				h.Events = append(h.Events, e)
			}
			n := oracle.Read(h)
			for _, a := range c.asked {
				q := question(a.ask)
				times[q.Indicator]++
				got := n.Ask(q)
				var lines []string
				for _, key := range slices.Sorted(maps.Keys(got)) {
					if text := written(got[key]); text != "0" && text != "none 0/0 no_data" {
						lines = append(lines, key+": "+text)
					}
				}
				if text := strings.Join(lines, "; "); text != a.want {
					t.Errorf("%s:\n  by hand  %s\n  answered %s", a.ask, a.want, text)
				}
			}
		})
	}
	for _, indicator := range oracle.Indicators() {
		if times[indicator] < 2 {
			t.Errorf("%s is asked %d times by hand", indicator, times[indicator])
		}
	}
}

type handCase struct {
	name        string
	territories []oracle.Territory // nil: those below
	snapshots   []oracle.Snapshot  // nil: those below
	exclusions  []oracle.Exclusion
	aliases     []oracle.Alias
	merges      []oracle.Merge
	registered  oracle.Registered
	events      []event.Event
	asked       []asked
}

// asked is a question, as "indicator name=value …", and the figures that hold something.
type asked struct{ ask, want string }

const source = "https://tool.example"

var (
	territories = []oracle.Territory{
		{Code: "200070308"}, {Code: "71076", Parent: "200070308", Population: 1000}, {Code: "71153", Parent: "200070308", Population: 500},
	}
	groups    = []oracle.Group{{Code: "both", Members: []string{"71076", "71153"}}}
	snapshots = []oracle.Snapshot{at("a", "2023-01-01", "71076"), at("b", "2023-01-01", "71153"), at("c", "2023-01-01", "")}
)

// at is a structure that was imported on a day.
func at(structure, imported, territory string) oracle.Snapshot {
	return oracle.Snapshot{Structure: structure, Imported: on(imported).Time().Add(12 * time.Hour), Territory: territory}
}

func on(day string) event.Day {
	d, err := event.ParseDay(day)
	if err != nil {
		panic(err)
	}
	return d
}

// question reads one; it is asked in total of the first quarter of 2024 as of the end of that year where it does not say.
func question(text string) oracle.Question {
	words := strings.Fields(text)
	q := oracle.Question{Indicator: words[0], By: "total", Filters: map[string][]string{},
		From: on("2024-01-01"), To: on("2024-04-01"), AsOf: on("2024-12-31")}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "from":
			q.From = on(value)
		case "to":
			q.To = on(value)
		case "as_of":
			q.AsOf = on(value)
		case "by":
			q.By = value
		case "territory":
			q.Territories = strings.Split(value, ",")
		default:
			q.Filters[name] = strings.Split(value, ",")
		}
	}
	return q
}

// written is a figure as the cases write it.
func written(f oracle.Figure) string {
	var words []string
	if f.Value == nil {
		words = append(words, "none")
	} else {
		words = append(words, fmt.Sprintf("%.5g", *f.Value))
	}
	if f.Denominator != nil {
		words = append(words, fmt.Sprintf("%.10g/%.10g", *f.Numerator, *f.Denominator))
	}
	if f.Status != oracle.StatusOK {
		words = append(words, f.Status)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Parts)) {
		if f.Parts[name] != 0 {
			words = append(words, fmt.Sprintf("%s=%.3g", name, f.Parts[name]))
		}
	}
	return strings.Join(words, " ")
}

// attended is a public attendance of an hour.
func attended(day, structure, person string, more ...func(*event.Attendance)) event.Event {
	a := &event.Attendance{Structure: structure, Person: person, Format: event.FormatIndividual, Minutes: 60}
	for _, say := range more {
		say(a)
	}
	return event.Event{Kind: event.KindAttendance, Day: on(day), Attendance: a}
}

// group is an attendance of anonymous people, of whom some had come before; below 0 nobody knows how many.
func group(day, structure string, total, returning int, more ...func(*event.Attendance)) event.Event {
	e := attended(day, structure, "", more...)
	if e.Attendance.Participants == nil {
		e.Attendance.Participants = &event.Participants{}
	}
	e.Attendance.Participants.Total = total
	if returning >= 0 {
		e.Attendance.Participants.Returning = &returning
	}
	return e
}

func assessed(day, structure, person string, level event.Level) event.Event {
	a := &event.Assessment{Structure: structure, Person: person, Level: level}
	return event.Event{Kind: event.KindAssessment, Day: on(day), Assessment: a}
}

// referred is a step of a referral; to no structure it leaves the network.
func referred(day, id string, status event.Status, from, to, person string) event.Event {
	r := &event.Referral{ID: id, Status: status, From: from, To: to, Person: person}
	if to == "" {
		r.ToKind = event.ToKindOther
	}
	return event.Event{Kind: event.KindReferral, Day: on(day), Referral: r}
}

func retracted(record string) event.Event {
	return event.Event{Kind: event.KindRetraction, Day: on("2024-06-01"), Retraction: &event.Retraction{Edit: event.Edit{Record: record}}}
}

func declared(month, structure string, participations, people int, more ...func(*event.Declaration)) event.Event {
	m, err := event.ParseMonth(month)
	if err != nil {
		panic(err)
	}
	d := &event.Declaration{Structure: structure, Month: m, Participations: &participations, People: &people}
	for _, say := range more {
		say(d)
	}
	return event.Event{Kind: event.KindDeclaration, Day: on("2024-12-01"), Declaration: d}
}

// named gives an event an id, edited says of which record it is an edit.
func named(id string, e event.Event) event.Event {
	e.ID = id
	return e
}

func edited(record string, revision uint64, e event.Event) event.Event {
	e.Attendance.Record, e.Attendance.Revision = record, revision
	return e
}
