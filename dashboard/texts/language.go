// Package texts is the one catalogue of messages, and how each language writes numbers, days and published figures.
package texts

import (
	"vigie/problem"
	"vigie/queries/indicator"
)

// Language is all that depends on the reader's language: the texts, and how numbers and days are written.
type Language struct {
	Code  string // "fr" or "en"
	texts map[string]message
}

// Read reads the catalogue of every language, by its code.
func Read() (map[string]*Language, error) {
	all := map[string]*Language{}
	for _, code := range problem.Languages() {
		texts, err := readMessages(code)
		if err != nil {
			return nil, err
		}
		all[code] = &Language{Code: code, texts: texts}
	}
	return all, nil
}

// Say is a text of the indicators in the reader's language, with the spaces of numbers and marks where a line must not break.
func (l *Language) Say(text indicator.Text) string {
	said := l.Spaced(text.In(l.Code))
	if l.Code == "en" {
		said = thousands.ReplaceAllString(said, "$1,$2")
	}
	return said
}

// Spaced puts the spaces of French typography where a line must not break.
func (l *Language) Spaced(text string) string { return spaced(l.Code, text) }

// KnownLevel is the level of territories as messages name it, "other" for one that they have no word for.
func (l *Language) KnownLevel(level string) string {
	if level != "" && l.Has("level."+level) {
		return level
	}
	return "other"
}

// Areas counts territories of a level: "4 arrondissements", "4 communes", "4 territoires".
func (l *Language) Areas(level string, n int) string {
	return l.T("level."+l.KnownLevel(level), "n", n)
}
