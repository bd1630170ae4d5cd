package collector

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

const (
	// spoolFile holds the events that wait; its directory belongs to one collector.
	spoolFile = "spool.db"
	// maxChunk is the largest number of rows that are kept under one key.
	maxChunk = 5_000
	// mapped is how much of the file is mapped from the start, in bytes of address space: growing beyond makes writers
	// wait for readers.
	mapped = 1 << 30
	// openWait is how long to wait for a file that a process which ends may still hold.
	openWait = 5 * time.Second
)

var (
	waitingBucket = []byte("waiting") // number of a chunk → its records
	parkedBucket  = []byte("parked")  // number → length of the reason, the reason, the record
	metaBucket    = []byte("meta")
	// chunksKey is how many chunks wait, so that the loss of a part of the file is seen.
	chunksKey = []byte("chunks")
	// latestKey is when the last event that ever came was received, in nanoseconds since 1970: later ones are not dated before
	// it, although the clock may say so.
	latestKey = []byte("latest")
)

// store is the file of a spool. A chunk is the records that were committed together; chunks are numbered as they come. What
// write has returned from is on the disk: bbolt syncs each transaction.
type store struct {
	dir    string
	lock   *os.File
	db     *bbolt.DB
	next   uint64 // number of the next chunk; only the committer writes
	chunks uint64 // waiting
	freed  uint64 // everything up to this number has gone

	latest time.Time // as it was when the store was opened
}

// parkedRow is a row that the warehouse refuses for good.
type parkedRow struct {
	row    *spooled
	chunk  uint64
	code   int32 // of errorCode
	reason string
}

// makeDirectory makes a directory and those above it that are missing, each with a name that survives a loss of power.
func makeDirectory(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeDirectory(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return errors.Join(err, syncDir(filepath.Dir(dir)))
}

// lockDirectory makes a directory this process's own.
func lockDirectory(dir string) (*os.File, error) {
	path := filepath.Join(dir, "lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write in the spool's directory %s: %w; give this user the right to write there, or name another with --spool", dir, err)
	}
	for end := time.Now().Add(openWait); ; time.Sleep(50 * time.Millisecond) {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(end) {
			text, _ := os.ReadFile(path)
			file.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, fmt.Errorf("open the spool %s: process %s has it; a spool belongs to one collector, so give this one another directory with --spool", dir, strings.TrimSpace(string(text)))
			}
			return nil, fmt.Errorf("lock the spool's directory %s: %w; take a directory on a local disk", dir, err)
		}
	}
	// The number is only for the message above: on a full disk the lock does without it.
	_ = file.Truncate(0)
	_, _ = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return file, nil
}

// openFile opens or makes a spool's file.
func openFile(path string, size int) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: openWait, InitialMmapSize: size, FreelistType: bbolt.FreelistMapType, NoStatistics: true})
	if err != nil {
		return nil, err
	}
	db.AllocSize = 4 << 20
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{waitingBucket, parkedBucket, metaBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func chunkKey(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

// write frees the chunks up to a number, parks rows of them, and adds chunks, all of it or nothing. With it goes when the last
// event was received, where that is known.
func (s *store) write(freed uint64, parked []parkedRow, chunks [][]byte, latest time.Time) (numbers []uint64, err error) {
	next, waiting := s.next, s.chunks
	err = s.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(waitingBucket)
		bucket.FillPercent = 0.95 // keys only grow
		for _, p := range parked {
			if err := park(tx, p); err != nil {
				return err
			}
		}
		for number := s.freed + 1; number <= freed; number++ {
			key := chunkKey(number)
			if bucket.Get(key) == nil {
				continue
			}
			if err := bucket.Delete(key); err != nil {
				return err
			}
			waiting--
		}
		for _, chunk := range chunks {
			if err := bucket.Put(chunkKey(next), chunk); err != nil {
				return err
			}
			numbers = append(numbers, next)
			next++
			waiting++
		}
		meta := tx.Bucket(metaBucket)
		if !latest.IsZero() {
			if err := meta.Put(latestKey, chunkKey(uint64(latest.UnixNano()))); err != nil {
				return err
			}
		}
		return meta.Put(chunksKey, chunkKey(waiting))
	})
	if err != nil {
		return nil, err
	}
	s.next, s.chunks, s.freed = next, waiting, max(s.freed, freed)
	return numbers, nil
}

// park copies the record of a row to where it is out of the way.
func park(tx *bbolt.Tx, p parkedRow) error {
	var record []byte
	eachRecord(tx.Bucket(waitingBucket).Get(chunkKey(p.chunk)), func(payload, whole []byte) {
		if hash128(payload) == p.row.identity {
			record = whole
		}
	})
	bucket := tx.Bucket(parkedBucket)
	number, err := bucket.NextSequence()
	if err != nil || record == nil {
		return err
	}
	return bucket.Put(chunkKey(number), append(appendText(nil, p.reason), record...))
}

// batch is consecutive chunks of a spool.
type batch struct {
	rows    []*spooled
	chunk   []uint64   // of each row
	through uint64     // number of the last chunk
	damaged int        // chunks with parts that are no records
	erased  []*spooled // rows that were taken off because they are erased
}

// read gives the chunks after a number, the oldest first: one, and as many more as fit into the rows wanted.
func (s *store) read(after uint64, wanted int) (*batch, error) {
	b := &batch{through: after}
	err := s.db.View(func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(waitingBucket).Cursor()
		for key, value := cursor.Seek(chunkKey(after + 1)); key != nil; key, value = cursor.Next() {
			count := countRecords(value)
			if len(b.rows) > 0 && len(b.rows)+count > wanted {
				return nil
			}
			b.through = binary.BigEndian.Uint64(key)
			// The rows outlive the transaction, the file's own memory does not.
			sound := eachRecord(bytes.Clone(value), func(payload, _ []byte) {
				if row, err := readRecord(payload); err == nil {
					b.rows = append(b.rows, row)
					b.chunk = append(b.chunk, b.through)
				}
			})
			if !sound {
				b.damaged++
				if err := s.setAside(b.through, value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return b, err
}

// setAside keeps what could not be read of a chunk for people to look at.
func (s *store) setAside(number uint64, value []byte) error {
	return os.WriteFile(filepath.Join(s.dir, fmt.Sprintf("chunk-%d.damaged", number)), value, 0o600)
}

// countRecords counts the records of a sound chunk.
func countRecords(value []byte) int {
	count := 0
	for len(value) >= recordHeader {
		count++
		size := recordHeader + int(binary.LittleEndian.Uint32(value[4:]))
		if size > len(value) {
			break
		}
		value = value[size:]
	}
	return count
}

func (s *store) close() error {
	return errors.Join(s.db.Close(), s.lock.Close())
}
