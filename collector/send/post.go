package send

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"vigie/collector"
)

const (
	eventsPath = "/api/v1/events"
	// maxAnswer is the largest answer that is read: 10 000 rejections with their reasons.
	maxAnswer = 64 << 20
)

// putOff is a failure that may pass.
type putOff struct {
	reason string
	after  time.Duration // how long the collector wants to be left alone at least
}

func (p *putOff) Error() string { return p.reason }

// post sends a piece once. A result says how far the collector came, also where it could not come to the end.
func (s *sender) post(ctx context.Context, p *piece) (*collector.Result, error) {
	body, err := compress(p.text)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("send events: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	request.Header.Set("Content-Encoding", "gzip")
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Accept-Language", "en")
	response, err := s.client.Do(request)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("send events: %w", ctx.Err())
	case err != nil:
		s.tally.Broken++
		return nil, &putOff{reason: err.Error()}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		s.tally.Broken++
		return nil, &putOff{reason: fmt.Sprintf("the answer broke off: %v", err)}
	}
	return read(response, text)
}

func compress(text []byte) ([]byte, error) {
	var body bytes.Buffer
	out, err := gzip.NewWriterLevel(&body, gzip.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("compress events: %w", err)
	}
	_, err = out.Write(text)
	if err := errors.Join(err, out.Close()); err != nil {
		return nil, fmt.Errorf("compress events: %w", err)
	}
	return body.Bytes(), nil
}

// read understands an answer of the collector, or of something in between.
func read(response *http.Response, text []byte) (*collector.Result, error) {
	var answer struct {
		*collector.Result
		CommittedThrough *int   `json:"committed_through"`
		Detail           string `json:"detail"`
	}
	answer.Result = &collector.Result{}
	result := answer.Result
	if err := json.Unmarshal(text, &answer); err != nil || answer.CommittedThrough == nil {
		result = nil
	} else {
		result.CommittedThrough = *answer.CommittedThrough
	}
	status := response.StatusCode
	switch {
	case status == http.StatusOK || status == http.StatusMultiStatus || status == http.StatusUnprocessableEntity:
		if result == nil {
			return nil, fmt.Errorf("send events: %s answered %s, but not as a collector does; check the address", response.Request.URL.Redacted(), response.Status)
		}
		return result, nil
	case status == http.StatusTooManyRequests || status >= 500:
		reason := response.Status
		if answer.Detail != "" {
			reason += ": " + answer.Detail
		}
		return result, &putOff{reason: reason, after: retryAfter(response)}
	case status >= 300 && status < 400:
		return nil, fmt.Errorf("send events: the address redirects to %s; send there if that is the collector", response.Header.Get("Location"))
	case answer.Detail != "":
		return result, fmt.Errorf("send events: %s: %s", response.Status, answer.Detail)
	}
	return result, fmt.Errorf("send events: %s answered %s; check the address", response.Request.URL.Redacted(), response.Status)
}

// retryAfter is what the answer asks for in seconds, at most longestPause.
func retryAfter(response *http.Response) time.Duration {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestPause)
}
