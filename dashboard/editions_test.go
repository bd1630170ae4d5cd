package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every published window can be chosen, by an address of its own; what was chosen is said.
func theFormOffersWhatIsPublished(t *testing.T, s *site) {
	body := html.UnescapeString(s.get(t, "/impact?lang=en&window=2026-Q1&territory=75111").body)
	for _, want := range []string{
		`<optgroup label="Since the plan">`, `<option value="2024-11-01..2026-07-01">Since the plan, to the end of Jun 2026</option>`,
		"<b>Paris 11e</b> · 1 Jan to 31 Mar 2026", `<option value="2026-01-01..2026-04-01" selected>Q1 2026</option>`, `<option value="75111" selected>`,
		`<option value="2025-07-01..2026-07-01">`, `<option value="2026-06-01..2026-07-01">Jun 2026</option>`, "edition no. 2 of 2 Jul 2026",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the form does not say %s", want)
		}
	}
	for _, m := range regexp.MustCompile(`<option value="(\d{4}-[^"]+)"`).FindAllStringSubmatch(body, -1) {
		if a := s.get(t, "/help/protection?window="+m[1]); a.status != http.StatusOK {
			t.Errorf("the form offers %s, which answers %d", m[1], a.status)
		}
	}
}

var hiddenNote = regexp.MustCompile(`(?s)<p class="hidden">(.*?)</p>`)

// Beside what is protected stands where it is shown, and there it is.
func whatIsHiddenIsShownElsewhere(t *testing.T, s *site) {
	linked := 0
	for _, path := range []string{"/impact?lang=fr&territory=75113", "/visibility?lang=fr&window=2026-06&territory=75112", "/accessibility?lang=fr&territory=75120"} {
		for _, note := range hiddenNote.FindAllStringSubmatch(s.get(t, path).body, -1) {
			for _, m := range regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(note[1], -1) {
				linked++
				if a := s.get(t, html.UnescapeString(m[1])); a.status != http.StatusOK {
					t.Errorf("%s: %s leads to %d", path, note[1], a.status)
				}
			}
		}
	}
	if linked < 10 {
		t.Errorf("of what is hidden only %d links say where it is shown", linked)
	}
}

// An estimate says that it is one wherever it is shown.
func estimatesAreSaid(t *testing.T, s *site) {
	for path, want := range map[string]string{
		"/impact?lang=fr":                                                   "estimation\u202f: de",
		"/impact?lang=en":                                                   "(estimate)",
		"/territories?lang=fr":                                              "(estimation)",
		"/territories/75113?lang=en":                                        "<small>estimate: ",
		"/indicators/impact.people_helped?lang=fr":                          "estimation\u202f: de",
		"/api/v1/indicators/impact.people_helped?window=2026-04":            `"status":"estimate"`,
		"/api/v1/indicators/impact.people_helped?window=2026-04&format=csv": ",estimate,persons,",
	} {
		if a := s.get(t, path); !strings.Contains(html.UnescapeString(a.body), want) {
			t.Errorf("%s (%d) does not say %q", path, a.status, want)
		}
	}
}

// Nothing is said of a change from a window that begins before the first event plus one month.
func changesAreSaidOfWholeWindows(t *testing.T, s *site) {
	for path, said := range map[string]bool{
		"/?lang=fr": true, // July 2024 to June 2025; the first event is of June 2024
		"/?lang=fr&window=2024-07-01..2025-07-01": false,
		"/?lang=fr&window=2025":                   false,
		"/?lang=fr&window=2026-Q2":                true,
		"/?lang=fr&window=since-2024-11-01":       false,
	} {
		a := s.get(t, path)
		if a.status != http.StatusOK || strings.Contains(a.body, "Par rapport à la période précédente") != said {
			t.Errorf("%s (%d): a change is said: %v", path, a.status, !said)
		}
	}
}

func editionsOverTheAPI(t *testing.T, s *site) {
	var got struct {
		Editions []struct {
			Edition      int
			Day, First   string
			Cells        int
			Events, Late int
			Windows      []struct {
				From, To string
				Version  int
				Final    bool
			}
		}
	}
	a := s.get(t, "/api/v1/editions")
	must(t, json.Unmarshal([]byte(a.body), &got))
	if len(got.Editions) != 2 || got.Editions[0].Edition != 2 || got.Editions[0].Day != "2026-07-02" || got.Editions[1].Day != "2026-04-15" || got.Editions[0].First != "2024-06-01" {
		t.Fatalf("editions: %s", a.body)
	}
	// A quarter's second and last version is in the first edition three months after its end.
	versions := map[string]int{}
	for _, w := range got.Editions[0].Windows {
		versions[w.From+".."+w.To] = w.Version
	}
	for window, version := range map[string]int{"2026-04-01..2026-07-01": 1, "2026-01-01..2026-04-01": 2, "2025-10-01..2026-01-01": 0} {
		if versions[window] != version {
			t.Errorf("%s has version %d in the second edition, not %d", window, versions[window], version)
		}
	}
	const question = "/api/v1/indicators/impact.participations?window=2026-Q1&edition="
	var first, second struct{ Edition, Version int }
	must(t, json.Unmarshal([]byte(s.get(t, question+"1").body), &first))
	must(t, json.Unmarshal([]byte(s.get(t, question+"2").body), &second))
	if first.Edition != 1 || first.Version != 1 || second.Edition != 2 || second.Version != 2 {
		t.Errorf("the first quarter is %+v in the first edition, %+v in the second", first, second)
	}
	if body := s.get(t, "/impact?lang=fr&edition=1").body; !strings.Contains(body, "1er avril 2025 au 31 mars 2026") && !strings.Contains(body, "1er avr. 2025 au 31 mars 2026") {
		t.Error("the page as of the first edition does not show its usual window")
	}
}

// Every cell of the file may be shown to anybody, and is the same as in the JSON.
func anEditionAsAFile(t *testing.T, s *site) {
	a := s.get(t, "/api/v1/editions/2?format=csv")
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	must(t, err)
	if a.header.Get("Content-Disposition") != `attachment; filename="vigie-edition-2.csv"` || !slices.Equal(rows[0], []string{"component", "kind", "area", "from", "to", "field", "class", "version", "value"}) {
		t.Fatalf("%v %v", a.header, rows[0])
	}
	var got struct {
		Edition struct{ Edition int }
		Cells   []struct {
			Component, Kind, Area, From, To string
			Value                           float64
		}
	}
	must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/editions/2").body), &got))
	if got.Edition.Edition != 2 || len(got.Cells) != len(rows)-1 || len(got.Cells) < 1000 {
		t.Errorf("%d cells as JSON, %d as CSV", len(got.Cells), len(rows)-1)
	}
	helped := 0
	for _, c := range got.Cells {
		if c.Component == "helped" {
			if helped++; c.Value < 11 {
				t.Errorf("%+v is no cell that may be shown", c)
			}
		}
	}
	if helped == 0 {
		t.Error("nobody was helped")
	}
}

// A window has short names, and each means the days that it says.
func windowsByTheirNames(t *testing.T, s *site) {
	for _, c := range []struct{ window, from, to, code string }{
		{"latest-quarter", "2026-04-01", "2026-07-01", ""},
		{"latest-year", "2025-07-01", "2026-07-01", ""},
		{"2025", "2025-01-01", "2026-01-01", ""},
		{"2026-Q2", "2026-04-01", "2026-07-01", ""},
		{"2026-06", "2026-06-01", "2026-07-01", ""},
		{"2026-01-01..2026-07-01", "2026-01-01", "2026-07-01", ""},
		{"since-2024-11-01", "2024-11-01", "2026-07-01", ""},
		{"2024-11-01..2025-04-01", "2024-11-01", "2025-04-01", ""},
		{"2024-11-01..2025-05-01", "", "", "unpublished_window"},
		{"since-2024-12-01", "", "", "unknown_window"},
		{"since-", "", "", "unknown_window"},
		{"2026-Q3", "", "", "unpublished_window"},
		{"2026-01-01..2026-03-01", "", "", "unpublished_window"},
		{"2026-Q5", "", "", "unknown_window"},
		{"2026-13", "", "", "unknown_window"},
		{"2026-07-01..2026-01-01", "", "", "unknown_window"},
		{"2026-01-01..", "", "", "unknown_window"},
		{"last-quarter", "", "", "unknown_window"},
	} {
		var got struct{ From, To, Code string }
		a := s.get(t, "/api/v1/indicators/impact.people_helped?window="+c.window)
		must(t, json.Unmarshal([]byte(a.body), &got))
		if got.From != c.from || got.To != c.to || got.Code != c.code || (a.status == http.StatusOK) != (c.code == "") {
			t.Errorf("%s: %d %s", c.window, a.status, a.body)
		}
		page := s.get(t, "/impact?lang=en&window="+c.window)
		if page.status != a.status {
			t.Errorf("%s: the page answers %d, the API %d", c.window, page.status, a.status)
		}
		if c.code == "unpublished_window" && !strings.Contains(page.body, `<a href="/impact?lang=en&amp;window=`) {
			t.Errorf("%s: the page does not link to what is published", c.window)
		}
	}
}

// What is unknown, stands there twice or can't be decoded is refused by name, of pages and of the API.
func whatIsSoughtIsReadStrictly(t *testing.T, s *site) {
	for query, says := range map[string]string{
		"free=1": "yes", "late=no": "yes", "service=repair": "safe_use", "page=9": "1", "q=" + strings.Repeat("é", 201): "200",
	} {
		if a := s.get(t, "/places?"+query); a.status != http.StatusBadRequest || !strings.Contains(html.UnescapeString(a.body), says) {
			t.Errorf("/places?%s: %d, and does not say %q", query, a.status, says)
		}
	}
}

func nothingAskedIsIgnored(t *testing.T, s *site) {
	for _, path := range []string{
		"/", "/impact", "/territories/75113", "/quality", "/places", "/structures", "/compare", "/help/protection", "/indicators/impact.progression", "/underserved/what-if",
		"/api/v1/indicators", "/api/v1/indicators/impact.people_helped", "/api/v1/editions", "/api/v1/editions/2", "/api/v1/quality/delays", "/api/v1/territories", "/api/v1/structures", "/calls/aap-01",
		"/data", "/data/schema.json", "/embed/impact.people_helped",
	} {
		for _, c := range []struct{ query, code, says string }{
			{"colour=blue", "unknown_parameter", "colour"},
			{"as_of=2026-05-01", "unknown_parameter", "as_of"},
			{"lang=fr&lang=fr", "repeated_parameter", "lang"},
			{"lang=fr&lang=", "repeated_parameter", "lang"},
			{"lang=75113%", "undecodable", "75113%"},
			{"lang=fr&amp;territory=75113", "undecodable", "amp;territory"},
			{"lang=fr;territory=75113", "undecodable", "lang=fr;territory"},
			{"%zz=1", "undecodable", "%zz"},
		} {
			a := s.get(t, path+"?"+c.query)
			if a.status != http.StatusBadRequest || !strings.Contains(html.UnescapeString(a.body), c.says) {
				t.Errorf("%s?%s: %d %s", path, c.query, a.status, a.body)
				continue
			}
			if strings.HasPrefix(path, "/api/") && !strings.Contains(a.body, `"code": "`+c.code+`"`) {
				t.Errorf("%s?%s: not %s: %s", path, c.query, c.code, a.body)
			}
			if c.code == "unknown_parameter" && !strings.Contains(a.body, "lang") {
				t.Errorf("%s?%s does not say what there is: %s", path, c.query, a.body)
			}
		}
		// A form sends what was not filled in.
		if a := s.get(t, path+"?lang="); a.status != http.StatusOK {
			t.Errorf("%s?lang=: %d", path, a.status)
		}
	}
}

// Before the first edition nothing is shown, and it is said who can change that.
func TestNothingIsShownBeforeTheFirstEdition(t *testing.T) {
	s := open(t, nil)
	for path, code := range map[string]string{
		"/api/v1/indicators/impact.people_helped": "nothing_published", "/api/v1/editions/1": "nothing_published",
		"/api/v1/indicators/impact.people_helped?window=2026-Q1": "nothing_published",
	} {
		if a := s.get(t, path); a.status != http.StatusNotFound || !strings.Contains(a.body, `"code": "`+code+`"`) || !strings.Contains(a.body, "vigie edition start") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := s.get(t, "/api/v1/editions"); strings.TrimSpace(a.body) != `{"editions":[]}` {
		t.Errorf("editions: %s", a.body)
	}
}

// Between editions no byte of what is shown changes: not by an event more, not by an erasure, not by working out everything anew. The page of
// the data itself alone is of today.
func nothingMovesBetweenEditions(t *testing.T, s *site) {
	paths := slices.DeleteFunc(everyPage(), func(path string) bool { return path == "/quality" })
	for _, id := range shown {
		paths = append(paths, "/api/v1/indicators/"+id, "/api/v1/indicators/"+id+"?format=csv&lang=en")
	}
	paths = append(paths, "/api/v1/editions", "/api/v1/editions/1?format=csv", "/api/v1/editions/2", "/api/v1/editions/latest?format=csv&dialect=fr", "/data/schema.json", "/api/v1/indicators/impact.participations?by=month&window=2026-Q2",
		"/api/v1/indicators/impact.participations?window=2026-09", "/impact?from=2026-01-01&to=2026-03-01")
	was, quality := map[string]answer{}, s.get(t, "/quality?lang=fr").body
	for _, path := range paths {
		was[path] = s.get(t, path)
	}
	still := func(after string) {
		t.Helper()
		for _, path := range paths {
			if a := s.get(t, path); a.body != was[path].body || a.header.Get("ETag") != was[path].header.Get("ETag") || a.status != was[path].status {
				t.Errorf("%s: %s moved: %s", after, path, firstDifference(was[path].body, a.body))
			}
		}
	}
	s.take(t, now(), `{"specversion":"1.0","id":"one-more","source":"https://outil.example/essai","type":"vigie.attendance.v1","time":"2026-06-28","data":`+
		`{"structure":"s2","person":"e9","format":"remote","minutes":45,"profile":{"residence":"75113","age_band":"40_59"}}}`)
	still("an event more")
	must(t, s.runner.Refresh(t.Context()))
	still("facts worked out anew")
	if s.get(t, "/quality?lang=fr").body == quality {
		t.Error("/quality does not know that a structure is silent no more")
	}
	var person [16]byte
	must(t, s.warehouse.Conn().QueryRow(t.Context(), "SELECT CAST(min(person), 'FixedString(16)') FROM event WHERE structure = 's1' AND notEmpty(person)").Scan(&person))
	must(t, s.warehouse.Conn().Exec(t.Context(), "ALTER TABLE event DELETE WHERE person = (SELECT min(person) FROM event WHERE structure = 's1' AND notEmpty(person)) SETTINGS mutations_sync = 2"))
	must(t, s.runner.Forget(t.Context(), person))
	still("an erasure")
	must(t, s.runner.Rebuild(t.Context(), func(string, int, int) {}))
	still("a rebuild")
}

// A section of which nothing is published for the view is a line at the page's end, with where it is published; what has figures keeps its section.
func whatIsNotPublishedIsListedOnce(t *testing.T, s *site) {
	list := regexp.MustCompile(`(?s)<section id="unpublished".*?</section>`)
	for path, wanted := range map[string]bool{
		"/impact?lang=en&territory=75111&window=2026-Q1": true, "/visibility?lang=en&territory=dst-est&window=2026-06": true, "/impact?lang=en": true,
		"/accessibility?lang=en": false,
	} {
		body := s.get(t, path).body
		found := list.FindString(body)
		if (found != "") != wanted {
			t.Errorf("%s: the list of what is not published is there: %t", path, found != "")
		}
		if section := regexp.MustCompile(`(?s)<section id="[^"]*"[^>]*-heading">.*?</section>`); wanted {
			for _, one := range section.FindAllString(strings.Replace(body, found, "", 1), -1) {
				if strings.Contains(one, "This figure is not published") && !strings.Contains(one, `class="large"`) && !strings.Contains(one, "<details") {
					t.Errorf("%s: a section of nothing:\n%.300s", path, one)
				}
			}
		}
		for _, line := range regexp.MustCompile(`(?s)<li.*?</li>`).FindAllString(found, -1) {
			if strings.Count(line, "<a ") < 2 && !strings.Contains(line, "This figure is not published") {
				t.Errorf("%s: a line says nothing of where: %s", path, line)
			}
			for _, m := range regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(line, -1) {
				if a := s.get(t, html.UnescapeString(m[1])); a.status != http.StatusOK {
					t.Errorf("%s: %s leads to %d", path, m[1], a.status)
				}
			}
		}
	}
}
