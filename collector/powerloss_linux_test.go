package collector_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inode is a file, whatever it is called; a number that is used again for a later file is another.
type inode struct {
	number uint64
	born   unix.StatxTimestamp
}

func inodeOf(path string) (inode, error) {
	var s unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_INO|unix.STATX_BTIME, &s)
	return inode{s.Ino, s.Btime}, err
}

// name is what a directory holds under a name.
type name struct {
	inode
	directory bool
}

// synced is a file as it was when it was synced last: what it held, but for zeros at its end, and its size.
type synced struct {
	content []byte
	size    int64
}

// disk knows what a loss of power would leave of a directory: the names that were in it, and in those below, when each was synced
// last, and of each file what it held when it was synced last. The kernel may have written more by itself: names above all.
type disk struct {
	root  string
	names map[inode]map[string]name
	files map[inode]synced
}

func newDisk(t *testing.T, root string) *disk {
	d := &disk{root: root, names: map[inode]map[string]name{}, files: map[inode]synced{}}
	// What is there from the start is durable.
	if err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = d.sync(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

// sync notes that a file or a directory is durable as it is.
func (d *disk) sync(path string) error {
	own, err := inodeOf(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		d.names[own], err = namesIn(path)
		return err
	}
	content, err := os.ReadFile(path)
	trimmed := content
	for len(trimmed) > 0 && trimmed[len(trimmed)-1] == 0 {
		trimmed = trimmed[:len(trimmed)-1]
	}
	d.files[own] = synced{append([]byte(nil), trimmed...), int64(len(content))}
	return err
}

func namesIn(path string) (map[string]name, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	names := map[string]name{}
	for _, entry := range entries {
		of, err := inodeOf(filepath.Join(path, entry.Name()))
		if err != nil {
			return nil, err
		}
		names[entry.Name()] = name{of, entry.IsDir()}
	}
	return names, nil
}

// image is what a loss of power would leave: files by their paths, and directories, which end with a slash.
type image map[string]synced

// lose gives what a loss of power would leave now: with the names that were synced, or with those that are there now.
func (d *disk) lose(namesOfNow bool) (image, error) {
	left := image{}
	var visit func(of inode, below string) error
	visit = func(of inode, below string) error {
		names := d.names[of]
		if namesOfNow {
			var err error
			if names, err = namesIn(filepath.Join(d.root, below)); err != nil {
				return err
			}
		}
		for called, child := range names {
			path := filepath.Join(below, called)
			if !child.directory {
				left[path] = d.files[child.inode]
				continue
			}
			left[path+"/"] = synced{}
			if err := visit(child.inode, path); err != nil {
				return err
			}
		}
		return nil
	}
	root, err := inodeOf(d.root)
	if err != nil {
		return nil, err
	}
	return left, visit(root, "")
}

// write makes an image a directory.
func (i image) write(t *testing.T, to string) {
	t.Helper()
	for path, file := range i {
		if strings.HasSuffix(path, "/") {
			if err := os.MkdirAll(filepath.Join(to, path), 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		path = filepath.Join(to, path)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, file.content, 0o600)
		}
		if err == nil {
			err = os.Truncate(path, file.size)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// equal tells whether two images are of the same files, which have not been synced in between.
func (i image) equal(other image) bool {
	if len(i) != len(other) {
		return false
	}
	for path, file := range i {
		as, there := other[path]
		if !there || as.size != file.size || len(as.content) != len(file.content) || len(as.content) > 0 && &as.content[0] != &file.content[0] {
			return false
		}
	}
	return true
}

// Power is lost at every moment at which the collector syncs or renames something: at its first start, at later ones, at one on
// a damaged spool, and while events come in. Whatever was acknowledged by then is in what is left of the disk, and a collector
// can start on it although the warehouse is away. Each sync on the way of an event is needed for that: without it this test fails.
func TestPowerLoss(t *testing.T) {
	h := newHouse(t)
	h.cutOff() // so that everything stays in the spool
	root := t.TempDir()
	first, acknowledged := 0, 0
	const part = 10
	for _, round := range []struct {
		name         string
		gone, damage bool
	}{{name: "first start"}, {name: "start without the file", gone: true}, {name: "start"}, {name: "start on a damaged spool", damage: true}, {name: "start after that"}} {
		t.Run(round.name, func(t *testing.T) {
			spool := filepath.Join(root, "spools", "spool")
			if round.damage {
				breakMetaPages(t, filepath.Join(spool, "spool.db"))
			}
			if round.gone {
				if err := os.Remove(filepath.Join(spool, "spool.db")); err != nil {
					t.Fatal(err)
				}
				first = acknowledged
			}
			type loss struct {
				image
				acknowledged int
			}
			var mu sync.Mutex
			var losses []loss
			d := newDisk(t, root)
			lose := func() {
				for _, namesOfNow := range []bool{false, true} {
					left, err := d.lose(namesOfNow)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					known := false
					for _, before := range losses {
						known = known || before.acknowledged == acknowledged && before.equal(left)
					}
					if !known {
						losses = append(losses, loss{left, acknowledged})
					}
					mu.Unlock()
				}
			}
			w := h.watch(spool, func(c call) syscall.Errno {
				if c.writes() {
					return 0
				}
				lose()
				if c.syncs() {
					if err := d.sync(c.file()); err != nil {
						t.Error(err)
					}
				}
				return 0
			})
			for range 4 {
				if status := h.postTo(w, inLines(t, attendances(acknowledged, part))); status != 200 {
					t.Fatalf("answered %d\n%s", status, h.log)
				}
				mu.Lock()
				acknowledged += part
				mu.Unlock()
			}
			w.kill()
			lose()
			t.Logf("%d moments", len(losses))
			for _, l := range losses {
				if l.acknowledged == first {
					continue
				}
				left := t.TempDir()
				l.write(t, left)
				if found := h.known(t, filepath.Join(left, "spools", "spool"), first, l.acknowledged); found != l.acknowledged-first {
					t.Fatalf("%d of %d acknowledged events are left: %s", found, l.acknowledged-first, listing(l.image))
				}
			}
			// The next round begins with what the last loss left.
			if err := os.RemoveAll(filepath.Join(root, "spools")); err != nil {
				t.Fatal(err)
			}
			losses[len(losses)-1].write(t, root)
		})
	}
	aside, err := filepath.Glob(filepath.Join(root, "spools", "spool", "spool.db.damaged-*"))
	if err != nil || len(aside) != 1 {
		t.Errorf("the damaged file is not there to be looked at: %v %v", aside, err)
	}
}

// breakMetaPages spoils the two pages from which all others are found; every record stays as it is.
func breakMetaPages(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for page := range 2 {
		if _, err := file.WriteAt(make([]byte, 80), int64(page*os.Getpagesize())); err != nil {
			t.Fatal(err)
		}
	}
}

func listing(i image) string {
	var text strings.Builder
	for path, file := range i {
		text.WriteString(path)
		if file.size > 0 {
			text.WriteString(" (written)")
		}
		text.WriteString("; ")
	}
	return text.String()
}
