// Package scope is what a request asks to see: a window, a place and an edition, read strictly, and the addresses of what is beside them.
package scope

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/period"
)

// ErrNotFound is of a path that names what there is not.
var ErrNotFound = errors.New("there is no such page")

// Scope is what one request asks to see.
type Scope struct {
	*Places
	Lang      string
	Path      string
	Vars      map[string]string // parts of the path, by their names in its template
	Server    string            // address of this very server, as the reader knows it
	Asked     url.Values        // parameters as they came
	Today     time.Time         // the day in Paris; midnight UTC
	Window    period.Window
	Usual     bool              // the window is the usual one: none was asked for
	Place     string            // code of the chosen territory or group; "": the network
	Published *gate.Publication // nil before the first edition
	Lifted    string            // code of the territory that was chosen, where the place is what it lies in; else ""

	lowest   []network.Territory // as Lowest gives them; nil: not asked yet
	equipped map[string]bool     // as Equipped tells them; nil: not asked yet
}

// parameters are those that every page takes.
var parameters = []string{"window", "from", "to", "territory", "edition", "lang"}

// New is the scope of a request before its parameters are read: the network, in a language.
func New(r *http.Request, vars map[string]string, lang string, today time.Time, places *Places) *Scope {
	return &Scope{Places: places, Lang: lang, Path: r.URL.Path, Vars: vars, Server: server(r), Asked: url.Values{}, Today: today}
}

// server is the address by which a request came. Whether it came encrypted is for the proxy to say that it came through.
func server(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Read reads the parameters; further are the page's own. published gives what is published as of an edition. A refusal tells what cannot be asked.
func (s *Scope) Read(r *http.Request, published func(edition string) (*gate.Publication, error), further ...string) error {
	asked, err := Parameters(r, append(slices.Clone(parameters), further...)...)
	if err != nil {
		return err
	}
	s.Asked = asked
	if s.Place = asked.Get("territory"); s.Place != "" && s.Name(s.Place) == "" {
		const named = 50
		return gate.Refusal{Code: gate.RefusedTerritory, Field: "territory", Given: s.Place, Choices: s.Codes(named), More: max(0, len(s.Groups)+len(s.Territories)-named)}
	}
	if s.Published, err = published(asked.Get("edition")); err != nil {
		return err
	}
	window, given, err := Window(asked, s.Published)
	if !given {
		s.Usual, window = true, s.UsualWindow()
	}
	s.Window = window
	return err
}

// From is the first day of the window.
func (s *Scope) From() string { return s.Window.From.Format(time.DateOnly) }

// To is the first day after the window.
func (s *Scope) To() string { return s.Window.To.Format(time.DateOnly) }

// LastDay is the last day of the window.
func (s *Scope) LastDay() string { return s.Window.To.AddDate(0, 0, -1).Format(time.DateOnly) }

// UsualWindow is what is shown unasked: what is published, or the last twelve whole months where nothing is.
func (s *Scope) UsualWindow() period.Window {
	if s.Published != nil {
		return s.Published.Usual()
	}
	first := period.MonthOf(s.Today)
	return period.Window{From: first.AddDate(-1, 0, 0), To: first}
}

// OnlyPublished refuses a window that is not published.
func (s *Scope) OnlyPublished() error {
	if s.Published == nil || s.Published.Published(s.Window) {
		return nil
	}
	return s.Published.Nearest(s.Window)
}

// Above is the nearest territory around a place of which figures are published, where none are of the place by itself; else "".
func (s *Scope) Above(place string) string {
	if s.Published == nil || !s.Knows(place) {
		return ""
	}
	published := s.Published.Territories()
	nearest := s.Nearest(place, func(code string) bool { return slices.Contains(published, code) })
	if nearest == place {
		return ""
	}
	return nearest
}

// Lift makes the place what it lies in, where nothing is published of it by itself.
func (s *Scope) Lift() {
	if above := s.Above(s.Place); above != "" {
		s.Lifted, s.Place = s.Place, above
	}
}

// Inside tells of territories whether they lie in the chosen place; all do where none is chosen.
func (s *Scope) Inside() func(code string) bool { return s.Within(s.Place) }

// Equipped tells of a territory whether a structure is open there on the last day of the window.
func (s *Scope) Equipped(code string) bool {
	if s.equipped == nil {
		s.equipped = make(map[string]bool)
		last := s.LastDay()
		for _, one := range s.Structures {
			if one.Open(last) {
				for around := range s.Around(one.Territory) {
					s.equipped[around] = true
				}
			}
		}
	}
	return s.equipped[code]
}

// Chosen tells of territories whether they are highlighted: they lie in the chosen place; none is where none is chosen.
func (s *Scope) Chosen() func(code string) bool {
	if s.Place == "" {
		return func(string) bool { return false }
	}
	return s.Inside()
}

// Lowest are the territories that figures by territory are about: those of the published level.
func (s *Scope) Lowest() []network.Territory {
	if s.lowest != nil {
		return s.lowest
	}
	published := map[string]bool{}
	if s.Published != nil {
		for _, code := range s.Published.Territories() {
			published[code] = true
		}
	}
	s.lowest = slices.DeleteFunc(slices.Clone(s.Territories), func(t network.Territory) bool {
		return s.Published == nil && s.IsParent(t.Code) || s.Published != nil && !published[t.Code]
	})
	return s.lowest
}

// Level is the level of the lowest territories; "" where they have several.
func (s *Scope) Level() string {
	level := ""
	for _, t := range s.Lowest() {
		if level != "" && t.Level != level {
			return ""
		}
		level = t.Level
	}
	return level
}
