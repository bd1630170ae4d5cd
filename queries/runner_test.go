package queries_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/queries"
)

// lines makes a registry of the lines of a case.
func lines(t testing.TB, text string) (r registry) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if err := r.add(strings.Fields(line)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func mustEvent(t testing.TB, text string) json.RawMessage {
	t.Helper()
	e, err := readEvent(strings.Fields(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustAsk(t testing.TB, r *queries.Runner, q queries.Question) queries.Answer {
	t.Helper()
	answer, err := r.Ask(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return answer
}

// value is that of one key, -1 where the answer has no such key.
func value(a queries.Answer, key string) float64 {
	for _, f := range a.Figures {
		if f.Key == key && f.Value != nil {
			return *f.Value
		}
	}
	return -1
}

// TestContractExample holds the JSON of an answer to the example of the outside contract: 100 people seen again of the 250
// who could be, 31 of them higher, 5 lower, 64 the same. The interval is that of Wilson's formula to six decimals; the
// contract shows 0.2276 for the lower bound, 0.0002 less.
func TestContractExample(t *testing.T) {
	n := openWarehouse(t).network(t, lines(t, `
		territory 75101 name=Paris_1er parent=75056 population=15000
		structure a territory=75101`))
	var events []json.RawMessage
	for i := range 250 {
		events = append(events, mustEvent(t, fmt.Sprintf("first%d 2025-03-01 assessment structure=a person=p%d level=beginner", i, i)))
		level := map[bool]string{true: "intermediate"}[i < 31]
		if level == "" {
			level = map[bool]string{true: "unable", false: "beginner"}[i < 36]
		}
		if i < 100 {
			events = append(events, mustEvent(t, fmt.Sprintf("last%d 2026-02-03 assessment structure=a person=p%d level=%s", i, i, level)))
		}
	}
	n.send(t, events...)
	answer := mustAsk(t, n.runner(t), queries.Question{Indicator: "impact.progression", From: "2026-01-01", To: "2026-07-01", AsOf: "2026-07-01", By: "territory"})
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

// TestRefusals asks what can't be answered.
func TestRefusals(t *testing.T) {
	n := openWarehouse(t).network(t, lines(t, `
		territory 75112 parent=75056 population=1
		territory 75113 parent=75056 population=1
		group east 75112
		structure a territory=75113`))
	runner := n.runner(t)
	good := queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01"}
	services := []string{"administrative_procedures", "everyday_tools", "employment", "safe_use", "parenting", "leisure_creation",
		"understanding_digital", "access_equipment", "affordable_equipment", "unknown"}
	dates := []string{"2000-01-01", "2036-12-31"}
	for _, c := range []struct {
		name   string
		change func(*queries.Question)
		want   queries.Refusal
		says   string
	}{
		{"indicator", func(q *queries.Question) { q.Indicator = "impact.happiness" },
			queries.Refusal{Code: queries.RefusedIndicator, Field: "indicator", Given: "impact.happiness", Choices: ids(t)}, "impact.progression"},
		{"by", func(q *queries.Question) { q.By = "week" },
			queries.Refusal{Code: queries.RefusedBy, Field: "by", Given: "week", Choices: []string{"total", "territory", "structure", "month", "age_band", "activity", "service", "format"}}, "age_band"},
		{"by of another indicator", func(q *queries.Question) { q.Indicator, q.By = "accessibility.structures_per_10k", "age_band" },
			queries.Refusal{Code: queries.RefusedBy, Field: "by", Given: "age_band", Choices: []string{"total", "territory", "month"}}, "can't be given"},
		{"filter", func(q *queries.Question) { q.Filters = map[string][]string{"call": {"2025"}} },
			queries.Refusal{Code: queries.RefusedFilter, Field: "call", Given: "call", Choices: []string{"territory", "structure", "project", "service", "format", "age_band", "activity"}}, "project"},
		{"filter of another indicator", func(q *queries.Question) {
			q.Indicator, q.Filters = "visibility.reporting_rate", map[string][]string{"age_band": {"18_24"}}
		}, queries.Refusal{Code: queries.RefusedFilter, Field: "age_band", Given: "age_band", Choices: []string{"territory", "structure"}}, "structure"},
		{"territory", func(q *queries.Question) { q.Territories = []string{"75113", "99999"} },
			queries.Refusal{Code: queries.RefusedTerritory, Field: "territory", Given: "99999", Choices: []string{"east", "75112", "75113"}}, "east"},
		{"structure", func(q *queries.Question) { q.Filters = map[string][]string{"structure": {"a", "b"}} },
			queries.Refusal{Code: queries.RefusedValue, Field: "structure", Given: "b", Choices: []string{"a"}}, "choose among a"},
		{"service", func(q *queries.Question) { q.Filters = map[string][]string{"service": {"Employment"}} },
			queries.Refusal{Code: queries.RefusedValue, Field: "service", Given: "Employment", Choices: services}, "employment"},
		{"project", func(q *queries.Question) { q.Filters = map[string][]string{"project": {"a b"}} },
			queries.Refusal{Code: queries.RefusedValue, Field: "project", Given: "a b"}, "letters"},
		{"no date", func(q *queries.Question) { q.From = "" }, queries.Refusal{Code: queries.RefusedDate, Field: "from", Choices: dates}, "2026-01-31"},
		{"impossible date", func(q *queries.Question) { q.To = "2026-02-30" }, queries.Refusal{Code: queries.RefusedDate, Field: "to", Given: "2026-02-30", Choices: dates}, "to is"},
		{"date of another form", func(q *queries.Question) { q.To = "1/2/2026" }, queries.Refusal{Code: queries.RefusedDate, Field: "to", Given: "1/2/2026", Choices: dates}, "to is"},
		{"date too early", func(q *queries.Question) { q.From = "1999-12-31" }, queries.Refusal{Code: queries.RefusedDate, Field: "from", Given: "1999-12-31", Choices: dates}, "2000-01-01"},
		{"date too late", func(q *queries.Question) { q.To = "9999-12-31" }, queries.Refusal{Code: queries.RefusedDate, Field: "to", Given: "9999-12-31", Choices: dates}, "2036-12-31"},
		{"as of no date", func(q *queries.Question) { q.AsOf = "today" }, queries.Refusal{Code: queries.RefusedDate, Field: "as_of", Given: "today", Choices: dates}, "as_of"},
		{"empty period", func(q *queries.Question) { q.To = q.From },
			queries.Refusal{Code: queries.RefusedPeriod, Field: "to", Given: "2026-01-01 to 2026-01-01"}, "must come after"},
		{"period backwards", func(q *queries.Question) { q.To = "2025-12-31" },
			queries.Refusal{Code: queries.RefusedPeriod, Field: "to", Given: "2026-01-01 to 2025-12-31"}, "empty"},
		{"too many months", func(q *queries.Question) { q.By, q.From = "month", "2005-01-01" },
			queries.Refusal{Code: queries.RefusedMonths, Field: "by", Given: "2005-01-01 to 2026-02-01", Choices: []string{"240"}}, "240"},
		{"too many values", func(q *queries.Question) {
			q.Filters = map[string][]string{"project": strings.Split(strings.Repeat("p,", 1000)+"p", ",")}
		}, queries.Refusal{Code: queries.RefusedNumber, Field: "project", Given: "1001", Choices: []string{"1000"}}, "1000 at most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := good
			c.change(&q)
			_, err := runner.Ask(t.Context(), q)
			var refusal queries.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("answered %v", err)
			}
			if diff := cmp.Diff(c.want, refusal); diff != "" {
				t.Errorf("- wanted, + got:\n%s", diff)
			}
			if !strings.Contains(refusal.Error(), c.says) {
				t.Errorf("%q does not say %q", refusal, c.says)
			}
		})
	}

	t.Run("many choices and a long value", func(t *testing.T) {
		var r registry
		for i := range 70 {
			r.territories = append(r.territories, territory{code: fmt.Sprintf("t%02d", i)})
		}
		n := openWarehouse(t).network(t, r)
		q := good
		q.Territories = []string{strings.Repeat("é", 200)}
		_, err := n.runner(t).Ask(t.Context(), q)
		var refusal queries.Refusal
		if !errors.As(err, &refusal) || len(refusal.Choices) != 50 || refusal.More != 20 || len(refusal.Given) > 110 {
			t.Errorf("%+v", refusal)
		}
	})
}

func ids(t testing.TB) (ids []string) {
	t.Helper()
	for _, i := range mustLoad(t).All() {
		ids = append(ids, i.ID)
	}
	return ids
}

// counted is a counter's or a histogram's count for one value of its only label.
func counted(t testing.TB, metrics *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name && m.GetLabel()[0].GetValue() == label {
				return m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return 0
}

// TestTogether asks one question from many sides at once: it is computed once.
func TestTogether(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, "structure a"))
	n.send(t, mustEvent(t, "v 2026-01-05 attendance structure=a person=p"))
	metrics := prometheus.NewRegistry()
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), Registerer: metrics, Now: n.clock.now})
	// The first to come may be gone before the answer is there; the others get it.
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := runner.Ask(gone, queries.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01"}); !errors.Is(err, context.Canceled) {
		t.Errorf("asked by someone who is gone: %v", err)
	}
	var asking sync.WaitGroup
	for i := range 24 {
		asking.Go(func() {
			q := queries.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01", By: []string{"total", "structure"}[i%2]}
			if answer, err := runner.Ask(t.Context(), q); err != nil || *answer.Figures[0].Value != 1 {
				t.Errorf("%v %+v", err, answer)
			}
		})
	}
	asking.Wait()
	if computed := counted(t, metrics, "vigie_query_seconds", "impact.support_hours"); computed > 3 {
		t.Errorf("two questions were computed %v times", computed)
	}
}

// TestOddNames filters on ids that have to be quoted on their way.
func TestOddNames(t *testing.T) {
	odd := []string{`l'École`, `a\b`, `"x"`, `a,b]`, `%2B+&`, `é`, `\'`, `\n`, `{from:Date}`}
	var r registry
	for _, id := range odd {
		r.structures = append(r.structures, structure{id: id, imported: day("2020-01-01"), updated: day("2020-01-01")})
	}
	n := openWarehouse(t).network(t, r)
	for i, id := range odd {
		data, err := json.Marshal(map[string]any{"structure": id, "person": "p", "format": "individual", "minutes": 60 * (i + 1)})
		if err != nil {
			t.Fatal(err)
		}
		n.send(t, json.RawMessage(fmt.Sprintf(`{"specversion":"1.0","id":"v%d","source":%q,"time":"2026-01-05","type":"vigie.attendance.v1","data":%s}`, i, source, data)))
	}
	runner := n.runner(t)
	for i, id := range odd {
		answer := mustAsk(t, runner, queries.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01",
			By: "structure", Filters: map[string][]string{"structure": {id}}})
		if len(answer.Figures) != 1 || answer.Figures[0].Key != id || *answer.Figures[0].Value != float64(i+1) {
			t.Errorf("%q: %+v", id, answer.Figures)
		}
	}
	all := mustAsk(t, runner, queries.Question{Indicator: "impact.support_hours", From: "2026-01-01", To: "2026-02-01", Filters: map[string][]string{"structure": odd}})
	if got := value(all, "total"); got != 45 {
		t.Errorf("all of them: %v hours", got)
	}
}

// TestLabels names keys in both languages.
func TestLabels(t *testing.T) {
	n := openWarehouse(t).network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113`))
	n.send(t, mustEvent(t, "v1 2026-02-05 attendance structure=a person=p territory=75056"),
		mustEvent(t, "v2 2026-02-05 attendance structure=a person=p territory=92012"))
	runner := n.runner(t)
	for _, c := range []struct{ by, lang, want string }{
		{"territory", "fr", "75113 Paris 13e, unknown inconnu, outside hors du réseau"},
		{"territory", "en", "75113 Paris 13e, unknown unknown, outside outside the network"},
		{"structure", "", "a S a"},
		{"month", "fr", "2026-01 janv. 2026, 2026-02 févr. 2026"},
		{"month", "en", "2026-01 Jan 2026, 2026-02 Feb 2026"},
		{"total", "de", "total ensemble"},
		{"format", "en", "individual one to one, workshop workshop, remote remote, home_visit home visit, outreach outreach, self_service self-service"},
	} {
		answer := mustAsk(t, runner, queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-03-01", By: c.by, Lang: c.lang})
		var got []string
		for _, f := range answer.Figures {
			got = append(got, f.Key+" "+f.Label)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s in %q: %s", c.by, c.lang, strings.Join(got, ", "))
		}
	}
	for lang, want := range map[string]string{
		"fr": "La période n'est pas terminée le 31 déc. 2026 : ces chiffres vont encore changer.",
		"en": "The period has not ended on 31 Dec 2026: these figures will still change.",
	} {
		answer := mustAsk(t, runner, queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2027-01-02", Lang: lang})
		if len(answer.Notes) != 1 || answer.Notes[0] != want {
			t.Errorf("notes in %s: %q", lang, answer.Notes)
		}
	}
}

// TestEveryQuestion asks every indicator by each grouping, with and without every filter, over a random history: all keys of
// the registry are there, the parts are those that the header names, and each month's figure is that of the month alone.
func TestEveryQuestion(t *testing.T) {
	h := newHistory(newRand(7))
	n := openWarehouse(t).network(t, modelRegistry)
	var raw []json.RawMessage
	for _, f := range h.facts {
		raw = append(raw, f.json(t))
	}
	n.send(t, raw...)
	runner := n.runner(t)
	every := map[string][]string{"territory": {"71"}, "structure": {"a", "c"}, "project": {"P"}, "service": {"unknown", "employment"},
		"format": {"individual"}, "age_band": {"unknown", "18_24"}, "activity": {"unknown"}}
	keys := map[string][]string{"total": {"total"}, "territory": {"71076", "71153"}, "structure": {"a", "b", "c", "d", "e"},
		"month": {"2024-02", "2024-03", "2024-04"}, "age_band": {"under_12", "unknown"}, "activity": {"at_home", "unknown"},
		"service": {"employment", "parenting"}, "format": {"individual", "outreach"}}
	for _, i := range mustLoad(t).All() {
		for _, by := range i.Groupings {
			q := queries.Question{Indicator: i.ID, From: "2024-02-10", To: "2024-04-20", By: by}
			answer := mustAsk(t, runner, q)
			for _, key := range keys[by] {
				if !slices.ContainsFunc(answer.Figures, func(f queries.Figure) bool { return f.Key == key }) {
					t.Errorf("%s by %s lacks %s", i.ID, by, key)
				}
			}
			for _, f := range answer.Figures {
				checkFigure(t, i, by, f)
			}
			if by != "month" {
				q.Filters = map[string][]string{}
				for _, name := range i.Filters {
					q.Filters[name] = every[name]
				}
				for _, f := range mustAsk(t, runner, q).Figures {
					checkFigure(t, i, by+" filtered", f)
				}
				continue
			}
			for m, period := range [][2]string{{"2024-02-10", "2024-03-01"}, {"2024-03-01", "2024-04-01"}, {"2024-04-01", "2024-04-20"}} {
				alone := mustAsk(t, runner, queries.Question{Indicator: i.ID, From: period[0], To: period[1]}).Figures[0]
				alone.Key, alone.Label = answer.Figures[m].Key, answer.Figures[m].Label
				if diff := cmp.Diff(alone, answer.Figures[m]); diff != "" {
					t.Errorf("%s in %s, - alone, + among the months:\n%s", i.ID, period[0], diff)
				}
			}
		}
	}
}

// checkFigure holds a figure to what the indicator's header promises.
func checkFigure(t *testing.T, i queries.Indicator, by string, f queries.Figure) {
	t.Helper()
	fault := func(what string) { t.Errorf("%s by %s, %s: %s: %+v", i.ID, by, f.Key, what, f) }
	if f.Label == "" {
		fault("no label")
	}
	if (i.Kind == "count") != (f.Denominator == nil) || (f.Denominator == nil) != (f.Numerator == nil) {
		fault("counts alone have neither numerator nor denominator")
	}
	beyond := i.Limit != nil && f.Status == queries.StatusOK && f.Value == nil
	if noData := f.Denominator != nil && *f.Denominator == 0; noData != (f.Status == queries.StatusNoData) || noData != (f.Value == nil && !beyond) {
		fault("no_data goes with a denominator of 0 and without a value")
	}
	if i.Limit != nil && f.Value != nil && (*f.Value < 0 || *f.Value > *i.Limit) {
		fault("a median lies between 0 and its limit")
	}
	if i.Kind == "share" && f.Value != nil && (*f.Value < 0 || *f.Value > 1) {
		fault("a share lies between 0 and 1")
	}
	if interval := i.Interval && f.Value != nil; interval != (f.Low != nil) || interval && (*f.Low > *f.Value || *f.High < *f.Value) {
		fault("the interval")
	}
	for _, p := range i.Parts {
		if _, ok := f.Parts[p.Name]; !ok && p.Unit != "share" && p.Unit != "days" {
			fault("no part " + p.Name)
		}
	}
	for name := range f.Parts {
		if !slices.ContainsFunc(i.Parts, func(p queries.Part) bool { return p.Name == name }) {
			fault("a part that the header does not name: " + name)
		}
	}
}
