package queries_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/queriestest"
)

// everything is a small network in which everything happens; of what structures, territories and classes there are, most are never
// counted.
const everything = `
	territory 71 population=1500
	territory 71076 parent=71 population=1000
	territory 71153 parent=71 population=500
	territory 71306 parent=71
	group some 71076,71306
	structure a territory=71076 services=employment fees=Gratuit evening=120
	structure b territory=71153 fees=Payant closed_months=3
	structure c
	structure d territory=71306 closed=2025-01-01
	exclude https://tool.example from=2024-01-01 to=2024-02-01
	event a1 2026-02-10 assessment structure=a person=p1 level=beginner equipment=tablet profile.age_band=18_24 profile.gender=woman
	event r1 2026-02-11 referral referral=r1 status=sent from=a to=b person=p1 services=employment
	event v1 2026-02-12 attendance structure=b person=p1 project=P services=employment profile.residence=71076 offsite=true
	event v2 2026-03-01 attendance structure=b person=p1 format=workshop
	event v3 2026-03-02 attendance structure=a participants.total=5 participants.returning=2 participants.gender.man=3
	event v4 2026-03-02 attendance structure=a participants.total=2 participants.residence.71153=1 territory=92012
	event a2 2026-04-10 assessment structure=b person=p1 level=autonomous
	event d1 2026-04-11 declaration structure=c month=2026-02 participations=4 people=3 minutes=90
	event d2 2026-04-11 declaration structure=c month=2026-03 participations=4 people=2 minutes=90
`

// network makes one of lines as those of the cases, and a runner that answers questions about it.
func network(t *testing.T, w queriestest.Warehouse, lines string) *engine.Runner {
	t.Helper()
	var c testCase
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		if err := c.add(0, strings.Fields(line)); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	n := w.Network(t, c.registry)
	for _, batch := range c.batches {
		n.Send(t, space, batch...)
	}
	return upToDate(t, n)
}

// upToDate is a runner that knows all of a network.
func upToDate(t *testing.T, n *queriestest.Network) *engine.Runner {
	t.Helper()
	r := n.Runner(t)
	if err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// everyQuestion asks every indicator by each grouping, without and with all filters: all that exists is there in its order, also at
// zero, figures are what the indicator's file promises, and each month's figure is that of the month alone.
func everyQuestion(t *testing.T, w queriestest.Warehouse) {
	r := network(t, w, everything)
	filters := map[string][]string{"territory": {"some", "71153"}, "structure": {"b", "a"}, "project": {"P", "Q"},
		"service": {"unknown", "employment"}, "format": {"individual", "workshop"}, "age_band": {"unknown", "18_24"}, "activity": {"unknown"}, "gender": {"woman", "unknown"}, "need": {"0.25"}}
	keys := map[string][]string{"total": {"total"}, "territory": {"71076", "71153", "71306"}, "structure": {"a", "b", "c", "d"},
		"month": {"2026-02", "2026-03", "2026-04"}, "project": {}}
	months := [][2]string{{"2026-02-01", "2026-03-01"}, {"2026-03-01", "2026-04-01"}, {"2026-04-01", "2026-04-20"}}
	ask := func(q engine.Question) engine.Question {
		q.From, q.To = "2026-02-01", "2026-04-20"
		return q
	}
	for _, i := range mustLoad(t).All() {
		var questions []engine.Question
		for _, by := range i.Groupings {
			questions = append(questions, ask(engine.Question{Indicator: i.ID, By: by}))
		}
		for _, by := range i.Groupings {
			all := make(map[string][]string)
			for _, name := range i.Filters {
				all[name] = filters[name]
			}
			questions = append(questions, ask(engine.Question{Indicator: i.ID, By: by, Filters: all}))
		}
		for _, m := range months {
			questions = append(questions, engine.Question{Indicator: i.ID, From: m[0], To: m[1]})
		}
		answers := mustAsk(t, r, questions...)
		for n, answer := range answers {
			var given []string
			for _, f := range answer.Figures {
				given = append(given, f.Key)
				checkFigure(t, i, answer.By, f)
			}
			if n < len(i.Groupings) {
				wanted, special := keys[answer.By]
				if !special {
					wanted = classKeys(answer.By)
				}
				if !slices.Equal(given[:min(len(given), len(wanted))], wanted) {
					t.Errorf("%s by %s gives %v, which does not begin with %v", i.ID, answer.By, given, wanted)
				}
			}
		}
		if !i.HasGrouping("month") {
			continue
		}
		byMonth := answers[slices.Index(i.Groupings, "month")]
		for m, alone := range answers[len(answers)-len(months):] {
			f := alone.Figures[0]
			f.Key, f.Label = byMonth.Figures[m].Key, byMonth.Figures[m].Label
			if diff := cmp.Diff(f, byMonth.Figures[m]); diff != "" {
				t.Errorf("%s in %s, - alone, + among the months:\n%s", i.ID, months[m][0], diff)
			}
		}
	}
}

// classKeys are those that every answer by a class has; who names no service is unknown only where there is somebody.
func classKeys(by string) (keys []string) {
	for _, class := range indicator.Classes(by) {
		if class.Key != indicator.KeyUnknown || slices.Contains([]string{"age_band", "activity", "gender"}, by) {
			keys = append(keys, class.Key)
		}
	}
	return keys
}

// badCombinations asks every indicator by the groupings and under the filters that it does not have.
func badCombinations(t *testing.T, w queriestest.Warehouse) {
	r := network(t, w, "territory 71076 population=1000")
	var groupings, names []string
	for _, i := range mustLoad(t).All() {
		groupings, names = append(groupings, i.Groupings...), append(names, i.Filters...)
	}
	groupings, names = append(groupings, "residence", "week"), append(names, "residence", "call")
	slices.Sort(groupings)
	slices.Sort(names)
	groupings, names = slices.Compact(groupings), slices.Compact(names)
	for _, i := range mustLoad(t).All() {
		good := engine.Question{Indicator: i.ID, From: "2026-02-01", To: "2026-03-01"}
		for _, by := range groupings {
			if q := good; !i.HasGrouping(by) {
				q.By = by
				wantRefusal(t, r, q, engine.RefusedBy)
			}
		}
		for _, name := range names {
			if q := good; !i.HasFilter(name) {
				q.Filters = map[string][]string{name: {"unknown"}}
				wantRefusal(t, r, q, engine.RefusedFilter)
			}
		}
		if q := good; i.Rank != nil {
			q.Filters = map[string][]string{"need": {"0.8"}}
			wantRefusal(t, r, q, engine.RefusedValue)
			q.Filters = map[string][]string{"need": {"0.3", "0.4"}}
			wantRefusal(t, r, q, engine.RefusedNumber)
		}
	}
}

func wantRefusal(t *testing.T, r *engine.Runner, q engine.Question, code string) {
	t.Helper()
	_, err := r.Ask(t.Context(), q)
	var refusal engine.Refusal
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Errorf("%+v: answered %v, not refused with %s", q, err, code)
	}
}

// checkFigure holds a figure to what the indicator's file promises.
func checkFigure(t *testing.T, i indicator.Indicator, by string, f indicator.Figure) {
	t.Helper()
	fault := func(what string) { t.Errorf("%s by %s, %s: %s: %s", i.ID, by, f.Key, what, shown(f)) }
	if f.Label == "" {
		fault("no label")
	}
	if whole := i.Kind == "count" || i.Kind == "rank"; whole != (f.Denominator == nil) || (f.Denominator == nil) != (f.Numerator == nil) {
		fault("counts and ranks alone have neither numerator nor denominator")
	}
	if f.Denominator != nil && *f.Denominator == 0 && f.Status != engine.StatusNoData {
		fault("nothing to set against, and not no_data")
	}
	beyond := i.Limit != nil && f.Status == engine.StatusOK
	if (f.Status == engine.StatusNoData || f.Status == engine.StatusUnranked) != (f.Value == nil) && !beyond {
		fault("no_data and unranked go without a value")
	}
	if f.Status == engine.StatusEstimate && i.Estimate == nil {
		fault("an estimate that nothing tells")
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
		quotient := p.Unit == "share" || p.Unit == "days" || p.Unit == "euros" && f.Status == engine.StatusNoData
		untold := i.Change && f.Status == engine.StatusNoData
		if _, ok := f.Parts[p.Name]; !ok && !quotient && !untold && i.Rank == nil {
			fault("no part " + p.Name)
		}
	}
	for name := range f.Parts {
		if !slices.ContainsFunc(i.Parts, func(p indicator.Part) bool { return p.Name == name }) {
			fault("a part that the file does not name: " + name)
		}
	}
}

func mustAsk(t testing.TB, r *engine.Runner, questions ...engine.Question) []engine.Answer {
	t.Helper()
	answers, err := r.AskAll(t.Context(), questions)
	if err != nil {
		t.Fatalf("%+v: %v", questions, err)
	}
	return answers
}

// text writes the keys of an answer with their labels.
func text(a engine.Answer) string {
	var words []string
	for _, f := range a.Figures {
		words = append(words, fmt.Sprint(f.Key, " ", f.Label))
	}
	return strings.Join(words, ", ")
}
