package hours

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	end     kind = iota
	word         // letters, in lower case
	number       // digits
	moment       // a time of day such as 09:30, 9.30 or 9h30
	always       // 24/7
	comment      // between double quotes
	sign         // any other single character, and "||"
)

type token struct {
	kind  kind
	text  string // of a word or sign
	value int    // of a number; minutes since midnight of a moment
	at    int    // offset in the text
}

// noTime is the value of a moment such as 12:60.
const noTime = -1

// dashes are the characters that people and their tools put where the syntax has "-".
const dashes = "‐‑‒–—−"

func lex(text string) ([]token, error) {
	var tokens []token
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		t := token{at: at}
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case r == '"':
			length := strings.IndexByte(text[at+1:], '"')
			if length < 0 {
				return nil, fmt.Errorf("a comment opens with a double quote and never closes: %s", rest(text, at))
			}
			t.kind, size = comment, length+2
		case strings.HasPrefix(text[at:], "24/7"):
			t.kind, size = always, 4
		case isDigit(text[at]):
			t, size = lexDigits(text, at)
			if size == 0 {
				return nil, fmt.Errorf("a number is too long: %s", rest(text, at))
			}
		case unicode.IsLetter(r):
			size = strings.IndexFunc(text[at:], func(r rune) bool { return !unicode.IsLetter(r) })
			if size < 0 {
				size = len(text) - at
			}
			t.kind, t.text = word, strings.ToLower(text[at:at+size])
			if strings.HasPrefix(text[at+size:], ".") { // "Mo."
				size++
			}
		case strings.HasPrefix(text[at:], "||"):
			t.kind, t.text, size = sign, "||", 2
		case strings.ContainsRune(dashes, r):
			t.kind, t.text = sign, "-"
		default:
			t.kind, t.text = sign, text[at:at+size]
		}
		tokens = append(tokens, t)
		at += size
	}
	return tokens, nil
}

// lexDigits reads the number or time of day at an offset; size is 0 where the number has more than four digits.
func lexDigits(text string, at int) (t token, size int) {
	t = token{kind: number, at: at}
	for size < len(text)-at && isDigit(text[at+size]) {
		t.value = t.value*10 + int(text[at+size]-'0')
		if size++; size > 4 {
			return t, 0
		}
	}
	after := text[at+size:]
	if size > 2 || after == "" || !strings.Contains(":.hH", after[:1]) {
		return t, size
	}
	if len(after) >= 3 && isDigit(after[1]) && isDigit(after[2]) && (len(after) == 3 || !isDigit(after[3])) {
		minutes := int(after[1]-'0')*10 + int(after[2]-'0')
		t.kind, t.value = moment, t.value*60+minutes
		if minutes > 59 {
			t.value = noTime
		}
		return t, size + 3
	}
	if after[0] == 'h' || after[0] == 'H' { // "9h"
		t.kind, t.value = moment, t.value*60
		return t, size + 1
	}
	return t, size
}

func isDigit(b byte) bool {
	return '0' <= b && b <= '9'
}

// rest quotes what stands at an offset, for messages.
func rest(text string, at int) string {
	tail := []rune(text[min(at, len(text)):])
	if len(tail) > 24 {
		return fmt.Sprintf("%q…", string(tail[:24]))
	}
	return fmt.Sprintf("%q", string(tail))
}
