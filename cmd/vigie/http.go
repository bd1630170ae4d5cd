package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/migrations"
	"vigie/warehouse"
)

// readyWait is how long /readyz waits for the warehouse's word.
const readyWait = 2 * time.Second

// serve listens, says where on standard output, prepares what it was asked to, and answers until ctx ends. Then it stops
// taking requests, lets those under way finish, and closes everything.
func (v *service) serve(ctx context.Context, address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s: %w (choose another address with --listen)", address, err), v.close())
	}
	var prepared atomic.Bool
	prepared.Store(v.prepare == nil)
	server := &http.Server{
		Handler:           v.health(&prepared),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
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
func (v *service) health(prepared *atomic.Bool) http.Handler {
	own := mux.NewRouter()
	own.Path("/healthz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "alive")
	})
	own.Path("/readyz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := v.ready(r.Context(), prepared)
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
	own.Path("/metrics").Methods(http.MethodGet, http.MethodHead).Handler(promhttp.HandlerFor(v.metrics, promhttp.HandlerOpts{}))
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

func (v *service) ready(ctx context.Context, prepared *atomic.Bool) error {
	if !prepared.Load() {
		return errors.New("the figures are being prepared")
	}
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
