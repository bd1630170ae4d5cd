package oracle

import (
	"fmt"
	"slices"

	"vigie/event"
)

// Question is what is asked of one indicator. Filters hold the values of which one must be met, by name.
type Question struct {
	Indicator      string
	From, To, AsOf event.Day // the window holds From and not To
	By             string
	Territories    []string // codes of territories and groups
	Filters        map[string][]string
}

func (q Question) String() string {
	return fmt.Sprintf("%s by %s, %s to %s as of %s, in %v, %v", q.Indicator, q.By, q.From, q.To, q.AsOf, q.Territories, q.Filters)
}

// window is a question that is asked of one period as a whole, by anything but months.
type window struct {
	Question
	chosen map[string]bool // the territories that Territories hold; nil without a choice
}

// has tells whether a day lies in the window.
func (w window) has(day event.Day) bool { return w.From <= day && day < w.To }

// year tells whether a day lies in the 12 months to the window's end.
func (w window) year(day event.Day) bool { return monthsBefore(w.To, 12) <= day && day < w.To }

// allows tells whether one of the values meets a filter; no value at all is unknown.
func (w window) allows(filter string, values ...string) bool {
	wanted := w.Filters[filter]
	return len(wanted) == 0 || slices.ContainsFunc(classes(values), func(v string) bool { return slices.Contains(wanted, v) })
}

// within tells whether a place lies in the territories of the question.
func (w window) within(place string) bool { return w.chosen == nil || w.chosen[place] }

// classes are the values of a list, or unknown where it has none.
func classes(values []string) []string {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	if len(values) == 0 {
		return []string{unknown}
	}
	return values
}

// Indicators are the ids of all indicators that the package knows, sorted.
func Indicators() []string {
	var ids []string
	for id := range indicators {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Groupings are what an indicator can be asked by, Filters what it can be filtered by.
func Groupings(indicator string) []string { return indicators[indicator].groupings }

// Filters are the names of the filters of an indicator, territory among them.
func Filters(indicator string) []string { return indicators[indicator].filters }

// indicator is how the figures of an indicator are worked out.
type indicator struct {
	groupings, filters []string
	figures            func(n *Network, w window) map[string]Figure
	// Parts that are a share or a number of days: those of nobody are absent, which is not the same as 0.
	optional []string
}

// What indicators that count the same have in common.
var (
	ofPeople     = []string{"age_band", "activity", "gender"}
	ofAttendance = indicator{
		groupings: append([]string{"total", "territory", "structure", "project", "month", "service", "format"}, ofPeople...),
		filters:   append([]string{"territory", "structure", "project", "service", "format"}, ofPeople...)}
	ofSessions = indicator{
		groupings: []string{"total", "territory", "structure", "project", "month", "service", "format"},
		filters:   []string{"territory", "structure", "project", "service", "format"}}
	ofMatches = indicator{
		groupings: append([]string{"total", "territory", "structure", "project", "month", "service"}, ofPeople...),
		filters:   append([]string{"territory", "structure", "project", "service"}, ofPeople...)}
	ofReferral = indicator{
		groupings: append([]string{"total", "territory", "structure", "month", "service"}, ofPeople...),
		filters:   append([]string{"territory", "structure", "service"}, ofPeople...)}
	ofAssessment = indicator{
		groupings: append([]string{"total", "territory", "structure", "month"}, ofPeople...),
		filters:   append([]string{"territory", "structure"}, ofPeople...)}
	ofChange    = indicator{groupings: []string{"total", "territory", "month"}, filters: []string{"territory"}}
	ofStructure = indicator{
		groupings: []string{"total", "territory", "structure", "month"},
		filters:   []string{"territory", "structure"}}
	ofResidence = indicator{
		groupings: []string{"total", "territory", "month"},
		filters:   []string{"territory", "structure", "project", "service", "format"}}
	ofWants = indicator{groupings: []string{"total", "territory", "month", "service"}, filters: []string{"territory", "service"}}
	ofMoney = indicator{
		groupings: []string{"total", "territory", "structure", "project", "month", "call"},
		filters:   []string{"territory", "structure", "project"}}
	ofTarget = indicator{
		groupings: []string{"total", "structure", "project", "month", "call"},
		filters:   []string{"structure", "project"}}
	ofProject  = indicator{groupings: []string{"total", "project", "month", "call"}, filters: []string{"project"}}
	ofNeed     = indicator{groupings: []string{"total", "territory", "month"}, filters: []string{"territory"}}
	ofDistance = indicator{groupings: []string{"total", "territory", "month", "service"}, filters: []string{"territory", "service"}}
	ofRank     = indicator{groupings: []string{"territory"}, filters: []string{"territory", "need"}}
	ofOffer    = indicator{groupings: ofStructure.groupings, filters: append([]string{"service"}, ofStructure.filters...)}
	ofNetwork  = indicator{groupings: []string{"total", "month"}}
)

// with completes what is common.
func (i indicator) with(figures func(n *Network, w window) map[string]Figure, optional ...string) indicator {
	i.figures, i.optional = figures, optional
	return i
}

// by adds groupings, only replaces all of them.
func (i indicator) by(more ...string) indicator {
	i.groupings = append(slices.Clone(i.groupings), more...)
	return i
}

func (i indicator) only(groupings ...string) indicator {
	i.groupings = groupings
	return i
}

var indicators = map[string]indicator{
	"accessibility.open_after_hours":   ofOffer.with(openAfterHours),
	"accessibility.free_offer":         ofOffer.with(freeOffer),
	"accessibility.structures_per_10k": ofOffer.only("total", "territory", "month").with(structuresPer10k),
	"accessibility.service_variety":    ofStructure.only("total", "territory", "month").with(serviceVariety),
	"accessibility.reach_per_1000":     ofResidence.with(reachPer1000),
	"accessibility.wait_days":          ofReferral.with(waitDays, "median", "p90"),
	"accessibility.outreach_share":     ofAttendance.with(outreachShare),
	"accessibility.adapted_offer":      ofOffer.with(adaptedOffer, "unsaid"),
	"accessibility.equipment_offer":    ofStructure.with(equipmentOffer, "devices", "wifi"),
	"accessibility.staffed_hours":      ofOffer.only("total", "territory", "month").with(staffedHours, "known"),
	"visibility.mapped_structures":     ofStructure.with(mappedStructures),
	"visibility.labelled_structures":   ofOffer.with(labelledStructures),
	"visibility.charter_signatories":   ofOffer.with(charterSignatories),
	"visibility.spare_capacity":        ofOffer.with(spareCapacity),
	"visibility.wanted_vs_offered":     ofWants.with(wantedVsOffered),
	"visibility.assessing_structures":  ofStructure.with(assessingStructures),
	"visibility.reporting_rate":        ofStructure.with(reportingRate),
	"visibility.fresh_records":         ofStructure.with(freshRecords),
	"visibility.connected_structures":  ofStructure.with(connectedStructures),
	"visibility.three_partners":        ofStructure.with(threePartners),
	"visibility.referral_completion":   ofReferral.with(referralCompletion),
	"impact.people_followed":           ofAttendance.with(peopleFollowed),
	"impact.people_helped":             ofAttendance.with(peopleHelped),
	"impact.participations":            ofAttendance.with(participations),
	"impact.support_hours":             ofAttendance.with(supportHours),
	"impact.mediator_hours":            ofSessions.with(mediatorHours),
	"impact.people_not_recurrent":      ofSessions.with(peopleNotRecurrent),
	"impact.accompaniments":            ofSessions.with(accompaniments),
	"impact.aids_given":                ofSessions.with(aidsGiven),
	"impact.help_by_procedure":         ofAttendance.with(helpByProcedure),
	"impact.helpers_active":            ofAttendance.with(helpersActive),
	"impact.helpers_trained":           ofSessions.with(helpersTrained),
	"impact.reached_share":             ofSessions.with(reachedShare, "seniors"),
	"impact.help_matches_level":        ofMatches.with(helpMatchesLevel),
	"visibility.heard_from":            ofSessions.with(heardFrom, channels...),
	"impact.return_rate":               ofAttendance.with(returnRate),
	"impact.progression":               ofAssessment.with(progression, "lower", "same", "reassessed"),
	"impact.autonomy_gained":           ofAssessment.with(autonomyGained, "reassessed"),
	"impact.score_gain":                ofAssessment.with(scoreGain),
	"impact.change_explained":          ofChange.with(changeExplained),
	"visibility.referral_acceptance":   ofReferral.with(referralAcceptance),
	"impact.level_profile":             ofAssessment.by("equipment", "connects", "offline_reason", "barrier").with(levelProfile),
	"impact.funnel":                    ofAssessment.with(funnel),

	"impact.funding_by_source":        ofMoney.by("funder").with(fundingBySource),
	"impact.funding_per_1000":         ofMoney.only("total", "territory", "month").with(fundingPer1000),
	"impact.cost_per_person":          ofMoney.with(costPerPerson, "call"),
	"impact.target_reached":           ofTarget.with(targetReached),
	"impact.project_progression":      ofProject.with(projectProgression),
	"impact.project_participations":   indicator{groupings: append([]string{"format"}, ofProject.groupings...), filters: []string{"project", "format"}}.with(projectParticipations),
	"accessibility.residents_in_need": ofNeed.with(residentsInNeed),
	"accessibility.need_coverage":     ofResidence.with(needCoverage, "with_never_assessed"),

	"impact.plan_progress":            ofNetwork.with(planProgress),
	"visibility.members":              ofNetwork.with(members),
	"visibility.animated_territories": ofNeed.with(animatedTerritories),
	"impact.campaign_results":         ofNetwork.with(campaignResults),
	"impact.helpers_per_need":         ofNetwork.with(helpersPerNeed),
	"accessibility.km_to_offer":       ofDistance.with(kmToOffer),
	"accessibility.underserved":       ofRank.with(underserved, rankParts...),
}

// Ask answers a question: its figures by key. By month each month is a period of its own, clipped to the question's.
func (n *Network) Ask(q Question) map[string]Figure {
	figures := indicators[q.Indicator].figures
	if q.By != "month" {
		return figures(n, window{q, n.held(q.Territories)})
	}
	answer := map[string]Figure{}
	for from := q.From; from < q.To; from = nextMonth(from) {
		month := q
		month.By, month.From, month.To = total, from, min(nextMonth(from), q.To)
		answer[from.Time().Format("2006-01")] = figures(n, window{month, n.held(q.Territories)})[total]
	}
	return answer
}
