package texts

import (
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Order compares names as the reader's language has them in lists: accents beside their letters, numbers by their size ("Paris 9e" before
// "Paris 18e"). What it gives is for one goroutine.
func (l *Language) Order() func(a, b string) int {
	return collate.New(language.Make(l.Code), collate.Numeric, collate.IgnoreCase).CompareString
}
