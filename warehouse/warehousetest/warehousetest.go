// Package warehousetest gives tests a fresh, empty database on a real engine.
package warehousetest

import (
	"context"
	"crypto/rand"
	_ "embed"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

// AddressVariable is the environment variable that names the ClickHouse server (or embedded directory) that tests use
// instead of an engine of their own.
const AddressVariable = "VIGIE_TEST_CLICKHOUSE"

//go:embed drop_database.sql
var dropDatabaseSQL string

// patience is how long opening or dropping a database may take.
const patience = time.Minute

// shared is the engine of this test process, opened by the first Open and kept: starting it anew for each test would
// cost more than most tests.
var shared struct {
	sync.Once
	address string
	keep    *warehouse.Warehouse
	alive   io.Closer // its end closes with the process; referred to here, or the garbage collector would close it before
	err     error
}

// Open returns an empty database of the test's own: on one embedded engine for the test process, in a temporary
// directory that disappears with the process, or on the server in VIGIE_TEST_CLICKHOUSE. The database is dropped and the
// warehouse closed when the test ends.
func Open(t testing.TB) *warehouse.Warehouse {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	base := os.Getenv(AddressVariable)
	if base == "" {
		shared.Do(func() { startShared(ctx) })
		if shared.err != nil {
			t.Fatalf("open the tests' engine: %v", shared.err)
		}
		base = shared.address
	}
	w, err := warehouse.Open(ctx, warehouse.Options{Address: withDatabase(base, "test_"+strings.ToLower(rand.Text()))})
	if err != nil {
		t.Fatalf("open a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(w); err != nil {
			t.Errorf("drop the test's database %s: %v", w.Database(), err)
		}
		if err := w.Close(); err != nil {
			t.Errorf("close the test's warehouse: %v", err)
		}
	})
	return w
}

// startShared starts the engine in a temporary directory.
func startShared(ctx context.Context) {
	dir, err := os.MkdirTemp("", "vigie-warehousetest-")
	if err != nil {
		shared.err = err
		return
	}
	if shared.alive, shared.err = removeAtExit(dir); shared.err != nil {
		return
	}
	shared.address = "embedded:" + dir
	shared.keep, shared.err = warehouse.Open(ctx, warehouse.Options{Address: shared.address})
}

// removeAtExit has the directory removed when this process ends, however it ends: a shell waits at the other end of a
// pipe that closes then, in a process group of its own so that an interrupt from the terminal does not reach it. (The
// tests' own clean-ups come too early, and there is none for the whole process.) It tries twice, because the threads of
// a killed process may write a moment longer.
func removeAtExit(dir string) (io.Closer, error) {
	remover := exec.Command("/bin/sh", "-c", `read -r _; rm -rf -- "$0" || { sleep 1; rm -rf -- "$0"; }`, dir)
	remover.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := remover.StdinPipe()
	if err != nil {
		return nil, err
	}
	return alive, remover.Start()
}

// withDatabase names the database in an address.
func withDatabase(address, database string) string {
	base, query, _ := strings.Cut(address, "?")
	keys, err := url.ParseQuery(query)
	if err != nil {
		return address // Open says what is wrong with it
	}
	keys.Set("database", database)
	return base + "?" + keys.Encode()
}

func drop(w *warehouse.Warehouse) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	statement := dropDatabaseSQL
	if w.Cluster() != "" {
		statement = strings.ReplaceAll(statement, "/*ON CLUSTER*/", "ON CLUSTER '"+w.Cluster()+"'")
	}
	return w.Conn().Exec(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"database": w.Database()})), statement)
}
