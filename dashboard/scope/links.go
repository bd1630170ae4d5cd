package scope

import (
	"net/url"
	"strings"

	"vigie/editions/gate"
	"vigie/queries/period"
)

// Link is a path with the scope's own parameters, those that were asked for, and changes: pairs of a name and a value, an
// empty value taking the parameter away.
func (s *Scope) Link(path string, pairs ...string) string {
	values := url.Values{}
	for _, name := range parameters {
		if value := s.Asked.Get(name); value != "" {
			values.Set(name, value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "window" { // it takes the place of the days
			values.Del("from")
			values.Del("to")
		}
		values.Del(pairs[i])
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return address(path, values)
}

// In is the address of this very page in another language.
func (s *Scope) In(lang string) string {
	values := url.Values{"lang": {lang}}
	for name := range s.Asked {
		if name != "lang" {
			values.Set(name, s.Asked.Get(name))
		}
	}
	return (&url.URL{Path: s.Path, RawQuery: values.Encode()}).String()
}

func address(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// Over is the address of this very page over another window.
func (s *Scope) Over(w period.Window) string { return s.Link(s.Path, "window", Value(w)) }

// Sheet is the address of a territory's or group's page.
func (s *Scope) Sheet(code string) string {
	return s.Link("/territories/"+url.PathEscape(code), "territory", "")
}

// SheetOf is the address of a territory's page; "" for what is no territory.
func (s *Scope) SheetOf(code string) string {
	if !s.Knows(code) {
		return ""
	}
	return s.Sheet(code)
}

// Definition is the address of an indicator's page.
func (s *Scope) Definition(id string) string { return s.Link("/indicators/" + url.PathEscape(id)) }

// Frame is the address of a figure of an indicator that other sites show in a frame. Without a window that was asked for it is of the latest one.
func (s *Scope) Frame(id, by string) string {
	return s.Server + s.Link("/embed/"+url.PathEscape(id), "by", by, "lang", s.Lang)
}

// API is the address of the very same question in the API.
func (s *Scope) API(q gate.Question, format string) string {
	values := url.Values{"from": {q.From}, "to": {q.To}, "format": {format}, "lang": {s.Lang}}
	for name, value := range map[string]string{"by": q.By, "territory": q.Place, "edition": s.Asked.Get("edition")} {
		if value != "" && value != "total" {
			values.Set(name, value)
		}
	}
	for name, value := range q.Filters {
		values.Set(name, value)
	}
	return address("/api/v1/indicators/"+url.PathEscape(q.Indicator), values)
}

// Below is the path of one of what a path lists; the path itself of "".
func Below(path, code string) string {
	if code == "" {
		return path
	}
	return path + "/" + url.PathEscape(code)
}

// Fragment is a code as the id of the element that tells of a thing of a kind.
func Fragment(kind, code string) string { return kind + "-" + strings.Join(strings.Fields(code), "_") }

// To is the address of an element of a page.
func To(page, id string) string { return page + "#" + url.PathEscape(id) }
