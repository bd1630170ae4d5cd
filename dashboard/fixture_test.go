package dashboard_test

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/collector"
	"vigie/dashboard"
	"vigie/event"
	"vigie/migrations"
	"vigie/network"
	"vigie/queries/engine"
	"vigie/queries/quality"
	"vigie/server"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is the clock of every test: 2 July 2026, midday in Paris; the usual period is July 2025 to June 2026.
func now() time.Time { return time.Date(2026, 7, 2, 10, 0, 0, 0, time.UTC) }

// before is when the registry of a test was filled: within the last month of the usual period.
func before() time.Time { return now().AddDate(0, -1, 0) }

// site is a dashboard over the real engine.
type site struct {
	url       string
	warehouse *warehouse.Warehouse
	registry  *network.Registry
	runner    *engine.Runner
	metrics   *prometheus.Registry
}

// open serves a dashboard over a fresh database, filled by fill.
func open(t testing.TB, fill func(ctx context.Context, r *network.Registry, take func(file string))) *site {
	t.Helper()
	ctx := t.Context()
	w := warehousetest.Open(t)
	if err := migrations.Run(ctx, w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	registry := network.New(w, now)
	metrics := prometheus.NewRegistry()
	if fill != nil {
		fill(ctx, network.New(w, before), func(file string) {
			key, err := collector.OpenKey("", strings.Repeat("5a", 32), "")
			must(t, err)
			c, err := collector.New(ctx, collector.Options{Warehouse: w, Key: key, Now: now, Spool: t.TempDir(), Registerer: prometheus.NewRegistry()})
			must(t, err)
			events := readEvents(t, file)
			result, err := c.Take(ctx, collector.Sender{Source: events[0].Source}, events)
			must(t, err)
			if result.Accepted != len(events) {
				t.Fatalf("of %d events %d were accepted: %+v", len(events), result.Accepted, result)
			}
			must(t, c.Close(ctx))
		})
	}
	catalogue := indicators(t)
	runner, err := engine.New(engine.Options{Warehouse: w, Catalogue: catalogue, Now: now, Registerer: prometheus.NewRegistry()})
	must(t, err)
	d, err := dashboard.New(dashboard.Options{
		Registry: registry, Runner: runner, Catalogue: catalogue, Quality: quality.New(w, now), Now: now, Registerer: metrics, Version: "test",
	})
	must(t, err)
	router := mux.NewRouter()
	router.HandleFunc("/api/v1/events", func(http.ResponseWriter, *http.Request) {}).Methods(http.MethodPost)
	d.Routes(router)
	before, err := server.New(server.Options{Handler: router})
	must(t, err)
	listening := httptest.NewServer(before.Handler)
	t.Cleanup(listening.Close)
	return &site{listening.URL, w, registry, runner, metrics}
}

// pilot is a small network: three arrondissements, a sector, six structures, and the events of testdata/events.ndjson.
func pilot(t testing.TB) *site {
	return open(t, func(ctx context.Context, r *network.Registry, take func(string)) {
		_, err := r.ImportTerritories(ctx, []network.Territory{
			{Code: "75111", Name: "Paris 11e", Level: "arrondissement", Parent: "75056", Population: 20000, PopulationYear: 2023, PopulationSource: "Insee"},
			{Code: "75112", Name: "Paris 12e", Level: "arrondissement", Parent: "75056", Population: 10000, PopulationYear: 2023, PopulationSource: "Insee"},
			{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Parent: "75056", Population: 10000, PopulationYear: 2023, PopulationSource: "Insee"},
			{Code: "75120", Name: "Paris 20e", Level: "arrondissement", Parent: "75056", Population: 5000, PopulationYear: 2023, PopulationSource: "Insee"},
		})
		must(t, err)
		_, err = r.ImportGroups(ctx, []network.Group{{Code: "dst-est", Name: "DST Est", Members: []string{"75111", "75112", "75120"}}})
		must(t, err)
		place := func(id, name, territory, updated, hours string, services ...string) network.Structure {
			return network.Structure{
				ID: id, Standard: "1.0.2", Pivot: "00000000000000", Name: name, Commune: "Paris", Postcode: "75" + territory[2:], Address: "1 rue de l'Essai",
				UpdatedOn: updated, Hours: hours, Services: services, DeclaredTerritory: territory,
			}
		}
		_, err = r.PutStructures(ctx, []network.Structure{
			place("s1", "Médiathèque du Canal", "75111", "2026-05-01", "Mo-Fr 10:00-18:00; Sa 10:00-16:00", "administrative_procedures", "everyday_tools"),
			place("s2", "Centre social <Les Érables> & Cie", "75111", "2025-10-01", "Mo-Fr 09:00-12:00", "everyday_tools"),
			place("s3", "Espace numérique Daumesnil", "75112", "2025-03-01", "Tu-Th 14:00-20:00", "administrative_procedures", "employment"),
			place("s4", "=France Services Tolbiac", "75113", "2024-01-15", "", "administrative_procedures"),
			place("s5", "Association Chevaleret", "75113", "2026-06-01", "Mo-Fr 09:00-17:00", "safe_use", "everyday_tools"),
		})
		must(t, err)
		must(t, r.SetSetting(ctx, "network", "Paris"))
		take("testdata/events.ndjson")
	})
}

func readEvents(t testing.TB, file string) []event.Event {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	decoder := event.NewDecoder(now)
	var events []event.Event
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		e, faults := decoder.Decode(lines.Bytes())
		if len(faults) > 0 {
			t.Fatalf("%s: %s: %v", file, lines.Text(), faults)
		}
		events = append(events, e)
	}
	return events
}

// answer is what the site sent back.
type answer struct {
	status int
	header http.Header
	body   string
}

// get asks for a path; header are pairs of names and values.
func (s *site) get(t testing.TB, path string, header ...string) answer {
	t.Helper()
	return s.do(t, http.MethodGet, path, header...)
}

func (s *site) do(t testing.TB, method, path string, header ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, nil)
	must(t, err)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return answer{response.StatusCode, response.Header, string(body)}
}

// golden compares text with a golden file, or writes it with -update.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if string(want) != text {
		t.Errorf("%s differs: look at it with go test ./dashboard -update and git diff\n%s", file, firstDifference(string(want), text))
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return "want: " + x + "\ngot:  " + y
		}
	}
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
