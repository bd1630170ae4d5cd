package dashboard_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/xuri/excelize/v2"

	"vigie/queries/engine"
)

func figuresAsJSON(t *testing.T, s *site) {
	a := s.get(t, "/api/v1/indicators/impact.participations?window=2026-01-01..2026-07-01&by=territory&lang=fr")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("%d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	var got struct {
		Edition, Version int
		AsOf             string `json:"as_of"`
		Figures          []figure
	}
	must(t, json.Unmarshal([]byte(a.body), &got))
	if got.Edition != 2 || got.Version != 1 || got.AsOf != "2026-07-02" {
		t.Errorf("the edition is not said: %s", a.body)
	}
	status := map[string]string{}
	for _, f := range got.Figures {
		status[f.Key] = f.Status
		exact, err := s.runner.Ask(t.Context(), engine.Question{Indicator: "impact.participations", From: "2026-01-01", To: "2026-07-01", Territories: []string{f.Key}})
		if f.Value == nil || f.Key == "unknown" || f.Key == "outside" {
			continue
		}
		must(t, err)
		if off := math.Abs(*f.Value - *exact.Figures[0].Value); off > 10 {
			t.Errorf("%s: %v is %v away from the exact figure", f.Key, *f.Value, off)
		}
	}
	// The 20e has no structure.
	if want := map[string]string{"75111": "ok", "75112": "ok", "75113": "ok", "75120": "no_data"}; !maps.Equal(want, without(status, "unknown", "outside")) {
		t.Errorf("%v, not %v", status, want)
	}
	if a.header.Get("Content-Language") != "fr" {
		t.Error("the answer does not say its language")
	}
}

// figure is a figure as the API answers it.
type figure struct {
	Key, Status string
	Value       *float64
}

func without(all map[string]string, keys ...string) map[string]string {
	for _, key := range keys {
		delete(all, key)
	}
	return all
}

func figuresAsCSV(t *testing.T, s *site) {
	a := s.get(t, "/api/v1/indicators/impact.progression?window=latest-year&by=territory&format=csv&lang=fr")
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="impact-progression_reseau-entier_2025-07-01_2026-07-01.csv"` {
		t.Errorf("Content-Disposition %q", got)
	}
	golden(t, "progression.csv", strings.ReplaceAll(a.body, "\r\n", "\n"))
	text, marked := strings.CutPrefix(a.body, "\xef\xbb\xbf")
	if !marked {
		t.Error("the file does not begin with a byte-order mark")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	must(t, err)
	if !slices.Contains(records[0], "value") || len(records) < 5 {
		t.Errorf("the file is %v", records)
	}
	// a name that a spreadsheet would take for a formula is made harmless
	a = s.get(t, "/api/v1/indicators/visibility.reporting_rate?by=structure&format=csv")
	if !strings.Contains(a.body, "'=France Services Tolbiac") {
		t.Errorf("the file has a formula: %s", a.body)
	}
}

func figuresAsASpreadsheet(t *testing.T, s *site) {
	a := s.get(t, "/api/v1/indicators/impact.progression?from=2025-07-01&to=2026-07-01&by=territory&format=xlsx&lang=fr")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(a.body)))
	must(t, err)
	defer book.Close()
	if got := book.GetSheetList(); !slices.Equal(got, []string{"Chiffres", "Définition"}) {
		t.Fatalf("sheets %v", got)
	}
	rows, err := book.GetRows("Chiffres")
	must(t, err)
	if i := slices.IndexFunc(rows, func(r []string) bool { return r[0] == "75111" }); i < 0 || rows[i][1] != "Paris 11e" || !strings.HasSuffix(rows[i][2], "%") {
		t.Errorf("rows %v", rows)
	}
	raw, err := book.GetCellValue("Chiffres", "C2", excelize.Options{RawCellValue: true})
	must(t, err)
	if raw == "" || strings.Contains(raw, "%") {
		t.Errorf("the cell holds %q, not a number", raw)
	}
	meaning, err := book.GetRows("Définition")
	must(t, err)
	text := ""
	for _, r := range meaning {
		text += strings.Join(r, " ") + "\n"
	}
	for _, want := range []string{"du 1er juil. 2025 au 30 juin 2026", "version: 1", "CREATE VIEW measure_outcomes", "impact.progression",
		"Paris, tout le réseau", "Paris, édition n° 2 du 2 juil. 2026", "Licence Ouverte 2.0", "un léger bruit",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the definition does not say %q:\n%s", want, text)
		}
	}
}

func badRequestsAreAnswered(t *testing.T, s *site) {
	for _, c := range []struct {
		path   string
		status int
		code   string
		says   []string
	}{
		{"/api/v1/indicators/impact.happiness", 404, "unknown_indicator", []string{"impact.progression"}},
		{"/api/v1/indicators/impact.progression?from=2026-02-30&to=2026-07-01", 400, "bad_date", []string{"2026-01-31", "from"}},
		{"/api/v1/indicators/impact.progression?from=hier&to=2026-07-01", 400, "bad_date", []string{"hier"}},
		{"/api/v1/indicators/impact.progression?from=2026-01-01", 400, "bad_date", []string{"to"}},
		{"/api/v1/indicators/impact.progression?from=2026-07-01&to=2026-07-01", 400, "empty_period", []string{"to"}},
		{"/api/v1/indicators/impact.progression?from=2026-07-01&to=2026-01-01", 400, "empty_period", nil},
		{"/api/v1/indicators/impact.progression?from=2026-01-01&to=2026-03-01", 400, "unpublished_window", []string{"2026-01-01..2026-04-01"}},
		{"/api/v1/indicators/impact.progression?from=2026-01-02&to=2026-04-01", 400, "unpublished_window", []string{"2026-01-01..2026-04-01"}},
		{"/api/v1/indicators/impact.people_helped?from=2031-01-01&to=2031-02-01", 400, "unpublished_window", []string{"2026-06-01..2026-07-01"}},
		{"/api/v1/indicators/impact.progression?window=latest-quarter&from=2026-01-01&to=2026-07-01", 400, "not_combined", []string{"window"}},
		{"/api/v1/indicators/impact.progression?edition=3", 404, "unknown_edition", []string{"1", "2"}},
		{"/api/v1/indicators/impact.progression?edition=premiere", 404, "unknown_edition", nil},
		{"/api/v1/editions/3", 404, "unknown_edition", nil},
		{"/api/v1/editions/2?format=pdf", 400, "unknown_value", []string{"json", "csv"}},
		{"/api/v1/editions/newest", 404, "unknown_edition", nil},
		{"/api/v1/editions/latest?format=xlsx", 400, "unknown_value", []string{"json", "csv"}},
		{"/api/v1/editions/2?format=csv&dialect=de", 400, "unknown_value", []string{"dialect", "fr"}},
		{"/api/v1/editions/2?dialect=fr", 400, "not_combined", []string{"format=csv"}},
		{"/api/v1/structures?format=xlsx&dialect=fr", 400, "not_combined", []string{"format=csv"}},
		{"/api/v1/indicators/impact.progression?dialect=fr", 400, "not_combined", []string{"format=csv"}},
		{"/api/v1/quality/delays?format=csv&dialect=en", 400, "unknown_value", []string{"dialect", "fr"}},
		{"/data/schema.yaml", 404, "not_found", nil},
		{"/api/v1/indicators/impact.progression?by=planet", 400, "unknown_by", []string{"territory", "month"}},
		{"/api/v1/indicators/impact.funnel?by=month", 400, "unknown_by", nil},
		{"/api/v1/indicators/impact.progression?territory=99999", 400, "unknown_territory", []string{"75113", "dst-est"}},
		{"/api/v1/indicators/impact.progression?territory=75111&territory=75112", 400, "repeated_parameter", []string{"territory"}},
		{"/api/v1/indicators/impact.people_helped?age_band=70_plus&gender=woman", 400, "not_combined", nil},
		{"/api/v1/indicators/impact.progression?colour=blue", 400, "unknown_parameter", []string{"territory"}},
		{"/api/v1/indicators/impact.participations?format=pdf", 400, "unknown_value", []string{"csv", "xlsx"}},
		{"/api/v1/indicators/impact.participations?age_band=200", 400, "unknown_value", []string{"70_plus"}},
		{"/api/v1/indicators/impact.participations?structure=nowhere", 400, "unknown_value", nil},
		{"/api/v1/plan?as_of=hier", 400, "bad_date", []string{"as_of", "2026-01-31"}},
		{"/api/v1/targets?as_of=2026-07-03", 400, "future_day", []string{"as_of", "2026-07-02"}},
		{"/api/v1/governance?territory=75113", 400, "unknown_parameter", []string{"as_of"}},
		{"/api/v1/calls?as_of=2026-01-31&as_of=2026-02-28", 400, "repeated_parameter", []string{"as_of"}},
		{"/api/v1/members?as_of=2026%", 400, "undecodable", []string{"as_of"}},
		{"/api/v1/nothing", 404, "not_found", nil},
		{"/api/v2/indicators", 404, "not_found", nil},
	} {
		for _, lang := range []string{"fr", "en"} {
			separator := "?"
			if strings.Contains(c.path, "?") {
				separator = "&"
			}
			a := s.get(t, c.path+separator+"lang="+lang)
			var p struct {
				Type, Title, Detail, Code string
				Status                    int
				Choices                   []string
			}
			if err := json.Unmarshal([]byte(a.body), &p); err != nil {
				t.Errorf("%s: %v: %s", c.path, err, a.body)
				continue
			}
			if a.status != c.status || p.Status != c.status || p.Code != c.code || p.Type == "" || p.Title == "" || p.Detail == "" {
				t.Errorf("%s: want %d %s, got %d %s", c.path, c.status, c.code, a.status, a.body)
			}
			if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") || a.header.Get("Content-Language") != lang {
				t.Errorf("%s: headers %v", c.path, a.header)
			}
			for _, word := range c.says {
				if !strings.Contains(a.body, word) {
					t.Errorf("%s does not say %q: %s", c.path, word, a.body)
				}
			}
			if strings.Contains(p.Detail, "{") || strings.Contains(p.Detail, "⟦") {
				t.Errorf("%s: detail %q", c.path, p.Detail)
			}
		}
	}
}

func methods(t *testing.T, s *site) {
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodPost, "/", 405, "GET, HEAD"},
		{http.MethodDelete, "/api/v1/indicators", 405, "GET, HEAD"},
		{http.MethodGet, "/api/v1/events", 405, "POST"},
		{http.MethodPost, "/assets/x.js", 405, "GET, HEAD"},
		{http.MethodHead, "/", 200, ""},
		{http.MethodHead, "/api/v1/indicators/impact.progression", 200, ""},
		{http.MethodGet, "/assets/x.js", 404, ""},
		{http.MethodGet, "/assets/manifest.json", 404, ""},
		{http.MethodGet, "/assets/.gitignore", 404, ""},
		{http.MethodGet, "/territories/99999", 404, ""},
		{http.MethodGet, "/indicators/impact.happiness", 404, ""},
		{http.MethodGet, "/a/b/c", 404, ""},
	} {
		a := s.do(t, c.method, c.path)
		if a.status != c.status || a.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: want %d, Allow %q; got %d, %q", c.method, c.path, c.status, c.allow, a.status, a.header.Get("Allow"))
		}
		if c.method == http.MethodHead && a.body != "" {
			t.Errorf("HEAD %s has a body", c.path)
		}
	}
}

func unchangedAnswersAreNotSentAgain(t *testing.T, s *site) {
	for _, path := range []string{
		"/api/v1/indicators", "/api/v1/indicators/impact.progression?by=territory", "/api/v1/indicators/impact.progression?format=csv",
		"/api/v1/indicators/impact.progression?format=xlsx", "/api/v1/territories", "/api/v1/structures", "/openapi.json", "/indicators",
		"/api/v1/structures?format=xlsx", "/api/v1/territories?format=csv&dialect=fr", "/api/v1/indicators/impact.progression?format=csv&dialect=fr", "/data/schema.json",
		"/embed/impact.progression",
		"/api/v1/calls", "/api/v1/plan", "/api/v1/governance", "/api/v1/members", "/api/v1/targets",
	} {
		first := s.get(t, path)
		etag := first.header.Get("ETag")
		if etag == "" {
			t.Errorf("%s has no ETag", path)
			continue
		}
		if again := s.get(t, path, "If-None-Match", etag); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s is sent again: %d", path, again.status)
		}
		if other := s.get(t, path, "If-None-Match", `"x"`); other.status != http.StatusOK {
			t.Errorf("%s with another tag: %d", path, other.status)
		}
	}
	a, b := s.get(t, "/api/v1/indicators/impact.progression?lang=fr&by=age_band"), s.get(t, "/api/v1/indicators/impact.progression?lang=en&by=age_band")
	if a.header.Get("ETag") == b.header.Get("ETag") {
		t.Error("two languages share an ETag")
	}
}

func registryOverTheAPI(t *testing.T, s *site) {
	golden(t, "territories.json", s.get(t, "/api/v1/territories").body)
	var got struct {
		Structures []struct {
			ID, Name  string
			Territory *string
		}
	}
	must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/structures").body), &got))
	if len(got.Structures) != 5 || got.Structures[0].ID != "s1" || got.Structures[0].Territory == nil || *got.Structures[0].Territory != "75111" {
		t.Errorf("structures %+v", got)
	}
	empty := open(t, nil)
	if a := empty.get(t, "/api/v1/structures"); strings.TrimSpace(a.body) != `{"structures":[]}` {
		t.Errorf("an empty registry answers %s", a.body)
	}
	for path, want := range map[string]string{
		"/api/v1/calls":   `{"as_of":"2026-07-02","calls":[]}`,
		"/api/v1/plan":    `{"as_of":"2026-07-02","known_since":null,"title":{"fr":""},"source":"","progress":{"measures":0,"due":0,"due_done":0,"dropped":0,"late":0,"done":0,"stuck":0},"axes":[]}`,
		"/api/v1/targets": `{"as_of":"2026-07-02","known_since":null,"targets":[]}`,
	} {
		if a := empty.get(t, path); strings.TrimSpace(a.body) != want {
			t.Errorf("%s of an empty registry answers %s", path, a.body)
		}
	}
	if a := empty.get(t, "/api/v1/territories"); strings.TrimSpace(a.body) != `{"groups":[],"territories":[]}` {
		t.Errorf("an empty registry answers %s", a.body)
	}
}

// The description of the interface is valid, and what the server answers is what it describes.
func theContractIsKept(t *testing.T, s *site) {
	a := s.get(t, "/openapi.json")
	document, err := openapi3.NewLoader().LoadFromData([]byte(a.body))
	must(t, err)
	must(t, document.Validate(t.Context()))
	if document.Info.Version != "test" {
		t.Errorf("the version is %q", document.Info.Version)
	}
	router, err := gorillamux.NewRouter(document)
	must(t, err)
	for _, path := range []string{
		"/api/v1/indicators", "/api/v1/indicators/impact.progression?by=territory&from=2026-01-01&to=2026-07-01&edition=2",
		"/api/v1/indicators/impact.progression?window=2026-Q1&territory=75111", "/api/v1/indicators/impact.progression?window=2026-Q3",
		"/api/v1/editions", "/api/v1/editions/1", "/api/v1/editions/2?format=csv", "/api/v1/editions/9",
		"/api/v1/editions/latest", "/data/schema.json", "/data/schema.json?lang=en",
		"/api/v1/territories?format=csv", "/api/v1/structures?format=csv", "/api/v1/structures?format=xlsx",
		"/api/v1/indicators/impact.people_helped?by=month", "/api/v1/indicators/visibility.reporting_rate?by=structure",
		"/api/v1/indicators/none", "/api/v1/territories", "/api/v1/structures", "/openapi.json",
		"/api/v1/calls", "/api/v1/plan", "/api/v1/governance", "/api/v1/members", "/api/v1/targets",
		"/api/v1/signals", "/api/v1/signals?lang=en", "/api/v1/signals?window=2026", "/signals.atom",
		"/api/v1/calls?as_of=2026-01-31", "/api/v1/plan?as_of=2020-01-01", "/api/v1/governance?as_of=2026-03-01", "/api/v1/members?as_of=2024-03-01",
		"/api/v1/targets?as_of=2026-01-31", "/api/v1/plan?as_of=2031-01-01",
		"/api/v1/quality/reporting", "/api/v1/quality/registry?territory=75111&window=2026-Q1", "/api/v1/quality/delays?format=csv",
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		must(t, err)
		route, params, err := router.FindRoute(request)
		if err != nil {
			t.Errorf("%s is not described: %v", path, err)
			continue
		}
		input := &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route}
		if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got := s.get(t, path)
		output := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: got.status, Header: got.header}
		output.SetBodyBytes([]byte(got.body))
		if err := openapi3filter.ValidateResponse(t.Context(), output); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
