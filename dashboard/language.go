package dashboard

import (
	"net/http"

	textlanguage "golang.org/x/text/language"

	"vigie/queries"
)

// language is all that depends on the reader's language: the texts, and how numbers and days are written.
type language struct {
	code  string // "fr" or "en"
	texts map[string]message
}

// readLanguages reads the catalogues of every language.
func readLanguages() (map[string]*language, error) {
	all := map[string]*language{}
	for _, code := range languages {
		texts, err := readMessages(code)
		if err != nil {
			return nil, err
		}
		all[code] = &language{code: code, texts: texts}
	}
	return all, nil
}

var matcher = textlanguage.NewMatcher([]textlanguage.Tag{textlanguage.French, textlanguage.English})

// languageOf is the language of an answer: the parameter lang, else the Accept-Language header, else French. An unknown
// lang counts as none.
func languageOf(r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); asked == "fr" || asked == "en" {
		return asked
	}
	tags, _, err := textlanguage.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return languages[0]
	}
	_, index, confidence := matcher.Match(tags...)
	if confidence == textlanguage.No {
		return languages[0]
	}
	return languages[index]
}

// say is a text of the indicators in the reader's language, with the spaces of numbers and marks where a line must not break.
func (l *language) say(text queries.Text) string {
	said := spaced(l.code, text.In(l.code))
	if l.code == "en" {
		said = thousands.ReplaceAllString(said, "$1,$2")
	}
	return said
}
