package queries_test

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/queries"
)

//go:embed testdata/sql/freeze_events.sql
var freezeEventsSQL string

// presentLayersSQL is for files that read derived tables.
const presentLayersSQL = "SELECT base, correction, places FROM derived_state ORDER BY number DESC LIMIT 1"

// frozen reads what freezeEventsSQL keeps in place of the two views.
var frozen = strings.NewReplacer("located_event", "frozen_event", "effective_event", "frozen_event")

// TestAgainstDirect compares the figures of every indicator that counts events with direct/PILLAR/NAME.sql, which works them
// out of the raw events each time anew. Over random histories that arrive in up to three batches it asks random questions after
// each, so that figures are also compared after something small has changed. Many: -histories 1000 -timeout 60m.
func TestAgainstDirect(t *testing.T) {
	compared := directly(t)
	const workers = 2
	for worker := range uint64(workers) {
		t.Run(fmt.Sprintf("worker=%d", worker), func(t *testing.T) {
			t.Parallel()
			w := openWarehouse(t)
			for n := worker; n < uint64(*histories); n += workers {
				t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) {
					compareHistory(t, w, compared, newVaried(*seed+n), n > 0)
					if t.Failed() {
						t.Logf("again: go test ./queries -run TestAgainstDirect -histories 1 -seed %d", *seed+n)
					}
				})
			}
		})
	}
}

// TestAgainstOwnFile compares the figures of every indicator with those of its own file, as it stands: plain questions are added up
// without it.
func TestAgainstOwnFile(t *testing.T) {
	var own []direct
	for _, i := range mustLoad(t).All() {
		own = append(own, direct{i, i.SQL})
	}
	w := openWarehouse(t)
	for n := range uint64(max(6, *histories/6)) {
		t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) { compareHistory(t, w, own, newVaried(*seed+n), false) })
	}
}

// compareHistory draws a history and eight questions. Planning a query over the views of events takes longer than these small
// histories take to read: with freeze, what the views give is worked out once a batch, else by each query.
func compareHistory(t *testing.T, w testWarehouse, compared []direct, v varied, freeze bool) {
	network := w.network(t, variedRegistry)
	// One in three keeps nothing in memory, as with the territories of a whole country.
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), KeptKeys: []int{0, 0, -1}[v.IntN(3)]})
	indicators := slices.Clone(compared)
	v.Shuffle(len(indicators), func(i, j int) { indicators[i], indicators[j] = indicators[j], indicators[i] })
	batches := v.history(1+v.IntN(3), 160)
	for batch, events := range batches {
		network.send(t, events...)
		switch {
		case batch == len(batches)-1 && v.chance(20):
			network.repeatEvents(t)
		case batch > 0 && v.chance(20):
			w.insert(t, "INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)",
				[][]any{{"e", day("2027-12-31"), "71153", "declared", day("2027-12-31")}})
		}
		asking := make([]directQuestion, (8+batch)/len(batches)) // eight in all
		for i := range asking {
			d := indicators[0]
			indicators = append(indicators[1:], d)
			asking[i].question = v.question(d.about)
			if asking[i].direct = d; freeze {
				asking[i].sql = frozen.Replace(d.sql)
			}
		}
		if freeze {
			if err := w.Conn().Exec(t.Context(), freezeEventsSQL); err != nil {
				t.Fatal(err)
			}
		}
		compareDirectly(t, w, runner, asking)
		if t.Failed() {
			t.Fatalf("after batch %d of %d", batch+1, len(batches))
		}
	}
}

// direct is an indicator and the text of its direct computation.
type direct struct {
	about queries.Indicator
	sql   string
}

type directQuestion struct {
	direct
	question queries.Question
}

// What direct computations may read, and which indicators are of the registry alone and have none.
var (
	rawTables = []string{"effective_event", "located_event", "territory", "rough_territory", "territory_population",
		"structure_snapshot", "structure_attachment"}
	ofRegistry = []string{"accessibility.open_after_hours", "accessibility.service_variety", "accessibility.structures_per_10k",
		"visibility.fresh_records"}
	readTable = regexp.MustCompile(`\b(?:FROM|JOIN|IN) ([a-z_]+)`)
)

// directly reads the direct computations, by id: one of every indicator that counts events, of raw events only.
func directly(t *testing.T) []direct {
	t.Helper()
	paths, err := filepath.Glob("direct/*/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var all []direct
	for _, path := range paths {
		id := filepath.Base(filepath.Dir(path)) + "." + strings.TrimSuffix(filepath.Base(path), ".sql")
		i, ok := mustLoad(t).Get(id)
		if !ok {
			t.Fatalf("%s computes no indicator of the catalogue", path)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, read := range readTable.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(rawTables, read[1]) {
				t.Errorf("%s reads %s: a direct computation reads raw events and the registry", path, read[1])
			}
		}
		all = append(all, direct{i, string(text)})
	}
	for _, i := range mustLoad(t).All() {
		if has := slices.ContainsFunc(all, func(d direct) bool { return d.about.ID == i.ID }); has == slices.Contains(ofRegistry, i.ID) {
			t.Errorf("%s: an indicator that counts events has a direct computation in direct/, one of the registry alone has none", i.ID)
		}
	}
	return all
}

// directRow is a row that a direct computation answers.
type directRow struct {
	Key         string             `ch:"key"`
	Value       *float64           `ch:"value"`
	Numerator   *float64           `ch:"numerator"`
	Denominator *float64           `ch:"denominator"`
	Parts       map[string]float64 `ch:"parts"`
}

// compareDirectly asks the runner and the direct computations the same.
func compareDirectly(t *testing.T, w testWarehouse, runner *queries.Runner, asking []directQuestion) {
	t.Helper()
	questions := make([]queries.Question, len(asking))
	for i, d := range asking {
		questions[i] = d.question
	}
	// Where refreshing takes long the figures of a moment ago are answered; here only those that hold everything will do.
	var answers []queries.Answer
	for sent := time.Now().Truncate(time.Millisecond); ; time.Sleep(20 * time.Millisecond) {
		var err error
		if answers, err = runner.AskAll(t.Context(), questions); err != nil {
			t.Fatal(err)
		}
		if !answers[0].RefreshedAt.Before(sent) {
			break
		}
		if time.Since(sent) > time.Minute {
			t.Fatal("a minute after they were sent, events are not in the figures")
		}
	}
	for i, d := range asking {
		q := d.question
		asked := fmt.Sprintf("%s by %s, %s to %s as of %s, in %v, %v", q.Indicator, q.By, q.From, q.To, q.AsOf, q.Territories, q.Filters)
		rows, err := d.rows(t.Context(), w)
		if err != nil {
			t.Fatalf("%s: directly: %v", asked, err)
		}
		for _, fault := range differences(d.about, answers[i], rows) {
			t.Errorf("%s: %s", asked, fault)
		}
	}
}

// rows computes a question directly, month by month where a month's figure is one of a period of its own.
func (d directQuestion) rows(ctx context.Context, w testWarehouse) (map[string]directRow, error) {
	rows := map[string]directRow{}
	of := func(from, to, by string) ([]directRow, error) {
		parameters := clickhouse.Parameters{"from": from, "to": to, "as_of": d.question.AsOf, "by": by}
		var territories []string
		for _, place := range d.question.Territories {
			territories = append(territories, variedPlaces[place]...)
		}
		parameters["territories"] = literal(territories)
		var base, correction, places uint64
		if err := w.Conn().QueryRow(ctx, presentLayersSQL).Scan(&base, &correction, &places); err != nil {
			return nil, err
		}
		parameters["base"], parameters["correction"], parameters["places"] = fmt.Sprint(base), fmt.Sprint(correction), fmt.Sprint(places)
		for _, name := range d.about.Filters {
			parameters[name] = literal(d.question.Filters[name])
		}
		var got []directRow
		err := w.Conn().Select(clickhouse.Context(ctx, clickhouse.WithParameters(parameters)), &got, d.sql)
		return got, err
	}
	if d.question.By != "month" {
		got, err := of(d.question.From, d.question.To, d.question.By)
		for _, r := range got {
			rows[r.Key] = r
		}
		return rows, err
	}
	for from := day(d.question.From); from.Before(day(d.question.To)); {
		next := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		if next.After(day(d.question.To)) {
			next = day(d.question.To)
		}
		got, err := of(from.Format(time.DateOnly), next.Format(time.DateOnly), "total")
		if err != nil {
			return nil, err
		}
		for _, r := range got {
			r.Key = from.Format("2006-01")
			rows[r.Key] = r
		}
		from = next
	}
	return rows, nil
}

// literal writes slugs and codes as ClickHouse reads an Array(String).
func literal(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	return "['" + strings.Join(values, "','") + "']"
}

// differences tells where an answer and directly computed rows are not the same; a row that is missing holds nothing.
func differences(i queries.Indicator, answer queries.Answer, rows map[string]directRow) (faults []string) {
	for _, f := range answer.Figures {
		r := rows[f.Key]
		delete(rows, f.Key)
		if i.Kind == "count" {
			if !same(f.Value, r.Value) {
				faults = append(faults, fmt.Sprintf("%s is %s, directly %s", f.Key, written(f.Value), written(r.Value)))
			}
		} else if !same(f.Numerator, r.Numerator) || !same(f.Denominator, r.Denominator) || !sameOrNone(f.Value, r.Value) {
			faults = append(faults, fmt.Sprintf("%s is %s (%s/%s), directly %s (%s/%s)", f.Key,
				written(f.Value), written(f.Numerator), written(f.Denominator), written(r.Value), written(r.Numerator), written(r.Denominator)))
		}
		for _, p := range i.Parts {
			got, has := f.Parts[p.Name]
			want, should := r.Parts[p.Name]
			if p.Unit != "share" && p.Unit != "days" {
				should = true
			}
			if has != should || !same(&got, &want) {
				faults = append(faults, fmt.Sprintf("%s of %s is %v (%v), directly %v (%v)", p.Name, f.Key, got, has, want, should))
			}
		}
	}
	for key, r := range rows {
		nothing := same(r.Value, nil) && same(r.Numerator, nil) && same(r.Denominator, nil)
		for _, part := range r.Parts {
			nothing = nothing && part == 0
		}
		if !nothing {
			faults = append(faults, fmt.Sprintf("%s is missing, directly it is %s (%s/%s) %v", key, written(r.Value), written(r.Numerator), written(r.Denominator), r.Parts))
		}
	}
	return faults
}

// same compares numbers up to the last digits of sums; none is 0.
func same(a, b *float64) bool {
	zero := 0.0
	if a == nil {
		a = &zero
	}
	if b == nil {
		b = &zero
	}
	return math.Abs(*a-*b) <= 1e-9*max(math.Abs(*a), math.Abs(*b))
}

// sameOrNone is same where none is not 0.
func sameOrNone(a, b *float64) bool { return (a == nil) == (b == nil) && same(a, b) }

func written(x *float64) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprint(*x)
}
