package need

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"vigie/network"
	"vigie/network/records"
)

var (
	//go:embed sql/rates.sql
	ratesSQL string
	//go:embed sql/insert_rates.sql
	insertRatesSQL string
	//go:embed sql/ages.sql
	agesSQL string
	//go:embed sql/insert_ages.sql
	insertAgesSQL string
	//go:embed sql/zones.sql
	zonesSQL string
	//go:embed sql/insert_zones.sql
	insertZonesSQL string
)

const maxSource = 500 // characters

// unknownTerritory is what a report says of a territory that the registry lacks.
const unknownTerritory = "%s is no territory of the registry: import the territory, or correct the code"

func rates(places *network.Registry) records.Kind[Rate] {
	return records.Kind[Rate]{
		Name: "need rates",
		Columns: []records.Column[Rate]{
			records.Code("territory", func(r *Rate) *string { return &r.Territory }).Identify(),
			yearColumn(func(r *Rate) *uint16 { return &r.Year }),
			rateColumn(),
			records.Text("source", maxSource, func(r *Rate) *string { return &r.Source }).Require(),
		},
		Select: ratesSQL, Insert: insertRatesSQL,
		Examine: func(ctx context.Context, rows []*records.Row[Rate], _ []Rate) error {
			residents, err := populations(ctx, places)
			for _, row := range rows {
				if _, known := residents[row.Record.Territory]; !known && !row.Refused() {
					row.Warn("territory", unknownTerritory, row.Record.Territory)
				}
			}
			return err
		},
	}
}

func zones(places *network.Registry) records.Kind[Zone] {
	return records.Kind[Zone]{
		Name: "zones",
		Columns: []records.Column[Zone]{
			records.Code("code", func(z *Zone) *string { return &z.Code }).Identify(),
			records.Text("name", 200, func(z *Zone) *string { return &z.Name }).Require(),
			records.Text("kind", 40, func(z *Zone) *string { return &z.Kind }).Require(),
			records.Codes("territories", func(z *Zone) *[]string { return &z.Territories }).Require(),
		},
		Select: zonesSQL, Insert: insertZonesSQL,
		Examine: func(ctx context.Context, rows []*records.Row[Zone], _ []Zone) error {
			residents, err := populations(ctx, places)
			for _, row := range rows {
				for _, code := range row.Record.Territories {
					if _, known := residents[code]; !known && !row.Refused() {
						row.Warn("territories", unknownTerritory, code)
					}
				}
			}
			return err
		},
	}
}

func ages(places *network.Registry) records.Kind[Ages] {
	k := records.Kind[Ages]{
		Name: "age structures",
		Columns: []records.Column[Ages]{
			records.Code("territory", func(a *Ages) *string { return &a.Territory }).Identify(),
			yearColumn(func(a *Ages) *uint16 { return &a.Year }),
			records.List("groups", func(a *Ages) *[]AgeGroup { return &a.Groups }, parseGroup, AgeGroup.String).Require(),
			records.Text("source", maxSource, func(a *Ages) *string { return &a.Source }).Require(),
		},
		Select: agesSQL, Insert: insertAgesSQL,
		Examine: func(ctx context.Context, rows []*records.Row[Ages], _ []Ages) error {
			residents, err := populations(ctx, places)
			for _, row := range rows {
				if row.Refused() {
					continue
				}
				population, known := residents[row.Record.Territory]
				if !known {
					row.Warn("territory", unknownTerritory, row.Record.Territory)
				}
				if err := checkGroups(row.Record.Groups); err != nil {
					row.Refuse("groups", "%v", err)
				} else if sum := row.Record.residents(); known && !near(sum, uint64(population)) {
					row.Refuse("groups", "the groups sum to %d, the population of %s is %d: correct the groups, or import the territory's population anew",
						sum, row.Record.Territory, population)
				}
			}
			return err
		},
	}
	k.Parse = parseAges(k, places)
	return k
}

// near tells whether the residents of all ages may be a territory's population. They are counted in different years, so a tenth may lie
// between them, or 20 residents in a small commune.
func near(sum, population uint64) bool {
	const tenth, few = 10, 20
	return max(sum, population)-min(sum, population) <= max(population/tenth, few)
}

// checkGroups refuses groups of ages that overlap, leave a gap, or end.
func checkGroups(groups []AgeGroup) error {
	next := 0
	for i, g := range groups {
		switch {
		case int(g.From) != next:
			return fmt.Errorf("the ages before %s end at %d: give groups in order, from 0 on, without a gap or an overlap", g.ages(), next-1)
		case g.To == Older && i == len(groups)-1:
			return nil
		}
		next = int(g.To) + 1
	}
	return errors.New("the last group is not open: write it as 75+:1234")
}

// parseGroup reads 15-29:1234 or 75+:1234.
func parseGroup(item string) (g AgeGroup, err error) {
	wrong := fmt.Errorf("%.40q is no group of ages with its residents: write it as 15-29:1234, the last one as 75+:1234", item)
	parts := records.Parts(item)
	if len(parts) != 2 {
		return g, wrong
	}
	from, to, closed := strings.Cut(parts[0], "-")
	if !closed {
		var open bool
		if from, open = strings.CutSuffix(parts[0], "+"); !open {
			return g, wrong
		}
		to = strconv.Itoa(Older)
	}
	const oldest = 150
	first, err1 := strconv.ParseUint(strings.TrimSpace(from), 10, 8)
	last, err2 := strconv.ParseUint(strings.TrimSpace(to), 10, 8)
	if err1 != nil || err2 != nil || first > last || closed && last > oldest {
		return g, wrong
	}
	g.Residents, err = records.ParseWhole(parts[1], 0, math.MaxUint32)
	g.From, g.To = uint8(first), uint8(last)
	return g, err
}

// String is the group as files have it.
func (g AgeGroup) String() string {
	return records.Join(g.ages(), strconv.FormatUint(uint64(g.Residents), 10))
}

func (g AgeGroup) ages() string {
	if g.To == Older {
		return fmt.Sprintf("%d+", g.From)
	}
	return fmt.Sprintf("%d-%d", g.From, g.To)
}

// yearColumn is the year that a record is of.
func yearColumn[T any](field func(*T) *uint16) records.Column[T] {
	return records.Column[T]{
		Name: "year",
		Read: func(t *T, value string) error {
			year, err := strconv.ParseUint(value, 10, 16)
			if err != nil || year < 1900 || year > 2148 {
				return fmt.Errorf("%.40q is no year: write it as 2021", value)
			}
			*field(t) = uint16(year)
			return nil
		},
		Write: func(t T) string {
			if year := *field(&t); year != 0 {
				return strconv.Itoa(int(year))
			}
			return ""
		},
		Value: func(t T) any { return *field(&t) },
		Dest:  func(t *T) any { return field(t) },
	}.Identify()
}

// rateColumn is the share of residents in need.
func rateColumn() records.Column[Rate] {
	return records.Column[Rate]{
		Name: "rate",
		Read: func(r *Rate, value string) error {
			rate, err := records.ParseNumber(value)
			switch {
			case err != nil:
				return fmt.Errorf("%.40q is no rate: write a share from 0 to 1, such as 0.17", value)
			case rate < 0 || rate > 1:
				return fmt.Errorf("%s is no share: a rate is from 0 to 1, so 17 %% is written 0.17", value)
			}
			r.Rate = rate
			return nil
		},
		Write: func(r Rate) string { return strconv.FormatFloat(r.Rate, 'f', -1, 64) },
		Value: func(r Rate) any { return r.Rate },
		Dest:  func(r *Rate) any { return &r.Rate },
	}.Require()
}
