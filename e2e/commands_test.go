package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// TestCommands holds the exit codes and the words of commands used wrongly, and what they leave alone.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	place := filepath.Join(dir, "warehouse")
	binary.Done(t, place, "import", "territories", "--paris")
	binary.Serve(t, place) // the commands below work through it, which is faster than an engine for each
	tests := []struct {
		name string
		args []string
		code int
		says string // on standard output or standard error
	}{
		{"no command", nil, 0, "serve"},
		{"unknown command", []string{"fly"}, 2, "--help"},
		{"unknown flag", []string{"serve", "--fast"}, 2, "--fast"},
		{"nothing to import", []string{"import", "territories"}, 2, "--paris"},
		{"no plan to import", []string{"import", "plan"}, 2, "--paris"},
		{"plan that is no YAML", []string{"import", "plan", write("open.yaml", "axes:\n- code: \"1\n")}, 1, "line 2"},
		{"target without a date", []string{"import", "targets", write("targets.csv", "indicator,baseline,baseline_on,value,by\nimpact.people_helped,1,2026-01-01,2,\n")}, 1, "line 2, id impact.people_helped, field by: refused"},
		{"plan of nobody, tried", []string{"import", "plan", "--dry-run", write("plan.yaml",
			"axes: [{code: '1', title: A, actions: [{code: '1', title: B, measures: [{code: '1', title: C, owner: nobody, due: 2026}]}]}]\n")}, 0, "field owner: refused: no body"},
		{"export of nothing", []string{"export", "plan"}, 0, ""},
		{"unknown departement", []string{"import", "territories", "--departement", "99"}, 1, "99"},
		{"unknown epci", []string{"import", "territories", "--epci", "1"}, 1, "EPCI"},
		{"missing file", []string{"import", "structures", filepath.Join(dir, "nowhere.csv")}, 1, "nowhere.csv"},
		{"missing columns", []string{"import", "structures", write("columns.csv", "id,nom\n1,Place\n")}, 1, "pivot"},
		{"open quote", []string{"import", "structures", write("quote.csv", "id,pivot,nom,commune,code_postal,adresse,date_maj\n1,\"never closed,a,b\n")}, 1, "line 2"},
		{"a call without a budget", []string{"import", "calls", write("calls.csv", "code,title,funders,budget\naap,Appel,Ville,\n")}, 1, "calls.csv:\ncalls: 1 read"},
		{"a rate over 1", []string{"import", "need-rates", write("rates.csv", "territory;year;rate;source\n75113;2021;0,2;x\n75114;2021;17;x\n")}, 0, "line 3, id 75114 2021, field rate: refused"},
		{"an import that only reports", []string{"import", "zones", "--dry-run", write("zones.csv", "code,name,kind,territories\nq,Q,QPV,75113\n")}, 0, "dry run: nothing was written"},
		{"what was imported", []string{"export", "need-rates"}, 0, "75113,2021,0.2,x"},
		{"unknown records", []string{"export", "people"}, 2, "calls"},
		{"not a day to export", []string{"export", "zones", "--as-of", "today"}, 2, "--as-of"},
		{"not a date", []string{"figures", "impact.people_helped", "--from", "yesterday", "--to", "2026-01-01"}, 2, "from"},
		{"backwards", []string{"figures", "impact.people_helped", "--from", "2026-02-01", "--to", "2026-01-01"}, 2, "from"},
		{"unknown indicator", []string{"figures", "impact.happiness", "--from", "2026-01-01", "--to", "2026-02-01"}, 2, "impact.people_helped"},
		{"unknown grouping", []string{"figures", "impact.people_helped", "--from", "2026-01-01", "--to", "2026-02-01", "--by", "colour"}, 2, "territory"},
		{"unknown territory", []string{"figures", "impact.people_helped", "--from", "2026-01-01", "--to", "2026-02-01", "--territory", "13"}, 2, "territory"},
		{"unknown filter", []string{"figures", "impact.people_helped", "--from", "2026-01-01", "--to", "2026-02-01", "--filter", "colour=red"}, 2, "colour"},
		{"token that has expired already", []string{"token", "add", "--source", "https://a.example", "--expires", "soon"}, 1, "2026-12-31"},
		{"unknown token", []string{"token", "revoke", "00000000"}, 1, "token list"},
		{"unknown scheme", []string{"migrate", "--warehouse", "mysql://localhost"}, 1, "embedded:"},
		{"unknown shape", []string{"demo", "--shape", "town"}, 2, "rural"},
		{"nobody met", []string{"demo", "--shape", "small", "--people", "0"}, 2, "--people"},
		{"unknown shape to serve", []string{"serve", "--demo", "--demo-shape", "town"}, 2, "rural"},
		{"address in use", []string{"serve", "--listen", "256.0.0.1:1", "--warehouse", "embedded:" + filepath.Join(dir, "other")}, 1, "--listen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := binary.Run(t, place, test.args...)
			if o.Code != test.code {
				t.Errorf("exit code %d, want %d", o.Code, test.code)
			}
			said := o.Stdout + o.Stderr
			if !strings.Contains(said, test.says) {
				t.Errorf("does not say %q:\n%s", test.says, said)
			}
			if strings.Contains(said, "goroutine ") || strings.Contains(said, "panic") {
				t.Errorf("a stack trace:\n%s", said)
			}
		})
	}
}

// TestStop holds that SIGTERM ends a running service with exit code 0 within 10 s, and that its data is there afterwards.
func TestStop(t *testing.T) {
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	binary.Done(t, dir, "import", "territories", "--paris")
	code, took := s.Terminate(t)
	if code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %s\n%s", code, took, s.Stderr)
	}
	s = binary.Serve(t, dir)
	if _, _, body := s.Get(t, "/api/v1/territories"); !strings.Contains(body, `"75120"`) {
		t.Errorf("the territories after a restart: %s", body)
	}
}

// TestNobodysPaths holds that a path of ours answers only what it should, and a path of nobody's is a clear 404.
func TestNobodysPaths(t *testing.T) {
	s := binary.Serve(t, t.TempDir(), "--publisher", "Le réseau d’essai", "--contact", "aide@vigie.example")
	tests := []struct {
		path        string
		status      int
		contentType string
		says        string
	}{
		{"/healthz", 200, "text/plain", "alive"},
		{"/readyz", 200, "text/plain", "ready"},
		{"/metrics", 200, "text/plain", "vigie_warehouse_up 1"},
		{"/", 200, "text/html", "<html lang=\"fr\""},
		{"/?lang=en", 200, "text/html", "<html lang=\"en\""},
		{"/nowhere", 404, "text/html", "introuvable"},
		{"/api/v1/nowhere", 404, "application/problem+json", "404"},
		{"/api/v1/indicators/impact.happiness", 404, "application/problem+json", "impact.people_helped"},
		{"/api/v1/indicators/impact.people_helped", 404, "application/problem+json", "vigie edition start"},
		{"/api/v1/indicators/impact.people_helped?as_of=2026-02-01", 400, "application/problem+json", "edition"},
		{"/api/v1/indicators/impact.people_helped?territory=75113%", 400, "application/problem+json", "75113%"},
		{"/impact?from=2026-13-01&to=2026-02-01", 400, "text/html", "2026-13-01"},
		{"/impact?colour=red", 400, "text/html", "territory"},
		{"/api/v1/editions", 200, "application/json", `{"editions":[]}`},
		{"/help/protection", 200, "text/html", "protégées"},
		{"/legal", 200, "text/html", "Le réseau d’essai"},
		{"/accessibility-statement", 200, "text/html", `href="mailto:aide@vigie.example"`},
		{"/schemas/vigie.attendance.v1.json", 200, "application/schema+json", "participants"},
		{"/schemas/vigie.nothing.v1.json", 404, "application/problem+json", "vigie.attendance.v1"},
		{"/openapi.json", 200, "application/json", "/api/v1/events"},
		{"/api/v1/events", 405, "application/problem+json", "Allow"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			status, header, body := s.Get(t, test.path)
			if status != test.status || !strings.HasPrefix(header.Get("Content-Type"), test.contentType) || !strings.Contains(body, test.says) {
				t.Errorf("%d %s, want %d %s saying %q:\n%.600s", status, header.Get("Content-Type"), test.status, test.contentType, test.says, body)
			}
		})
	}
}
