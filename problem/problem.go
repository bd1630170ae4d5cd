// Package problem is what those that answer requests, collector, dashboard and server, have in common: errors as RFC 9457
// writes them, and the reader's language. The texts stay with who says them.
package problem

import (
	"fmt"
	"net/http"
)

// MediaType is the content type of a problem.
const MediaType = "application/problem+json"

// Problem is an error as RFC 9457 writes it. A half that says more embeds it.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// Type is the type of a kind of problem. Programs tell problems apart by it, so a kind is stable.
func Type(kind string) string { return "urn:vigie:problem:" + kind }

// Words are what a problem says in one language: its title, and a detail that says what to change.
type Words struct{ Title, Detail string }

// Meaning is how a kind of problem is answered that always says the same.
type Meaning struct {
	Status          int
	French, English Words
}

// In is the problem of a kind in a language; values go into the detail.
func (m Meaning) In(kind, lang string, values ...any) Problem {
	said := m.French
	if lang == English {
		said = m.English
	}
	if len(values) > 0 {
		said.Detail = fmt.Sprintf(said.Detail, values...)
	}
	return Problem{Type: Type(kind), Title: said.Title, Status: m.Status, Detail: said.Detail}
}

// SetHeaders says of an answer that it is a problem in a language, which nobody keeps.
func SetHeaders(h http.Header, lang string) {
	h.Set("Content-Type", MediaType)
	h.Set("Content-Language", lang)
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
}
