package main

import (
	"slices"

	"vigie/editions/cells"
)

// look is what a reader sees of a cell in one version of its window.
type look struct {
	version int
	last    bool // it is the latest version
	value   int
	shown   bool // else it is known to be published as less than shownFrom
}

// versions are the editions that brought a window, by its days.
func (s *site) versions(from, to string) (all []int) {
	for i, e := range s.editions {
		if slices.ContainsFunc(e.spans, func(w span) bool { return w.from.String() == from && w.to.String() == to }) {
			all = append(all, i)
		}
	}
	return all
}

// looks are what a reader sees of a cell.
func (s *site) looks(c cell) (all []look) {
	if !s.listed(c) {
		return nil
	}
	versions := s.versions(c.from, c.to)
	from, to := c.window()
	for n, i := range versions {
		if w := windowOf(span{from: from, to: to}); s.list.Waits(c.component, w, cells.Final(w, s.shape.editions[i].Time())) {
			continue // it is not published yet
		}
		value, shown := s.editions[i].shown[c]
		l := look{n + 1, n == len(versions)-1, int(value), shown}
		if told, ok := s.solved[c]; ok && !shown && l.last {
			l.value, l.shown = told, true
		}
		all = append(all, l)
	}
	return all
}

// exact is the true count of the latest version.
func (s *site) exact(c cell) int {
	versions := s.versions(c.from, c.to)
	return s.editions[versions[len(versions)-1]].truth[c]
}

// listed tells whether the closed list has a cell, and an edition its window.
func (s *site) listed(c cell) bool {
	if !cells.PublishesKey(c.kind, c.field, c.class) {
		return false
	}
	kinds := s.list.Kinds(c.component, c.kind, c.field)
	if c.component == cells.Pairs {
		kinds = s.list.KindsOfFamily(cells.Edges, c.kind, "")
	}
	for _, kind := range kinds {
		if slices.Contains(c.kinds(), kind) {
			return len(s.versions(c.from, c.to)) > 0
		}
	}
	return false
}

// kinds are those of the cell's window.
func (c cell) kinds() []string {
	from, to := c.window()
	return span{from: from, to: to}.kinds()
}

// spans are the published windows of a kind, the earliest first.
func (s *site) spans(kind string) (all []span) {
	for _, e := range s.editions {
		for _, w := range e.spans {
			known := slices.ContainsFunc(all, func(k span) bool { return k.from == w.from && k.to == w.to })
			if !known && slices.Contains(w.kinds(), kind) {
				all = append(all, w)
			}
		}
	}
	slices.SortFunc(all, func(a, b span) int { return int(a.to - b.to) })
	return all
}

// territories are the published ones, and what belongs to each: its lowest places.
func (s *site) territories() (codes []string, places map[string][]string) {
	places = make(map[string][]string)
	for _, place := range s.shape.lowest() {
		for _, a := range s.shape.areas(place) {
			if a.Kind == cells.Territory {
				if places[a.Code] == nil {
					codes = append(codes, a.Code)
				}
				places[a.Code] = append(places[a.Code], place)
			}
		}
	}
	return codes, places
}
