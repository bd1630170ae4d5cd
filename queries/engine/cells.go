package engine

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/queries/indicator"
	"vigie/queries/period"
)

//go:embed cells.sql
var cellsSQL string

// MaxCellWindows is how many windows Cells counts at once: a bit each.
const MaxCellWindows = 64

// Cells says what to count of a measure for areas and classes. Areas are numbers from 1 on.
type Cells struct {
	Measure indicator.Measure
	// Windows are at most MaxCellWindows, observed on AsOf (midnight UTC of a day of Europe/Paris).
	Windows []period.Window
	AsOf    time.Time
	// Places are the areas that a territory's code ("": none is known; of residences "unknown") is part of; Others those of any other code.
	Places map[string][]uint32
	Others []uint32
	// Structures and Projects are areas of their own; those that are none are left out.
	Structures, Projects map[string]uint32
	// Fields are the classes beside the total, which areas up to Classed are counted by.
	Fields  []string
	Classed uint32
	// Parts is in how many parts people are counted, one after the other, so that less memory is needed; 0 is 1.
	Parts int
}

// Cell is what was counted of an area and class: in each window a sum, and the exclusive or of a number of each record that is in it.
type Cell struct {
	Area uint32
	// Field and Key are the class; empty for the total.
	Field, Key string
	Spread     uint8
	Sums       []int64
	Records    []uint64
}

// cellRow is a row of cells.sql.
type cellRow struct {
	Cell uint64   `ch:"cell"`
	Part uint64   `ch:"part"`
	Sums []int64  `ch:"sums"`
	Xors []uint64 `ch:"xors"`
}

// cellFields are the fields that cells can be told apart by, by their numbers in cells.sql; the last stands for classes of a measure's own.
var cellFields = []string{"", "format", "age_band", "activity", "gender", "service", "class"}

// Build is a number of the facts that are counted now; it changes with every one of them.
func (r *Runner) Build(ctx context.Context) (uint64, error) {
	number, _, err := r.Version(ctx)
	return number, err
}

// Cells counts a measure. A cell may be given several times: its sums add up, and its records by exclusive or. Cells without a row are not given.
func (r *Runner) Cells(ctx context.Context, c Cells, take func(Cell)) error {
	if len(c.Windows) > MaxCellWindows {
		return fmt.Errorf("count cells of %d windows: %d are the most", len(c.Windows), MaxCellWindows)
	}
	parts := max(c.Parts, 1)
	for i, fields := range c.batches() {
		parameters := c.parameters(fields, i == 0)
		for part := range parts {
			parameters["parts"], parameters["part"] = fmt.Sprint(parts), fmt.Sprint(part)
			var rows []cellRow
			if err := r.askFor(ctx, &rows, parameters, cellsSQL, cutSeconds); err != nil {
				return fmt.Errorf("count cells of the measure %s: %w", c.Measure.Name, err)
			}
			for _, row := range rows {
				one := uint32(row.Cell)
				cell := Cell{Area: uint32(row.Cell >> 32), Spread: uint8(one), Sums: row.Sums, Records: row.Xors}
				if field := one >> 16; field > 0 {
					cell.Field = cellFields[field]
					if cell.Field == "class" {
						cell.Field = fields[0]
					}
					nth := int(one >> 8 & 255)
					if nth == 0 {
						continue // no class: nobody knows of what format declared people's help was
					}
					cell.Key = indicator.Classes(cell.Field)[nth-1].Key
				}
				take(cell)
			}
		}
	}
	return nil
}

// cutSeconds is how long a statement that counts cells may take.
const cutSeconds = 600

// batches are the fields that a statement counts together: anonymous people are split by one margin at a time, and classes of a measure's
// own are one column at a time. The first goes with the total.
func (c Cells) batches() [][]string {
	all := [][]string{nil}
	for _, field := range c.Fields {
		if !c.Measure.Offers(field) {
			continue
		}
		if c.Measure.Adds != "persons" && slices.Contains(c.Measure.Margins(), field) || ownClass(field) {
			all = append(all, []string{field})
		} else {
			all[0] = append(all[0], field)
		}
	}
	return all
}

func (c Cells) parameters(fields []string, total bool) clickhouse.Parameters {
	spread := c.Measure.Spread
	if spread == "" {
		spread = "nothing"
	}
	p := clickhouse.Parameters{
		"measure": c.Measure.View(), "adds": c.Measure.Adds, "spread": spread, "as_of": c.AsOf.Format(time.DateOnly),
		"total": fmt.Sprint(total), "margin": "", "class": "services", "classes": "[]", "classed": fmt.Sprint(c.Classed),
		"residence": fmt.Sprint(c.Measure.Area == residence),
	}
	profiles := c.Measure.Spread == "resident" || c.Measure.Area == residence
	for _, field := range cellFields[1 : len(cellFields)-1] {
		p[field] = "[]"
	}
	for _, field := range fields {
		keys := arrayLiteral(keysOf(field))
		if ownClass(field) {
			p["class"], p["classes"] = field, keys
			continue
		}
		p[field] = keys
		profiles = profiles || slices.Contains(profiled, field)
	}
	switch {
	case c.Measure.Area == residence:
		p["margin"] = residence
	case len(fields) == 1 && slices.Contains(c.Measure.Margins(), fields[0]):
		p["margin"] = fields[0]
	}
	p["profiles"] = fmt.Sprint(profiles)
	c.addAreas(p)
	c.addWindows(p)
	return p
}

func keysOf(field string) []string {
	var keys []string
	for _, class := range indicator.Classes(field) {
		keys = append(keys, class.Key)
	}
	return keys
}

// addAreas writes the areas of places, structures and projects. A measure of residences has none of structures and projects.
func (c Cells) addAreas(p clickhouse.Parameters) {
	places := slices.Sorted(maps.Keys(c.Places))
	areas, numbers := []string{numbersLiteral(c.Others)}, make([]uint32, len(places))
	for i, place := range places {
		areas, numbers[i] = append(areas, numbersLiteral(c.Places[place])), uint32(i+2)
	}
	p["places"], p["place_numbers"], p["areas"] = arrayLiteral(places), numbersLiteral(numbers), "["+strings.Join(areas, ",")+"]"
	for name, given := range map[string]map[string]uint32{"structure": c.Structures, "project": c.Projects} {
		if c.Measure.Area == residence || !c.Measure.Offers(name) {
			given = nil
		}
		keys := slices.Sorted(maps.Keys(given))
		numbers := make([]uint32, len(keys))
		for i, key := range keys {
			numbers[i] = given[key]
		}
		p[name+"s"], p[name+"_numbers"] = arrayLiteral(keys), numbersLiteral(numbers)
	}
}

func numbersLiteral[N uint32 | string](numbers []N) string {
	written := make([]string, len(numbers))
	for i, n := range numbers {
		written[i] = fmt.Sprint(n)
	}
	return "[" + strings.Join(written, ",") + "]"
}

// addWindows writes of each day in which windows it lies, which end after it, and which end on it or before.
func (c Cells) addWindows(p clickhouse.Parameters) {
	looking := make([]window, len(c.Windows))
	for i, w := range c.Windows {
		looking[i] = looked(c.Measure, window{w, c.AsOf})
	}
	first, last := looking[0].To, looking[0].To
	var from time.Time
	for i, w := range looking {
		if i == 0 || w.From.Before(from) {
			from = w.From
		}
		if w.From.Before(first) && c.Measure.Looks != "ever" {
			first = w.From
		}
		if w.To.Before(first) {
			first = w.To
		}
		if w.To.After(last) {
			last = w.To
		}
	}
	days := int(last.Sub(first) / (24 * time.Hour))
	inside, after, upto := make([]string, days+2), make([]string, days+2), make([]string, days+2)
	for n := range days + 2 {
		day := first.AddDate(0, 0, n-1)
		var in, then, before bits
		for i, w := range looking {
			in.set(i, !day.Before(w.From) && day.Before(w.To))
			then.set(i, day.Before(w.To))
			before.set(i, !w.To.After(day) || n == days+1)
		}
		inside[n], after[n], upto[n] = in.String(), then.String(), before.String()
	}
	p["inside"], p["after"], p["upto"] = numbersLiteral(inside), numbersLiteral(after), numbersLiteral(upto)
	p["first"], p["days"], p["windows"] = first.Format(time.DateOnly), fmt.Sprint(days), fmt.Sprint(len(looking))
	p["from"], p["last"] = from.Format(time.DateOnly), last.Format(time.DateOnly)
}
