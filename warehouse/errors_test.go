package warehouse_test

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// mentions fails the test unless the message has all of the words.
func mentions(t *testing.T, message string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(message, word) {
			t.Errorf("the message does not say %q: %s", word, message)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct {
		address string
		says    []string
	}{
		{"", []string{"is empty", "embedded:./data"}},
		{"./data", []string{`"./data"`, "no scheme", "embedded:./data"}},
		{"someone:secret@host", []string{"no scheme"}},
		{"mysql://localhost", []string{`"mysql"`, "clickhouse://HOST"}},
		{"embedded:", []string{"names no directory", "embedded:./data"}},
		{"embedded:/tmp/x?cluster=c", []string{"/tmp/x", "no cluster"}},
		{"embedded:/tmp/x?databse=d", []string{`"databse"`, "database"}},
		{"embedded:/tmp/x?database=a-b", []string{`"a-b"`, "letters, digits and _"}},
		{"embedded:/tmp/x?database=system", []string{"belongs to ClickHouse"}},
		{"embedded:/tmp/x?%zz", []string{"/tmp/x"}},
		{"clickhouse://", []string{"names no host"}},
		{"clickhouse://someone:secret@host:port/", []string{"no URL", "percent-encoded"}},
		{"clickhouse://someone:secret@localhost/d?cluster=a'b", []string{"cluster name"}},
		{"clickhouse://someone:secret@localhost/d?read_timeout=secret", []string{"clickhouse://someone@localhost/d", "read timeout"}},
		{"http://someone:secret@localhost/d;x", []string{`"d;x"`, "http://someone@localhost"}},
		{"clickhouse://someone:secret@127.0.0.1:1/d", []string{"clickhouse://someone@127.0.0.1:1/d", "no ClickHouse server answers", "host and port"}},
		{"http://someone:secret@127.0.0.1:1", []string{"no ClickHouse server answers"}},
		{"https://someone:secret@127.0.0.1:1?skip_verify=true", []string{"no ClickHouse server answers"}},
		{"http://someone:secret@no-such-host.invalid", []string{"no-such-host.invalid", "check the address"}},
	} {
		_, err := openChild(test.address)
		if err == nil {
			t.Errorf("%s opened", test.address)
			continue
		}
		mentions(t, err.Error(), test.says...)
		if strings.Contains(strings.ReplaceAll(err.Error(), `duration "secret"`, ""), "secret") {
			t.Errorf("the message repeats the password: %v", err)
		}
	}
}

func TestTooLittleMemory(t *testing.T) {
	_, err := warehouse.Open(context.Background(), warehouse.Options{Address: "embedded:" + newDirectory(t), MaxMemory: 1 << 20})
	mentions(t, fmt.Sprint(err), "1 MiB", "at least 256 MiB")
}

func TestDirectories(t *testing.T) {
	write := func(path, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newer := newDirectory(t)
	write(filepath.Join(newer, "format"), "2\n")
	mentions(t, openIn(t, "embedded:"+newer), newer, "made by a newer Vigie", "layout 2")

	spoilt := newDirectory(t)
	write(filepath.Join(spoilt, "format"), "\x00")
	mentions(t, openIn(t, "embedded:"+spoilt), filepath.Join(spoilt, "format"), "does not hold a number", "backup")

	inTheWay := newDirectory(t)
	write(inTheWay, "a file")
	mentions(t, openIn(t, "embedded:"+inTheWay), inTheWay, "not a directory", "embedded:DIR")
	mentions(t, openIn(t, "embedded:"+filepath.Join(inTheWay, "below")), inTheWay, "embedded:DIR")
}

func TestUnwritableDirectory(t *testing.T) {
	dir := t.TempDir()
	// The directories above belong to whoever runs the tests; another user must get through to this one.
	for above := dir; above != os.TempDir() && above != "/"; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if os.Geteuid() != 0 {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	c := start(t, "unprivileged", []string{"embedded:" + dir})
	mentions(t, c.line(), dir, "permission denied", "give this user the right")
	c.finish()
}

// openUnprivileged tells the error of opening an address as a user who may write nothing.
func openUnprivileged(arguments []string) error {
	if os.Geteuid() == 0 {
		const nobody = 65534
		if err := syscall.Setuid(nobody); err != nil {
			return err
		}
	}
	_, err := openChild(arguments[0])
	fmt.Println(err)
	return nil
}

func TestLockedDirectoryThatDoesNotAnswer(t *testing.T) {
	dir := t.TempDir()
	holder := start(t, "hold", []string{dir})
	holder.expect("held")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + dir})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it waited beyond its deadline: %v", err)
	}
	mentions(t, fmt.Sprint(err), dir, fmt.Sprintf("process %d", holder.cmd.Process.Pid), "does not answer", "embedded:DIR")
	holder.kill()
	startOwner(t, dir).finish()
}

func TestStoppedOwnerDoesNotAnswer(t *testing.T) {
	dir := newDirectory(t)
	holder := startOwner(t, dir)
	if err := holder.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	awaitStopped(t, holder.cmd.Process.Pid)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + dir})
	mentions(t, fmt.Sprint(err), dir, fmt.Sprintf("process %d", holder.cmd.Process.Pid), "does not answer")
	if err := holder.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	execute(t, openClient(t, dir).Conn(), "SELECT 1")
	holder.finish()
}

// awaitStopped waits until each thread of a process has stopped.
func awaitStopped(t *testing.T, pid int) {
	t.Helper()
	for running := true; running; time.Sleep(10 * time.Millisecond) {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		if err != nil || len(threads) == 0 {
			t.Fatalf("process %d has no threads: %v", pid, err)
		}
		running = false
		for _, thread := range threads {
			stat, err := os.ReadFile(thread)
			if err != nil {
				continue // it has ended
			}
			running = running || !bytes.Contains(stat, []byte(") T "))
		}
	}
}

func TestLibraries(t *testing.T) {
	foreign, err := os.ReadFile(otherLibrary(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const machineAt = 18 // e_machine in an ELF header
	otherMachine := bytes.Clone(foreign)
	binary.LittleEndian.PutUint16(otherMachine[machineAt:], uint16(elf.EM_S390))
	for _, test := range []struct {
		path string
		says []string
	}{
		{filepath.Join(dir, "absent.so"), []string{"absent.so", "no such file"}},
		{dir, []string{"it is no file"}},
		{file("empty.so", nil), []string{"damaged"}},
		{file("text.so", []byte("#!/bin/sh\n")), []string{"damaged, or no library"}},
		{file("cut.so", foreign[:len(foreign)/2]), []string{"cut.so", "damaged"}},
		{file("machine.so", otherMachine), []string{"another processor", "EM_S390"}},
		{file("foreign.so", foreign), []string{"foreign.so", "no libchdb", "chdb_connect"}},
	} {
		message := openIn(t, "embedded:"+newDirectory(t), warehouse.LibraryVariable+"="+test.path)
		mentions(t, message, append(test.says, warehouse.LibraryVariable)...)
	}
}

func TestLibraryOfTheExecutablesProject(t *testing.T) {
	project := t.TempDir()
	library := filepath.Join(project, "node_modules", "@chdb", "lib-linux-x64-gnu", "libchdb.so")
	executable := filepath.Join(project, "bin", "vigie")
	for _, path := range []string{library, executable} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(project, "go.mod"), []byte("module vigie\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(executable, program, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(libraryInUse(t), library); err != nil {
		t.Fatal(err)
	}
	c := startProgram(t, executable, "nowhere", []string{"embedded:" + newDirectory(t)}, warehouse.LibraryVariable+"=")
	c.expect("<nil>")
	c.finish()
}

// A file that somebody put into the folder where vigie is started is not even looked at.
func TestPlantedLibrary(t *testing.T) {
	cradle := t.TempDir()
	planted := filepath.Join(cradle, "node_modules", "@chdb", "lib-linux-x64-gnu", "libchdb.so")
	if err := os.MkdirAll(filepath.Dir(planted), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(planted, []byte("not the engine"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, "nowhere", []string{"embedded:" + newDirectory(t), cradle}, warehouse.LibraryVariable+"=")
	c.expect("<nil>")
	c.finish()
}

// libraryInUse returns the path of the libchdb that the tests' engine has loaded.
func libraryInUse(t *testing.T) string {
	t.Helper()
	warehousetest.Open(t)
	return mapped(t, "/libchdb.so")
}

// openNowhere tells the error of opening an address in a folder far from the project, / or the one that is given.
func openNowhere(arguments []string) error {
	if err := os.Chdir(append(arguments, "/")[1]); err != nil {
		return err
	}
	_, err := openChild(arguments[0])
	fmt.Println(err)
	return nil
}

// otherLibrary returns the path of a shared library that is not libchdb: the C library of this process.
func otherLibrary(t *testing.T) string {
	t.Helper()
	return mapped(t, "/libc.so")
}

// mapped returns the path of a file with that name in the memory of this process.
func mapped(t *testing.T, name string) string {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		if at := strings.IndexByte(line, '/'); at >= 0 && strings.Contains(line, name) {
			return strings.TrimSpace(line[at:])
		}
	}
	t.Skip("this process has no " + name)
	return ""
}
