package problem

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"
)

// The languages of answers.
const (
	French  = "fr"
	English = "en"
)

// Languages lists the languages of answers, the default first.
func Languages() []string { return []string{French, English} }

var matcher = language.NewMatcher([]language.Tag{language.French, language.English}) // in the order of Languages

// Language is the language of an answer: the parameter lang, else the Accept-Language header, else French. An unknown lang
// counts as none.
func Language(r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); slices.Contains(Languages(), asked) {
		return asked
	}
	_, index := language.MatchStrings(matcher, r.Header.Get("Accept-Language"))
	return Languages()[index]
}
