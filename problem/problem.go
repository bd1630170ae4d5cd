// Package problem is what the two halves that answer requests, collector and dashboard, have in common: errors as RFC 9457
// writes them, and the reader's language. The texts stay with the half that says them.
package problem

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
