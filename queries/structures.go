package queries

import (
	"context"
	"slices"
	"time"
)

// structureState is a structure as the registry has it for periods that end after KnownFrom and not after KnownUntil.
type structureState struct {
	ID             string     `ch:"id"`
	Territory      string     `ch:"territory"`
	TerritoryKey   string     `ch:"territory_key"`
	KnownFrom      time.Time  `ch:"known_from"`
	KnownUntil     time.Time  `ch:"known_until"`
	OpenedOn       *time.Time `ch:"opened_on"`
	ClosedOn       *time.Time `ch:"closed_on"`
	UpdatedOn      time.Time  `ch:"updated_on"`
	HoursKnown     bool       `ch:"hours_known"`
	EveningMinutes uint16     `ch:"evening_minutes"`
	WeekendMinutes uint16     `ch:"weekend_minutes"`
	Services       []string   `ch:"services"`
}

// open tells whether a structure is known in this state, and open, on the last day of a period that ends before a day.
func (s *structureState) open(to time.Time) bool {
	return s.KnownFrom.Before(to) && !s.KnownUntil.Before(to) &&
		(s.OpenedOn == nil || s.OpenedOn.Before(to)) && (s.ClosedOn == nil || !s.ClosedOn.Before(to))
}

// ofStructures is how the figures of an indicator follow from the structures that are open on a period's last day.
type ofStructures struct {
	groupings []string
	// activity: it needs to know when each has events; since: and what referrals went between them, from which day on.
	activity bool
	since    func(part) time.Time
	figure   func(counted) row
}

// structural are the indicators of structures, where a question has filters on places only.
var structural = map[string]ofStructures{
	"accessibility.open_after_hours":   {groupings: byPlace, figure: afterHours},
	"accessibility.service_variety":    {groupings: []string{"total", "territory"}, figure: variety},
	"accessibility.structures_per_10k": {groupings: []string{"total", "territory"}, figure: perInhabitants},
	"visibility.connected_structures":  {groupings: byPlace, activity: true, since: func(p part) time.Time { return p.from }, figure: connected},
	"visibility.fresh_records":         {groupings: byPlace, figure: fresh},
	"visibility.reporting_rate":        {groupings: byPlace, activity: true, figure: reporting},
	"visibility.three_partners":        {groupings: byPlace, activity: true, since: func(p part) time.Time { return monthsBefore(p.to, 12) }, figure: partners},
}

// counted is the open structures that a figure counts, and what is known of them.
type counted struct {
	open   []*structureState
	people float64 // inhabitants of its territory
	part   part
	facts  *facts
	// The question's period, the 90 days in which a structure must report so as not to be silent, and that of the referrals.
	whole, lately bounds
	linked        stretch
}

// reports tells whether a structure has an event in the period.
func (g counted) reports(s *structureState) bool { return g.facts.active[s.ID].has(g.whole) }

func (g counted) count(which func(*structureState) bool) float64 {
	n := 0
	for _, s := range g.open {
		if which(s) {
			n++
		}
	}
	return float64(n)
}

func afterHours(g counted) row {
	evening := func(s *structureState) bool { return s.HoursKnown && s.EveningMinutes >= 120 }
	weekend := func(s *structureState) bool { return s.HoursKnown && s.WeekendMinutes > 0 }
	known := g.count(func(s *structureState) bool { return s.HoursKnown })
	return share(g.count(func(s *structureState) bool { return evening(s) || weekend(s) }), known, map[string]float64{
		"evening": g.count(evening), "weekend": g.count(weekend), "hours_unknown": float64(len(g.open)) - known})
}

// nine are the services whose variety is measured.
var nine = []string{"administrative_procedures", "everyday_tools", "employment", "safe_use", "parenting", "leisure_creation",
	"understanding_digital", "access_equipment", "affordable_equipment"}

func variety(g counted) row {
	offering, parts := 0, make(map[string]float64, len(nine))
	for _, service := range nine {
		parts[service] = g.count(func(s *structureState) bool { return slices.Contains(s.Services, service) })
		if parts[service] >= 2 {
			offering++
		}
	}
	return share(float64(offering), float64(len(nine)), parts)
}

func perInhabitants(g counted) row {
	nowhere := g.count(func(s *structureState) bool { return s.Territory == "" })
	structures := float64(len(g.open))
	if g.part.by != "territory" {
		structures -= nowhere
	}
	return per(10_000, structures, g.people, map[string]float64{"unattached": nowhere})
}

func fresh(g counted) row {
	within := func(months, upTo int) float64 {
		from, to := monthsBefore(g.part.to, months), monthsBefore(g.part.to, upTo)
		return g.count(func(s *structureState) bool {
			return !s.UpdatedOn.Before(from) && (upTo == 0 || s.UpdatedOn.Before(to))
		})
	}
	structures, lately := float64(len(g.open)), within(6, 0)
	return share(lately, structures, map[string]float64{
		"fresh": lately, "watch": within(12, 6), "check": within(18, 12), "stale": structures - within(18, 0)})
}

func reporting(g counted) row {
	return share(g.count(g.reports), float64(len(g.open)), map[string]float64{
		"silent": g.count(func(s *structureState) bool { return !g.facts.active[s.ID].has(g.lately) })})
}

func connected(g counted) row {
	var sent, received int64
	others := map[string]bool{}
	reports := g.count(g.reports)
	linked := g.count(func(s *structureState) bool {
		out, in := g.facts.referrals(s.ID, g.linked, others)
		sent, received = sent+out, received+in
		return out+in > 0 && g.reports(s)
	})
	return share(linked, reports, map[string]float64{
		"isolated": reports - linked, "sent": float64(sent), "received": float64(received), "partners": float64(len(others))})
}

func partners(g counted) row {
	var several, none, few float64
	all := map[string]bool{}
	for _, s := range g.open {
		if !g.reports(s) {
			continue
		}
		own := map[string]bool{}
		g.facts.referrals(s.ID, g.linked, own)
		switch {
		case len(own) >= 3:
			several++
		case len(own) > 0:
			few++
		default:
			none++
		}
		for other := range own {
			all[other] = true
		}
	}
	return share(several, several+few+none, map[string]float64{"none": none, "one_or_two": few, "partners": float64(len(all))})
}

// local finds the rows of questions about structures.
func (r *Runner) local(ctx context.Context, pieces []*piece, now moment) error {
	var events, referrals []dated
	counting := make([][]counted, len(pieces))
	for i, piece := range pieces {
		about := structural[piece.indicator.ID]
		for _, p := range piece.parts() {
			judged := earlier(p.to, piece.asOf.AddDate(0, 0, 1))
			whole, lately := dated{p.from, p.to}, dated{judged.AddDate(0, 0, -90), judged}
			g := counted{part: p, whole: whole.bounds(), lately: lately.bounds()}
			if about.activity {
				events = append(events, whole, lately)
			}
			if about.since != nil {
				linked := dated{about.since(p), p.to}
				g.linked = linked.stretch()
				referrals = append(referrals, linked)
			}
			counting[i] = append(counting[i], g)
		}
	}
	f, err := r.facts(ctx, events, referrals, now)
	if err != nil {
		return err
	}
	for i, piece := range pieces {
		for _, g := range counting[i] {
			g.facts = f
			for key, g := range g.byKey(piece.asked, now.scope) {
				made := structural[piece.indicator.ID].figure(*g)
				if made.Key = key; piece.by == "month" {
					made.Key = g.part.from.Format("2006-01")
				}
				piece.rows = append(piece.rows, made)
			}
		}
	}
	return nil
}

// byKey deals the open structures of a question out to the keys of its figures. Territories and the total are there without any.
func (g counted) byKey(a asked, s *scope) map[string]*counted {
	keys := map[string]*counted{}
	at := func(key string) *counted {
		if keys[key] == nil {
			copied := g
			keys[key] = &copied
		}
		return keys[key]
	}
	if g.part.by == KeyTotal {
		at(KeyTotal)
	}
	if g.part.by != "structure" {
		for _, t := range s.inhabited(g.part.by, a.territories) {
			key := KeyTotal
			if g.part.by == "territory" {
				key = t.Code
			}
			at(key).people += float64(t.People)
		}
	}
	structures := a.filters["structure"]
	for i := range s.states {
		st := &s.states[i]
		if !st.open(g.part.to) || a.territories != nil && !containsSorted(a.territories, st.Territory) || structures != nil && !containsSorted(structures, st.ID) {
			continue
		}
		key := KeyTotal
		switch g.part.by {
		case "territory":
			key = st.TerritoryKey
		case "structure":
			key = st.ID
		}
		one := at(key)
		one.open = append(one.open, st)
	}
	return keys
}
