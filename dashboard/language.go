package dashboard

import (
	"vigie/problem"
	"vigie/queries/indicator"
)

// language is all that depends on the reader's language: the texts, and how numbers and days are written.
type language struct {
	code  string // "fr" or "en"
	texts map[string]message
}

// readLanguages reads the catalogues of every language.
func readLanguages() (map[string]*language, error) {
	all := map[string]*language{}
	for _, code := range problem.Languages() {
		texts, err := readMessages(code)
		if err != nil {
			return nil, err
		}
		all[code] = &language{code: code, texts: texts}
	}
	return all, nil
}

// say is a text of the indicators in the reader's language, with the spaces of numbers and marks where a line must not break.
func (l *language) say(text indicator.Text) string {
	said := spaced(l.code, text.In(l.code))
	if l.code == "en" {
		said = thousands.ReplaceAllString(said, "$1,$2")
	}
	return said
}
