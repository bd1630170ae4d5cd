package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/collector"
	"vigie/demo"
	"vigie/migrations"
	"vigie/network"
	"vigie/warehouse/warehousetest"
)

// What is asked of a warehouse that was filled: what came when, and what the registry knew when.
const (
	eventsSQL    = "SELECT toString(count()), toString(sum(sipHash64(identity, body, precedence))) FROM event FINAL"
	snapshotsSQL = "SELECT toString(count()), toString(sum(sipHash64(id, content, toDate(imported_at)))) FROM structure_snapshot"
	projectsSQL  = "SELECT toString(count()), toString(sum(sipHash64(code, toString(stages), toString(payments), toDate(imported_at)))) FROM project_snapshot"
	papersSQL    = "SELECT toString((SELECT sum(sipHash64(code, owner, due, statuses, confidences, imported_at)) FROM plan_measure)), toString((SELECT sum(sipHash64(meeting, code, title, owner, statuses, imported_at)) FROM decision))"
	latestSQL    = "SELECT toString(max(received_at)), toString((SELECT max(imported_at) FROM structure_snapshot)) FROM event"
)

// filled is a service over an empty warehouse of its own, at an instant.
func filled(t *testing.T, now time.Time) (*service, *collector.Collector) {
	t.Helper()
	w := warehousetest.Open(t)
	s := &session{stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler)}
	if err := migrations.Run(t.Context(), w, s.log); err != nil {
		t.Fatal(err)
	}
	v := &service{session: s, warehouse: w, registry: network.New(w, s.now), metrics: prometheus.NewRegistry(), router: mux.NewRouter()}
	dir := t.TempDir()
	intake, err := v.collect(t.Context(), collectorFlags{
		keyFlags:     keyFlags{Key: strings.Repeat("5a", 32)},
		spoolFlags:   spoolFlags{Spool: dir},
		erasureFlags: erasureFlags{Erasures: dir + "/erasures.list"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.close(); err != nil {
			t.Error(err)
		}
	})
	return v, intake
}

func ask(t *testing.T, v *service, sql string) [2]string {
	t.Helper()
	var answer [2]string
	if err := v.warehouse.Conn().QueryRow(t.Context(), sql).Scan(&answer[0], &answer[1]); err != nil {
		t.Fatal(err)
	}
	return answer
}

// A demonstration that is filled with stops, and one that was interrupted at one of them, comes to the same as one that is filled at
// once; and a stop finds what came before its day, in the registry too.
func TestFillStops(t *testing.T) {
	now := time.Date(2026, 6, 20, 9, 0, 0, 0, time.UTC)
	plan := demoPlan{Shape: demo.Small, Seed: 1}
	whole, intake := filled(t, now)
	if err := whole.fill(t.Context(), intake, plan, nil); err != nil {
		t.Fatal(err)
	}
	events, snapshots, projects := ask(t, whole, eventsSQL), ask(t, whole, snapshotsSQL), ask(t, whole, projectsSQL)
	if projects[0] == "0" {
		t.Error("no projects are written")
	}
	papers := ask(t, whole, papersSQL)
	if papers[0] == "0" || papers[1] == "0" {
		t.Errorf("there is no plan, or no decision: %v", papers)
	}

	var days, counts []string
	interrupted := errors.New("interrupted")
	parts, intake := filled(t, now)
	stop := func(failAt int) between {
		return func(_ context.Context, day time.Time) error {
			days = append(days, day.Format(time.DateOnly))
			counts = append(counts, ask(t, parts, eventsSQL)[0])
			latest := ask(t, parts, latestSQL)
			if before := day.Format(time.DateOnly); latest[0] >= before || latest[0] < day.AddDate(0, 0, -4).Format(time.DateOnly) || latest[1] >= before {
				t.Errorf("on %s there are events of %s, and a registry of %s", before, latest[0], latest[1])
			}
			if len(days) == failAt {
				return interrupted
			}
			return nil
		}
	}
	if err := parts.fill(t.Context(), intake, plan, stop(2)); !errors.Is(err, interrupted) {
		t.Fatal(err)
	}
	if done, err := parts.registry.Setting(t.Context(), demoDone); done != "" || err != nil {
		t.Fatalf("an interrupted filling is %q, %v", done, err)
	}
	if !slices.Equal(days, []string{"2026-02-15", "2026-03-15"}) || counts[0] >= counts[1] {
		t.Errorf("stops on %v with %v events", days, counts)
	}
	// What is gone on with is what was begun, whatever is asked for.
	if err := parts.fill(t.Context(), intake, demoPlan{Shape: demo.Rural, Seed: 2, To: "2026-01-01"}, nil); err != nil {
		t.Fatal(err)
	}
	if again := ask(t, parts, eventsSQL); again != events {
		t.Errorf("events %v, want %v", again, events)
	}
	if again := ask(t, parts, snapshotsSQL); again != snapshots {
		t.Errorf("snapshots %v, want %v", again, snapshots)
	}
	if again := ask(t, parts, projectsSQL); again != projects {
		t.Errorf("projects %v, want %v", again, projects)
	}
	if again := ask(t, parts, papersSQL); again != papers {
		t.Errorf("plan and decisions %v, want %v", again, papers)
	}
	days = nil
	if err := parts.fill(t.Context(), intake, plan, stop(1)); err != nil || days != nil {
		t.Errorf("a network that is there is filled again: %v %v", days, err)
	}
}
