package dashboard_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// funded are the projects that structures name in most of what they do.
var funded = map[string]string{"s1": "aap-01-1", "s3": "aap-01-2"}

// crowd are events of enough people for figures to be shown: many in the 11e, where what is asked of them can be broken down, fewer in the
// 12e, a handful in the 13e, who are protected in all but the longest windows, and none in the 20e. The same ones each time.
func crowd(t testing.TB) (all []datedEvent) {
	t.Helper()
	const source = "https://outil.example/essai"
	r := rand.New(rand.NewPCG(2026, 7))
	one := func(items ...string) string { return items[r.IntN(len(items))] }
	add := func(kind string, at time.Time, data map[string]any) {
		if !at.Before(now().AddDate(0, 0, -2)) {
			return
		}
		line, err := json.Marshal(map[string]any{
			"specversion": "1.0", "id": fmt.Sprintf("crowd-%d", len(all)), "source": source, "type": "vigie." + kind + ".v1", "time": at.Format(time.DateOnly), "data": data,
		})
		must(t, err)
		all = append(all, datedEvent{at, string(line)})
	}
	levels := []string{"unable", "beginner", "intermediate", "autonomous"}
	for _, place := range []struct {
		structure, residence string
		people               int
	}{{"s1", "75111", 260}, {"s3", "75112", 150}, {"s5", "75113", 30}} {
		for i := range place.people {
			person := fmt.Sprintf("%s-%d", place.structure, i)
			first := time.Date(2024, 6, 3, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(700))
			profile := map[string]any{
				"residence": place.residence, "age_band": one("25_39", "40_59", "60_69", "70_plus", "70_plus"),
				"activity": one("employed", "job_seeker", "retired", "retired"), "gender": one("woman", "woman", "man"),
			}
			attended := first
			for range 2 + r.IntN(4) {
				data := map[string]any{
					"structure": place.structure, "person": person, "format": one("individual", "individual", "workshop", "remote"),
					"services": []string{one("administrative_procedures", "everyday_tools")}, "minutes": 30 + 30*r.IntN(3), "profile": profile,
				}
				if project := funded[place.structure]; project != "" && i%3 > 0 {
					data["project"] = project
				}
				add("attendance", attended, data)
				attended = attended.AddDate(0, 0, 10+r.IntN(30))
			}
			level := r.IntN(3)
			assess := func(at time.Time, level int) {
				add("assessment", at, map[string]any{"structure": place.structure, "person": person, "level": levels[level]})
			}
			assess(first, level)
			switch n := r.IntN(10); {
			case n < 4:
				assess(first.AddDate(0, 0, 90), level+1)
			case n < 5:
				assess(first.AddDate(0, 0, 90), max(level-1, 0))
			case n < 8:
				assess(first.AddDate(0, 0, 90), level)
			}
			if place.structure == "s1" && i%2 == 0 {
				sent := first.AddDate(0, 0, 7)
				add("referral", sent, map[string]any{"referral": "r-" + person, "status": "sent", "to": "s3", "person": person, "from": "s1"})
				if i%3 > 0 {
					add("attendance", sent.AddDate(0, 0, 3+r.IntN(50)), map[string]any{
						"structure": "s3", "person": person, "format": "individual", "minutes": 60, "profile": profile})
				}
			}
		}
	}
	// A workshop of which it is not known how many came before: how many people were helped in the 13e is an estimate.
	add("attendance", time.Date(2026, 4, 9, 0, 0, 0, 0, time.UTC), map[string]any{
		"structure": "s5", "participants": map[string]any{"total": 40}, "format": "workshop", "minutes": 120})
	return all
}
