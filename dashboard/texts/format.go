package texts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	narrow = "\u202f" // narrow no-break space: between thousands and before units in French
	minus  = "−"
)

// Integer writes a whole number: 12 345 in French, 12,345 in English.
func (l *Language) Integer(x float64) string { return l.Decimal(x, 0) }

// Decimal writes x with a fixed number of decimals: 1 234,5 in French, 1,234.5 in English.
func (l *Language) Decimal(x float64, decimals int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', decimals, 64), ".")
	between, point := narrow, ","
	if l.Code == "en" {
		between, point = ",", "."
	}
	var b strings.Builder
	if x < 0 && strings.Trim(whole+fraction, "0") != "" {
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(between)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	return b.String()
}

// Plain writes a number with as many decimals as it has, one at most.
func (l *Language) Plain(x float64) string {
	if x == math.Trunc(x) {
		return l.Integer(x)
	}
	return l.Decimal(x, 1)
}

// Percent writes a share (0 to 1) with the given decimals: 31,2 % in French, 31.2% in English.
func (l *Language) Percent(x float64, decimals int) string {
	if l.Code == "en" {
		return l.Decimal(100*x, decimals) + "%"
	}
	return l.Decimal(100*x, decimals) + narrow + "%"
}

// Amount writes a value of an indicator in its unit, as short as a reader needs: shares in whole percents,
// days and points with their word, euros with their sign, ratios with one decimal, or two below 1, counts whole.
func (l *Language) Amount(unit string, x float64) string {
	switch {
	case unit == "share":
		return l.Percent(x, 0)
	case unit == "days":
		return l.T("amount.days", "n", int(math.Round(x)), "x", l.Integer(x))
	case unit == "points":
		return l.T("amount.points", "n", int(math.Round(math.Abs(x))), "x", l.Integer(x))
	case (unit == "euros" || unit == "euros_per_1000") && x != 0 && math.Abs(x) < 1:
		return l.T("amount.euros", "x", l.Decimal(x, 2))
	case unit == "euros", unit == "euros_per_1000":
		return l.T("amount.euros", "x", l.Integer(x))
	case IsRatio(unit) && x != 0 && math.Abs(x) < 1:
		return l.Decimal(x, 2)
	case IsRatio(unit) && x != 0:
		return l.Decimal(x, 1)
	}
	return l.Integer(x)
}

// Exact is amount with one more decimal, for tables.
func (l *Language) Exact(unit string, x float64) string {
	switch {
	case unit == "share":
		return l.Percent(x, 1)
	case unit == "points":
		return l.Decimal(x, 1)
	case IsRatio(unit):
		return l.Decimal(x, 2)
	}
	return l.Integer(x)
}

// IsRatio tells whether values of the unit need decimals: "per_10000", "per_1000" and their like, kilometres.
func IsRatio(unit string) bool { return strings.HasPrefix(unit, "per_") || unit == "kilometres" }

// Worded is Amount followed by the words of its unit: "2,9 pour 10 000 habitants", "1 234 personnes", "31 %".
func (l *Language) Worded(unit string, x float64) string {
	if key := "unit." + unit; l.Has(key) {
		return l.T(key, "n", int(math.Round(x)), "x", l.Amount(unit, x))
	}
	return l.Amount(unit, x)
}

// Day writes a day: 21 nov. 2026; the first of a month is 1er in French.
func (l *Language) Day(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return l.dayOfMonth(at) + " " + l.monthName(at) + " " + at.Format("2006")
}

func (l *Language) dayOfMonth(at time.Time) string {
	if at.Day() == 1 && l.Code == "fr" {
		return "1er"
	}
	return strconv.Itoa(at.Day())
}

func (l *Language) monthName(at time.Time) string {
	return l.T("month." + strconv.Itoa(int(at.Month())))
}

// Month writes the month or quarter of a key such as "2026-01" or "2026-Q3": janv. 2026, 3e trim. 2026.
func (l *Language) Month(key string) string {
	if year, quarter, ok := strings.Cut(key, "-Q"); ok {
		return l.T("period.quarter."+quarter, "year", year)
	}
	at, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	return l.monthName(at) + " " + at.Format("2006")
}

// Tick writes a month or quarter under an axis: its name, with the year under the first one and under each January.
func (l *Language) Tick(key string, first bool) string {
	if year, quarter, ok := strings.Cut(key, "-Q"); ok {
		if first || quarter == "1" {
			return l.T("period.tick."+quarter) + "\n" + year
		}
		return l.T("period.tick." + quarter)
	}
	at, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	if first || at.Month() == time.January {
		return l.monthName(at) + "\n" + at.Format("2006")
	}
	return l.monthName(at)
}

// Period writes the days [from, to) the way people say them, the last day included: du 1er janv. au 30 juin 2026.
func (l *Language) Period(from, to string) string {
	start, err1 := time.Parse(time.DateOnly, from)
	end, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		return from + " – " + to
	}
	end = end.AddDate(0, 0, -1)
	if start.Equal(end) {
		return l.T("period.day", "day", l.Day(from))
	}
	first := l.Day(from)
	if start.Year() == end.Year() {
		first = l.dayOfMonth(start) + " " + l.monthName(start)
	}
	return l.T("period.range", "from", first, "to", l.Day(end.Format(time.DateOnly)))
}

// Clock writes a minute of the day: 9 h, 14 h 30; 9:00, 14:30.
func (l *Language) Clock(minute int) string {
	key := "clock.time"
	if minute%60 == 0 {
		key = "clock.hour"
	}
	return l.T(key, "h", strconv.Itoa(minute/60), "m", fmt.Sprintf("%02d", minute%60))
}

// Semicolons joins what has commas or words of its own.
func (l *Language) Semicolons(items []string) string {
	return strings.Join(items, l.T("words.semicolon"))
}

// List joins names: "a, b et c".
func (l *Language) List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + l.T("words.and") + " " + names[len(names)-1]
}

// Shorten cuts a text between words where it has more signs than most, and says so with an ellipsis.
func Shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	kept := string(runes[:most-1])
	if at := strings.LastIndexByte(kept, ' '); at > len(kept)/2 {
		kept = kept[:at]
	}
	return strings.TrimRight(kept, " ,;:") + "…"
}

// Lower makes a heading fit into a sentence.
func Lower(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return text
	}
	return strings.ToLower(string(runes[0])) + string(runes[1:])
}

// Sentence gives a text its capital and its full stop.
func Sentence(text string) string {
	if text == "" {
		return ""
	}
	return Capital(strings.TrimSuffix(text, ".")) + "."
}

// Capital gives a text its capital.
func Capital(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}
