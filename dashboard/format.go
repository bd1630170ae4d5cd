package dashboard

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	narrow  = "\u202f" // narrow no-break space: between thousands and before units in French
	minus   = "−"
	dayForm = "2006-01-02"
)

// integer writes a whole number: 12 345 in French, 12,345 in English.
func (l *language) integer(x float64) string { return l.decimal(x, 0) }

// decimal writes x with a fixed number of decimals: 1 234,5 in French, 1,234.5 in English.
func (l *language) decimal(x float64, decimals int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', decimals, 64), ".")
	between, point := narrow, ","
	if l.code == "en" {
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

// percent writes a share (0 to 1) with the given decimals: 31,2 % in French, 31.2% in English.
func (l *language) percent(x float64, decimals int) string {
	if l.code == "en" {
		return l.decimal(100*x, decimals) + "%"
	}
	return l.decimal(100*x, decimals) + narrow + "%"
}

// amount writes a value of an indicator in its unit, as short as a reader needs: shares in whole percents,
// days with their word, ratios with one decimal, or two below 1, counts whole.
func (l *language) amount(unit string, x float64) string {
	switch {
	case unit == "share":
		return l.percent(x, 0)
	case unit == "days":
		return l.t("amount.days", "n", int(math.Round(x)), "x", l.integer(x))
	case isRatio(unit) && x != 0 && math.Abs(x) < 1:
		return l.decimal(x, 2)
	case isRatio(unit) && x != 0:
		return l.decimal(x, 1)
	}
	return l.integer(x)
}

// exact is amount with one more decimal, for tables.
func (l *language) exact(unit string, x float64) string {
	switch {
	case unit == "share":
		return l.percent(x, 1)
	case isRatio(unit):
		return l.decimal(x, 2)
	}
	return l.integer(x)
}

// isRatio tells whether values of the unit need decimals: "per_10000", "per_1000" and their like.
func isRatio(unit string) bool { return strings.HasPrefix(unit, "per_") }

// worded is amount followed by the words of its unit: "2,9 pour 10 000 habitants", "1 234 personnes", "31 %".
func (l *language) worded(unit string, x float64) string {
	if key := "unit." + unit; l.has(key) {
		return l.t(key, "n", int(math.Round(x)), "x", l.amount(unit, x))
	}
	return l.amount(unit, x)
}

// day writes a day: 21 nov. 2026; the first of a month is 1er in French.
func (l *language) day(day string) string {
	at, err := time.Parse(dayForm, day)
	if err != nil {
		return day
	}
	return l.dayOfMonth(at) + " " + l.monthName(at) + " " + at.Format("2006")
}

func (l *language) dayOfMonth(at time.Time) string {
	if at.Day() == 1 && l.code == "fr" {
		return "1er"
	}
	return strconv.Itoa(at.Day())
}

func (l *language) monthName(at time.Time) string {
	return l.t("month." + strconv.Itoa(int(at.Month())))
}

// month writes the month or quarter of a key such as "2026-01" or "2026-Q3": janv. 2026, 3e trim. 2026.
func (l *language) month(key string) string {
	if year, quarter, ok := strings.Cut(key, "-Q"); ok {
		return l.t("period.quarter."+quarter, "year", year)
	}
	at, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	return l.monthName(at) + " " + at.Format("2006")
}

// tick writes a month or quarter under an axis: its name, with the year under the first one and under each January.
func (l *language) tick(key string, first bool) string {
	if year, quarter, ok := strings.Cut(key, "-Q"); ok {
		if first || quarter == "1" {
			return l.t("period.tick."+quarter) + "\n" + year
		}
		return l.t("period.tick." + quarter)
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

// period writes the days [from, to) the way people say them, the last day included: du 1er janv. au 30 juin 2026.
func (l *language) period(from, to string) string {
	start, err1 := time.Parse(dayForm, from)
	end, err2 := time.Parse(dayForm, to)
	if err1 != nil || err2 != nil {
		return from + " – " + to
	}
	end = end.AddDate(0, 0, -1)
	if start.Equal(end) {
		return l.t("period.day", "day", l.day(from))
	}
	first := l.day(from)
	if start.Year() == end.Year() {
		first = l.dayOfMonth(start) + " " + l.monthName(start)
	}
	return l.t("period.range", "from", first, "to", l.day(end.Format(dayForm)))
}

// list joins names: "a, b et c".
func (l *language) list(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + l.t("words.and") + " " + names[len(names)-1]
}

// itoa writes a number that is a name rather than an amount, such as a year.
func itoa(n int) string { return strconv.Itoa(n) }

// lower makes a heading fit into a sentence.
func lower(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return text
	}
	return strings.ToLower(string(runes[0])) + string(runes[1:])
}
