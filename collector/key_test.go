package collector_test

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/collector"
	"vigie/migrations"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// freshWarehouse is one that no collector has used.
func freshWarehouse(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return w
}

// settle starts a collector with a key and stops it again.
func settle(t *testing.T, w *warehouse.Warehouse, key collector.Key) error {
	t.Helper()
	c, err := collector.New(t.Context(), collector.Options{Warehouse: w, Key: key, Spool: t.TempDir()})
	if err != nil {
		return err
	}
	return c.Close(t.Context())
}

func openKey(t *testing.T, dir, value, file string) collector.Key {
	t.Helper()
	key, err := collector.OpenKey(dir, value, file)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyIsGeneratedOnce(t *testing.T) {
	w, dir := freshWarehouse(t), t.TempDir()
	path := filepath.Join(dir, collector.KeyFile)
	key := openKey(t, dir, "", "")
	if _, err := os.Stat(path); err == nil {
		t.Error("a key is written before anyone knows whether the warehouse has another")
	}
	if err := settle(t, w, key); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !regexp.MustCompile(`^[0-9a-f]{64}\n$`).Match(text) {
		t.Fatalf("%q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("beside the key: %v, %v", entries, err)
	}
	if err := settle(t, w, openKey(t, dir, "", "")); err != nil {
		t.Errorf("the same key again: %v", err)
	}
	if err := settle(t, w, openKey(t, "", strings.TrimSpace(string(text)), "")); err != nil {
		t.Errorf("the same key by its digits: %v", err)
	}
	if err := settle(t, w, openKey(t, "", "", path)); err != nil {
		t.Errorf("the same key by its file: %v", err)
	}
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %x", key, key, key, key, key)} {
		if secret := strings.TrimSpace(string(text)); strings.Contains(shown, secret) || strings.Contains(shown, secret[:8]) {
			t.Errorf("the key shows itself: %s", shown)
		}
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := settle(t, w, openKey(t, dir, "", "")); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a lost key: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a lost key is replaced")
	}
	if err := settle(t, w, openKey(t, "", testKey, "")); err == nil || !strings.Contains(err.Error(), "fingerprint") || strings.Contains(err.Error(), testKey[:8]) {
		t.Errorf("another key: %v", err)
	}
}

// Of several processes that start at once beside an empty warehouse one makes the key, and all use it.
func TestKeyOfSeveralProcesses(t *testing.T) {
	w, dir := freshWarehouse(t), t.TempDir()
	var keys []collector.Key
	for range 16 {
		keys = append(keys, openKey(t, dir, "", ""))
	}
	var all sync.WaitGroup
	for i, key := range keys {
		all.Go(func() {
			// Some look while another is writing its key, some before, some after.
			time.Sleep(time.Duration(i) * time.Millisecond)
			if err := settle(t, w, key); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestKeysThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode fs.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	open := t.TempDir()
	if err := os.WriteFile(filepath.Join(open, collector.KeyFile), []byte(testKey), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir, value, file, says string }{
		{"none for a server", "", "", "", "openssl rand -hex 32"},
		{"too short", "", testKey[:62], "", "64 hexadecimal digits"},
		{"no digits", "", strings.Repeat("z", 64), "", "64 hexadecimal digits"},
		{"two keys", "", testKey, file("a", testKey, 0o600), "not both"},
		{"no such file", "", "", filepath.Join(dir, "none"), "no such file"},
		{"file with something else", "", "", file("b", "hello", 0o600), "64 hexadecimal digits"},
		{"file that others may read", open, "", "", "chmod 600"},
	} {
		_, err := collector.OpenKey(c.dir, c.value, c.file)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), testKey[:8]) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := settle(t, freshWarehouse(t), collector.Key{}); err == nil || !strings.Contains(err.Error(), "OpenKey") {
		t.Errorf("no key at all: %v", err)
	}
}
