package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"vigie/demo"
	"vigie/event"
	"vigie/network"
	"vigie/network/hours"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	from = event.NewDay(2024, 6, 1)
	to   = event.NewDay(2026, 6, 1)
)

// paris is the twenty arrondissements with their residents, in thousands.
func paris() []network.Territory {
	thousands := []uint32{15, 20, 32, 27, 55, 40, 48, 35, 57, 84, 138, 138, 181, 136, 230, 159, 159, 183, 179, 185}
	var list []network.Territory
	for i, residents := range thousands {
		list = append(list, network.Territory{
			Code: fmt.Sprintf("751%02d", i+1), Name: fmt.Sprintf("Paris %d", i+1), Level: "arrondissement", Parent: "75056",
			Population: residents * 1000,
		})
	}
	return list
}

func options(people int, seed uint64) demo.Options {
	return demo.Options{People: people, From: from, To: to, Seed: seed, Territories: paris()}
}

func TestStructures(t *testing.T) {
	n := demo.New(options(20_000, 1))
	list := n.Structures()
	residents := map[string]float64{}
	all := 0.0
	for _, territory := range paris() {
		residents[territory.Code] = float64(territory.Population)
		all += float64(territory.Population)
	}
	if rate := float64(len(list)) / all * 10_000; rate < 2.9 || rate > 3.1 {
		t.Errorf("%.2f structures for 10 000 residents, want about 3", rate)
	}
	in := map[string]float64{}
	count := map[string]int{}
	names := map[string]bool{}
	previous := ""
	for _, s := range list {
		if s.ID <= previous {
			t.Errorf("structure %s comes after %s", s.ID, previous)
		}
		previous = s.ID
		if names[s.Name] || !strings.Contains(s.Name, "démo") {
			t.Errorf("structure %s: the name %q is not its own, or does not say that it is a demonstration", s.ID, s.Name)
		}
		names[s.Name] = true
		checkRecord(t, s)
		in[s.INSEE]++
		for what, has := range map[string]bool{
			"hours": s.Hours != "", "adapted": len(s.Adapted) > 0, "fees": len(s.Fees) > 0, "capacity": s.CapacityWeek != nil,
			"position": s.Latitude != nil, "contact": s.Phone != "" || len(s.Emails) > 0, "opened": s.OpenedOn != "",
			"closed": s.ClosedOn != "", "old record": s.UpdatedOn < to.AddDays(-550).String(), "devices": s.Devices != nil,
			"charter": s.CharterSignedOn != "", "label": len(s.Labels) > 0, "programme": len(s.Programmes) > 0,
			"nowhere": s.INSEE == "75056",
		} {
			if has {
				count[what]++
			}
		}
	}
	for _, what := range []string{"opened", "closed", "nowhere", "label"} {
		if count[what] == 0 || count[what] > len(list)/5 {
			t.Errorf("%d of %d structures have: %s; want a few", count[what], len(list), what)
		}
	}
	for _, what := range []string{"hours", "adapted", "fees", "capacity", "position", "contact", "old record", "devices", "charter", "programme"} {
		if count[what] < len(list)/20 || count[what] == len(list) {
			t.Errorf("%d of %d structures have: %s; want some, not all", count[what], len(list), what)
		}
	}
	if west, pilot := in["75116"]/residents["75116"], in["75113"]/residents["75113"]; west*2 > pilot {
		t.Errorf("the 16e has %.5f structures a resident and the 13e %.5f: want less than half", west, pilot)
	}
}

// checkRecord holds a record to what the registry accepts.
func checkRecord(t *testing.T, s network.Structure) {
	t.Helper()
	if s.Hours != "" {
		if _, err := hours.Parse(s.Hours); err != nil {
			t.Errorf("structure %s: hours %q: %v", s.ID, s.Hours, err)
		}
	}
	if (s.Latitude == nil) != (s.Longitude == nil) {
		t.Errorf("structure %s has half a position", s.ID)
	}
	if s.ClosedOn != "" && s.ClosedOn <= s.OpenedOn {
		t.Errorf("structure %s closes on %s and opens on %s", s.ID, s.ClosedOn, s.OpenedOn)
	}
	if s.UpdatedOn >= to.String() {
		t.Errorf("structure %s: record of %s, after the period", s.ID, s.UpdatedOn)
	}
	if len(s.Services) == 0 {
		t.Errorf("structure %s offers nothing", s.ID)
	}
	for _, service := range s.Services {
		if !event.Service(service).Valid() {
			t.Errorf("structure %s: no service %q", s.ID, service)
		}
	}
}

func TestSources(t *testing.T) {
	list := demo.New(options(0, 1)).Sources()
	spaces := map[string]int{}
	for _, s := range list {
		if !strings.HasPrefix(s.Source, "https://demo.vigie.example/") {
			t.Errorf("source %q is not of the demonstration", s.Source)
		}
		spaces[s.Space]++
	}
	if len(list) != 6 || len(spaces) != 5 {
		t.Errorf("%d sources in %d spaces, want 6 in 5: two share their identifiers", len(list), len(spaces))
	}
}

func TestSameOptionsSameEvents(t *testing.T) {
	one, two := demo.New(options(500, 1)), demo.New(options(500, 1))
	first := digest(t, one.Events())
	if again := digest(t, one.Events()); again != first {
		t.Error("the same network gives other events the second time")
	}
	if other := digest(t, two.Events()); other != first {
		t.Error("two networks of the same options give different events")
	}
	if !reflect.DeepEqual(one.Structures(), two.Structures()) {
		t.Error("two networks of the same options have different structures")
	}
	if other := digest(t, demo.New(options(500, 2)).Events()); other == first {
		t.Error("another seed gives the same events")
	}
	golden := filepath.Join("testdata", "500-people-seed-1.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(first+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if first != strings.TrimSpace(string(want)) {
		t.Errorf("the events of 500 people with seed 1 have changed: %s, want %s; run with -update if that was meant", first, want)
	}
}

// digest is the hash of events as they would be sent, one a line.
func digest(t *testing.T, events iter.Seq[event.Event]) string {
	t.Helper()
	hash := sha256.New()
	for e := range events {
		line, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		hash.Write(append(line, '\n'))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func TestUnusualOptions(t *testing.T) {
	sunday := event.NewDay(2026, 1, 4)
	elsewhere := []network.Territory{
		{Code: "89024", Name: "Ville-Une", Population: 45_000}, {Code: "89387", Name: "Ville-Deux", Population: 33_000},
		{Code: "89003", Name: "Vide"},
	}
	for name, c := range map[string]struct {
		options demo.Options
		events  bool
	}{
		"nothing":           {demo.Options{}, false},
		"no territories":    {demo.Options{People: 10, From: from, To: to}, false},
		"nobody":            {demo.Options{From: from, To: to, Territories: paris()}, false},
		"fewer than none":   {demo.Options{People: -1, From: from, To: to, Territories: paris()}, false},
		"ends as it begins": {demo.Options{People: 10, From: from, To: from, Territories: paris()}, false},
		"runs backwards":    {demo.Options{People: 10, From: to, To: from, Territories: paris()}, false},
		"one person":        {demo.Options{People: 1, From: from, To: to, Territories: paris()}, true},
		"one Sunday":        {demo.Options{People: 100, From: sunday, To: sunday + 1, Territories: paris()}, true},
		"New Year's Day":    {demo.Options{People: 100, From: sunday - 3, To: sunday - 2, Territories: paris()}, true},
		"eight days":        {demo.Options{People: 100, From: sunday, To: sunday + 8, Territories: paris()}, true},
		"another place":     {demo.Options{People: 100, From: from, To: to, Territories: elsewhere}, true},
		"one village":       {demo.Options{People: 100, From: from, To: to, Territories: elsewhere[:1]}, true},
	} {
		t.Run(name, func(t *testing.T) {
			n := demo.New(c.options)
			for _, s := range n.Structures() {
				if s.Latitude != nil && len(c.options.Territories) < 20 {
					t.Errorf("structure %s has a position in a territory that the demonstration knows nothing of", s.ID)
				}
			}
			assessed := map[string]bool{}
			any := false
			for e := range n.Events() {
				any = true
				if faults := event.Validate(e, c.options.To.Time()); len(faults) > 0 {
					t.Fatalf("event %s: %v", e.ID, faults)
				}
				if e.Day < c.options.From || e.Day >= c.options.To {
					t.Fatalf("event %s is of %s, outside the period", e.ID, e.Day)
				}
				if e.Assessment != nil {
					assessed[e.Assessment.Person] = true
				}
			}
			if any != c.events || any && len(assessed) != c.options.People {
				t.Errorf("events: %t, of %d people assessed; want %t", any, len(assessed), c.events)
			}
		})
	}
}

func TestStopping(t *testing.T) {
	count := 0
	for range demo.New(options(500, 1)).Events() {
		if count++; count == 100 {
			break
		}
	}
	if count != 100 {
		t.Errorf("%d events before the reader stopped, want 100", count)
	}
}

// The filling may stop on the 15ths that are over, of the five last months at most, and on none before there are events.
func TestStops(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2023-05-02", "2026-03-20", "2025-11-15 2025-12-15 2026-01-15 2026-02-15 2026-03-15"},
		{"2023-05-02", "2026-03-15", "2025-11-15 2025-12-15 2026-01-15 2026-02-15 2026-03-15"},
		{"2023-05-02", "2026-03-14", "2025-10-15 2025-11-15 2025-12-15 2026-01-15 2026-02-15"},
		{"2026-01-15", "2026-03-20", "2026-02-15 2026-03-15"},
		{"2026-03-16", "2026-03-20", ""},
	} {
		from, err := event.ParseDay(c.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := event.ParseDay(c.to)
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, day := range (demo.Options{From: from, To: to}).Stops() {
			days = append(days, day.String())
		}
		if got := strings.Join(days, " "); got != c.want {
			t.Errorf("from %s to %s: %s, not %s", c.from, c.to, got, c.want)
		}
	}
}

// Memory does not follow the number of events: half way through, only keys of what is yet to be sent are held.
func TestMemory(t *testing.T) {
	const people, perEvent = 60_000, 6
	n := demo.New(options(people, 1))
	live := func() (bytes, objects uint64) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, m.Mallocs
	}
	before, objects := live()
	most, events := uint64(0), 0
	for range n.Events() {
		if events++; events%80_000 == 0 {
			now, _ := live()
			most = max(most, now-min(now, before))
		}
	}
	_, made := live()
	if most > people*16 {
		t.Errorf("%d bytes are held for %d people, want at most 16 each", most, people)
	}
	if made-objects > uint64(events)*perEvent {
		t.Errorf("%d objects for %d events, want at most %d each", made-objects, events, perEvent)
	}
	t.Logf("%d events of %d people: at most %d KB held, %.1f objects an event", events, people, most>>10, float64(made-objects)/float64(events))
}

func BenchmarkEvents(b *testing.B) {
	n := demo.New(options(20_000, 1))
	events := 0
	b.ReportAllocs()
	for b.Loop() {
		for range n.Events() {
			events++
		}
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		demo.New(options(20_000, 1))
	}
}
