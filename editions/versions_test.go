package editions_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/queriestest"
)

const source = "https://one.example"

// visits are attendances of some people at a structure on a day.
func visits(structure string, on event.Day, people ...string) (all []event.Event) {
	for _, person := range people {
		all = append(all, event.Event{
			ID: fmt.Sprint(structure, on, person), Source: source, Kind: event.KindAttendance, Day: on,
			Attendance: &event.Attendance{Structure: structure, Format: event.FormatIndividual, Minutes: 60, Person: person,
				Services: []event.Service{event.ServiceEverydayTools}, Profile: event.Profile{Residence: "71076", AgeBand: event.AgeBand70Plus}},
		})
	}
	return all
}

func people(prefix string, n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprint(prefix, i))
	}
	return all
}

// village is a parent with one territory, in which one structure opened in March 2026; the structures of another have been there for ever.
func village() (queriestest.Registry, []event.Event) {
	opened := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	long := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	r := queriestest.Registry{
		Territories: []queriestest.Territory{
			{Code: "P", Name: "P"}, {Code: "71076", Name: "A", Parent: "P", Population: 5000}, {Code: "71118", Name: "B", Population: 4000},
		},
		Snapshots: []queriestest.Snapshot{
			{Structure: "new", Territory: "71076", Imported: opened, Opened: &opened},
			{Structure: "old", Territory: "71118", Imported: long}, {Structure: "other", Territory: "71118", Imported: long},
		},
	}
	events := append(visits("old", event.NewDay(2025, 10, 7), people("b", 20)...), visits("new", event.NewDay(2026, 3, 20), people("a", 15)...)...)
	return r, append(events, visits("other", event.NewDay(2026, 3, 21), people("c", 3)...)...)
}

// draws notes under which names a component was drawn, by how many records.
type draws struct {
	noise.Source
	of map[string]int64
}

func (d draws) Draw(cell string, version uint16, count int64, records uint64) int64 {
	d.of[fmt.Sprint(cell, version)] = count
	return d.Source.Draw(cell, version, count, records)
}

// TestOneSetOneCell holds equal sets to equal cells: the structure, its territory, the parent that holds no other, in the month it opened in and
// in all windows that hold no other month of it. And a cut that died is cut again as it was.
func TestOneSetOneCell(t *testing.T) {
	w := queriestest.Open(t)
	registry, events := village()
	network := w.Network(t, registry)
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	cutter, drawn := d.cutter(t, "a key"), draws{noise.NewSource([]byte("a key")), make(map[string]int64)}
	cutter.Noise = drawn
	if _, err := cutter.Start(t.Context(), day(t, "2026-04-15")); err != nil {
		t.Fatal(err)
	}
	published := d.published(t, 1)
	march, quarter := window(t, "2026-03-01", "2026-04-01"), window(t, "2026-01-01", "2026-04-01")
	for component, windows := range map[string][]period.Window{"followed": {march, quarter}, "helping_minutes": {march, quarter}} {
		values := make(map[float64][]cells.Cell)
		for _, area := range []cells.Area{{Kind: cells.Structure, Code: "new"}, {Kind: cells.Territory, Code: "71076"}, {Kind: cells.Group, Code: "P"}} {
			for _, w := range windows {
				if area.Kind == cells.Structure && w == march {
					continue
				}
				c := cells.Cell{Component: component, Area: area, Window: w}
				value, there := published[c]
				if !there {
					t.Errorf("%v is missing", c)
				}
				values[value] = append(values[value], c)
			}
		}
		if len(values) != 1 {
			t.Errorf("one set of people has several values of %s: %v", component, values)
		}
	}
	// Whom two structures of a territory helped is not the set of either, though the other had nobody in that quarter.
	names := 0
	for name, count := range drawn.of {
		if count == 15 && name[:9] == "followed " {
			names++
		}
	}
	if names != 1 {
		t.Errorf("15 people who were followed were drawn under %d names: %v", names, drawn.of)
	}
	d.dies(t, cutter)
}

// TestProjectsAreDrawnOnce holds what is done with the only project of a call, by one structure and since March, to one draw, whatever it is asked by:
// that of the structure which is wholly paid by it.
func TestProjectsAreDrawnOnce(t *testing.T) {
	w := queriestest.Open(t)
	registry, events := village()
	long := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	project := oracle.Project{Code: "P", Call: "AAP", Structure: "new", Stage: "granted", Granted: 100_000, Starts: event.NewDay(2026, 3, 9),
		Ends: event.NewDay(2026, 8, 20), Target: new(40), Imported: long}
	later := project
	later.Imported = long.AddDate(1, 3, 0) // another state of it says nothing else
	other := project
	other.Code, other.Call, other.Structure, other.Starts = "Q", "two", "old", event.NewDay(2025, 9, 1)
	ended := other
	ended.Code, ended.Ends = "R", event.NewDay(2025, 12, 31) // in the same call, and no help names it
	registry.Projects = []oracle.Project{project, later, other, ended}
	for i := range events {
		a := events[i].Attendance
		a.Project = map[string]string{"new": "P", "old": "Q"}[a.Structure]
	}
	network := w.Network(t, registry)
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	if _, err := d.cutter(t, "a key").Start(t.Context(), day(t, "2026-10-15")); err != nil {
		t.Fatal(err)
	}
	published := d.published(t, 1)
	quarter, next, year := window(t, "2026-01-01", "2026-04-01"), window(t, "2026-07-01", "2026-10-01"), window(t, "2025-10-01", "2026-10-01")
	for name, same := range map[string][]cells.Cell{
		"people": {{Component: "helped", Window: quarter}, {Component: "helped_by_projects", Window: quarter}, {Component: "helped_since_start", Window: quarter}},
		// Nobody came with it after March, and it ended in August.
		"people since its start":         {{Component: "helped_since_start", Window: year}, {Component: "helped_since_start", Window: next}, {Component: "helped_by_projects", Window: year}},
		"participations":                 {{Component: "attended", Window: quarter}, {Component: "attended_since_start", Window: quarter}},
		"participations since its start": {{Component: "attended_since_start", Window: year}, {Component: "attended_since_start", Window: next}},
	} {
		values := make(map[float64]bool)
		for _, c := range same {
			for _, area := range []cells.Area{{Kind: cells.Project, Code: "P"}, {Kind: cells.Call, Code: "AAP"}} {
				c.Area = area
				value, there := published[c]
				if !there {
					t.Errorf("%v is missing", c)
				}
				values[value] = true
			}
		}
		if len(values) != 1 {
			t.Errorf("%s have several values: %v", name, values)
		}
	}
	// The structure has no other people: what is told of the project is what is told of it, and no draw more.
	for component, like := range map[string]string{"helped_by_projects": "helped", "attended_since_start": "attended"} {
		project := cells.Cell{Component: component, Area: cells.Area{Kind: cells.Project, Code: "P"}, Window: quarter}
		structure := cells.Cell{Component: like, Area: cells.Area{Kind: cells.Structure, Code: "new"}, Window: quarter}
		if published[project] != published[structure] {
			t.Errorf("%v is %v, its structure %v", project, published[project], published[structure])
		}
	}
	// A call whose other project has ended is the one that runs.
	for _, w := range []period.Window{quarter, window(t, "2026-04-01", "2026-07-01")} {
		q := cells.Cell{Component: "helped", Area: cells.Area{Kind: cells.Project, Code: "Q"}, Window: w}
		two := cells.Cell{Component: "helped", Area: cells.Area{Kind: cells.Call, Code: "two"}, Window: w}
		if published[q] != published[two] {
			t.Errorf("%v is %v, its call %v", q, published[q], published[two])
		}
	}
	started := cells.Cell{Component: cells.Present, Area: cells.Area{Kind: cells.Call, Code: "two"}, Window: quarter}
	if published[started] != 2 {
		t.Errorf("%v projects of the call had started", published[started])
	}
}

// dies has a cut die when all its rows but the edition's own are written.
func (d drawn) dies(t *testing.T, cutter *cut.Cutter) {
	first := d.published(t, 1)
	e, err := cutter.Cut(t.Context(), day(t, "2026-07-15"))
	if err != nil {
		t.Fatal(err)
	}
	second := d.published(t, e.Number)
	for _, statement := range []string{"DELETE FROM edition WHERE number = 2", "INSERT INTO published_cell (edition, version, component, value) VALUES (2, 1, 'followed', 12)"} {
		if err := d.Conn().Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := d.store.Editions(t.Context()); err != nil || len(left) != 1 {
		t.Fatalf("%v, %v", left, err)
	}
	for _, number := range []uint32{1, 2, 99} {
		if !maps.Equal(d.published(t, number), first) {
			t.Errorf("as of edition %d, the first one is not whole where the second has not been cut", number)
		}
	}
	cutter.Files = store.FilesIn(t.TempDir())
	if err := cutter.Files.Give(4); err != nil { // as where a backup from before the last editions was restored
		t.Fatal(err)
	}
	again, err := cutter.Cut(t.Context(), day(t, "2026-07-15"))
	if err != nil {
		t.Fatal(err)
	}
	if highest, err := cutter.Files.Highest(); again.Number != 5 || highest != 5 || err != nil {
		t.Errorf("edition %d, the highest is %d, %v", again.Number, highest, err)
	}
	d.filed(t, cutter)
	if !maps.Equal(d.published(t, again.Number), second) {
		t.Error("what was cut again differs")
	}
	if !maps.Equal(d.published(t, 1), first) {
		t.Error("the first edition differs once the second is there")
	}
	var nothing cut.NothingDueError
	if _, err := cutter.Cut(t.Context(), day(t, "2026-07-15")); !errors.As(err, &nothing) {
		t.Errorf("twice on a day: %v", err)
	}
	var backwards cut.BackwardsError
	if _, err := cutter.Cut(t.Context(), day(t, "2026-07-14")); !errors.As(err, &backwards) {
		t.Errorf("a day before the last one: %v", err)
	}
	if _, err := cutter.Start(t.Context(), day(t, "2026-07-15")); !errors.Is(err, cut.ErrStarted) {
		t.Errorf("started twice: %v", err)
	}
}

// filed holds the file of the last edition to its cells; one that is missing is written by the next cut, whatever that brings.
func (d drawn) filed(t *testing.T, cutter *cut.Cutter) {
	all, err := d.store.Editions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := all[len(all)-1]
	brought, err := d.store.Brought(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	path := cutter.Files.Path(last.Number)
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if e, read, err := store.ReadFile(path); err != nil || e.Number != last.Number || len(e.Windows) != len(last.Windows) || !slices.Equal(read, brought) {
		t.Errorf("the file has %d cells of %d, %v", len(read), len(brought), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var nothing cut.NothingDueError
	if _, err := cutter.Cut(t.Context(), day(t, "2026-07-15")); !errors.As(err, &nothing) {
		t.Error(err)
	}
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, written) {
		t.Errorf("the missing file was not written again as it was: %v", err)
	}
}

// TestNoiseIsTheCells cuts with keys: the same key gives the same cells, another one others, and each lies near what was counted.
func TestNoiseIsTheCells(t *testing.T) {
	w := queriestest.Open(t)
	h := oracle.Draw(*seed)
	network := w.Network(t, queriestest.RegistryOf(h))
	network.Receive(t, h, h.Events)
	d := over(t, w, network)
	cutWith := func(c *cut.Cutter) map[cells.Cell]float64 {
		d.forget(t)
		if _, err := c.Start(t.Context(), day(t, "2024-05-15")); err != nil {
			t.Fatal(err)
		}
		return d.published(t, 1)
	}
	exact, one := cutWith(d.quiet(t)), cutWith(d.cutter(t, "one"))
	if !maps.Equal(one, cutWith(d.cutter(t, "one"))) {
		t.Error("the same key gives other cells")
	}
	other, moved, differ, squares, of := cutWith(d.cutter(t, "other")), 0, 0, 0.0, 0
	for c, value := range exact {
		component, counted := d.list.Component(c.Component)
		unit := 1.0
		if component.Unit == "minutes" {
			unit = 120
		}
		e := (one[c] - value) / unit
		switch {
		case !counted && (one[c] != value || other[c] != value):
			t.Errorf("%v has noise", c)
		case e != float64(int(e)) || e < -noise.Largest || e > noise.Largest:
			t.Errorf("%v is %v, %v was counted", c, one[c], value)
		}
		if counted {
			of++
			squares += e * e
			if one[c] != value {
				moved++
			}
			if one[c] != other[c] {
				differ++
			}
		}
	}
	if len(one) != len(exact) || moved < of/2 || differ < of/2 {
		t.Errorf("of %d cells %d have noise, and %d another one by another key", of, moved, differ)
	}
	t.Logf("%d cells, variance %.2f", of, squares/float64(of))
}

// TestNothingToPublish says so.
func TestNothingToPublish(t *testing.T) {
	w := queriestest.Open(t)
	registry, _ := village()
	d := over(t, w, w.Network(t, registry))
	cutter := d.quiet(t)
	if _, err := cutter.Start(t.Context(), day(t, "2026-04-15")); !errors.Is(err, cut.ErrNoEvent) {
		t.Error(err)
	}
	if _, err := cutter.Cut(t.Context(), day(t, "2026-04-15")); !errors.Is(err, cut.ErrNotStarted) && !errors.Is(err, cut.ErrNoEvent) {
		t.Error(err)
	}
}

// TestOneStructure publishes the only structure of a network whose territory nobody lives in.
func TestOneStructure(t *testing.T) {
	w := queriestest.Open(t)
	network := w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{{Code: "71076", Name: "A"}},
		Snapshots:   []queriestest.Snapshot{{Structure: "only", Territory: "71076", Imported: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}},
	})
	network.Receive(t, oracle.History{}, visits("only", event.NewDay(2026, 2, 3), people("a", 15)...))
	d := over(t, w, network)
	if _, err := d.cutter(t, "a key").Start(t.Context(), day(t, "2026-03-01")); err != nil {
		t.Fatal(err)
	}
	published, february := d.published(t, 1), window(t, "2026-02-01", "2026-03-01")
	territory := cells.Cell{Component: "followed", Area: cells.Area{Kind: cells.Territory, Code: "71076"}, Window: february}
	whole := cells.Cell{Component: "followed", Area: cells.Area{Kind: cells.Group, Code: cells.Network}, Window: february}
	if published[territory] == 0 || published[territory] != published[whole] {
		t.Errorf("the territory has %v, the network %v", published[territory], published[whole])
	}
}

func window(t *testing.T, from, to string) period.Window {
	t.Helper()
	return period.Window{From: day(t, from), To: day(t, to)}
}

// TestHoursOfALongVisit publishes four hours of a participation at most: a longer one would stand out of the noise.
func TestHoursOfALongVisit(t *testing.T) {
	w := queriestest.Open(t)
	network := w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{{Code: "A", Name: "A", Population: 5000}},
		Snapshots:   []queriestest.Snapshot{{Structure: "s", Territory: "A", Imported: day(t, "2023-01-01")}},
	})
	for id, minutes := range map[string]int{"short": 90, "long": 700} {
		network.Send(t, "https://one.example", fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"https://one.example","type":"vigie.attendance.v1",`+
			`"time":"2024-02-10","data":{"structure":"s","person":%q,"format":"workshop","minutes":%d}}`, id, id, minutes))
	}
	d := over(t, w, network)
	if _, err := d.quiet(t).Start(t.Context(), day(t, "2024-07-15")); err != nil {
		t.Fatal(err)
	}
	february := period.Window{From: day(t, "2024-02-01"), To: day(t, "2024-03-01")}
	of := cells.Cell{Component: "helping_minutes", Area: cells.Area{Kind: cells.Territory, Code: "A"}, Window: february}
	if minutes := d.published(t, 1)[of]; minutes != 90+240 {
		t.Errorf("%v minutes are published, not 330", minutes)
	}
}
