package dashboard_test

import (
	"os"
	"testing"
	"testing/fstest"

	"vigie/queries"
	"vigie/queries/indicator"
)

// shown are the indicators of these tests: one more in queries/ changes no golden page.
var shown = []string{
	"accessibility.free_offer", "accessibility.open_after_hours", "accessibility.outreach_share", "accessibility.reach_per_1000", "accessibility.residents_in_need",
	"accessibility.service_variety", "accessibility.structures_per_10k", "accessibility.underserved", "accessibility.wait_days",
	"visibility.connected_structures", "visibility.fresh_records", "visibility.referral_completion", "visibility.reporting_rate",
	"visibility.three_partners",
	"impact.accompaniments", "impact.change_explained", "impact.people_not_recurrent",
	"impact.cost_per_person", "impact.funding_by_source", "impact.funding_per_1000", "impact.funnel", "impact.level_profile", "impact.participations", "impact.people_followed", "impact.people_helped",
	"impact.progression", "impact.return_rate", "impact.support_hours", "impact.target_reached",
}

// indicators loads them with the measures that they name.
func indicators(t testing.TB) *indicator.Catalogue {
	t.Helper()
	all, err := queries.Load()
	must(t, err)
	files := fstest.MapFS{}
	keep := func(file string) {
		text, err := os.ReadFile("../queries/" + file)
		must(t, err)
		files[file] = &fstest.MapFile{Data: text}
	}
	for _, id := range shown {
		about, ok := all.Get(id)
		if !ok {
			t.Fatalf("there is no indicator %s any more", id)
		}
		keep(about.File)
		for _, name := range about.Measures() {
			m, _ := all.Measure(name)
			keep(m.File)
		}
		for _, component := range about.Components {
			for term := range component.Terms {
				m, _ := all.Measure(term.Measure)
				keep(m.File)
			}
		}
	}
	c, err := indicator.Load(files)
	must(t, err)
	return c
}
