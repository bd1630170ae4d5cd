package reply

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/problem"
	"vigie/queries/period"
)

// retryAfter is how many seconds a reader is asked to wait when the warehouse does not answer.
const retryAfter = "5"

// Explanation is a problem with what can be asked instead.
type Explanation struct {
	problem.Problem
	Code    string   `json:"code"`
	Field   string   `json:"field,omitempty"`
	Given   string   `json:"given,omitempty"`
	Choices []string `json:"choices,omitempty"`
	// Windows are those that a page links to.
	Windows []period.Window `json:"-"`
}

// explained is the explanation of what is amiss, of a kind that is stable.
func explained(l *texts.Language, status int, code, detail string) Explanation {
	return Explanation{Problem: problem.Problem{Type: problem.Type(code), Title: l.T("problem.title." + statusWord(status)), Status: status, Detail: detail}, Code: code}
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

// Reply is the explanation as programs read it.
func (what Explanation) Reply(l *texts.Language) Reply {
	body, err := json.MarshalIndent(what, "", "  ")
	if err != nil {
		panic(err) // texts and a number
	}
	return what.As(l, problem.MediaType+"; charset=utf-8", append(body, '\n'))
}

// As is an answer with the explanation's status, such as its page.
func (what Explanation) As(l *texts.Language, kind string, body []byte) Reply {
	out := OK(l, kind, body)
	if out.Status = what.Status; out.Status == http.StatusServiceUnavailable {
		out.Header["Retry-After"] = retryAfter
	}
	return out
}

// Explain finds the explanation of an error: a refused question is the asker's to mend, anything else is ours and is logged.
func (w *Writer) Explain(l *texts.Language, err error, path string) Explanation {
	var refusal gate.Refusal
	var unpublished gate.UnpublishedError
	var nothing gate.NothingPublishedError
	switch {
	case errors.As(err, &nothing):
		return explained(l, http.StatusNotFound, "nothing_published", l.T("problem.nothing_published"))
	case errors.As(err, &unpublished):
		return explainUnpublished(l, unpublished)
	case errors.As(err, &refusal):
		status := http.StatusBadRequest
		if refusal.Code == gate.RefusedIndicator || refusal.Code == gate.RefusedEdition || errors.Is(err, scope.ErrNotFound) {
			status = http.StatusNotFound
		}
		return explainRefusal(l, status, refusal)
	case errors.Is(err, scope.ErrNotFound):
		return explained(l, http.StatusNotFound, "not_found", l.T("problem.not_found"))
	}
	if !errors.Is(err, context.Canceled) { // a reader who has gone away is no error of ours
		w.Logger.Error("answer "+path, "error", err)
	}
	return explained(l, http.StatusServiceUnavailable, "unavailable", l.T("problem.unavailable"))
}

// explainUnpublished names the windows that are published and come nearest.
func explainUnpublished(l *texts.Language, u gate.UnpublishedError) Explanation {
	said := func(w period.Window) string {
		return l.Period(w.From.Format(time.DateOnly), w.To.Format(time.DateOnly))
	}
	var choices, names []string
	for _, w := range u.Nearest {
		choices, names = append(choices, scope.Value(w)), append(names, said(w))
	}
	key := "problem.unpublished"
	if u.Later {
		key = "problem.unpublished_yet"
	}
	what := explained(l, http.StatusBadRequest, "unpublished_window", l.T(key, "window", said(u.Window), "nearest", strings.Join(names, " · ")))
	what.Field, what.Given, what.Choices, what.Windows = "window", scope.Value(u.Window), choices, u.Nearest
	return what
}

// explainRefusal says what to change in a question, and repeats no more of it than is needed.
func explainRefusal(l *texts.Language, status int, r gate.Refusal) Explanation {
	r.Field, r.Given = clip(r.Field), clip(r.Given)
	choices := strings.Join(r.Choices, ", ")
	if r.More > 0 {
		choices += " " + l.T("problem.more", "n", r.More)
	}
	detail := r.Error()
	if key := "problem.refused." + r.Code; l.Has(key) {
		detail = l.T(key, "field", r.Field, "given", strings.Replace(r.Given, " to ", " – ", 1), "choices", choices)
	}
	what := explained(l, status, r.Code, detail)
	what.Field, what.Given, what.Choices = r.Field, r.Given, r.Choices
	return what
}

// WrongMethod names the methods that a path takes.
func WrongMethod(l *texts.Language, given string, allowed []string) Reply {
	allow := strings.Join(allowed, ", ")
	what := explained(l, http.StatusMethodNotAllowed, "wrong_method", l.T("problem.wrong_method", "given", clip(given), "choices", allow))
	what.Given, what.Choices = given, allowed
	return what.Reply(l).with("Allow", allow)
}

// clip bounds what an answer repeats of a request.
func clip(text string) string {
	const bound = 80
	if runes := []rune(text); len(runes) > bound {
		return string(runes[:bound]) + "…"
	}
	return text
}
