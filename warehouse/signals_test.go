package warehouse_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestSignalsStayGos(t *testing.T) {
	c := start(t, "signals", []string{"embedded:" + newDirectory(t)})
	c.expect("started")
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		if err := c.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		c.expect(signal.String())
	}
	c.expect("recovered 1000 panics")
	c.expect("profiled")
	c.finish()
}

// mixSignals runs queries and, meanwhile, all that Go does by signals: panics of nil dereferences, preemption of a busy
// loop for the garbage collector, a profile, and signals from outside.
func mixSignals(arguments []string) error {
	w, err := openChild(arguments[0])
	if err != nil {
		return err
	}
	arrived := make(chan os.Signal, 3)
	signal.Notify(arrived, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		return err
	}
	var over atomic.Bool
	var group sync.WaitGroup
	var failed atomic.Pointer[error]
	for range 4 {
		group.Go(func() {
			for !over.Load() {
				var n uint64
				if err := w.Conn().QueryRow(context.Background(), "SELECT uniqExact(number % 1000) FROM numbers(100000)").Scan(&n); err != nil || n != 1000 {
					failed.Store(new(fmt.Errorf("a query gave %d: %w", n, err)))
				}
			}
		})
	}
	group.Go(func() {
		for !over.Load() {
			for i := 0; i < 1e7; i++ { // no call in it: only a signal can stop it for the collector
			}
		}
	})
	fmt.Println("started")
	for range 3 {
		select {
		case s := <-arrived:
			fmt.Println(s)
		case <-time.After(20 * time.Second):
			return errors.New("a signal did not arrive")
		}
	}
	for range 1000 {
		if err := dereference(nil); err == nil {
			return errors.New("a nil dereference was no panic")
		}
	}
	fmt.Println("recovered 1000 panics")
	for range 10 {
		runtime.GC()
	}
	over.Store(true)
	group.Wait()
	pprof.StopCPUProfile()
	if err := failed.Load(); err != nil {
		return *err
	}
	if profile.Len() == 0 {
		return errors.New("the profile is empty")
	}
	fmt.Println("profiled")
	return w.Close()
}

// dereference reads through p and turns the panic of a nil pointer into an error.
func dereference(p *[100]int) (err error) {
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("%v", recovered)
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	p[50]++
	return nil
}
