package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vigie/e2e/binary"
)

var update = flag.Bool("update", false, "write anew what the accessibility statement is made from")

// emulated are the media in which a page is looked at. Nothing moves in any of them, so that nothing is looked at half-way; forced colours are light
// on dark, which is furthest from what the pages choose themselves.
var emulated = map[string]emulation.SetEmulatedMediaParams{
	"screen": {Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}},
	"print":  {Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}},
	"forced": {Features: []*emulation.MediaFeature{
		{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}},
}

// looks are how each page is looked at, one after the other and without loading it again.
var looks = []struct {
	media  string
	width  int64    // CSS pixels
	checks []string // functions of testdata/looks.js
}{
	{"screen", 1440, []string{"axe", "wide", "covered", "still", "unseen"}},
	{"forced", 1440, []string{"axe", "unseen"}},
	{"print", 760, []string{"axe", "unseen"}},
	{"screen", 390, []string{"axe", "wide", "covered"}},
	{"screen", 320, []string{"wide", "spaced"}}, // as 1280 pixels at a zoom of 400 %
}

// own are the criteria of RGAA 4.1 that these tests look at beside the rules of axe-core: contrasts of marks, the focus that is seen (TestKeyboard), 320
// pixels, text spaced, and no trap for the keyboard (TestKeyboard).
var own = []string{"3.3", "10.7", "10.11", "10.12", "12.9"}

// tested is what was looked at, as the accessibility statement takes it.
type tested struct {
	On       string   `json:"on"`       // the day on which this was written
	With     string   `json:"with"`     // axe-core and its version
	Browser  string   `json:"browser"`  // and its version
	Criteria []string `json:"criteria"` // criteria of RGAA 4.1 for which something was looked at
	Absent   []string `json:"absent"`   // those whose rules found nothing to look at
}

// TestAccessible looks at every page in both languages; unless make accessible asks for all, in one way alone in English and at further addresses of
// a page, and at these in French alone. What was looked at of the first demonstration is what the accessibility statement says: -update writes it.
// VIGIE_SHAPE names another demonstration.
func TestAccessible(t *testing.T) {
	shape := cmp.Or(os.Getenv("VIGIE_SHAPE"), "paris")
	if standing[shape] == nil {
		t.Fatalf("VIGIE_SHAPE %q is none of paris, small, rural", shape)
	}
	s, ctx := shaped(t, shape), browser(t)
	var said complaints
	if err := said.listen(ctx); err != nil {
		t.Fatalf("start chromium: %v (make tools installs it)", err)
	}
	// What has the focus looks so even where the window has none.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	script := lookingScript(t)
	looked, idle, seen, known := map[string]bool{}, map[string]bool{}, 0, map[string]bool{}
	for _, lang := range []string{"fr", "en"} {
		for _, page := range pagesOf(t, s, shape, lang) {
			t.Run(page, func(t *testing.T) {
				seen++
				route := routeOf(page)
				again := lang != "fr" || known[route]
				if all := os.Getenv("VIGIE_LOOKS") == "all"; !all && known[lang+route] && lang != "fr" {
					return
				}
				known[route], known[lang+route] = true, true
				show(t, ctx, s.URL+page, looks[0].width)
				evaluate[bool](t, ctx, script)
				for i, look := range looks {
					if i > 0 && again && os.Getenv("VIGIE_LOOKS") != "all" {
						break // the pages are the same but for their words and figures, and each look takes its time
					}
					sight := lookAt(t, ctx, look.media, look.width, look.checks)
					for _, criterion := range sight.Looked {
						looked[criterion] = true
					}
					for _, criterion := range sight.Idle {
						idle[criterion] = true
					}
				}
				for _, complaint := range said.take() {
					// Chromium reports the status of the page itself when it is an error, as it should.
					if !strings.Contains(complaint, "the server responded with a status of 4") {
						t.Errorf("the browser says %s", complaint)
					}
				}
			})
		}
	}
	if seen < 2*len(pages) || shape != "paris" {
		return // -run chose some of them, or the statement is about others
	}
	for _, criterion := range own {
		looked[criterion] = true
	}
	maps.DeleteFunc(idle, func(criterion string, _ bool) bool { return looked[criterion] })
	all := tested{Criteria: slices.Sorted(maps.Keys(looked)), Absent: slices.Sorted(maps.Keys(idle))}
	all.With, all.Browser = evaluate[string](t, ctx, `'axe-core ' + axe.version`), evaluate[string](t, ctx, `'Chromium ' + /Chrome\/(\d+)/.exec(navigator.userAgent)[1]`)
	stated(t, all)
}

// stated compares what was looked at with what the accessibility statement is made from, or writes that anew. Days and versions may differ.
func stated(t *testing.T, all tested) {
	t.Helper()
	file := filepath.Join(binary.Root(t), "dashboard/pages/accessible.json")
	if *update && !t.Failed() {
		all.On = time.Now().Format(time.DateOnly)
		text, err := json.MarshalIndent(all, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(text, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var is tested
	if err := json.Unmarshal(text, &is); err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	if !slices.Equal(is.Criteria, all.Criteria) || !slices.Equal(is.Absent, all.Absent) {
		t.Errorf("the accessibility statement says something else than what was tested (go test ./e2e -run TestAccessible -update writes it anew):\n%v\n%v", is, all)
	}
}

// lookingScript is axe-core and what looks for more than it does.
func lookingScript(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"node_modules/axe-core/axe.min.js", "e2e/testdata/looks.js"} {
		text, err := os.ReadFile(filepath.Join(binary.Root(t), name))
		if err != nil {
			t.Fatalf("read %s: %v (make engine installs axe-core)", name, err)
		}
		all.Write(text)
		all.WriteString(";\n")
	}
	return all.String() + "true"
}

// sight is what a look at a page saw.
type sight struct {
	Faults []string `json:"faults"`
	Looked []string `json:"looked"` // criteria of RGAA 4.1 for which a rule of axe-core looked at something
	Idle   []string `json:"idle"`   // criteria with a rule that found nothing to look at
}

// lookAt looks at the page that ctx shows in a medium, at a width, and reports its faults.
func lookAt(t *testing.T, ctx context.Context, media string, width int64, checks []string) sight {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulated[media]); err != nil {
		t.Fatal(err)
	}
	// Charts follow the width one frame later.
	out := evaluate[string](t, ctx, fmt.Sprintf(`(async (checks) => {
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const told = {faults: [], looked: [], idle: []};
		for (const name of checks) told.faults.push(...await looks[name](told));
		return JSON.stringify(told); })(%s)`, quoted(t, checks)))
	var seen sight
	if err := json.Unmarshal([]byte(out), &seen); err != nil {
		t.Fatal(err)
	}
	for _, fault := range seen.Faults {
		t.Errorf("%s at %d px: %s", media, width, fault)
	}
	return seen
}

func quoted(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// evaluate is what a script answers on the page that ctx shows, once it is done.
func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("run a script on the page: %v", err)
	}
	return value
}

// TestWithoutScript holds that the table of a chart stands open where the chart would be, on paper too, and is closed where the chart is drawn.
func TestWithoutScript(t *testing.T) {
	s, ctx := demonstration(t), browser(t)
	const tables = `JSON.stringify([...document.querySelectorAll('figure:has(.chart)')].map((f) => {
		const table = f.querySelector('table'), chart = f.querySelector('.chart');
		return {table: !!table && table.checkVisibility({contentVisibilityAuto: true}), chart: chart.checkVisibility() && chart.clientHeight > 0}; }))`
	type figure struct{ Table, Chart bool }
	for _, page := range []string{"/", "/accessibility", "/impact", "/visibility", "/quality", "/territories/75113", "/indicators/impact.progression"} {
		look := func(want figure, where string) {
			var all []figure
			if err := json.Unmarshal([]byte(evaluate[string](t, ctx, tables)), &all); err != nil {
				t.Fatal(err)
			}
			if len(all) == 0 {
				t.Errorf("%s has no chart", page)
			}
			for i, f := range all {
				if f != want {
					t.Errorf("%s, %s: of chart %d drawing and table are seen: %+v", page, where, i+1, f)
				}
			}
		}
		show(t, ctx, s.URL+page, 1440)
		look(figure{Chart: true}, "with its script")
		scripting(t, ctx, false)
		if err := chromedp.Do(ctx, chromedp.Navigate(s.URL+page)); err != nil {
			t.Fatal(err)
		}
		look(figure{Table: true}, "without scripts")
		scripting(t, ctx, true)
	}
}

// scripting says whether the pages that ctx opens from now on run their scripts.
func scripting(t *testing.T, ctx context.Context, run bool) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run}); err != nil {
		t.Fatal(err)
	}
}

// TestFolding holds that long lists are folded on a phone alone: never on a desk, on paper or without scripts.
func TestFolding(t *testing.T) {
	s, ctx := demonstration(t), browser(t)
	const lists = `JSON.stringify([...document.querySelectorAll('.folding')].map((one) => (
		{long: one.querySelectorAll('tbody tr').length > 12, seen: one.querySelector('table').checkVisibility({contentVisibilityAuto: true})})))`
	// A page hears of another medium or width with the next frame.
	next := func() {
		evaluate[bool](t, ctx, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	}
	type list struct{ Long, Seen bool }
	var long, short int
	look := func(where string, folded bool) {
		var all []list
		if err := json.Unmarshal([]byte(evaluate[string](t, ctx, lists)), &all); err != nil {
			t.Fatal(err)
		}
		for i, one := range all {
			if one.Long {
				long++
			} else {
				short++
			}
			if one.Seen == (folded && one.Long) {
				t.Errorf("%s: list %d, which is long: %t, is seen: %t", where, i+1, one.Long, one.Seen)
			}
		}
	}
	for _, page := range []string{"/report", "/territories/75101", "/territories/75113"} {
		show(t, ctx, s.URL+page, 390)
		look(page+" on a phone", true)
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulated["print"]); err != nil {
			t.Fatal(err)
		}
		next()
		look(page+" on paper", false)
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulated["screen"]); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
			t.Fatal(err)
		}
		next()
		look(page+" on a desk", false)
		scripting(t, ctx, false)
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 900), chromedp.Navigate(s.URL+page)); err != nil {
			t.Fatal(err)
		}
		look(page+" without scripts", false)
		scripting(t, ctx, true)
	}
	if long == 0 || short == 0 {
		t.Errorf("%d long and %d short lists were seen", long, short)
	}
}
