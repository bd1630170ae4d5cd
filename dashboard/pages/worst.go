package pages

import (
	"cmp"
	"slices"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// rankedPlaces are the territories by what they lack, with the need of each.
type rankedPlaces struct{ ranking, need *figures.Answer }

// rankedPlaces asks for both.
func (r *Request) rankedPlaces() (p rankedPlaces) {
	if p.ranking = r.Figures.About(ranked, "territory"); p.ranking != nil {
		p.need = r.Figures.About(p.ranking.About.Rank.Need, "territory")
	}
	return p
}

// worstVerdict says where the offer lacks most against need, and what sets that place apart.
func worstVerdict(r *Request, p rankedPlaces) verdict {
	v := verdict{Question: r.T("verdict.worst"), URL: r.Link("/underserved"), Answer: r.T("underserved.none")}
	if p.ranking == nil {
		return v
	}
	var worst []gate.Figure
	for _, f := range p.ranking.Ordinary() {
		if f.Value != nil && f.Parts[indicator.PartPlace] == 1 {
			worst = append(worst, f)
		}
	}
	if len(worst) == 0 {
		return v
	}
	v.Grave = true
	if len(worst) > 1 {
		v.Answer = r.T("verdict.worst_tied", "names", named(r, worst))
		return v
	}
	v.Answer = r.T("verdict.worst_why", "name", worst[0].Label, "why", p.why(r, worst[0]))
	return v
}

// lack is a part of what a place's rank is made of, and how much it lacks of that, from 0 to 100.
type lack struct {
	indicator.Part
	score float64
}

// lacks are the parts that are known of a place, what it lacks most first.
func lacks(about indicator.Indicator, f gate.Figure) (all []lack) {
	for _, part := range about.Parts {
		if score, known := f.Parts[part.Name]; known && part.Unit == about.Unit && part.Name != indicator.PartOffer && part.Name != indicator.PartNeed {
			all = append(all, lack{part, score})
		}
	}
	slices.SortStableFunc(all, func(a, b lack) int { return cmp.Compare(b.score, a.score) })
	return all
}

// highNeed is from which score on a need is among the highest.
const highNeed = 75

// setsApart is what sets a place apart from the others of a ranking: its need where that is higher than the lack of its offer, else the part of the offer
// that it lacks most of, more than of the others on the whole, and no other place as much; the offer as a whole where there is no such part.
func setsApart(ranking *figures.Answer, f gate.Figure) (indicator.Part, float64) {
	need, known := f.Parts[indicator.PartNeed]
	offer := f.Parts[indicator.PartOffer]
	if known && need > offer {
		return indicator.Part{Name: indicator.PartNeed}, need
	}
	for _, one := range lacks(ranking.About, f) {
		tied := slices.ContainsFunc(ranking.Ordinary(), func(other gate.Figure) bool {
			score, known := other.Parts[one.Name]
			return other.Key != f.Key && known && score == one.score
		})
		if !tied && one.score >= offer {
			return one.Part, one.score
		}
	}
	return indicator.Part{Name: indicator.PartOffer}, offer
}

// why says what sets a place apart, with the share of its residents in need where that is it and is known.
func (p rankedPlaces) why(r *Request, f gate.Figure) string {
	part, score := setsApart(p.ranking, f)
	switch part.Name {
	case indicator.PartOffer:
		return r.T("verdict.why.offer")
	case indicator.PartNeed:
		key, share := "verdict.why.need", ""
		if score >= highNeed {
			key = "verdict.why.high_need"
		}
		if p.need != nil {
			if one := p.need.Figure(f.Key); figures.Drawn(p.need.About, one) != nil {
				share = " (" + r.T("verdict.why.share", "share", r.Of(p.need.About).Value(one)) + ")"
			}
		}
		return r.T(key) + share
	}
	return texts.Lower(r.Say(part.Title))
}
