package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/texts"
)

// Dialect is how a CSV file is written. The zero one is for programs: commas, numbers with a point, days as 2026-01-31, columns by the names that they
// have in the API.
type Dialect struct{ french *texts.Language }

// French is the dialect of spreadsheets that are set up in French: semicolons, decimal commas, days as 31/01/2026, columns by their titles, codes in words.
// It takes the French language.
func French(french *texts.Language) Dialect { return Dialect{french} }

// byteOrderMark begins a CSV file: spreadsheets take it for another encoding without.
const byteOrderMark = "\xef\xbb\xbf"

// writer begins a file: lines end with CR LF (RFC 4180).
func (d Dialect) writer(out io.Writer) *csv.Writer {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if d.french != nil {
		w.Comma = ';'
	}
	return w
}

// marked is writer after a byte-order mark.
func (d Dialect) marked(out io.Writer) (*csv.Writer, error) {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return nil, err
	}
	return d.writer(out), nil
}

// number writes a number with all its digits, and nothing for none.
func (d Dialect) number(x *float64) string {
	if x == nil {
		return ""
	}
	text := strconv.FormatFloat(*x, 'f', -1, 64)
	if d.french != nil {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// day writes a day ("2026-01-31"); what is none is a text.
func (d Dialect) day(text string) string {
	at, err := time.Parse(time.DateOnly, text)
	switch {
	case err != nil:
		return harmless(text)
	case d.french != nil:
		return at.Format("02/01/2006")
	}
	return text
}

// field writes any value of a table.
func (d Dialect) field(value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case string:
		return harmless(x)
	case float64:
		return d.number(&x)
	case time.Time:
		return d.day(x.Format(time.DateOnly))
	case int:
		return strconv.Itoa(x)
	case bool:
		if d.french != nil {
			return Written(d.french, x)
		}
		return strconv.FormatBool(x)
	}
	return ""
}
