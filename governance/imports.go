package governance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/paris"
	"vigie/governance/plan"
	"vigie/governance/target"
	"vigie/network"
)

// ImportPlan reads a plan in YAML, and keeps what is new or has changed; what the file lacks stays. A dry run only reports.
func (r *Registry) ImportPlan(ctx context.Context, file io.Reader, dry bool) (network.Report, error) {
	return r.run(ctx, "plan", dry, func(s *states, today dated.Day, in *changes) error {
		reading, err := plan.Read(file, r.planKnown(s, today))
		if err != nil {
			return err
		}
		in.refuse(reading.Refused, reading.Faults)
		put(in, headings, s.headings, reading.Headings(), "")
		put(in, measures, s.measures, reading.Measures(), "measure")
		return nil
	})
}

// planKnown is what a plan may refer to.
func (r *Registry) planKnown(s *states, today dated.Day) plan.Known {
	return plan.Known{Bodies: codes(bodies, s.bodies), Indicators: r.Indicators, Measures: measures.latest(s.measures), Today: today}
}

// ImportParis imports the default plan of Paris, and of the bodies that it names those that are not known.
func (r *Registry) ImportParis(ctx context.Context, dry bool) (network.Report, error) {
	return r.run(ctx, "plan", dry, func(s *states, today dated.Day, in *changes) error {
		named, err := committee.Read(strings.NewReader(paris.Bodies()), committee.Known{Today: today})
		if err != nil {
			return err
		}
		known := r.planKnown(s, today)
		missing := slices.DeleteFunc(named.Bodies, func(b committee.Body) bool { return slices.Contains(known.Bodies, b.Code) })
		put(in, bodies, nil, missing, "body")
		known.Bodies = append(known.Bodies, codes(bodies, missing)...)
		reading, err := plan.Read(strings.NewReader(paris.Plan()), known)
		if err != nil {
			return err
		}
		in.refuse(named.Refused+reading.Refused, append(named.Faults, reading.Faults...))
		put(in, headings, s.headings, reading.Headings(), "")
		put(in, measures, s.measures, reading.Measures(), "measure")
		return nil
	})
}

// ImportGovernance reads bodies, committees, meetings with their decisions, memberships, animators and contests in YAML, and keeps what is
// new or has changed; what the file lacks stays.
func (r *Registry) ImportGovernance(ctx context.Context, file io.Reader, dry bool) (network.Report, error) {
	return r.run(ctx, "governance", dry, func(s *states, today dated.Day, in *changes) error {
		known := committee.Known{Affairs: s.affairs(), Measures: codes(measures, s.measures), Indicators: r.Indicators, Today: today}
		var err error
		if known.Territory, known.Groups, err = r.places(ctx); err != nil {
			return err
		}
		structureList, err := r.Network.Structures(ctx)
		if err != nil {
			return err
		}
		for _, one := range structureList {
			known.Structure = append(known.Structure, one.ID)
		}
		known.Owners = network.Owners(structureList)
		reading, err := committee.Read(file, known)
		if err != nil {
			return err
		}
		in.refuse(reading.Refused, reading.Faults)
		put(in, bodies, s.bodies, reading.Bodies, "body")
		put(in, structures, s.structures, reading.Structures, "structure")
		put(in, committees, s.committees, reading.Committees, "committee")
		put(in, meetings, s.meetings, reading.Meetings, "meeting")
		put(in, decisions, s.decisions, reading.Decisions, "decision")
		put(in, animators, s.animators, reading.Animators, "animator")
		put(in, contests, s.contests, reading.Contests, "contest")
		return nil
	})
}

// ImportTargets reads targets in CSV, and keeps those that are new or have changed; what the file lacks stays.
func (r *Registry) ImportTargets(ctx context.Context, file io.Reader, dry bool) (network.Report, error) {
	return r.run(ctx, "targets", dry, func(s *states, _ dated.Day, in *changes) error {
		territories, groups, err := r.places(ctx)
		if err != nil {
			return err
		}
		reading, err := target.Read(file, target.Known{Indicators: r.Indicators, Places: append(territories, groups...)})
		if err != nil {
			return err
		}
		in.report.Format = reading.Format
		in.refuse(reading.Refused, reading.Faults)
		put(in, targets, s.targets, reading.Targets, "target")
		return nil
	})
}

// run is an import: do reads the file and finds what has changed, which is then written.
func (r *Registry) run(ctx context.Context, what string, dry bool, do func(*states, dated.Day, *changes) error) (network.Report, error) {
	r.importing.Lock()
	defer r.importing.Unlock()
	report := network.Report{Kind: what}
	s, err := r.current(ctx)
	if err != nil {
		return report, err
	}
	in := &changes{registry: r, report: &report, at: r.at(s)}
	if err := do(s, dated.Of(r.Now()), in); err != nil {
		return report, fmt.Errorf("read the %s: %w", what, err)
	}
	report.Read = report.New + report.Changed + report.Unchanged + report.Refused
	if in.err != nil || dry {
		return report, in.err
	}
	for _, insert := range in.inserts {
		if err := insert(ctx); err != nil {
			return report, fmt.Errorf("keep the %s: %w", what, err)
		}
	}
	return report, nil
}

// codes are the keys of the records of a table.
func codes[T any](k kind[T], all history[T]) (list []string) {
	for _, one := range k.latest(all) {
		list = append(list, k.key(one))
	}
	return list
}

// affairs are those known today.
func (s *states) affairs() committee.Affairs {
	return committee.Affairs{
		Bodies: bodies.latest(s.bodies), Structures: structures.latest(s.structures), Committees: committees.latest(s.committees),
		Meetings: meetings.latest(s.meetings), Decisions: decisions.latest(s.decisions), Animators: animators.latest(s.animators),
		Contests: contests.latest(s.contests),
	}
}

// places are the codes of the territories, and of their groups.
func (r *Registry) places(ctx context.Context) (territories, groups []string, err error) {
	list, err := r.Network.Territories(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range list {
		territories = append(territories, t.Code)
	}
	named, err := r.Network.Groups(ctx)
	for _, g := range named {
		groups = append(groups, g.Code)
	}
	return territories, groups, err
}

// changes are what an import has to tell and to write.
type changes struct {
	registry *Registry
	report   *network.Report
	at       time.Time // of the new states
	inserts  []func(context.Context) error
	err      error
}

// put compares records with what is known, counts them, and has those that are new or have changed written.
func put[T any](in *changes, k kind[T], known history[T], records []T, what string) {
	latest := make(map[string]string)
	for _, one := range k.latest(known) {
		latest[k.key(one)] = in.content(one)
	}
	var changed []T
	for _, one := range records {
		before, exists := latest[k.key(one)]
		same := exists && before == in.content(one)
		in.report.Tally(exists, same)
		delete(latest, k.key(one))
		if !same {
			*k.imported(&one) = in.at
			changed = append(changed, one)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(latest)) {
		in.report.Absent = append(in.report.Absent, strings.TrimSpace(what+" "+key))
	}
	if len(changed) == 0 {
		return
	}
	in.inserts = append(in.inserts, func(ctx context.Context) error {
		batch, err := in.registry.Warehouse.Conn().PrepareBatch(ctx, statement("insert_"+k.table))
		if err != nil {
			return err
		}
		return appendAll(batch, changed)
	})
}

// appendAll writes records as one batch.
func appendAll[T any](batch driver.Batch, records []T) error {
	for i := range records {
		if err := batch.AppendStruct(&records[i]); err != nil {
			return errors.Join(err, batch.Abort())
		}
	}
	return batch.Send()
}

// refuse tells what of a file is not taken.
func (in *changes) refuse(records int, faults []network.Fault) {
	in.report.Refused += records
	in.report.Add(faults...)
}

// content is what a state says: an empty list is as good as none.
func (in *changes) content(state any) string {
	text, err := json.Marshal(state)
	in.err = errors.Join(in.err, err)
	return strings.ReplaceAll(string(text), ":null", ":[]")
}
