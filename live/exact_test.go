package live

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"vigie/migrations"
	"vigie/queries/period"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// filled opens a warehouse of the present schema and runs statements in it.
func filled(t *testing.T, statements ...string) *warehouse.Warehouse {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	for _, sql := range statements {
		if err := w.Conn().Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	return w
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// How structures report is told by their last event, lateness, and the events of days when they were not open by their latest record.
// Tables stand in for the facts, which are no part of the schema.
func TestReporting(t *testing.T) {
	r := New(Options{Now: time.Now, Warehouse: filled(t,
		"CREATE TABLE activity (structure LowCardinality(String), day Date, declared Bool, late UInt8, events UInt64) "+
			"ENGINE = MergeTree ORDER BY structure",
		"CREATE TABLE structure_state (structure String, since Date, until Date, opened_on Nullable(Date32), closed_on Nullable(Date)) "+
			"ENGINE = MergeTree ORDER BY structure",
		"INSERT INTO structure_state VALUES ('a', '1970-01-01', '2026-03-01', '2026-03-01', NULL), "+
			"('a', '2026-03-01', '2149-06-06', '2026-02-01', '2026-05-01'), ('b', '1970-01-01', '2149-06-06', '1931-05-01', NULL)",
		"INSERT INTO activity VALUES ('a', '2026-01-31', false, 4, 1), ('a', '2026-02-01', false, 4, 1), ('a', '2026-04-30', false, 3, 1), "+
			"('a', '2026-05-01', false, 3, 2), ('a', '2026-05-31', true, 0, 1), "+
			"('b', '2025-06-01', false, 4, 1), ('b', '2026-06-01', false, 0, 3), "+
			"('b', '2026-05-24', false, 2, 1), ('b', '2026-05-25', false, 1, 1), ('c', '2026-05-30', false, 1, 1), ('', '2026-05-30', false, 1, 1)")})
	for _, c := range []struct{ from, to, asOf, want string }{
		{"2026-01-01", "2026-07-01", "2026-06-30", "a 2026-05-31 6 3 [1 0 0 3 2]; b 2026-06-01 5 0 [3 1 1 0 0]; c 2026-05-30 1 0 [0 1 0 0 0]"},
		{"2026-02-01", "2026-05-01", "2026-06-30", "a 2026-05-31 2 0 [0 0 0 1 1]; b 2026-06-01 0 0 [0 0 0 0 0]; c 2026-05-30 0 0 [0 0 0 0 0]"},
		{"2026-02-01", "2026-05-01", "2026-04-29", "a 2026-02-01 1 0 [0 0 0 0 1]; b 2025-06-01 0 0 [0 0 0 0 0]"},
	} {
		all, err := r.reporting(t.Context(), period.Window{From: day(t, c.from), To: day(t, c.to)}, day(t, c.asOf))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range all {
			got = append(got, fmt.Sprint(r.Structure, " ", r.LastDay.Format(time.DateOnly), " ", r.Events, " ", r.WhileClosed, " ", r.Delays))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("[%s, %s) as of %s: %s, want %s", c.from, c.to, c.asOf, text, c.want)
		}
	}
}

// What is wrong is listed in its period; a parked event only as long as the warehouse does not have it and it is not erased.
func TestFindings(t *testing.T) {
	r := New(Options{Now: time.Now, Warehouse: filled(t,
		"CREATE TABLE trait (source String, month Date, trait String, events UInt64) ENGINE = MergeTree ORDER BY source",
		`INSERT INTO parked_event VALUES
			('aaaaaaaaaaaaaaaa', 469, 'attendance', 'urn:x', 's1', '2026-05-01 22:30:00', now64()),
			('bbbbbbbbbbbbbbbb', 469, 'attendance', 'urn:x', 's1', '2026-05-03 12:00:00', now64())`,
		`INSERT INTO parked_event VALUES
			('aaaaaaaaaaaaaaaa', 469, 'attendance', 'urn:x', 's1', '2026-05-01 22:30:00', now64()),
			('cccccccccccccccc', 0, 'referral', 'urn:y', '', '2026-05-04 12:00:00', now64()),
			('gggggggggggggggg', 469, 'attendance', 'urn:x', 's1', '2026-05-04 12:00:00', now64())`,
		"INSERT INTO event (identity, kind) VALUES ('bbbbbbbbbbbbbbbb', 'attendance')",
		"INSERT INTO erased_event (identity) VALUES ('gggggggggggggggg')",
		`INSERT INTO late_conflict VALUES
			('dddddddddddddddd', 'attendance', 'urn:x', 's1', '2026-02-01', '2026-05-01 10:00:00', '2026-05-01 10:00:09')`,
		`INSERT INTO late_conflict VALUES
			('dddddddddddddddd', 'attendance', 'urn:x', 's1', '2026-02-01', '2026-05-01 10:00:00', '2026-05-02 10:00:09'),
			('eeeeeeeeeeeeeeee', 'attendance', 'urn:x', 's2', '2026-03-01', '2026-05-01 10:00:00', '2026-05-02 10:00:09'),
			('ffffffffffffffff', 'attendance', 'urn:x', 's2', '2026-03-01', '2026-01-01 10:00:00', '2026-01-01 10:00:09')`,
		`INSERT INTO rejection VALUES
			('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 3),
			('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 2, 4),
			('2026-05-31', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 1),
			('2026-06-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 100)`,
		`INSERT INTO rejection VALUES
			('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 5), ('2026-05-01', 'urn:x', '', '', 'syntax', 1, 2)`,
		`INSERT INTO structure_snapshot (id, postcode, insee) VALUES
			('m1', '71000', '71270'), ('m2', '71100', ''), ('p1', '75116', '75116'), ('p2', '75013', '')`,
		"INSERT INTO snapshot_attachment (structure, territory) VALUES ('m2', '71076'), ('p2', '75113')",
		`INSERT INTO event (identity, kind, source, day, residence, residences) VALUES
			('h1', 'attendance', 'urn:x', '2026-05-01', '71100', map()),
			('h2', 'attendance', 'urn:x', '2026-05-31', '', map('71270', 3, '71000', 1)),
			('h3', 'attendance', 'urn:x', '2026-05-01', '71270', map()),
			('h4', 'attendance', 'urn:x', '2026-06-01', '71100', map()),
			('h5', 'attendance', 'urn:y', '2026-05-01', '75116', map()),
			('h6', 'attendance', 'urn:x', '2026-05-01', '', map())`)})
	f, err := r.findings(t.Context(), period.Window{From: day(t, "2026-05-01"), To: day(t, "2026-06-01")})
	if err != nil {
		t.Fatal(err)
	}
	date := func(at time.Time) string { return at.Format(time.DateOnly) }
	var got []string
	note := func(what ...any) { got = append(got, fmt.Sprintln(what...)) }
	for _, p := range f.Parked {
		note("parked", p.Reason, p.Kind, p.Source, p.Structure, p.Events, date(p.FirstDay), date(p.LastDay))
	}
	for _, c := range f.Conflicts {
		note("conflict", c.Source, c.Kind, c.Events, date(c.FirstDay), date(c.LastDay), date(c.Found))
	}
	for _, r := range f.Rejected {
		note("rejected", r.Source, r.Kind, r.Field, r.Code, r.Events, date(r.FirstDay), date(r.LastDay))
	}
	for _, p := range f.Postcodes {
		note("postcodes", p.Source, p.Events, "of", p.Located)
	}
	want := []string{
		"parked  referral urn:y  1 2026-05-04 2026-05-04",
		"parked VIOLATED_CONSTRAINT attendance urn:x s1 1 2026-05-02 2026-05-02",
		"conflict urn:x attendance 2 2026-02-01 2026-03-01 2026-05-02",
		"rejected urn:x attendance data.minutes range 10 2026-05-01 2026-05-31",
		"rejected urn:x   syntax 2 2026-05-01 2026-05-01",
		"postcodes urn:x 2 of 3",
	}
	if text, want := strings.Join(got, ""), strings.Join(want, "\n")+"\n"; text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}
