package dashboard

import (
	"io/fs"
	"strconv"
	"strings"

	"vigie/editions/gate"
)

// Format writes a value the way pages do: kind is day, month, period ("from to") or a unit of the indicators.
func Format(lang, kind, given string) (string, error) {
	all, err := readLanguages()
	if err != nil {
		return "", err
	}
	l := all[lang]
	switch kind {
	case "day":
		return l.day(given), nil
	case "month":
		return l.month(given), nil
	case "period":
		from, to, _ := strings.Cut(given, " ")
		return l.period(from, to), nil
	}
	x, err := strconv.ParseFloat(given, 64)
	return l.amount(kind, x), err
}

// CheckAssets tells whether a program with these files could show its pages.
func CheckAssets(files fs.FS) error {
	_, err := readAssets(files)
	return err
}

// Changes are what says how a count moved, and how a share did.
func Changes(lang string) (count func(before, now *float64) string, share func(before, now gate.Figure) string, err error) {
	all, err := readLanguages()
	v := &view{language: all[lang]}
	return func(before, now *float64) string { return v.change("people", before, now) }, v.changedShare, err
}
