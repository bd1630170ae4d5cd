package warehouse_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestImportCostsNothing(t *testing.T) {
	c := start(t, "idle", nil)
	c.expect("loaded false")
	c.finish()
}

func TestSecondProcessWorksThroughTheOwner(t *testing.T) {
	dir := newDirectory(t)
	owner := startOwner(t, dir)
	w := openClient(t, dir)
	conn := w.Conn()
	ctx := context.Background()
	if version, err := w.EngineVersion(ctx); err != nil || version == "" {
		t.Errorf("the version is %q: %v", version, err)
	}
	execute(t, conn, "CREATE TABLE shared (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO shared (n, s)")
	if err != nil {
		t.Fatal(err)
	}
	const rows = 100_000
	for n := range rows {
		if err := batch.Append(uint64(n), fmt.Sprint("s;", n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	if got := owner.ask("SELECT toString(sum(n)) FROM shared"); got != fmt.Sprint(rows*(rows-1)/2) {
		t.Errorf("the owner reads the sum %s", got)
	}
	parameters := with(clickhouse.WithParameters(clickhouse.Parameters{"s": "s;77"}))
	if got := read[uint64](t, conn, parameters, "SELECT n FROM shared WHERE s = {s:String}"); got != 77 {
		t.Errorf("read %d", got)
	}
	long := with(clickhouse.WithParameters(clickhouse.Parameters{"s": strings.Repeat("x", 2<<20)}))
	if got := read[uint64](t, conn, long, "SELECT length({s:String})"); got != 2<<20 {
		t.Errorf("of a long parameter came %d bytes", got)
	}
	if err := conn.Exec(ctx, "SELECT * FROM absent"); code(err) != unknownTable {
		t.Errorf("an error of the engine came as %v", err)
	}
	execute(t, conn, "CREATE TABLE narrow (n UInt64, CONSTRAINT small CHECK n < 10) ENGINE = MergeTree ORDER BY n")
	for _, table := range []string{"narrow", "absent"} {
		err := conn.InsertFormat(ctx, "CSV", "INSERT INTO "+table+" (n)", strings.NewReader(strings.Repeat("1000000\n", 1_000_000)))
		if code(err) == 0 {
			t.Errorf("rows for %s, refused before they were all sent: %v", table, err)
		}
	}
	if err := conn.InsertFormat(ctx, "CSV", "INSERT INTO narrow (n)", io.MultiReader(strings.NewReader("1\n"), failingReader{})); !errors.Is(err, errBroken) {
		t.Errorf("rows that break off gave %v", err)
	}
	if got := owner.ask("SELECT toString(count()) FROM narrow"); got != "0" {
		t.Errorf("%s rows of a refused insert are there", got)
	}
	execute(t, conn, "DROP TABLE narrow SYNC")
	db := w.OpenDB()
	defer db.Close()
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count() FROM shared").Scan(&n); err != nil || n != rows {
		t.Errorf("database/sql reads %d: %v", n, err)
	}
	stopped(t, w, func(ctx context.Context) error {
		return conn.Exec(ctx, "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))")
	})
	info, err := os.Stat(filepath.Join(dir, "socket"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v: %v", info.Mode(), err)
	}
	owner.finish()
	if _, err := os.Stat(filepath.Join(dir, "socket")); !os.IsNotExist(err) {
		t.Errorf("the owner left its socket: %v", err)
	}
	err = conn.Exec(ctx, "SELECT 1")
	if err == nil || !strings.Contains(err.Error(), "run the command again") {
		t.Errorf("without an owner: %v", err)
	}
	if _, err := db.ExecContext(ctx, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "run the command again") {
		t.Errorf("without an owner, through database/sql: %v", err)
	}
}

func TestBusyOwnerAnswersClients(t *testing.T) {
	dir := newDirectory(t)
	owner := startOwner(t, dir)
	for range 12 { // more than there are sessions
		if got := owner.ask("go SELECT sum(sleepEachRow(0.1)) FROM numbers(1000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0"); got != "started" {
			t.Fatal(got)
		}
	}
	time.Sleep(200 * time.Millisecond)
	begun := time.Now()
	w := openClient(t, dir)
	if got := read[uint8](t, w.Conn(), context.Background(), "SELECT 1"); got != 1 {
		t.Errorf("read %d", got)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the client waited %s", took)
	}
	owner.kill()
}

func TestKilledOwnerLosesNothingAcknowledged(t *testing.T) {
	dir := newDirectory(t)
	for round := range 2 {
		inserter := start(t, "insert", []string{"embedded:" + dir})
		acknowledged := 0
		for stop := time.Now().Add(500 * time.Millisecond); time.Now().Before(stop); {
			acknowledged = number(t, inserter.line())
		}
		var client clickhouse.Conn
		if round == 0 {
			client = openClient(t, dir).Conn()
		}
		inserter.kill()
		if client != nil {
			if err := client.Exec(context.Background(), "SELECT 1"); err == nil || !strings.Contains(err.Error(), "it has ended") {
				t.Errorf("after the owner was killed: %v", err)
			}
		}
		owner := startOwner(t, dir)
		if got := number(t, owner.ask("SELECT toString(count()) FROM landed WHERE batch <= "+fmt.Sprint(acknowledged))); got != 100*(acknowledged+1) {
			t.Errorf("round %d: %d of %d acknowledged rows are there", round, got, 100*(acknowledged+1))
		}
		if client != nil {
			execute(t, client, "SELECT 1") // the new owner serves the old client
		}
		owner.finish()
	}
}

// insertForEver inserts batches of 100 rows and tells the number of each that was acknowledged.
func insertForEver(arguments []string) error {
	w, err := openChild(arguments[0])
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := w.Conn().Exec(ctx, "CREATE TABLE IF NOT EXISTS landed (batch UInt64, n UInt8) ENGINE = MergeTree ORDER BY (batch, n) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"); err != nil {
		return err
	}
	var next uint64
	if err := w.Conn().QueryRow(ctx, "SELECT if(count() = 0, 0, max(batch) + 1) FROM landed").Scan(&next); err != nil {
		return err
	}
	for ; ; next++ {
		batch, err := w.Conn().PrepareBatch(ctx, "INSERT INTO landed")
		if err != nil {
			return err
		}
		for n := range 100 {
			if err := batch.Append(next, uint8(n)); err != nil {
				return err
			}
		}
		if err := batch.Send(); err != nil {
			return err
		}
		fmt.Println(next)
	}
}

func TestCloseStopsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	c := start(t, "close", []string{"embedded:" + newDirectory(t)})
	c.expect("within the bound")
	c.expect("the warehouse is closed")
	c.expect("clickhouse: connection is closed")
	c.finish()
}

func TestOwnerEndsUnderAClientsQuery(t *testing.T) {
	t.Parallel()
	dir := newDirectory(t)
	owner := startOwner(t, dir)
	w := openClient(t, dir)
	ended := make(chan error)
	go func() {
		ended <- w.Conn().Exec(context.Background(), "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))")
	}()
	for owner.ask("SELECT toString(count()) FROM system.processes") != "2" {
		time.Sleep(10 * time.Millisecond)
	}
	begun := time.Now()
	owner.finish()
	if took := time.Since(begun); took > 7*time.Second {
		t.Errorf("the owner took %s to end", took)
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "run the command again") {
		t.Errorf("the client's query ended with %v", err)
	}
}

// closeWhileRunning closes a warehouse under a query that never ends.
func closeWhileRunning(arguments []string) error {
	w, err := openChild(arguments[0])
	if err != nil {
		return err
	}
	ended := make(chan error)
	go func() {
		ended <- w.Conn().Exec(context.Background(), "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))")
	}()
	time.Sleep(200 * time.Millisecond)
	begun := time.Now()
	if err := w.Close(); err != nil {
		return err
	}
	if took := time.Since(begun); took > 6*time.Second {
		return fmt.Errorf("Close took %s", took)
	}
	fmt.Println("within the bound")
	tellClosed(<-ended)
	tellClosed(w.Ping(context.Background()))
	return w.Close()
}

func tellClosed(err error) {
	for ; err != nil; err = errors.Unwrap(err) {
		if errors.Unwrap(err) == nil {
			fmt.Println(err)
		}
	}
}

func TestReopenInTheSameProcess(t *testing.T) {
	c := start(t, "reopen", []string{"embedded:" + newDirectory(t), "embedded:" + newDirectory(t) + "2"})
	c.expect("1 1 1")
	c.finish()
}

// reopen opens a directory, another, and the first again, one after the other.
func reopen(arguments []string) error {
	var counts []any
	for _, address := range []string{arguments[0], arguments[1], arguments[0]} {
		w, err := openChild(address)
		if err != nil {
			return err
		}
		ctx := context.Background()
		var n uint64
		err = w.Conn().Exec(ctx, "CREATE TABLE IF NOT EXISTS once (n UInt8) ENGINE = ReplacingMergeTree ORDER BY n")
		if err == nil {
			err = w.Conn().Exec(ctx, "INSERT INTO once SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM once)")
		}
		if err == nil {
			err = w.Conn().QueryRow(ctx, "SELECT count() FROM once").Scan(&n)
		}
		if err = errors.Join(err, w.Close()); err != nil {
			return err
		}
		counts = append(counts, n)
	}
	fmt.Println(counts...)
	return nil
}

func TestOneEngineInAProcess(t *testing.T) {
	c := start(t, "two", []string{"embedded:" + newDirectory(t), "embedded:" + newDirectory(t) + "2"})
	c.expect("true true")
	if line := c.line(); !strings.Contains(line, "can run only one") {
		t.Errorf("a second directory gave %s", line)
	}
	c.expect("still there")
	c.finish()
}

// openTwo opens a directory twice, which shares the engine, and then another.
func openTwo(arguments []string) error {
	first, err := openChild(arguments[0])
	if err != nil {
		return err
	}
	second, err := openChild(arguments[0] + "?database=other")
	if err != nil {
		return err
	}
	fmt.Println(first.Owner(), second.Owner())
	if _, err := openChild(arguments[1]); err != nil {
		fmt.Println(err)
	}
	if err := first.Close(); err != nil {
		return err
	}
	if err := second.Ping(context.Background()); err != nil {
		return err
	}
	fmt.Println("still there")
	return second.Close()
}

func TestEngineIsInUTC(t *testing.T) {
	owner := startOwner(t, newDirectory(t), "TZ=Europe/Paris")
	if got := owner.ask("SELECT concat(timezone(), ' ', serverTimezone(), ' ', toString(toDateTime(0)))"); got != "UTC UTC 1970-01-01 00:00:00" {
		t.Errorf("the engine is in %s", got)
	}
	owner.finish()
}

func TestLongPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long/", 30), "warehouse")
	owner := startOwner(t, dir)
	w := openClient(t, dir)
	if got := read[uint8](t, w.Conn(), context.Background(), "SELECT 1"); got != 1 {
		t.Errorf("read %d", got)
	}
	owner.finish()
}

// TestServerAddress goes the way of a server's HTTP interface: the owner's socket speaks it, and a proxy puts it on a port.
func TestServerAddress(t *testing.T) {
	dir := newDirectory(t)
	owner := startOwner(t, dir)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "owner"}) },
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, "socket"))
		}},
		ErrorLog: log.New(io.Discard, "", 0), // the owner's end is part of the test
	}
	server := httptest.NewServer(proxy)
	defer server.Close()
	host := server.Listener.Addr().String()
	w, err := openChild("http://someone:secret@" + host + "/counts")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if w.Embedded() || w.Owner() || w.Dir() != "" || w.Database() != "counts" || w.Cluster() != "" || w.String() != "http://someone@"+host+"/counts" {
		t.Errorf("embedded %v, owner %v, directory %q, database %s, cluster %q, %s", w.Embedded(), w.Owner(), w.Dir(), w.Database(), w.Cluster(), w)
	}
	if got := read[string](t, w.Conn(), context.Background(), "SELECT currentDatabase()"); got != "counts" {
		t.Errorf("in database %s", got)
	}
	if again, err := openChild("http://" + host + "?database=counts"); err != nil {
		t.Error(err)
	} else {
		again.Close()
	}
	owner.finish()
	if err := w.Ping(context.Background()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("without a server: %v", err)
	}
}
