package network

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed sql/unattached.sql
	unattachedSQL string
	//go:embed sql/insert_attachments.sql
	insertAttachmentsSQL string
)

// attachAll attaches what has to be attached anew, and reports where structures stand today: the imported ones, all where imported is nil.
func (r *Registry) attachAll(ctx context.Context, report *Report, structures []Structure, imported map[string]bool,
	territories []Territory, outlines map[string]json.RawMessage, before map[string]attachment, at time.Time) error {
	areas, err := decodeOutlines(outlines)
	if err != nil {
		return err
	}
	attacher := newAttacher(territories, areas)
	after := maps.Clone(before)
	if err := r.attachSnapshots(ctx, attacher, after, at); err != nil {
		return err
	}
	report.Attached, report.Territories = make(map[string]int), make(map[string]int)
	for _, s := range structures {
		now := after[s.ID]
		if known, exists := before[s.ID]; exists && known.territory != now.territory {
			report.Moved++
		}
		if imported != nil {
			if !imported[s.ID] {
				continue
			}
			// A record that has not changed is not attached again, and what is wrong in it is told all the same.
			_, faults, err := attacher.attach(s)
			if err != nil {
				return fmt.Errorf("attach structure %s: %w", s.ID, err)
			}
			report.Add(faults...)
		}
		if now.territory == "" {
			report.Unattached = append(report.Unattached, fmt.Sprintf("%s: %s (%s %s)", s.ID, s.Name, s.Postcode, s.Commune))
		} else {
			report.Attached[now.how]++
			report.Territories[now.territory+" "+attacher.territories[now.territory].Name]++
		}
	}
	return nil
}

// attachSnapshots attaches the snapshots that never were, or not since territories or outlines last changed: each by its own record, so
// that a structure that moves stays where it was in the past. latest learns where structures stand today.
func (r *Registry) attachSnapshots(ctx context.Context, attacher *attacher, latest map[string]attachment, at time.Time) error {
	type snapshot struct {
		structure  string
		importedAt time.Time
		attachment
	}
	var attached []snapshot
	err := r.each(ctx, unattachedSQL, func(scan func(...any) error) error {
		var s Structure
		err := scan(&s.ID, &s.ImportedAt, &s.DeclaredTerritory, &s.INSEE, &s.Postcode, &s.Commune, &s.Latitude, &s.Longitude)
		if err != nil {
			return err
		}
		found, _, err := attacher.attach(s)
		if err != nil {
			return fmt.Errorf("structure %s: %w", s.ID, err)
		}
		attached = append(attached, snapshot{s.ID, s.ImportedAt, found})
		latest[s.ID] = found
		return nil
	})
	if err != nil {
		return fmt.Errorf("attach the structures to their territories: %w", err)
	}
	err = r.insert(ctx, insertAttachmentsSQL, len(attached), func(b driver.Batch, i int) error {
		s := attached[i]
		return b.Append(s.structure, s.importedAt, s.territory, s.how, at)
	})
	if err != nil {
		return fmt.Errorf("keep the territories of the structures: %w", err)
	}
	return nil
}
