package dashboard_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
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
	a := s.get(t, "/api/v1/indicators/impact.participations?from=2026-01-01&to=2026-07-01&by=territory&lang=fr")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("%d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	var got engine.Answer
	must(t, json.Unmarshal([]byte(a.body), &got))
	// 11e: January 4 + March 2 + May 3 people; 12e: 3; 13e: 3 and 8 anonymous; 20e: none
	want := map[string]float64{"75111": 9, "75112": 3, "75113": 11, "75120": 0}
	for key, value := range want {
		i := slices.IndexFunc(got.Figures, func(f engine.Figure) bool { return f.Key == key })
		if i < 0 || got.Figures[i].Value == nil || *got.Figures[i].Value != value {
			t.Errorf("%s: want %v in %s", key, value, a.body)
		}
	}
	if a.header.Get("Content-Language") != "fr" {
		t.Error("the answer does not say its language")
	}
}

func figuresAsCSV(t *testing.T, s *site) {
	a := s.get(t, "/api/v1/indicators/impact.progression?from=2025-07-01&to=2026-07-01&by=territory&format=csv&lang=fr")
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
	a = s.get(t, "/api/v1/indicators/impact.participations?by=structure&format=csv")
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
	if i := slices.IndexFunc(rows, func(r []string) bool { return r[0] == "75111" }); i < 0 || rows[i][1] != "Paris 11e" || rows[i][2] != "66.7%" {
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
	for _, want := range []string{"du 1er juil. 2025 au 30 juin 2026", "version: 1", "CREATE VIEW measure_outcomes", "impact.progression"} {
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
		{"/api/v1/indicators/impact.progression?as_of=x", 400, "bad_date", []string{"as_of"}},
		{"/api/v1/indicators/impact.progression?from=2026-07-01&to=2026-07-01", 400, "empty_period", []string{"to"}},
		{"/api/v1/indicators/impact.progression?from=2026-07-01&to=2026-01-01", 400, "empty_period", nil},
		{"/api/v1/indicators/impact.progression?by=planet", 400, "unknown_by", []string{"territory", "month"}},
		{"/api/v1/indicators/impact.progression?territory=99999", 400, "unknown_territory", []string{"75113", "dst-est"}},
		{"/api/v1/indicators/impact.progression?colour=blue", 400, "unknown_filter", []string{"territory"}},
		{"/api/v1/indicators/impact.participations?format=pdf", 400, "unknown_value", []string{"csv", "xlsx"}},
		{"/api/v1/indicators/impact.participations?age_band=200", 400, "unknown_value", []string{"70_plus"}},
		{"/api/v1/indicators/impact.participations?from=2026-01-01&from=2026-02-01", 400, "too_many_values", nil},
		{"/api/v1/indicators/impact.participations?structure=nowhere", 400, "unknown_value", nil},
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
		"/api/v1/indicators", "/api/v1/indicators/impact.progression?by=territory&from=2026-01-01&to=2026-07-01&territory=75111&territory=75112",
		"/api/v1/indicators/impact.people_helped?by=month", "/api/v1/indicators/visibility.reporting_rate?by=structure",
		"/api/v1/indicators/none", "/api/v1/territories", "/api/v1/structures", "/openapi.json",
		"/api/v1/quality/reporting", "/api/v1/quality/registry?territory=75111&from=2026-01-01&to=2026-07-01", "/api/v1/quality/delays?format=csv",
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
