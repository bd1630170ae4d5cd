package collector

import (
	"context"
	"sync"
	"time"
)

// personValue is the place of the pseudonym among the values of a row (see insert_event.sql).
const personValue = 11

// forgotten knows what was erased: the events themselves, whose sending again revives nothing, and the persons, of whom no
// collector may bring anything to the warehouse that was received up to the instant of the erasure. Both are in a file of
// this machine, which is written first, and in the warehouse's register, from where other collectors learn of them.
type forgotten struct {
	list          *erasureList
	register      register
	pseudonymizer *pseudonymizer

	writing  sync.Mutex // held while the register is written
	unlisted Erasures   // in the file, and not in the register yet; mu guards it

	mu         sync.RWMutex
	identities map[hash128]bool
	persons    map[hash128]erasure // the latest of each, by mark
	latest     time.Time           // of all instants
	version    uint64              // counts what was noted
	asked      uint64              // counts the erasures that were noted
	state      registerState       // of the register when it was read last
	known      bool                // it was read
}

// openForgotten begins with what the file lists.
func openForgotten(path string, register register, p *pseudonymizer) (*forgotten, error) {
	list, err := openErasures(path)
	if err != nil {
		return nil, err
	}
	f := &forgotten{list: list, register: register, pseudonymizer: p, identities: map[hash128]bool{}, persons: map[hash128]erasure{}}
	before, err := ReadErasures(path)
	if err != nil {
		return nil, err
	}
	f.note(before)
	return f, nil
}

// note remembers entries.
func (f *forgotten) note(e Erasures) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.version++
	for _, a := range e.asked {
		if before, is := f.persons[a.mark]; !is || a.askedAt.After(before.askedAt) {
			f.persons[a.mark] = a
			f.asked++
		}
		f.latest = later(f.latest, a.askedAt)
	}
	for _, v := range e.events {
		f.identities[v.identity] = true
	}
}

// has tells whether an event was erased.
func (f *forgotten) has(identity hash128) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.identities[identity]
}

// instant is that of the latest erasure.
func (f *forgotten) instant() time.Time {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.latest
}

// covers tells whether a row is erased: it was listed, or it is of a person that was erased after the row was received. Then
// the receipt is that erasure's.
func (f *forgotten) covers(row *spooled) (receipt hash128, is bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	// Most rows are younger than any erasure, so that nothing need be hashed for them.
	if !row.receivedAt.After(f.latest) {
		if person := row.value(personValue, valueHash); len(person) == len(hash128{}) {
			if a, erased := f.persons[f.pseudonymizer.mark(hash128(person))]; erased && !row.receivedAt.After(a.askedAt) {
				return a.receipt, true
			}
		}
	}
	return hash128{}, f.identities[row.identity]
}

// enlist lists entries: in the file before it returns, in the register with the next flush.
func (f *forgotten) enlist(e Erasures) error {
	fresh, err := f.list.add(e)
	if err != nil {
		return err
	}
	f.note(e)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unlisted.asked = append(f.unlisted.asked, fresh.asked...)
	f.unlisted.events = append(f.unlisted.events, fresh.events...)
	return nil
}

// flush brings to the register what was enlisted.
func (f *forgotten) flush(ctx context.Context) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	f.mu.Lock()
	asked, events := len(f.unlisted.asked), len(f.unlisted.events)
	part := Erasures{asked: f.unlisted.asked[:asked:asked], events: f.unlisted.events[:events:events]}
	f.mu.Unlock()
	if err := f.register.add(ctx, part); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unlisted.asked, f.unlisted.events = f.unlisted.asked[asked:], f.unlisted.events[events:]
	return nil
}

// refresh learns what others listed.
func (f *forgotten) refresh(ctx context.Context) error {
	state, err := f.register.state(ctx)
	if err != nil {
		return err
	}
	f.mu.RLock()
	same := f.known && f.state == state
	f.mu.RUnlock()
	if same {
		return nil
	}
	listed, err := f.register.read(ctx)
	if err != nil {
		return err
	}
	if _, err := f.list.add(listed); err != nil {
		return err
	}
	f.note(listed)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state, f.known = state, true
	return nil
}

// personsNoted tells one state of the persons that are known to be erased from another; 0 for none.
func (f *forgotten) personsNoted() uint64 {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.asked
}

// noted tells one state of what is known from another; 0 as long as the register was not read since the start.
func (f *forgotten) noted() uint64 {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if !f.known {
		return 0
	}
	return f.version
}
