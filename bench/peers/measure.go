package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// size is all that was measured of one size of the network.
type size struct {
	Plan     plan
	Server   server
	Version  string // of Vigie
	Sent     int    // events that Vigie was sent
	Postgres loaded
	Vigie    float64 // seconds that its load took
	Timed    []timed
	OnDisk   pair // bytes
	InMemory pair // bytes, after the ten questions
	Pages    []pageOf
	Serving  float64 // bytes that Vigie held at most while it served pages
	Rebuild  float64 // seconds that the facts of all events took
	Building float64 // bytes that Vigie held at most meanwhile
}

// pair is a measurement of both sides.
type pair struct {
	Postgres float64
	Vigie    float64
}

// timed is one question's times, in milliseconds.
type timed struct {
	Name     string
	Postgres spread
	Vigie    spread
}

// spread is what remains of several times, in milliseconds.
type spread struct {
	Median float64
	P95    float64
	Runs   int
}

func newSpread(took []time.Duration) spread {
	if len(took) == 0 {
		return spread{}
	}
	took = slices.Sorted(slices.Values(took))
	at := func(share float64) float64 {
		return float64(took[min(len(took)-1, int(math.Ceil(share*float64(len(took))))-1)].Microseconds()) / 1000
	}
	return spread{at(0.5), at(0.95), len(took)}
}

// loads is what a folder that is kept remembers of how it was filled.
type loads struct {
	Plan     plan    `json:"plan"`
	Sent     int     `json:"sent"`
	Postgres loaded  `json:"postgres"`
	Vigie    float64 `json:"vigie"`
}

const loadsFile = "loads.json"

// errOther says that a folder holds another network.
var errOther = errors.New("it was filled with another network: name another --dir or remove it")

// readLoads is empty where nothing was filled yet.
func readLoads(dir string, p plan) (loads, error) {
	l := loads{Plan: p}
	text, err := os.ReadFile(filepath.Join(dir, loadsFile))
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, fmt.Errorf("read %s: %w", loadsFile, err)
	}
	if l.Plan != p {
		return l, fmt.Errorf("use the folder %s: %w", dir, errOther)
	}
	return l, nil
}

func (l loads) write(dir string) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, loadsFile), text, 0o644)
}

// measureSize loads one size into both sides, where it is not there yet, and measures everything of it.
func (r *run) measureSize(ctx context.Context, p plan, dir string) (m size, err error) {
	log := r.log.With("people", p.People)
	known, err := readLoads(dir, p)
	if err != nil {
		return m, err
	}
	vigie := program{path: r.Vigie, dir: filepath.Join(dir, "vigie")}
	cluster := filepath.Join(dir, "postgres")
	// Of a side that is not whole nothing is kept.
	if known.Vigie == 0 {
		if err := r.loadVigie(ctx, log, vigie, &known, dir); err != nil {
			return m, err
		}
	}
	if known.Postgres.Rows == 0 {
		if err := os.RemoveAll(cluster); err != nil {
			return m, err
		}
	}
	pg, err := startPostgres(ctx, r.Programs, cluster)
	if err != nil {
		return m, err
	}
	defer pg.stop()
	service, err := vigie.serve(ctx)
	if err != nil {
		return m, err
	}
	defer service.stop()
	if known.Postgres.Rows == 0 {
		if err := r.loadPostgres(ctx, log, pg, service, &known, dir); err != nil {
			return m, err
		}
	}
	m = size{Plan: p, Server: pg.server, Sent: known.Sent, Postgres: known.Postgres, Vigie: known.Vigie}
	if m.Version, err = vigie.version(ctx); err != nil {
		return m, err
	}
	if m.Timed, err = r.askBoth(ctx, log, pg, service, p); err != nil || r.Figures {
		return m, err
	}
	if err := m.weigh(ctx, pg, service); err != nil {
		return m, err
	}
	var most int64
	if m.Pages, most, err = r.measurePages(ctx, service, p); err != nil {
		return m, err
	}
	m.Serving = float64(most)
	stop := peak(ctx, service.command.Process.Pid)
	begun := time.Now()
	_, err = vigie.run(ctx, "rebuild") // the service does the work
	m.Rebuild, m.Building = time.Since(begun).Seconds(), float64(stop())
	return m, err
}

func (r *run) loadVigie(ctx context.Context, log *slog.Logger, vigie program, known *loads, dir string) error {
	if err := os.RemoveAll(vigie.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	took, err := vigie.load(ctx, known.Plan)
	if err != nil {
		return err
	}
	log.Info("Vigie is loaded", "seconds", took)
	known.Vigie = took
	return known.write(dir)
}

func (r *run) loadPostgres(ctx context.Context, log *slog.Logger, pg *postgres, service *served, known *loads, dir string) error {
	data, err := newDataset(known.Plan)
	if err != nil {
		return err
	}
	known.Sent = data.sent
	structures, err := service.structures(ctx, data.synthetic)
	if err != nil {
		return err
	}
	if known.Postgres, err = pg.load(ctx, data, structures); err != nil {
		return err
	}
	log.Info("PostgreSQL is loaded", "events", known.Postgres.Rows, "sent", known.Sent, "copied", known.Postgres.Copied, "indexed", known.Postgres.Indexed)
	return known.write(dir)
}

// askBoth asks both sides each question: once to warm up, then over as many other periods as there are runs, comparing all
// figures.
func (r *run) askBoth(ctx context.Context, log *slog.Logger, pg *postgres, service *served, p plan) ([]timed, error) {
	conn, err := pg.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	exact, done, err := service.exact(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = done() }()
	var list []timed
	var differ []error
	for _, q := range questions {
		ofPostgres := make([]figures, r.Runs+1)
		var took, vigies []time.Duration
		for shift := range r.Runs + 1 {
			figures, one, err := q.askPostgres(ctx, conn, p, shift)
			if err != nil {
				return nil, err
			}
			ofPostgres[shift] = figures
			if shift > 0 {
				took = append(took, one)
			}
		}
		for shift := range r.Runs + 1 {
			figures, one, err := q.askVigie(ctx, exact, p, shift)
			if err != nil {
				return nil, err
			}
			if wrong := differences(ofPostgres[shift], figures); len(wrong) > 0 {
				_, to := q.period(p, shift)
				differ = append(differ, fmt.Errorf("%s, to %s: %d figures differ, the first is %s", q.Name, to.Format(time.DateOnly), len(wrong), wrong[0]))
			}
			if shift > 0 {
				vigies = append(vigies, one)
			}
		}
		one := timed{q.Name, newSpread(took), newSpread(vigies)}
		log.Info(q.Name, "postgres", one.Postgres.Median, "vigie", one.Vigie.Median)
		list = append(list, one)
	}
	return list, errors.Join(differ...)
}

// weigh measures disks and memories.
func (m *size) weigh(ctx context.Context, pg *postgres, service *served) error {
	conn, err := pg.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	disk, err := pg.size(ctx, conn)
	if err != nil {
		return fmt.Errorf("measure PostgreSQL's disk: %w", err)
	}
	own, err := service.size(ctx)
	if err != nil {
		return fmt.Errorf("measure Vigie's disk: %w", err)
	}
	m.OnDisk = pair{float64(disk), float64(own)}
	memory, err := pg.memory()
	if err != nil {
		return fmt.Errorf("measure PostgreSQL's memory: %w", err)
	}
	held, err := memoryOf(service.command.Process.Pid, "VmRSS")
	if err != nil {
		return fmt.Errorf("measure Vigie's memory: %w", err)
	}
	m.InMemory = pair{float64(memory), float64(held)}
	return nil
}
