package queries_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/queries/engine"
	"vigie/queries/queriestest"
)

// TestAsking asks networks that follow each other in one warehouse.
func TestAsking(t *testing.T) {
	w := queriestest.Open(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, queriestest.Warehouse)
	}{
		{"contract example", contractExample}, {"refusals", refusals}, {"long refusal", longRefusal}, {"odd names", oddNames},
		{"labels", labels}, {"every question", everyQuestion}, {"bad combinations", badCombinations},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, w) })
	}
}

// contractExample holds the JSON of an answer to the example of the outside contract: 100 people seen again of the 250
// who could be, 31 of them higher, 5 lower, 64 the same. The interval is that of Wilson's formula to six decimals; the
// contract shows 0.2276 for the lower bound, 0.0002 less.
func contractExample(t *testing.T, w queriestest.Warehouse) {
	lines := "territory 75101 name=Paris_1er parent=75056 population=15000\nstructure a territory=75101\n"
	for i := range 250 {
		lines += fmt.Sprintf("event first%d 2025-03-01 assessment structure=a person=p%d level=beginner\n", i, i)
		level := "beginner"
		switch {
		case i < 31:
			level = "intermediate"
		case i < 36:
			level = "unable"
		}
		if i < 100 {
			lines += fmt.Sprintf("event last%d 2026-02-03 assessment structure=a person=p%d level=%s\n", i, i, level)
		}
	}
	answer := mustAsk(t, network(t, w, lines),
		engine.Question{Indicator: "impact.progression", From: "2026-01-01", To: "2026-07-01", AsOf: "2026-07-01", By: "territory"})[0]
	for _, bound := range []*float64{answer.Figures[0].Low, answer.Figures[0].High} {
		*bound = math.Round(*bound*1e6) / 1e6 // the last digits are the processor's
	}
	got, err := json.MarshalIndent(answer, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/contract_example.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
		t.Error(diff)
	}
}

// refusals asks what can't be answered.
func refusals(t *testing.T, w queriestest.Warehouse) {
	r := network(t, w, `
		territory 75112 parent=75056 population=1
		territory 75113 parent=75056 population=1
		group east 75112
		structure a territory=75113`)
	good := engine.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01"}
	helped, _ := mustLoad(t).Get(good.Indicator)
	offer, _ := mustLoad(t).Get("accessibility.structures_per_10k")
	reporting, _ := mustLoad(t).Get("visibility.reporting_rate")
	services := []string{"administrative_procedures", "everyday_tools", "employment", "safe_use", "parenting", "leisure_creation",
		"understanding_digital", "access_equipment", "affordable_equipment", "unknown"}
	dates := []string{"2000-01-01", "2036-12-31"}
	type refusal = engine.Refusal
	for _, c := range []struct {
		name   string
		change func(*engine.Question)
		want   refusal
		says   string
	}{
		{"indicator", func(q *engine.Question) { q.Indicator = "impact.happiness" },
			refusal{Code: engine.RefusedIndicator, Field: "indicator", Given: "impact.happiness", Choices: ids(t)}, "impact.progression"},
		{"by", func(q *engine.Question) { q.By = "week" },
			refusal{Code: engine.RefusedBy, Field: "by", Given: "week", Choices: helped.Groupings}, "age_band"},
		{"by of another indicator", func(q *engine.Question) { q.Indicator, q.By = offer.ID, "age_band" },
			refusal{Code: engine.RefusedBy, Field: "by", Given: "age_band", Choices: offer.Groupings}, "can't be given"},
		{"filter", func(q *engine.Question) { q.Filters = map[string][]string{"call": {"2025"}} },
			refusal{Code: engine.RefusedFilter, Field: "call", Given: "call", Choices: helped.Filters}, "project"},
		{"filter of another indicator", func(q *engine.Question) {
			q.Indicator, q.Filters = reporting.ID, map[string][]string{"age_band": {"18_24"}}
		}, refusal{Code: engine.RefusedFilter, Field: "age_band", Given: "age_band", Choices: reporting.Filters}, "structure"},
		{"territory", func(q *engine.Question) { q.Territories = []string{"75113", "99999"} },
			refusal{Code: engine.RefusedTerritory, Field: "territory", Given: "99999", Choices: []string{"east", "75112", "75113"}}, "east"},
		{"structure", func(q *engine.Question) { q.Filters = map[string][]string{"structure": {"a", "b"}} },
			refusal{Code: engine.RefusedValue, Field: "structure", Given: "b", Choices: []string{"a"}}, "choose among a"},
		{"service", func(q *engine.Question) { q.Filters = map[string][]string{"service": {"Employment"}} },
			refusal{Code: engine.RefusedValue, Field: "service", Given: "Employment", Choices: services}, "employment"},
		{"gender", func(q *engine.Question) { q.Filters = map[string][]string{"gender": {"both"}} },
			refusal{Code: engine.RefusedValue, Field: "gender", Given: "both", Choices: []string{"woman", "man", "other", "unknown"}}, "woman"},
		{"project", func(q *engine.Question) { q.Filters = map[string][]string{"project": {"a b"}} },
			refusal{Code: engine.RefusedValue, Field: "project", Given: "a b"}, "letters"},
		{"no date", func(q *engine.Question) { q.From = "" },
			refusal{Code: engine.RefusedDate, Field: "from", Choices: dates}, "2026-01-31"},
		{"impossible date", func(q *engine.Question) { q.To = "2026-02-30" },
			refusal{Code: engine.RefusedDate, Field: "to", Given: "2026-02-30", Choices: dates}, "to is"},
		{"date of another form", func(q *engine.Question) { q.To = "1/2/2026" },
			refusal{Code: engine.RefusedDate, Field: "to", Given: "1/2/2026", Choices: dates}, "to is"},
		{"date too early", func(q *engine.Question) { q.From = "1999-12-31" },
			refusal{Code: engine.RefusedDate, Field: "from", Given: "1999-12-31", Choices: dates}, "2000-01-01"},
		{"date too late", func(q *engine.Question) { q.To = "9999-12-31" },
			refusal{Code: engine.RefusedDate, Field: "to", Given: "9999-12-31", Choices: dates}, "2036-12-31"},
		{"as of no date", func(q *engine.Question) { q.AsOf = "today" },
			refusal{Code: engine.RefusedDate, Field: "as_of", Given: "today", Choices: dates}, "as_of"},
		{"empty period", func(q *engine.Question) { q.To = q.From },
			refusal{Code: engine.RefusedPeriod, Field: "to", Given: "2026-01-01 to 2026-01-01"}, "must come after"},
		{"period backwards", func(q *engine.Question) { q.To = "2025-12-31" },
			refusal{Code: engine.RefusedPeriod, Field: "to", Given: "2026-01-01 to 2025-12-31"}, "empty"},
		{"too many months", func(q *engine.Question) { q.By, q.From = "month", "2005-01-01" },
			refusal{Code: engine.RefusedMonths, Field: "by", Given: "2005-01-01 to 2026-02-01", Choices: []string{"240"}}, "240"},
		{"too many values", func(q *engine.Question) {
			q.Filters = map[string][]string{"project": strings.Split(strings.Repeat("p,", 1000)+"p", ",")}
		}, refusal{Code: engine.RefusedNumber, Field: "project", Given: "1001", Choices: []string{"1000"}}, "1000 at most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := good
			c.change(&q)
			_, err := r.Ask(t.Context(), q)
			var refused refusal
			if !errors.As(err, &refused) {
				t.Fatalf("answered %v", err)
			}
			if diff := cmp.Diff(c.want, refused); diff != "" {
				t.Errorf("- wanted, + got:\n%s", diff)
			}
			if !strings.Contains(refused.Error(), c.says) {
				t.Errorf("%q does not say %q", refused, c.says)
			}
		})
	}
}

// longRefusal bounds what a refusal repeats and proposes.
func longRefusal(t *testing.T, w queriestest.Warehouse) {
	var lines strings.Builder
	for i := range 70 {
		fmt.Fprintf(&lines, "territory t%02d\n", i)
	}
	_, err := network(t, w, lines.String()).Ask(t.Context(), engine.Question{
		Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01", Territories: []string{strings.Repeat("é", 200)}})
	var refused engine.Refusal
	if !errors.As(err, &refused) || len(refused.Choices) != 50 || refused.More != 20 || len(refused.Given) > 110 {
		t.Errorf("%+v", refused)
	}
}

func ids(t testing.TB) (ids []string) {
	t.Helper()
	for _, i := range mustLoad(t).All() {
		ids = append(ids, i.ID)
	}
	return ids
}

// oddNames filters on ids that have to be quoted on their way.
func oddNames(t *testing.T, w queriestest.Warehouse) {
	odd := []string{`l'École`, `a\b`, `"x"`, `a,b]`, `%2B+&`, `é`, `\'`, `\n`, `{from:Date}`}
	var registry queriestest.Registry
	for _, id := range odd {
		s, err := readSnapshot(id, nil)
		if err != nil {
			t.Fatal(err)
		}
		registry.Snapshots = append(registry.Snapshots, s)
	}
	n := w.Network(t, registry)
	var questions []engine.Question
	for i, id := range odd {
		data, err := json.Marshal(map[string]any{"structure": id, "person": "p1", "format": "individual", "minutes": 60 * (i + 1)})
		if err != nil {
			t.Fatal(err)
		}
		n.Send(t, space, fmt.Appendf(nil,
			`{"specversion":"1.0","id":"v%d","source":%q,"time":"2026-01-05","type":"vigie.attendance.v1","data":%s}`, i, source, data))
		questions = append(questions, engine.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01",
			By: "structure", Filters: map[string][]string{"structure": {id}}})
	}
	questions = append(questions, engine.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01",
		Filters: map[string][]string{"structure": odd}})
	answers := mustAsk(t, upToDate(t, n), questions...)
	for i, id := range odd {
		if f := answers[i].Figures; len(f) != 1 || f[0].Key != id || *f[0].Value != float64(i+1) {
			t.Errorf("%q: %+v", id, f)
		}
	}
	if got := *answers[len(odd)].Figures[0].Value; got != 45 {
		t.Errorf("all of them: %v hours", got)
	}
}

// labels names keys in both languages, and says where a period has not ended.
func labels(t *testing.T, w queriestest.Warehouse) {
	r := network(t, w, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113
		event v1 2026-02-05 attendance structure=a person=p1 territory=75056 project=P
		event v2 2026-02-05 attendance structure=a person=p1 territory=92012`)
	for _, c := range []struct{ by, lang, want string }{
		{"territory", "fr", "75113 Paris 13e, unknown inconnu, outside hors du réseau"},
		{"territory", "en", "75113 Paris 13e, unknown unknown, outside outside the network"},
		{"structure", "", "a S a"},
		{"month", "fr", "2026-01 janv. 2026, 2026-02 févr. 2026"},
		{"month", "en", "2026-01 Jan 2026, 2026-02 Feb 2026"},
		{"total", "de", "total ensemble"},
		{"project", "en", "P P, unknown unknown"},
		{"gender", "fr", "woman femme, man homme, other autre, unknown inconnu"},
		{"format", "en", "individual one to one, workshop workshop, remote remote, home_visit home visit, outreach outreach, " +
			"self_service self-service"},
	} {
		q := engine.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-03-01", By: c.by, Lang: c.lang}
		if got := text(mustAsk(t, r, q)[0]); got != c.want {
			t.Errorf("%s in %q: %s", c.by, c.lang, got)
		}
	}
	for lang, want := range map[string]string{
		"fr": "La période n’est pas terminée le 31 déc. 2026 : ces chiffres vont encore changer.",
		"en": "The period has not ended on 31 Dec 2026: these figures will still change.",
	} {
		q := engine.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2027-01-02", Lang: lang}
		if notes := mustAsk(t, r, q)[0].Notes; len(notes) != 1 || notes[0] != want {
			t.Errorf("notes in %s: %q", lang, notes)
		}
	}
}
