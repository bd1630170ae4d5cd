package peers

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"vigie/queries/engine"
)

// question asks for the volumes of some days, together: participations, hours, distinct persons, people helped.
type question struct {
	Name      string
	statement string
	by        string
	own       bool // of one structure
	length    int
}

// questions are those that are asked live, over days that are the first of nothing.
var questions = []question{
	{"in all, three years", "live_total", "total", false, 1000},
	{"by month, three years", "live_month", "month", false, 1000},
	{"by territory, a year", "live_territory", "territory", false, 365},
	{"by structure, a year", "live_structure", "structure", false, 365},
	{"one structure, a year", "live_own_total", "total", true, 365},
	{"one structure by month, three years", "live_own_month", "month", true, 1000},
}

// stride is by how many days each asking of a question is shifted, so that it is new to whoever keeps answers.
const stride = 11

func (q question) days(p plan, shift int) (from, to time.Time) {
	to = p.To.Time().AddDate(0, 0, -3-stride*shift)
	return to.AddDate(0, 0, -q.length), to
}

// volumes are what a question gives for a key.
type volumes struct{ participations, minutes, persons, helped float64 }

// volumeIndicators are those of Vigie that give the same.
var volumeIndicators = []struct {
	id   string
	into func(*volumes, float64)
}{
	{"impact.participations", func(v *volumes, value float64) { v.participations = value }},
	{"impact.support_hours", func(v *volumes, value float64) { v.minutes = math.Round(value * 60) }},
	{"impact.people_followed", func(v *volumes, value float64) { v.persons = value }},
	{"impact.people_helped", func(v *volumes, value float64) { v.helped = value }},
}

// askVigie asks as vigie figures does, exactly, in the warehouse that the service owns.
func (q question) askVigie(ctx context.Context, exact *engine.Runner, p plan, shift int, structure string) (map[string]volumes, time.Duration, error) {
	from, to := q.days(p, shift)
	asked := make([]engine.Question, len(volumeIndicators))
	for i, of := range volumeIndicators {
		asked[i] = engine.Question{Indicator: of.id, From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), AsOf: p.To.String(), By: q.by}
		if q.own {
			asked[i].Filters = map[string][]string{"structure": {structure}}
		}
	}
	begun := time.Now()
	answers, err := exact.AskAll(ctx, asked)
	took := time.Since(begun)
	if err != nil {
		return nil, took, err
	}
	all := make(map[string]volumes)
	for i, of := range volumeIndicators {
		for _, f := range answers[i].Figures {
			if f.Value != nil {
				v := all[f.Key]
				of.into(&v, *f.Value)
				all[f.Key] = v
			}
		}
	}
	return all, took, nil
}

// askPeer asks a database, and takes every row of the answer.
func (q question) askPeer(ctx context.Context, db Database, p plan, shift int, structure string) (map[string]volumes, time.Duration, error) {
	from, to := q.days(p, shift)
	parameters := map[string]any{"from": from, "to": to}
	if q.own {
		parameters["structure"] = structure
	}
	all := make(map[string]volumes)
	begun := time.Now()
	err := db.Ask(ctx, q.statement, parameters, func(scan func(...any) error) error {
		var key string
		var participations, minutes, persons, helped int64
		err := scan(&key, &participations, &minutes, &persons, &helped)
		all[key] = volumes{float64(participations), float64(minutes), float64(persons), float64(helped)}
		return err
	})
	return all, time.Since(begun), err
}

// differences lists where a peer's figures are not Vigie's, both ways: what only one side has must be zero.
func differences[K comparable, V comparable](compare func(a, b K) int, vigie, peer map[K]V) (list []string) {
	keys := make(map[K]bool)
	for key := range vigie {
		keys[key] = true
	}
	for key := range peer {
		keys[key] = true
	}
	for _, key := range slices.SortedFunc(maps.Keys(keys), compare) {
		if vigie[key] != peer[key] {
			list = append(list, fmt.Sprintf("%v: Vigie %v, not %v", key, vigie[key], peer[key]))
		}
	}
	return list
}
