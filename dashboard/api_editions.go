package dashboard

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"math"
	"net/http"
	"slices"
	"strconv"

	"vigie/editions/gate"
	"vigie/editions/store"
	"vigie/problem"
)

// editionAnswer is an edition as the API tells of it.
type editionAnswer struct {
	Edition uint32 `json:"edition"`
	Day     string `json:"day"`
	CutAt   string `json:"cut_at"`
	First   string `json:"first"`
	// LateShare is whole per cents: how many events there are exactly would tell some of them apart.
	LateShare float64        `json:"late_share"`
	Why       string         `json:"why,omitempty"`
	Windows   []windowAnswer `json:"windows"`
}

type windowAnswer struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Version uint16 `json:"version"`
	Final   bool   `json:"final"`
}

// lateShare is the share of events that came too late for any version, to whole per cents.
func lateShare(e store.Edition) float64 {
	return math.Round(100*float64(e.Late)/float64(max(e.Events, 1))) / 100
}

func answerOf(e store.Edition) editionAnswer {
	a := editionAnswer{
		Edition: e.Number, Day: e.Day.Format(dayForm), CutAt: e.CutAt.UTC().Format("2006-01-02T15:04:05Z"), First: e.First.Format(dayForm),
		LateShare: lateShare(e), Why: e.Why, Windows: []windowAnswer{},
	}
	for _, w := range e.Windows {
		a.Windows = append(a.Windows, windowAnswer{w.From.Format(dayForm), w.To.Format(dayForm), w.Version, w.Final})
	}
	return a
}

// apiEditions answers with what has been published when, the latest first.
func (d *Dashboard) apiEditions(ctx context.Context, r *http.Request) reply {
	if out := d.refuse(r, "lang"); out != nil {
		return *out
	}
	all, err := d.editions.Editions(ctx)
	if err != nil {
		l := d.languages[problem.Language(r)]
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	answers := []editionAnswer{}
	for _, e := range slices.Backward(all) {
		answers = append(answers, answerOf(e))
	}
	return d.json(r, map[string]any{"editions": answers}, "")
}

// apiEdition answers with one edition: all that is published as of it, cell by cell, as far as it is shown.
func (d *Dashboard) apiEdition(ctx context.Context, r *http.Request) reply {
	l := d.languages[problem.Language(r)]
	asked, err := parameters(r, "format", "lang")
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	format, err := formatOf(asked, "json", "csv")
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	published, err := d.publication(ctx, pathVars(r)["number"])
	if err == nil && published == nil {
		err = gate.NothingPublishedError{}
	}
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	shown := published.Shown()
	slices.SortFunc(shown, func(a, b gate.Shown) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Area, b.Area), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Class, b.Class))
	})
	number := strconv.Itoa(int(published.Edition.Number))
	if format == "json" {
		return d.json(r, map[string]any{"edition": answerOf(published.Edition), "cells": orEmpty(shown)}, "")
	}
	body, err := cellsCSV(shown)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	return reply{status: http.StatusOK, kind: "text/csv; charset=utf-8", body: body, header: map[string]string{
		"Content-Disposition": `attachment; filename="vigie-edition-` + number + `.csv"`, "Content-Language": l.code,
	}}
}

// cellsCSV writes cells as WriteCSV writes figures.
func cellsCSV(shown []gate.Shown) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	rows := [][]string{{"component", "kind", "area", "from", "to", "field", "class", "version", "value"}}
	for _, c := range shown {
		rows = append(rows, []string{c.Component, c.Kind, harmless(c.Area), c.From, c.To, c.Field, c.Class, strconv.Itoa(int(c.Version)), unrounded(&c.Value)})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
