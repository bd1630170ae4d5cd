// Package api answers programs: indicators, editions, the registry, the committee's affairs and the quality of the data, as JSON, CSV and spreadsheets.
package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/export"
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
	French   *texts.Language   // of files in the French dialect
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

// form is how an answer is written.
type form struct {
	format   string // json, csv, xlsx
	dialect  export.Dialect
	language *texts.Language // the reader's, or that of the dialect
}

// formOf reads how a request wants its answer written, in one of formats. Only CSV has dialects: that of spreadsheets in French, which is in French
// whatever the reader's language.
func formOf(r Request, asked url.Values, formats ...string) (f form, err error) {
	f.language = r.Language
	if f.format, err = scope.Format(asked, formats...); err != nil {
		return f, err
	}
	switch dialect := asked.Get("dialect"); {
	case dialect == "":
	case dialect != "fr":
		return f, gate.Refusal{Code: gate.RefusedValue, Field: "dialect", Given: dialect, Choices: []string{"fr"}}
	case f.format != "csv":
		return f, gate.Refusal{Code: gate.RefusedCombining, Field: "dialect", Given: dialect, Choices: []string{"format=csv, dialect=fr"}}
	default:
		f.dialect, f.language = export.French(r.French), r.French
	}
	return f, nil
}

// tag is what an answer of the same content in another form is not the same as.
func (f form) tag() string {
	return fmt.Sprint(f.format, f.dialect != export.Dialect{}, f.language.Code)
}

// parameters reads those of a request, and how it wants its answer written, in one of formats.
func parameters(r Request, known []string, formats ...string) (asked url.Values, f form, err error) {
	if asked, err = scope.Parameters(r.Request, known...); err != nil {
		return nil, f, err
	}
	f, err = formOf(r, asked, formats...)
	return asked, f, err
}

// orEmpty writes an empty list as [] rather than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
