package need

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"vigie/network"
)

// rates_by_age.csv holds what Insee published of people who cannot use digital tools (illectronisme), by age. Ages whose rate was not found
// in a publication have none: their rate lies between those of the ages around them, because it grows with age, as the publication says.
//
//go:embed rates_by_age.csv
var ratesByAge string

// NationalRate is the share in need of the people of some ages in France.
type NationalRate struct {
	From, To uint8   // ages, both included; To is Older where there is no end
	Rate     float64 // 0 to 1
	Year     uint16
	Source   string
}

// NationalRates are the rates by age that come with the program, the youngest first.
func NationalRates() ([]NationalRate, error) {
	rates, err := readNationalRates(ratesByAge)
	if err != nil {
		return nil, fmt.Errorf("read the national rates by age: %w", err)
	}
	return rates, nil
}

func readNationalRates(text string) ([]NationalRate, error) {
	rows, err := network.ReadRows(strings.NewReader(text), "age_from", "age_to", "rate", "year", "source")
	if err != nil {
		return nil, err
	}
	var rates []NationalRate
	for row, err := range rows.All() {
		if err != nil {
			return nil, err
		}
		r, err := nationalRate(row.Cells)
		if err == nil && len(rates) > 0 && (r.From <= rates[len(rates)-1].To || r.Rate < rates[len(rates)-1].Rate) {
			err = errors.New("ages and rates do not both grow")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", row.Line, err)
		}
		rates = append(rates, r)
	}
	if len(rates) == 0 || rates[len(rates)-1].To != Older {
		return nil, errors.New("the last group of ages is not open")
	}
	return rates, nil
}

func nationalRate(cells map[string]string) (r NationalRate, err error) {
	from, err1 := strconv.ParseUint(cells["age_from"], 10, 8)
	to, err2 := uint64(Older), error(nil)
	if cells["age_to"] != "" {
		to, err2 = strconv.ParseUint(cells["age_to"], 10, 8)
	}
	rate, err3 := strconv.ParseFloat(cells["rate"], 64)
	year, err4 := strconv.ParseUint(cells["year"], 10, 16)
	r = NationalRate{From: uint8(from), To: uint8(to), Rate: rate, Year: uint16(year), Source: cells["source"]}
	if err = errors.Join(err1, err2, err3, err4); err == nil && (from > to || rate < 0 || rate > 1) {
		err = errors.New("ages or rate are impossible")
	}
	return r, err
}

// rateAt bounds the rate of people of one age: those younger than the survey's are not in need.
func rateAt(rates []NationalRate, age uint8) (low, high float64) {
	for i, r := range rates {
		switch {
		case age < r.From && i == 0:
			return 0, 0
		case age < r.From:
			return low, r.Rate
		}
		low = r.Rate
		if age <= r.To {
			return low, low
		}
	}
	return low, 1
}

// estimate bounds the share in need of the residents of all ages. The residents of a group are taken to be spread evenly over its ages; an
// open group that begins before the rates' last one has the bounds of all its ages.
func estimate(groups []AgeGroup, rates []NationalRate) (low, high float64) {
	var all float64
	for _, g := range groups {
		residents := float64(g.Residents)
		all += residents
		if g.To == Older {
			first, _ := rateAt(rates, g.From)
			_, last := rateAt(rates, Older)
			low, high = low+residents*first, high+residents*last
			continue
		}
		share := residents / float64(int(g.To)-int(g.From)+1)
		for age := int(g.From); age <= int(g.To); age++ {
			l, h := rateAt(rates, uint8(age))
			low, high = low+share*l, high+share*h
		}
	}
	if all == 0 {
		return 0, 0
	}
	return low / all, high / all
}
