package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/migrations"
	"vigie/server"
	"vigie/warehouse"
)

const (
	// readyWait is how long /readyz waits for the warehouse's word, and readyLife how long that is good for.
	readyWait = 2 * time.Second
	readyLife = time.Second
	// scrapes is how many may read the metrics at once.
	scrapes = 4
)

// serve listens, says where on standard output, prepares what it was asked to, and answers until ctx ends. Then it stops
// taking requests, lets those under way finish, and closes everything.
func (v *service) serve(ctx context.Context, f listenFlags) error {
	token, err := f.token()
	if err != nil {
		return errors.Join(err, v.close())
	}
	var prepared atomic.Bool
	prepared.Store(v.prepare == nil)
	hosts := slices.DeleteFunc(f.Host, func(name string) bool { return name == "" })
	metrics := server.Metrics(token, len(hosts) > 0,
		promhttp.HandlerFor(v.metrics, promhttp.HandlerOpts{MaxRequestsInFlight: scrapes}))
	server, err := server.New(server.Options{Handler: v.health(&prepared, metrics), Hosts: hosts, FrameHosts: v.sites, Logger: v.log})
	if err != nil {
		return errors.Join(usageError{err}, v.close())
	}
	listener, err := net.Listen("tcp", f.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s: %w (choose another address with --listen)", f.Listen, err), v.close())
	}
	for _, stop := range v.stopping {
		server.RegisterOnShutdown(stop)
	}
	fmt.Fprintf(v.stdout, "listening on http://%s\n", listener.Addr())

	preparation, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(listener) }()
	preparing := make(chan struct{})
	go func() {
		defer close(preparing)
		if v.prepare != nil {
			if err := v.prepare(preparation); err != nil {
				failed <- err
				return
			}
			prepared.Store(true)
		}
		if v.warm != nil {
			v.warm(preparation)
		}
	}()

	var cause error
	select {
	case <-ctx.Done():
	case cause = <-failed:
		if ctx.Err() != nil {
			cause = nil // it was told to stop, and did
		}
	}
	cancel()
	stop, done := context.WithTimeout(context.Background(), closeWait)
	defer done()
	if err := server.Shutdown(stop); errors.Is(err, context.DeadlineExceeded) {
		v.log.Warn("requests still under way were cut off", "after", closeWait)
		_ = server.Close()
	}
	<-preparing
	return errors.Join(cause, v.close())
}

// health puts the service's own paths before the rooms' ones.
func (v *service) health(prepared *atomic.Bool, metrics http.Handler) http.Handler {
	own := mux.NewRouter()
	lately := &lately{now: v.now}
	own.Path("/healthz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "alive")
	})
	own.Path("/readyz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := errUnprepared
		if prepared.Load() {
			err = lately.checked(func() error { return v.ready(context.WithoutCancel(r.Context())) })
		}
		switch {
		case err == nil && v.degraded() == "":
			fmt.Fprintln(w, "ready")
		case err == nil:
			fmt.Fprintln(w, "ready, degraded:", v.degraded())
		case v.intake != nil && errors.Is(err, errNoWarehouse):
			fmt.Fprintf(w, "ready, degraded: %s; events are taken and wait in the spool\n", err)
		default:
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
		}
	})
	own.Path("/metrics").Methods(http.MethodGet, http.MethodHead).Handler(metrics)
	own.PathPrefix("/").Handler(v.router)
	return own
}

// degraded says what is not as it should be although events are taken, "" for nothing.
func (v *service) degraded() string {
	if v.intake == nil {
		return ""
	}
	return v.intake.Degraded()
}

// errNoWarehouse says that only the warehouse keeps the service from being ready.
var errNoWarehouse = errors.New("the warehouse does not answer")

// errUnprepared says that the service has only just been started.
var errUnprepared = errors.New("the figures are being prepared")

func (v *service) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWait)
	defer cancel()
	if err := v.warehouse.Ping(ctx); err != nil {
		return errNoWarehouse
	}
	pending, err := migrations.Pending(ctx, v.warehouse)
	switch {
	case errors.Is(err, migrations.ErrNewer):
		return migrations.ErrNewer
	case err != nil:
		return fmt.Errorf("%w when its schema's version is read", errNoWarehouse)
	case len(pending) > 0:
		return fmt.Errorf("%d migrations are to be run (vigie migrate)", len(pending))
	}
	return nil
}

// lately keeps what a check found, so that however many ask, it is made once at a time and once a second.
type lately struct {
	now      func() time.Time
	checking sync.Mutex
	found    atomic.Pointer[finding]
}

type finding struct {
	err error
	at  time.Time
}

// checked is what check finds, or found lately. While it looks, others get what it found before.
func (l *lately) checked(check func() error) error {
	if !l.checking.TryLock() {
		if last := l.found.Load(); last != nil {
			return last.err
		}
		l.checking.Lock() // for the first time
	}
	defer l.checking.Unlock()
	if last := l.found.Load(); last != nil {
		if age := l.now().Sub(last.at); age >= 0 && age < readyLife {
			return last.err
		}
	}
	err := check()
	l.found.Store(&finding{err, l.now()})
	return err
}

// warehouseHealth asks the warehouse whether it lives each time it is scraped.
type warehouseHealth struct {
	warehouse *warehouse.Warehouse
	up, ping  *prometheus.Desc
}

func newWarehouseHealth(w *warehouse.Warehouse) *warehouseHealth {
	return &warehouseHealth{
		warehouse: w,
		up:        prometheus.NewDesc("vigie_warehouse_up", "1 when the warehouse answers within 2 s, else 0.", nil, nil),
		ping:      prometheus.NewDesc("vigie_warehouse_ping_seconds", "How long the warehouse took to answer.", nil, nil),
	}
}

// Describe tells the two metrics.
func (h *warehouseHealth) Describe(out chan<- *prometheus.Desc) { out <- h.up; out <- h.ping }

// Collect asks the warehouse.
func (h *warehouseHealth) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyWait)
	defer cancel()
	begun := time.Now()
	up := 1.0
	if err := h.warehouse.Ping(ctx); err != nil {
		up = 0
	}
	out <- prometheus.MustNewConstMetric(h.up, prometheus.GaugeValue, up)
	out <- prometheus.MustNewConstMetric(h.ping, prometheus.GaugeValue, time.Since(begun).Seconds())
}
