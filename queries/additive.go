package queries

// additive is how the figures of an indicator follow from measures (migrations/0012_measures.sql), where a question has no finer
// filters than a place. Tests hold what comes out to the indicator's own file and to direct/.
type additive struct {
	measures  []string
	groupings []string
	// asObserved: the measures hold what is known on the last day of all events, and no earlier day of observation.
	asObserved bool
	// residence: people count by where they live, over the twelve months to the end of the period.
	residence bool
	// rows are those of one part of a question.
	rows func(addition) []row
}

// additives are by indicator.
var additives = map[string]additive{
	"accessibility.reach_per_1000": {measures: []string{"persons"}, groupings: []string{"total", "territory"}, residence: true, rows: residents},
	"accessibility.wait_days":      {measures: []string{"waited"}, groupings: byPlace, rows: each(waits)},
	"impact.funnel": {measures: []string{"assessed", "referred", "attended", "reassessed", "progressed"}, groupings: byPlace, asObserved: true,
		rows: each(func(s sums) row {
			return share(s.of("progressed"), s.of("assessed"), s.parts("assessed", "referred", "attended", "reassessed", "progressed"))
		})},
	"impact.level_profile": {measures: levels,
		groupings: []string{"total", "territory", "structure", "age_band", "activity", "equipment", "connects", "offline_reason", "barrier"},
		rows:      each(func(s sums) row { return share(s.of("autonomous"), s.of(levels...), s.parts(levels...)) })},
	"impact.participations": {measures: []string{"named", "participants"}, groupings: byHelp, rows: each(func(s sums) row {
		return count(map[string]float64{"persons": s.of("named"), "anonymous": s.of("participants")})
	})},
	"impact.people_followed": {measures: []string{"persons"}, groupings: byPlace, rows: each(func(s sums) row {
		persons := s.of("persons")
		return row{Value: &persons}
	})},
	"impact.people_helped": {measures: []string{"persons", "newcomers"}, groupings: byPlace, rows: each(func(s sums) row {
		return count(map[string]float64{"persons": s.of("persons"), "anonymous": s.of("newcomers")})
	})},
	"impact.progression": {measures: []string{"higher", "same", "lower", "due"}, groupings: []string{"total", "territory", "structure", "age_band", "activity"},
		rows: each(progression)},
	"impact.support_hours": {measures: []string{"named_minutes", "other_minutes"}, groupings: byHelp, rows: each(func(s sums) row {
		return count(map[string]float64{"persons": s.of("named_minutes") / 60, "anonymous": s.of("other_minutes") / 60})
	})},
	"visibility.referral_completion": {measures: []string{"waited"}, groupings: byPlace, rows: each(completion)},
}

var (
	byPlace = []string{"total", "territory", "structure"}
	byHelp  = []string{"total", "territory", "structure", "format", "service"}
	levels  = []string{"unable", "beginner", "intermediate", "autonomous"}
)

// each makes a row of what the measures of each key add up to.
func each(figure func(sums) row) func(addition) []row {
	return func(a addition) []row {
		rows := make([]row, 0, len(a.keys))
		for key, s := range a.keys {
			r := figure(s)
			if r.Key = key; a.part.by == KeyTotal {
				r.Key = KeyTotal
			}
			rows = append(rows, r)
		}
		return rows
	}
}

// count is a number of which the parts are all.
func count(parts map[string]float64) row {
	var value float64
	for _, part := range parts {
		value += part
	}
	return row{Value: &value, Parts: parts}
}

// share is a part of a whole; of nothing it has no value.
func share(numerator, denominator float64, parts map[string]float64) row {
	r := row{Numerator: &numerator, Denominator: &denominator, Parts: parts}
	if denominator != 0 {
		value := numerator / denominator
		r.Value = &value
	}
	return r
}

// per is a ratio by so many of the denominator.
func per(many, numerator, denominator float64, parts map[string]float64) row {
	r := share(numerator, denominator, parts)
	if r.Value != nil {
		*r.Value *= many
	}
	return r
}

// progression is the share of those assessed again who have a higher level. A share of nobody is left out.
func progression(s sums) row {
	again, parts := s.of("higher", "same", "lower"), map[string]float64{}
	if again != 0 {
		parts["lower"], parts["same"] = s.of("lower")/again, s.of("same")/again
	}
	if due := s.of("due"); due != 0 {
		parts["reassessed"] = again / due
	}
	return share(s.of("higher"), again, parts)
}

// withinDays is up to how many days a person's coming follows a referral.
const withinDays = 60

// completion is the share of the referrals that can be judged that were followed.
func completion(s sums) row {
	var seen int64
	for days := range withinDays + 1 {
		seen += s.judged[days]
	}
	return share(float64(seen), s.sent(), map[string]float64{"waiting": s.of("waited") - s.sent()})
}

// waits are the days within which half of the referrals that can be judged had been followed, and nine in ten; those that were not
// rank last.
func waits(s sums) row {
	seen, within := int64(0), map[int64]*float64{5: nil, 9: nil}
	for days := range withinDays + 1 {
		seen += s.judged[days]
		for tenths, reached := range within {
			if reached == nil && s.sent() > 0 && 10*seen >= tenths*int64(s.sent()) {
				at := float64(days)
				within[tenths] = &at
			}
		}
	}
	r := share(float64(seen), s.sent(), map[string]float64{"seen": float64(seen), "waiting": s.of("waited") - s.sent()})
	r.Value = within[5]
	for name, reached := range map[string]*float64{"median": within[5], "p90": within[9]} {
		if reached != nil {
			r.Parts[name] = *reached
		}
	}
	return r
}

// residents are the persons helped by their residence, per 1 000 inhabitants. A choice of territories chooses residents; someone
// whose residence is known only roughly is of unknown residence.
func residents(a addition) []row {
	type place struct{ residents, people, unknown, outside float64 }
	places := map[string]*place{}
	at := func(key string) *place {
		if places[key] == nil {
			places[key] = &place{}
		}
		return places[key]
	}
	apart, chosen := a.part.by == "territory", a.asked.territories
	for code, s := range a.keys {
		_, registered := a.scope.territories[code]
		rough := code == KeyUnknown || a.scope.rough[code]
		in := registered
		if chosen != nil {
			in = containsSorted(chosen, code)
		}
		key := KeyTotal
		switch {
		case apart && chosen != nil && !in:
			continue
		case apart && rough:
			key = KeyUnknown
		case apart && registered:
			key = code
		case apart:
			key = KeyOutside
		}
		p, persons := at(key), s.of("persons")
		if apart || in {
			p.residents += persons
		}
		if rough && !in {
			p.unknown += persons
		}
		if !rough && !registered {
			p.outside += persons
		}
	}
	for _, t := range a.scope.inhabited(a.part.by, chosen) {
		key := KeyTotal
		if apart {
			key = t.Code
		}
		at(key).people += float64(t.People)
	}
	rows := make([]row, 0, len(places))
	for key, p := range places {
		r := per(1000, p.residents, p.people, map[string]float64{"unknown": p.unknown, "outside": p.outside})
		r.Key = key
		rows = append(rows, r)
	}
	return rows
}
