package queries_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/queries"
)

var (
	histories = flag.Int("histories", 6, "how many random histories TestAgainstModel compares")
	seed      = flag.Uint64("seed", 1, "seed of the first of them")
)

// TestAgainstModel compares figures of the engine with those of a plain model of domain.md, over random small histories
// with duplicates, conflicts, edits, retractions, lateness, anonymous people and places that nobody knows.
func TestAgainstModel(t *testing.T) {
	w := openWarehouse(t)
	for n := range uint64(*histories) {
		t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) {
			h := newHistory(newRand(*seed + n))
			network := w.network(t, modelRegistry)
			var raw []json.RawMessage
			for _, f := range h.facts {
				raw = append(raw, f.json(t))
			}
			// In several goes, so that what comes later touches what has been worked out.
			runner := network.runner(t)
			for batch := range slices.Chunk(raw, 60) {
				network.send(t, batch...)
				if err := runner.Refresh(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			for _, indicator := range []string{"impact.people_helped", "impact.participations", "impact.progression", "visibility.referral_completion"} {
				for _, by := range []string{"total", "territory"} {
					answer, err := runner.Ask(t.Context(), queries.Question{Indicator: indicator, By: by,
						From: h.day(h.from), To: h.day(h.to), AsOf: h.day(h.asOf)})
					if err != nil {
						t.Fatal(err)
					}
					want := h.figures(indicator, by)
					for _, f := range answer.Figures {
						v := want[f.Key]
						delete(want, f.Key)
						got := [2]float64{}
						if f.Numerator != nil {
							got = [2]float64{*f.Numerator, *f.Denominator}
						} else {
							got[0] = *f.Value
						}
						if got != v.counts {
							t.Errorf("%s by %s, %s to %s as of %s, %s: answered %v, the model has %v",
								indicator, by, h.day(h.from), h.day(h.to), h.day(h.asOf), f.Key, got, v.counts)
						}
						for name, part := range v.parts {
							if got := f.Parts[name]; math.Abs(got-part) > 1e-12 {
								t.Errorf("%s by %s, %s: %s is %v, the model has %v", indicator, by, f.Key, name, got, part)
							}
						}
					}
					for key, v := range want {
						if v.counts != [2]float64{} {
							t.Errorf("%s by %s: %s is missing, the model has %v", indicator, by, key, v.counts)
						}
					}
				}
			}
		})
	}
}

// modelRegistry has two lowest territories under one parent, a structure at the parent and one nowhere.
var modelRegistry = func() (r registry) {
	for _, words := range [][]string{
		{"territory", "71", "population=1000"}, {"territory", "71076", "parent=71", "population=500"}, {"territory", "71153", "parent=71", "population=400"},
		{"structure", "a", "territory=71076"}, {"structure", "b", "territory=71076"}, {"structure", "c", "territory=71153"},
		{"structure", "d", "territory=71"}, {"structure", "e"},
	} {
		if err := r.add(words); err != nil {
			panic(err)
		}
	}
	return r
}()

// territoryOf is the key of a structure or of a place in modelRegistry.
var territoryOf = map[string]string{"a": "71076", "b": "71076", "c": "71153", "d": "unknown", "e": "unknown",
	"71076": "71076", "71153": "71153", "71": "unknown", "75113": "outside"}

// fact is an event as the model sees it; a day is a number, level 4 is autonomous.
type fact struct {
	id, record, kind               string
	revision, day                  int
	structure, person, place       string
	level, participants, returning int
	helpers                        bool
	referral, status, to           string
}

type history struct {
	facts          []fact
	from, to, asOf int
}

func (h history) day(n int) string {
	return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly)
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

var levels = []string{"", "unable", "beginner", "intermediate", "autonomous"}

func newHistory(r *rand.Rand) history {
	h := history{from: r.IntN(150)}
	h.to = h.from + 1 + r.IntN(120)
	h.asOf = h.from + r.IntN(200)
	for i := range 150 {
		f := fact{id: fmt.Sprint("id", i), day: r.IntN(250), structure: pick(r, "a", "b", "c", "d", "e"), person: pick(r, "p", "q", "r", "s", "t", "u", "v", "w")}
		switch n := r.IntN(20); {
		case n < 6:
			f.kind, f.level = "assessment", 1+r.IntN(4)
		case n < 12:
			f.kind, f.referral, f.status = "referral", fmt.Sprint("ref", r.IntN(25)), pick(r, "sent", "sent", "accepted", "declined", "expired")
			f.to = pick(r, "a", "b", "c")
			if f.to == f.structure {
				f.to = "e"
			}
			if f.structure == f.to {
				f.to = "d"
			}
			if r.IntN(6) == 0 {
				f.person = ""
			}
		case n < 19:
			f.kind, f.helpers = "attendance", r.IntN(8) == 0
			if r.IntN(5) == 0 {
				f.place = pick(r, "71", "71076", "71153", "75113")
			}
			if r.IntN(5) == 0 {
				f.person, f.participants = "", 1+r.IntN(9)
				f.returning = r.IntN(f.participants + 1)
			}
		default:
			f.kind = "retraction"
		}
		f.record = f.id
		if r.IntN(6) == 0 || f.kind == "retraction" {
			f.record, f.revision = fmt.Sprint("id", r.IntN(150)), r.IntN(3)
		}
		// Two referral events of one day and status, or two edits of one day and revision, are told apart by their hashes,
		// which the model does not know.
		if slices.ContainsFunc(h.facts, func(g fact) bool {
			return g.record == f.record && g.revision == f.revision && g.day == f.day ||
				f.kind == "referral" && g.referral == f.referral && g.day == f.day
		}) {
			continue
		}
		h.facts = append(h.facts, f)
		if r.IntN(10) == 0 { // sent again, or a conflict
			if r.IntN(2) == 0 {
				f.day, f.person = r.IntN(250), "x"
				if f.participants > 0 {
					f.person = ""
				}
			}
			h.facts = append(h.facts, f)
		}
	}
	r.Shuffle(len(h.facts), func(i, j int) { h.facts[i], h.facts[j] = h.facts[j], h.facts[i] })
	return h
}

// json writes the fact as the collector takes it.
func (f fact) json(t *testing.T) json.RawMessage {
	t.Helper()
	data := map[string]any{}
	if f.record != f.id {
		data["record"] = f.record
	}
	if f.kind != "retraction" && f.revision > 0 {
		data["revision"] = f.revision
	}
	switch f.kind {
	case "assessment":
		data["structure"], data["person"], data["level"] = f.structure, f.person, levels[f.level]
	case "referral":
		data["referral"], data["status"], data["from"], data["to"] = f.referral, f.status, f.structure, f.to
	case "attendance":
		data["structure"], data["format"], data["minutes"] = f.structure, "individual", 60
		if f.place != "" {
			data["territory"] = f.place
		}
		if f.helpers {
			data["audience"] = "helpers"
		}
		if f.participants > 0 {
			data["participants"] = map[string]any{"total": f.participants, "returning": f.returning}
		}
	case "retraction":
		data["record"] = f.record
	}
	if f.person != "" && f.kind != "retraction" {
		data["person"] = f.person
	}
	raw, err := json.Marshal(map[string]any{"specversion": "1.0", "id": f.id, "source": source, "time": history{}.day(f.day),
		"type": "vigie." + f.kind + ".v1", "data": data})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// effective are the facts that count: the first of an id, the last edit of a record, nothing retracted.
func (h history) effective() []fact {
	ids, retracted, latest := map[string]bool{}, map[string]bool{}, map[string]fact{}
	for _, f := range h.facts {
		if ids[f.id] {
			continue
		}
		ids[f.id] = true
		if f.kind == "retraction" {
			retracted[f.record] = true
			continue
		}
		if g, ok := latest[f.record]; !ok || f.revision > g.revision || f.revision == g.revision && f.day > g.day {
			latest[f.record] = f
		}
	}
	var facts []fact
	for record, f := range latest {
		if !retracted[record] {
			facts = append(facts, f)
		}
	}
	slices.SortFunc(facts, func(a, b fact) int { return a.day - b.day })
	return facts
}

// figure of the model: value and 0, or numerator and denominator.
type modelFigure struct {
	counts [2]float64
	parts  map[string]float64
}

// figures computes an indicator as domain.md says, without any haste.
func (h history) figures(indicator, by string) map[string]modelFigure {
	facts := h.effective()
	figures := map[string]modelFigure{}
	key := func(f fact) string {
		switch {
		case by == "total":
			return "total"
		case f.place != "":
			return territoryOf[f.place]
		}
		return territoryOf[f.structure]
	}
	add := func(key string, numerator, denominator float64) {
		f := figures[key]
		f.counts[0] += numerator
		f.counts[1] += denominator
		figures[key] = f
	}
	helped := func(f fact) bool { return f.kind == "attendance" && !f.helpers }
	switch indicator {
	case "impact.people_helped", "impact.participations":
		seen := map[[2]string]bool{}
		for _, f := range facts {
			if !helped(f) || f.day < h.from || f.day >= h.to {
				continue
			}
			switch {
			case indicator == "impact.participations":
				add(key(f), float64(max(f.participants, 1)), 0)
			case f.participants > 0:
				add(key(f), float64(f.participants-f.returning), 0)
			case !seen[[2]string{key(f), f.person}]:
				seen[[2]string{key(f), f.person}] = true
				add(key(f), 1, 0)
			}
		}
	case "impact.progression":
		people := map[string][]fact{}
		for _, f := range facts {
			if f.kind == "assessment" && f.day < h.to {
				people[f.person] = append(people[f.person], f)
			}
		}
		type tally struct{ people, higher, lower, could float64 }
		tallies := map[string]*tally{}
		for _, assessed := range people {
			better := func(a, b fact) bool { return a.level > b.level || a.level == b.level && a.structure < b.structure }
			first, last := assessed[0], assessed[0]
			for _, f := range assessed {
				if f.day == first.day && better(f, first) {
					first = f
				}
				if f.day > last.day || f.day == last.day && better(f, last) {
					last = f
				}
			}
			if first.level == 4 {
				continue
			}
			n := tallies[key(last)]
			if n == nil {
				n = &tally{}
				tallies[key(last)] = n
			}
			if first.day <= h.to-14 {
				n.could++
			}
			if last.day < h.from || last.day < first.day+14 {
				continue
			}
			n.people++
			if last.level > first.level {
				n.higher++
			} else if last.level < first.level {
				n.lower++
			}
		}
		for key, n := range tallies {
			parts := map[string]float64{}
			if n.could > 0 {
				parts["reassessed"] = n.people / n.could
			}
			if n.people > 0 {
				parts["lower"], parts["same"] = n.lower/n.people, (n.people-n.lower-n.higher)/n.people
			}
			figures[key] = modelFigure{[2]float64{n.higher, n.people}, parts}
		}
	case "visibility.referral_completion":
		referrals := map[string][]fact{}
		for _, f := range facts {
			if f.kind == "referral" {
				referrals[f.referral] = append(referrals[f.referral], f)
			}
		}
		for _, events := range referrals { // by day
			earliest, sentOn := events[0], events[0].day
			if i := slices.IndexFunc(events, func(f fact) bool { return f.status == "sent" }); i >= 0 {
				sentOn = events[i].day
			}
			if sentOn < h.from || sentOn >= h.to || sentOn+60 > h.asOf || earliest.person == "" {
				continue
			}
			followed := slices.ContainsFunc(facts, func(f fact) bool {
				return helped(f) && f.person == earliest.person && f.structure == earliest.to && f.day >= sentOn && f.day <= sentOn+60
			})
			add(key(earliest), map[bool]float64{true: 1}[followed], 1)
		}
	}
	return figures
}
