package dashboard

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet is a table that is no indicator's: a page shows it, and it is there as JSON, CSV and a spreadsheet.
type sheet struct {
	id, title string
	meaning   string // what is counted, in a sentence or two
	columns   []column
	rows      [][]any // a value a column: of the type that its kind says, or nil where there is none
}

type column struct {
	name  string // in JSON and CSV
	title string
	kind  columnKind
}

type columnKind int

const (
	textColumn  columnKind = iota // string
	countColumn                   // int
	shareColumn                   // float64, 0 to 1
	dayColumn                     // time.Time
	gapColumn                     // bool: true where something is missing
	idColumn                      // string, for programs: pages do not show it
)

// number tells whether values of the kind are compared by their digits.
func (k columnKind) number() bool { return k == countColumn || k == shareColumn }

// mostRows bounds a sheet on a page; its files have them all.
const mostRows = 100

// grid is a sheet as a page shows it.
type grid struct {
	Caption string
	Head    []heading
	Rows    []gridRow
	More    string
	Shown   bool // without being asked for, right under its title
}

type gridRow struct {
	Name  string
	Cells []gridCell
}

type gridCell struct {
	Text   string
	Number bool
}

// grid writes a sheet as people read it; nil where it has no rows.
func (v *view) grid(s sheet) *grid {
	if len(s.rows) == 0 {
		return nil
	}
	g := &grid{Caption: s.title}
	for _, c := range s.columns {
		if c.kind != idColumn {
			g.Head = append(g.Head, heading{c.title, c.kind.number()})
		}
	}
	for _, values := range s.rows[:min(len(s.rows), mostRows)] {
		row := gridRow{Name: v.written(s.columns[0].kind, values[0])}
		for i, value := range values[1:] {
			if kind := s.columns[i+1].kind; kind != idColumn {
				row.Cells = append(row.Cells, gridCell{v.written(kind, value), kind.number()})
			}
		}
		g.Rows = append(g.Rows, row)
	}
	if out := len(s.rows) - mostRows; out > 0 {
		g.More = v.t("sheet.more", "n", out)
	}
	return g
}

// written is a value of a sheet in the reader's language.
func (v *view) written(kind columnKind, value any) string {
	switch x := value.(type) {
	case string:
		return x
	case int:
		return v.integer(float64(x))
	case float64:
		return v.percent(x, 1)
	case time.Time:
		return v.day(x.Format(dayForm))
	case bool:
		if x {
			return v.t("sheet.gap")
		}
		return ""
	}
	return "–"
}

// plainValue is a value of a sheet for programs: days as 2026-01-31.
func plainValue(value any) any {
	if day, ok := value.(time.Time); ok {
		return day.Format(dayForm)
	}
	return value
}

// records are the rows for programs, by the names of the columns.
func (s sheet) records() []map[string]any {
	all := make([]map[string]any, 0, len(s.rows))
	for _, values := range s.rows {
		record := map[string]any{}
		for i, value := range values {
			record[s.columns[i].name] = plainValue(value)
		}
		all = append(all, record)
	}
	return all
}

// writeCSV writes the sheet as WriteCSV writes an answer.
func (s sheet) writeCSV(out io.Writer) error {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	record := make([]string, len(s.columns))
	for i, c := range s.columns {
		record[i] = c.name
	}
	if err := w.Write(record); err != nil {
		return err
	}
	for _, values := range s.rows {
		for i, value := range values {
			switch x := plainValue(value).(type) {
			case nil:
				record[i] = ""
			case string:
				record[i] = harmless(x)
			case float64:
				record[i] = unrounded(&x)
			default:
				record[i] = fmt.Sprint(x)
			}
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// workbook writes the sheet as a spreadsheet: its rows, and a second sheet that says what they are.
func (s sheet) workbook(v *view) (out []byte, err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	rows, meaning := v.t("xlsx.figures"), v.t("xlsx.meaning")
	if err := book.SetSheetName("Sheet1", rows); err != nil {
		return nil, err
	}
	if _, err := book.NewSheet(meaning); err != nil {
		return nil, err
	}
	if err := s.fill(book, rows, v); err != nil {
		return nil, err
	}
	for i, fact := range []fact{
		{v.t("xlsx.title"), s.title}, {v.t("xlsx.definition"), s.meaning}, {v.t("xlsx.period"), v.period(v.from, v.to)},
		{v.t("xlsx.as_of"), v.day(v.observed())}, {v.t("by.territory"), v.where()},
	} {
		if err := setRow(book, meaning, i+1, []any{fact.Name, fact.Text}); err != nil {
			return nil, err
		}
	}
	if err := book.SetColWidth(meaning, "A", "A", 30); err != nil {
		return nil, err
	}
	if err := book.SetColWidth(meaning, "B", "B", 100); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fmt.Errorf("write the spreadsheet: %w", err)
	}
	return b.Bytes(), nil
}

// fill writes the rows, with numbers as numbers and days as days.
func (s sheet) fill(book *excelize.File, name string, v *view) error {
	head := make([]any, len(s.columns))
	for i, c := range s.columns {
		head[i] = c.title
		form := ""
		switch c.kind {
		case countColumn:
			form = "#,##0"
		case shareColumn:
			form = "0.0%"
		case dayColumn:
			form = "yyyy-mm-dd"
		}
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width := 16.0
		if c.kind == textColumn || c.kind == idColumn {
			width = 30
		}
		if err := book.SetColWidth(name, letter, letter, width); err != nil {
			return err
		}
		if form == "" {
			continue
		}
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &form})
		if err != nil {
			return err
		}
		if err := book.SetColStyle(name, letter, style); err != nil {
			return err
		}
	}
	if err := setRow(book, name, 1, head); err != nil {
		return err
	}
	for i, values := range s.rows {
		cells := make([]any, len(values))
		for j, value := range values {
			cells[j] = value
			if s.columns[j].kind == gapColumn {
				cells[j] = v.written(gapColumn, value)
			}
		}
		if err := setRow(book, name, i+2, cells); err != nil {
			return err
		}
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := book.SetRowStyle(name, 1, 1, bold); err != nil {
		return err
	}
	return book.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
