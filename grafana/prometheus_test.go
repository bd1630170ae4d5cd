package grafana_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// prometheusServer is a real Prometheus that scrapes the service each second.
type prometheusServer struct{ url string }

func startPrometheus(t *testing.T, program, service string) prometheusServer {
	t.Helper()
	dir := t.TempDir()
	rules, err := filepath.Abs("rules/vigie.yml")
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%q]\nscrape_configs:\n  - job_name: vigie\n    static_configs:\n      - targets: [%q]\n",
		rules, strings.TrimPrefix(service, "http://"))
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+address)
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		_ = log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("Prometheus said:\n%s", text)
		}
	})
	p := prometheusServer{"http://" + address}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if response, err := http.Get(p.url + "/-/ready"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("Prometheus was not ready after 30 s")
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// api asks Prometheus's own API.
func (p prometheusServer) api(t *testing.T, path string, arguments url.Values, into any) {
	t.Helper()
	response, err := http.Get(p.url + path + "?" + arguments.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer := struct {
		Status string          `json:"status"`
		Error  string          `json:"error"`
		Data   json.RawMessage `json:"data"`
	}{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if answer.Status != "success" {
		t.Fatalf("%s: %s", arguments.Get("query"), answer.Error)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// numbers are the finite values that an expression has now, and the labels of each.
func (p prometheusServer) numbers(t *testing.T, expr string) (values []float64, labels []map[string]string) {
	t.Helper()
	var data struct {
		Result []struct {
			Metric map[string]string `json:"metric"`
			Value  [2]any            `json:"value"`
		} `json:"result"`
	}
	p.api(t, "/api/v1/query", url.Values{"query": {expr}}, &data)
	for _, r := range data.Result {
		var v float64
		text, _ := r.Value[1].(string)
		if _, err := fmt.Sscan(text, &v); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
			values, labels = append(values, v), append(labels, r.Metric)
		}
	}
	return values, labels
}

// promWait is how long panels may take to have numbers: a rate needs two scrapes with something between them.
const promWait = 60 * time.Second

var (
	legendLabel = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)
	promMacro   = regexp.MustCompile(`\$\w+|\$\{[^}]*\}`)
)

func runPromPanels(t *testing.T, p prometheusServer) {
	deadline := time.Now().Add(promWait)
	// What was sent came to each of the four ends, or the panels would show zeros for numbers.
	const ends = `count(sum by (outcome) (increase(vigie_intake_events_total{job="vigie"}[10s])) > 0)`
	for {
		n, _ := p.numbers(t, ends)
		if len(n) == 1 && n[0] == 4 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("of the events sent, not every outcome was counted: %v of 4", n)
		}
		time.Sleep(500 * time.Millisecond)
	}
	ran := 0
	for _, file := range boardFiles(t) {
		for _, panel := range readBoard(t, file).drawn() {
			for _, q := range panel.Targets {
				if q.Expr == "" {
					continue
				}
				ran++
				expr := strings.ReplaceAll(q.Expr, "$__rate_interval", "10s")
				if left := promMacro.FindString(expr); left != "" {
					t.Errorf("%s, %s: %s is a variable that this test does not know", panel.Title, q.RefID, left)
				}
				values, labels := p.numbers(t, expr)
				for len(values) == 0 && time.Now().Before(deadline) {
					time.Sleep(500 * time.Millisecond)
					values, labels = p.numbers(t, expr)
				}
				if len(values) == 0 {
					t.Errorf("%s, %s: no number for %s", panel.Title, q.RefID, q.Expr)
					continue
				}
				for _, m := range legendLabel.FindAllStringSubmatch(q.Legend, -1) {
					// A panel that stands in for missing series by 0 has no label then.
					if labels[0][m[1]] == "" && !strings.Contains(q.Expr, "vector(0)") {
						t.Errorf("%s, %s: the legend names %s, the series have %v", panel.Title, q.RefID, m[1], labels[0])
					}
				}
			}
		}
	}
	if ran == 0 {
		t.Error("no PromQL panel")
	}
	var there []string
	p.api(t, "/api/v1/label/__name__/values", nil, &there)
	for where, expr := range expressions(t) {
		names, _, _ := selected(expr)
		for _, name := range names {
			// Nothing failed here, and a counter of failures by indicator starts with the first.
			if !slices.Contains(there, name) {
				t.Errorf("%s: the program has no metric %s", where, name)
			}
		}
	}
}

// runAlerts has Prometheus evaluate every alert on real series. A service that works may have none firing.
func runAlerts(t *testing.T, p prometheusServer) {
	var data struct {
		Groups []struct {
			Rules []struct {
				Name, Health, LastError, State string
			} `json:"rules"`
		} `json:"groups"`
	}
	p.api(t, "/api/v1/rules", nil, &data)
	ran := 0
	for _, g := range data.Groups {
		for _, r := range g.Rules {
			ran++
			if r.Health != "ok" || r.State == "firing" {
				t.Errorf("%s: health %s, state %s %s", r.Name, r.Health, r.State, r.LastError)
			}
		}
	}
	if want := len(readRules(t)); ran != want {
		t.Errorf("%d alerts evaluated, want %d", ran, want)
	}
}
