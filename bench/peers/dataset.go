package peers

import (
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"vigie/demo"
	"vigie/event"
	"vigie/network"
)

// plan says which network both sides hold.
type plan struct {
	People   int       `json:"people"`
	From, To event.Day // the events' days lie in [From, To)
	Seed     uint64
}

// dataset is the network and the events of it that count. Revisions and retractions are settled here, by plain rules over
// everything that is sent, and not by Vigie: what Vigie makes of the same events is what is compared.
type dataset struct {
	synthetic   *demo.Network
	territories []network.Territory
	groups      []network.Group
	spaces      map[string]string // of the persons of each source

	seed      maphash.Seed
	highest   map[recordKey]uint64 // the revision that counts, of records that were edited
	retracted map[recordKey]bool
	residence map[string]bool // codes of where people live
	sent      int             // events, with repetitions, edits and retractions
}

// recordKey names a record of one source.
type recordKey struct{ source, record string }

// newDataset reads all events once, for what only the whole of them tells.
func newDataset(p plan) (*dataset, error) {
	territories, groups, err := network.Paris()
	if err != nil {
		return nil, fmt.Errorf("read the territories of Paris: %w", err)
	}
	d := &dataset{
		synthetic:   demo.New(demo.Options{People: p.People, From: p.From, To: p.To, Seed: p.Seed, Territories: territories}),
		territories: territories, groups: groups, spaces: make(map[string]string), seed: maphash.MakeSeed(),
		highest: make(map[recordKey]uint64), retracted: make(map[recordKey]bool), residence: make(map[string]bool),
	}
	for _, source := range d.synthetic.Sources() {
		d.spaces[source.Source] = source.Space
	}
	for e := range d.synthetic.Events() {
		d.sent++
		switch {
		case e.Kind == event.KindRetraction:
			d.retracted[recordKey{e.Source, e.Record()}] = true
			continue
		case e.Record() != e.ID:
			key := recordKey{e.Source, e.Record()}
			d.highest[key] = max(d.highest[key], e.Revision())
		}
		if home := residenceOf(e); home != "" {
			d.residence[home] = true
		}
	}
	return d, nil
}

func residenceOf(e event.Event) string {
	switch {
	case e.Assessment != nil:
		return e.Assessment.Profile.Residence
	case e.Attendance != nil:
		return e.Attendance.Profile.Residence
	}
	return ""
}

// effective gives the events that count on both sides: no declarations (see program.load), of one identity the first, of one record the highest revision, nothing of a
// retracted record. The network never sends two revisions of one number.
func (d *dataset) effective() iter.Seq[event.Event] {
	return func(yield func(event.Event) bool) {
		seen := make(map[uint64]struct{}, d.sent)
		for e := range d.synthetic.Events() {
			key := recordKey{e.Source, e.Record()}
			if e.Kind == event.KindRetraction || e.Kind == event.KindDeclaration || d.retracted[key] || e.Revision() != d.highest[key] {
				continue
			}
			identity := maphash.Comparable(d.seed, recordKey{e.Source, e.ID})
			if _, repeated := seen[identity]; repeated {
				continue
			}
			seen[identity] = struct{}{}
			if !yield(e) {
				return
			}
		}
	}
}

// residences lists the codes of where people live in the order of their numbers, which is that of the codes.
func (d *dataset) residences() []string {
	codes := make([]string, 0, len(d.residence))
	for code := range d.residence {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
