package collector

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

// draw takes the instant of an erasure: everything that was acknowledged before was received by then, and what is committed
// later is dated after it.
func (s *spool) draw(begin func(instant time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = later(s.now().UTC(), s.latest)
	begin(s.latest)
}

// carry brings a batch to the warehouse, but for what was erased. Those rows are listed as erased, and taken off the batch;
// where one got to the warehouse nevertheless it is removed there. It looks for erasures after the rows are in: an erasure
// that is begun later finds them itself.
func (s *spool) carry(b *batch) (parked []parkedRow, err error) {
	ctx, cancel := context.WithTimeout(s.mover.ctx, insertPatience)
	defer cancel()
	if s.forgotten.noted() == 0 {
		if err := s.forgotten.refresh(ctx); err != nil {
			return nil, err
		}
	}
	noted := s.forgotten.noted()
	if err := s.sift(ctx, b); err != nil {
		return nil, err
	}
	if parked, err = s.place(b.rows, b.chunk, nil); s.mover.suspicion.strengthens(err) {
		parked, err = s.isolate(ctx, b, err)
	}
	if err != nil {
		return nil, err
	}
	ctx, cancel = context.WithTimeout(s.mover.ctx, insertPatience) // to try rows one by one may have taken long
	defer cancel()
	if err := s.forgotten.refresh(ctx); err != nil {
		return nil, err
	}
	if s.forgotten.noted() == noted {
		return parked, nil
	}
	if err := s.sift(ctx, b); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(parked, func(p parkedRow) bool { return s.forgotten.has(p.row.identity) }), nil
}

// sift takes the rows off a batch that were erased, lists them, and removes them from the warehouse.
func (s *spool) sift(ctx context.Context, b *batch) error {
	var entries Erasures
	var identities []hash128
	var rows, erased []*spooled
	var chunks []uint64
	at := milliseconds(s.now())
	for i, row := range b.rows {
		receipt, covered := s.forgotten.covers(row)
		if !covered {
			rows, chunks = append(rows, row), append(chunks, b.chunk[i])
			continue
		}
		erased, identities = append(erased, row), append(identities, row.identity)
		if !s.forgotten.has(row.identity) {
			entries.events = append(entries.events, erasedEvent{identity: row.identity, receipt: receipt, erasedAt: at})
		}
	}
	if len(erased) == 0 {
		return nil
	}
	if err := s.forgotten.enlist(entries); err != nil {
		return err
	}
	if err := s.forgotten.flush(ctx); err != nil {
		return err
	}
	if _, err := s.forgotten.register.remove(ctx, identities); err != nil {
		return err
	}
	b.rows, b.chunk, b.erased = rows, chunks, append(b.erased, erased...)
	return nil
}

// forget drops events from what is remembered of those that have gone.
func (s *spool) forget(identities []hash128) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, identity := range identities {
		delete(s.recent.bodies, identity)
	}
}

// purge removes the rows that were erased from the spool's directory, physically: from the file, which is written anew
// without them and without what was freed, and from damaged ones that were set aside. Before that, note gets the rows. In
// the damaged files the pseudonyms given are looked for as well, because a broken record may still tell one.
func (s *spool) purge(ctx context.Context, pseudonyms []hash128, note func(found []*spooled) error) error {
	// The mover must not have rows in its hands meanwhile, and the committer is the only one that writes.
	select {
	case s.moving <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.moving }()
	result := make(chan error, 1)
	select {
	case s.works <- func() { result <- s.purgeNow(pseudonyms, note) }:
		return <-result
	case <-s.committed:
		return errClosed
	}
}

func (s *spool) purgeNow(pseudonyms []hash128, note func(found []*spooled) error) error {
	s.free()
	s.mu.Lock()
	behind := s.moved > s.store.freed || len(s.toPark) > 0
	s.mu.Unlock()
	if behind {
		return errSpool
	}
	covered := func(row *spooled) bool {
		_, is := s.forgotten.covers(row)
		return is
	}
	var found []*spooled
	inChunk, parked := map[uint64]int{}, 0
	erased := map[hash128]bool{} // what is covered may become more meanwhile
	err := s.store.eachRow(func(number uint64, waits bool, row *spooled) {
		if !covered(row) {
			return
		}
		erased[row.identity] = true
		if found = append(found, row); waits {
			inChunk[number]++
		} else {
			parked++
		}
	})
	if err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	if err := note(found); err != nil {
		return err
	}
	if err := s.store.erase(func(row *spooled) bool { return erased[row.identity] }); err != nil {
		return fmt.Errorf("write the spool anew: %w", err)
	}
	s.mu.Lock()
	for _, row := range found {
		delete(s.index, row.identity)
		s.kept.add(row.source, -int64(row.size))
	}
	for i := range s.chunks {
		gone := inChunk[s.chunks[i].number]
		s.chunks[i].rows -= gone
		s.events -= gone
	}
	s.parked -= parked
	s.mu.Unlock()
	return s.store.scrub(covered, pseudonyms)
}

// eachRow gives every row of the file that can be read, those that wait with the number of their chunk.
func (s *store) eachRow(take func(number uint64, waits bool, row *spooled)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		each := func(number uint64, waits bool, records []byte) {
			// The rows may outlive the transaction, the file's own memory does not.
			eachRecord(bytes.Clone(records), func(payload, _ []byte) {
				if row, err := readRecord(payload); err == nil {
					take(number, waits, row)
				}
			})
		}
		if err := tx.Bucket(waitingBucket).ForEach(func(key, value []byte) error {
			each(binary.BigEndian.Uint64(key), true, value)
			return nil
		}); err != nil {
			return err
		}
		return tx.Bucket(parkedBucket).ForEach(func(_, value []byte) error {
			each(0, false, value)
			return nil
		})
	})
}

// erase puts a file without the rows that are covered, and without free pages, in the place of the spool's. Chunks keep their
// numbers, also those that are empty then.
func (s *store) erase(covered func(*spooled) bool) error {
	path := filepath.Join(s.dir, spoolFile)
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.copyWithout(fresh, covered); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	err := errors.Join(s.db.Close(), os.Rename(fresh, path), syncDir(s.dir))
	db, opened := openFile(path, mapped)
	if opened == nil {
		s.db = db
	}
	return errors.Join(err, opened)
}

// copyWithout writes the file anew, under another name, whole and synced.
func (s *store) copyWithout(fresh string, covered func(*spooled) bool) error {
	to, err := openFile(fresh, 0)
	if err != nil {
		return err
	}
	to.NoSync = true // once at the end does
	err = s.db.View(func(from *bbolt.Tx) error {
		err := from.Bucket(waitingBucket).ForEach(func(key, value []byte) error {
			records, sound := without(value, covered)
			if !sound {
				if err := s.setAside(binary.BigEndian.Uint64(key), value); err != nil {
					return err
				}
			}
			return to.Update(func(tx *bbolt.Tx) error { return tx.Bucket(waitingBucket).Put(key, records) })
		})
		if err != nil {
			return err
		}
		return to.Update(func(tx *bbolt.Tx) error {
			parked := tx.Bucket(parkedBucket)
			if err := parked.SetSequence(from.Bucket(parkedBucket).Sequence()); err != nil {
				return err
			}
			err := from.Bucket(parkedBucket).ForEach(func(key, value []byte) error {
				record := false
				eachRecord(value, func(payload, _ []byte) {
					row, err := readRecord(payload)
					record = err == nil && !covered(row)
				})
				if !record {
					return nil
				}
				return parked.Put(key, value)
			})
			if err != nil {
				return err
			}
			return from.Bucket(metaBucket).ForEach(tx.Bucket(metaBucket).Put)
		})
	})
	return errors.Join(err, to.Sync(), to.Close())
}

// without gives the records of a chunk but for those that are covered, and tells whether all of it could be read.
func without(chunk []byte, covered func(*spooled) bool) (records []byte, sound bool) {
	records = []byte{}
	sound = eachRecord(chunk, func(payload, whole []byte) {
		if row, err := readRecord(payload); err == nil && !covered(row) {
			records = append(records, whole...)
		}
	})
	return records, sound
}

// scrub overwrites with zeros, in the damaged files that were set aside, the rows that are covered and the pseudonyms given.
func (s *store) scrub(covered func(*spooled) bool, pseudonyms []hash128) error {
	var errs []error
	for _, pattern := range []string{spoolFile + ".damaged-*", "chunk-*.damaged"} {
		paths, err := filepath.Glob(filepath.Join(s.dir, pattern))
		if err != nil {
			return err // the pattern, which is right
		}
		for _, path := range paths {
			if err := scrubFile(path, covered, pseudonyms); err != nil {
				errs = append(errs, fmt.Errorf("erase from the damaged file %s: %w", path, err))
			}
		}
	}
	return errors.Join(errs...)
}

func scrubFile(path string, covered func(*spooled) bool, pseudonyms []hash128) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	content, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	eachRecord(content, func(payload, whole []byte) {
		if row, err := readRecord(payload); err == nil && covered(row) {
			clear(whole)
		}
	})
	for _, pseudonym := range pseudonyms {
		blot(content, pseudonym)
	}
	return errors.Join(syscall.Munmap(content), file.Sync())
}

// blot overwrites a pseudonym wherever it is in bytes.
func blot(content []byte, pseudonym hash128) {
	for at := bytes.Index(content, pseudonym[:]); at >= 0; {
		clear(content[at : at+len(pseudonym)])
		next := bytes.Index(content[at:], pseudonym[:])
		if next < 0 {
			return
		}
		at += next
	}
}
