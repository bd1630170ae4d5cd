// Package export writes published figures and tables as files: CSV and spreadsheets, with every text harmless to them.
package export

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// byteOrderMark begins a CSV file: spreadsheets take it for another encoding without.
const byteOrderMark = "\xef\xbb\xbf"

// CSV writes an answer for programs and spreadsheets alike: UTF-8 with a byte-order mark, commas, lines that end with
// CR LF (RFC 4180), numbers unrounded with a point, an empty field where there is no value, a column for each part that
// occurs.
func CSV(out io.Writer, answer Figures) error {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	occurring := map[string]bool{}
	for _, f := range answer.Figures {
		for name := range f.Parts {
			occurring[name] = true
		}
	}
	parts := slices.Sorted(maps.Keys(occurring))
	head := []string{"indicator", "from", "to", "as_of", "by", "key", "label", "status", "unit", "value", "numerator", "denominator", "low", "high"}
	for _, name := range parts {
		head = append(head, "parts."+name)
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for _, f := range answer.Figures {
		record := []string{answer.Indicator, answer.From, answer.To, answer.AsOf, answer.By, f.Key, f.Label, f.Status, answer.Unit}
		for i := range record {
			record[i] = harmless(record[i])
		}
		for _, x := range []*float64{f.Value, f.Numerator, f.Denominator, f.Low, f.High} {
			record = append(record, unrounded(x))
		}
		for _, name := range parts {
			if x, ok := f.Parts[name]; ok {
				record = append(record, unrounded(&x))
			} else {
				record = append(record, "")
			}
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Figures is figures as CSV writes them, published or exact.
type Figures struct {
	Indicator, From, To, AsOf, By, Unit string
	Figures                             []indicator.Figure
}

// Of are the figures of an answer.
func Of(a gate.Answer) Figures {
	e := Figures{Indicator: a.Indicator, From: a.From, To: a.To, AsOf: a.AsOf, By: a.By, Unit: a.Unit}
	for _, f := range a.Figures {
		e.Figures = append(e.Figures, f.Figure)
	}
	return e
}

// unrounded writes a number with all its digits, and nothing for none.
func unrounded(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

// harmless keeps a spreadsheet from taking a text, such as a structure's id, for a formula; full-width signs are signs to some.
func harmless(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}

// CellsCSV writes cells of an edition as CSV writes figures, without a byte-order mark.
func CellsCSV(out io.Writer, shown []gate.Shown) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	rows := [][]string{{"component", "kind", "area", "from", "to", "field", "class", "version", "value"}}
	for _, c := range shown {
		rows = append(rows, []string{c.Component, c.Kind, harmless(c.Area), c.From, c.To, c.Field, c.Class, strconv.Itoa(int(c.Version)), unrounded(&c.Value)})
	}
	return w.WriteAll(rows)
}

// Disposition is the header that names a file by what it holds: a subject, places (none: the whole network), and the period [from, to).
func Disposition(l *texts.Language, subject string, places []string, from, to, format string) string {
	const most = 3
	where := strings.Join(places, "+")
	switch {
	case len(places) == 0:
		where = l.T("file.whole")
	case len(places) > most:
		where = l.T("file.places", "n", len(places))
	}
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_+-", c) {
			return c
		}
		return '-'
	}, strings.Join([]string{subject, where, from, to}, "_"))
	return `attachment; filename="` + name + "." + format + `"`
}
