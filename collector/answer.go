package collector

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"vigie/problem"
)

// answer tells what became of the events of a readable request: 200 when all are kept or known, 422 when all were rejected,
// else 207.
func (c *Collector) answer(w http.ResponseWriter, r *http.Request, result *Result) {
	w.Header().Set("Cache-Control", "no-store")
	if len(result.Rejected) > 0 {
		w.Header().Set("Vigie-Rejected", strconv.Itoa(len(result.Rejected)))
	}
	if result.Ended != "" {
		w.Header().Set("Connection", "close") // the rest of the body is not read
	}
	if len(result.Rejected) > 0 && result.Accepted+result.Duplicates+len(result.Conflicts) == 0 {
		c.refuse(w, r, refusal{kind: problemAllRejected}, result)
		return
	}
	status := http.StatusOK
	if len(result.Rejected) > 0 || result.Ended != "" {
		status = http.StatusMultiStatus
	}
	lang := problem.Language(r)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Language", lang)
	w.Header().Add("Vary", "Accept-Language")
	c.reply(w, status, result.in(lang))
}

// reply writes the whole answer out before it returns. A sender that does not read it in time loses it.
func (c *Collector) reply(w http.ResponseWriter, status int, document any) {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // results and problems are of types that can be written
	}
	text = append(text, '\n')
	connection := http.NewResponseController(w)
	_ = connection.SetWriteDeadline(time.Now().Add(c.patience)) // where there are deadlines
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	if _, err := w.Write(text); err == nil && connection.Flush() == nil {
		_ = connection.SetWriteDeadline(time.Time{})
	}
}

// refusal is why a request is not answered as it wants: a kind of problem, and what its text mentions.
type refusal struct {
	kind   problemKind
	values []any
}

// Error gives the kind, so that a refusal can be handed up as an error.
func (r refusal) Error() string { return string(r.kind) }

// refusalOf finds the problem that stands for an error. What is not known here is the warehouse's.
func refusalOf(err error) refusal {
	var broken brokenError
	if errors.As(err, &broken) {
		return refusal{kind: problemBroken, values: []any{broken.offset}}
	}
	var known refusal
	if errors.As(err, &known) {
		return known
	}
	var text textError
	if errors.As(err, &text) {
		return refusal{kind: problemErasureText, values: []any{text.field}}
	}
	for _, known := range []struct {
		err  error
		kind problemKind
	}{
		{errNoToken, problemNoToken},
		{errUnknownToken, problemUnknownToken},
		{errRevokedToken, problemRevokedToken},
		{errExpiredToken, problemExpiredToken},
		{errNothing, problemNothing},
		{errNotSender, problemNotSender},
		{errNotAdmin, problemNotAdmin},
		{errNotJSON, problemNotJSON},
		{errErasureBody, problemErasure},
		{errNoReceipt, problemNoReceipt},
		{errCharset, problemCharset},
		{errEmpty, problemEmpty},
		{errNotArray, problemNotArray},
		{errArray, problemArray},
		{errGzip, problemGzip},
		{errCutOff, problemCutOff},
		{errSilent, problemSilent},
		{errTooLarge, problemTooLarge},
		{errInflated, problemInflated},
		{errNoMemory, problemBusy},
		{errBusy, problemBusy},
		{errFull, problemFull},
		{errSpool, problemSpool},
		{errClosed, problemStopping},
	} {
		if errors.Is(err, known.err) {
			return refusal{kind: known.kind}
		}
	}
	return refusal{kind: problemWarehouse}
}

// problemAnswer is a problem as it is sent. Where a body was read, it also holds how far that went.
type problemAnswer struct {
	problem.Problem
	*Result
}

// refuse answers with a problem in the reader's language.
func (c *Collector) refuse(w http.ResponseWriter, r *http.Request, why refusal, result *Result) {
	of := problems[why.kind]
	lang := problem.Language(r)
	header := w.Header()
	problem.SetHeaders(header, lang)
	if of.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(of.retryAfter))
	}
	if of.status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", challenge(why.kind, problems[why.kind].en.Title))
	}
	if of.unread {
		header.Set("Connection", "close") // the rest of the body is not read
	}
	c.reply(w, of.status, problemAnswer{
		Problem: problem.Meaning{Status: of.status, French: of.fr, English: of.en}.In(string(why.kind), lang, why.values...),
		Result:  result.in(lang),
	})
}

// challenge is what RFC 6750 wants in the answer to a request without a good token.
func challenge(kind problemKind, title string) string {
	if kind == problemNoToken {
		return `Bearer realm="vigie"`
	}
	return fmt.Sprintf(`Bearer realm="vigie", error="invalid_token", error_description=%q`, title)
}
