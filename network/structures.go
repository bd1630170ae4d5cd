package network

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	maxFile       = 256 << 20 // bytes of one file; what is refused for its length does not count
	maxStructures = 100_000   // records of one file: the whole national map has some 20 000
)

// Reading is what a file of structures says.
type Reading struct {
	Format     string // for people, such as "standard 1.0.2, CSV, semicolons, UTF-8"
	Read       int    // records
	Structures []Structure
	Faults     []Fault // in the order of the file
	MoreFaults int     // faults beyond those listed
	Refused    int     // records
}

// ReadStructures reads a file of the national standard: 1.0.2 as CSV or JSON, or the JSON of 2022; which one is found out.
// today is the day in Europe/Paris: a record cannot have been updated after it. A record that is wrong in a required
// column is refused; any other wrong value is left out, and told. The error says that nothing could be read.
func ReadStructures(r io.Reader, today time.Time) (Reading, error) {
	in := bufio.NewReaderSize(r, 4096)
	isList, err := startsJSON(in)
	if err != nil {
		return Reading{}, err
	}
	reader := newStructureReader(today)
	if isList {
		err = reader.readList(in)
	} else {
		err = reader.readTable(in)
	}
	if err != nil {
		return Reading{}, err
	}
	return reader.result(), nil
}

// startsJSON looks at the first character, past a byte-order mark and spaces.
func startsJSON(in *bufio.Reader) (bool, error) {
	head, err := in.Peek(1024)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	marked := bytes.HasPrefix(head, []byte("\xef\xbb\xbf"))
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	isJSON := len(text) > 0 && (text[0] == '[' || text[0] == '{')
	if isJSON && marked {
		_, err = in.Discard(3)
		return true, err
	}
	return isJSON, nil
}

// structureReader turns records, which are texts by column, into structures.
type structureReader struct {
	examiner
	zero     zeroReader
	isZero   bool // a record of the file is of 2022: so are those that could be of both
	reading  Reading
	ids      map[string]int // id → index in found
	found    []found
	reported map[string]bool // unknown columns already told
}

type found struct {
	line      int
	structure Structure
	replaced  bool // by a later record of the same id
}

func newStructureReader(today time.Time) *structureReader {
	return &structureReader{
		examiner: newExaminer(today),
		zero:     newZeroReader(),
		ids:      make(map[string]int),
		reported: make(map[string]bool),
	}
}

func (r *structureReader) readTable(in io.Reader) error {
	t, err := readTable(in, requiredColumns())
	if err != nil {
		return err
	}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			r.reading.Format = t.describe()
			return nil
		}
		if err != nil {
			return err
		}
		if row.fault != "" {
			if err := r.count(row.line); err != nil {
				return err
			}
			r.refuse(Fault{Line: row.line, Reason: row.fault})
			continue
		}
		if err := r.take(row.line, row.cells); err != nil {
			return err
		}
	}
}

func (r *structureReader) readList(in io.Reader) error {
	r.reading.Format = "JSON"
	records := newElements(in, "", maxRecord)
	for {
		element, line, err := records.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		cells, reason := cellsOf(element)
		if reason != "" {
			if err := r.count(line); err != nil {
				return err
			}
			r.refuse(Fault{Line: line, Reason: reason})
			continue
		}
		if err := r.take(line, cells); err != nil {
			return err
		}
	}
}

// cellsOf gives the values of a JSON record as the texts that a CSV file would have.
func cellsOf(element json.RawMessage) (cells map[string]string, reason string) {
	decoder := json.NewDecoder(bytes.NewReader(element))
	decoder.UseNumber()
	var record map[string]any
	if err := decoder.Decode(&record); err != nil || record == nil {
		return nil, "a record is an object with the columns of the standard: {\"id\": …, \"nom\": …}"
	}
	cells = make(map[string]string, len(record))
	for name, value := range record {
		text, ok := cellOf(value)
		if !ok {
			return nil, fmt.Sprintf("the value of %s is neither a text nor a number nor a list of them", shorten(name, 40))
		}
		cells[strings.ToLower(strings.TrimSpace(name))] = text
	}
	return cells, ""
}

func cellOf(value any) (text string, ok bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	case []any:
		var items []string
		for _, item := range v {
			if _, nested := item.([]any); nested {
				return "", false
			}
			text, ok := cellOf(item)
			if !ok {
				return "", false
			}
			items = append(items, text)
		}
		return strings.Join(items, "|"), true
	}
	return "", false
}

func (r *structureReader) count(line int) error {
	if r.reading.Read++; r.reading.Read > maxStructures {
		return fmt.Errorf("line %d: the file has more than %d records: split it", line, maxStructures)
	}
	return nil
}

// take reads one record.
func (r *structureReader) take(line int, cells map[string]string) error {
	if err := r.count(line); err != nil {
		return err
	}
	standard := standardOne
	if r.isZero = r.isZero || r.zero.recognises(cells); r.isZero {
		standard = standardZero
		cells = r.zero.rewrite(cells)
	}
	r.tellUnknown(line, cells)
	s, faults := r.decode(cells)
	s.Standard = standard
	faults = append(faults, r.examine(&s)...)
	refused := false
	for i := range faults {
		faults[i].Line, faults[i].ID = line, s.ID
		if standard == standardZero {
			faults[i].Field = r.zero.originalName(faults[i].Field)
		}
		refused = refused || !faults[i].Kept
	}
	if refused {
		r.refuse(faults...)
		return nil
	}
	r.tell(faults...)
	if earlier, ok := r.ids[s.ID]; ok {
		r.found[earlier].replaced = true
		r.refuse(Fault{Line: r.found[earlier].line, ID: s.ID, Field: "id", Reason: fmt.Sprintf("the same id stands again on line %d, and the last one counts", line)})
	}
	r.ids[s.ID] = len(r.found)
	r.found = append(r.found, found{line: line, structure: s})
	return nil
}

// tellUnknown reports, once each, columns that are not in the standard.
func (r *structureReader) tellUnknown(line int, cells map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(cells)) {
		if !r.known[name] && !r.reported[name] && len(r.reported) < 50 {
			r.reported[name] = true
			r.tell(Fault{Line: line, Field: shorten(name, 60), Kept: true, Reason: "this column is not in the national standard: its values are not kept"})
		}
	}
}

func (r *structureReader) refuse(faults ...Fault) {
	r.reading.Refused++
	r.tell(faults...)
}

func (r *structureReader) tell(faults ...Fault) {
	r.reading.Faults, r.reading.MoreFaults = addFaults(r.reading.Faults, r.reading.MoreFaults, faults)
}

func (r *structureReader) result() Reading {
	for _, f := range r.found {
		if !f.replaced {
			r.reading.Structures = append(r.reading.Structures, f.structure)
		}
	}
	slices.SortStableFunc(r.reading.Faults, func(a, b Fault) int { return a.Line - b.Line })
	standard := standardOne
	if r.isZero {
		standard = standardZero + " (2022)"
	}
	r.reading.Format = "standard " + standard + ", " + r.reading.Format
	return r.reading
}
