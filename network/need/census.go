package need

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"vigie/network"
	"vigie/network/records"
)

// censusColumn is a column of Insee's census files, in lower case, such as p21_pop1529: the year, and the ages counted.
var censusColumn = regexp.MustCompile(`^p(\d\d)_pop(\d\d\d\d|\d\dp)?$`)

// censusGroups are the ages of the columns that count everybody once.
func censusGroups() []string { return []string{"0014", "1529", "3044", "4559", "6074", "75p"} }

// parseAges reads a file of our own, or one of Insee's census: a row a commune or an IRIS of a commune, with columns such as P21_POP1529. Of
// the latter only territories of the registry are read.
func parseAges(k records.Kind[Ages], places *network.Registry) func(context.Context, io.Reader) (records.Reading[Ages], error) {
	return func(ctx context.Context, file io.Reader) (records.Reading[Ages], error) {
		const headerMost = 64 << 10
		in := bufio.NewReaderSize(file, headerMost)
		head, _ := in.Peek(headerMost) // what cannot be read is told by the next to read it
		header, _, _ := strings.Cut(string(head), "\n")
		if !strings.Contains(strings.ToLower(header), "_pop0014") {
			return k.Read(in)
		}
		residents, err := populations(ctx, places)
		if err != nil {
			return records.Reading[Ages]{}, err
		}
		return readCensus(in, residents)
	}
}

// commune is what the rows of a commune sum to.
type commune struct {
	line   int
	counts []float64 // by censusGroups; not whole in these files
	total  float64   // of all ages, as the file gives it; 0 where it does not
}

// readCensus sums the rows of each territory.
func readCensus(file io.Reader, territories map[string]uint32) (records.Reading[Ages], error) {
	reading := records.Reading[Ages]{Format: "Insee census"}
	rows, err := network.ReadRows(file)
	if err != nil {
		return reading, err
	}
	year, code, err := censusHeader(rows.Columns())
	if err != nil {
		return reading, err
	}
	communes, order, others := map[string]*commune{}, []string{}, map[string]bool{}
	for row, err := range rows.All() {
		if err != nil {
			return reading, err
		}
		if row.Fault != "" {
			reading.Row(row.Line).Refuse("", "%s", row.Fault)
			continue
		}
		territory := row.Cells[code]
		if _, known := territories[territory]; !known {
			others[territory] = true
			continue
		}
		c := communes[territory]
		if c == nil {
			c = &commune{line: row.Line, counts: make([]float64, len(censusGroups()))}
			communes[territory] = c
			order = append(order, territory)
		}
		if field, err := c.add(row.Cells, "p"+year+"_pop"); err != nil {
			wrong := reading.Row(row.Line)
			wrong.Record.Territory = territory
			wrong.Refuse(field, "%v: the row is left out of %s", err, territory)
		}
	}
	for _, territory := range order {
		communes[territory].row(&reading, territory, year)
	}
	if len(others) > 0 {
		reading.Notices = append(reading.Notices, network.Fault{Kept: true, Warned: true,
			Reason: fmt.Sprintf("communes of the file that are no territories of the registry, and were not read: %d", len(others))})
	}
	return reading, nil
}

// censusHeader finds the year of the census, and the column of the commune's code.
func censusHeader(columns []string) (year, code string, err error) {
	has := map[string]bool{}
	for _, name := range columns {
		has[name] = true
		if m := censusColumn.FindStringSubmatch(name); m != nil && m[2] == censusGroups()[0] {
			year = m[1]
		}
	}
	for _, name := range []string{"com", "codgeo"} {
		if has[name] {
			code = name
		}
	}
	if code == "" {
		return "", "", fmt.Errorf("the header has neither COM nor CODGEO, the code of the commune")
	}
	for _, ages := range censusGroups() {
		if name := "p" + year + "_pop" + ages; !has[name] {
			return "", "", fmt.Errorf("the header lacks %s: the groups from 0 to 14 years up to 75 and more are expected", strings.ToUpper(name))
		}
	}
	return year, code, nil
}

// add adds a row; it adds nothing where one of its counts cannot be read, and names that column.
func (c *commune) add(cells map[string]string, prefix string) (column string, err error) {
	counts := make([]float64, len(c.counts))
	for i, ages := range censusGroups() {
		if counts[i], err = records.ParseNumber(cells[prefix+ages]); err != nil {
			return prefix + ages, err
		}
	}
	for i := range counts {
		c.counts[i] += counts[i]
	}
	if total, err := records.ParseNumber(cells[prefix]); err == nil {
		c.total += total
	}
	return "", nil
}

// row is the commune as a record, refused where its groups do not sum to what the file itself says of all ages.
func (c *commune) row(reading *records.Reading[Ages], territory, year string) {
	number, _ := strconv.ParseUint("20"+year, 10, 16) // two digits
	row := reading.Row(c.line)
	row.Record = Ages{Territory: territory, Year: uint16(number), Source: "Insee, recensement de la population 20" + year}
	sum := 0.0
	for i, ages := range censusGroups() {
		from, _ := strconv.ParseUint(ages[:2], 10, 8)
		to, err := strconv.ParseUint(ages[2:], 10, 8)
		if err != nil {
			to = Older
		}
		sum += c.counts[i]
		row.Record.Groups = append(row.Record.Groups, AgeGroup{uint8(from), uint8(to), uint32(math.Round(max(c.counts[i], 0)))})
	}
	const hundredth, few = 0.01, 3
	if c.total > 0 && math.Abs(sum-c.total) > max(hundredth*c.total, few) {
		row.Refuse("p"+year+"_pop", "the groups sum to %.0f, all ages to %.0f: correct the file", sum, c.total)
	}
}
