package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"vigie/event"
)

// Run is what the command line asks for.
type Run struct {
	People   []int  `help:"Sizes of the network: persons met. A person has about seven events." default:"145000" placeholder:"N,…"`
	From     string `help:"First day of the events." default:"2023-11-01" placeholder:"DATE"`
	To       string `help:"First day after them; the first of a month." default:"2026-11-01" placeholder:"DATE"`
	Seed     uint64 `help:"The same seed draws the same network." default:"1" placeholder:"S"`
	Runs     int    `help:"Spans of days that each live question is asked over." default:"7" placeholder:"N"`
	PageRuns int    `help:"Requests of each page in each way." default:"20" placeholder:"N"`
	Figures  bool   `help:"Only compare the figures and their times; write nothing."`
	Again    bool   `help:"Measure nothing: write the tables from what was last measured in --dir."`
	Dir      string `help:"Folder whose databases are kept, so that a second run needs no loading (default: a temporary one)." placeholder:"DIR"`
	Pages    string `help:"Folder of another warehouse, with more territories, say, whose pages are measured, too. It is copied before." placeholder:"DIR"`
	Beside   string `help:"What else the machine did meanwhile; it is written beside the figures." placeholder:"TEXT"`
	Vigie    string `help:"The program." default:"bin/vigie" placeholder:"FILE"`
	Programs string `help:"Folder of PostgreSQL's programs." default:"/usr/lib/postgresql/15/bin" placeholder:"DIR"`
	Write    string `help:"Markdown file whose part between the markers is written anew." default:"docs/performance.md" placeholder:"FILE"`

	Log *slog.Logger `kong:"-"`
}

// Main measures what the command line asks for, beside PostgreSQL and the databases given, and ends the program.
func Main(databases ...Database) {
	r := &Run{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	kong.Parse(r, kong.Name("peers"), kong.Description("Vigie beside PostgreSQL and DuckDB, from one set of events."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := r.measure(ctx, append([]Database{&Postgres{Programs: r.Programs}}, databases...))
	stop()
	if err != nil {
		r.Log.Error("not measured", "because", err)
		os.Exit(1)
	}
}

// span checks what the command line asks for and answers the network's days.
func (r *Run) span() (from, to event.Day, err error) {
	if r.Runs < 1 || r.PageRuns < 1 {
		return 0, 0, errors.New("--runs and --page-runs: give 1 or more")
	}
	if from, err = event.ParseDay(r.From); err != nil {
		return 0, 0, fmt.Errorf("--from: %w", err)
	}
	if to, err = event.ParseDay(r.To); err != nil {
		return 0, 0, fmt.Errorf("--to: %w", err)
	}
	if to.Time().Day() != 1 {
		return 0, 0, fmt.Errorf("--to %s: give the first of a month", to)
	}
	return from, to, nil
}

// measure measures every size and writes the tables.
func (r *Run) measure(ctx context.Context, databases []Database) (err error) {
	from, to, err := r.span()
	if err != nil {
		return err
	}
	dir := r.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "vigie-peers"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		// PostgreSQL may run as somebody else.
		if err := os.Chmod(dir, 0o755); err != nil {
			return err
		}
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := writable(r.Write); err != nil {
		return err
	}
	where, err := thisMachine(time.Now())
	if err != nil {
		return err
	}
	m := measured{machine: where, runs: r.Runs, pageRuns: r.PageRuns, beside: r.Beside}
	for _, db := range databases {
		m.databases = append(m.databases, db.Name())
	}
	if r.Pages != "" {
		if m.other, err = remembered(r, dir, func() (other, error) { return r.measureOther(ctx, dir) }); err != nil {
			return fmt.Errorf("measure the pages of %s: %w", r.Pages, err)
		}
	}
	for _, people := range r.People {
		p := plan{People: people, From: from, To: to, Seed: r.Seed}
		folder := filepath.Join(dir, strconv.Itoa(people))
		one, err := remembered(r, folder, func() (size, error) { return r.measureSize(ctx, databases, p, folder) })
		if err != nil {
			return fmt.Errorf("measure %d people: %w", people, err)
		}
		if r.Figures {
			continue
		}
		m.sizes = append(m.sizes, one)
		// A larger size takes long: what is measured is written before it begins.
		if err := m.write(r.Write); err != nil {
			return err
		}
	}
	return nil
}

// measuredFile is what a folder that is kept remembers of what was measured in it.
const measuredFile = "measured.json"

// remembered measures something and notes it in a folder, or reads what was noted there.
func remembered[T any](r *Run, dir string, measure func() (T, error)) (one T, err error) {
	file := filepath.Join(dir, measuredFile)
	if r.Again {
		text, err := os.ReadFile(file)
		if err != nil {
			return one, err
		}
		return one, json.Unmarshal(text, &one)
	}
	if one, err = measure(); err != nil || r.Figures {
		return one, err
	}
	text, err := json.Marshal(one)
	if err != nil {
		return one, err
	}
	return one, os.WriteFile(file, text, 0o644)
}

// Compare compares all figures of a small network, in a folder that whoever runs PostgreSQL may enter.
func (r *Run) Compare(ctx context.Context, databases []Database, people int, dir string) error {
	from, to, err := r.span()
	if err != nil {
		return err
	}
	r.Figures = true
	_, err = r.measureSize(ctx, databases, plan{People: people, From: from, To: to, Seed: r.Seed}, dir)
	return err
}
