package export

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Workbook writes an answer as a spreadsheet: the figures with numbers as numbers, and a sheet that says what they are.
func Workbook(out io.Writer, l *texts.Language, about indicator.Indicator, answer gate.Answer, meaning []texts.Fact) error {
	return workbook(out, l, meaning, true, func(book *excelize.File, sheet string) error { return writeFigures(book, l, sheet, about, answer) })
}

// workbook writes a spreadsheet of two sheets: what write fills, and what that means.
func workbook(out io.Writer, l *texts.Language, meaning []texts.Fact, wrap bool, write func(book *excelize.File, sheet string) error) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	first, second := l.T("xlsx.figures"), l.T("xlsx.meaning")
	if err := book.SetSheetName("Sheet1", first); err != nil {
		return err
	}
	if _, err := book.NewSheet(second); err != nil {
		return err
	}
	if err := write(book, first); err != nil {
		return err
	}
	if err := writeMeaning(book, second, meaning, wrap); err != nil {
		return err
	}
	if err := book.Write(out); err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	return nil
}

// writeMeaning fills the sheet that says what the numbers are, of when, and how they are computed.
func writeMeaning(book *excelize.File, sheet string, meaning []texts.Fact, wrap bool) error {
	for i, fact := range meaning {
		if err := setRow(book, sheet, i+1, []any{fact.Name, fact.Text}); err != nil {
			return err
		}
	}
	if wrap {
		style, err := book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
		if err != nil {
			return err
		}
		if err := book.SetColStyle(sheet, "A:B", style); err != nil {
			return err
		}
	}
	if err := book.SetColWidth(sheet, "A", "A", 30); err != nil {
		return err
	}
	return book.SetColWidth(sheet, "B", "B", 100)
}

// writeFigures fills the sheet of the numbers.
func writeFigures(book *excelize.File, l *texts.Language, sheet string, about indicator.Indicator, answer gate.Answer) error {
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	head := []any{l.T("xlsx.key"), l.T("by." + answer.By), l.Say(about.Title), l.T("table.numerator"), l.T("table.denominator"), l.T("xlsx.low"), l.T("xlsx.high")}
	units := []string{about.Unit, "", "", about.Unit, about.Unit}
	for _, p := range about.Parts {
		head = append(head, l.Say(p.Title))
		units = append(units, p.Unit)
	}
	head = append(head, l.T("xlsx.status"))
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
		cells = append(cells, status(l, f.Status))
		if err := setRow(book, sheet, i+2, cells); err != nil {
			return err
		}
	}
	for i, unit := range units {
		form := "#,##0"
		switch {
		case unit == "share":
			form = "0.0%"
		case texts.IsRatio(unit):
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
func status(l *texts.Language, code string) string {
	switch code {
	case gate.StatusNoData, gate.StatusEstimate, gate.StatusProtected, gate.StatusUnpublished, gate.StatusUnranked, gate.StatusChanged:
		return l.T("figure." + code)
	}
	return ""
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

func cellOf(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}
