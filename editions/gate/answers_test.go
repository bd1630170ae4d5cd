package gate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
	"vigie/queries/places"
	"vigie/queries/queriestest"
)

// What several figures are asked by.
func TestBy(t *testing.T) {
	p := publication(t,
		cell("followed", areaP, january, 20), cell("followed", areaP, february, 9), cell("followed", areaP, april, 30),
		cell("followed", areaA, quarter, 15), cell("followed", areaA, autumn, 4), cell("followed", areaX, quarter, 13),
		cell("attended", s1, quarter, 25),
		cell("helped", areaP, quarter, 40, "age_band", "70_plus"), cell("helped", areaP, quarter, 12, "age_band", "unknown"),
		cell("helped", areaA, quarter, 40, "age_band", "70_plus"), cell("helped", areaA, quarter, 90, "age_band", "unknown"),
		cell("referrals_judged", areaP, january, 50), cell("referrals_followed", areaP, january, 20),
		cell("referrals_judged", areaP, april, 50), cell("referrals_followed", areaP, april, 20),
		cell(cells.Present, projectX, quarter, 1), cell(cells.Present, projectY, quarter, 1), cell(cells.Present, callK, quarter, 2),
		cell("helped", projectX, quarter, 20), cell("helped", callK, quarter, 24), cell("attended", callK, quarter, 60),
		cell("cents_paid", projectX, quarter, 150_000), cell("cents_paid", callK, quarter, 150_000),
		cell("cents_paid", funderV, quarter, 100_000), cell("cents_paid", cells.Area{Kind: cells.Funder, Code: "unknown"}, quarter, 50_000),
		cell("cents_of_call", callK, quarter, 240_000), cell("helped_by_projects", callK, quarter, 24),
		cell("attended_since_start", callK, quarter, 70), cell("attended_since_start", callK, quarter, 50, "format", "workshop"),
	)
	p.registry = p.registry.WithTitles([]places.Title{
		{Kind: cells.Project, Code: projectX.Code, Title: "Un projet", Call: "K"}, {Kind: cells.Project, Code: projectY.Code, Call: "L"},
		{Kind: cells.Call, Code: callK.Code, Title: "Un appel"},
	})
	for name, c := range map[string]struct {
		ask  Question
		want string // the figures that are shown, and the status of others where it is not protected
	}{
		"months":               {asking("impact.people_followed", "2026-01-01/2026-06-01", in("P"), by("month")), "2026-01 20, 2026-04 30, 2026-05 unpublished"},
		"whole months alone":   {asking("impact.people_followed", "2026-01-02/2026-05-20", in("P"), by("month")), "2026-04 30"},
		"quarters":             {asking("impact.people_followed", "2025-10-01/2026-07-01", in("A"), by("quarter")), "2026-Q1 15, 2026-Q2 unpublished"},
		"what must wait":       {asking("visibility.referral_completion", "2026-01-01/2026-05-01", in("P"), by("month")), "2026-01 0.4, 2026-02 unpublished, 2026-03 unpublished, 2026-04 unpublished"},
		"territories":          {asking("impact.people_followed", quarter, by("territory")), "A 15, D no_data, outside 13"},
		"territories of one":   {asking("impact.people_followed", quarter, in("P"), by("territory")), "A 15"},
		"structures":           {asking("impact.participations", quarter, by("structure")), "s1 25, s2 no_data, s3 no_data"},
		"projects":             {asking("impact.people_helped", quarter, by("project")), "X 20"},
		"projects without one": {asking("impact.funding_by_source", quarter, by("project")), "X 1500, Y 0"},
		"projects of a call":   {asking("impact.funding_by_source", quarter, by("project"), only("call", "K")), "X 1500"},
		"calls":                {asking("impact.people_helped", quarter, by("call")), "K 24"},
		"a call":               {asking("impact.participations", quarter, only("call", "K")), "total 60"},
		"a call's quarters":    {asking("impact.participations", quarter, by("quarter"), only("call", "K")), "2026-Q1 60"},
		"a project not begun":  {asking("impact.people_helped", autumn, only("project", "X")), "total no_data"},
		"costs of calls":       {asking("impact.cost_per_person", quarter, by("call")), "K 100"},
		"funders":              {asking("impact.funding_by_source", quarter, by("funder")), "Ville 1000, unknown 500"},
		"formats of a call":    {asking("impact.project_participations", quarter, by("format"), only("call", "K")), "workshop 50"},
		"structures of one":    {asking("impact.participations", quarter, in("P"), by("structure")), "s1 25, s2 no_data"},
		"classes":              {asking("impact.people_helped", quarter, in("P"), by("age_band")), "70_plus 40, unknown 12"},
		"known classes alone":  {asking("impact.people_helped", quarter, in("A"), by("age_band")), "70_plus 40"},
		"a class of each":      {asking("impact.people_helped", quarter, by("territory"), only("age_band", "70_plus")), "A 40, D no_data"},
		"the last twelve":      {Question{Indicator: "impact.people_followed"}, ""},
		"French by default":    {Question{Indicator: "impact.people_followed", By: "quarter", From: "2026-01-01", To: "2026-04-01", Place: "A"}, "2026-Q1 15"},
		"a group of two":       {asking("impact.people_followed", quarter, in("pilot")), ""},
		"exact of structures":  {asking("visibility.reporting_rate", quarter, by("structure")), "s1 no_data, s2 no_data, s3 no_data"},
		"exact of territories": {asking("accessibility.structures_per_10k", quarter, in("P"), by("territory")), "A 0, B 0"},
	} {
		answer, err := p.Ask(c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var shown []string
		for _, f := range answer.Figures {
			switch {
			case f.Value != nil:
				shown = append(shown, fmt.Sprint(f.Key, " ", *f.Value))
			case f.Status != StatusProtected:
				shown = append(shown, f.Key+" "+f.Status)
			}
		}
		if got := strings.Join(shown, ", "); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
		if answer.Edition != 3 || answer.AsOf != "2026-05-15" {
			t.Errorf("%s: as of %s, edition %d", name, answer.AsOf, answer.Edition)
		}
	}
}

// Calls and projects are named by their titles, or else by their codes.
func TestTitles(t *testing.T) {
	p := publication(t, cell(cells.Present, projectX, quarter, 1), cell(cells.Present, projectY, quarter, 1), cell(cells.Present, callK, quarter, 1))
	p.registry = p.registry.WithTitles([]places.Title{
		{Kind: cells.Project, Code: projectX.Code, Title: "Un projet", Call: "K"}, {Kind: cells.Call, Code: callK.Code, Title: "Un appel"},
	})
	for _, c := range []struct{ by, want string }{{"project", "Un projet, Y"}, {"call", "Un appel"}} {
		answer, err := p.Ask(asking("impact.people_helped", quarter, by(c.by)))
		if err != nil {
			t.Fatal(err)
		}
		var labels []string
		for _, f := range answer.Figures {
			labels = append(labels, f.Label)
		}
		if got := strings.Join(labels, ", "); got != c.want {
			t.Errorf("by %s: %s, not %s", c.by, got, c.want)
		}
	}
}

// What is not published is refused, with what is instead.
func TestRefused(t *testing.T) {
	p := publication(t, cell("followed", areaA, quarter, 15), cell(cells.Present, callK, quarter, 1))
	for name, c := range map[string]struct {
		ask  Question
		code string
	}{
		"an indicator":                   {asking("impact.happiness", quarter), RefusedIndicator},
		"a grouping":                     {asking("impact.people_followed", quarter, by("colour")), RefusedBy},
		"months of progress":             {asking("impact.progression", quarter, in("A"), by("month")), RefusedBy},
		"no whole month":                 {asking("impact.people_followed", "2026-01-02/2026-02-27", by("month")), RefusedBy},
		"a place":                        {asking("impact.people_followed", quarter, in("Z")), RefusedTerritory},
		"a place of groups alone":        {asking("impact.help_matches_level", "2025-04-01/2026-04-01", in("A")), RefusedPlace},
		"a target of a place":            {asking("impact.target_reached", "2025-04-01/2026-04-01", in("P")), RefusedFilter},
		"costs of a place":               {asking("impact.cost_per_person", "2025-04-01/2026-04-01", in("A")), RefusedPlace},
		"months of structures' capacity": {asking("visibility.spare_capacity", quarter, by("month")), RefusedBy},
		"two filters":                    {asking("impact.people_helped", quarter, only("format", "workshop"), only("gender", "woman")), RefusedCombining},
		"a filter on a place":            {asking("impact.people_helped", quarter, only("territory", "A")), RefusedFilter},
		"an unknown filter":              {asking("impact.people_helped", quarter, only("colour", "red")), RefusedFilter},
		"an unknown call":                {asking("impact.people_helped", quarter, only("call", "Z")), RefusedValue},
		"funders of a call":              {asking("impact.funding_by_source", quarter, by("funder"), only("call", "K")), RefusedCombining},
		"projects of a place":            {asking("impact.people_helped", quarter, in("A"), by("project")), RefusedCombining},
		"calls of a project":             {asking("impact.people_helped", quarter, by("call"), only("project", "X")), RefusedCombining},
		"ages of a call":                 {asking("impact.people_helped", quarter, by("age_band"), only("call", "K")), RefusedBy},
		"euros per inhabitant of a call": {asking("impact.funding_per_1000", quarter, only("call", "K")), RefusedFilter},
		"an unknown class":               {asking("impact.people_helped", quarter, only("gender", "robot")), RefusedValue},
		"an unknown structure":           {asking("impact.people_helped", quarter, only("structure", "s9")), RefusedValue},
		"a structure in a place":         {asking("impact.people_helped", quarter, in("A"), only("structure", "s1")), RefusedCombining},
		"a class by another":             {asking("impact.people_helped", quarter, by("age_band"), only("gender", "woman")), RefusedCombining},
		"a class of structures":          {asking("impact.people_helped", quarter, by("structure"), only("gender", "woman")), RefusedCombining},
		"whom nobody knows, of A":        {asking("impact.people_helped", quarter, in("A"), only("gender", "unknown")), RefusedValue},
		"whom nobody knows, each":        {asking("impact.people_helped", quarter, by("territory"), only("gender", "unknown")), RefusedCombining},
		"a day":                          {asking("impact.people_followed", "2026-02-30/2026-04-01"), RefusedDate},
		"an end alone":                   {Question{Indicator: "impact.people_followed", To: "2026-04-01"}, RefusedDate},
		"an end before its start":        {asking("impact.people_followed", "2026-04-01/2026-01-01"), RefusedPeriod},
	} {
		_, err := p.Ask(c.ask)
		var refused Refusal
		if !errors.As(err, &refused) || refused.Code != c.code || refused.Error() == "" {
			t.Errorf("%s: %v, not %s", name, err, c.code)
		}
	}
	for name, c := range map[string]struct {
		ask     Question
		nearest string
		later   bool
	}{
		"any days":                 {asking("impact.people_followed", "2026-01-05/2026-04-01", in("A")), quarter, false},
		"a month of A's progress":  {asking("impact.progression", january, in("A")), quarter, false},
		"two months of people":     {asking("impact.people_followed", "2026-01-01/2026-03-01", in("P")), january, false},
		"what is not over":         {asking("impact.people_followed", "2026-05-01/2026-06-01", in("P")), april, true},
		"what must wait":           {asking("visibility.referral_completion", "2026-01-01/2026-04-01", in("A")), autumn, true},
		"levels of a month":        {asking("impact.level_profile", january, in("P")), year, false},
		"a year of projects":       {asking("impact.people_helped", year, only("project", "X")), autumn, false},
		"two quarters since start": {asking("impact.project_participations", "2025-10-01/2026-04-01"), autumn, false},
		"hours of a structure":     {asking("impact.support_hours", january, only("structure", "s1")), quarter, false},
		"a class of a month":       {asking("impact.people_helped", january, in("A"), only("gender", "woman")), quarter, false},
		"by places, any days":      {asking("impact.people_followed", "2026-01-05/2026-04-01", by("territory")), quarter, false},
		"members of two months":    {asking("visibility.members", "2026-01-01/2026-03-01"), january, false},
	} {
		_, err := p.Ask(c.ask)
		var unpublished UnpublishedError
		if !errors.As(err, &unpublished) || len(unpublished.Nearest) == 0 || unpublished.Error() == "" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if unpublished.Nearest[0] != window(c.nearest) || unpublished.Later != c.later {
			t.Errorf("%s: %v (later: %v), not %s first", name, err, unpublished.Later, c.nearest)
		}
	}
}

// TestLookingBack reads editions from a warehouse: each window in the latest version that an edition had, and no edition before there is one.
func TestLookingBack(t *testing.T) {
	w := queriestest.Open(t)
	w.Network(t, queriestest.Registry{Territories: []queriestest.Territory{{Code: "71076", Name: "A", Population: 5000}}})
	catalogue, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := NewReader(w.Warehouse, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	var nothing NothingPublishedError
	if _, err := reader.Read(t.Context(), 0); !errors.As(err, &nothing) {
		t.Error(err)
	}
	area := cells.Area{Kind: cells.Territory, Code: "71076"}
	publish := func(number uint32, on, of string, version uint16, value float64) {
		e := store.Edition{Number: number, Day: day(on), First: day("2026-01-01"), Windows: []store.Window{{Window: window(of), Edition: number, Version: version}}}
		present := cell(cells.Present, area, of, 1)
		one := cell("followed", area, of, value)
		if err := store.New(w.Warehouse).Publish(t.Context(), e, []store.Cell{present, one}); err != nil {
			t.Fatal(err)
		}
	}
	publish(1, "2026-04-15", quarter, 1, 20)
	if first, err := reader.Read(t.Context(), 0); err != nil || first.Edition.Number != 1 {
		t.Fatal(err)
	}
	publish(2, "2026-07-15", "2026-04-01/2026-07-01", 1, 30)
	publish(3, "2026-08-15", quarter, 2, 22)
	for _, c := range []struct {
		edition uint32
		of      period.Window
		want    float64
	}{
		{1, window(quarter), 20}, {2, window(quarter), 20}, {3, window(quarter), 22}, {0, window(quarter), 22},
		{2, window("2026-04-01/2026-07-01"), 30}, {3, window("2026-04-01/2026-07-01"), 30}, {1, window("2026-04-01/2026-07-01"), 0},
	} {
		p, err := reader.Read(t.Context(), c.edition)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := p.Ask(asking("impact.people_followed", c.of.From.Format("2006-01-02")+"/"+c.of.To.Format("2006-01-02"), in("71076")))
		var unpublished UnpublishedError
		if c.want == 0 {
			if !errors.As(err, &unpublished) {
				t.Errorf("edition %d has %v: %v", c.edition, c.of, err)
			}
		} else if err != nil || told(answer.Figures[0].Value) != c.want {
			t.Errorf("edition %d, %v: %v, %v", c.edition, c.of, answer, err)
		}
	}
	var refused Refusal
	if _, err := reader.Read(t.Context(), 4); !errors.As(err, &refused) || !slices.Equal(refused.Choices, []string{"1", "2", "3"}) {
		t.Error(err)
	}
}

// Who names no window gets the usual one, or where the figure is not published for that, the latest of the longest kind.
func TestUnaskedWindow(t *testing.T) {
	p := publication(t, cell("followed", areaA, quarter, 15))
	for _, c := range []struct{ indicator, latest, want string }{
		{"impact.people_followed", "", cells.Year},
		{"impact.mediator_hours", "", cells.Year}, // which adds up
		{"visibility.heard_from", "", cells.Half},
		{"visibility.heard_from", cells.Year, cells.Half},
		{"visibility.heard_from", cells.Quarter, cells.Quarter},
		{"impact.people_followed", cells.Quarter, cells.Quarter},
	} {
		indicator, want := c.indicator, c.want
		answer, err := p.Ask(Question{Indicator: indicator, Latest: c.latest})
		if err != nil {
			t.Errorf("%s: %v", indicator, err)
			continue
		}
		w, ok := period.Parse(answer.From + ".." + answer.To)
		if !ok || !slices.Contains(cells.KindsOf(w), want) {
			t.Errorf("%s: from %s to %s, which is no %s", indicator, answer.From, answer.To, want)
		}
	}
}
