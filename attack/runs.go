package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/event"
)

// figures are what the API answers.
type figures struct {
	Figures []struct {
		Key, Status                   string
		Value, Numerator, Denominator *float64
	}
}

// figures asks the API; any other status than 200 is told by it, with the body.
func (s *site) figures(ctx context.Context, indicator string, parameters url.Values) (f figures, status int, err error) {
	answer, err := s.get(ctx, "/api/v1/indicators/"+indicator+"?"+parameters.Encode())
	if err == nil && answer.status == http.StatusOK {
		err = json.Unmarshal(answer.body, &f)
	}
	return f, answer.status, err
}

// stretch is a run of windows of which one answer is given, and the windows that it is given from.
type stretch struct {
	from, to event.Day
	windows  []span
}

// runsOf are all runs of whole quarters that have no window of their own, from the fewest windows, as the API says they are given.
func (s *site) runsOf() (all []stretch) {
	quarters := s.spans(cells.Quarter)
	wide := slices.Concat(quarters, s.spans(cells.Half), s.spans(cells.Year))
	for i := range quarters {
		best := map[event.Day][]span{quarters[i].from: {}}
		for _, last := range quarters[i:] {
			for _, w := range wide {
				before, reached := best[w.from]
				have, already := best[w.to]
				if w.to == last.to && reached && (!already || len(before)+1 < len(have)) {
					best[w.to] = append(slices.Clone(before), w)
				}
			}
			if found := best[last.to]; len(found) > 1 {
				all = append(all, stretch{quarters[i].from, last.to, found})
			}
		}
	}
	return all
}

// solveRuns looks what runs of windows give away of the participations that are hidden in one of them: where all others are shown, what is
// published of the hidden one is the difference. What it finds is noisy still; the attacks that follow know it.
func (s *site) solveRuns(ctx context.Context) (result, error) {
	r := result{attack: "8 runs: hidden cells told by differences"}
	type sight struct {
		run   stretch
		value int
	}
	seen := make(map[cell][]sight)
	territories, _ := s.territories()
	ask := func(one stretch, kind, area, field string) error {
		parameters := url.Values{"from": {one.from.String()}, "to": {one.to.String()}, "by": {field}}
		if kind == cells.Territory {
			parameters.Set("territory", area)
		}
		f, status, err := s.figures(ctx, "impact.participations", parameters)
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("ask for %v: %d %w", parameters, status, err)
		}
		for _, figure := range f.Figures {
			c := cell{kind: kind, area: area, field: field, class: figure.Key}
			if field == "structure" {
				c = cell{kind: cells.Structure, area: figure.Key}
			}
			if figure.Status == gate.StatusOK {
				seen[c] = append(seen[c], sight{one, int(*figure.Value)})
			}
		}
		return nil
	}
	for _, one := range s.runsOf() {
		if err := ask(one, "", "", "structure"); err != nil {
			return r, err
		}
		for _, t := range territories {
			for _, field := range []string{"age_band", "activity", "gender", "format"} {
				if err := ask(one, cells.Territory, t, field); err != nil {
					return r, err
				}
			}
		}
	}
	s.solved = make(map[cell]int)
	for found := true; found; {
		found = false
		for part, sights := range seen {
			for _, one := range sights {
				rest, hidden := one.value, []cell{}
				for _, w := range one.run.windows {
					c := part.of("attended", w)
					if s.closed(c) {
						continue // the registry says that there is nothing
					}
					if value, known := s.latest(c); known {
						rest -= value
					} else {
						hidden = append(hidden, c)
					}
				}
				if len(hidden) == 1 {
					s.solved[hidden[0]], found = rest, true
				}
			}
		}
	}
	for c, told := range s.solved {
		versions := s.versions(c.from, c.to)
		if r.claims++; int(s.editions[versions[len(versions)-1]].stored[c]) == told {
			r.right++
		}
	}
	r.note = fmt.Sprintf("%d runs seen, %d hidden cells told", len(seen), len(s.solved))
	return r, nil
}

// closed tells whether a cell is a structure's that was not open in the window.
func (s *site) closed(c cell) bool {
	return c.kind == cells.Structure && slices.ContainsFunc(s.houses, func(h house) bool {
		return h.id == c.area && (h.opened >= c.to || h.closed != "" && h.closed <= c.from)
	})
}

// latest is what is known of a cell's latest version: it is shown, or runs tell it.
func (s *site) latest(c cell) (value int, known bool) {
	for _, l := range s.looks(c) {
		value, known = l.value, l.shown
	}
	return value, known
}
