// Command vigie is the lookout of a digital-inclusion network: it collects the events of the network's structures,
// keeps them in ClickHouse, and shows the governance committee accessibility, visibility and impact.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"vigie/migrations"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/warehouse"
)

// version is set by the build.
var version = "dev"

// commands is the command line of contract.md: flags, their environment twins, and the commands.
type commands struct {
	Warehouse string `help:"Where ClickHouse is: embedded:DIR, clickhouse://… or https://…" default:"embedded:./data" env:"VIGIE_WAREHOUSE" placeholder:"ADDRESS"`
	Library   string `name:"libchdb" help:"The embedded engine's library, where it is neither beside the program nor in the node_modules of its source tree." env:"VIGIE_LIBCHDB" placeholder:"FILE"`
	LogLevel  string `help:"Least important level that is logged: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"VIGIE_LOG_LEVEL"`

	Serve     serveCommand     `cmd:"" help:"Everything in one process: engine, collector, dashboard."`
	Collector collectorCommand `cmd:"" help:"The collector alone, for a deployment on a ClickHouse server."`
	Dashboard dashboardCommand `cmd:"" help:"The dashboard alone, for a deployment on a ClickHouse server."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the schema up to date (serve does it too)."`
	Import    importCommand    `cmd:"" help:"Import the registry: territories, structures, calls, projects, plan, targets, need …"`
	Export    exportCommand    `cmd:"" help:"Write a part of the registry as a file that import reads."`
	Exclude   excludeCommand   `cmd:"" help:"Set events of a source aside, reversibly; without flags, list what is and was set aside."`
	Include   includeCommand   `cmd:"" help:"Count events again that were set aside."`
	Alias     aliasCommand     `cmd:"" help:"Other ids of structures: what names one is of its structure."`
	Merge     mergeCommand     `cmd:"" help:"Have one structure continued by another from a day on, reversibly; without arguments, list which are and were."`
	Unmerge   unmergeCommand   `cmd:"" help:"Undo a merge."`
	Token     tokenCommand     `cmd:"" help:"Tokens of those who send events, and of administrators."`
	Figures   figuresCommand   `cmd:"" help:"An indicator straight from the warehouse, exact."`
	Edition   editionCommand   `cmd:"" help:"What is published: editions of figures that expose nobody."`
	Freeze    freezeCommand    `cmd:"" help:"Keep a meeting's edition, and the registry as it was that day, for ever."`
	Report    reportCommand    `cmd:"" help:"Print what a committee has before it at a meeting, as a PDF."`
	Sources   sourcesCommand   `cmd:"" help:"Who sends events: which indicators each source can feed, and what would feed the others."`
	Explain   explainCommand   `cmd:"" help:"Tell how a figure came about: its formulas, what each measure adds up to, the facts behind it."`
	Send      sendCommand      `cmd:"" help:"Send a file of events, one a line, to a collector."`
	Rebuild   rebuildCommand   `cmd:"" help:"Work the facts out again from the events."`
	Demo      demoCommand      `cmd:"" help:"Write the synthetic network into an empty warehouse."`
	Backup    backupCommand    `cmd:"" help:"Write everything but the network key and the list of erasures into one file, also while vigie serve runs."`
	Restore   restoreCommand   `cmd:"" help:"Restore a backup into an empty warehouse."`
	Retention retentionCommand `cmd:"" help:"Cut people from their events some months after their last contact (serve and collector do it daily)."`
	Version   versionCommand   `cmd:"" help:"The program's version and the engine's."`
}

// session is what every command gets: where it writes, the clock, and how to open the warehouse.
type session struct {
	stdout, stderr io.Writer
	now            func() time.Time
	log            *slog.Logger
	address        string
	library        string
}

func (s *session) open(ctx context.Context) (*warehouse.Warehouse, error) {
	return s.openOr(ctx, false)
}

// openOr opens the warehouse; later lets a server be away.
func (s *session) openOr(ctx context.Context, later bool) (*warehouse.Warehouse, error) {
	return warehouse.Open(ctx, warehouse.Options{Address: s.address, Library: s.library, Later: later, Logger: s.log})
}

// withWarehouse opens the warehouse with its schema up to date, and closes it after use.
func (s *session) withWarehouse(ctx context.Context, use func(*warehouse.Warehouse) error) (err error) {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := migrations.Run(ctx, w, s.log); err != nil {
		return err
	}
	return use(w)
}

// runner answers questions for a command.
func (s *session) runner(w *warehouse.Warehouse) (*engine.Runner, error) {
	catalogue, err := queries.Load()
	if err != nil {
		return nil, fmt.Errorf("read the indicators: %w", err)
	}
	settle := func(ctx context.Context) time.Time {
		begun := s.now()
		missing, err := w.Ask(ctx, settleOffer)
		if err == nil && missing == "" || errors.Is(err, warehouse.ErrNotOffered) {
			return begun
		}
		return time.Time{}
	}
	return engine.New(engine.Options{Warehouse: w, Catalogue: catalogue, Settle: settle, Now: s.now, Logger: s.log})
}

// usageError is a wrong use that only shows when the command runs: exit code 2, as for a wrong flag.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

const (
	exitDone  = 0
	exitFail  = 1
	exitUsage = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program but for the process itself: it answers the exit code of contract.md.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("vigie"),
		kong.Description("The lookout of a digital-inclusion network."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "vigie:", err)
		return exitFail
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(stderr, "vigie: %v (vigie --help lists the commands and their flags)\n", err)
		return exitUsage
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		fmt.Fprintln(stderr, "vigie:", err)
		return exitUsage
	}
	s := &session{
		stdout: stdout, stderr: stderr,
		now:     time.Now,
		log:     slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})),
		address: c.Warehouse, library: c.Library,
	}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(s)
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "vigie:", err)
		return exitUsage
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "vigie: interrupted")
		return exitFail
	default:
		fmt.Fprintln(stderr, "vigie:", err)
		return exitFail
	}
}

type versionCommand struct{}

// Run prints the program's version, then the engine's. It leaves no data directory behind where there was none.
func (versionCommand) Run(ctx context.Context, s *session) error {
	fmt.Fprintln(s.stdout, "vigie", version)
	if dir, embedded := strings.CutPrefix(s.address, "embedded:"); embedded {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			empty, err := os.MkdirTemp("", "vigie-version")
			if err != nil {
				return fmt.Errorf("make a place for the engine: %w", err)
			}
			defer os.RemoveAll(empty)
			s.address = "embedded:" + empty
		}
	}
	w, err := s.open(ctx)
	if err != nil {
		return fmt.Errorf("read the engine's version: %w", err)
	}
	engine, err := w.EngineVersion(ctx)
	if err == nil {
		fmt.Fprintln(s.stdout, "clickhouse", engine)
	}
	return errors.Join(err, w.Close())
}
