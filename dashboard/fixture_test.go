package dashboard_test

import (
	"context"
	"encoding/json"
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
	"vigie/editions"
	"vigie/editions/cut"
	"vigie/editions/gate"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/event"
	"vigie/funding"
	"vigie/live"
	"vigie/migrations"
	"vigie/network"
	"vigie/queries/engine"
	"vigie/server"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is the clock of every test: 2 July 2026, midday in Paris; the usual period is July 2025 to June 2026.
func now() time.Time { return time.Date(2026, 7, 2, 10, 0, 0, 0, time.UTC) }

// before is when the registry of a test was filled: within the last month of the usual period.
func before() time.Time { return now().AddDate(0, -1, 0) }

// site is a dashboard over editions cut by the real engine.
type site struct {
	url       string
	warehouse *warehouse.Warehouse
	registry  *network.Registry
	runner    *engine.Runner
	cutter    *cut.Cutter
	metrics   *prometheus.Registry
}

// day is midnight UTC of a day.
func day(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	must(t, err)
	return at
}

// open serves a dashboard over a fresh database, whose registry is filled by fill. Nothing is published.
func open(t testing.TB, fill func(ctx context.Context, r *network.Registry)) *site {
	t.Helper()
	ctx := t.Context()
	w := warehousetest.Open(t)
	must(t, migrations.Run(ctx, w, slog.New(slog.DiscardHandler)))
	if fill != nil {
		fill(ctx, network.New(w, before))
	}
	catalogue := indicators(t)
	runner, err := engine.New(engine.Options{Warehouse: w, Catalogue: catalogue, Now: now, Registerer: prometheus.NewRegistry()})
	must(t, err)
	cutter, err := editions.NewCutter(editions.Options{
		Warehouse: w, Runner: runner, Key: key(t).For(noise.Purpose), Now: now, Logger: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	// The tests share a directory, and would go on in each other's numbers.
	cutter.Files = store.FilesIn(t.TempDir())
	published, err := gate.NewReader(w, catalogue)
	must(t, err)
	s := &site{warehouse: w, registry: network.New(w, now), runner: runner, cutter: cutter, metrics: prometheus.NewRegistry()}
	d, err := dashboard.New(dashboard.Options{
		Registry: s.registry, Editions: published, Catalogue: catalogue, Now: now, Registerer: s.metrics, Version: "test",
		Governance: governing(t, w, now), Funding: funding.New(w, s.registry, now), Frames: true,
		Live: live.New(live.Options{Warehouse: w, Now: now, Facts: func(ctx context.Context) (time.Time, error) {
			_, at, err := runner.Version(ctx)
			return at, err
		}}),
	})
	must(t, err)
	router := mux.NewRouter()
	router.HandleFunc("/api/v1/events", func(http.ResponseWriter, *http.Request) {}).Methods(http.MethodPost)
	d.Routes(router)
	before, err := server.New(server.Options{Handler: router, FrameHosts: []string{framing}})
	must(t, err)
	listening := httptest.NewServer(before.Handler)
	t.Cleanup(listening.Close)
	s.url = listening.URL
	return s
}

// framing is the site whose pages may show figures in frames.
const framing = "ville.example"

// anywhere is a text without the address of the site, which is another each time.
func (s *site) anywhere(text string) string { return strings.ReplaceAll(text, s.url, "http://SERVER") }

// key is the network key of every test, so that the noise is the same each time.
func key(t testing.TB) collector.Key {
	t.Helper()
	k, err := collector.OpenKey("", strings.Repeat("5a", 32), "")
	must(t, err)
	return k
}

// take gives the collector events, one a line, as they came in at a time.
func (s *site) take(t testing.TB, at time.Time, lines ...string) {
	t.Helper()
	clock := func() time.Time { return at }
	c, err := collector.New(t.Context(), collector.Options{Warehouse: s.warehouse, Key: key(t), Now: clock, Spool: t.TempDir(), Registerer: prometheus.NewRegistry()})
	must(t, err)
	decoder := event.NewDecoder(clock)
	var events []event.Event
	for _, line := range lines {
		e, faults := decoder.Decode([]byte(line))
		if len(faults) > 0 {
			t.Fatalf("%s: %v", line, faults)
		}
		events = append(events, e)
	}
	result, err := c.Take(t.Context(), collector.Sender{Source: events[0].Source}, events)
	must(t, err)
	if result.Accepted != len(events) {
		t.Fatalf("of %d events %d were accepted: %+v", len(events), result.Accepted, result)
	}
	must(t, c.Close(t.Context()))
}

// publish cuts the edition of a day: the first one, or the next.
func (s *site) publish(t testing.TB, on string) {
	t.Helper()
	before, err := s.cutter.Store.Editions(t.Context())
	must(t, err)
	cutting := s.cutter.Cut
	if len(before) == 0 {
		cutting = s.cutter.Start
	}
	_, err = cutting(t.Context(), day(t, on))
	must(t, err)
}

// begin publishes what is known of structures, of a network in which one person came once.
func (s *site) begin(t testing.TB) {
	t.Helper()
	s.take(t, now(), `{"specversion":"1.0","id":"e1","source":"urn:tool","type":"vigie.attendance.v1","time":"2026-05-10","data":`+
		`{"structure":"s1","person":"p1","format":"workshop","minutes":60}}`)
	s.publish(t, "2026-07-02")
}

// datedEvent is an event as it is sent, and its day.
type datedEvent struct {
	at   time.Time
	line string
}

// pilot is a small network: four arrondissements, a sector, five structures, the events of testdata/events.ndjson and those of a crowd. Its
// first edition is of April 2026, its second and last of July.
func pilot(t testing.TB) *site {
	s := open(t, func(ctx context.Context, r *network.Registry) {
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
	})
	s.govern(t)
	var then, since []string
	for _, e := range append(readEvents(t), crowd(t)...) {
		if e.at.Before(day(t, "2026-04-01")) {
			then = append(then, e.line)
		} else {
			since = append(since, e.line)
		}
	}
	s.take(t, day(t, "2026-04-10"), then...)
	must(t, s.cutter.SetDate(t.Context(), store.Date{Day: day(t, "2024-11-01"), FR: "Depuis le plan", EN: "Since the plan"}))
	s.publish(t, "2026-04-15")
	s.take(t, day(t, "2026-07-01"), since...)
	s.publish(t, "2026-07-02")
	s.freeze(t, "p-mai", 1)
	return s
}

func readEvents(t testing.TB) (all []datedEvent) {
	t.Helper()
	text, err := os.ReadFile("testdata/events.ndjson")
	must(t, err)
	for line := range strings.Lines(string(text)) {
		var e struct{ Time string }
		must(t, json.Unmarshal([]byte(line), &e))
		all = append(all, datedEvent{day(t, e.Time), strings.TrimSpace(line)})
	}
	return all
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
