package collector

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// listHead is the first line of a list.
const listHead = "# Erasures of a Vigie. Keep this file, apart from the backups: vigie restore needs it to erase again.\n"

// erasureList is the file of a list. Several collectors may add to one, and it is only ever added to.
type erasureList struct {
	path string

	mu    sync.Mutex
	known erasureKeys
	read  int64 // bytes of the file that are in known
}

// openErasures reads a list, or begins it.
func openErasures(path string) (*erasureList, error) {
	l := &erasureList{path: path, known: keysOf(Erasures{})}
	if _, err := l.add(Erasures{}); err != nil {
		return nil, err
	}
	return l, nil
}

// add puts those entries that are not there at the end of the file, and gives them once they are on the disk.
func (l *erasureList) add(e Erasures) (missing Erasures, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the list of erasures %s: %w; give this user the right to write there, or name another file with --erasures", l.path, err)
		}
	}()
	_, err = os.Stat(l.path)
	fresh := errors.Is(err, fs.ErrNotExist)
	file, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return Erasures{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }() // which gives the lock back
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return Erasures{}, err
	}
	if err := l.catchUp(file); err != nil {
		return Erasures{}, err
	}
	missing = l.known.lacks(e)
	text := missing.text()
	if l.read == 0 {
		text = append([]byte(listHead), text...)
	}
	if len(text) == 0 {
		return Erasures{}, nil
	}
	// What is behind the last whole line was never written to its end, so nobody was told that it is there.
	if err := file.Truncate(l.read); err != nil {
		return Erasures{}, err
	}
	if _, err := file.WriteAt(text, l.read); err != nil {
		return Erasures{}, err
	}
	if err := file.Sync(); err != nil {
		return Erasures{}, err
	}
	if fresh {
		if err := syncDir(filepath.Dir(l.path)); err != nil {
			return Erasures{}, err
		}
	}
	l.known.add(missing)
	l.read += int64(len(text))
	return missing, nil
}

// catchUp reads what others have added.
func (l *erasureList) catchUp(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < l.read {
		l.known, l.read = keysOf(Erasures{}), 0 // somebody put another file in its place
	}
	text, err := io.ReadAll(io.NewSectionReader(file, l.read, info.Size()-l.read))
	if err != nil {
		return err
	}
	more, read, err := parseErasures(text, 1)
	if err != nil {
		return err
	}
	l.known.add(more)
	l.read += int64(read)
	return nil
}

// text writes the entries as the lines of a list.
func (e Erasures) text() []byte {
	var to []byte
	for _, a := range e.asked {
		to = fmt.Appendf(to, "erasure %x %x %s %s %d %d %s\n", a.receipt, a.mark, a.askedAt.UTC().Format(time.RFC3339Nano),
			a.state, a.events, a.spooled, a.changedAt.UTC().Format(time.RFC3339Nano))
	}
	for _, v := range e.events {
		to = fmt.Appendf(to, "event %x %x %s\n", v.identity, v.receipt, v.erasedAt.UTC().Format(time.RFC3339Nano))
	}
	return to
}
