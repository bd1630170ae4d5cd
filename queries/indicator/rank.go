package indicator

import (
	"slices"
	"strings"
)

// Rank is what territories of one level are ranked by: figures of other indicators, each by territory. Package rank works it out.
type Rank struct {
	// Offer are those whose figures make up half of the rank.
	Offer []RankPart
	// Least is how many of these must be known of a territory for it to be ranked.
	Least int
	// Need is the indicator of the other half.
	Need string
	// Reporting is the indicator that says which share of its structures report.
	Reporting string
	// Identified is one that has no data where too little of what is recorded names a person whose residence is known.
	Identified string
	// Present is one that is 0 where there is no offer at all.
	Present string
}

// RankPart is a figure that a rank is made of.
type RankPart struct {
	// Of is the id of its indicator, whose Better tells which end is lacking.
	Of string
	// People tells that it is counted of people, as far as structures report them.
	People bool
}

// Name is that of the part of the rank's figure that says how lacking it is.
func (p RankPart) Name() string { return p.Of[strings.Index(p.Of, ".")+1:] }

// Indicators are the ids of all that a rank is made of, each once.
func (r Rank) Indicators() []string {
	all := []string{r.Need, r.Reporting, r.Identified, r.Present}
	for _, p := range r.Offer {
		all = append(all, p.Of)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// FilterNeed weighs need in a rank, in the place where others are filtered: a number of hundredths, as "0.25".
const FilterNeed = "need"

// What ranks are given by and can be asked with: territories are ranked, and nothing else.
var (
	rankGroupings = []string{"territory"}
	rankFilters   = []string{"territory", FilterNeed}
)

// Parts of a rank's figures beside those that say how lacking each part of the offer is.
const (
	PartPlace      = "place"       // among those ranked, 1 the most lacking; equal ones have the same
	PartFirstPlace = "first_place" // the highest over all weightings
	PartLastPlace  = "last_place"  // the lowest over all weightings
	PartOffer      = "offer"       // how lacking the offer is
	PartNeed       = "need"        // how high need is
)

// documentRank is the YAML of a rank.
type documentRank struct {
	Offer      []documentRankPart `yaml:"offer"`
	Least      located[int]       `yaml:"least"`
	Need       located[string]    `yaml:"need"`
	Reporting  located[string]    `yaml:"reporting"`
	Identified located[string]    `yaml:"identified"`
	Present    located[string]    `yaml:"present"`
}

type documentRankPart struct {
	Of     located[string] `yaml:"of"`
	People bool            `yaml:"people"`
}

// rank reads what an indicator ranks by. Its parts have no formulas; there is one for each part of the offer, and those of every rank.
func (r *reader) rank(i *Indicator) {
	d, rank := &r.document, r.document.Rank
	if d.Value != nil || d.Numerator != nil || d.Denominator != nil || d.NoData != nil || d.Estimate != nil || d.Interval.Value ||
		len(d.Define)+len(d.Components)+len(d.Published) > 0 || d.Unit.Value != points {
		r.fault(1, "a rank has no formulas, and its unit is %s", points)
	}
	i.Rank = &Rank{
		Least: rank.Least.Value, Need: rank.Need.Value, Reporting: rank.Reporting.Value, Identified: rank.Identified.Value, Present: rank.Present.Value,
	}
	units := map[string]string{PartPlace: place, PartFirstPlace: place, PartLastPlace: place, PartOffer: points, PartNeed: points}
	for _, p := range rank.Offer {
		part := RankPart{Of: p.Of.Value, People: p.People}
		i.Rank.Offer = append(i.Rank.Offer, part)
		units[part.Name()] = points
	}
	if i.Rank.Least < 1 || i.Rank.Least > len(rank.Offer) {
		r.fault(rank.Least.line(), "least is %d: write a number from 1 to that of the parts of the offer", i.Rank.Least)
	}
	for _, p := range d.Parts {
		if p.Formula != nil || units[p.Name.Value] != p.Unit.Value {
			r.fault(p.Name.line(), "the part %s has no formula in a rank, and must be one that ranks have, in its unit", p.Name.Value)
		}
		delete(units, p.Name.Value)
		i.Parts = append(i.Parts, Part{Name: p.Name.Value, Title: p.Title.Value, Unit: p.Unit.Value})
	}
	for name := range units {
		r.fault(1, "parts lacks %s", name)
	}
}

// checkRanks tells which ranks are made of indicators that there are not, or of figures that are not given by territory.
func (c *Catalogue) checkRanks(faults *faults) {
	for _, i := range c.indicators {
		if i.Rank == nil {
			continue
		}
		for _, id := range i.Rank.Indicators() {
			if of, ok := c.Get(id); !ok || !of.HasGrouping("territory") || of.Rank != nil {
				faults.add(i.File, 0, "rank names %q: write the id of an indicator whose figures are given by territory", id)
			}
		}
	}
}
