package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"vigie/collector"
	"vigie/editions/cells"
	"vigie/event"
)

// stillness reads everything, has things happen, and reads again: nothing may have moved. It comes last, as it changes the network.
func (s *site) stillness(ctx context.Context) (result, error) {
	r := result{attack: "2 stillness"}
	read := func() (map[string][]byte, error) {
		all := make(map[string][]byte)
		for _, path := range s.paths() {
			answer, err := s.get(ctx, path)
			if err != nil {
				return nil, err
			}
			all[path] = append([]byte(fmt.Sprint(answer.status, " ")), answer.body...)
		}
		return all, nil
	}
	before, err := read()
	if err != nil {
		return r, err
	}
	moved := make(map[string]string)
	for _, change := range s.changes() {
		if err := change.happen(ctx); err != nil {
			return r, fmt.Errorf("%s: %w", change.name, err)
		}
		after, err := read()
		if err != nil {
			return r, err
		}
		for path, body := range after {
			if !bytes.Equal(body, before[path]) && moved[path] == "" {
				moved[path] = change.name
			}
		}
	}
	r.failed = len(moved) > 0
	r.note = fmt.Sprintf("%d answers and pages, %d moved", len(before), len(moved))
	for _, path := range slices.Sorted(maps.Keys(moved))[:min(8, len(moved))] {
		r.note += fmt.Sprintf("; %s after %s", path, moved[path])
	}
	return r, nil
}

type change struct {
	name   string
	happen func(context.Context) error
}

// changes are what may happen between editions.
func (s *site) changes() []change {
	h := s.open(s.shape.lowest()[0], s.last())[0]
	visited := visit{person: 0, day: s.last() - 2, structure: h.id, place: h.place, format: event.FormatIndividual, minutes: 30, source: source}
	take := func(e event.Event) func(context.Context) error {
		return func(ctx context.Context) error {
			result, err := s.collector.Take(ctx, collector.Sender{Source: e.Source}, []event.Event{e})
			if err == nil && result.Accepted != 1 {
				err = fmt.Errorf("the event was not taken: %+v", result)
			}
			if err != nil {
				return err
			}
			s.collector.Settle(ctx)
			return s.runner.Refresh(ctx)
		}
	}
	number := len(s.people)
	s.people = append(s.people, person{ref: "last"})
	visited.person = number
	edited := visited
	edited.minutes = 120
	old := visited
	old.day = s.shape.first.AddDays(40)
	return []change{
		{"an event more", take(s.eventOf(visited, "still-1", event.Edit{}))},
		{"a late event", take(s.eventOf(old, "still-2", event.Edit{}))},
		{"an edit", take(s.eventOf(edited, "still-3", event.Edit{Record: "still-1", Revision: 1}))},
		{"an erasure", func(ctx context.Context) error { return s.erase(ctx, "last") }},
		{"a rebuild", func(ctx context.Context) error { return s.runner.Rebuild(ctx, nil) }},
	}
}

// paths are what a reader may look at, but what tells of the data itself.
func (s *site) paths() (all []string) {
	territories, _ := s.territories()
	for _, page := range []string{"/", "/accessibility", "/underserved", "/visibility", "/impact", "/territories", "/territories/" + territories[0], "/indicators", "/help/protection", "/data", "/embed/impact.people_helped?by=territory"} {
		all = append(all, page+"?lang=fr", page+"?lang=en")
	}
	years := s.spans(cells.Year)
	days := "from=" + years[0].from.String() + "&to=" + years[0].to.String()
	for _, about := range s.catalogue.All() {
		all = append(all, "/indicators/"+about.ID+"?lang=fr")
		for _, by := range about.Groupings[:min(len(about.Groupings), s.shape.groupings)] {
			all = append(all, "/api/v1/indicators/"+about.ID+"?by="+by, "/api/v1/indicators/"+about.ID+"?format=csv&by="+by+"&"+days)
		}
	}
	for _, e := range s.editions {
		all = append(all, fmt.Sprintf("/api/v1/editions/%d", e.number))
	}
	return append(all, "/api/v1/editions")
}
