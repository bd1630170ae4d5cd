package chart

import (
	"slices"
	"unicode/utf8"
)

// Rows draw a figure a row, ready for paper: a bar on one scale with its interval and a tick for what all are compared with, or a bullet on the
// scale of its own target. A script has no part in it.
type Rows struct {
	Label string // what it shows, for those who do not see it
	Rows  []Row
	Line  string // what the tick is; "" where there is none
}

// Row is a figure of Rows. Places and lengths are parts of the drawing's width.
type Row struct {
	Name, Text string
	Bar        string // how long it is; "" where there is no value
	From, To   string // of the interval; "" where there is none
	Tick       string // "" where there is none
	Bullet     *Bullet
}

// shortName is how many letters of a name have room beside its bar on a phone.
const shortName = 12

// Short tells whether all names have room beside their bars on a phone.
func (r *Rows) Short() bool {
	return !slices.ContainsFunc(r.Rows, func(row Row) bool { return utf8.RuneCountInString(row.Name) > shortName })
}

// Key is what a legend explains of the bullets; nil where none is drawn.
func (r *Rows) Key() *BulletKey {
	var bullets []*Bullet
	for _, row := range r.Rows {
		bullets = append(bullets, row.Bullet)
	}
	return KeyOf(bullets...)
}

// NewRows draws marks in their order, on a scale that begins at zero and holds all of them; line, if not nil, is what they are compared with.
func NewRows(label, unit string, all []Mark, line *Mark) *Rows {
	most := 0.0
	switch {
	case whole(unit, all):
		most = 1
	case unit == "points":
		most = 100
	}
	hold := func(value *float64) {
		if value != nil {
			most = max(most, *value)
		}
	}
	for _, m := range all {
		hold(m.Value)
		hold(m.High)
	}
	rows := &Rows{Label: label}
	var tick *float64
	if line != nil && line.Value != nil {
		tick, rows.Line = line.Value, line.Name
		hold(tick)
	}
	at := func(value *float64) string {
		if value == nil || most == 0 {
			return ""
		}
		return percent(100 * max(0, *value) / most)
	}
	for _, m := range all {
		row := Row{Name: m.Name, Text: m.Text, Bar: at(m.Value), Tick: at(tick)}
		if m.Low != nil && m.High != nil {
			row.From, row.To = at(m.Low), at(m.High)
		}
		rows.Rows = append(rows.Rows, row)
	}
	return rows
}
