// Package figures asks the gate for what a page or a file shows, each figure once.
package figures

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/editions/gate"
	"vigie/editions/store"
	"vigie/queries/indicator"
)

// Source is where figures come from: the editions, and the indicators that they are of.
type Source struct {
	Editions  *gate.Reader
	Catalogue *indicator.Catalogue
}

// Publication is what is published as of an edition ("": the latest); nil before the first one.
func (s Source) Publication(ctx context.Context, edition string) (*gate.Publication, error) {
	number := uint64(0)
	if edition != "" {
		var err error
		if number, err = strconv.ParseUint(edition, 10, 32); err != nil || number == 0 {
			return nil, gate.Refusal{Code: gate.RefusedEdition, Field: "edition", Given: edition}
		}
	}
	published, err := s.Editions.Read(ctx, uint32(number))
	var nothing gate.NothingPublishedError
	if errors.As(err, &nothing) && number == 0 {
		return nil, nil
	}
	return published, err
}

// PublicationOn is what was published by the end of a day; nil before the first edition.
func (s Source) PublicationOn(ctx context.Context, day time.Time) (*gate.Publication, error) {
	all, err := s.Editions.Editions(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(all) {
		if !e.Day.After(day) {
			return s.Editions.Read(ctx, e.Number)
		}
	}
	return nil, nil
}

// Latest is what was published last of an indicator in a place, "" for the network, in the window that is shown unasked; nil where nothing is.
func Latest(published *gate.Publication, id, place string) (*gate.Answer, error) {
	if published == nil {
		return nil, nil
	}
	answer, err := published.Ask(gate.Question{Indicator: id, Place: place, Brief: true})
	if IsUnpublished(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &answer, nil
}

// Indicator is that of an id; the error is a refusal that names those that there are.
func (s Source) Indicator(id string) (indicator.Indicator, error) {
	about, ok := s.Catalogue.Get(id)
	if !ok {
		return about, gate.Refusal{Code: gate.RefusedIndicator, Field: "indicator", Given: id, Choices: IDs(s.Catalogue.All())}
	}
	return about, nil
}

// IDs are those of indicators, in their order.
func IDs(of []indicator.Indicator) (all []string) {
	for _, about := range of {
		all = append(all, about.ID)
	}
	return all
}

// Readable is an indicator with the groupings and filters that readers can ask for. "format" is how figures are written: those of the formats
// of help are read by=format.
func (s Source) Readable(about indicator.Indicator) indicator.Indicator {
	about = s.Editions.Readable(about)
	about.Filters = slices.DeleteFunc(about.Filters, func(name string) bool { return name == "format" })
	return about
}

// Formula is how the figures of an indicator are worked out: its file, and the measures that its formulas name.
func (s Source) Formula(about indicator.Indicator) string {
	parts := []string{about.Source}
	for _, name := range about.Measures() {
		m, _ := s.Catalogue.Measure(name)
		parts = append(parts, "-- "+m.Counts+"\n"+m.SQL+"\n")
	}
	return strings.Join(parts, "\n")
}

// LateShare is the share of an edition's events that came too late for any version, to whole per cents.
func LateShare(e store.Edition) float64 {
	return math.Round(100*float64(e.Late)/float64(max(e.Events, 1))) / 100
}
