// Package queriestest gives tests a network: a real warehouse with a registry, a real collector that takes its events, and what answers
// questions about them.
package queriestest

import (
	"embed"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
	"vigie/migrations"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/oracle"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

//go:embed *.sql
var files embed.FS

// key is the network key of the tests.
var key = strings.Repeat("5a", 32)

// now is the end of 2026, which is when questions are asked; registries are as of midnight of that day, events come after it.
var now = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)

// Registry is the reference data of a network.
type Registry struct {
	Territories []Territory
	Groups      []Group
	Snapshots   []Snapshot
	Exclusions  []Exclusion
	Aliases     []Alias
	Merges      []Merge
	oracle.Registered
}

// Territory is one of the registry.
type Territory struct {
	Code, Name, Parent string
	Population         uint32
	Outline            []oracle.Point // corners; nil for none
}

// Group is a named choice of territories.
type Group struct {
	Code    string
	Members []string
}

// Snapshot is what an import said of a structure.
type Snapshot struct {
	Structure      string
	Territory      string // that it is attached to, "" where none
	Imported       time.Time
	Updated        time.Time // zero: not known
	Opened, Closed *time.Time
	oracle.Offer
}

// Exclusion sets the events of a source, or of one structure of it, of the days [From, To) aside.
type Exclusion struct {
	Source, Structure string
	From, To          time.Time
	Lifted            bool
}

// Alias is another id of a structure.
type Alias struct {
	Alias, Structure string
	Removed          bool
}

// Merge has a structure continued by another from a day on.
type Merge struct {
	Structure, Successor string
	From                 time.Time
	Undone               bool
}

// Warehouse is one database that the networks of a test use in turn.
type Warehouse struct{ *warehouse.Warehouse }

// Open gives a test a database with the present schema.
func Open(t testing.TB) Warehouse {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return Warehouse{w}
}

// Network is a warehouse with a registry, to which events can be sent.
type Network struct {
	warehouse Warehouse
	clock     *clock
	collector *collector.Collector
}

// Network empties the warehouse and gives it a registry and a collector.
func (w Warehouse) Network(t testing.TB, r Registry) *Network {
	t.Helper()
	n := &Network{warehouse: w, clock: &clock{at: now}}
	w.empty(t, "event")
	n.SetRegistry(t, r)
	opened, err := collector.OpenKey("", key, "")
	if err != nil {
		t.Fatal(err)
	}
	n.collector, err = collector.New(t.Context(), collector.Options{Warehouse: w.Warehouse, Key: opened, Spool: t.TempDir(), Now: n.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.collector.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return n
}

// SetRegistry puts another registry in the place of the network's.
func (n *Network) SetRegistry(t testing.TB, r Registry) {
	t.Helper()
	w := n.warehouse
	w.empty(t, "territory", "territory_outline", "territory_group", "structure_snapshot", "snapshot_attachment", "exclusion", "structure_alias", "structure_merge")
	var territories, outlines, groups, snapshots, attachments, exclusions [][]any
	for _, x := range r.Territories {
		territories = append(territories, []any{x.Code, x.Name, "commune", x.Parent, x.Population, now})
		if x.Outline != nil {
			outlines = append(outlines, []any{x.Code, geometry(x.Outline), now})
		}
	}
	for _, x := range r.Groups {
		groups = append(groups, []any{x.Code, "G" + x.Code, x.Members, now})
	}
	for _, x := range r.Snapshots {
		snapshots = append(snapshots, x.row())
		attachments = append(attachments, []any{x.Structure, x.Imported, x.Territory, "declared", now})
	}
	for i, x := range r.Exclusions {
		exclusions = append(exclusions, []any{uint32(i + 1), x.Source, x.Structure, x.From, x.To, "a test", now, x.Lifted, now})
	}
	w.insertIdentity(t, r)
	w.insert(t, "INSERT INTO territory (code, name, level, parent, population, imported_at)", territories)
	w.insert(t, "INSERT INTO territory_outline (code, geometry, imported_at)", outlines)
	w.insert(t, "INSERT INTO territory_group (code, name, members, imported_at)", groups)
	w.insert(t, "INSERT INTO structure_snapshot ("+snapshotColumns+")", snapshots)
	w.insert(t, "INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)", attachments)
	w.insertRegistered(t, r.Registered)
	w.insert(t, "INSERT INTO exclusion (number, source, structure, from_day, to_day, why, set_at, lifted, changed_at)", exclusions)
}

// empty takes the rows from tables that have some.
func (w Warehouse) empty(t testing.TB, tables ...string) {
	t.Helper()
	var filled []string
	err := w.Conn().QueryRow(t.Context(), "SELECT groupUniqArray(table) FROM system.parts WHERE database = currentDatabase() AND active").Scan(&filled)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if slices.Contains(filled, table) {
			w.run(t, "TRUNCATE TABLE "+table)
		}
	}
}

// geometry is a border as GeoJSON, which ends where it began.
func geometry(corners []oracle.Point) string {
	var points []string
	for _, p := range append(slices.Clone(corners), corners[0]) {
		points = append(points, fmt.Sprintf("[%v,%v]", p.East, p.North))
	}
	return `{"type":"Polygon","coordinates":[[` + strings.Join(points, ",") + `]]}`
}

func (w Warehouse) run(t testing.TB, statement string) {
	t.Helper()
	if err := w.Conn().Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func (w Warehouse) insert(t testing.TB, into string, rows [][]any) {
	t.Helper()
	if len(rows) == 0 {
		return
	}
	batch, err := w.Conn().PrepareBatch(t.Context(), into)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := batch.Append(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

// Send has the collector take events as JSON, all of one source and without an id twice, which must be good ones. Persons are told apart
// within the space.
func (n *Network) Send(t testing.TB, space string, raw ...[]byte) {
	t.Helper()
	n.take(t, space, raw...)
	n.collector.Settle(t.Context())
}

// take has the collector take events, which need not have arrived then.
func (n *Network) take(t testing.TB, space string, raw ...[]byte) {
	t.Helper()
	decoder := event.NewDecoder(n.clock.now)
	var events []event.Event
	for _, text := range raw {
		e, faults := decoder.Decode(text)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", text, faults)
		}
		events = append(events, e)
	}
	result, err := n.collector.Take(t.Context(), collector.Sender{Source: events[0].Source, Space: space}, events)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Rejected) > 0 {
		t.Fatalf("rejected: %+v", result.Rejected)
	}
}

// Repeat writes every row of the events once more beside the collector, and again with another body, received later, as two collectors in
// a race could leave them: that changes nothing.
func (n *Network) Repeat(t testing.TB) {
	t.Helper()
	for _, name := range []string{"repeat_events.sql", "contradict_events.sql"} {
		statement, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n.warehouse.run(t, string(statement))
	}
}

// Runner is what answers questions about the network.
func (n *Network) Runner(t testing.TB) *engine.Runner {
	t.Helper()
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	noon := now.Add(12 * time.Hour)
	r, err := engine.New(engine.Options{Warehouse: n.warehouse.Warehouse, Catalogue: catalogue, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// clock is a test's time: it goes on by a second at each reading, so that what is received later is later.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}
