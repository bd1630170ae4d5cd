package grafana_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/warehouse"
)

func TestMain(m *testing.M) {
	code := m.Run()
	binary.Clean()
	os.Exit(code)
}

// TestPanelsOfARealService runs every panel of both dashboards, and every alert, against the real program with the
// demonstration network while people read it and structures send to it: PromQL in a real Prometheus, SQL in the warehouse,
// the rest through the API.
func TestPanelsOfARealService(t *testing.T) {
	prometheusProgram := tool(t, "prometheus")
	dir := t.TempDir()
	service := binary.Serve(t, dir, "--demo")
	token := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--source", senderSource))
	structures := askedStructures(t, service)

	t.Run("SQL panels", func(t *testing.T) { runSQLPanels(t, dir) })
	t.Run("API panels", func(t *testing.T) { runAPIPanels(t, service.URL) })

	ctx, stop := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	busy.Go(func() { keepBusy(ctx, service.URL, token, structures[0].ID) })
	t.Cleanup(func() { stop(); busy.Wait() })
	prometheus := startPrometheus(t, prometheusProgram, service.URL)
	t.Run("PromQL panels", func(t *testing.T) { runPromPanels(t, prometheus) })
	t.Run("alerts", func(t *testing.T) { runAlerts(t, prometheus) })
	t.Run("metrics name nobody", func(t *testing.T) { checkPrivacy(t, service, structures) })
}

// senderSource is the source whose token the test sends with.
const senderSource = "https://outil.example/grafana"

type structure struct{ ID, Name string }

func askedStructures(t *testing.T, service *binary.Server) []structure {
	t.Helper()
	status, _, body := service.Get(t, "/api/v1/structures")
	var answer struct{ Structures []structure }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK || len(answer.Structures) == 0 {
		t.Fatalf("ask the structures: %d, %v, %d of them", status, err, len(answer.Structures))
	}
	return answer.Structures
}

// keepBusy sends events of every outcome and reads pages until ctx ends, so that every metric moves.
func keepBusy(ctx context.Context, base, token, structure string) {
	day := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	event := func(id string, minutes int) string {
		return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":"vigie.attendance.v1","time":%q,"data":{"structure":%q,"format":"individual","minutes":%d,"participants":{"total":1,"returning":0}}}`,
			id, senderSource, day, structure, minutes)
	}
	for n := 0; ; n++ {
		id := fmt.Sprintf("visit-%d", n)
		lines := event(id, 30) + "\n" + event(id, 30) + "\n" + event(id, 45) + "\n" + event(id+"-long", 100_000) + "\n"
		send(ctx, base+"/api/v1/events", token, lines)
		for _, path := range []string{"/", "/impact", "/api/v1/indicators/impact.participations", "/api/v1/indicators/impact.participations", "/nowhere"} {
			read(ctx, base+path)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// send and read only make traffic: what is answered is tested elsewhere, and the last requests are cut off when the test ends.
func send(ctx context.Context, address, token, body string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		panic(err) // the address is ours
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	request.Header.Set("Authorization", "Bearer "+token)
	traffic(request)
}

func read(ctx context.Context, address string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	traffic(request)
}

func traffic(request *http.Request) {
	if response, err := http.DefaultClient.Do(request); err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

// checkPrivacy looks for names, identifiers and counts of people in what /metrics shows.
func checkPrivacy(t *testing.T, service *binary.Server, structures []structure) {
	status, _, body := service.Get(t, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("GET /metrics: %d", status)
	}
	for _, s := range structures {
		if strings.Contains(body, s.ID) || strings.Contains(body, s.Name) {
			t.Errorf("/metrics names the structure %s, %s", s.ID, s.Name)
		}
	}
	if strings.Contains(body, "outil.example") {
		t.Error("/metrics names a source")
	}
	allowed := map[string]bool{"type": true, "outcome": true, "code": true, "indicator": true, "route": true, "le": true, "quantile": true, "version": true}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "# HELP vigie_") && strings.Contains(strings.ToLower(line), "person") {
			t.Errorf("a metric about people: %s", line)
		}
		if _, labels, found := strings.Cut(strings.TrimSpace(line), "{"); found && !strings.HasPrefix(line, "#") {
			for pair := range strings.SplitSeq(labels[:strings.LastIndex(labels, "}")], `",`) {
				if name, _, _ := strings.Cut(pair, "="); name != "" && !allowed[name] {
					t.Errorf("a label that is not known to name nobody: %s", line)
				}
			}
		}
	}
}

// runSQLPanels runs them as Grafana would on a server, here through the owner of the embedded warehouse.
func runSQLPanels(t *testing.T, dir string) {
	w, err := warehouse.Open(t.Context(), warehouse.Options{Address: "embedded:" + dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	ran := 0
	for _, file := range boardFiles(t) {
		for _, p := range readBoard(t, file).drawn() {
			for _, q := range p.Targets {
				if q.RawSQL == "" {
					continue
				}
				ran++
				rows := count(t, w, p.Title, q.RawSQL)
				columns := columnsOf(t, w, p.Title, q.RawSQL)
				for _, o := range p.FieldConfig.Overrides {
					if o.Matcher.ID == "byName" && !slices.Contains(columns, o.Matcher.Options) {
						t.Errorf("%s: an override for %q, the columns are %v", p.Title, o.Matcher.Options, columns)
					}
				}
				if p.Type == "stat" && (rows != 1 || len(columns) != 1) {
					t.Errorf("%s: %d rows of %v, want one number", p.Title, rows, columns)
				}
				if strings.Contains(q.RawSQL, "system.parts") && rows == 0 {
					t.Errorf("%s: the demonstration network has tables, the panel shows none", p.Title)
				}
			}
		}
	}
	if ran == 0 {
		t.Error("no SQL panel")
	}
}

// count is the number of rows that a query answers.
func count(t *testing.T, w *warehouse.Warehouse, title, sql string) (n int) {
	rows, err := w.Conn().Query(t.Context(), sql)
	if err != nil {
		t.Errorf("%s: %v", title, err)
		return 0
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		t.Errorf("%s: %v", title, err)
	}
	return n
}

// columnsOf are the names of a query's columns, which it has without rows, too.
func columnsOf(t *testing.T, w *warehouse.Warehouse, title, sql string) (names []string) {
	rows, err := w.Conn().Query(t.Context(), "DESCRIBE TABLE ("+strings.TrimRight(sql, "; \n")+"\n) SETTINGS describe_compact_output = 1")
	if err != nil {
		t.Errorf("%s: %v", title, err)
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Errorf("%s: %v", title, err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Errorf("%s: %v", title, err)
	}
	return names
}
