package event

import "strings"

// personal tells whether a reference of a person looks like something that names
// the person to the outside world: an e-mail address, a telephone number, a French
// social security number. It looks at shapes only, so that mistyped ones are found
// too.
func personal(reference string) bool {
	return looksLikeEmail(reference) || looksLikePhone(reference) || looksLikeSocialSecurity(reference)
}

// looksLikeEmail finds name@domain.end anywhere in the text.
func looksLikeEmail(text string) bool {
	for {
		local, rest, found := strings.Cut(text, "@")
		if !found {
			return false
		}
		domain := rest
		if end := strings.IndexAny(rest, " <>()[],;:\"'"); end >= 0 {
			domain = rest[:end]
		}
		dot := strings.Index(domain, ".")
		if local != "" && dot > 0 && dot+1 < len(domain) {
			return true
		}
		text = rest
	}
}

// looksLikePhone knows French numbers (ten digits from 01 to 09, or after 33) and
// international ones (after + or 00), with any of the usual separators.
func looksLikePhone(text string) bool {
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	number, plain := compact(text)
	if !plain {
		return false
	}
	international, plus := strings.CutPrefix(number, "+")
	if !allDigits(international) {
		return false
	}
	if plus {
		return between(len(international), 7, 16)
	}
	switch {
	case strings.HasPrefix(number, "00"):
		// Country codes never begin with 0: what does is a number filled with zeros.
		return between(len(number), 11, 18) && number[2] != '0'
	case strings.HasPrefix(number, "0"):
		return len(number) == 10
	case strings.HasPrefix(number, "336"), strings.HasPrefix(number, "337"):
		return len(number) == 11
	}
	return false
}

// looksLikeSocialSecurity knows the 13 characters of a French social security number
// (sex, year, month, département, commune, order) and the 15 with its key.
func looksLikeSocialSecurity(text string) bool {
	number, plain := compact(text)
	if !plain || len(number) != 13 && len(number) != 15 {
		return false
	}
	if strings.IndexByte("123478", number[0]) < 0 || !allDigits(number[1:5]) || !allDigits(number[7:]) {
		return false
	}
	month, _ := digits(number[3:5])
	// 20, 30 to 42 and 50 to 99 stand for an unknown month.
	if !between(month, 1, 12) && month != 20 && !between(month, 30, 42) && month < 50 {
		return false
	}
	department := strings.ToUpper(number[5:7])
	return department == "2A" || department == "2B" || allDigits(department) && department != "00"
}

// compact drops the separators that people put into numbers. It tells whether what
// remains may be one of the numbers looked for: a leading +, digits, and the one letter
// of 2A and 2B.
func compact(text string) (string, bool) {
	number := make([]byte, 0, longestNumber)
	letters := 0
	for _, char := range text {
		switch {
		case strings.ContainsRune(" .-/()_\u00a0\u2009\u202f\u2010\u2011\u2013", char):
			continue
		case char == '+' && len(number) == 0:
		case char < 'z' && isDigit(byte(char)):
		case char < 'z' && isLetter(byte(char)):
			letters++
		default:
			return "", false
		}
		if letters > 1 || len(number) == longestNumber {
			return "", false
		}
		number = append(number, byte(char))
	}
	return string(number), len(number) > 0
}

// longestNumber is an international number with 00 before it.
const longestNumber = 18

func between(number, least, most int) bool { return least <= number && number <= most }
