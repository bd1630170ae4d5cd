package store

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/queries/period"
)

// NumberFile is the name of the file beside the network key that holds the highest edition's number.
const NumberFile = "edition.number"

// Files are what is kept of editions beside the tables of an embedded warehouse, so that a backup from before the last edition, once restored,
// does not publish anew what was published: the highest number that was ever given, and every edition as it stands. Those of no
// directory keep nothing.
type Files struct{ dir string }

// FilesIn are those of the directory of an embedded warehouse; "" for none.
func FilesIn(dir string) Files { return Files{dir} }

// Highest is the highest number that was given; 0 for none.
func (f Files) Highest() (uint32, error) {
	if f.dir == "" {
		return 0, nil
	}
	text, err := os.ReadFile(filepath.Join(f.dir, NumberFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the highest edition's number: %w", err)
	}
	number, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("read the highest edition's number: %s does not hold one; write into it the number of the last edition that was ever published", filepath.Join(f.dir, NumberFile))
	}
	return uint32(number), nil
}

// Give notes that a number is given, before the edition is there.
func (f Files) Give(number uint32) error {
	highest, err := f.Highest()
	if err != nil || f.dir == "" || highest >= number {
		return err
	}
	return write(filepath.Join(f.dir, NumberFile), func(w io.Writer) error {
		_, err := fmt.Fprintln(w, number)
		return err
	})
}

// backups is the directory of an embedded warehouse's backups.
const backups = "backups"

// Path is where the file of an edition is; empty where none are kept.
func (f Files) Path(number uint32) string {
	if f.dir == "" {
		return ""
	}
	return filepath.Join(f.dir, backups, fmt.Sprintf("edition-%d.csv", number))
}

// Has tells whether an edition has its file, or needs none.
func (f Files) Has(number uint32) bool {
	if f.dir == "" {
		return true
	}
	_, err := os.Stat(f.Path(number))
	return err == nil
}

// Write writes an edition's file: its row, its windows, the network's dates, what areas hold from it on, and the cells that it brought.
func (f Files) Write(e Edition, brought []Cell) error {
	if f.dir == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(f.dir, backups), 0o700); err != nil {
		return fmt.Errorf("write the file of edition %d: %w", e.Number, err)
	}
	return write(f.Path(e.Number), func(w io.Writer) error {
		lines := csv.NewWriter(w)
		put := func(fields ...string) { _ = lines.Write(fields) } // Error tells
		put("edition", fmt.Sprint(e.Number), written(e.Day), e.CutAt.UTC().Format(time.RFC3339Nano), written(e.First), fmt.Sprint(e.Height),
			fmt.Sprint(e.Cells), fmt.Sprint(e.Events), fmt.Sprint(e.Late), e.Why)
		for _, w := range e.Windows {
			put("window", written(w.From), written(w.To), fmt.Sprint(w.Version), fmt.Sprint(w.Final))
		}
		for _, d := range e.Dates {
			put("since", written(d.Day), d.FR, d.EN)
		}
		for _, a := range e.Areas {
			put("area", a.Kind, a.Code, written(a.Since), strings.Join(a.Members, "|"))
		}
		for _, c := range brought {
			put("cell", fmt.Sprint(c.Version), c.Component, c.Area.Kind, c.Area.Code, written(c.Window.From), written(c.Window.To), c.Field, c.Key,
				strconv.FormatFloat(c.Value, 'g', -1, 64))
		}
		lines.Flush()
		return lines.Error()
	})
}

func written(day time.Time) string { return day.Format(time.DateOnly) }

// write writes a file in one step, for this user alone.
func write(path string, content func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	draft := path + ".new"
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(content(file), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(draft, path)
}

// EditionFiles are the paths of the editions' files in a directory, by their numbers.
func EditionFiles(dir string) (map[uint32]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "edition-*.csv"))
	files := make(map[uint32]string, len(paths))
	for _, path := range paths {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "edition-"), ".csv")
		if number, err := strconv.ParseUint(name, 10, 32); err == nil {
			files[uint32(number)] = path
		}
	}
	return files, err
}

// ReadFile reads an edition's file.
func ReadFile(path string) (e Edition, brought []Cell, err error) {
	file, err := os.Open(path)
	if err != nil {
		return e, nil, fmt.Errorf("read the file of an edition: %w", err)
	}
	defer file.Close()
	lines := csv.NewReader(file)
	lines.FieldsPerRecord, lines.ReuseRecord = -1, true
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			var one Cell
			if one, err = e.take(fields); fields[0] == "cell" {
				brought = append(brought, one)
			}
		}
		if err != nil {
			line, _ := lines.FieldPos(0)
			return e, nil, fmt.Errorf("read %s, line %d: %w", path, line, err)
		}
	}
	if e.Number == 0 || uint64(len(brought)) != e.Cells {
		return e, nil, fmt.Errorf("read %s: it holds %d of %d cells; take another copy of it, or move it away", path, len(brought), e.Cells)
	}
	for i := range e.Windows {
		e.Windows[i].Edition = e.Number
	}
	for i := range e.Areas {
		e.Areas[i].Edition = e.Number
	}
	return e, brought, nil
}

// errForeign is a line that is none of an edition's file.
var errForeign = errors.New("it is no line of an edition's file")

// take reads a line; that of a cell gives it.
func (e *Edition) take(fields []string) (c Cell, err error) {
	kinds := map[string]int{"edition": 10, "window": 5, "since": 4, "area": 5, "cell": 10}
	if len(fields) != kinds[fields[0]] {
		return c, errForeign
	}
	day := func(text string) time.Time {
		at, wrong := time.Parse(time.DateOnly, text)
		err = errors.Join(err, wrong)
		return at
	}
	number := func(text string, bits int) uint64 {
		n, wrong := strconv.ParseUint(text, 10, bits)
		err = errors.Join(err, wrong)
		return n
	}
	switch fields[0] {
	case "edition":
		cutAt, wrong := time.Parse(time.RFC3339Nano, fields[3])
		*e = Edition{
			Number: uint32(number(fields[1], 32)), Day: day(fields[2]), CutAt: cutAt, First: day(fields[4]), Height: uint8(number(fields[5], 8)),
			Cells: number(fields[6], 64), Events: number(fields[7], 64), Late: number(fields[8], 64), Why: strings.Clone(fields[9]),
		}
		err = errors.Join(err, wrong)
	case "window":
		e.Windows = append(e.Windows, Window{Window: period.Window{From: day(fields[1]), To: day(fields[2])}, Version: uint16(number(fields[3], 16)), Final: fields[4] == "true"})
	case "since":
		e.Dates = append(e.Dates, Date{day(fields[1]), strings.Clone(fields[2]), strings.Clone(fields[3])})
	case "area":
		a := Area{Area: cells.Area{Kind: strings.Clone(fields[1]), Code: strings.Clone(fields[2])}, Since: day(fields[3])}
		if fields[4] != "" {
			a.Members = strings.Split(strings.Clone(fields[4]), "|")
		}
		e.Areas = append(e.Areas, a)
	case "cell":
		value, wrong := strconv.ParseFloat(fields[9], 64)
		c = Cell{Version: uint16(number(fields[1], 16)), Value: value, Cell: cells.Cell{
			Component: strings.Clone(fields[2]), Area: cells.Area{Kind: strings.Clone(fields[3]), Code: strings.Clone(fields[4])},
			Window: period.Window{From: day(fields[5]), To: day(fields[6])}, Field: strings.Clone(fields[7]), Key: strings.Clone(fields[8]),
		}}
		err = errors.Join(err, wrong)
	}
	return c, err
}

// Newest are the numbers of files above one, the lowest first.
func Newest(files map[uint32]string, above uint32) (numbers []uint32) {
	for number := range files {
		if number > above {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers
}
