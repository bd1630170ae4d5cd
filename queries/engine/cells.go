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

var (
	//go:embed cells.sql
	cellsSQL string
	//go:embed measure_rows.sql
	measureRowsSQL string
)

// MaxCellWindows is how many windows Cells counts at once: a bit each.
const MaxCellWindows = 64

// Cells says what to count of a measure for areas and classes. Areas are numbers from 1 on.
type Cells struct {
	Measure indicator.Measure
	// Windows are at most MaxCellWindows, of whole months, observed on AsOf (midnight UTC of a day of Europe/Paris).
	Windows []period.Window
	AsOf    time.Time
	// Places are the areas that a territory's code ("": none is known; of residences "unknown") is part of; Others those of any other code.
	Places map[string][]uint32
	Others []uint32
	// Structures and Funders are areas of their own, Projects are part of some; those that are none are left out.
	Structures, Funders map[string]uint32
	Projects            map[string][]uint32
	// Fields are the classes beside the total, which areas up to Classed are counted by.
	Fields  []string
	Classed uint32
	// Spreads are, where some are given, for each value of the measure's spread the one that it is counted as, or Unneeded.
	Spreads []uint8
}

// SpreadSize is how many values a spread can have.
const SpreadSize = 64

// Unneeded stands for values of a spread that are not counted.
const Unneeded = 255

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

// cellFields are the fields that cells can be told apart by, by their numbers in cells.sql.
var cellFields = []string{"", "format", "age_band", "activity", "gender", "service", "equipment", "connects", "offline_reason", "barrier"}

// partRows is of about how many rows people are told apart at once, so that little memory is needed: those of some people, then of others.
const partRows = 1_000_000

// Cells counts a measure. A cell may be given several times: its sums add up, and its records by exclusive or. Cells without a row are not given.
func (r *Runner) Cells(ctx context.Context, c Cells, take func(Cell)) error {
	if len(c.Windows) > MaxCellWindows {
		return fmt.Errorf("count cells of %d windows: %d are the most", len(c.Windows), MaxCellWindows)
	}
	build, err := r.facts.Present(ctx)
	if err != nil || build.Empty(c.Measure.Fact) {
		return err
	}
	parameters := c.parameters()
	// To plan the counting of nothing takes longer than to see that there is nothing.
	var rows uint64
	if err := r.warehouse.Conn().QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(parameters)), measureRowsSQL).Scan(&rows); err != nil || rows == 0 {
		return err
	}
	parts := 1
	if c.Measure.Adds == "persons" {
		parts += int(rows / partRows)
	}
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
				nth := int(one >> 8 & 255)
				if nth == 0 {
					continue // no class: nobody knows of what format declared people's help was
				}
				cell.Key = indicator.Classes(cell.Field)[nth-1].Key
			}
			take(cell)
		}
	}
	return nil
}

// cutSeconds is how long a statement that counts cells may take.
const cutSeconds = 600

func (c Cells) parameters() clickhouse.Parameters {
	p := clickhouse.Parameters{
		"measure": c.Measure.View(), "adds": c.Measure.Adds, "spread": spreadColumn(c.Measure), "as_of": c.AsOf.Format(time.DateOnly),
		"classed": fmt.Sprint(c.Classed), "unneeded": fmt.Sprint(Unneeded), "residence": fmt.Sprint(c.Measure.Area == residence),
		"states": fmt.Sprint(c.Measure.OfProjects()),
	}
	spreads := c.Spreads
	for value := len(spreads); value < SpreadSize; value++ {
		spreads = append(spreads, uint8(value))
	}
	p["spreads"] = numbersLiteral(spreads)
	profiles := c.Measure.SpreadsProfile() || c.Measure.Area == residence
	read := []string{""} // rows of all people of an attendance, say, and those that split them by a field
	for _, field := range cellFields[1:] {
		counted := slices.Contains(c.Fields, field) && c.Measure.Offers(field)
		p[field] = "[]"
		if ownClass(field) {
			p[field+"_column"] = "services"
		}
		if !counted {
			continue
		}
		p[field] = arrayLiteral(keysOf(field))
		switch {
		case ownClass(field):
			p[field+"_column"] = field
		case slices.Contains(c.Measure.Margins(), field):
			read = append(read, field)
		}
		profiles = profiles || slices.Contains(profiled, field)
	}
	if c.Measure.Area == residence {
		read = append(read, residence)
	}
	p["compares"], p["others"] = fmt.Sprint(c.Measure.Compares()), othersLiteral(c.Measure, c.observed())
	p["read"], p["margins"], p["profiles"] = arrayLiteral(read), arrayLiteral(c.Measure.Margins()), fmt.Sprint(profiles)
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

// addAreas writes the areas of places, projects, structures and funders. A measure of residences has those of places alone.
func (c Cells) addAreas(p clickhouse.Parameters) {
	addLists(p, "place", c.Places, c.Others)
	projects := c.Projects
	if !c.counts("project") {
		projects = nil
	}
	addLists(p, "project", projects, nil)
	p["funder_column"] = "services"
	if c.counts("funder") {
		p["funder_column"] = "funder"
	}
	for name, given := range map[string]map[string]uint32{"structure": c.Structures, "funder": c.Funders} {
		if !c.counts(name) {
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

// counts tells whether the measure is counted by that name.
func (c Cells) counts(name string) bool { return c.Measure.Area != residence && c.Measure.Offers(name) }

// addLists writes which areas keys are part of: the keys, the place of each one's areas among all lists, and the lists, of which the first is for
// any other key.
func addLists(p clickhouse.Parameters, name string, areas map[string][]uint32, others []uint32) {
	keys := slices.Sorted(maps.Keys(areas))
	lists, numbers := []string{numbersLiteral(others)}, make([]uint32, len(keys))
	for i, key := range keys {
		lists, numbers[i] = append(lists, numbersLiteral(areas[key])), uint32(i+2)
	}
	p[name+"s"], p[name+"_numbers"], p[name+"_areas"] = arrayLiteral(keys), numbersLiteral(numbers), "["+strings.Join(lists, ",")+"]"
}

func numbersLiteral[N uint8 | uint32 | string](numbers []N) string {
	written := make([]string, len(numbers))
	for i, n := range numbers {
		written[i] = fmt.Sprint(n)
	}
	return "[" + strings.Join(written, ",") + "]"
}

// observed are the windows, as of the day.
func (c Cells) observed() []window {
	all := make([]window, len(c.Windows))
	for i, w := range c.Windows {
		all[i] = window{w, c.AsOf}
	}
	return all
}

// addWindows writes of each month in which windows it lies, which end after a day in it, and which end on its first day or before.
func (c Cells) addWindows(p clickhouse.Parameters) {
	looking := c.observed()
	for i, w := range looking {
		looking[i] = looked(c.Measure, w)
	}
	from, first, last := looking[0].From, looking[0].To, looking[0].To
	for _, w := range looking {
		if w.From.Before(from) {
			from = w.From
		}
		if c.Measure.Looks != "ever" && w.From.Before(first) {
			first = w.From
		}
		if w.To.Before(first) {
			first = w.To
		}
		if w.To.After(last) {
			last = w.To
		}
	}
	months := monthNumber(last) - monthNumber(first)
	inside, after, upto := make([]string, months+2), make([]string, months+2), make([]string, months+2)
	for n := range months + 2 {
		month := first.AddDate(0, n-1, 0)
		var in, then, before bits
		for i, w := range looking {
			in.set(i, !month.Before(w.From) && month.Before(w.To))
			then.set(i, month.Before(w.To))
			before.set(i, !w.To.After(month) || n == months+1)
		}
		inside[n], after[n], upto[n] = in.String(), then.String(), before.String()
	}
	p["inside"], p["after"], p["upto"] = numbersLiteral(inside), numbersLiteral(after), numbersLiteral(upto)
	p["first"], p["months"], p["windows"] = fmt.Sprint(monthNumber(first)), fmt.Sprint(months), fmt.Sprint(len(looking))
	p["from"], p["last"] = from.Format(time.DateOnly), last.Format(time.DateOnly)
}

// monthNumber is ClickHouse's toRelativeMonthNum.
func monthNumber(day time.Time) int { return day.Year()*12 + int(day.Month()) }
