package peers

import (
	"fmt"
	"slices"
)

// bound is something that is to be reached, where it is said of so many people; 0 is of any number.
type bound struct {
	what   string
	most   float64
	least  float64 // where given, it is to be reached at least
	people int
	of     func(m measured, s size) float64
	write  func(float64) string
}

// million and tenMillion are how many people have so many events.
const million, tenMillion = 145_000, 1_500_000

// bounds are what is to be reached, on two cores.
var bounds = []bound{
	{what: "pages, cold, slowest 95th percentile", most: 10, of: slowestPage(func(p pageOf) spread { return p.Cold }), write: inMilliseconds},
	{what: "pages, warm, slowest 95th percentile", most: 2, of: slowestPage(func(p pageOf) spread { return p.Warm }), write: inMilliseconds},
	{what: "live volumes, any days, slowest median", most: 100, people: million, of: slowestLive(false), write: inMilliseconds},
	{what: "live volumes, any days, slowest median", most: 600, people: tenMillion, of: slowestLive(false), write: inMilliseconds},
	{what: "live volumes of one structure, slowest median", most: 50, of: slowestLive(true), write: inMilliseconds},
	{what: "first edition of three years, published", most: 120, of: cutOf(0, seconds), write: inSeconds},
	{what: "first edition, most memory", most: 1500, of: cutOf(0, memory), write: inMegabytes},
	{what: "a month's edition, published", most: 10, of: cutOf(1, seconds), write: inSeconds},
	{what: "a month's edition, most memory", most: 1000, of: cutOf(1, memory), write: inMegabytes},
	{what: "a quarter's edition, published", most: 30, of: cutOf(2, seconds), write: inSeconds},
	{what: "a quarter's edition, most memory", most: 1000, of: cutOf(2, memory), write: inMegabytes},
	{what: "pages while a quarter's edition is cut, as often as long", most: 3, of: func(_ measured, s size) float64 { return s.Cuts[2].Meanwhile.P95 / s.Cuts[2].Before.P95 }, write: ratio},
	{what: "PostgreSQL's time for the same cells of three years, as often as long as Vigie's", least: 5, people: tenMillion, of: peerCells("PostgreSQL"), write: ratio},
	{what: "DuckDB's time for the same cells of three years, as often as long as Vigie's", least: 1, people: tenMillion, of: peerCells("DuckDB"), write: ratio},
	{what: "facts worked out whole", most: 60, of: func(_ measured, s size) float64 { return s.Rebuild.Seconds }, write: inSeconds},
	{what: "facts, most memory", most: 1500, of: func(_ measured, s size) float64 { return s.Rebuild.Most / 1e6 }, write: inMegabytes},
	{what: "`vigie demo`, events a second", least: 100_000, people: tenMillion, of: func(_ measured, s size) float64 { return s.perSecond() }, write: whole},
	{what: "memory after the start", most: 350, of: func(_ measured, s size) float64 { return s.Idle / 1e6 }, write: inMegabytes},
	{what: "memory while serving pages", most: 600, of: func(_ measured, s size) float64 { return s.Serving / 1e6 }, write: inMegabytes},
	{what: "disk, bytes an event", most: 100, people: tenMillion, of: func(_ measured, s size) float64 { return s.perEvent() }, write: whole},
	{what: "start", most: 5, people: tenMillion, of: func(_ measured, s size) float64 { return s.Start }, write: inSeconds},
	{what: "start", most: 1, people: million, of: func(_ measured, s size) float64 { return s.Start }, write: inSeconds},
}

func inMilliseconds(value float64) string { return ms(value) + " ms" }
func inSeconds(value float64) string      { return decimals(value) + " s" }
func inMegabytes(value float64) string    { return whole(value) + " MB" }
func whole(value float64) string          { return count(int(value + 0.5)) }

func slowestPage(of func(pageOf) spread) func(measured, size) float64 {
	return func(_ measured, s size) (most float64) {
		for _, p := range s.Pages {
			most = max(most, of(p).P95)
		}
		return most
	}
}

func slowestLive(own bool) func(measured, size) float64 {
	return func(_ measured, s size) (most float64) {
		for i, q := range questions {
			if q.own == own {
				most = max(most, s.Live[i].Vigie.Median)
			}
		}
		return most
	}
}

func cutOf(nth int, of func(cutting) float64) func(measured, size) float64 {
	return func(_ measured, s size) float64 { return of(s.Cuts[nth]) }
}

func seconds(c cutting) float64 { return c.Seconds }
func memory(c cutting) float64  { return c.Most / 1e6 }

// peerCells is how many times as long as Vigie a database took for the cells of three years.
func peerCells(name string) func(measured, size) float64 {
	return func(m measured, s size) float64 {
		if !slices.Contains(m.databases, name) {
			return 0
		}
		return s.Cells[0].Peers[name] / s.Cells[0].Vigie
	}
}

// reached is the table of what is to be reached, and whether it was.
func (m measured) reached() string {
	var t table
	t.WriteString("Bounds are for ten million events where none is named; at fewer they are given as well. **No** is not reached.\n\n")
	t.head("what", "events", "to reach", "measured", "reached")
	for _, b := range bounds {
		for _, s := range m.sizes {
			if b.people != 0 && b.people != s.Plan.People {
				continue
			}
			value, limit, good := b.of(m, s), "≤ "+b.write(b.most), "yes"
			met := value <= b.most
			if b.least > 0 {
				limit, met = "≥ "+b.write(b.least), value >= b.least
			}
			if !met {
				good = "**no**"
			}
			t.row(b.what, count(s.Loads.Rows), limit, b.write(value), good)
		}
	}
	for _, p := range m.other.Pages {
		const most = 50
		good := "yes"
		if p.Cold.P95 > most {
			good = "**no**"
		}
		t.row("`"+p.Path+"`, cold, 95th percentile", fmt.Sprintf("%s territories", count(m.other.Territories)), "≤ "+inMilliseconds(most), inMilliseconds(p.Cold.P95), good)
	}
	return t.String()
}
