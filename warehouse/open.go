package warehouse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const (
	// openPatience is how long Open waits for a directory that another process holds without answering: it may be
	// about to start, or to end within its closePatience and stopPatience.
	openPatience = 8 * time.Second
	openInterval = 50 * time.Millisecond
)

// Open opens the warehouse at an address, starting the engine where it is embedded, and creates its database (named
// "vigie" if the address names none) if that is absent. Its errors say what to change.
func Open(ctx context.Context, o Options) (*Warehouse, error) {
	a, err := parseAddress(o.Address)
	if err != nil {
		return nil, err
	}
	if o.MaxMemory != 0 && o.MaxMemory < MinMaxMemory {
		return nil, fmt.Errorf("open %s: the engine does not fit into %d MiB of memory; give it at least %d MiB", a.shown, o.MaxMemory>>20, MinMaxMemory>>20)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	w := &Warehouse{address: a, driver: a.server, alone: o.Alone}
	if a.embedded() {
		if err := w.openEmbedded(ctx, o); err != nil {
			return nil, err
		}
	}
	err = w.connect(ctx)
	var exception *clickhouse.Exception
	if err != nil && o.Later && w.conn != nil && !w.Embedded() && !errors.As(err, &exception) {
		o.Logger.Warn("the warehouse does not answer; going on without it", "warehouse", a.shown, "error", err)
	} else if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// connect makes the driver's pool and the database.
func (w *Warehouse) connect(ctx context.Context) error {
	conn, err := clickhouse.Open(w.driver)
	if err != nil {
		return fmt.Errorf("open %s: %w", w.address.shown, err)
	}
	w.conn = conn
	return w.createDatabase(ctx)
}

// openEmbedded finds or starts the engine on the directory.
func (w *Warehouse) openEmbedded(ctx context.Context, o Options) error {
	l := layout{dir: w.address.dir}
	if err := makeDirectory(l); err != nil {
		return err
	}
	if restoring(l) && !o.Alone {
		return fmt.Errorf("open %s: a backup is being restored there, or its restoring was cut off; let it end, or run vigie restore again", w.address.shown)
	}
	waited := fmt.Errorf("waited for %s", openPatience)
	ctx, cancel := context.WithTimeoutCause(ctx, openPatience, waited)
	defer cancel()
	for {
		if done, err := w.own(l, o); done || err != nil {
			return err
		}
		if o.Alone {
			return fmt.Errorf("open %s: %s has it open; stop that first", w.address.shown, owner(l))
		}
		t := newOwnerTransport(l)
		if t.answers(ctx) {
			w.owner = t
			w.driver = embeddedOptions(w.address, t)
			o.Logger.Info("work through the process that has the warehouse open", "directory", l.dir, "owner", owner(l))
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("open %s: %s holds it and does not answer; if it is still starting try again, else stop it, or name another directory as embedded:DIR (%w)", w.address.shown, owner(l), context.Cause(ctx))
		case <-time.After(openInterval):
		}
	}
}

// own makes the warehouse one of those that use the engine of this process, which it starts if the directory is free.
// done is false where another process has the directory.
func (w *Warehouse) own(l layout, o Options) (done bool, err error) {
	process.Lock()
	defer process.Unlock()
	if e := process.engine; e != nil && sameDirectory(e.dir, l.dir) && !o.Alone {
		if e.users == 0 {
			return false, fmt.Errorf("open %s: the engine of this process was closed and has not stopped; start the program anew", w.address.shown)
		}
		w.share(e)
		return true, nil
	}
	lock, err := tryLock(l)
	if lock == nil {
		return false, err
	}
	if e := process.engine; e != nil {
		err = fmt.Errorf("open %s: this process runs its engine on %s already, and can run only one; open that, or use another process", w.address.shown, e.dir)
	} else if err = prepareDirectory(l); err == nil {
		process.engine, err = startEngine(l, lock, o)
	}
	if err != nil {
		return false, errors.Join(err, unlock(lock))
	}
	w.share(process.engine)
	return true, nil
}

// share adds this warehouse to those that use the engine of this process. The process is locked.
func (w *Warehouse) share(e *engine) {
	e.users++
	w.engine = e
	w.driver = embeddedOptions(w.address, &engineTransport{engine: e})
}

// embeddedOptions are the driver's options for an engine that is reached through a RoundTripper.
func embeddedOptions(a address, transport http.RoundTripper) *clickhouse.Options {
	return &clickhouse.Options{
		Protocol:      clickhouse.HTTP,
		Addr:          []string{"embedded"}, // never resolved
		Auth:          clickhouse.Auth{Database: a.database},
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) { return discreet{transport}, nil },
		// The engine has its own queue, in which a request's own context counts; the driver's must not be in its way.
		MaxOpenConns: 256,
		MaxIdleConns: 4,
		// An idle connection keeps the buffer of its largest insert.
		ConnMaxLifetime: time.Minute,
	}
}

// sameDirectory says whether two paths lead to one directory.
func sameDirectory(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
