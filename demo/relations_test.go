package demo_test

import (
	"slices"
	"strings"
	"testing"

	"vigie/event"
	"vigie/network"
)

// visit is a person at a structure.
type visit struct{ person, structure string }

func testReferrals(t *testing.T, counted []event.Event, structures map[string]network.Structure) {
	first := map[visit]event.Day{}
	for _, e := range counted {
		if a := e.Attendance; a != nil && a.Person != "" {
			key := visit{a.Person, a.Structure}
			if day, known := first[key]; !known || e.Day < day {
				first[key] = e.Day
			}
		}
	}
	states := map[event.Status]float64{}
	type referral struct{ source, id string }
	opened := map[referral]event.Day{}
	var sent, outside, nameless, old, completed float64
	var waits []int
	for _, e := range counted {
		r := e.Referral
		if r == nil {
			continue
		}
		states[r.Status]++
		id := referral{e.Source, r.ID}
		if r.ReferralSource != "" {
			id.source = r.ReferralSource
		}
		if r.Status == event.StatusSent {
			opened[id] = e.Day
		}
	}
	for _, e := range counted {
		r := e.Referral
		if r == nil {
			continue
		}
		if _, known := structures[r.From]; !known {
			t.Errorf("referral %s comes from %q, which is no structure", r.ID, r.From)
		}
		if _, known := structures[r.To]; !known && r.To != "" {
			t.Errorf("referral %s goes to %q, which is no structure", r.ID, r.To)
		}
		id := referral{e.Source, r.ID}
		if r.ReferralSource != "" {
			id.source = r.ReferralSource
		}
		if day, known := opened[id]; !known || e.Day < day {
			t.Errorf("referral %s is %s on %s without having been sent before", r.ID, r.Status, e.Day)
		}
		if r.Status != event.StatusSent {
			continue
		}
		sent++
		switch {
		case r.To == "":
			outside++
		case r.Person == "":
			nameless++
		case e.Day < to-60:
			old++
			if day, came := first[visit{r.Person, r.To}]; came && day >= e.Day {
				if day <= e.Day+60 {
					completed++
				}
				waits = append(waits, int(day-e.Day))
			}
		}
	}
	slices.Sort(waits)
	between(t, "share accepted", states[event.StatusAccepted]/sent, 0.45, 0.7)
	between(t, "share declined", states[event.StatusDeclined]/sent, 0.06, 0.15)
	between(t, "share expired", states[event.StatusExpired]/sent, 0.02, 0.1)
	between(t, "share that leaves the network", outside/sent, 0.08, 0.16)
	between(t, "share that names nobody", nameless/sent, 0.15, 0.5)
	between(t, "share completed within 60 days", completed/old, 0.45, 0.6)
	between(t, "median wait of those who came, days", float64(waits[len(waits)/2]), 9, 15)
}

func testNetwork(t *testing.T, counted []event.Event, structures map[string]network.Structure) {
	partners := map[string]map[string]bool{}
	meet := func(a, b string) {
		if partners[a] == nil {
			partners[a] = map[string]bool{}
		}
		partners[a][b] = true
	}
	last := map[string]event.Day{}
	attended := map[string]float64{} // by territory
	projects := map[string]float64{} // by call
	codes := map[string]bool{}
	cluster := map[string]bool{}
	for _, e := range counted {
		var at string
		switch {
		case e.Attendance != nil:
			a := e.Attendance
			at = a.Structure
			attended[structures[at].INSEE]++
			if a.Project != "" {
				projects[a.Project[:strings.LastIndex(a.Project, "-")]]++
				codes[a.Project] = true
			}
		case e.Assessment != nil:
			at = e.Assessment.Structure
		case e.Declaration != nil:
			at = e.Declaration.Structure
		case e.Referral != nil:
			at = e.Referral.From
			if e.Referral.To != "" {
				meet(at, e.Referral.To)
				meet(e.Referral.To, at)
			}
		}
		last[at] = max(last[at], e.Day)
		if strings.HasSuffix(e.Source, "/outil-d") {
			cluster[at] = true
		}
	}
	all := float64(len(structures))
	var silent, never, connected, three float64
	for id := range structures {
		switch day, sends := last[id]; {
		case !sends:
			never++
		case day < to-90:
			silent++
		}
		if len(partners[id]) > 0 {
			connected++
		}
		if len(partners[id]) >= 3 {
			three++
		}
	}
	between(t, "share of structures that never send", never/all, 0.01, 0.06)
	between(t, "share of structures fallen silent", silent/all, 0.03, 0.12)
	between(t, "share of structures that know another", connected/all, 0.7, 0.95)
	between(t, "share of structures that know three others", three/all, 0.5, 0.9)

	between(t, "structures in the isolated cluster", float64(len(cluster)), 5, 8)
	for id := range cluster {
		for partner := range partners[id] {
			if !cluster[partner] {
				t.Errorf("%s of the isolated cluster knows %s", id, partner)
			}
		}
	}
	if west, pilot := attended["75116"]/159, attended["75113"]/181; west*1.5 > pilot {
		t.Errorf("%.1f attendances for 1 000 residents of the 16e, %.1f of the 13e: want clearly fewer", west, pilot)
	}
	if len(projects) != 3 || len(codes) < 10 {
		t.Errorf("%d projects of %d calls, want at least ten of three", len(codes), len(projects))
	}
	if projects["aap-2025"]*3 > projects["aap-2024"] {
		t.Errorf("the second call reached %g, the first %g: want the second far behind", projects["aap-2025"], projects["aap-2024"])
	}
}

func testResidences(t *testing.T, counted []event.Event, structures map[string]network.Structure) {
	var all, missing, unknown, beyond, same float64
	for _, e := range counted {
		if e.Assessment == nil {
			continue
		}
		all++
		switch code := e.Assessment.Profile.Residence; {
		case code == "":
			missing++
		case code == "75056":
			unknown++
		case !strings.HasPrefix(code, "75"):
			beyond++
		case code == structures[e.Assessment.Structure].INSEE:
			same++
		}
	}
	between(t, "residence not given", missing/all, 0.03, 0.1)
	between(t, "residence in an unknown arrondissement", unknown/all, 0.02, 0.06)
	between(t, "residence outside Paris", beyond/all, 0.02, 0.06)
	between(t, "residence in the structure's arrondissement", same/all, 0.5, 0.75)
}
