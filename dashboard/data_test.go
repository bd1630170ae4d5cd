package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/texts"
	"vigie/queries"
)

// dataSchema is what /data/schema.json says.
type dataSchema struct {
	Fields []struct {
		Name, Title, Description, Type string
		Constraints                    struct {
			Required bool
			Enum     []string
		}
	}
	PrimaryKey []string
}

// records reads a CSV file of the API, in French where it is of that dialect.
func records(t *testing.T, s *site, path string) [][]string {
	t.Helper()
	a := s.get(t, path)
	if a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	text, marked := strings.CutPrefix(a.body, mark)
	r := csv.NewReader(strings.NewReader(text))
	if strings.Contains(path, "dialect=fr") {
		if r.Comma = ';'; !marked || strings.Count(a.body, "\n") != strings.Count(a.body, "\r\n") {
			t.Errorf("%s is not marked, or a line does not end as it should", path)
		}
	}
	rows, err := r.ReadAll()
	must(t, err)
	return rows
}

// What the files of an edition hold is what the schema and the page say: columns, types, what must be there and what it can be.
func theDataSetIsWhatItsSchemaSays(t *testing.T, s *site) {
	var schema dataSchema
	must(t, json.Unmarshal([]byte(s.get(t, "/data/schema.json?lang=fr").body), &schema))
	rows := records(t, s, "/api/v1/editions/2?format=csv")
	page := html.UnescapeString(s.get(t, "/data?lang=fr").body)
	var names []string
	for _, f := range schema.Fields {
		names = append(names, f.Name)
		if f.Title == "" || f.Description == "" || !strings.Contains(page, f.Description) || !strings.Contains(page, `<th scope="row">`+f.Name+`</th>`) {
			t.Errorf("the page does not say what %s holds", f.Name)
		}
	}
	if !slices.Equal(rows[0], names) {
		t.Fatalf("the file has the columns %v, the schema %v", rows[0], names)
	}
	seen, catalogue := map[string]bool{}, indicators(t)
	for _, row := range rows[1:] {
		var key []string
		for i, f := range schema.Fields {
			if slices.Contains(schema.PrimaryKey, f.Name) {
				key = append(key, row[i])
			}
			if !fits(f.Type, row[i]) || f.Constraints.Required && row[i] == "" || f.Constraints.Enum != nil && !slices.Contains(f.Constraints.Enum, row[i]) {
				t.Fatalf("%s holds %q, which the schema does not know: %v", f.Name, row[i], row)
			}
		}
		if is := strings.Join(key, "|"); seen[is] {
			t.Fatalf("two rows are of %s", is)
		} else {
			seen[is] = true
		}
		id, _, ofStructures := strings.Cut(row[0], "/")
		if _, known := catalogue.Get(id); !strings.Contains(page, ">"+row[0]+"</a>") && !strings.Contains(page, `<th scope="row">`+row[0]+`</th>`) && !(ofStructures && known) {
			t.Fatalf("the page does not say what the component %s is", row[0])
		}
	}
	var latest, second struct {
		Edition struct{ Edition int }
		Cells   []map[string]any
	}
	must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/editions/latest").body), &latest))
	must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/editions/2").body), &second))
	if latest.Edition.Edition != 2 || len(latest.Cells) != len(second.Cells) || len(latest.Cells) != len(rows)-1 {
		t.Errorf("the latest edition is %d with %d cells, the second has %d, its file %d", latest.Edition.Edition, len(latest.Cells), len(second.Cells), len(rows)-1)
	}
	for i, cell := range second.Cells {
		for j, name := range names {
			value := ""
			switch x := cell[name].(type) {
			case string:
				value = x
			case float64:
				value = strconv.FormatFloat(x, 'f', -1, 64)
			}
			if value != rows[i+1][j] {
				t.Fatalf("cell %d: %s is %v as JSON, %q as CSV", i, name, cell[name], rows[i+1][j])
			}
			delete(cell, name)
		}
		if len(cell) > 0 {
			t.Fatalf("the schema does not know %v", cell)
		}
	}
}

// fits tells whether a text is of a type of table schemas.
func fits(kind, text string) bool {
	var err error
	switch {
	case text == "":
	case kind == "date":
		_, err = time.Parse(time.DateOnly, text)
	case kind == "integer":
		_, err = strconv.Atoi(text)
	case kind == "number":
		_, err = strconv.ParseFloat(text, 64)
	}
	return err == nil
}

// What search engines read of the data set is true of it, and leads to it.
func theDataSetDescribesItself(t *testing.T, s *site) {
	found := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(s.get(t, "/data?lang=fr").body)
	if found == nil {
		t.Fatal("the page does not describe the data set")
	}
	var about struct {
		Type         string `json:"@type"`
		Name         string
		Description  string
		License      string
		Version      string
		DateModified string
		Temporal     string `json:"temporalCoverage"`
		Creator      struct{ Name string }
		Distribution []struct{ EncodingFormat, ContentURL string }
	}
	must(t, json.Unmarshal([]byte(found[1]), &about))
	if about.Type != "Dataset" || about.Version != "2" || about.DateModified != "2026-07-02" || about.Temporal != "2024-06-01/2026-06-30" || about.Creator.Name != "Paris" ||
		len(about.Description) < 50 || !strings.Contains(about.License, "licence-ouverte") || len(about.Distribution) != 2 {
		t.Errorf("%+v", about)
	}
	for _, d := range about.Distribution {
		path, here := strings.CutPrefix(d.ContentURL, s.url)
		if a := s.get(t, path); !here || a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), d.EncodingFormat) {
			t.Errorf("%+v: %d", d, a.status)
		}
	}
	must(t, s.registry.SetSetting(t.Context(), "demo", "1"))
	defer func() { must(t, s.registry.SetSetting(t.Context(), "demo", "")) }()
	for _, path := range []string{"/data?lang=fr", "/indicators/impact.progression?lang=fr"} {
		if body := s.get(t, path).body; !strings.Contains(body, "Paris, réseau de démonstration, événements synthétiques") {
			t.Errorf("who cites a demonstration by %s does not say that it is one", path)
		}
	}
}

var (
	decimalComma = regexp.MustCompile(`^-?\d+,\d+$`)
	frenchDay    = regexp.MustCompile(`^\d{2}/\d{2}/\d{4}$`)
)

// A file for spreadsheets in French holds the very numbers and days of the one for programs, whatever the reader's language.
func filesInFrench(t *testing.T, s *site) {
	decimals, days := 0, 0
	for _, path := range []string{
		"/api/v1/indicators/impact.progression?window=latest-year&by=territory", "/api/v1/indicators/impact.people_helped?by=month&window=2026-Q2",
		"/api/v1/indicators/accessibility.wait_days?by=territory", "/api/v1/editions/2?", "/api/v1/territories?", "/api/v1/structures?", "/api/v1/quality/delays?",
	} {
		plain, french := records(t, s, path+"&format=csv&lang=fr"), records(t, s, path+"&format=csv&dialect=fr&lang=en")
		if len(plain) != len(french) || len(plain) < 2 || slices.Equal(plain[0], french[0]) {
			t.Fatalf("%s: %d rows, in French %d; %v", path, len(plain), len(french), french[0])
		}
		for i := range plain[1:] {
			for j, was := range plain[i+1] {
				is := french[i+1][j]
				if frenchDay.MatchString(is) {
					days++
					at, err := time.Parse("02/01/2006", is)
					must(t, err)
					is = at.Format(time.DateOnly)
				}
				if decimalComma.MatchString(is) {
					decimals++
					is = strings.Replace(is, ",", ".", 1)
				}
				if _, number := strconv.ParseFloat(was, 64); (number == nil || fits("date", was)) && is != was {
					t.Errorf("%s: column %s of row %d is %q, in French %q", path, plain[0][j], i+1, was, is)
				}
			}
		}
	}
	if decimals < 10 || days < 10 {
		t.Errorf("only %d decimals and %d days were compared", decimals, days)
	}
	golden(t, "progression.fr.csv", strings.ReplaceAll(s.get(t, "/api/v1/indicators/impact.progression?window=latest-year&by=territory&format=csv&dialect=fr&lang=en").body, "\r\n", "\n"))
}

// Every component of the whole catalogue is said to be so many of something.
func TestComponentsHaveUnits(t *testing.T) {
	all, err := queries.Load()
	must(t, err)
	languages, err := texts.Read()
	must(t, err)
	for _, c := range all.Components() {
		for _, l := range languages {
			if !l.Has("data.unit." + c.Unit) {
				t.Errorf("in %s nothing says what %s is so many of: %s", l.Code, c.Name, c.Unit)
			}
		}
	}
}

// The columns of the data set are told in both languages, and none twice.
func TestColumnsOfTheDataSet(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range export.CellColumns() {
		if seen[c.Name] || !c.Required && c.Type != "string" {
			t.Errorf("%+v", c)
		}
		seen[c.Name] = true
	}
}
