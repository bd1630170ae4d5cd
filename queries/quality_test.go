package queries_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/queries"
)

// How structures report is told of effective events: the last one, lateness, and those of days when it was not open.
func TestReporting(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113 opened=2026-02-01 closed=2026-05-01
		structure b territory=75113
		structure c`))
	n.clock.at = time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), Registerer: prometheus.NewRegistry(), Now: n.clock.now})
	for _, line := range []string{
		"a1 2026-01-31 attendance structure=a person=p1", // the day before it opened
		"a2 2026-02-01 attendance structure=a person=p1",
		"a3 2026-04-30 attendance structure=a person=p1",
		"a4 2026-05-01 attendance structure=a person=p1", // the day it closed
		"b1 2025-06-01 attendance structure=b person=p2", // before the period
		"b2 2026-06-01 attendance structure=b person=p2", // received the same day
		"b3 2026-05-25 attendance structure=b person=p2", // 7 days
		"b4 2026-05-24 attendance structure=b person=p2", // 8 days
		"b5 2026-05-28 attendance structure=b person=p2",
		"b6 2026-05-31 retraction record=b5",
	} {
		n.send(t, mustEvent(t, line))
	}
	told := func(from, to, asOf string) string {
		t.Helper()
		all, at, err := runner.Reporting(t.Context(), day(from), day(to), day(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if at.IsZero() {
			t.Error("it does not say up to when events are in it")
		}
		var text []string
		for _, r := range all {
			text = append(text, fmt.Sprint(r.Structure, " ", r.LastDay.Format(time.DateOnly), " ", r.Events, " ", r.WhileClosed, " ", r.Delays))
		}
		return strings.Join(text, "; ")
	}
	for _, c := range []struct{ from, to, asOf, want string }{
		{"2026-01-01", "2026-07-01", "2026-06-30", "a 2026-05-01 4 2 [0 0 0 2 2]; b 2026-06-01 3 0 [1 1 1 0 0]"},
		{"2026-02-01", "2026-05-01", "2026-06-30", "a 2026-05-01 2 0 [0 0 0 1 1]; b 2026-06-01 0 0 [0 0 0 0 0]"},
		{"2026-02-01", "2026-05-01", "2026-04-29", "a 2026-02-01 1 0 [0 0 0 0 1]; b 2025-06-01 0 0 [0 0 0 0 0]"},
	} {
		for range 2 { // computed, and kept
			if got := told(c.from, c.to, c.asOf); got != c.want {
				t.Errorf("[%s, %s) as of %s: %s, want %s", c.from, c.to, c.asOf, got, c.want)
			}
		}
	}
	n.send(t, mustEvent(t, "c1 2026-05-30 attendance structure=c person=p3"))
	if got := told("2026-05-01", "2026-07-01", "2026-06-30"); !strings.HasSuffix(got, "; c 2026-05-30 1 0 [0 1 0 0 0]") {
		t.Errorf("a new event is not in: %s", got)
	}
}

// What collectors noted is listed in its period; a parked event only as long as the warehouse does not have it
// and it is not erased.
func TestFindings(t *testing.T) {
	w := openWarehouse(t)
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), Registerer: prometheus.NewRegistry(), Now: time.Now})
	for _, sql := range []string{
		"INSERT INTO parked_event VALUES ('aaaaaaaaaaaaaaaa', 469, 'attendance', 'urn:x', 's1', '2026-05-01 22:30:00', now64()), ('bbbbbbbbbbbbbbbb', 469, 'attendance', 'urn:x', 's1', '2026-05-03 12:00:00', now64())",
		"INSERT INTO parked_event VALUES ('aaaaaaaaaaaaaaaa', 469, 'attendance', 'urn:x', 's1', '2026-05-01 22:30:00', now64()), ('cccccccccccccccc', 0, 'referral', 'urn:y', '', '2026-05-04 12:00:00', now64())",
		"INSERT INTO event (identity, kind) VALUES ('bbbbbbbbbbbbbbbb', 'attendance')",
		"INSERT INTO parked_event VALUES ('gggggggggggggggg', 469, 'attendance', 'urn:x', 's1', '2026-05-04 12:00:00', now64())",
		"INSERT INTO erased_event (identity) VALUES ('gggggggggggggggg')",
		"INSERT INTO parked_event VALUES ('gggggggggggggggg', 469, 'attendance', 'urn:x', 's1', '2026-05-03 12:00:00', now64())",
		"INSERT INTO erased_event VALUES ('gggggggggggggggg', 'a receipt of 16b', now64())",
		"INSERT INTO late_conflict VALUES ('dddddddddddddddd', 'attendance', 'urn:x', 's1', '2026-02-01', '2026-05-01 10:00:00', '2026-05-01 10:00:09')",
		"INSERT INTO late_conflict VALUES ('dddddddddddddddd', 'attendance', 'urn:x', 's1', '2026-02-01', '2026-05-01 10:00:00', '2026-05-02 10:00:09'), ('eeeeeeeeeeeeeeee', 'attendance', 'urn:x', 's2', '2026-03-01', '2026-05-01 10:00:00', '2026-05-02 10:00:09'), ('ffffffffffffffff', 'attendance', 'urn:x', 's2', '2026-03-01', '2026-01-01 10:00:00', '2026-01-01 10:00:09')",
		"INSERT INTO rejection VALUES ('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 3), ('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 2, 4), ('2026-05-31', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 1), ('2026-06-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 100)",
		"INSERT INTO rejection VALUES ('2026-05-01', 'urn:x', 'attendance', 'data.minutes', 'range', 1, 5), ('2026-05-01', 'urn:x', '', '', 'syntax', 1, 2)",
		"INSERT INTO structure_snapshot (id, postcode, insee) VALUES ('m1', '71000', '71270'), ('m2', '71100', ''), ('p1', '75116', '75116'), ('p2', '75013', '')",
		"INSERT INTO structure_attachment (structure, territory) VALUES ('m2', '71076'), ('p2', '75113')",
		`INSERT INTO event (identity, kind, source, day, residence, residences) VALUES
			('h1', 'attendance', 'urn:x', '2026-05-01', '71100', map()), ('h2', 'attendance', 'urn:x', '2026-05-31', '', map('71270', 3, '71000', 1)),
			('h3', 'attendance', 'urn:x', '2026-05-01', '71270', map()), ('h4', 'attendance', 'urn:x', '2026-06-01', '71100', map()),
			('h5', 'attendance', 'urn:y', '2026-05-01', '75116', map()), ('h6', 'attendance', 'urn:x', '2026-05-01', '', map())`,
	} {
		if err := w.Conn().Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	f, err := runner.Findings(t.Context(), day("2026-05-01"), day("2026-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	date := func(at time.Time) string { return at.Format(time.DateOnly) }
	var got []string
	for _, p := range f.Parked {
		got = append(got, fmt.Sprint("parked ", p.Reason, " ", p.Kind, " ", p.Source, " ", p.Structure, " ", p.Events, " ", date(p.FirstDay), " ", date(p.LastDay)))
	}
	for _, c := range f.Conflicts {
		got = append(got, fmt.Sprint("conflict ", c.Source, " ", c.Kind, " ", c.Events, " ", date(c.FirstDay), " ", date(c.LastDay), " ", date(c.Found)))
	}
	for _, r := range f.Rejected {
		got = append(got, fmt.Sprint("rejected ", r.Source, " ", r.Kind, " ", r.Field, " ", r.Code, " ", r.Events, " ", date(r.FirstDay), " ", date(r.LastDay)))
	}
	for _, p := range f.Postcodes {
		got = append(got, fmt.Sprint("postcodes ", p.Source, " ", p.Events, " of ", p.Located))
	}
	want := []string{
		"parked  referral urn:y  1 2026-05-04 2026-05-04",
		"parked VIOLATED_CONSTRAINT attendance urn:x s1 1 2026-05-02 2026-05-02",
		"conflict urn:x attendance 2 2026-02-01 2026-03-01 2026-05-02",
		"rejected urn:x attendance data.minutes range 10 2026-05-01 2026-05-31",
		"rejected urn:x   syntax 2 2026-05-01 2026-05-01",
		"postcodes urn:x 2 of 3",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
