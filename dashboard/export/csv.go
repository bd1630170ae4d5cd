// Package export writes published figures and tables as files: CSV and spreadsheets, with every text harmless to them.
package export

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// CSV writes an answer after a byte-order mark: numbers unrounded, an empty field where there is no value, a column for each part that occurs.
func CSV(out io.Writer, d Dialect, answer Figures) error {
	w, err := d.marked(out)
	if err != nil {
		return err
	}
	occurring := map[string]bool{}
	for _, f := range answer.Figures {
		for name := range f.Parts {
			occurring[name] = true
		}
	}
	parts := slices.Sorted(maps.Keys(occurring))
	if err := w.Write(d.heading(answer.About, parts)); err != nil {
		return err
	}
	unit, by := harmless(answer.Unit), harmless(answer.By)
	if d.french != nil {
		unit, by = d.french.Of(answer.About).Heading(), d.french.T("by."+answer.By)
	}
	for _, f := range answer.Figures {
		record := []string{harmless(answer.Indicator), d.day(answer.From), d.day(answer.To), d.day(answer.AsOf), by, harmless(f.Key), harmless(f.Label), d.status(f.Status), unit}
		for _, x := range []*float64{f.Value, f.Numerator, f.Denominator, f.Low, f.High} {
			record = append(record, d.number(x))
		}
		for _, name := range parts {
			if x, ok := f.Parts[name]; ok {
				record = append(record, d.number(&x))
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

// heading are the names of the columns, or their titles.
func (d Dialect) heading(about indicator.Indicator, parts []string) (head []string) {
	for _, name := range []string{"indicator", "from", "to", "as_of", "by", "key", "label", "status", "unit", "value", "numerator", "denominator", "low", "high"} {
		if d.french != nil {
			name = d.french.T("csv." + name)
		}
		head = append(head, name)
	}
	titles := map[string]string{}
	if d.french != nil {
		for _, p := range about.Parts {
			titles[p.Name] = harmless(d.french.Say(p.Title))
		}
	}
	for _, name := range parts {
		head = append(head, cmp.Or(titles[name], "parts."+name))
	}
	return head
}

// status writes a figure's status: its code, or in words.
func (d Dialect) status(code string) string {
	if d.french != nil {
		return status(d.french, code)
	}
	return harmless(code)
}

// Figures is figures as CSV writes them, published or exact.
type Figures struct {
	Indicator, From, To, AsOf, By, Unit string
	About                               indicator.Indicator // read by dialects that write titles
	Figures                             []indicator.Figure
}

// Of are the figures of an answer about an indicator.
func Of(about indicator.Indicator, a gate.Answer) Figures {
	e := Figures{Indicator: a.Indicator, From: a.From, To: a.To, AsOf: a.AsOf, By: a.By, Unit: a.Unit, About: about}
	for _, f := range a.Figures {
		e.Figures = append(e.Figures, f.Figure)
	}
	return e
}

// harmless keeps a spreadsheet from taking a text, such as a structure's id, for a formula; full-width signs are signs to some.
func harmless(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
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
