package indicator_test

import (
	"fmt"
	"slices"
	"testing"

	"vigie/queries"
	"vigie/queries/indicator"
)

// What events must carry to feed an indicator, as its formulas and the headers of its measures have it.
func TestNeeds(t *testing.T) {
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"impact.people_followed":           "[[attendance.person]] []",
		"impact.people_helped":             "[[attendance.participants.returning] [attendance.person]] [[attendance.participants] [declaration.people]]",
		"impact.participations":            "[[attendance] [declaration]] []",
		"impact.progression":               "[[assessment]] []",
		"impact.score_gain":                "[[assessment.score]] []",
		"accessibility.wait_days":          "[[attendance.person referral.person referral.to]] []",
		"accessibility.reach_per_1000":     "[[attendance.person profile.residence]] []",
		"accessibility.need_coverage":      "[[assessment attendance.person profile.residence]] []",
		"visibility.reporting_rate":        "[[events]] []",
		"visibility.connected_structures":  "[[referral.to]] []",
		"visibility.assessing_structures":  "[[assessment]] []",
		"visibility.heard_from":            "[[attendance.heard_from]] []",
		"impact.cost_per_person":           "[[attendance.participants.returning attendance.project] [attendance.person attendance.project]] [[attendance.participants attendance.project] [declaration.people declaration.project]]",
		"impact.funding_by_source":         "none",
		"accessibility.structures_per_10k": "none",
		"accessibility.residents_in_need":  "none",
		"visibility.spare_capacity":        "[[attendance]] []",
		"impact.reached_share":             "[[attendance.person profile.gender]] []",
	} {
		i, ok := catalogue.Get(id)
		if !ok {
			t.Errorf("there is no %s", id)
			continue
		}
		got := "none"
		if needs := catalogue.Needs(i); needs != nil {
			got = fmt.Sprint(needs.Fed, " ", needs.Estimate)
		}
		if got != want {
			t.Errorf("%s needs %s, not %s", id, got, want)
		}
	}
}

// What a source can do, and the least that it lacks.
func TestFeed(t *testing.T) {
	needs := indicator.Needs{
		Fed:      [][]string{{"attendance.person", "profile.residence"}, {"attendance.participants.returning"}},
		Estimate: [][]string{{"attendance.participants"}},
	}
	for _, c := range []struct {
		carries []string
		want    string
	}{
		{[]string{"attendance.person", "profile.residence"}, "fed []"},
		{[]string{"attendance.person"}, "impossible [profile.residence]"},
		{[]string{"attendance.participants"}, "estimate [attendance.participants.returning]"},
		{nil, "impossible [attendance.participants.returning]"},
	} {
		feed, lacks := needs.Of(func(trait string) bool { return slices.Contains(c.carries, trait) })
		if got := fmt.Sprint(feed, " ", lacks); got != c.want {
			t.Errorf("with %v: %s, not %s", c.carries, got, c.want)
		}
	}
	rough := indicator.Needs{Estimate: [][]string{{"declaration.people"}}}
	if feed, lacks := rough.Of(func(string) bool { return false }); feed != indicator.Impossible || !slices.Equal(lacks, []string{"declaration.people"}) {
		t.Error(feed, lacks)
	}
}
