package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"vigie/collector"
	"vigie/dashboard"
	"vigie/demo"
	"vigie/editions/cut"
	"vigie/editions/gate"
	"vigie/funding"
	"vigie/governance"
	"vigie/live"
	"vigie/migrations"
	"vigie/network"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/warehouse"
)

// closeWait bounds each of the steps of a stop, so that SIGTERM ends the process within 10 s.
const closeWait = 4 * time.Second

// garbage is how much of it may lie in memory before it is collected, in percent of what is in use. Go's own 100 takes 80 MB more beside
// ten million events, which the engine can use; GOGC overrides it.
const garbage = 50

// threads is how many may run Go at once, by processor. The engine's threads keep the processors busy for long: with one a processor,
// readers beside a sender wait for each other rather than take turns with those, three times as long. GOMAXPROCS overrides it.
const threads = 2

type listenFlags struct {
	Listen    string   `help:"Address to listen on; port 0 picks a free one." default:"127.0.0.1:8710" env:"VIGIE_LISTEN" placeholder:"ADDR"`
	Host      []string `help:"A name, or name:port, by which readers and tools reach this Vigie, beside its address and localhost; repeat it for more (in VIGIE_HOST: with commas). Requests by other names are refused." env:"VIGIE_HOST" sep:"," placeholder:"NAME"`
	Token     string   `name:"metrics-token" help:"The token that /metrics asks for (better: a file); without one it answers this machine alone, and nobody where there is a --host." env:"VIGIE_METRICS_TOKEN" placeholder:"TOKEN"`
	TokenFile string   `name:"metrics-token-file" help:"File that holds the metrics token." env:"VIGIE_METRICS_TOKEN_FILE" placeholder:"FILE"`
}

// token is the one that /metrics asks for, "" for none.
func (f listenFlags) token() (string, error) {
	switch {
	case f.TokenFile == "":
		return f.Token, nil
	case f.Token != "":
		return "", usagef("give either --metrics-token or --metrics-token-file")
	}
	text, err := os.ReadFile(f.TokenFile)
	if err != nil {
		return "", fmt.Errorf("read the metrics token: %w; name a file that holds it with --metrics-token-file", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("read the metrics token: %s is empty; put a token into it, such as that of openssl rand -hex 32", f.TokenFile)
	}
	return token, nil
}

type keyFlags struct {
	Key     string `name:"network-key" help:"The network key, 64 hexadecimal digits (better: a file)." env:"VIGIE_NETWORK_KEY" placeholder:"HEX"`
	KeyFile string `name:"network-key-file" help:"File that holds the network key; an embedded warehouse has its own." env:"VIGIE_NETWORK_KEY_FILE" placeholder:"FILE"`
}

func (f keyFlags) open(w *warehouse.Warehouse) (collector.Key, error) {
	return collector.OpenKey(w.Dir(), f.Key, f.KeyFile)
}

type spoolFlags struct {
	Spool string `help:"Directory of the spool, which holds acknowledged events until the warehouse has them; each collector needs its own (default: spool in the directory of an embedded warehouse, else ./spool)." env:"VIGIE_SPOOL" placeholder:"DIR"`
}

// directory is where the spool of a collector on a warehouse is.
func (f spoolFlags) directory(w *warehouse.Warehouse) string {
	switch {
	case f.Spool != "":
		return f.Spool
	case w.Embedded():
		return filepath.Join(w.Dir(), "spool")
	}
	return "spool"
}

type erasureFlags struct {
	Erasures string `help:"File of the list of erasures, which a restore needs: keep a copy apart from the backups (default: erasures.list in the directory of an embedded warehouse, else in the spool's)." env:"VIGIE_ERASURES" placeholder:"FILE"`
}

// collectorFlags are those of the commands with a collector.
type collectorFlags struct {
	keyFlags
	spoolFlags
	erasureFlags
}

type frameFlags struct {
	FrameHosts []string `name:"frame-hosts" help:"Names of the sites, as name or name:port, whose pages may show figures of this Vigie in frames; commas between them. Without any, none may." env:"VIGIE_FRAME_HOSTS" sep:"," placeholder:"NAME,NAME"`
}

type serveCommand struct {
	listenFlags
	frameFlags
	collectorFlags
	Demo      bool       `help:"Fill an empty warehouse with the synthetic network." env:"VIGIE_DEMO"`
	DemoShape demo.Shape `help:"Which network --demo writes: paris (20 arrondissements), small (a town, 12 structures) or rural (563 communes under their EPCIs)." enum:"paris,small,rural" default:"paris" env:"VIGIE_DEMO_SHAPE" placeholder:"SHAPE"`
}

// Run serves everything until the context ends.
func (c *serveCommand) Run(ctx context.Context, s *session) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(threads * runtime.GOMAXPROCS(0))
	}
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	intake, err := v.collect(ctx, c.collectorFlags)
	if err != nil {
		return errors.Join(err, v.close())
	}
	v.cutDaily()
	if err := v.show(c.frameFlags); err != nil {
		return errors.Join(err, v.close())
	}
	if err := v.publish(ctx, c.keyFlags); err != nil {
		return errors.Join(err, v.close())
	}
	prepare := v.prepare
	v.prepare = func(ctx context.Context) error {
		if c.Demo {
			if err := v.fillIfEmpty(ctx, intake, demoPlan{Shape: c.DemoShape, Seed: 1}, v.publishAt); err != nil {
				return err
			}
		}
		v.noteUnprepared(ctx, v.publishDemo(ctx))
		v.noteUnprepared(ctx, v.freezeDemo(ctx))
		return prepare(ctx)
	}
	return v.serve(ctx, c.listenFlags)
}

type collectorCommand struct {
	listenFlags
	collectorFlags
}

// Run serves the collector alone until the context ends. A server that is away does not keep it from taking events.
func (c *collectorCommand) Run(ctx context.Context, s *session) error {
	v, err := s.startOr(ctx, true)
	if err != nil {
		return err
	}
	if _, err := v.collect(ctx, c.collectorFlags); err != nil {
		return errors.Join(err, v.close())
	}
	v.cutDaily()
	return v.serve(ctx, c.listenFlags)
}

type dashboardCommand struct {
	listenFlags
	frameFlags
}

// Run serves the dashboard alone until the context ends.
func (c *dashboardCommand) Run(ctx context.Context, s *session) error {
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	if err := v.show(c.frameFlags); err != nil {
		return errors.Join(err, v.close())
	}
	return v.serve(ctx, c.listenFlags)
}

// service is a running Vigie: the warehouse, the halves it was asked for, and what is to be closed at the end.
type service struct {
	*session
	warehouse *warehouse.Warehouse
	registry  *network.Registry
	metrics   *prometheus.Registry
	router    *mux.Router
	intake    *collector.Collector // nil for a dashboard alone
	runner    *engine.Runner       // nil for a collector alone
	cutter    *cut.Cutter          // nil where no editions are cut
	sites     []string             // whose pages may show figures in frames
	stopping  []func()             // called when the service begins to stop, before requests under way are waited for
	closers   []func() error
	prepare   func(context.Context) error // what must be done before the service calls itself ready; nil: nothing
	warm      func(context.Context)       // what is done from then on, until the context ends; nil: nothing
}

// start opens the warehouse and brings its schema up to date.
func (s *session) start(ctx context.Context) (*service, error) { return s.startOr(ctx, false) }

// startOr is start; later lets a server be away, and brings its schema up to date once it is there.
func (s *session) startOr(ctx context.Context, later bool) (*service, error) {
	w, err := s.openOr(ctx, later)
	if err != nil {
		return nil, err
	}
	v := &service{
		session:   s,
		warehouse: w,
		registry:  network.New(w, s.now),
		metrics:   prometheus.NewRegistry(),
		router:    mux.NewRouter(),
		closers:   []func() error{w.Close},
	}
	if err := migrations.Run(ctx, w, s.log); err != nil {
		if !later || w.Embedded() || w.Ping(ctx) == nil {
			return nil, errors.Join(err, v.close())
		}
		v.migrateLater(ctx)
	}
	v.metrics.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		newWarehouseHealth(w))
	return v, nil
}

// migrateLater brings the schema up to date as soon as the warehouse answers.
func (v *service) migrateLater(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil && migrations.Run(ctx, v.warehouse, v.log) != nil {
			select {
			case <-time.After(closeWait):
			case <-ctx.Done():
			}
		}
	}()
	v.closers = append(v.closers, func() error {
		cancel()
		<-done
		return nil
	})
}

// collect adds the collector's half.
func (v *service) collect(ctx context.Context, flags collectorFlags) (*collector.Collector, error) {
	key, err := flags.open(v.warehouse)
	if err != nil {
		return nil, err
	}
	c, err := collector.New(ctx, collector.Options{
		Warehouse: v.warehouse, Key: key, Spool: flags.directory(v.warehouse), Erasures: flags.Erasures, Forget: v.forget,
		Territory: v.nationalTerritory(), Now: v.now, Registerer: v.metrics, Logger: v.log,
	})
	if err != nil {
		return nil, fmt.Errorf("start the collector: %w", err)
	}
	v.stopping = append(v.stopping, c.Stop)
	v.closers = append(v.closers, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), closeWait)
		defer cancel()
		return c.Close(ctx)
	})
	v.offerSettle(c)
	c.Routes(v.router)
	v.intake = c
	return c, nil
}

// show adds the dashboard's half, after the collector's where there is one.
func (v *service) show(f frameFlags) error {
	v.sites = slices.DeleteFunc(f.FrameHosts, func(name string) bool { return strings.TrimSpace(name) == "" })
	catalogue, err := queries.Load()
	if err != nil {
		return fmt.Errorf("read the indicators: %w", err)
	}
	options := engine.Options{
		Warehouse: v.warehouse, Catalogue: catalogue, Now: v.now, Registerer: v.metrics, Logger: v.log,
	}
	if v.intake != nil {
		options.Settle = v.intake.Settle
	}
	runner, err := engine.New(options)
	if err != nil {
		return err
	}
	v.runner = runner
	published, err := gate.NewReader(v.warehouse, catalogue)
	if err != nil {
		return err
	}
	d, err := dashboard.New(dashboard.Options{
		Registry: v.registry, Editions: published, Catalogue: catalogue, Now: v.now,
		Governance: governance.New(governance.Options{Warehouse: v.warehouse, Network: v.registry, Now: v.now}),
		Funding:    funding.New(v.warehouse, v.registry, v.now),
		Live: live.New(live.Options{Warehouse: v.warehouse, Now: v.now, Facts: func(ctx context.Context) (time.Time, error) {
			_, at, err := runner.Version(ctx)
			return at, err
		}}),
		Registerer: v.metrics, Logger: v.log, Version: version, Frames: len(v.sites) > 0,
	})
	if err != nil {
		return fmt.Errorf("start the dashboard: %w", err)
	}
	d.Routes(v.router)
	// Facts of before are good enough to begin with; where there are none they are worked out. Whatever goes wrong here, nothing is lost:
	// whoever asks first waits for what could not be prepared, or is told.
	v.prepare = func(ctx context.Context) error {
		_, _, err := runner.Version(ctx)
		v.noteUnprepared(ctx, err)
		return nil
	}
	v.warm = func(ctx context.Context) {
		runner.Follow(ctx)
	}
	return nil
}

func (v *service) noteUnprepared(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		v.log.Error("the first figures could not be prepared", "error", err)
	}
}

// close ends what start and its halves opened, in reverse order.
func (v *service) close() error {
	var errs []error
	for i := len(v.closers) - 1; i >= 0; i-- {
		errs = append(errs, v.closers[i]())
	}
	return errors.Join(errs...)
}
