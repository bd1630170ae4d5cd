package funding

import (
	"fmt"
	"testing"

	"vigie/network"
)

func TestSources(t *testing.T) {
	calls := []Call{
		{Code: "aap", Funders: []Amount{{"Ville", 30_000_00}, {"État", 10_000_00}}, Budget: 40_000_00},
		{Code: "ami", Funders: []Amount{{Of: "Europe"}, {Of: "Plan Pauvreté"}}, Budget: 9_000_00},
	}
	a := funded("a", "s", "2025-01-01", "2025-01-10", 1000)
	a.CoFunders = []Amount{{"CAF", 500_00}}
	a.Payments = []Payment{{Day: "2025-01-01", Cents: 800_00}, {Day: "2025-01-05", Cents: 100_00, Funder: "CAF"}, {Day: "2025-01-06", Cents: 200_00}}
	b := funded("b", "s", "2025-01-01", "2025-01-10", 100)
	b.Call, b.Payments = "ami", []Payment{{Day: "2025-01-02", Cents: 60_00}, {Day: "2024-12-31", Cents: 40_00}}
	zero := funded("z", "s", "2025-01-01", "2025-01-10", 0)
	refused := funded("r", "s", "2025-01-01", "2025-01-10", 50)
	refused.Stages, refused.Payments = []Step{{Refused, "2024-12-01"}}, []Payment{{Day: "2025-01-03", Cents: 1_00}}

	show := func(from, to string) (text string) {
		for _, s := range Sources(calls, []Project{a, b, zero, refused}, from, to) {
			text += fmt.Sprintf("%s %s/%s; ", s.Funder, s.Paid, s.Running)
		}
		return text
	}
	for _, c := range []struct{ from, to, want string }{
		{"2025-01-01", "2025-01-06", "Ville 600.75/375; État 200.25/125; CAF 100/250; Europe + Plan Pauvreté 60/50; "},
		{"2025-01-06", "2025-02-01", "Ville 150/375; État 50/125; CAF 0/250; Europe + Plan Pauvreté 0/50; "},
		{"2024-12-31", "2025-01-01", "Europe + Plan Pauvreté 40/0; "},
		{"2026-01-01", "2027-01-01", ""},
	} {
		if got := show(c.from, c.to); got != c.want {
			t.Errorf("[%s, %s):\n got %s\nwant %s", c.from, c.to, got, c.want)
		}
	}
}

func TestSplitOverPlaces(t *testing.T) {
	at := NewPlaces([]network.Territory{
		{Code: "E", Level: "epci"}, {Code: "A", Parent: "E", Population: 3000}, {Code: "B", Parent: "E", Population: 1000}, {Code: "C", Population: 1000}, {Code: "D"},
	}, []network.Structure{{ID: "s", Territory: "C"}, {ID: "lost"}})
	in := func(structure string, territories ...string) Project {
		p := funded("p", structure, "2025-01-01", "2025-01-10", 1000)
		p.Territories, p.CoFunders = territories, []Amount{{"CAF", 100_00}}
		return p
	}
	ended := funded("e", "s", "2024-01-01", "2024-12-31", 5)
	for _, c := range []struct {
		name     string
		projects []Project
		want     string
	}{
		{"its structure's", []Project{in("s")}, "map[C:{550 500}]"},
		{"those it names", []Project{in("s", "A", "C")}, "map[A:{412.50 375} C:{137.50 125}]"},
		{"one with parts", []Project{in("s", "E")}, "map[A:{412.50 375} B:{137.50 125}]"},
		{"one and its part", []Project{in("s", "A", "E")}, "map[A:{412.50 375} B:{137.50 125}]"},
		{"nobody lives there", []Project{in("s", "D")}, "map[D:{550 500}]"},
		{"the registry lacks it", []Project{in("s", "X")}, "map[X:{550 500}]"},
		{"nowhere", []Project{in("lost"), in("unknown")}, "map[:{1100 1000}]"},
		{"outside the window", []Project{ended}, "map[]"},
		{"two projects", []Project{in("s"), in("s", "A", "C"), ended}, "map[A:{412.50 375} C:{687.50 625}]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fmt.Sprint(at.Split(c.projects, "2025-01-06", "2025-02-01")); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestReports(t *testing.T) {
	p := func(due, received string) Project {
		p := funded("p", "s", "2025-01-01", "2025-12-31", 1)
		p.ReportDue, p.ReportReceived = due, received
		return p
	}
	refused := p("2026-01-31", "")
	refused.Stages = []Step{{Refused, "2024-12-01"}}
	for _, c := range []struct {
		name string
		p    Project
		want string
	}{
		{"not due yet", p("2026-03-01", ""), "[{p s 2026-03-01  0}]"},
		{"due today", p("2026-02-01", ""), "[{p s 2026-02-01  0}]"},
		{"late", p("2026-01-31", ""), "[{p s 2026-01-31  1}]"},
		{"received in time", p("2026-01-31", "2026-01-31"), "[{p s 2026-01-31 2026-01-31 0}]"},
		{"received late", p("2026-01-01", "2026-01-11"), "[{p s 2026-01-01 2026-01-11 10}]"},
		{"none is due", p("", ""), "[]"},
		{"refused", refused, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fmt.Sprint(Reports([]Project{c.p}, "2026-02-01")); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestBought(t *testing.T) {
	p := funded("p", "s", "2025-01-01", "2025-01-10", 1)
	p.FTE, p.ServicesBought = new(0.5), []Purchase{{"ateliers", 24}, {"permanences", 3}}
	q := funded("q", "s", "2025-01-06", "2025-01-06", 1)
	q.ServicesBought = []Purchase{{"ateliers", 1}}
	refused := p
	refused.Stages = []Step{{Refused, "2024-12-01"}}
	for _, c := range []struct{ from, to, want string }{
		{"2025-01-01", "2025-01-11", "{0.5 map[ateliers:25 permanences:3]}"},
		{"2025-01-06", "2025-01-16", "{0.25 map[ateliers:25 permanences:3]}"},
		{"2025-01-01", "2025-01-06", "{0.5 map[ateliers:24 permanences:3]}"},
		{"2025-02-01", "2025-03-01", "{0 map[]}"},
		{"2025-01-01", "2025-01-01", "{0 map[]}"},
	} {
		if got := fmt.Sprint(BoughtIn([]Project{p, q, refused}, c.from, c.to)); got != c.want {
			t.Errorf("[%s, %s): %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestRecruitment(t *testing.T) {
	n := func(n uint32) *uint32 { return &n }
	campaigns := []Campaign{
		{StartsOn: "2025-01-01", EndsOn: "2025-03-31", Target: n(50), Candidates: n(80), Engaged: n(40), Active: n(0)},
		{StartsOn: "2025-03-31", EndsOn: "2025-06-30", Target: n(10), Candidates: n(5)},
	}
	for _, c := range []struct{ from, to, want string }{
		{"2025-03-01", "2025-04-01", "{2 60 85 40 0 1}"},
		{"2025-03-01", "2025-03-31", "{1 50 80 40 0 0}"},
		{"2025-04-01", "2025-05-01", "{1 10 5 0 0 1}"},
		{"2025-07-01", "2025-08-01", "{0 0 0 0 0 0}"},
	} {
		if got := fmt.Sprint(RecruitmentIn(campaigns, c.from, c.to)); got != c.want {
			t.Errorf("[%s, %s): %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestTrained(t *testing.T) {
	trainings := []Training{
		{StartsOn: "2025-01-01", EndsOn: "2025-01-31", Trainees: []Trainees{{"agent", 12}, {"volunteer", 5}}},
		{StartsOn: "2025-01-31", EndsOn: "2025-02-01", Trainees: []Trainees{{"agent", 1}}},
	}
	for _, c := range []struct{ from, to, want string }{
		{"2025-01-01", "2025-02-01", "map[agent:12 ambassador:0 mediator:0 public_writer:0 volunteer:5]"},
		{"2025-02-01", "2025-03-01", "map[agent:1 ambassador:0 mediator:0 public_writer:0 volunteer:0]"},
		{"2025-01-01", "2025-01-31", "map[agent:0 ambassador:0 mediator:0 public_writer:0 volunteer:0]"},
	} {
		if got := fmt.Sprint(Trained(trainings, c.from, c.to)); got != c.want {
			t.Errorf("[%s, %s): %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
