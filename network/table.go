package network

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// table reads a CSV file with a header, as RFC 4180 describes it, with "," or ";" or tabulations between values. A row
// that cannot be read does not keep the next from being read.
type table struct {
	lines     *lines
	separator byte
	columns   []string // of the header, in lower case
}

// row is one row of a table, by column. Where fault is not empty, it could not be read.
type row struct {
	line  int
	cells map[string]string
	fault string
}

// readTable reads the header. It must have the required columns.
func readTable(r io.Reader, required []string) (*table, error) {
	return tableOf(newLines(r), required)
}

func tableOf(l *lines, required []string) (*table, error) {
	t := &table{lines: l}
	var header line
	for header.number == 0 || strings.TrimSpace(header.text) == "" {
		var err error
		if header, err = l.next(); errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("the file is empty: a header with the columns %s is expected", strings.Join(required, ", "))
		} else if err != nil {
			return nil, err
		}
		if header.tooLong {
			return nil, fmt.Errorf("line %d: the header is longer than %d bytes: this is no CSV file", header.number, maxRecord)
		}
	}
	t.separator = separatorOf(header.text)
	names := splitter{separator: t.separator}
	if err := names.feed(header.text); err != nil || names.open {
		return nil, fmt.Errorf("line %d: the header has a quote that never closes, or is not doubled inside a value", header.number)
	}
	for _, name := range names.cells {
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "" && slices.Contains(t.columns, name) {
			return nil, fmt.Errorf("line %d: the header has the column %s twice", header.number, name)
		}
		t.columns = append(t.columns, name)
	}
	var missing []string
	for _, name := range required {
		if !slices.Contains(t.columns, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("line %d: the header lacks %s (it has %s)", header.number, strings.Join(missing, ", "), shorten(strings.Join(t.columns, ", "), 300))
	}
	return t, nil
}

// separatorOf is the separator that the header has most of.
func separatorOf(header string) byte {
	best := byte(',')
	for _, candidate := range []byte(",;\t") {
		if strings.Count(header, string(candidate)) > strings.Count(header, string(best)) {
			best = candidate
		}
	}
	return best
}

// next reads a row, skipping blank lines; io.EOF comes alone, after the last one.
func (t *table) next() (row, error) {
	for {
		first, err := t.lines.next()
		if err != nil {
			return row{}, err
		}
		r := row{line: first.number}
		switch {
		case first.tooLong:
			r.fault = fmt.Sprintf("the line is longer than %d bytes: shorten it, or look for a missing end of line", maxRecord)
			return r, nil
		case strings.Trim(first.text, " \t,;") == "":
			continue
		}
		cells, fault, err := t.record(first)
		if err != nil {
			return row{}, err
		}
		if r.fault = fault; fault != "" {
			return r, nil
		}
		if len(cells) != len(t.columns) {
			r.fault = fmt.Sprintf("the row has %d values, the header %d columns: put quotes around values that hold %q", len(cells), len(t.columns), string(t.separator))
			return r, nil
		}
		r.cells = make(map[string]string, len(cells))
		for i, name := range t.columns {
			if name != "" {
				r.cells[name] = cells[i]
			}
		}
		return r, nil
	}
}

// record splits the line, joined with those after it for as long as a quote is open. If the quote never closes, the lines
// after the first are read as rows of their own.
func (t *table) record(first line) (cells []string, fault string, err error) {
	record := splitter{separator: t.separator}
	if err := record.feed(first.text); err != nil {
		return nil, err.Error(), nil
	}
	size := len(first.text)
	var more []line
	for record.open {
		next, err := t.lines.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, "", err
		}
		if err == nil {
			more = append(more, next)
			size += len(next.text) + 1
		}
		if err != nil || next.tooLong || size > maxRecord || record.feed("\n"+next.text) != nil {
			t.lines.putBack(more)
			return nil, "a quote opens on this line and never closes: close it, or double it inside a quoted value", nil
		}
	}
	return record.cells, "", nil
}

// splitter cuts a record into its values, a line at a time.
type splitter struct {
	separator byte
	cells     []string
	open      bool // the last line ended inside quotes
	value     strings.Builder
}

// feed takes a line; the next line of an open record begins with the end of the line before it.
func (s *splitter) feed(text string) error {
	for {
		if !s.open {
			rest := strings.TrimLeft(text, " ")
			if !strings.HasPrefix(rest, `"`) {
				end := strings.IndexByte(text, s.separator)
				if end < 0 {
					s.cells = append(s.cells, text)
					return nil
				}
				s.cells, text = append(s.cells, text[:end]), text[end+1:]
				continue
			}
			s.open, text = true, rest[1:]
		}
		for s.open {
			quote := strings.IndexByte(text, '"')
			if quote < 0 {
				s.value.WriteString(text)
				return nil
			}
			s.value.WriteString(text[:quote])
			text = text[quote+1:]
			if strings.HasPrefix(text, `"`) {
				s.value.WriteByte('"')
				text = text[1:]
			} else {
				s.open = false
			}
		}
		s.cells = append(s.cells, s.value.String())
		s.value.Reset()
		text = strings.TrimLeft(text, " ")
		if text == "" {
			return nil
		}
		if text[0] != s.separator {
			return fmt.Errorf("a quote inside a quoted value is not doubled, before %q", shorten(text, 30))
		}
		text = text[1:]
	}
}

// describe names the format for a report.
func (t *table) describe() string {
	separator := map[byte]string{',': "commas", ';': "semicolons", '\t': "tabulations"}[t.separator]
	encoding := "UTF-8"
	if t.lines.western {
		encoding = "Windows-1252"
	}
	return fmt.Sprintf("CSV, %s, %s", separator, encoding)
}

// shorten cuts a text that a message quotes.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
