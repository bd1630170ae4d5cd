package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"vigie/queries"
)

// retryAfter is how many seconds a reader is asked to wait when the warehouse does not answer.
const retryAfter = "5"

// errNotFound is a page that does not exist.
var errNotFound = errors.New("there is no such page")

// problem is an error as RFC 9457 writes it, with what can be asked instead.
type problem struct {
	Type    string   `json:"type"`
	Title   string   `json:"title"`
	Status  int      `json:"status"`
	Detail  string   `json:"detail"`
	Code    string   `json:"code"`
	Field   string   `json:"field,omitempty"`
	Given   string   `json:"given,omitempty"`
	Choices []string `json:"choices,omitempty"`
}

// problem writes p in the reader's language.
func (d *Dashboard) problem(l *language, p problem) reply {
	p.Type = "urn:vigie:problem:" + p.Code
	if p.Title == "" {
		p.Title = l.t("problem.title." + statusWord(p.Status))
	}
	body, err := json.MarshalIndent(p, "", "  ")
	if err != nil { // strings and a number: cannot be
		body = nil
	}
	out := reply{
		status: p.Status, kind: "application/problem+json; charset=utf-8", body: append(body, '\n'),
		header: map[string]string{"Content-Language": l.code},
	}
	if p.Status == http.StatusServiceUnavailable {
		out.header["Retry-After"] = retryAfter
	}
	return out
}

// statusWord is the key of a status in the catalogue of messages.
func statusWord(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "bad_request"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "wrong_method"
	}
	return "unavailable"
}

// explain turns an error into a problem: a refused question is the asker's to mend, anything else is ours and is logged.
func (d *Dashboard) explain(l *language, err error, path string) problem {
	var refusal queries.Refusal
	switch {
	case errors.As(err, &refusal):
		status := http.StatusBadRequest
		if refusal.Code == queries.RefusedIndicator {
			status = http.StatusNotFound
		}
		return problem{
			Status: status, Code: refusal.Code, Field: refusal.Field, Given: refusal.Given, Choices: refusal.Choices,
			Detail: l.refusal(refusal),
		}
	case errors.Is(err, errNotFound):
		return problem{Status: http.StatusNotFound, Code: "not_found", Detail: l.t("problem.not_found")}
	}
	if !errors.Is(err, context.Canceled) { // a reader who has gone away is no error of ours
		d.log.Error("answer "+path, "error", err)
	}
	return problem{Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: l.t("problem.unavailable")}
}

// refusal says in the reader's language what to change in a question.
func (l *language) refusal(r queries.Refusal) string {
	choices := strings.Join(r.Choices, ", ")
	if r.More > 0 {
		choices += " " + l.t("problem.more", "n", r.More)
	}
	key := "problem.refused." + r.Code
	if !l.has(key) {
		return r.Error()
	}
	pairs := []any{"field", r.Field, "given", strings.Replace(r.Given, " to ", " – ", 1), "choices", choices}
	if r.Code == queries.RefusedDate && len(r.Choices) == 2 {
		pairs = append(pairs, "first", r.Choices[0], "last", r.Choices[1])
	}
	return l.t(key, pairs...)
}

// clip bounds what an answer repeats of a request.
func clip(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
