package scope

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/editions/gate"
)

// Codes of refusals that are about a request as it was written.
const (
	refusedParameter = "unknown_parameter"
	refusedRepeated  = "repeated_parameter"
	refusedEncoding  = "undecodable"
	refusedWindow    = "unknown_window"
	refusedFuture    = "future_day"
)

// Parameters reads a request's query. Nothing is ignored: what is unknown, stands there twice or can't be decoded is refused by name. A
// parameter without a value is one that was not given, as forms send them.
func Parameters(r *http.Request, known ...string) (url.Values, error) {
	values, seen := url.Values{}, map[string]bool{}
	if r.URL.RawQuery == "" {
		return values, nil
	}
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil || strings.Contains(pair, ";") {
			return nil, gate.Refusal{Code: refusedEncoding, Field: rawName, Given: pair}
		}
		if !slices.Contains(known, name) {
			return nil, gate.Refusal{Code: refusedParameter, Field: name, Given: name, Choices: known}
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, gate.Refusal{Code: refusedEncoding, Field: name, Given: pair}
		}
		if seen[name] {
			return nil, gate.Refusal{Code: refusedRepeated, Field: name, Given: value}
		}
		seen[name] = true
		if value = strings.TrimSpace(value); value != "" {
			values.Set(name, value)
		}
	}
	return values, nil
}

// Format is the format that is asked for, one of formats; the first where none is.
func Format(asked url.Values, formats ...string) (string, error) {
	format := asked.Get("format")
	switch {
	case format == "":
		return formats[0], nil
	case !slices.Contains(formats, format):
		return "", gate.Refusal{Code: gate.RefusedValue, Field: "format", Given: format, Choices: formats}
	}
	return format, nil
}

// AsOf is the day as of which something is asked for, in the parameter as_of; today where none is.
func AsOf(asked url.Values, today time.Time) (time.Time, error) {
	given := asked.Get("as_of")
	if given == "" {
		return today, nil
	}
	day, err := time.Parse(time.DateOnly, given)
	switch {
	case err != nil:
		return day, gate.Refusal{Code: gate.RefusedDate, Field: "as_of", Given: given}
	case day.After(today):
		return day, gate.Refusal{Code: refusedFuture, Field: "as_of", Given: given, Choices: []string{today.Format(time.DateOnly)}}
	}
	return day, nil
}
