package demo_test

import (
	"math"
	"slices"
	"testing"

	"vigie/demo"
	"vigie/event"
)

// profile is what is known of one person: first and last assessment, and what the events tell of age and activity.
type profile struct {
	first, last *event.Assessment
	firstOn     event.Day
	lastOn      event.Day
}

// profiles reads the people out of the events, as the figures do: repetitions once, of a record the highest revision,
// nothing that was retracted.
func profiles(events []event.Event) map[string]*profile {
	people := map[string]*profile{}
	for _, e := range events {
		a := e.Assessment
		if a == nil {
			continue
		}
		p := people[a.Person]
		if p == nil {
			p = &profile{first: a, last: a, firstOn: e.Day, lastOn: e.Day}
			people[a.Person] = p
		}
		if e.Day < p.firstOn {
			p.first, p.firstOn = a, e.Day
		}
		if e.Day > p.lastOn {
			p.last, p.lastOn = a, e.Day
		}
	}
	return people
}

// effective leaves out repetitions, all but the highest revision of a record, and retracted records.
func effective(n *demo.Network) []event.Event {
	type record struct{ source, record string }
	at := map[record]int{}
	retracted := map[record]bool{}
	var list []event.Event
	for e := range owned(n) {
		key := record{e.Source, e.Record()}
		if e.Retraction != nil {
			retracted[key] = true
			continue
		}
		if i, known := at[key]; !known {
			at[key] = len(list)
			list = append(list, e)
		} else if e.Revision() > list[i].Revision() {
			list[i] = e
		}
	}
	return slices.DeleteFunc(list, func(e event.Event) bool { return retracted[record{e.Source, e.Record()}] })
}

// The figures of the 2017 survey (and of January 2018: 40 % and 20 %), measured on the first assessments of 20 000 people.
// All of them hold at once and nothing gives way: the survey published no shares of ages and activities, which are
// therefore free. Its beginners are our unable and beginners, as its figures on the retired and those at home say; what it
// says of beginners' devices, connections and reasons holds of both, and of the beginners alone.
func TestSurvey(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		testSurvey(t, seed)
	}
	for _, target := range demo.Survey() {
		if math.Abs(target.Fitted-target.Wanted) > 0.0005 {
			t.Errorf("%s: fitted to %.4f, want %.4f", target.Name, target.Fitted, target.Wanted)
		}
		t.Logf("fitted %.4f, wanted %.2f, %+.4f: %s", target.Fitted, target.Wanted, target.Fitted-target.Wanted, target.Name)
	}
}

func testSurvey(t *testing.T, seed uint64) {
	const people, tolerance = 20_000, 0.02
	all := profiles(effective(demo.New(options(people, seed))))
	if len(all) != people {
		t.Errorf("%d people are assessed, want %d", len(all), people)
	}
	type test func(*event.Assessment) bool
	is := func(levels ...event.Level) test {
		return func(a *event.Assessment) bool { return slices.Contains(levels, a.Level) }
	}
	aged := func(bands ...event.AgeBand) test {
		return func(a *event.Assessment) bool { return slices.Contains(bands, a.Profile.AgeBand) }
	}
	does := func(activity event.Activity) test {
		return func(a *event.Assessment) bool { return a.Profile.Activity == activity }
	}
	connects := func(often event.Connects) test {
		return func(a *event.Assessment) bool { return a.Connects == often }
	}
	offlineFor := func(reason event.OfflineReason) test {
		return func(a *event.Assessment) bool { return a.OfflineReason == reason }
	}
	hinderedBy := func(barrier event.Barrier) test {
		return func(a *event.Assessment) bool { return slices.Contains(a.Barriers, barrier) }
	}
	both := func(one, two test) test {
		return func(a *event.Assessment) bool { return one(a) && two(a) }
	}
	anyone := func(*event.Assessment) bool { return true }
	asked := func(a *event.Assessment) bool { return a.EquipmentKnown }
	tellsConnection := func(a *event.Assessment) bool { return a.Connects != "" }
	offline := func(a *event.Assessment) bool { return a.OfflineReason != "" }
	hindered := func(a *event.Assessment) bool { return len(a.Barriers) > 0 }
	ownsNothing := func(a *event.Assessment) bool { return len(a.Equipment) == 0 }
	ownsSmartphone := func(a *event.Assessment) bool { return slices.Contains(a.Equipment, event.EquipmentSmartphone) }
	autonomous := is(event.LevelAutonomous)
	low := is(event.LevelUnable, event.LevelBeginner)
	beginner := is(event.LevelBeginner)

	for _, c := range []struct {
		name string
		of   test
		has  test
		want float64
	}{
		{"under 25: autonomous", aged(event.AgeBandUnder12, event.AgeBand12To17, event.AgeBand18To24), autonomous, 0.67},
		{"65 and over: autonomous", aged(event.AgeBand65To69, event.AgeBand70Plus), autonomous, 0.44},
		{"employed: autonomous", does(event.ActivityEmployed), autonomous, 0.61},
		{"job seekers: autonomous", does(event.ActivityJobSeeker), autonomous, 0.65},
		{"students: autonomous", does(event.ActivityStudent), autonomous, 0.67},
		{"retired: beginners, with the unable", does(event.ActivityRetired), low, 0.28},
		{"at home: beginners, with the unable", does(event.ActivityAtHome), low, 0.40},
		{"beginners, with the unable: no equipment", both(low, asked), ownsNothing, 0.50},
		{"beginners: no equipment", both(beginner, asked), ownsNothing, 0.50},
		{"beginners, with the unable: smartphone", both(low, asked), ownsSmartphone, 0.29},
		{"beginners: smartphone", both(beginner, asked), ownsSmartphone, 0.29},
		{"beginners, with the unable: never connect", both(low, tellsConnection), connects(event.ConnectsNever), 0.59},
		{"beginners: never connect", both(beginner, tellsConnection), connects(event.ConnectsNever), 0.59},
		{"autonomous: no equipment", both(autonomous, asked), ownsNothing, 0.04},
		{"autonomous: daily", both(autonomous, tellsConnection), connects(event.ConnectsDaily), 0.83},
		{"beginners, with the unable, offline: skills", both(low, offline), offlineFor(event.OfflineReasonSkills), 0.62},
		{"beginners offline: skills", both(beginner, offline), offlineFor(event.OfflineReasonSkills), 0.62},
		{"autonomous offline: cost", both(autonomous, offline), offlineFor(event.OfflineReasonCost), 0.54},
		{"online services not used: skills", hindered, hinderedBy(event.BarrierSkills), 0.41},
		{"online services not used: fear of error", hindered, hinderedBy(event.BarrierFearOfError), 0.26},
		{"online services not used: prefers in person", hindered, hinderedBy(event.BarrierPrefersInPerson), 0.22},
		{"all: need support", anyone, is(event.LevelUnable, event.LevelBeginner, event.LevelIntermediate), 0.40},
		{"all: need it now", anyone, low, 0.20},
	} {
		of, has := 0, 0
		for _, p := range all {
			if c.of(p.first) {
				of++
				if c.has(p.first) {
					has++
				}
			}
		}
		share := float64(has) / float64(of)
		if of < 300 || math.Abs(share-c.want) > tolerance {
			t.Errorf("seed %d, %s: %.4f of %d, want %.2f ± %.2f", seed, c.name, share, of, c.want, tolerance)
		}
		t.Logf("seed %d: %.4f of %5d, wanted %.2f, %+.4f: %s", seed, share, of, c.want, share-c.want, c.name)
	}
}
