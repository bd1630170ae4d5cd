package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// byteOrderMark begins a CSV file: spreadsheets take it for another encoding without.
const byteOrderMark = "\xef\xbb\xbf"

// WriteCSV writes an answer for programs and spreadsheets alike: UTF-8 with a byte-order mark, commas, lines that end with
// CR LF (RFC 4180), numbers unrounded with a point, an empty field where there is no value, a column for each part that
// occurs.
func WriteCSV(out io.Writer, answer Exported) error {
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

// Exported is figures as WriteCSV writes them, published or exact.
type Exported struct {
	Indicator, From, To, AsOf, By, Unit string
	Figures                             []indicator.Figure
}

// exported are the figures of an answer.
func exported(a gate.Answer) Exported {
	e := Exported{Indicator: a.Indicator, From: a.From, To: a.To, AsOf: a.AsOf, By: a.By, Unit: a.Unit}
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

// setRow writes a row of a spreadsheet from column A on; texts are made harmless, all else stays what it is.
func setRow(book *excelize.File, sheet string, row int, cells []any) error {
	cells = slices.Clone(cells)
	for i, cell := range cells {
		if text, ok := cell.(string); ok {
			cells[i] = harmless(text)
		}
	}
	return book.SetSheetRow(sheet, "A"+strconv.Itoa(row), &cells)
}

// download is the header that names a file by what it holds: a subject, places (none: the whole network), and the period [from, to).
func download(l *language, subject string, places []string, from, to, format string) string {
	const most = 3
	where := strings.Join(places, "+")
	switch {
	case len(places) == 0:
		where = l.t("file.whole")
	case len(places) > most:
		where = l.t("file.places", "n", len(places))
	}
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_+-", c) {
			return c
		}
		return '-'
	}, strings.Join([]string{subject, where, from, to}, "_"))
	return `attachment; filename="` + name + "." + format + `"`
}

// workbook writes an answer as a spreadsheet: the figures with numbers as numbers, and a sheet that says what they are.
func (d *Dashboard) workbook(l *language, about indicator.Indicator, answer gate.Answer) (out []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	figures, meaning := l.t("xlsx.figures"), l.t("xlsx.meaning")
	if err := book.SetSheetName("Sheet1", figures); err != nil {
		return nil, err
	}
	if _, err := book.NewSheet(meaning); err != nil {
		return nil, err
	}
	if err := writeFigures(book, l, figures, about, answer); err != nil {
		return nil, err
	}
	if err := d.writeMeaning(book, l, meaning, about, answer); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fmt.Errorf("write the spreadsheet: %w", err)
	}
	return b.Bytes(), nil
}

// writeFigures fills the sheet of the numbers.
func writeFigures(book *excelize.File, l *language, sheet string, about indicator.Indicator, answer gate.Answer) error {
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	head := []any{l.t("xlsx.key"), l.t("by." + answer.By), l.say(about.Title), l.t("table.numerator"), l.t("table.denominator"), l.t("xlsx.low"), l.t("xlsx.high")}
	units := []string{about.Unit, "", "", about.Unit, about.Unit}
	for _, p := range about.Parts {
		head = append(head, l.say(p.Title))
		units = append(units, p.Unit)
	}
	head = append(head, l.t("xlsx.status"))
	if err := setRow(book, sheet, 1, head); err != nil {
		return err
	}
	for i, f := range answer.Figures {
		cells := []any{f.Key, f.Label}
		for _, x := range []*float64{f.Value, f.Numerator, f.Denominator, f.Low, f.High} {
			cells = append(cells, cellOf(x))
		}
		for _, p := range about.Parts {
			if x, ok := f.Parts[p.Name]; ok {
				cells = append(cells, x)
			} else {
				cells = append(cells, nil)
			}
		}
		cells = append(cells, l.status(f))
		if err := setRow(book, sheet, i+2, cells); err != nil {
			return err
		}
	}
	for i, unit := range units {
		form := "#,##0"
		switch {
		case unit == "share":
			form = "0.0%"
		case isRatio(unit):
			form = "#,##0.00"
		}
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &form})
		if err != nil {
			return err
		}
		column, err := excelize.ColumnNumberToName(i + 3)
		if err != nil {
			return err
		}
		if err := book.SetColStyle(sheet, column, style); err != nil {
			return err
		}
		if err := book.SetColWidth(sheet, column, column, 16); err != nil {
			return err
		}
	}
	if err := book.SetColWidth(sheet, "A", "A", 14); err != nil {
		return err
	}
	if err := book.SetColWidth(sheet, "B", "B", 34); err != nil {
		return err
	}
	if err := book.SetRowStyle(sheet, 1, 1, bold); err != nil {
		return err
	}
	return book.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"})
}

// status is a figure's in words; nothing is said of an ordinary one.
func (l *language) status(f gate.Figure) string {
	switch f.Status {
	case gate.StatusNoData, gate.StatusEstimate, gate.StatusProtected, gate.StatusUnpublished:
		return l.t("figure." + f.Status)
	}
	return ""
}

// writeMeaning fills the sheet that says what the numbers are, of when, and how they are computed.
func (d *Dashboard) writeMeaning(book *excelize.File, l *language, sheet string, about indicator.Indicator, answer gate.Answer) error {
	v := &view{language: l}
	rows := []fact{
		{l.t("xlsx.title"), l.say(about.Title)},
		{l.t("xlsx.definition"), l.say(about.Definition)},
		{l.t("xlsx.period"), l.period(answer.From, answer.To)},
		{l.t("xlsx.as_of"), l.day(answer.AsOf)},
		{l.t("xlsx.edition"), itoa(int(answer.Edition))},
	}
	for _, name := range about.Filters {
		if chosen := answer.Filters[name]; len(chosen) > 0 {
			rows = append(rows, fact{l.t("by." + name), strings.Join(chosen, ", ")})
		}
	}
	rows = append(rows, v.facts(about)...)
	for _, note := range answer.Notes {
		rows = append(rows, fact{l.t("xlsx.note"), note})
	}
	rows = append(rows, fact{l.t("indicator.formula"), d.formula(about)})
	for i, r := range rows {
		if err := setRow(book, sheet, i+1, []any{r.Name, r.Text}); err != nil {
			return err
		}
	}
	wrap, err := book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := book.SetColStyle(sheet, "A:B", wrap); err != nil {
		return err
	}
	if err := book.SetColWidth(sheet, "A", "A", 30); err != nil {
		return err
	}
	return book.SetColWidth(sheet, "B", "B", 100)
}

func cellOf(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}
