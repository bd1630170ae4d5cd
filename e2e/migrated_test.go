package e2e

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/e2e/binary"
	"vigie/queries/engine"
)

// migrated holds a network that an earlier Vigie (5f3f46e, schema 17) kept: its backup, the key of this invented network, the
// files that had been imported into it (the structures on 10 June 2025, the later ones on 15 August 2026), the events, and what it
// answered to vigie figures.
const migrated = "testdata/migrated"

// migratedWindows are what vigie figures was asked for, by the names that questions have for them.
var migratedWindows = map[string]engine.Question{
	"2025": {From: "2025-01-01", To: "2025-06-01", AsOf: "2026-11-22"},
	"2026": {From: "2026-01-01", To: "2026-11-01", AsOf: "2026-11-22"},
}

// difference is why figures of a migrated network are not what they were, and which: as a line that compareFigures makes.
type difference struct {
	because string
	figures string
}

// TestMigrated restores the backup of an earlier Vigie, and asks for all that was answered then: each figure is what it was but for
// those that are listed with a reason. Once the structures are imported again, figures of places differ by the structure that moved.
func TestMigrated(t *testing.T) {
	dir := t.TempDir()
	binary.Done(t, dir, "restore", unzipped(t, filepath.Join(migrated, "backup.tar.gz")), "--no-erasures")
	copyFile(t, filepath.Join(migrated, "network.key"), filepath.Join(dir, "network.key"))
	binary.Serve(t, dir)
	text, err := os.ReadFile(filepath.Join(migrated, "figures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var before map[string][]figure
	if err := json.Unmarshal(text, &before); err != nil {
		t.Fatal(err)
	}
	now := answered(t, dir, slices.Collect(maps.Keys(before)))
	mustDiffer(t, before, now, redefined)

	binary.Done(t, dir, "import", "structures", filepath.Join(migrated, "structures_later.csv"))
	mustDiffer(t, now, answered(t, dir, placed), moved)
}

// unzipped unpacks a file that was compressed with gzip.
func unzipped(t *testing.T, file string) string {
	t.Helper()
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	from, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(file), ".gz"))
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// answered asks questions such as "impact.funnel by total 2026", exactly.
func answered(t *testing.T, dir string, questions []string) map[string][]figure {
	t.Helper()
	asked := make([]engine.Question, len(questions))
	for i, question := range questions {
		words := strings.Fields(question)
		asked[i] = migratedWindows[words[3]]
		asked[i].Indicator, asked[i].By = words[0], words[2]
	}
	answers := make(map[string][]figure, len(questions))
	for i, answer := range exactly(t, dir, asked...) {
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		answers[questions[i]] = figures(t, string(text))
	}
	return answers
}

// mustDiffer holds that answers differ as is listed: each line with its reason, and no other.
func mustDiffer(t *testing.T, before, now map[string][]figure, listed []difference) {
	t.Helper()
	found := map[string]bool{}
	for question := range now {
		for _, line := range compareFigures(question, before[question], now[question]) {
			found[line] = true
		}
	}
	for _, d := range listed {
		for line := range strings.Lines(strings.TrimSpace(d.figures)) {
			line = strings.TrimSpace(line)
			if !found[line] {
				t.Errorf("expected as %s, but not found: %s", d.because, line)
			}
			delete(found, line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("not listed: %s", line)
	}
}

// compareFigures gives a line for each figure that is not what it was, with what it was and is. What earlier figures did not have is not
// looked at.
func compareFigures(question string, before, now []figure) (lines []string) {
	after := map[string]figure{}
	for _, f := range now {
		after[f.Key] = f
	}
	if len(before) != len(after) {
		lines = append(lines, fmt.Sprintf("%s: %d figures→%d", question, len(before), len(after)))
	}
	for _, f := range before {
		var changed []string
		note := func(name string, was, is *float64) {
			if written(was, 9) != written(is, 9) {
				changed = append(changed, fmt.Sprintf("%s %s→%s", name, written(was, 3), written(is, 3)))
			}
		}
		g := after[f.Key]
		if f.Status != g.Status {
			changed = append(changed, fmt.Sprintf("status %s→%s", f.Status, g.Status))
		}
		note("value", f.Value, g.Value)
		note("numerator", f.Numerator, g.Numerator)
		note("denominator", f.Denominator, g.Denominator)
		for _, name := range slices.Sorted(maps.Keys(f.Parts)) {
			was, is := f.Parts[name], g.Parts[name]
			if _, ok := g.Parts[name]; !ok {
				is = math.NaN()
			}
			note(name, &was, &is)
		}
		if changed != nil {
			lines = append(lines, fmt.Sprintf("%s %s: %s", question, f.Key, strings.Join(changed, " ")))
		}
	}
	return lines
}

// written writes a number with so many digits; nine are the same in whatever order it was added up.
func written(v *float64, digits int) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprintf("%.*g", digits, *v)
}

// redefined are the figures whose definition is another one than it was.
var redefined = []difference{
	{"reach_per_1000 has no value where fewer than half of the participations are by a person of known residence", `
	accessibility.reach_per_1000 by territory 2025 75111: status ok→no_data value 0.0143→none
	accessibility.reach_per_1000 by territory 2025 75112: status ok→no_data value 0→none
	accessibility.reach_per_1000 by territory 2026 75111: status ok→no_data value 0.0286→none
	accessibility.reach_per_1000 by territory 2026 75113: status ok→no_data value 0.00568→none
	accessibility.reach_per_1000 by territory 2026 75120: status ok→no_data value 0.0214→none
	accessibility.reach_per_1000 by total 2025 total: status ok→no_data value 0.00624→none
	accessibility.reach_per_1000 by total 2026 total: status ok→no_data value 0.0172→none
	`},
	{"structures that do not receive the public (town, in 75113) are not in structures_per_10k", `
	accessibility.structures_per_10k by territory 2025 75113: value 0.0568→0 numerator 1→0
	accessibility.structures_per_10k by territory 2026 75113: value 0.0568→0 numerator 1→0
	accessibility.structures_per_10k by total 2025 total: value 0.0936→0.078 numerator 6→5
	accessibility.structures_per_10k by total 2026 total: value 0.078→0.0624 numerator 5→4
	`},
	{"the funnel follows those only who were not autonomous when they were first assessed", `
	impact.funnel by structure 2025 town: status ok→no_data value 0→none denominator 1→0 assessed 1→0 attended 1→0 reassessed 1→0 referred 1→0
	impact.funnel by structure 2026 france: denominator 3→1 assessed 3→1 attended 2→1 referred 2→1
	impact.funnel by structure 2026 lib: value 0.5→1 denominator 2→1 assessed 2→1 attended 2→1 reassessed 2→1 referred 2→1
	impact.funnel by territory 2025 75113: status ok→no_data value 0→none denominator 1→0 assessed 1→0 attended 1→0 reassessed 1→0 referred 1→0
	impact.funnel by territory 2026 75111: value 0.5→1 denominator 2→1 assessed 2→1 attended 2→1 reassessed 2→1 referred 2→1
	impact.funnel by territory 2026 75120: denominator 3→1 assessed 3→1 attended 2→1 referred 2→1
	impact.funnel by total 2025 total: value 0.5→1 denominator 2→1 assessed 2→1 attended 2→1 reassessed 2→1 referred 2→1
	impact.funnel by total 2026 total: value 0.214→0.273 denominator 14→11 assessed 14→11 attended 7→5 reassessed 5→4 referred 11→9
	`},
	{"a referral to nobody of the network (town's, to an employment office) is outside, and no longer among those sent", `
	visibility.connected_structures by structure 2026 town: sent 2→1
	visibility.connected_structures by territory 2026 75113: sent 2→1
	visibility.connected_structures by total 2026 total: sent 16→15
	`},
	{"fresh_records counts those structures only that were known before the period's end", `
	visibility.fresh_records by structure 2025 assoc: status ok→no_data value 0→none denominator 1→0 check 1→0
	visibility.fresh_records by structure 2025 france: status ok→no_data value 1→none numerator 1→0 denominator 1→0 fresh 1→0
	visibility.fresh_records by structure 2025 gone: status ok→no_data value 1→none numerator 1→0 denominator 1→0 fresh 1→0
	visibility.fresh_records by structure 2025 lib: status ok→no_data value 1→none numerator 1→0 denominator 1→0 fresh 1→0
	visibility.fresh_records by structure 2025 social: status ok→no_data value 0→none denominator 1→0 watch 1→0
	visibility.fresh_records by structure 2025 town: status ok→no_data value 1→none numerator 1→0 denominator 1→0 fresh 1→0
	visibility.fresh_records by territory 2025 75111: status ok→no_data value 1→none numerator 2→0 denominator 2→0 fresh 2→0
	visibility.fresh_records by territory 2025 75112: status ok→no_data value 0→none denominator 1→0 watch 1→0
	visibility.fresh_records by territory 2025 75113: status ok→no_data value 1→none numerator 1→0 denominator 1→0 fresh 1→0
	visibility.fresh_records by territory 2025 75120: status ok→no_data value 0.5→none numerator 1→0 denominator 2→0 check 1→0 fresh 1→0
	visibility.fresh_records by total 2025 total: status ok→no_data value 0.667→none numerator 4→0 denominator 6→0 check 1→0 fresh 4→0 watch 1→0
	`},
}

// placed are questions whose answers change when each snapshot of a structure is attached to its own place.
var placed = []string{
	"impact.participations by territory 2026",
	"impact.people_helped by territory 2026",
	"impact.progression by territory 2026",
	"visibility.referral_completion by territory 2026",
	"accessibility.structures_per_10k by territory 2025",
}

// moved are the figures of the structure assoc, which stood in 75113 until it moved to 75120 on 15 August 2026. What an earlier Vigie kept
// of places is where structures stand today; the next import attaches every snapshot by its own record.
var moved = []difference{
	{"an event took place where its structure was on its day, and a structure stood there at the period's end", `
	impact.participations by territory 2026 75113: value 12→24 anonymous 10→17 persons 2→7
	impact.participations by territory 2026 75120: value 47→35 anonymous 37→30 persons 10→5
	impact.people_helped by territory 2026 75113: value 12→24 anonymous 10→17 high 12→24 low 12→24 persons 2→7
	impact.people_helped by territory 2026 75120: value 24→14 anonymous 16→9 high 24→14 low 24→14 persons 8→5
	impact.progression by territory 2026 75113: value 1→0.5 numerator 1→2 denominator 1→4 beginner_to_beginner 0→1 intermediate_to_unable 0→1 lower 0→0.25 reassessed 0.25→0.571 same 0→0.25 unable_to_beginner 0→1
	impact.progression by territory 2026 75120: value 0.5→1 numerator 2→1 denominator 4→1 beginner_to_beginner 1→0 intermediate_to_unable 1→0 lower 0.25→0 same 0.25→0 unable_to_beginner 1→0
	visibility.referral_completion by territory 2026 75113: value 0→0.333 numerator 0→1 denominator 1→3
	visibility.referral_completion by territory 2026 75120: value 0.75→1 numerator 3→2 denominator 4→2
	accessibility.structures_per_10k by territory 2025 75113: value 0→0.0568 numerator 0→1
	accessibility.structures_per_10k by territory 2025 75120: value 0.107→0.0535 numerator 2→1
	`},
}
