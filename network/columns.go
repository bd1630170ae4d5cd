package network

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// column is a column of the national standard 1.0.2, or one of our own after it: where its value goes in a Structure, and
// how it is brought to its normal form. It has one of text, list and other.
type column struct {
	name     string
	required bool
	text     func(*Structure) *string
	list     func(*Structure) *[]string                  // values joined with "|"
	other    func(s *Structure, value string) error      // of another type: reads the value
	check    func(value string) (normal string, _ error) // of a text or of each item of a list
	limit    int                                         // characters of a text or of each item of a list
}

const (
	maxID   = 200 // bytes, the same as in events
	maxItem = 300
	maxList = 100 // items
)

// columns lists the 32 columns of the standard, in its order, then our own.
func columns() []column {
	return []column{
		{name: "id", required: true, text: func(s *Structure) *string { return &s.ID }, check: checkID, limit: maxID},
		{name: "pivot", required: true, text: func(s *Structure) *string { return &s.Pivot }, check: withoutSpaces, limit: 50},
		{name: "nom", required: true, text: func(s *Structure) *string { return &s.Name }, limit: 500},
		{name: "commune", required: true, text: func(s *Structure) *string { return &s.Commune }, limit: 200},
		{name: "code_postal", required: true, text: func(s *Structure) *string { return &s.Postcode }, check: checkPostcode, limit: 20},
		{name: "code_insee", text: func(s *Structure) *string { return &s.INSEE }, check: checkINSEE, limit: 20},
		{name: "adresse", required: true, text: func(s *Structure) *string { return &s.Address }, limit: 500},
		{name: "complement_adresse", text: func(s *Structure) *string { return &s.AddressDetail }, limit: 500},
		{name: "latitude", other: func(s *Structure, v string) (err error) { s.Latitude, err = degrees(v, 90); return err }},
		{name: "longitude", other: func(s *Structure, v string) (err error) { s.Longitude, err = degrees(v, 180); return err }},
		{name: "typologie", list: func(s *Structure) *[]string { return &s.Typologies }, check: typologyWords().check},
		{name: "telephone", text: func(s *Structure) *string { return &s.Phone }, limit: 100},
		{name: "courriels", list: func(s *Structure) *[]string { return &s.Emails }, check: checkEmail},
		{name: "site_web", list: func(s *Structure) *[]string { return &s.Websites }, check: checkURL, limit: 2000},
		{name: "horaires", text: func(s *Structure) *string { return &s.Hours }, limit: 2000},
		{name: "presentation_resume", text: func(s *Structure) *string { return &s.Summary }, limit: 5000},
		{name: "presentation_detail", text: func(s *Structure) *string { return &s.Description }, limit: 50000},
		{name: "source", text: func(s *Structure) *string { return &s.Origin }, limit: 500},
		{name: "itinerance", list: func(s *Structure) *[]string { return &s.Itinerance }, check: itineranceWords().check},
		{name: "structure_parente", text: func(s *Structure) *string { return &s.ParentStructure }, limit: 500},
		{name: "date_maj", required: true, text: func(s *Structure) *string { return &s.UpdatedOn }, check: ParseDay, limit: 40},
		{name: "services", list: func(s *Structure) *[]string { return &s.Services }, check: serviceWords().check},
		{name: "publics_specifiquement_adresses", list: func(s *Structure) *[]string { return &s.Publics }, check: publicWords().check},
		{name: "prise_en_charge_specifique", list: func(s *Structure) *[]string { return &s.Adapted }, check: adaptedWords().check},
		{name: "frais_a_charge", list: func(s *Structure) *[]string { return &s.Fees }, check: feeWords().check},
		{name: "dispositif_programmes_nationaux", list: func(s *Structure) *[]string { return &s.Programmes }, check: programmeWords().check},
		{name: "formations_labels", list: func(s *Structure) *[]string { return &s.Labels }, check: labelWords().check},
		{name: "autres_formations_labels", list: func(s *Structure) *[]string { return &s.OtherLabels }},
		{name: "modalites_acces", list: func(s *Structure) *[]string { return &s.AccessModes }, check: accessWords().check},
		{name: "modalites_accompagnement", list: func(s *Structure) *[]string { return &s.SupportModes }, check: supportWords().check},
		{name: "fiche_acces_libre", text: func(s *Structure) *string { return &s.AccessSheet }, check: checkURL, limit: 2000},
		{name: "prise_rdv", text: func(s *Structure) *string { return &s.Booking }, check: checkURL, limit: 2000},

		{name: "capacity_week", other: func(s *Structure, v string) (err error) { s.CapacityWeek, err = count(v, 1); return err }},
		{name: "opened_on", text: func(s *Structure) *string { return &s.OpenedOn }, check: ParseDay, limit: 40},
		{name: "closed_on", text: func(s *Structure) *string { return &s.ClosedOn }, check: ParseDay, limit: 40},
		{name: "territory", text: func(s *Structure) *string { return &s.DeclaredTerritory }, check: withoutSpaces, limit: 64},
		{name: "devices", other: func(s *Structure, v string) (err error) { s.Devices, err = count(v, 0); return err }},
		{name: "wifi", other: func(s *Structure, v string) (err error) { s.Wifi, err = yesNo(v); return err }},
		{name: "charter_signed_on", text: func(s *Structure) *string { return &s.CharterSignedOn }, check: ParseDay, limit: 40},
		{name: "closed_months", other: func(s *Structure, v string) (err error) { s.ClosedMonths, err = months(v); return err }},
		{name: "staff_fte", other: func(s *Structure, v string) (err error) { s.StaffFTE, err = amount(v, 1000); return err }},
		{name: "staffed_hours_week", other: func(s *Structure, v string) (err error) { s.StaffedHoursWeek, err = amount(v, 100_000); return err }},
	}
}

// requiredColumns lists what the standard requires.
func requiredColumns() []string {
	var names []string
	for _, c := range columns() {
		if c.required {
			names = append(names, c.name)
		}
	}
	return names
}

// clean takes the spaces around a value, and characters that cannot be seen, away.
func clean(value string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == '\u200b', r == '\ufeff':
			return -1
		}
		return r
	}, value))
}

func withoutSpaces(value string) (string, error) {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, value), nil
}

// checkID refuses what events, tokens and reports could not name.
func checkID(value string) (string, error) {
	if strings.ContainsAny(value, ",|\n\t") {
		return "", errors.New("an id has no comma, no | and no line end: change it")
	}
	if len(value) > maxID {
		return "", fmt.Errorf("an id has at most %d bytes: shorten it", maxID)
	}
	return value, nil
}

// checkPostcode gives back the zero that spreadsheets drop: 1000 is 01000.
func checkPostcode(value string) (string, error) {
	value, _ = withoutSpaces(value)
	if len(value) == 4 {
		value = "0" + value
	}
	if !isPostcode(value) {
		return "", fmt.Errorf("%q is no postcode: five digits are expected", shorten(value, 20))
	}
	return value, nil
}

func isPostcode(value string) bool {
	return len(value) == 5 && strings.Trim(value, "0123456789") == ""
}

func checkINSEE(value string) (string, error) {
	value, _ = withoutSpaces(strings.ToUpper(value))
	if len(value) == 4 {
		value = "0" + value
	}
	corsica := strings.HasPrefix(value, "2A") || strings.HasPrefix(value, "2B")
	if !isPostcode(value) && !(corsica && isPostcode("20"+value[2:])) {
		return "", fmt.Errorf("%q is no INSEE code of a commune: five digits are expected, or 2A or 2B and three", shorten(value, 20))
	}
	return value, nil
}

func checkEmail(value string) (string, error) {
	at := strings.IndexByte(value, '@')
	if at < 1 || at == len(value)-1 || strings.ContainsAny(value, " \t\n<>\"") {
		return "", fmt.Errorf("%q is no e-mail address", shorten(value, 80))
	}
	return value, nil
}

// checkURL lets only web addresses through: readers will click on them.
func checkURL(value string) (string, error) {
	lower := strings.ToLower(value)
	if !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") || strings.ContainsAny(value, " \t\n<>\"") {
		return "", fmt.Errorf("%q is no web address: one begins with https:// or http:// and has no spaces", shorten(value, 80))
	}
	return value, nil
}

// ParseDay reads 2026-01-31, with or without a time after it, and 31/01/2026, of the years 1900 to 2148, and gives it as 2026-01-31.
func ParseDay(value string) (string, error) {
	day, err := time.Parse("02/01/2006", value)
	if err != nil {
		written, _, _ := strings.Cut(strings.Replace(value, " ", "T", 1), "T")
		day, err = time.Parse(time.DateOnly, written)
	}
	if err != nil {
		return "", fmt.Errorf("%q is no date: write it as 2026-01-31", shorten(value, 40))
	}
	if day.Year() < 1900 || day.Year() > 2148 {
		return "", fmt.Errorf("the year of %s is not between 1900 and 2148", value)
	}
	return day.Format(time.DateOnly), nil
}

func degrees(value string, most float64) (*float64, error) {
	n, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	if err != nil || !(n >= -most && n <= most) {
		return nil, fmt.Errorf("%q is no number of degrees from %v to %v", shorten(value, 40), -most, most)
	}
	return &n, nil
}

func count(value string, least uint32) (*uint32, error) {
	const most = 100_000
	digits, _ := withoutSpaces(value)
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || n < uint64(least) || n > most {
		return nil, fmt.Errorf("%q is no whole number from %d to %d", shorten(value, 40), least, most)
	}
	return new(uint32(n)), nil
}

// amount reads a number from 0 on, with a point or a comma.
func amount(value string, most float64) (*float64, error) {
	digits, _ := withoutSpaces(value)
	n, err := strconv.ParseFloat(strings.Replace(digits, ",", ".", 1), 64)
	if err != nil || !(n >= 0 && n <= most) {
		return nil, fmt.Errorf("%q is no number from 0 to %v", shorten(value, 40), most)
	}
	return &n, nil
}

func yesNo(value string) (*bool, error) {
	switch strings.ToLower(value) {
	case "oui", "yes", "true", "vrai", "1":
		return new(true), nil
	case "non", "no", "false", "faux", "0":
		return new(false), nil
	}
	return nil, fmt.Errorf("%q is neither yes nor no: write oui or non", shorten(value, 40))
}

// months reads 7|8. Names of months are not taken: 8 is written in one way only.
func months(value string) ([]int, error) {
	var months []int
	for item := range strings.SplitSeq(value, "|") {
		if item = clean(item); item == "" {
			continue
		}
		month, err := strconv.Atoi(item)
		if err != nil {
			return nil, noMonth(item)
		}
		months = append(months, month)
	}
	return months, nil
}

func noMonth(item string) error {
	return fmt.Errorf("%q is no month: write the numbers of months, from 1 to 12, joined with |, such as 7|8", shorten(item, 40))
}

// checkMonths sorts months, each of them once.
func checkMonths(months []int) ([]int, error) {
	months = slices.Compact(slices.Sorted(slices.Values(months)))
	for _, month := range months {
		if month < 1 || month > 12 {
			return nil, noMonth(strconv.Itoa(month))
		}
	}
	if len(months) == 12 {
		return nil, errors.New("every month is closed: give closed_on instead, the first day on which it is no longer open")
	}
	return months, nil
}

// CheckLength refuses a value of more characters than its column takes.
func CheckLength(value string, limit int) error {
	if n := utf8.RuneCountInString(value); n > limit {
		return fmt.Errorf("the value has %d characters, at most %d are kept: shorten it", n, limit)
	}
	return nil
}
