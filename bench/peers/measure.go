package peers

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
	"strings"
	"time"
)

// size is all that was measured of one size of the network.
type size struct {
	Plan    plan
	About   []string // what the databases say of themselves
	Version string   // of Vigie
	Loads   loads
	Live    []timed
	Cells   []compared // of the first edition, of a month's, of a quarter's
	Cuts    []cutting  // the same editions, published
	Disk    weights
	Asked   weights // what was held after the questions: Vigie after the live ones, the databases after all
	Start   float64 // seconds until the service was ready
	Idle    float64 // bytes that it held then
	Pages   []pageOf
	Serving float64 // bytes that it held at most while it served pages
	Rebuild cutting // the facts of all events, worked out anew
}

// weights are bytes: Vigie's, and those of the databases by name.
type weights struct {
	Vigie float64
	Peers map[string]float64
}

// timed is one question's times, in milliseconds.
type timed struct {
	Name  string
	Vigie spread
	Peers map[string]spread
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
	Plan  plan              `json:"plan"`
	Sent  int               `json:"sent"`  // events that Vigie was sent
	Rows  int               `json:"rows"`  // events that count
	Vigie float64           `json:"vigie"` // seconds
	Peers map[string]loaded `json:"peers"`
	// First is the first structure that stands somewhere.
	Structure string `json:"structure"`
}

const loadsFile = "loads.json"

// errOther says that a folder holds another network.
var errOther = errors.New("it was filled with another network: name another --dir or remove it")

// readLoads is empty where nothing was filled yet.
func readLoads(dir string, p plan) (loads, error) {
	l := loads{Plan: p, Peers: make(map[string]loaded)}
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

// measuring is the measuring of one size.
type measuring struct {
	*Run
	log       *slog.Logger
	dir       string
	databases []Database
	known     loads
}

// measureSize loads one size into all sides, where it is not there yet, and measures everything of it.
func (r *Run) measureSize(ctx context.Context, databases []Database, p plan, dir string) (s size, err error) {
	m := &measuring{Run: r, log: r.Log.With("people", p.People), dir: dir, databases: databases}
	if m.known, err = readLoads(dir, p); err != nil {
		return s, err
	}
	kept := program{path: r.Vigie, dir: filepath.Join(dir, "vigie")}
	// Of a side that is not whole nothing is kept.
	if m.known.Vigie == 0 {
		if err := m.loadVigie(ctx, kept); err != nil {
			return s, err
		}
	}
	// What is measured publishes: the warehouse as it was loaded stays beside.
	vigie, err := kept.copyTo(ctx, filepath.Join(dir, "measured"))
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(vigie.dir)) }()
	// The collector owns the warehouse while all sides are compared: it publishes nothing by itself.
	owner, err := vigie.listen(ctx, "collector")
	if err != nil {
		return s, err
	}
	defer func() { owner.stop() }()
	for _, db := range databases {
		if err := m.startPeer(ctx, db, owner); err != nil {
			return s, fmt.Errorf("%s: %w", db.Name(), err)
		}
		defer db.Stop()
		about, err := db.About(ctx)
		if err != nil {
			return s, err
		}
		s.About = append(s.About, about)
	}
	s.Plan, s.Loads = p, m.known
	if s.Version, err = vigie.version(ctx); err != nil {
		return s, err
	}
	if err := m.compareLive(ctx, &s, owner); err != nil {
		return s, err
	}
	first, month, quarter, last := editionDays(p)
	for _, one := range []struct {
		compared, published time.Time
		how                 string
	}{{last, first, "start"}, {month, month, "cut"}, {quarter, quarter, "cut"}} {
		c, err := m.compareOn(ctx, owner, one.compared)
		if err != nil {
			return s, err
		}
		s.Cells = append(s.Cells, c)
		owner.stop()
		cut, err := m.publish(ctx, vigie, one.how, one.published)
		if err != nil {
			return s, err
		}
		s.Cuts = append(s.Cuts, cut)
		if owner, err = vigie.listen(ctx, "collector"); err != nil {
			return s, err
		}
	}
	if err := m.weigh(ctx, &s); err != nil || r.Figures {
		return s, err
	}
	owner.stop()
	return s, m.serve(ctx, &s, vigie)
}

// editionDays are those of the editions that are measured: the first one, a month's, and a quarter's, as they would have been cut. The first
// one that is compared is of the last day.
func editionDays(p plan) (first, month, quarter, last time.Time) {
	last = p.To.Time()
	quarter = last.AddDate(0, 0, 14)
	for ; (quarter.Month()-1)%3 != 0; quarter = quarter.AddDate(0, -1, 0) {
	}
	return quarter.AddDate(0, -2, 0), quarter.AddDate(0, -1, 0), quarter, last
}

// compareLive asks all sides for live volumes.
func (m *measuring) compareLive(ctx context.Context, s *size, owner *served) error {
	exact, err := owner.exact(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = exact.close() }()
	if s.Live, err = m.askAll(ctx, exact.runner); err != nil {
		return err
	}
	held, err := memoryOf(owner.command.Process.Pid, "VmRSS")
	s.Asked.Vigie = float64(held)
	return err
}

// compareOn compares the cells of the edition of a day.
func (m *measuring) compareOn(ctx context.Context, owner *served, day time.Time) (c compared, err error) {
	exact, err := owner.exact(ctx)
	if err != nil {
		return c, err
	}
	defer func() { _ = exact.close() }()
	cutter, err := newCutter(exact.warehouse, exact.runner)
	if err != nil {
		return c, err
	}
	return m.compareCells(ctx, cutter, day)
}

// weigh measures the disks and memories of the databases.
func (m *measuring) weigh(ctx context.Context, s *size) error {
	s.Asked.Peers, s.Disk.Peers = make(map[string]float64), make(map[string]float64)
	for _, db := range m.databases {
		disk, err := db.Disk(ctx)
		if err != nil {
			return fmt.Errorf("measure the disk of %s: %w", db.Name(), err)
		}
		memory, err := db.Memory(ctx)
		if err != nil {
			return fmt.Errorf("measure the memory of %s: %w", db.Name(), err)
		}
		s.Disk.Peers[db.Name()], s.Asked.Peers[db.Name()] = float64(disk), float64(memory)
	}
	return nil
}

// serve measures the service alone, when the edition of today is published: a service that is behind would cut it meanwhile.
func (m *measuring) serve(ctx context.Context, s *size, vigie program) error {
	if _, err := vigie.run(ctx, "edition", "cut"); err != nil && !strings.Contains(err.Error(), "nothing is due") {
		return err
	}
	service, err := vigie.serve(ctx)
	if err != nil {
		return err
	}
	defer service.stop()
	s.Start = service.ready.Seconds()
	held, err := memoryOf(service.command.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	s.Idle = float64(held)
	var most int64
	if s.Pages, most, err = m.measurePages(ctx, service, pages); err != nil {
		return err
	}
	s.Serving = float64(most)
	if s.Rebuild, err = service.watched(ctx, "rebuild"); err != nil {
		return err
	}
	own, err := service.size(ctx)
	if err != nil {
		return fmt.Errorf("measure Vigie's disk: %w", err)
	}
	s.Disk.Vigie = float64(own)
	return nil
}

func (m *measuring) loadVigie(ctx context.Context, vigie program) error {
	if err := os.RemoveAll(vigie.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(m.dir, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	took, err := vigie.load(ctx, m.known.Plan)
	if err != nil {
		return err
	}
	m.log.Info("Vigie is loaded", "seconds", took)
	m.known.Vigie = took
	return m.known.write(m.dir)
}

// startPeer starts a database, and loads it where it is not loaded yet.
func (m *measuring) startPeer(ctx context.Context, db Database, owner *served) error {
	dir := filepath.Join(m.dir, strings.ToLower(db.Name()))
	if _, whole := m.known.Peers[db.Name()]; whole {
		return db.Start(ctx, dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := db.Start(ctx, dir); err != nil {
		return err
	}
	data, err := newDataset(m.known.Plan)
	if err != nil {
		return err
	}
	structures, err := owner.structures(ctx)
	if err != nil {
		return err
	}
	took, err := load(ctx, db, data, structures)
	if err != nil {
		return err
	}
	m.log.Info("loaded", "into", db.Name(), "events", took.Rows, "sent", data.sent, "copied", took.Copied, "finished", took.Finished)
	m.known.Sent, m.known.Rows, m.known.Peers[db.Name()] = data.sent, took.Rows, took
	m.known.Structure = structures[slices.IndexFunc(structures, func(r registered) bool { return r.Territory != "" })].ID
	return m.known.write(m.dir)
}
