package warehouse

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// backupPrefix begins the names of the files that a backup or restore keeps in the directory of backups while it works.
const backupPrefix = "vigie-"

// backupDir is the directory of backups, the only one that the engine may read and write, as long as one backup or restore works
// there.
type backupDir struct {
	dir  string
	lock *os.File
}

// openBackupDir takes the directory of backups for this process, and removes what one that died has left there.
func openBackupDir(l layout) (*backupDir, error) {
	lock, err := os.OpenFile(filepath.Join(l.backups(), "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another backup or restore of %s is under way; wait for it to end", l.dir)
		}
		return nil, fmt.Errorf("lock %s: %w; take a directory on a local disk", l.backups(), err)
	}
	d := &backupDir{dir: l.backups(), lock: lock}
	d.clear()
	return d, nil
}

func (d *backupDir) path(part string) string { return filepath.Join(d.dir, backupPrefix+part) }

func (d *backupDir) clear() {
	for _, part := range []string{schemaPart, rowsPart} {
		os.Remove(d.path(part))
	}
}

func (d *backupDir) close() {
	d.clear()
	d.lock.Close()
}

// restoring says whether the mark of a restore is there.
func restoring(l layout) bool {
	_, err := os.Lstat(l.restoring())
	return err == nil
}

func markRestoring(l layout) error {
	mark, err := os.OpenFile(l.restoring(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(mark.Sync(), mark.Close(), syncPath(l.dir))
	}
	if err != nil {
		return fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	return nil
}

func unmarkRestoring(l layout) error {
	if err := os.Remove(l.restoring()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the mark of a restore: %w", err)
	}
	return syncPath(l.dir)
}

// syncPath makes a file survive a loss of power, or the names that were added to or removed from a directory.
func syncPath(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncTree makes a directory and all that is below it survive a loss of power.
func syncTree(path string) error {
	return filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // the engine removes what it has merged
			return nil
		case err != nil:
			return err
		case !entry.IsDir() && !entry.Type().IsRegular():
			return nil
		}
		err = syncPath(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}
