package texts

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Folded are the lower-case letters of a text without accents, with spaces for hyphens and apostrophes: what people type for it.
func Folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == '-' || r == '\'' || r == '’':
			b.WriteByte(' ')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}
