package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"vigie/editions/gate"
	"vigie/problem"
	"vigie/queries/period"
)

// retryAfter is how many seconds a reader is asked to wait when the warehouse does not answer.
const retryAfter = "5"

// errNotFound is a page that does not exist.
var errNotFound = errors.New("there is no such page")

// explanation is a problem with what can be asked instead.
type explanation struct {
	problem.Problem
	Code    string   `json:"code"`
	Field   string   `json:"field,omitempty"`
	Given   string   `json:"given,omitempty"`
	Choices []string `json:"choices,omitempty"`
	// windows are those that a page links to.
	windows []period.Window
}

// explained is the explanation of what is amiss, of a kind that is stable.
func explained(status int, code, detail string) explanation {
	return explanation{Problem: problem.Problem{Type: problem.Type(code), Status: status, Detail: detail}, Code: code}
}

// problem writes what in the reader's language.
func (d *Dashboard) problem(l *language, what explanation) reply {
	what.Title = l.t("problem.title." + statusWord(what.Status))
	body, err := json.MarshalIndent(what, "", "  ")
	if err != nil { // strings and a number: cannot be
		body = nil
	}
	out := reply{
		status: what.Status, kind: problem.MediaType + "; charset=utf-8", body: append(body, '\n'),
		header: map[string]string{"Content-Language": l.code},
	}
	if what.Status == http.StatusServiceUnavailable {
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

// explain finds the explanation of an error: a refused question is the asker's to mend, anything else is ours and is logged.
func (d *Dashboard) explain(l *language, err error, path string) explanation {
	var refusal gate.Refusal
	var unpublished gate.UnpublishedError
	var nothing gate.NothingPublishedError
	switch {
	case errors.As(err, &nothing):
		return explained(http.StatusNotFound, "nothing_published", l.t("problem.nothing_published"))
	case errors.As(err, &unpublished):
		what := explained(http.StatusBadRequest, "unpublished_window", "")
		var names []string
		for _, w := range unpublished.Nearest {
			what.Choices = append(what.Choices, windowValue(w))
			names = append(names, l.period(w.From.Format(dayForm), w.To.Format(dayForm)))
		}
		what.windows, what.Field, what.Given = unpublished.Nearest, "window", windowValue(unpublished.Window)
		key := "problem.unpublished"
		if unpublished.Later {
			key = "problem.unpublished_yet"
		}
		what.Detail = l.t(key, "window", l.period(unpublished.Window.From.Format(dayForm), unpublished.Window.To.Format(dayForm)), "nearest", strings.Join(names, " · "))
		return what
	case errors.As(err, &refusal):
		status := http.StatusBadRequest
		if refusal.Code == gate.RefusedIndicator || refusal.Code == gate.RefusedEdition {
			status = http.StatusNotFound
		}
		what := explained(status, refusal.Code, l.refusal(refusal))
		what.Field, what.Given, what.Choices = refusal.Field, refusal.Given, refusal.Choices
		return what
	case errors.Is(err, errNotFound):
		return explained(http.StatusNotFound, "not_found", l.t("problem.not_found"))
	}
	if !errors.Is(err, context.Canceled) { // a reader who has gone away is no error of ours
		d.log.Error("answer "+path, "error", err)
	}
	return explained(http.StatusServiceUnavailable, "unavailable", l.t("problem.unavailable"))
}

// refusal says in the reader's language what to change in a question.
func (l *language) refusal(r gate.Refusal) string {
	choices := strings.Join(r.Choices, ", ")
	if r.More > 0 {
		choices += " " + l.t("problem.more", "n", r.More)
	}
	key := "problem.refused." + r.Code
	if !l.has(key) {
		return r.Error()
	}
	pairs := []any{"field", r.Field, "given", strings.Replace(r.Given, " to ", " – ", 1), "choices", choices}
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
