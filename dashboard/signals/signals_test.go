package signals_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/dashboard/affairs"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/governance/plan"
	"vigie/queries/indicator"
)

const windowEnd = dated.Day("2026-06-30")

// drawn is a random state, and of each signal that there should be the words that its sentence has to hold in English.
type drawn struct {
	known signals.Known
	want  map[string][]string
}

// draw draws a state and judges it by conditions written down a second time.
func draw(r *rand.Rand) drawn {
	d := drawn{want: map[string][]string{}}
	d.known.Edition = signals.Edition{Number: r.IntN(3), Day: "2026-07-15", Late: float64(r.IntN(12)) / 100}
	if d.known.Edition.Number > 0 && d.known.Edition.Late > 0.05 {
		d.want["late_data/network"] = []string{fmt.Sprintf("%.0f%% of the events", 100*d.known.Edition.Late)}
	}
	d.committee(r)
	for i := range r.IntN(6) {
		d.project(r, i)
	}
	for i := range r.IntN(6) {
		d.aim(r, i)
	}
	for i := range r.IntN(5) {
		d.reporting(r, i)
	}
	return d
}

func (d *drawn) committee(r *rand.Rand) {
	due := dated.Day("2026-03-31")
	meeting := affairs.Meeting{Code: "p1"}
	var measures []affairs.Measure
	for i := range r.IntN(5) {
		code, late := strconv.Itoa(i+1), r.IntN(2) == 0
		meeting.Decisions = append(meeting.Decisions, affairs.Decision{Code: code, Title: "Decide", Due: &due, Late: late, DaysLate: r.IntN(400)})
		if late {
			d.want["decision_late/p1/"+code] = []string{"31 Mar 2026", "still open"}
		}
		m := affairs.Measure{Code: "1." + code, Title: plan.Title{FR: "Faire"}, Late: r.IntN(2) == 0, DaysLate: r.IntN(400)}
		m.Due.Day = due
		if measures = append(measures, m); m.Late {
			d.want["measure_late/1."+code] = []string{"31 Mar 2026", "neither done nor dropped"}
		}
	}
	d.known.Governance.Meetings = []affairs.Meeting{meeting}
	d.known.Plan.Axes = []affairs.Axis{{Actions: []affairs.Action{{Measures: measures}}}}
}

func (d *drawn) project(r *rand.Rand, i int) {
	p := signals.Project{Call: affairs.Call{Code: "aap", Title: "Call"}, Expected: float64(r.IntN(200)), Day: windowEnd}
	p.Code, p.Title, p.Structure = fmt.Sprint("aap-", i), "Projet de la Structure", "structure-1"
	helped := float64(11 + r.IntN(200))
	most, told, margin := helped, r.IntN(5) > 0, 10.0
	if told {
		share := 0.5
		p.Helped.Value, p.Helped.Numerator, p.Helped.Status = &share, &helped, gate.StatusOK
	}
	if r.IntN(3) == 0 {
		p.Helped.Status, margin = gate.StatusEstimate, 20
		if r.IntN(3) > 0 {
			most += float64(r.IntN(60))
			p.Helped.Parts = map[string]float64{"high": most}
		} else {
			told = false
		}
	}
	if d.known.Projects = append(d.known.Projects, p); told && most < 0.8*p.Expected && p.Expected-most > margin {
		d.want["project_behind/"+p.Code] = []string{fmt.Sprintf("%.0f p", most), fmt.Sprintf("%.0f expected", p.Expected)}
	}
}

func (d *drawn) aim(r *rand.Rand, i int) {
	unit := []string{"share", "persons", "hours", "structures"}[r.IntN(4)]
	a := signals.Aim{About: indicator.Indicator{Unit: unit, Title: indicator.Text{FR: "Un chiffre", EN: "A figure"}}, Expected: float64(20 + r.IntN(100)), Day: windowEnd}
	a.Indicator, a.Direction = fmt.Sprint("i", i), []string{"up", "down"}[r.IntN(2)]
	value := float64(r.IntN(160))
	best, told := value, r.IntN(5) > 0
	if told {
		a.Figure.Value, a.Figure.Status = &value, gate.StatusOK
	}
	if r.IntN(2) == 0 {
		low, high := value-float64(r.IntN(20)), value+float64(r.IntN(20))
		if a.Figure.Low, a.Figure.High, best = &low, &high, high; a.Direction == "down" {
			best = low
		}
	}
	margin := 0.05 * a.Expected
	switch unit {
	case "persons":
		margin = max(margin, 10)
	case "hours":
		margin = max(margin, 20)
	}
	missed := best < a.Expected-margin
	if a.Direction == "down" {
		missed = best > a.Expected+margin
	}
	words := []string{"expected", "30 Jun 2026"}
	if limit := float64(40 + r.IntN(60)); unit == "hours" && r.IntN(2) == 0 { // more than what can be told is at least that
		a.About.Limit, a.Figure = &limit, gate.Figure{}
		a.Figure.Status = gate.StatusOK
		told, missed, words = true, a.Direction == "down" && limit > a.Expected+margin, append(words, fmt.Sprintf("> %.0f", limit))
	}
	if d.known.Aims = append(d.known.Aims, a); told && missed {
		d.want["below_expected/"+a.Indicator] = words
	}
}

func (d *drawn) reporting(r *rand.Rand, i int) {
	open, silent := float64(r.IntN(30)), float64(r.IntN(20))
	one := signals.Reporting{Day: windowEnd}
	one.Figure.Denominator, one.Figure.Parts = &open, map[string]float64{"silent": silent}
	code, is := "network", silent > 0.1*open
	if i > 0 {
		one.Place = fmt.Sprint("7511", i)
		code, is = one.Place, open >= 4 && silent > 0.5*open
	}
	if d.known.Reporting = append(d.known.Reporting, one); is && open > 0 {
		d.want["silent_structures/"+code] = []string{fmt.Sprintf("%.0f structure", silent), fmt.Sprintf("%.0f are open", open)}
	}
}

// A signal exists if and only if its condition holds, its sentence has the numbers that made it one, and no structure is named.
func TestOf(t *testing.T) {
	languages, err := texts.Read()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(14, 6))
	kinds := map[string]int{}
	for range 3000 {
		d := draw(r)
		all := signals.Of(d.known)
		for _, s := range all {
			kinds[s.Kind]++
			words, wanted := d.want[s.ID()]
			if !wanted {
				t.Fatalf("%s is no signal of %+v", s.ID(), d.known)
			}
			delete(d.want, s.ID())
			for code, l := range languages {
				w := signals.Words{Language: l, Name: func(string) string { return "" }}
				what, says := w.What(s), w.Says(s)
				if gap := regexp.MustCompile(`[{}⟦]|%!`).FindString(what + says); gap != "" || what == "" || says == "" {
					t.Fatalf("%s in %s: %q, %q", s.ID(), code, what, says)
				}
				if strings.Contains(what+says, "Structure") && s.Kind != signals.SilentStructures || strings.Contains(what+says, "structure-1") {
					t.Fatalf("%s names a structure: %q, %q", s.ID(), what, says)
				}
				for _, word := range words {
					if code == "en" && !strings.Contains(says, word) {
						t.Fatalf("%s says %q, without %q", s.ID(), says, word)
					}
				}
			}
		}
		for id := range d.want {
			t.Fatalf("%s is missing among %v", id, all)
		}
	}
	for _, kind := range signals.Kinds() {
		if kinds[kind] < 100 {
			t.Errorf("%s was drawn %d times", kind, kinds[kind])
		}
	}
}

// What is listed first is the gravest of its kind; of several kinds each has its turn.
func TestInTurn(t *testing.T) {
	due := dated.Day("2026-03-31")
	var k signals.Known
	for i, days := range []int{3, 90, 40} {
		k.Governance.Meetings = append(k.Governance.Meetings, affairs.Meeting{Code: "m", Decisions: []affairs.Decision{{Code: strconv.Itoa(i), Due: &due, Late: true, DaysLate: days}}})
		m := affairs.Measure{Code: strconv.Itoa(i), Late: true, DaysLate: 10 * days}
		k.Plan.Axes = append(k.Plan.Axes, affairs.Axis{Actions: []affairs.Action{{Measures: []affairs.Measure{m}}}})
	}
	var got []string
	for _, s := range signals.InTurn(signals.Of(k)) {
		got = append(got, s.ID())
	}
	want := []string{"decision_late/m/1", "measure_late/1", "decision_late/m/2", "measure_late/2", "decision_late/m/0", "measure_late/0"}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// A place shows what is about it or what lies in it; the network's signals only where they are asked for.
func TestAbout(t *testing.T) {
	all := []signals.Signal{{Code: "network"}, {Code: "here", Places: []string{"75113"}}, {Code: "both", Places: []string{"75111", "75113"}}, {Code: "there", Places: []string{"75111"}}}
	inside := func(code string) bool { return code == "75113" }
	for _, c := range []struct {
		whole bool
		want  string
	}{{false, "here both"}, {true, "network here both"}} {
		var codes []string
		for _, s := range signals.About(all, inside, c.whole) {
			codes = append(codes, s.Code)
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("whole %v: %s", c.whole, got)
		}
	}
}
