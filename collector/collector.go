package collector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/event"
	"vigie/warehouse"
)

// Options says what a collector works with. A limit of 0 is its default.
type Options struct {
	Warehouse  *warehouse.Warehouse  // its schema must be current
	Key        Key                   // of OpenKey
	Now        func() time.Time      // nil: time.Now
	Registerer prometheus.Registerer // where the metrics are registered; nil: nowhere
	Logger     *slog.Logger          // nil: silent

	// Spool is the directory of the spool, which holds what is acknowledged until the warehouse has it. It belongs to one
	// collector.
	Spool      string
	SpoolBytes int64         // bytes of events that may wait; beyond that requests are answered 503; default 512 MiB
	SpoolAge   time.Duration // how long events may wait before requests are answered 503; default 7 days
	// Suspicion is how long the warehouse may refuse the oldest events with an error that might pass, before they are tried
	// one by one and those it refuses while it takes others are parked; default 2 min.
	Suspicion time.Duration

	// Erasures is the file of the list of erasures, which belongs apart from backups; default erasures.list, beside an embedded
	// warehouse or else in the spool's directory.
	Erasures string
	// Territory tells whether a code is that of a territory of the country, so that residences which are nowhere are refused; those of
	// the registry are known besides. nil: every code is.
	Territory func(code string) bool

	// Forget is called with a person's pseudonym after the person's events are gone from the warehouse. It returns once the person is gone
	// from the facts that are worked out from the events; nil: there are none.
	Forget func(ctx context.Context, pseudonym [16]byte) error

	MaxRequests int           // requests at once, shared by tokens; one more is answered 429; default 64
	MaxWaiting  int           // events that may wait to be written to the spool; beyond that requests are answered 429; default 200 000
	MaxBodies   int64         // bytes of single and batch bodies that may be in memory at once; default 64 MiB
	Patience    time.Duration // how long a sender may be silent in the middle of a body, or leave its answer unread; default 30 s
}

// Collector takes events in and keeps them: first in the spool, then in the warehouse. It is safe for concurrent use.
type Collector struct {
	now           func() time.Time
	log           *slog.Logger
	metrics       *metrics
	decoder       *event.Decoder
	pseudonymizer *pseudonymizer
	structures    *structures
	territories   *territories
	access        *access
	keeper        keeper
	spool         *spool
	eraser        *eraser

	patience time.Duration
	requests *slots
	bodies   *budget

	mu       sync.Mutex
	inside   sync.WaitGroup
	stopping chan struct{} // closed by Stop
	stopped  bool
}

// New makes a collector. It settles the network key: a key that was just generated is written to its file, and a
// warehouse that was used with another key is refused. A warehouse that does not answer may do so later, where the spool's
// directory still has what was known of it.
func New(ctx context.Context, o Options) (*Collector, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Spool == "" {
		return nil, errors.New("open the spool: name a directory for it")
	}
	if o.Erasures == "" {
		o.Erasures = filepath.Join(o.Spool, ErasuresFile)
		if o.Warehouse.Embedded() {
			o.Erasures = filepath.Join(o.Warehouse.Dir(), ErasuresFile)
		}
	}
	if o.SpoolBytes == 0 {
		o.SpoolBytes = 512 << 20
	}
	if o.SpoolAge == 0 {
		o.SpoolAge = 7 * 24 * time.Hour
	}
	if o.Suspicion == 0 {
		o.Suspicion = 2 * time.Minute
	}
	if o.MaxRequests == 0 {
		o.MaxRequests = 64
	}
	if o.MaxWaiting == 0 {
		o.MaxWaiting = 200_000
	}
	if o.MaxBodies == 0 {
		o.MaxBodies = 64 << 20
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	if o.Key.secret == (Key{}).secret {
		return nil, errors.New("start the collector: there is no network key; get one with OpenKey")
	}
	if err := makeDirectory(o.Spool); err != nil {
		return nil, fmt.Errorf("create the spool's directory %s: %w; give this user the right to write there, or name another with --spool", o.Spool, err)
	}
	cache := openCache(o.Spool, o.Logger)
	key, err := o.Key.Settle(ctx, o.Warehouse, o.Now())
	switch {
	case err == nil:
		cache.keepKey(key)
	case cache.hasKey(o.Key) && o.Warehouse.Ping(ctx) != nil:
		o.Logger.Warn("the warehouse does not answer: events are taken by what was known of it, and wait in the spool", "error", err)
		key = o.Key
	default:
		return nil, err
	}
	metrics, err := newMetrics(o.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register the collector's metrics: %w", err)
	}
	pseudonymizer := newPseudonymizer(key)
	forgotten, err := openForgotten(o.Erasures, register{o.Warehouse}, pseudonymizer)
	if err != nil {
		return nil, err
	}
	unfinished, err := pendingErasures(o.Spool, pseudonymizer)
	if err != nil {
		return nil, err
	}
	for _, j := range unfinished {
		forgotten.note(Erasures{asked: []erasure{j.begun()}})
	}
	spool, err := openSpool(o.Spool, o.Warehouse, forgotten, o.Now, o.Logger, metrics, limits{rows: o.MaxWaiting, bytes: o.SpoolBytes, age: o.SpoolAge, suspicion: o.Suspicion})
	if err != nil {
		return nil, err
	}
	if err := metrics.watch(spool); err != nil {
		return nil, errors.Join(fmt.Errorf("register the spool's metrics: %w", err), spool.close(ctx))
	}
	eraser := &eraser{
		spool: spool, forgotten: forgotten, register: register{o.Warehouse}, forget: o.Forget, now: o.Now, log: o.Logger, dir: o.Spool, jobs: unfinished,
	}
	eraser.start()
	return &Collector{
		now:           o.Now,
		log:           o.Logger,
		metrics:       metrics,
		decoder:       event.NewDecoder(o.Now),
		pseudonymizer: pseudonymizer,
		structures:    newStructures(o.Warehouse, o.Now, cache),
		territories:   newTerritories(o.Warehouse, o.Now, o.Territory),
		access:        newAccess(o.Warehouse, o.Now, cache),
		keeper:        spool,
		spool:         spool,
		eraser:        eraser,
		patience:      o.Patience,
		requests:      newSlots(o.MaxRequests),
		bodies:        newBudget(o.MaxBodies),
		stopping:      make(chan struct{}),
	}, nil
}

// Routes adds the collector's paths: POST /api/v1/events, POST /api/v1/erasures, GET /api/v1/erasures/{receipt} and
// GET /schemas/{type}.json.
func (c *Collector) Routes(r *mux.Router) {
	r.HandleFunc("/api/v1/events", c.serveEvents)
	r.HandleFunc("/api/v1/erasures", c.serveErasures)
	r.HandleFunc("/api/v1/erasures/{receipt}", c.serveErasure)
	r.HandleFunc("/schemas/{type}.json", c.serveSchema)
}

// Stop makes the collector take nothing more: new requests are refused, streams under way end after the lines that have
// arrived, with an answer that says how far they came. It does not wait; http.Server.RegisterOnShutdown is its place.
func (c *Collector) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopped {
		c.stopped = true
		close(c.stopping)
	}
}

// Close stops the collector, waits until what it took in is kept, and moves it on to the warehouse as far as the context
// allows; the rest waits in the spool.
func (c *Collector) Close(ctx context.Context) error {
	c.Stop()
	left := make(chan struct{})
	go func() {
		c.inside.Wait()
		close(left)
	}()
	var err error
	select {
	case <-left:
	case <-ctx.Done():
		err = fmt.Errorf("wait for requests under way: %w", ctx.Err())
	}
	c.eraser.stop(ctx)
	return errors.Join(err, c.keeper.close(ctx))
}

// Settle waits until everything that was acknowledged before the call is in the warehouse, or the context ends. It gives the
// time up to which every acknowledged event is there: that of the call, or an earlier one where some still wait.
func (c *Collector) Settle(ctx context.Context) time.Time { return c.spool.settle(ctx) }

// Degraded says in a sentence that the warehouse takes no events, and how many wait for it; "" when it takes them.
func (c *Collector) Degraded() string { return c.spool.degraded() }

// enter counts someone in, unless the collector is stopping.
func (c *Collector) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return false
	}
	c.inside.Add(1)
	return true
}

func (c *Collector) leave() { c.inside.Done() }

// budget is a bounded quantity that requests share.
type budget struct {
	mu   sync.Mutex
	left int64
}

func newBudget(size int64) *budget { return &budget{left: size} }

// take tells whether so much was left, and takes it.
func (b *budget) take(size int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if size > b.left {
		return false
	}
	b.left -= size
	return true
}

func (b *budget) give(size int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += size
}
