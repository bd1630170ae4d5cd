package rank

import (
	"fmt"
	"math"
	"strconv"

	"vigie/queries/indicator"
)

// StatusUnranked is of a figure of a place of which too little is known to rank it: fewer than half of its structures report, or too few parts
// of its offer are known.
const StatusUnranked = "unranked"

// Statuses of figures that ranks are made of.
const (
	statusOK     = "ok"
	statusNoData = "no_data"
)

// half is the least share of structures that report for what is counted of people to say something of a place.
const half = 0.5

// Given is an indicator that a rank is made of, with its figures by the codes of the territories.
type Given struct {
	About   indicator.Indicator
	Figures map[string]indicator.Figure
}

// Figures ranks territories by figures of other indicators, given by their ids. They are in the order of the keys, and have no labels.
func Figures(r indicator.Rank, given map[string]Given, keys []string, w Weight) []indicator.Figure {
	places := make([]Place, len(keys))
	for i, key := range keys {
		places[i] = placeOf(r, given, key)
	}
	figures := make([]indicator.Figure, len(keys))
	for i, s := range Of(places, w) {
		f := indicator.Figure{Key: keys[i], Status: statusOK, Parts: make(map[string]float64)}
		for n, part := range r.Offer {
			if !math.IsNaN(places[i].Lacks[n]) {
				f.Parts[part.Name()] = s.Lacks[n]
			}
		}
		if !math.IsNaN(places[i].Need) {
			f.Parts[indicator.PartNeed] = s.Need
		}
		if places[i].Unsure {
			f.Status = StatusUnranked
		} else {
			f.Value, f.Parts[indicator.PartOffer] = &s.Score, s.Offer
			f.Parts[indicator.PartPlace] = float64(s.Rank)
			f.Parts[indicator.PartFirstPlace], f.Parts[indicator.PartLastPlace] = float64(s.First), float64(s.Last)
		}
		figures[i] = f
	}
	return figures
}

// Notes say what the figures of all territories do not hold.
func Notes(figures []indicator.Figure) (notes []indicator.Text) {
	unknown := 0
	for _, f := range figures {
		if _, known := f.Parts[indicator.PartNeed]; !known {
			unknown++
		}
	}
	switch {
	case unknown == 0:
	case unknown == len(figures):
		notes = append(notes, indicator.Text{
			FR: "Le besoin n’est connu d’aucun territoire : le rang ne tient qu’à l’offre.",
			EN: "Need is known of no territory: the rank is that of the offer alone.",
		})
	default:
		notes = append(notes, indicator.Text{
			FR: fmt.Sprintf("Le besoin de %d territoires sur %d est inconnu : ils sont rangés comme ceux qui en ont le plus.", unknown, len(figures)),
			EN: fmt.Sprintf("Need is unknown of %d territories of %d: they are ranked as those that have most.", unknown, len(figures)),
		})
	}
	return notes
}

// placeOf reads what is known of a territory.
func placeOf(r indicator.Rank, given map[string]Given, key string) Place {
	figure := func(id string) indicator.Figure { return given[id].Figures[key] }
	reporting := figure(r.Reporting).Value
	silent := reporting != nil && *reporting < half
	vague := silent || figure(r.Identified).Status == statusNoData
	present := figure(r.Present).Value
	empty := present != nil && *present == 0
	p := Place{Need: lacking(given[r.Need].About, figure(r.Need))}
	known := 0
	for _, part := range r.Offer {
		lacks := lacking(given[part.Of].About, figure(part.Of))
		switch {
		case part.People && vague:
			lacks = math.NaN()
		case !part.People && empty && math.IsNaN(lacks):
			lacks = 0 // where nobody is received, nothing is offered: that is known
		}
		if !math.IsNaN(lacks) {
			known++
		}
		p.Lacks = append(p.Lacks, lacks)
	}
	p.Unsure = silent || known < r.Least
	return p
}

// lacking is a figure's value as it is lacking, the higher the more; NaN for none. A median beyond its limit is more than any.
func lacking(about indicator.Indicator, f indicator.Figure) float64 {
	switch {
	case f.Value == nil && about.Limit != nil && f.Status == statusOK:
		return math.Inf(1)
	case f.Value == nil:
		return math.NaN()
	case about.Better == "up":
		return -*f.Value
	}
	return *f.Value
}

// choices are the weights that can be asked for.
const choices = "0.25 – 0.75"

// ParseWeight reads a weight as it is asked for, in hundredths: "0.25" to "0.75", "0.5" and "0.50" are the same; "" is Even. The error names
// what could be.
func ParseWeight(text string) (Weight, error) {
	if text == "" {
		return Even, nil
	}
	value, err := strconv.ParseFloat(text, 64)
	if err == nil && value >= 0 && value <= 1 {
		w := Weight(math.Round(value * float64(whole)))
		if w >= Lightest && w <= Heaviest && (text == w.String() || text == strconv.FormatFloat(float64(w)/float64(whole), 'f', -1, 64)) {
			return w, nil
		}
	}
	return Even, WeightError{Given: text, Choices: choices}
}

// WeightError is a text that is no weight of need.
type WeightError struct{ Given, Choices string }

// Error names what could be.
func (e WeightError) Error() string {
	return fmt.Sprintf("need can't weigh %q: write %s", e.Given, e.Choices)
}

// String writes a weight as ParseWeight reads it.
func (w Weight) String() string { return fmt.Sprintf("%.2f", float64(w)/float64(whole)) }
