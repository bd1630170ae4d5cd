package api

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/figures"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/editions/gate"
	"vigie/editions/store"
)

// edition is an edition as the API tells of it.
type edition struct {
	Edition uint32 `json:"edition"`
	Day     string `json:"day"`
	CutAt   string `json:"cut_at"`
	First   string `json:"first"`
	// LateShare is whole per cents: how many events there are exactly would tell some of them apart.
	LateShare float64  `json:"late_share"`
	Why       string   `json:"why,omitempty"`
	Windows   []window `json:"windows"`
}

type window struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Version uint16 `json:"version"`
	Final   bool   `json:"final"`
}

func tellEdition(e store.Edition) edition {
	told := edition{
		Edition: e.Number, Day: e.Day.Format(time.DateOnly), CutAt: e.CutAt.UTC().Format("2006-01-02T15:04:05Z"), First: e.First.Format(time.DateOnly),
		LateShare: figures.LateShare(e), Why: e.Why, Windows: []window{},
	}
	for _, w := range e.Windows {
		told.Windows = append(told.Windows, window{w.From.Format(time.DateOnly), w.To.Format(time.DateOnly), w.Version, w.Final})
	}
	return told
}

// ListEditions answers with what has been published when, the latest first.
func (a API) ListEditions(ctx context.Context, r Request) (reply.Reply, error) {
	if _, err := scope.Parameters(r.Request, "lang"); err != nil {
		return reply.Reply{}, err
	}
	all, err := a.Editions.Editions(ctx)
	if err != nil {
		return reply.Reply{}, err
	}
	told := []edition{}
	for _, e := range slices.Backward(all) {
		told = append(told, tellEdition(e))
	}
	return reply.AsJSON(r.Language, map[string]any{"editions": told}, "")
}

// latest stands for the number of the latest edition.
const latest = "latest"

// Edition answers with one edition: all that is published as of it, cell by cell, as far as it is shown.
func (a API) Edition(ctx context.Context, r Request) (reply.Reply, error) {
	_, form, err := parameters(r, []string{"format", "dialect", "lang"}, "json", "csv")
	if err != nil {
		return reply.Reply{}, err
	}
	number := r.Vars["number"]
	if number == latest {
		number = ""
	}
	published, err := a.published(ctx, number)
	if err != nil {
		return reply.Reply{}, err
	}
	shown := published.Shown()
	slices.SortFunc(shown, func(a, b gate.Shown) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Area, b.Area), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Class, b.Class))
	})
	if form.format == "json" {
		return reply.AsJSON(r.Language, map[string]any{"edition": tellEdition(published.Edition), "cells": orEmpty(shown)}, "")
	}
	var body bytes.Buffer
	if err := export.CellsCSV(&body, form.dialect, shown); err != nil {
		return reply.Reply{}, err
	}
	name := `attachment; filename="vigie-edition-` + strconv.Itoa(int(published.Edition.Number)) + `.csv"`
	return reply.OK(form.language, reply.CSV, body.Bytes(), "Content-Disposition", name), nil
}

// Schema answers with the schema of the open data set: what the columns of an edition's files hold.
func (a API) Schema(_ context.Context, r Request) (reply.Reply, error) {
	if _, err := scope.Parameters(r.Request, "lang"); err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, export.CellSchema(r.Language), "")
}
