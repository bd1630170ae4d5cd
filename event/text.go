package event

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the length of ids, sources and references of persons, in bytes.
const maxText = 200

// clean tells whether a text holds no control character, and no U+FFFD: that sign
// stands where a text was broken on its way.
func clean(text string) bool {
	for i := 0; i < len(text); {
		if char := text[i]; char < utf8.RuneSelf {
			if char < ' ' || char == 0x7f {
				return false
			}
			i++
			continue
		}
		char, size := utf8.DecodeRuneInString(text[i:])
		if char == utf8.RuneError || unicode.IsControl(char) {
			return false
		}
		i += size
	}
	return true
}

// patternClean says the same as clean, for schemas.
const patternClean = "^[^\u0000-\u001f\u007f-\u009f\ufffd]+$"

// cut shortens a text to at most maxText bytes without breaking a character.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func isDigit(char byte) bool { return '0' <= char && char <= '9' }

func isLetter(char byte) bool { return 'a' <= char|0x20 && char|0x20 <= 'z' }

func isHex(char byte) bool { return isDigit(char) || 'a' <= char|0x20 && char|0x20 <= 'f' }

// isURIReference tells whether a text has the shape of a URI-reference (RFC 3986):
// only its characters, percent signs with two hexadecimal digits, one fragment, and
// no colon in the first segment except after a scheme.
func isURIReference(text string) bool {
	segment, fragment := true, false // still in the first segment; after the #
	for i := 0; i < len(text); i++ {
		char := text[i]
		switch {
		case isDigit(char) || isLetter(char) || strings.IndexByte("-._~!$&'()*+,;=@[]", char) >= 0:
		case char == '%':
			if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
				return false
			}
			i += 2
		case char == ':':
			if segment && !isScheme(text[:i]) {
				return false
			}
			segment = false
		case char == '/' || char == '?':
			segment = false
		case char == '#' && !fragment:
			segment, fragment = false, true
		default:
			return false
		}
	}
	return text != ""
}

func isScheme(text string) bool {
	for i := range len(text) {
		if !isLetter(text[i]) && (i == 0 || !isDigit(text[i]) && strings.IndexByte("+.-", text[i]) < 0) {
			return false
		}
	}
	return text != ""
}

// patternURIReference says the same as isURIReference, for schemas.
const patternURIReference = `^(?:[A-Za-z][A-Za-z0-9+.\-]*:` + uriAny + `*|` + uriSegment + `*(?:[/?]` + uriAny + `*)?)(?:#` + uriAny + `*)?$`

const (
	uriPlain   = `A-Za-z0-9\-._~!$&'()*+,;=@\[\]`
	uriAny     = `(?:[` + uriPlain + `:/?]|%[0-9A-Fa-f]{2})`
	uriSegment = `(?:[` + uriPlain + `]|%[0-9A-Fa-f]{2})`
)

// isSlug tells whether a text is a slug: lower-case letters, digits, _ and -, at
// most 64, the first a letter or digit.
func isSlug(text string) bool {
	for i := range len(text) {
		char := text[i]
		lower := 'a' <= char && char <= 'z'
		if !lower && !isDigit(char) && (i == 0 || char != '_' && char != '-') {
			return false
		}
	}
	return text != "" && len(text) <= 64
}

const patternSlug = `^[a-z0-9][a-z0-9_-]{0,63}$`

// isProjectCode tells whether a text is the code of a project: letters, digits, _ -
// and . , at most 64.
func isProjectCode(text string) bool {
	for i := range len(text) {
		if !isLetter(text[i]) && !isDigit(text[i]) && strings.IndexByte("_-.", text[i]) < 0 {
			return false
		}
	}
	return text != "" && len(text) <= 64
}

const patternProjectCode = `^[A-Za-z0-9_.-]{1,64}$`

// isTerritory tells whether a text has the shape of a territory's code: a
// département (01, 2A, 974), a commune, arrondissement or postcode (five characters),
// an intercommunality (nine digits).
func isTerritory(text string) bool {
	switch len(text) {
	case 2, 5:
		if text[0] == '2' && (text[1] == 'A' || text[1] == 'B') {
			return allDigits(text[2:])
		}
		return allDigits(text)
	case 3:
		return text[0] == '9' && (text[1] == '7' || text[1] == '8') && isDigit(text[2])
	case 9:
		return allDigits(text)
	}
	return false
}

const patternTerritory = `^(?:(?:[0-9]{2}|2[AB])(?:[0-9]{3})?|9[78][0-9]|[0-9]{9})$`

func allDigits(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return true
}

// arrondissement turns a postcode of Paris (75001 to 75020) into the code of its
// arrondissement (75101 to 75120) and leaves every other code as it is, 75056 (Paris,
// arrondissement unknown) too.
func arrondissement(code string) string {
	if len(code) == 5 && "75001" <= code && code <= "75020" {
		return "751" + code[3:]
	}
	return code
}
