package queries_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
	"vigie/migrations"
	"vigie/queries"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

//go:embed testdata/sql/repeat_events.sql
var repeatEventsSQL string

//go:embed testdata/sql/contradict_events.sql
var contradictEventsSQL string

// testKey is the network key of the tests.
var testKey = strings.Repeat("5a", 32)

// testWarehouse is one database that the cases use in turn.
type testWarehouse struct{ *warehouse.Warehouse }

func openWarehouse(t testing.TB) testWarehouse {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return testWarehouse{w}
}

// registry is the reference data of a case.
type registry struct {
	territories []territory
	groups      []group
	structures  []structure
}

type territory struct {
	code, name, parent string
	population         uint32
}

type group struct {
	code    string
	members []string
}

// structure is one snapshot of a structure; several lines of a case may give the same one's.
type structure struct {
	id, territory    string
	imported         time.Time
	services         []string
	updated          time.Time
	opened, closed   *time.Time
	hours            bool
	evening, weekend uint16
}

// add reads a line of a case.
func (r *registry) add(words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("a %s needs a code", words[0])
	}
	values := map[string]string{}
	for _, word := range words[2:] {
		name, value, ok := strings.Cut(word, "=")
		if !ok && words[0] != "group" {
			return fmt.Errorf("%q has no value", word)
		}
		values[name] = value
	}
	switch words[0] {
	case "territory":
		population, err := strconv.ParseUint(values["population"], 10, 32)
		if err != nil && values["population"] != "" {
			return err
		}
		r.territories = append(r.territories, territory{words[1], strings.ReplaceAll(values["name"], "_", " "), values["parent"], uint32(population)})
	case "group":
		r.groups = append(r.groups, group{words[1], strings.Split(words[2], ",")})
	case "structure":
		s := structure{id: words[1], territory: values["territory"], imported: day("2020-01-01"), updated: day("2020-01-01")}
		for name, value := range values {
			switch name {
			case "territory":
			case "services":
				s.services = strings.Split(value, ",")
			case "imported":
				at, err := time.Parse(time.RFC3339, value)
				if err != nil {
					return err
				}
				s.imported = at
			case "updated":
				s.updated = day(value)
			case "opened":
				d := day(value)
				s.opened = &d
			case "closed":
				d := day(value)
				s.closed = &d
			case "evening", "weekend":
				minutes, err := strconv.ParseUint(value, 10, 16)
				if err != nil {
					return err
				}
				s.hours = true
				if name == "evening" {
					s.evening = uint16(minutes)
				} else {
					s.weekend = uint16(minutes)
				}
			default:
				return fmt.Errorf("a structure has no %s here", name)
			}
		}
		r.structures = append(r.structures, s)
	}
	return nil
}

func day(text string) time.Time {
	d, err := event.ParseDay(text)
	if err != nil {
		panic(fmt.Sprintf("%q is no day: %v", text, err))
	}
	return d.Time()
}

// testNetwork is a warehouse with a registry, to which events can be sent.
type testNetwork struct {
	warehouse testWarehouse
	clock     *clock
	collector *collector.Collector
}

// network empties the warehouse and gives it a registry and a collector. It is the end of 2026.
func (w testWarehouse) network(t testing.TB, r registry) *testNetwork {
	t.Helper()
	ctx := t.Context()
	for _, table := range []string{"event", "territory", "territory_group", "structure_snapshot", "snapshot_attachment"} {
		if err := w.Conn().Exec(ctx, "TRUNCATE TABLE "+table); err != nil {
			t.Fatal(err)
		}
	}
	now := day("2026-12-31")
	var territories, groups, snapshots, attachments [][]any
	for _, x := range r.territories {
		territories = append(territories, []any{x.code, x.name, "commune", x.parent, x.population, now})
	}
	for _, x := range r.groups {
		groups = append(groups, []any{x.code, "G" + x.code, x.members, now})
	}
	attached := map[string]bool{}
	for _, x := range r.structures {
		snapshots = append(snapshots, []any{x.id, x.imported, "0123456789abcdef", "S " + x.id, x.updated, x.services, x.opened, x.closed, x.hours, x.evening, x.weekend})
		if x.territory != "" && !attached[x.id] {
			attached[x.id] = true
			attachments = append(attachments, []any{x.id, x.imported, x.territory, "declared", now})
		}
	}
	w.insert(t, "INSERT INTO territory (code, name, level, parent, population, imported_at)", territories)
	w.insert(t, "INSERT INTO territory_group (code, name, members, imported_at)", groups)
	w.insert(t, "INSERT INTO structure_snapshot (id, imported_at, content, name, updated_on, services, opened_on, closed_on, hours_known, evening_minutes, weekend_minutes)", snapshots)
	w.insert(t, "INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)", attachments)

	key, err := collector.OpenKey("", testKey, "")
	if err != nil {
		t.Fatal(err)
	}
	n := &testNetwork{warehouse: w, clock: &clock{at: now}}
	if n.collector, err = collector.New(ctx, collector.Options{Warehouse: w.Warehouse, Key: key, Spool: t.TempDir(), Now: n.clock.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.collector.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return n
}

func (w testWarehouse) insert(t testing.TB, into string, rows [][]any) {
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

// send has the collector take events, all of one source, which must be good ones.
func (n *testNetwork) send(t testing.TB, raw ...json.RawMessage) {
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
	result, err := n.collector.Take(t.Context(), collector.Sender{Source: events[0].Source, Space: "all"}, events)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Rejected) > 0 {
		t.Fatalf("rejected: %+v", result.Rejected)
	}
	n.collector.Settle(t.Context())
}

// repeatEvents writes every row of the events once more, and once more with another body, received later.
func (n *testNetwork) repeatEvents(t testing.TB) {
	t.Helper()
	for _, sql := range []string{repeatEventsSQL, contradictEventsSQL} {
		if err := n.warehouse.Conn().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

func (n *testNetwork) runner(t testing.TB) *queries.Runner {
	t.Helper()
	at := day("2026-12-31").Add(12 * time.Hour)
	return queries.New(queries.Options{Warehouse: n.warehouse.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), Now: func() time.Time { return at }})
}
