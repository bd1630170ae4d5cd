// Package api answers programs: indicators, editions, the registry, the committee's affairs and the quality of the data, as JSON, CSV and spreadsheets.
package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/live"
	"vigie/network"
)

// API is what the answers are made from.
type API struct {
	figures.Source
	Registry *network.Registry
	Live     *live.Reader
	Affairs  affairs.Reader
	Today    func() time.Time // the day in Paris
}

// Request is what a program asks.
type Request struct {
	*http.Request
	Language *texts.Language
	Vars     map[string]string // parts of the path, by their names in its template
}

// Endpoint answers a request. The error may be a refusal.
type Endpoint func(context.Context, Request) (reply.Reply, error)

// published is what is published as of an edition ("": the latest), which there must be.
func (a API) published(ctx context.Context, edition string) (*gate.Publication, error) {
	published, err := a.Publication(ctx, edition)
	if err == nil && published == nil {
		err = gate.NothingPublishedError{}
	}
	return published, err
}

// parameters reads those of a request, and its format, one of formats.
func parameters(r Request, known []string, formats ...string) (asked url.Values, format string, err error) {
	if asked, err = scope.Parameters(r.Request, known...); err != nil {
		return nil, "", err
	}
	format, err = scope.Format(asked, formats...)
	return asked, format, err
}

// Territories answers with the registry's territories and groups.
func (a API) Territories(ctx context.Context, r Request) (reply.Reply, error) {
	known, err := a.registry(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, map[string]any{"territories": orEmpty(known.Territories), "groups": orEmpty(known.Groups)}, "")
}

// Structures answers with every structure of the registry, as known today; an unattached one has a null territory.
func (a API) Structures(ctx context.Context, r Request) (reply.Reply, error) {
	known, err := a.registry(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, map[string][]network.Structure{"structures": orEmpty(known.Structures)}, "")
}

// registry reads the registry for a request that takes no parameters of its own.
func (a API) registry(ctx context.Context, r Request) (network.Snapshot, error) {
	if _, err := scope.Parameters(r.Request, "lang"); err != nil {
		return network.Snapshot{}, err
	}
	return a.Registry.Snapshot(ctx)
}

// orEmpty writes an empty list as [] rather than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
