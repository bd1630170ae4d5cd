package demo_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"vigie/demo"
	"vigie/event"
	"vigie/funding"
	"vigie/network/need"
)

// projectUse is what events say of a project.
type projectUse struct {
	persons   map[string]bool
	anonymous float64
}

func (u projectUse) reached() float64 { return float64(len(u.persons)) + u.anonymous }

// Projects are those that events name, of the same structures and days; some are before their targets, some on, some behind, and a call misses
// its own.
func testFunding(t *testing.T, n *demo.Network, counted []event.Event) {
	known := n.Funding(to)
	projects := map[string]funding.Project{}
	for _, p := range known.Projects {
		projects[p.Code] = p
	}
	uses := map[string]*projectUse{}
	use := func(code, structure string, day event.Day) *projectUse {
		p, there := projects[code]
		if !there || p.Structure != structure || !p.Funded() || day.String() < p.StartsOn || day.String() > p.EndsOn {
			t.Fatalf("an event of %s on %s names the project %q: %+v", structure, day, code, p)
		}
		if uses[code] == nil {
			uses[code] = &projectUse{persons: map[string]bool{}}
		}
		return uses[code]
	}
	for _, e := range counted {
		switch {
		case e.Attendance != nil && e.Attendance.Project != "":
			u := use(e.Attendance.Project, e.Attendance.Structure, e.Day)
			if people := e.Attendance.Participants; people != nil {
				u.anonymous += float64(people.Total)
				if people.Returning != nil {
					u.anonymous -= float64(*people.Returning)
				}
			} else {
				u.persons[e.Attendance.Person] = true
			}
		case e.Declaration != nil && e.Declaration.Project != "" && e.Declaration.People != nil:
			use(e.Declaration.Project, e.Declaration.Structure, e.Declaration.Month.First()).anonymous += float64(*e.Declaration.People)
		}
	}
	var before, on, behind, refused int
	reached, target := map[string]float64{}, map[string]float64{}
	for _, p := range known.Projects {
		if !p.Funded() {
			refused++
			continue
		}
		people := 0.0
		if uses[p.Code] != nil {
			people = uses[p.Code].reached()
		}
		reached[p.Call] += people
		target[p.Call] += float64(*p.TargetPeople)
		ratio := people / float64(*p.TargetPeople)
		t.Logf("%s: %g of %d, %.2f", p.Code, people, *p.TargetPeople, ratio)
		switch {
		case ratio > 1.1:
			before++
		case ratio < 0.8:
			behind++
		default:
			on++
		}
	}
	if before < 2 || on < 2 || behind < 6 || refused != 3 {
		t.Errorf("%d projects before their targets, %d on, %d behind, %d refused", before, on, behind, refused)
	}
	between(t, "reached of the first call's target", reached["aap-2024"]/target["aap-2024"], 0.85, 1.25)
	between(t, "reached of the second call's target", reached["aap-2025"]/target["aap-2025"], 0.05, 0.4)
	between(t, "reached of the third call's target", reached["seniors-2025"]/target["seniors-2025"], 1.1, 1.6)
}

// What the registry knows of funding grows with its days, in every shape, and is warned of nowhere.
func TestFunding(t *testing.T) {
	for _, shape := range []demo.Shape{demo.Paris, demo.Small, demo.Rural} {
		o := shaped(t, shape, 1)
		n := demo.New(o)
		steps, last := 0, demo.New(o).Funding(to)
		for _, day := range append(o.Snapshots(), to) {
			s := n.Funding(day)
			grown := 0
			for _, p := range s.Projects {
				grown += len(p.Stages) + len(p.Payments)
				for _, step := range p.Stages {
					if step.Day > day.String() {
						t.Errorf("%s: on %s %s is %s on %s", shape, day, p.Code, step.Stage, step.Day)
					}
				}
			}
			if grown < steps {
				t.Errorf("%s: on %s there are %d stages and payments, %d before", shape, day, grown, steps)
			}
			steps = grown
		}
		if !reflect.DeepEqual(n.Funding(to), last) {
			t.Errorf("%s: the same options give another funding", shape)
		}
		var late, received int
		for _, r := range funding.Reports(last.Projects, to.String()) {
			if r.Received != "" {
				received++
			} else if r.Late > 0 {
				late++
			}
		}
		if len(last.Calls) != 3 || len(last.Projects) < 3 || len(last.Campaigns) != 2 || len(last.Trainings) != 4 || received == 0 || shape != demo.Small && late == 0 {
			t.Errorf("%s: %d calls, %d projects, %d campaigns, %d trainings, %d reports received and %d late",
				shape, len(last.Calls), len(last.Projects), len(last.Campaigns), len(last.Trainings), received, late)
		}
		if len(n.Zones()) != 3 {
			t.Errorf("%s: zones %v", shape, n.Zones())
		}
		places := map[string]bool{}
		for _, r := range n.NeedRates() {
			places[r.Territory] = true
			if r.Rate <= 0.05 || r.Rate >= 0.3 || !strings.Contains(r.Source, "inventé") {
				t.Errorf("%s: %+v", shape, r)
			}
		}
		for _, a := range n.Ages() {
			if places[a.Territory] || a.Groups[len(a.Groups)-1].To != need.Older || !strings.Contains(a.Source, "inventée") {
				t.Errorf("%s: %+v", shape, a)
			}
			sum := uint32(0)
			for _, g := range a.Groups {
				sum += g.Residents
			}
			for _, territory := range o.Territories {
				if territory.Code == a.Territory && math.Abs(float64(territory.Population)-float64(sum)) > 0 {
					t.Errorf("%s: %d residents of %s, want %d", shape, sum, a.Territory, territory.Population)
				}
			}
			places[a.Territory] = true
		}
		if len(places) < 8 {
			t.Errorf("%s: need is known of %d places", shape, len(places))
		}
	}
}
