// Package view is what templates take, and how it is made from answers in the reader's language.
package view

import (
	"slices"

	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
)

// View makes what templates take of what one request asks to see.
type View struct {
	*texts.Language
	*scope.Scope
	Met string // code of the last meeting that was held; "" for none
	// Fixed tells that the address of the page takes no other place: it is of places, or of something else, that its own address names.
	Fixed bool
}

// Page is what a page hands to its template.
type Page struct {
	Title string
	Data  any // the template's own
	// Timeless tells that the page shows what there is today, of whatever window was chosen.
	Timeless bool
	// OfDay chooses the day of a page that is of a day, and not of a window and a place; nil for others.
	OfDay *DayChoice
}

// Link is a link as templates write it.
type Link struct {
	Name, URL, Lang string
	Current         bool
}

// Section is a part of a page that answers one question of its readers.
type Section struct {
	ID, Title, Lede string
	Tiles           []Tile
	Multiples       []Figure // seen beside each other
	Figures         []Figure
	Lists           []NameList
	More            []Link // to pages about the question
}

// Lone tells whether a section is of one number alone: two of them stand side by side.
func (s Section) Lone() bool {
	return len(s.Tiles) == 1 && len(s.Multiples)+len(s.Figures)+len(s.Lists)+len(s.More) == 0
}

// Unpublished tells whether all figures of a section are of what is not published.
func (s Section) Unpublished() bool {
	for _, t := range s.Tiles {
		if t.Hidden == nil || !t.Hidden.Unpublished {
			return false
		}
	}
	for _, f := range slices.Concat(s.Multiples, s.Figures) {
		if f.Hidden == nil || !f.Hidden.Unpublished {
			return false
		}
	}
	return len(s.Tiles) > 0 && len(s.Lists) == 0 && len(s.More) == 0
}

// NameList is a list of structures.
type NameList struct {
	ID, Title, None string
	Names           []Named
	More            string
	URL             string
}

// Named is an entry of a list, with where it is.
type Named struct{ Name, Note string }

// Where names the chosen place, or the whole network.
func (v View) Where() string {
	switch {
	case v.Place != "":
		return v.Name(v.Place)
	case v.Network != "":
		return v.T("place.named", "network", v.Network)
	}
	return v.T("place.whole")
}

// Begin is where a network without figures is told what to do first; "" where there are some.
func (v View) Begin() string {
	if len(v.Territories) > 0 && v.Published != nil {
		return ""
	}
	return v.Link("/")
}
