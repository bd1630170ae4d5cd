package collector

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

// errDamaged says that a spool's file is not as it was written.
var errDamaged = errors.New("the file is damaged")

// openStore opens the spool in a directory.
//
// The file is written anew at each start, from records whose checksums are right: so it is as small as can be, and nothing
// that a damage may have done to the old one lives on. What was parked waits again. A damaged file is set aside under another
// name, and every record is taken from it that can be found by its magic and checksum. Among those may be rows that were freed
// before; keeping them once more changes nothing.
func openStore(dir string, log *slog.Logger, now time.Time) (_ *store, err error) {
	lock, err := lockDirectory(dir)
	if err != nil {
		return nil, err
	}
	s := &store{dir: dir, lock: lock, next: 1}
	path := filepath.Join(dir, spoolFile)
	if err = s.renew(path, log, now); errors.Is(err, syscall.ENOSPC) && readable(path) {
		log.Warn("the disk is full: the spool is used as it is", "file", path)
		err = nil
	}
	if err == nil {
		s.db, err = openFile(path, mapped)
	}
	if err == nil {
		err = errors.Join(syncDir(dir), s.resume()) // the file has just got its name
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the spool %s: %w; the events in it stay there: make room or mend the disk, and start again", dir, err), lock.Close())
	}
	return s, nil
}

// renew puts a new file with the same records in the place of the one that is there.
func (s *store) renew(path string, log *slog.Logger, now time.Time) error {
	fresh := path + ".new"
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		// Either this is the first start, or the last one ended after a damaged file was set aside and before its fresh one,
		// which is whole then, was put in its place.
		if err = os.Rename(fresh, path); errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err == nil {
			info, err = os.Stat(path)
		}
	}
	if err != nil {
		return err
	}
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if info.Size() > 64<<20 {
		log.Info("reading the spool", "file", path, "bytes", info.Size())
	}
	err = rewrite(fresh, func(take func([]byte)) (time.Time, error) { return readStore(path, telling(log, take)) })
	if errors.Is(err, errDamaged) {
		err = salvage(path, fresh, log, now, err)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return os.Rename(fresh, path)
}

// telling has the log say now and then how many records were taken.
func telling(log *slog.Logger, take func(record []byte)) func(record []byte) {
	told, taken := time.Now(), 0
	return func(record []byte) {
		take(record)
		if taken++; time.Since(told) > progressWait {
			told = time.Now()
			log.Info("reading the spool", "events_read", taken)
		}
	}
}

// salvage writes what can be read of a damaged file to a fresh one, then sets the damaged one aside. At each moment there is one of
// the two under a name where the next start finds it.
func salvage(path, fresh string, log *slog.Logger, now time.Time, damage error) error {
	aside := fmt.Sprintf("%s.damaged-%s", path, now.UTC().Format("20060102T150405.000"))
	if err := os.Remove(fresh); err != nil {
		return err
	}
	found := 0
	err := rewrite(fresh, func(take func([]byte)) (latest time.Time, err error) {
		return latest, scanFile(path, telling(log, func(record []byte) {
			found++
			take(record)
		}))
	})
	if err == nil {
		err = os.Rename(path, aside)
	}
	if err != nil {
		return err
	}
	log.Error("the spool was damaged: it is set aside, and the events that can be read of it go on; those that cannot are lost unless their senders send them again",
		"file", aside, "read", found, "damage", damage)
	return nil
}

// rewrite makes a spool's file of records, and of when the last event came, whole and synced. Of one identity it keeps the first.
func rewrite(path string, records func(take func(record []byte)) (latest time.Time, err error)) error {
	db, err := openFile(path, 0)
	if err != nil {
		return err
	}
	s := &store{db: db, next: 1}
	known := map[hash128]bool{}
	var chunk []byte
	var failed error
	rows := 0
	flush := func() {
		if failed == nil && rows > 0 {
			_, failed = s.write(0, nil, [][]byte{chunk}, time.Time{})
		}
		chunk, rows = nil, 0
	}
	latest, err := records(func(record []byte) {
		if identity := hash128(record[recordHeader:]); !known[identity] && failed == nil {
			known[identity] = true
			chunk = append(chunk, record...)
			if rows++; rows == maxChunk {
				flush()
			}
		}
	})
	flush()
	if failed == nil && !latest.IsZero() {
		_, failed = s.write(0, nil, nil, latest)
	}
	return errors.Join(err, failed, db.Close())
}

// resume finds where a spool's file goes on.
func (s *store) resume() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(waitingBucket).Cursor()
		if first, _ := cursor.First(); first != nil {
			s.freed = binary.BigEndian.Uint64(first) - 1
		}
		if last, _ := cursor.Last(); last != nil {
			s.next = binary.BigEndian.Uint64(last) + 1
		}
		if told := tx.Bucket(metaBucket).Get(chunksKey); len(told) == 8 {
			s.chunks = binary.BigEndian.Uint64(told)
		}
		s.latest = latestIn(tx.Bucket(metaBucket))
		return nil
	})
}

// latestIn is when the last event was received that ever came, zero where that is not known.
func latestIn(meta *bbolt.Bucket) time.Time {
	told := meta.Get(latestKey)
	if len(told) != 8 {
		return time.Time{}
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(told))).UTC()
}

// readable tells whether a spool's file is as it was written.
func readable(path string) bool {
	_, err := readStore(path, func([]byte) {})
	return err == nil
}

// readStore gives the records of a spool's file, parked ones first, and when the last event came, or errDamaged where it is not as
// it was written. Where the file is shorter than it says, reading it is a fault of memory, which becomes an error here.
func readStore(path string, take func(record []byte)) (latest time.Time, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", errDamaged, fault)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: openWait})
	if errors.Is(err, fs.ErrPermission) {
		return latest, err
	}
	if err != nil {
		return latest, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if sound, err := soundPages(path, db.Info().PageSize); err != nil || !sound {
		return latest, errors.Join(errDamaged, err, db.Close())
	}
	err = db.View(func(tx *bbolt.Tx) error {
		waiting, parked, meta := tx.Bucket(waitingBucket), tx.Bucket(parkedBucket), tx.Bucket(metaBucket)
		if waiting == nil || parked == nil || meta == nil {
			return fmt.Errorf("%w: a part of it is missing", errDamaged)
		}
		sound := true
		if err := parked.ForEach(func(_, value []byte) error {
			length, size := binary.Uvarint(value)
			if size <= 0 || length > uint64(len(value)-size) {
				return errDamaged
			}
			sound = eachRecord(value[size+int(length):], func(_, whole []byte) { take(whole) }) && sound
			return nil
		}); err != nil {
			return err
		}
		chunks := uint64(0)
		var last []byte
		if err := waiting.ForEach(func(key, value []byte) error {
			if bytes.Compare(key, last) <= 0 {
				return fmt.Errorf("%w: chunks are out of order", errDamaged) // a part may come again and again
			}
			last = key
			chunks++
			sound = eachRecord(value, func(_, whole []byte) { take(whole) }) && sound
			return nil
		}); err != nil {
			return err
		}
		if told := meta.Get(chunksKey); !sound || told != nil && (len(told) != 8 || binary.BigEndian.Uint64(told) != chunks) {
			return fmt.Errorf("%w: a checksum or a count is wrong", errDamaged)
		}
		latest = latestIn(meta)
		return nil
	})
	return latest, errors.Join(err, db.Close())
}

// eachRecord gives the records that bytes hold, and tells whether they hold nothing else.
func eachRecord(from []byte, take func(payload, whole []byte)) (sound bool) {
	sound = true
	for len(from) > 0 {
		payload, rest, err := cutRecord(from)
		if err == nil {
			take(payload, from[:len(from)-len(rest)])
			from = rest
			continue
		}
		sound = false
		next := bytes.Index(from[1:], recordMagic[:])
		if next < 0 {
			return false
		}
		from = from[1+next:]
	}
	return sound
}

// scanFile finds the records in a file, wherever in it they are.
func scanFile(path string, take func(record []byte)) error {
	const window = 16 * maxRecord
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := make([]byte, 0, window)
	for ended := false; !ended; {
		n, err := io.ReadFull(file, buffer[len(buffer):window])
		buffer = buffer[:len(buffer)+n]
		ended = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return err
		}
		// A record that begins in the last part may go on beyond: it is looked at with the next window.
		border := len(buffer) - maxRecord - recordHeader
		if ended {
			border = len(buffer)
		}
		at := 0
		for at < border {
			next := bytes.Index(buffer[at:], recordMagic[:])
			if next < 0 {
				at = max(at, len(buffer)-len(recordMagic)+1)
				break
			}
			if at += next; at >= border {
				break
			}
			_, rest, err := cutRecord(buffer[at:])
			if err != nil {
				at++
				continue
			}
			take(buffer[at : len(buffer)-len(rest)])
			at = len(buffer) - len(rest)
		}
		buffer = append(make([]byte, 0, window), buffer[at:]...)
	}
	return nil
}
