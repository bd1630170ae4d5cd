package network

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed sql/insert_territories.sql
	insertTerritoriesSQL string
	//go:embed sql/insert_outlines.sql
	insertOutlinesSQL string
	//go:embed sql/insert_groups.sql
	insertGroupsSQL string
	//go:embed sql/insert_settings.sql
	insertSettingsSQL string
)

// begin starts an import: it waits for the one before, reads the tables, and gives the time that the new rows bear. end
// must be called when the import is over.
func (r *Registry) begin(ctx context.Context) (k *known, at time.Time, end func(), err error) {
	r.importing.Lock()
	end = func() {
		r.forget()
		r.importing.Unlock()
	}
	r.forget()
	if k, err = r.current(ctx); err != nil {
		end()
		return nil, time.Time{}, nil, err
	}
	// Later than any row there is, even when the clock is not: the latest row is the one that counts.
	at = r.now().UTC().Truncate(time.Millisecond)
	for _, g := range k.generations {
		if !at.After(g.latest) {
			at = g.latest.Add(time.Millisecond)
		}
	}
	return k, at, end, nil
}

// insert writes rows as one batch.
func (r *Registry) insert(ctx context.Context, statement string, rows int, row func(b driver.Batch, i int) error) error {
	if rows == 0 {
		return nil
	}
	batch, err := r.warehouse.Conn().PrepareBatch(ctx, statement)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := row(batch, i); err != nil {
			return errors.Join(err, batch.Abort())
		}
	}
	return batch.Send()
}

// Tally counts a record against what is known of it.
func (r *Report) Tally(exists, same bool) {
	switch {
	case !exists:
		r.New++
	case same:
		r.Unchanged++
	default:
		r.Changed++
	}
}

// ImportTerritories adds territories or brings them up to date, by code; the others stay. All structures are attached anew.
func (r *Registry) ImportTerritories(ctx context.Context, territories []Territory) (Report, error) {
	report := Report{Kind: "territories", Read: len(territories)}
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return report, err
	}
	defer end()
	accepted, refused := checkTerritories(territories, k)
	report.Refused = len(territories) - len(accepted)
	report.Add(refused...)

	places := make(map[string]int, len(k.territories))
	for i, t := range k.territories {
		places[t.Code] = i
	}
	after := slices.Clone(k.territories)
	var changed []Territory
	for _, t := range accepted {
		i, exists := places[t.Code]
		same := exists && after[i] == t
		report.Tally(exists, same)
		switch {
		case same:
			continue
		case exists:
			after[i] = t
		default:
			after = append(after, t)
		}
		changed = append(changed, t)
	}
	err = r.insert(ctx, insertTerritoriesSQL, len(changed), func(b driver.Batch, i int) error {
		t := changed[i]
		return b.Append(t.Code, t.Name, t.Level, t.Parent, t.Population, t.PopulationYear, t.PopulationSource, at)
	})
	if err != nil {
		return report, fmt.Errorf("keep the territories: %w", err)
	}
	return report, r.attachAll(ctx, &report, k.structures, nil, after, k.outlines, k.attachments, at)
}

// ImportGroups adds groups or brings them up to date, by code; the others stay. Members that are no territories of the
// registry stay in the group, and are listed as Unmatched.
func (r *Registry) ImportGroups(ctx context.Context, groups []Group) (Report, error) {
	report := Report{Kind: "groups", Read: len(groups)}
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return report, err
	}
	defer end()
	accepted, refused := checkGroups(groups, k)
	report.Refused = len(groups) - len(accepted)
	report.Add(refused...)

	territories := make(map[string]bool, len(k.territories))
	for _, t := range k.territories {
		territories[t.Code] = true
	}
	var changed []Group
	for _, g := range accepted {
		for _, member := range g.Members {
			if !territories[member] {
				report.Unmatched = append(report.Unmatched, fmt.Sprintf("%s (of %s)", member, g.Code))
			}
		}
		i := slices.IndexFunc(k.groups, func(known Group) bool { return known.Code == g.Code })
		same := i >= 0 && k.groups[i].Name == g.Name && slices.Equal(k.groups[i].Members, g.Members)
		report.Tally(i >= 0, same)
		if !same {
			changed = append(changed, g)
		}
	}
	err = r.insert(ctx, insertGroupsSQL, len(changed), func(b driver.Batch, i int) error {
		return b.Append(changed[i].Code, changed[i].Name, changed[i].Members, at)
	})
	if err != nil {
		return report, fmt.Errorf("keep the groups: %w", err)
	}
	return report, nil
}

// SetSetting sets a setting; see Setting.
func (r *Registry) SetSetting(ctx context.Context, name, value string) error {
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if known, ok := k.settings[name]; ok && known == value {
		return nil
	}
	err = r.insert(ctx, insertSettingsSQL, 1, func(b driver.Batch, _ int) error { return b.Append(name, value, at) })
	if err != nil {
		return fmt.Errorf("keep the setting %s: %w", name, err)
	}
	return nil
}

// ImportStructures reads a file as ReadStructures does, keeps a snapshot of every record that is new or has changed, and
// attaches the structures to their territories. Structures that the file does not have stay as they are. Records that name no source are of the
// given one; "" leaves them without.
func (r *Registry) ImportStructures(ctx context.Context, file io.Reader, source string) (Report, error) {
	reading, err := ReadStructures(file, r.now())
	if err != nil {
		return Report{Kind: "structures"}, fmt.Errorf("read the structures: %w", err)
	}
	report := Report{
		Kind: "structures", Format: reading.Format, Read: reading.Read, Refused: reading.Refused,
		Faults: reading.Faults, MoreFaults: reading.MoreFaults,
	}
	for i, s := range reading.Structures {
		reading.Structures[i].Origin = cmp.Or(s.Origin, source)
	}
	return report, r.putStructures(ctx, &report, reading.Structures)
}

// PutStructures imports structures built in Go by the same rules.
func (r *Registry) PutStructures(ctx context.Context, structures []Structure) (Report, error) {
	report := Report{Kind: "structures", Read: len(structures)}
	examiner := newExaminer(r.now())
	last := make(map[string]int, len(structures))
	for i, s := range structures {
		last[s.ID] = i
	}
	var accepted []Structure
	for i, s := range structures {
		s.Territory, s.ImportedAt, s.Identity = "", time.Time{}, Identity{}
		if s.Standard == "" {
			s.Standard = standardOne
		}
		faults := examiner.examine(&s)
		if last[s.ID] != i {
			faults = append(faults, Fault{Field: "id", Reason: "the same id stands again in the list, and the last one counts"})
		}
		refused := false
		for j := range faults {
			faults[j].ID = s.ID
			refused = refused || !faults[j].Kept
		}
		report.Add(faults...)
		if refused {
			report.Refused++
			continue
		}
		accepted = append(accepted, s)
	}
	return report, r.putStructures(ctx, &report, accepted)
}

// putStructures keeps structures that have been examined, one of an id, those that bear an alias as the structures' own.
func (r *Registry) putStructures(ctx context.Context, report *Report, structures []Structure) error {
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	structures = k.successors(report, k.ownRecords(report, structures))
	contents := make(map[string]string, len(structures))
	imported := make(map[string]bool, len(structures))
	var changed []Structure
	for _, s := range structures {
		if contents[s.ID], err = content(s); err != nil {
			return err
		}
		known, exists := k.contents[s.ID]
		report.Tally(exists, known == contents[s.ID])
		if !exists || known != contents[s.ID] {
			changed = append(changed, s)
		}
		imported[s.ID] = true
	}
	if err := r.keep(ctx, changed, contents, at); err != nil {
		return fmt.Errorf("keep the structures: %w", err)
	}
	all := slices.DeleteFunc(slices.Clone(k.structures), func(s Structure) bool { return imported[s.ID] })
	return r.attachAll(ctx, report, append(all, structures...), imported, k.territories, k.outlines, k.attachments, at)
}
