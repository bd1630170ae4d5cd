package warehouse_test

import (
	"archive/tar"
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// omitted is what the tests' backups leave out.
var omitted = warehouse.Omit{Tables: []string{"draft_*", "no_such_table"}, Rows: []string{"standing_*", "secret"}}

// fill makes tables of each sort, and a view that needs one whose rows are left out.
func fill(t *testing.T, w *warehouse.Warehouse) {
	t.Helper()
	execute(t, w.Conn(),
		"CREATE TABLE event (n UInt64) ENGINE = MergeTree ORDER BY n",
		"CREATE TABLE secret (n UInt64) ENGINE = MergeTree ORDER BY n",
		"CREATE TABLE standing_event ENGINE = MergeTree ORDER BY n AS SELECT n FROM event",
		"CREATE VIEW seen AS SELECT e.n FROM standing_event AS e",
		"CREATE TABLE draft_1 (n UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO event SELECT number FROM numbers(100000)",
		"INSERT INTO secret SELECT number FROM numbers(7)",
		"INSERT INTO standing_event SELECT number FROM numbers(9)",
	)
}

// saying has a backup say something of itself.
func saying(m warehouse.Manifest) func(context.Context) (warehouse.Manifest, error) {
	return func(context.Context) (warehouse.Manifest, error) { return m, nil }
}

func onlyEmbedded(t *testing.T) {
	t.Helper()
	if os.Getenv(warehousetest.AddressVariable) != "" {
		t.Skip("backups are an embedded warehouse's")
	}
}

// TestBackupComesBack takes a backup while rows are being written and restores it into another directory.
func TestBackupComesBack(t *testing.T) {
	onlyEmbedded(t)
	w := warehousetest.Open(t)
	fill(t, w)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := w.Conn().Exec(context.Background(), "INSERT INTO event SELECT number FROM numbers(1000)"); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	file := filepath.Join(t.TempDir(), "b.tar")
	before := read[uint64](t, w.Conn(), t.Context(), "SELECT count() FROM event")
	err := w.Backup(t.Context(), file, omitted, saying(warehouse.Manifest{Program: "test", Schema: 3, Made: time.Unix(1e9, 0), Events: before}))
	close(stop)
	<-stopped
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(w.Dir(), "backups", "*.tar")); err != nil || len(left) > 0 {
		t.Errorf("left in the directory of backups: %v %v", left, err)
	}
	if err := w.Backup(t.Context(), file, omitted, saying(warehouse.Manifest{})); err == nil || !strings.Contains(err.Error(), "name another file") {
		t.Errorf("over a file that is there: %v", err)
	}

	address := "embedded:" + newDirectory(t) + "?database=" + w.Database()
	if said := restoreIn(t, address, file)[0]; said != "accepted 3 test; restored" {
		t.Fatal(said)
	}
	c := start(t, "statements", []string{address})
	c.expect("owner true")
	after := number(t, c.ask("SELECT toString(count()) FROM event"))
	if now := read[uint64](t, w.Conn(), t.Context(), "SELECT count() FROM event"); uint64(after) < before || uint64(after) > now {
		t.Errorf("%d rows restored; there were %d before the backup, %d after", after, before, now)
	}
	for query, want := range map[string]string{
		"SELECT toString(uniqExact(n)) FROM event": "100000",
		"SELECT toString(count()) FROM secret":     "0",
		"SELECT toString(count()) FROM seen":       "0",
		"SELECT arrayStringConcat(groupArray(name), ' ') FROM (SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name)": "event secret seen standing_event",
	} {
		if got := c.ask(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	c.finish()
}

// TestBackupOfAnotherProcess takes a backup of a warehouse that another process has open, and asks that process for
// something.
func TestBackupOfAnotherProcess(t *testing.T) {
	onlyEmbedded(t)
	dir := newDirectory(t)
	owner := startOwner(t, dir)
	w := openClient(t, dir)
	fill(t, w)
	if answer, err := w.Ask(t.Context(), "greet"); answer != "hello" || err != nil {
		t.Errorf("the owner answers %q, %v", answer, err)
	}
	if _, err := w.Ask(t.Context(), "sulk"); err == nil || err.Error() != "not today" {
		t.Errorf("an offer that fails: %v", err)
	}
	if _, err := w.Ask(t.Context(), "dance"); !errors.Is(err, warehouse.ErrNotOffered) {
		t.Errorf("what is not offered: %v", err)
	}
	file := filepath.Join(t.TempDir(), "b.tar")
	if err := w.Backup(t.Context(), file, omitted, saying(warehouse.Manifest{Program: "test", Schema: 4})); err != nil {
		t.Fatal(err)
	}
	said := restoreIn(t, "embedded:"+dir, file)[0]
	mentions(t, said, "has it open", "stop that first")
	owner.finish()
	if said := restoreIn(t, "embedded:"+newDirectory(t), file)[0]; said != "accepted 4 test; restored" {
		t.Error(said)
	}
}

// TestDamagedBackups holds that a file that is not exactly what was written is refused before anything is done.
func TestDamagedBackups(t *testing.T) {
	onlyEmbedded(t)
	w := warehousetest.Open(t)
	fill(t, w)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.tar")
	if err := w.Backup(t.Context(), good, omitted, saying(warehouse.Manifest{Program: "test", Schema: 3})); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	var files, wanted []string
	add := func(want, name string, content []byte) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		files, wanted = append(files, path), append(wanted, want)
	}
	add("no backup of vigie backup", "empty.tar", nil)
	add("no backup of vigie backup", "text.tar", []byte(strings.Repeat("I am no archive. ", 100)))
	add("no backup of vigie backup", "foreign.tar", foreign(t))
	random := rand.New(rand.NewPCG(1, 1))
	for i := range 8 {
		add("damaged", fmt.Sprintf("cut%d.tar", i), content[:1024+random.IntN(len(content)-4096)])
		flipped := append([]byte(nil), content...)
		flipped[at(t, content, random)] ^= 1 << random.IntN(8)
		add("damaged", fmt.Sprintf("flipped%d.tar", i), flipped)
	}
	add("newer Vigie (test)", "newer.tar", []byte(strings.Replace(string(content), `"version": 1`, `"version": 2`, 1)))
	add("database=", "other.tar", content)
	address := "embedded:" + newDirectory(t)
	for i, said := range restoreIn(t, address+"?database="+w.Database(), files[:len(files)-1]...) {
		if !strings.Contains(said, wanted[i]) || !strings.HasSuffix(said, "; 0 tables") {
			t.Errorf("%s: %s", filepath.Base(files[i]), said)
		}
	}
	mentions(t, restoreIn(t, address, files[len(files)-1])[0], "?database="+w.Database())
}

// TestBackupWaitsForRewriting holds that a backup holds rows as they were before a rewriting or after it.
func TestBackupWaitsForRewriting(t *testing.T) {
	onlyEmbedded(t)
	w := warehousetest.Open(t)
	execute(t, w.Conn(),
		"CREATE TABLE event (n UInt64, person UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO event SELECT number, 1 FROM numbers(1000)",
		"SYSTEM STOP MERGES event",
		"ALTER TABLE event UPDATE person = 2 WHERE true SETTINGS mutations_sync = 0",
	)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	file := filepath.Join(t.TempDir(), "b.tar")
	if err := w.Backup(ctx, file, omitted, saying(warehouse.Manifest{})); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("in the middle of a rewriting: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Backup(t.Context(), file, omitted, saying(warehouse.Manifest{})) }()
	execute(t, w.Conn(), "SYSTEM START MERGES event")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	address := "embedded:" + newDirectory(t) + "?database=" + w.Database()
	if said := restoreIn(t, address, file)[0]; !strings.HasSuffix(said, "; restored") {
		t.Fatal(said)
	}
	c := start(t, "statements", []string{address})
	c.expect("owner true")
	if got := c.ask("SELECT toString(countIf(person = 2)) FROM event"); got != "1000" {
		t.Errorf("%s rows are rewritten", got)
	}
	c.finish()
}

// at is the place of a byte of an archive that is content, not padding: within the first three quarters of the rows.
func at(t *testing.T, content []byte, random *rand.Rand) int {
	t.Helper()
	begin := strings.Index(string(content), "rows.tar")
	if begin < 0 {
		t.Fatal("no rows in the archive")
	}
	return begin + 512 + random.IntN((len(content)-begin-512)*3/4)
}

func foreign(t *testing.T) []byte {
	t.Helper()
	var text strings.Builder
	archive := tar.NewWriter(&text)
	err := archive.WriteHeader(&tar.Header{Name: "holiday.jpg", Size: 3, Mode: 0o600})
	if err == nil {
		_, err = archive.Write([]byte("sea"))
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return []byte(text.String())
}

// TestInterruptedRestore kills a process that restores: the directory does not open as if nothing had been, and another
// restore does it anew. One that fails in the end leaves nothing.
func TestInterruptedRestore(t *testing.T) {
	onlyEmbedded(t)
	w := warehousetest.Open(t)
	fill(t, w)
	file := filepath.Join(t.TempDir(), "b.tar")
	if err := w.Backup(t.Context(), file, omitted, saying(warehouse.Manifest{Program: "test", Schema: 3})); err != nil {
		t.Fatal(err)
	}
	address := "embedded:" + newDirectory(t) + "?database=" + w.Database()
	c := start(t, "restore", []string{address, "hang"})
	c.expect("0 tables, interrupted false")
	fmt.Fprintln(c.stdin, file)
	c.expect("finishing")
	c.kill()
	mentions(t, openIn(t, address), "cut off", "vigie restore")
	c = start(t, "restore", []string{address, "fail"})
	c.expect("4 tables, interrupted true")
	if said := c.ask(file); !strings.Contains(said, "not like this") || !strings.HasSuffix(said, "; 0 tables") {
		t.Error(said)
	}
	c.finish()
	if said := openIn(t, address); said != "" {
		t.Errorf("after a restore that failed: %s", said)
	}
}

// restoreIn restores files, one after the other, in a child, and gives what it said of each.
func restoreIn(t *testing.T, address string, files ...string) []string {
	t.Helper()
	c := start(t, "restore", []string{address, ""})
	if line := c.line(); strings.HasPrefix(line, "error: ") {
		c.stdin.Close()
		c.ended = true
		c.cmd.Wait()
		return []string{line}
	}
	var said []string
	for _, file := range files {
		said = append(said, c.ask(file))
	}
	c.finish()
	return said
}

// restoreFiles opens an address alone and restores each file that standard input names. The second argument says what becomes
// of it in the end: "fail", "hang", or "".
func restoreFiles(arguments []string) error {
	ctx := context.Background()
	w, err := warehouse.Open(ctx, warehouse.Options{Address: arguments[0], Alone: true})
	if err != nil {
		return err
	}
	count := func() int {
		tables, err := w.Tables(ctx)
		if err != nil {
			return -1
		}
		return len(tables)
	}
	fmt.Printf("%d tables, interrupted %v\n", count(), w.Interrupted())
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		said := ""
		err := w.Restore(ctx, input.Text(),
			func(m warehouse.Manifest) error {
				said = fmt.Sprintf("accepted %d %s; ", m.Schema, m.Program)
				return nil
			},
			func(warehouse.Manifest) error {
				switch arguments[1] {
				case "fail":
					return errors.New("not like this")
				case "hang":
					fmt.Println("finishing")
					select {}
				}
				return nil
			})
		if err != nil {
			fmt.Printf("%s%s; %d tables\n", said, strings.ReplaceAll(err.Error(), "\n", " "), count())
			continue
		}
		fmt.Println(said + "restored")
	}
	return w.Close()
}
