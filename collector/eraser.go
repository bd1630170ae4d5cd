package collector

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

const (
	// learnWait is how often a collector that has nothing to do looks for the erasures that others were asked for.
	learnWait = 5 * time.Second
	// erasurePatience is how long a try to bring an erasure to its end may take.
	erasurePatience = 10 * time.Minute
)

// eraser carries out the erasures that this collector was asked for, one after another, and removes from its spool who was
// erased through another. An erasure that was taken is in a file beside the spool until it is done, so that it is finished after
// any crash: that file names the person by the pseudonym, as the spool does.
type eraser struct {
	spool     *spool
	forgotten *forgotten
	register  register
	forget    func(ctx context.Context, pseudonym [16]byte) error
	now       func() time.Time
	log       *slog.Logger
	dir       string

	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
	wake   chan struct{} // holds a token while there is work
	// applied tells that the register has what the file lists, purged is what was known of erasures when the spool was last
	// written anew; only the goroutine uses them.
	applied bool
	purged  uint64

	// asking is held while an erasure is taken, so that its instant is never known without the job.
	asking sync.Mutex
	mu     sync.Mutex
	jobs   []*job // that are not done, the oldest first
}

// job is an erasure that is to be carried out.
type job struct {
	receipt, pseudonym, mark hash128
	askedAt                  time.Time
	spooled                  int
	told                     chan struct{} // closed once it is done, or a first try was not enough
	telling                  sync.Once
}

func (j *job) tell() { j.telling.Do(func() { close(j.told) }) }

// begun is the entry that says that the erasure was asked for.
func (j *job) begun() erasure {
	return erasure{receipt: j.receipt, mark: j.mark, askedAt: j.askedAt, state: erasureBegun, changedAt: milliseconds(j.askedAt)}
}

// pendingErasure is a job as its file has it.
type pendingErasure struct {
	Receipt   string    `json:"receipt"`
	Pseudonym string    `json:"pseudonym"`
	AskedAt   time.Time `json:"asked_at"`
	Spooled   int       `json:"spooled"` // events that were in the spool
}

func (e *eraser) path(receipt hash128) string {
	return filepath.Join(e.dir, fmt.Sprintf("erasure-%x.json", receipt))
}

// keep writes a job's file.
func (e *eraser) keep(j *job) error {
	text, err := json.Marshal(pendingErasure{hex.EncodeToString(j.receipt[:]), hex.EncodeToString(j.pseudonym[:]), j.askedAt, j.spooled})
	if err == nil {
		err = replaceFile(e.path(j.receipt), text)
	}
	if err != nil {
		return fmt.Errorf("%w: keep an erasure: %w", errSpool, err)
	}
	return nil
}

// pendingErasures reads the files of the jobs in a directory. Drafts of files that a crash kept from being written go.
func pendingErasures(dir string, p *pseudonymizer) ([]*job, error) {
	drafts, err := filepath.Glob(filepath.Join(dir, "erasure-*.json.*"))
	if err != nil {
		return nil, fmt.Errorf("look for erasures that are not done: %w", err)
	}
	for _, draft := range drafts {
		if err := os.Remove(draft); err != nil {
			return nil, fmt.Errorf("take away what is left of an erasure: %w", err)
		}
	}
	paths, err := filepath.Glob(filepath.Join(dir, "erasure-*.json"))
	if err != nil {
		return nil, fmt.Errorf("look for erasures that are not done: %w", err)
	}
	var jobs []*job
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read an erasure that is not done: %w", err)
		}
		var pending pendingErasure
		err = json.Unmarshal(text, &pending)
		receipt, ofReceipt := hex.DecodeString(pending.Receipt)
		pseudonym, ofPseudonym := hex.DecodeString(pending.Pseudonym)
		if err != nil || ofReceipt != nil || ofPseudonym != nil || len(receipt) != len(hash128{}) || len(pseudonym) != len(hash128{}) {
			return nil, fmt.Errorf("read an erasure that is not done: %s is damaged; take it away, and ask for the erasure again", path)
		}
		jobs = append(jobs, &job{receipt: hash128(receipt), pseudonym: hash128(pseudonym), mark: p.mark(hash128(pseudonym)),
			askedAt: pending.AskedAt.UTC(), spooled: pending.Spooled, told: make(chan struct{})})
	}
	slices.SortFunc(jobs, func(a, b *job) int { return a.askedAt.Compare(b.askedAt) })
	return jobs, nil
}

// start goes on with what was not done.
func (e *eraser) start() {
	e.ctx, e.cancel = context.WithCancel(context.Background())
	e.done, e.wake = make(chan struct{}), make(chan struct{}, 1)
	go e.run()
}

// stop ends it, and does not wait for longer than the context: what is under way is finished at the next start.
func (e *eraser) stop(ctx context.Context) {
	e.cancel()
	select {
	case <-e.done:
	case <-ctx.Done():
	}
}

// ask takes an erasure. When it returns without an error, it will be carried out whatever happens.
func (e *eraser) ask(pseudonym hash128) (*job, error) {
	j := &job{pseudonym: pseudonym, mark: e.forgotten.pseudonymizer.mark(pseudonym), told: make(chan struct{})}
	if _, err := rand.Read(j.receipt[:]); err != nil {
		return nil, fmt.Errorf("make a receipt: %w", err)
	}
	e.asking.Lock()
	defer e.asking.Unlock()
	e.spool.draw(func(instant time.Time) {
		j.askedAt = instant
		e.forgotten.note(Erasures{asked: []erasure{j.begun()}})
	})
	err := e.keep(j)
	e.mu.Lock()
	e.jobs = append(e.jobs, j) // also where it could not be kept: the person is asked for again then
	e.mu.Unlock()
	rouse(e.wake)
	return j, err
}

// asked gives the jobs that are not done, and the state of the persons that are known to be erased with them.
func (e *eraser) asked() (jobs []*job, noted uint64) {
	e.asking.Lock()
	defer e.asking.Unlock()
	return e.pending(), e.forgotten.personsNoted()
}

// pending are the jobs that are not done.
func (e *eraser) pending() []*job {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.jobs)
}

func (e *eraser) run() {
	defer close(e.done)
	failed, wait := false, firstWait
	for e.ctx.Err() == nil {
		pause := learnWait
		switch err := e.round(); {
		case err == nil && failed:
			e.log.Info("erasures go on")
			failed, wait = false, firstWait
		case err == nil:
		case e.ctx.Err() != nil:
			return
		default:
			if !failed && len(e.pending()) > 0 {
				e.log.Error("an erasure cannot be finished now: it is tried again until it is done", "error", err)
				failed = true
			}
			for _, j := range e.pending() {
				j.tell()
			}
			pause, wait = wait, min(2*wait, longestWait)
		}
		timer := time.NewTimer(pause)
		select {
		case <-e.wake:
		case <-timer.C:
		case <-e.ctx.Done():
		}
		timer.Stop()
	}
}

// round does what there is to do: first in the spool, for which the warehouse is not needed.
func (e *eraser) round() error {
	ctx, cancel := context.WithTimeout(e.ctx, erasurePatience)
	defer cancel()
	if err := e.purge(ctx); err != nil {
		return err
	}
	jobs := e.pending()
	if !e.applied {
		listed, err := ReadErasures(e.forgotten.list.path)
		if err != nil {
			return err
		}
		removed, err := listed.Apply(ctx, e.register.warehouse)
		if err != nil {
			return err
		}
		if removed > 0 {
			e.log.Warn("the warehouse had events that are on the list of erasures, as one does that was restored: they are erased again", "events", removed)
		}
		e.applied = true
	}
	if err := e.forgotten.refresh(ctx); err != nil {
		return err
	}
	if err := e.purge(ctx); err != nil { // of what was learned now
		return err
	}
	for _, j := range jobs {
		if err := e.finish(ctx, j); err != nil {
			return err
		}
	}
	return e.forgotten.flush(ctx)
}

// purge removes from the spool who was erased since it was last done.
func (e *eraser) purge(ctx context.Context) error {
	jobs, noted := e.asked()
	if noted == e.purged {
		return nil
	}
	var pseudonyms []hash128
	for _, j := range jobs {
		pseudonyms = append(pseudonyms, j.pseudonym)
	}
	var identities []hash128
	err := e.spool.purge(ctx, pseudonyms, func(found []*spooled) error {
		var entries Erasures
		counts := map[hash128]int{}
		at := milliseconds(e.now())
		for _, row := range found {
			identities = append(identities, row.identity)
			receipt, _ := e.forgotten.covers(row)
			counts[receipt]++
			if !e.forgotten.has(row.identity) {
				entries.events = append(entries.events, erasedEvent{identity: row.identity, receipt: receipt, erasedAt: at})
			}
		}
		jobs, _ := e.asked() // also those that were taken since
		for _, j := range jobs {
			if count := counts[j.receipt]; count > j.spooled {
				j.spooled = count
				if err := e.keep(j); err != nil {
					return err
				}
			}
		}
		return e.forgotten.enlist(entries)
	})
	if err != nil {
		return err
	}
	e.spool.forget(identities)
	e.purged = noted
	return nil
}

// finish carries an erasure out in the warehouse. Every step may be done again.
func (e *eraser) finish(ctx context.Context, j *job) error {
	if err := e.forgotten.enlist(Erasures{asked: []erasure{j.begun()}}); err != nil {
		return err
	}
	for {
		if err := e.forgotten.flush(ctx); err != nil {
			return err
		}
		found, err := e.events(ctx, j)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		// The list comes first: what is on it is never taken in again, and is removed even if this is as far as it gets.
		var entries Erasures
		at := milliseconds(e.now())
		for _, identity := range found {
			entries.events = append(entries.events, erasedEvent{identity: identity, receipt: j.receipt, erasedAt: at})
		}
		if err := e.forgotten.enlist(entries); err != nil {
			return err
		}
		if err := e.forgotten.flush(ctx); err != nil {
			return err
		}
		e.spool.forget(found)
		if _, err := e.register.remove(ctx, found); err != nil {
			return err
		}
	}
	if err := e.clearFacts(ctx, j); err != nil {
		return err
	}
	end, err := e.ended(j)
	if err != nil {
		return err
	}
	if err := e.forgotten.enlist(Erasures{asked: []erasure{end}}); err != nil {
		return err
	}
	if err := e.forgotten.flush(ctx); err != nil {
		return err
	}
	if err := os.Remove(e.path(j.receipt)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end an erasure: %w", err)
	}
	e.mu.Lock()
	e.jobs = slices.DeleteFunc(e.jobs, func(other *job) bool { return other == j })
	e.mu.Unlock()
	e.log.Info("a person was erased", "receipt", hex.EncodeToString(j.receipt[:]), "events", end.events, "spooled", end.spooled)
	j.tell()
	return nil
}

// ended is the entry that says that an erasure is done. The list knows how many events it was, also after a crash.
func (e *eraser) ended(j *job) (erasure, error) {
	listed, err := ReadErasures(e.forgotten.list.path)
	if err != nil {
		return erasure{}, err
	}
	end := j.begun()
	end.state, end.spooled, end.changedAt = erasureDone, uint64(j.spooled), milliseconds(e.now())
	for _, v := range listed.events {
		if v.receipt == j.receipt {
			end.events++
		}
	}
	end.events -= min(end.events, end.spooled)
	return end, nil
}
