package peers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/queries/engine"
)

// askAll asks all sides each live question: once to warm up, then over as many other spans of days as there are runs, comparing all figures.
func (m *measuring) askAll(ctx context.Context, exact *engine.Runner) ([]timed, error) {
	p, structure := m.known.Plan, m.known.Structure
	var list []timed
	var differ []error
	for _, q := range questions {
		ours := make([]map[string]volumes, m.Runs+1)
		var took []time.Duration
		for shift := range ours {
			got, one, err := q.askVigie(ctx, exact, p, shift, structure)
			if err != nil {
				return nil, err
			}
			ours[shift] = got
			if shift > 0 {
				took = append(took, one)
			}
		}
		one := timed{q.Name, newSpread(took), make(map[string]spread)}
		for _, db := range m.databases {
			took = nil
			for shift := range ours {
				theirs, once, err := q.askPeer(ctx, db, p, shift, structure)
				if err != nil {
					return nil, err
				}
				if shift > 0 {
					took = append(took, once)
				}
				if wrong := differences(strings.Compare, ours[shift], theirs); len(wrong) > 0 {
					differ = append(differ, fmt.Errorf("%s, %d days on: %d figures of %s differ, the first is %s", q.Name, shift*stride, len(wrong), db.Name(), wrong[0]))
				}
			}
			one.Peers[db.Name()] = newSpread(took)
		}
		m.log.Info(q.Name, "vigie", one.Vigie.Median, "peers", one.Peers)
		list = append(list, one)
	}
	return list, errors.Join(differ...)
}
