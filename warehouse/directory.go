package warehouse

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// formatVersion is the number of the layout of an embedded warehouse's directory. It grows when an older Vigie could
// no longer work on the directory.
const formatVersion = 1

// layout is where things are in the directory of an embedded warehouse. (The collector keeps its own files beside them.)
type layout struct{ dir string }

func (l layout) data() string    { return filepath.Join(l.dir, "engine") }
func (l layout) backups() string { return filepath.Join(l.dir, "backups") }
func (l layout) lock() string    { return filepath.Join(l.dir, "lock") }
func (l layout) socket() string  { return filepath.Join(l.dir, "socket") }
func (l layout) format() string  { return filepath.Join(l.dir, "format") }

// restoring is there while a backup is being restored, and afterwards where that was cut off.
func (l layout) restoring() string { return filepath.Join(l.dir, "restoring") }

// makeDirectory creates the directory of an embedded warehouse, for this user alone.
func makeDirectory(l layout) error {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return fmt.Errorf("create the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	return nil
}

const chooseAnotherDirectory = "give this user the right to write there, or name another directory as embedded:DIR"

// tryLock takes the lock of the directory. It returns nil where another process has it. The lock ends with the process,
// however that ends; the process number in the file is only for messages.
func tryLock(l layout) (*os.File, error) {
	file, err := os.OpenFile(l.lock(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, nil
		}
		return nil, fmt.Errorf("lock the warehouse's directory %s: %w; take a directory on a local disk", l.dir, err)
	}
	if err = file.Truncate(0); err == nil {
		_, err = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	return file, nil
}

// unlock gives the directory back.
func unlock(file *os.File) error { return file.Close() }

// owner names the process that has the lock, as well as that can be known.
func owner(l layout) string {
	content, err := os.ReadFile(l.lock())
	if pid, numeric := strconv.Atoi(strings.TrimSpace(string(content))); err == nil && numeric == nil {
		return fmt.Sprintf("process %d", pid)
	}
	return "another process"
}

// prepareDirectory makes the directory, whose lock is held, ready for the engine.
func prepareDirectory(l layout) error {
	if err := checkFormat(l); err != nil {
		return err
	}
	for _, dir := range []string{l.data(), l.backups()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
		}
	}
	return nil
}

// checkFormat refuses a directory of a newer Vigie and marks a new one.
func checkFormat(l layout) error {
	file, err := os.Open(l.format())
	if errors.Is(err, fs.ErrNotExist) {
		return writeFormat(l)
	}
	if err != nil {
		return fmt.Errorf("read the layout's number of the warehouse %s: %w", l.dir, err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, 64))
	if err != nil {
		return fmt.Errorf("read the layout's number of the warehouse %s: %w", l.dir, err)
	}
	version, err := strconv.Atoi(strings.TrimSpace(string(content)))
	switch {
	case err != nil || version < 1:
		return fmt.Errorf("read the layout's number of the warehouse: %s does not hold a number; restore the directory from a backup, or write %d into the file if it was changed by hand", l.format(), formatVersion)
	case version > formatVersion:
		return fmt.Errorf("open the warehouse %s: it was made by a newer Vigie (layout %d, this one knows up to %d); install that Vigie, or name another directory as embedded:DIR", l.dir, version, formatVersion)
	}
	return nil
}

// writeFormat marks the directory in one step, so that a crash leaves no half-written number.
func writeFormat(l layout) error {
	draft := l.format() + ".new"
	err := os.WriteFile(draft, []byte(strconv.Itoa(formatVersion)+"\n"), 0o600)
	if err == nil {
		err = os.Rename(draft, l.format())
	}
	if err != nil {
		return fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	return nil
}
