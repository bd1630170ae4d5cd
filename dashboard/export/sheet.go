package export

import (
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"vigie/dashboard/texts"
)

// Sheet is a table that is no indicator's: a page shows it, and it is there as JSON, CSV and a spreadsheet.
type Sheet struct {
	Title   string
	Meaning string // what is counted, in a sentence or two
	Columns []Column
	Rows    [][]any // a value a column: of the type that its kind says, or nil where there is none
}

// Column is a column of a sheet.
type Column struct {
	Name  string // in JSON and CSV
	Title string
	Kind  Kind
}

// Kind is what the values of a column are.
type Kind int

const (
	Text    Kind = iota // string
	Count               // int
	Share               // float64, 0 to 1
	Day                 // time.Time
	Gap                 // bool: true where something is missing
	Decimal             // float64, for programs: pages do not show it
	ID                  // string, for programs: pages do not show it
)

// Number tells whether values of the kind are compared by their digits.
func (k Kind) Number() bool { return k == Count || k == Share }

// Written is a value of a sheet in the reader's language.
func Written(l *texts.Language, value any) string {
	switch x := value.(type) {
	case string:
		return x
	case int:
		return l.Integer(float64(x))
	case float64:
		return l.Percent(x, 1)
	case time.Time:
		return l.Day(x.Format(time.DateOnly))
	case bool:
		if x {
			return l.T("sheet.gap")
		}
		return ""
	}
	return "–"
}

// plainValue is a value of a sheet for programs: days as 2026-01-31.
func plainValue(value any) any {
	if day, ok := value.(time.Time); ok {
		return day.Format(time.DateOnly)
	}
	return value
}

// Records are the rows for programs, by the names of the columns.
func (s Sheet) Records() []map[string]any {
	all := make([]map[string]any, 0, len(s.Rows))
	for _, values := range s.Rows {
		record := map[string]any{}
		for i, value := range values {
			record[s.Columns[i].Name] = plainValue(value)
		}
		all = append(all, record)
	}
	return all
}

// CSV writes the sheet as the function CSV writes an answer.
func (s Sheet) CSV(out io.Writer, d Dialect) error {
	w, err := d.marked(out)
	if err != nil {
		return err
	}
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		if record[i] = c.Name; d.french != nil {
			record[i] = c.Title
		}
	}
	if err := w.Write(record); err != nil {
		return err
	}
	for _, values := range s.Rows {
		for i, value := range values {
			record[i] = d.field(value)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Workbook writes the sheet as a spreadsheet: its rows, and a second sheet that says what they are.
func (s Sheet) Workbook(out io.Writer, l *texts.Language, meaning []texts.Fact) error {
	return workbook(out, l, meaning, false, func(book *excelize.File, name string) error { return s.fill(book, name, l) })
}

// fill writes the rows, with numbers as numbers and days as days.
func (s Sheet) fill(book *excelize.File, name string, l *texts.Language) error {
	head := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		head[i] = c.Title
		form := ""
		switch c.Kind {
		case Count:
			form = "#,##0"
		case Share:
			form = "0.0%"
		case Day:
			form = "yyyy-mm-dd"
		}
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width := 16.0
		if c.Kind == Text || c.Kind == ID {
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
	for i, values := range s.Rows {
		cells := make([]any, len(values))
		for j, value := range values {
			cells[j] = value
			if s.Columns[j].Kind == Gap {
				cells[j] = Written(l, value)
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
