package grafana_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/e2e/binary"
)

// tool is the path of a program that `make tools` brings.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(binary.Root(t), "bin", "tools", name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is not in bin/tools: run make tools", name)
	}
	return path
}

type ruleFile struct {
	Groups []struct {
		Name  string `yaml:"name"`
		Rules []rule `yaml:"rules"`
	} `yaml:"groups"`
}

type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func readRules(t *testing.T) []rule {
	t.Helper()
	var file ruleFile
	readYAML(t, "rules/vigie.yml", &file)
	var all []rule
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// withToken gives copies of configurations beside the rules, with a token where it is on the machines that they are for.
func withToken(t *testing.T, names ...string) []string {
	t.Helper()
	dir := t.TempDir()
	rules, err := filepath.Abs("rules")
	if err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(dir, "token")
	failures := []error{os.Symlink(rules, filepath.Join(dir, "rules")), os.Mkdir(filepath.Join(dir, "prometheus"), 0o700), os.WriteFile(token, []byte("0"), 0o600)}
	var copies []string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("prometheus", name))
		here := filepath.Join(dir, "prometheus", name)
		copies = append(copies, here)
		failures = append(failures, err, os.WriteFile(here, []byte(strings.ReplaceAll(string(text), "/run/secrets/metrics_token", token)), 0o600))
	}
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	return copies
}

func TestPromtool(t *testing.T) {
	promtool := tool(t, "promtool")
	tests, err := filepath.Glob("rules/*_test.yml")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests of rules: %v", err)
	}
	for name, args := range map[string][]string{
		"check rules":  {"check", "rules", "rules/vigie.yml"},
		"test rules":   append([]string{"test", "rules"}, tests...),
		"check config": append([]string{"check", "config"}, withToken(t, "serve.yml", "compose.yml")...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := exec.Command(promtool, args...).CombinedOutput(); err != nil {
				t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
			}
		})
	}
}

func TestAlertsSayWhatToDo(t *testing.T) {
	names := map[string]bool{}
	for _, r := range readRules(t) {
		if names[r.Alert] {
			t.Errorf("%s is there twice", r.Alert)
		}
		names[r.Alert] = true
		if !regexp.MustCompile(`^Vigie[A-Z]\w+$`).MatchString(r.Alert) || r.For == "" {
			t.Errorf("alert %q: for %q", r.Alert, r.For)
		}
		if s := r.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s: severity %q", r.Alert, s)
		}
		for _, key := range []string{"summary_fr", "summary_en", "description_fr", "description_en"} {
			if r.Annotations[key] == "" {
				t.Errorf("%s: no %s", r.Alert, key)
			}
		}
		for _, key := range []string{"summary", "description"} {
			if r.Annotations[key+"_fr"] == r.Annotations[key+"_en"] {
				t.Errorf("%s: %s is not translated", r.Alert, key)
			}
		}
	}
	for _, want := range []string{"VigieDown", "VigieNoEvents", "VigieManyRejected", "VigieWriterSlow", "VigieWarehouseDown",
		"VigiePagesSlow", "VigiePagesFailing", "VigieIntakeFailing", "VigieMemoryNearCap",
		"VigieSpoolWaiting", "VigieEventsParked"} {
		if !names[want] {
			t.Errorf("no alert %s", want)
		}
	}
}

// Every alert is seen firing by promtool, and every one is seen keeping quiet.
func TestAlertsAreTested(t *testing.T) {
	type check struct {
		Alert string           `yaml:"alertname"`
		At    string           `yaml:"eval_time"`
		Fired []map[string]any `yaml:"exp_alerts"`
	}
	fired := map[string]bool{}
	files, err := filepath.Glob("rules/*_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var tests struct {
			RuleFiles []string `yaml:"rule_files"`
			Interval  string   `yaml:"evaluation_interval"`
			Tests     []struct {
				Name     string           `yaml:"name"`
				Interval string           `yaml:"interval"`
				Input    []map[string]any `yaml:"input_series"`
				Checks   []check          `yaml:"alert_rule_test"`
			} `yaml:"tests"`
		}
		readYAML(t, file, &tests)
		for _, one := range tests.Tests {
			for _, c := range one.Checks {
				fired[c.Alert] = fired[c.Alert] || len(c.Fired) > 0
			}
		}
	}
	for _, r := range readRules(t) {
		if !fired[r.Alert] {
			t.Errorf("no test in rules/*_test.yml makes %s fire", r.Alert)
		}
		delete(fired, r.Alert)
	}
	for name := range fired {
		t.Errorf("rules/*_test.yml tests %s, which is no alert", name)
	}
}

// The metrics of the program, with those of Go's and the process's collectors that are watched; that the program has them
// all is seen when the panels run.
var histograms = []string{"vigie_intake_request_seconds", "vigie_writer_batch_events", "vigie_writer_delay_seconds", "vigie_page_seconds"}

var plainMetrics = []string{
	"up", "vigie_intake_events_total", "vigie_intake_requests_total",
	"vigie_pages_total", "vigie_warehouse_up", "vigie_warehouse_ping_seconds",
	"vigie_spool_events", "vigie_spool_bytes", "vigie_spool_oldest_seconds", "vigie_spool_parked",
	"go_goroutines", "go_gc_duration_seconds", "go_memstats_heap_inuse_bytes",
	"process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds", "process_max_fds", "process_start_time_seconds",
}

func knownMetric(name string) bool {
	if slices.Contains(plainMetrics, name) {
		return true
	}
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, found := strings.CutSuffix(name, suffix); found && slices.Contains(histograms, base) {
			return true
		}
	}
	return false
}

var (
	promSelector = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{([^}]*)\}`)
	promGrouping = regexp.MustCompile(`\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)`)
	promRange    = regexp.MustCompile(`\[[^\]]*\]`)
	promWord     = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*\s*\(?`)
)

// selected are the metrics that an expression selects. Anything left over that could be one without a selector is in bare.
func selected(expr string) (names []string, matchers []string, bare []string) {
	for _, m := range promSelector.FindAllStringSubmatch(expr, -1) {
		names, matchers = append(names, m[1]), append(matchers, m[2])
	}
	rest := promRange.ReplaceAllString(promGrouping.ReplaceAllString(promSelector.ReplaceAllString(expr, " "), " "), " ")
	for _, word := range promWord.FindAllString(rest, -1) {
		if !strings.HasSuffix(word, "(") && !slices.Contains([]string{"and", "or", "unless", "bool"}, strings.TrimSpace(word)) {
			bare = append(bare, strings.TrimSpace(word))
		}
	}
	return names, matchers, bare
}

// expressions are all the PromQL there is, by where it stands.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range readRules(t) {
		all["rules: "+r.Alert] = r.Expr
	}
	for _, file := range boardFiles(t) {
		for _, p := range readBoard(t, file).drawn() {
			for _, q := range p.Targets {
				if q.Expr != "" {
					all[file+": "+p.Title+", "+q.RefID] = q.Expr
				}
			}
		}
	}
	return all
}

func TestExpressionsNameOurMetrics(t *testing.T) {
	shown := map[string]bool{}
	for where, expr := range expressions(t) {
		names, matchers, bare := selected(expr)
		if len(names) == 0 || len(bare) > 0 {
			t.Errorf("%s: selects %v, without a selector %v; write name{job=\"vigie\"}", where, names, bare)
		}
		for i, name := range names {
			shown[name] = true
			if !knownMetric(name) {
				t.Errorf("%s: %s is no metric of Vigie", where, name)
			}
			if !strings.Contains(matchers[i], `job="vigie"`) {
				t.Errorf("%s: %s would take the series of other jobs: add job=\"vigie\"", where, name)
			}
		}
	}
	for _, name := range append(plainMetrics, histograms...) {
		if !shown[name] && !shown[name+"_bucket"] {
			t.Errorf("no panel and no alert uses %s", name)
		}
	}
}
