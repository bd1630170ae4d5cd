package e2e

import (
	"encoding/json"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// printedWithin is how long a report of Paris may take, browser included: five seconds on a machine of two processors that does nothing else, and
// several times that beside other tests.
const printedWithin = 30 * time.Second

// meetings are the codes of the meetings that a server knows, the earliest first: those held, then those to come.
func meetings(t *testing.T, s *binary.Server) (held, announced []string) {
	t.Helper()
	for _, m := range meetingsOf(t, s) {
		if m.Held {
			held = append(held, m.Code)
		} else {
			announced = append(announced, m.Code)
		}
	}
	return held, announced
}

var (
	sheetOfPaper = regexp.MustCompile(`/Type /Page\b[^s]`)
	taggedParts  = []string{"/StructTreeRoot", "/Outlines", "/MarkInfo", "/Lang"}
)

// printed has a report printed, and answers how many sheets of paper it takes.
func printed(t *testing.T, dir string, args ...string) int {
	t.Helper()
	out := filepath.Join(t.TempDir(), "report.pdf")
	binary.Done(t, dir, append([]string{"report", "--out", out}, args...)...)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range taggedParts {
		if !strings.Contains(string(text), part) {
			t.Errorf("the PDF of %v has no %s", args, part)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(out), ".vigie*")); len(left) > 0 {
		t.Errorf("printing leaves %v behind", left)
	}
	return len(sheetOfPaper.FindAll(text, -1))
}

// TestReport prints what the demonstration's committees have before them.
func TestReport(t *testing.T) {
	s := demonstration(t)
	held, announced := meetings(t, s)
	if len(held) < 2 || len(announced) < 1 {
		t.Fatalf("the demonstration has the meetings %v and %v", held, announced)
	}
	last := held[len(held)-1]
	begun := time.Now()
	if n := printed(t, s.Dir, last); n < 8 || n > 10 {
		t.Errorf("the report of Paris takes %d sheets", n)
	}
	if took := time.Since(begun); took > printedWithin {
		t.Errorf("the report of Paris took %v", took)
	} else {
		t.Logf("the report of Paris took %v", took)
	}
	for _, meeting := range []string{announced[0], last} {
		for _, lang := range []string{"fr", "en"} {
			if n := printed(t, s.Dir, meeting, "--briefing", "--lang", lang); n != 1 {
				t.Errorf("the briefing of %s in %s takes %d sheets", meeting, lang, n)
			}
		}
	}
	out := filepath.Join(t.TempDir(), "report.pdf")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"report", "nulle-part", "--out", out}, 2, last},
		{[]string{"report", last}, 2, "--out"},
		{[]string{"report", last, "--out", out, "--chromium", "no-such-browser"}, 2, "--chromium"},
		{[]string{"report", last, "--out", filepath.Join(out, "nowhere", "x.pdf")}, 1, "nowhere"},
	} {
		if o := binary.Run(t, s.Dir, c.args...); o.Code != c.code || !strings.Contains(o.Stderr, c.says) {
			t.Errorf("%v: exit code %d: %s", c.args, o.Code, o.Stderr)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if o := binary.Run(t, s.Dir, "report", last, "--out", out); o.Code != 1 || !strings.Contains(o.Stderr, "/report") {
		t.Errorf("without a browser: exit code %d: %s", o.Code, o.Stderr)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("what could not be printed left a file")
	}
}

var (
	number   = regexp.MustCompile(`<data value="([^"]+)" data-indicator="([^"]+)" data-by="([^"]+)" data-key="([^"]+)"(?: data-part="([^"]+)")?>`)
	ofWindow = regexp.MustCompile(`data-edition="(\d+)" data-from="([\d-]+)" data-to="([\d-]+)"`)
)

// TestReportOfAnEarlierEdition compares each number of the report of every meeting with what the API answers of the edition that it names.
func TestReportOfAnEarlierEdition(t *testing.T) {
	s := demonstration(t)
	held, _ := meetings(t, s)
	editions := map[string]bool{}
	for _, meeting := range held {
		_, _, page := s.Get(t, "/report?lang=fr&meeting="+meeting)
		of := ofWindow.FindStringSubmatch(page)
		if of == nil {
			t.Fatalf("the report of %s names no edition", meeting)
		}
		editions[of[1]] = true
		window := url.Values{"edition": {of[1]}, "from": {of[2]}, "to": {of[3]}}.Encode()
		known := map[string]map[string]float64{}
		shown := number.FindAllStringSubmatch(page, -1)
		if len(shown) < 20 {
			t.Errorf("the report of %s shows %d figures", meeting, len(shown))
		}
		for _, m := range shown {
			asks := "/api/v1/indicators/" + m[2] + "?by=" + m[3] + "&" + window
			if known[asks] == nil {
				known[asks] = numbers(t, s, asks)
			}
			got, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			if want, ok := known[asks][m[4]+" "+m[5]]; !ok || math.Abs(got-want) > 0 {
				t.Errorf("the report of %s: %s; the API answers %v to %s", meeting, m[0], want, asks)
			}
		}
	}
	if len(editions) < 2 {
		t.Errorf("the reports of %v are of the editions %v alone", held, editions)
	}
}

// numbers are all numbers of an answer, by their key and part.
func numbers(t *testing.T, s *binary.Server, path string) map[string]float64 {
	t.Helper()
	status, _, body := s.Get(t, path)
	var answer struct {
		Figures []struct {
			Key                           string
			Value, Numerator, Denominator *float64
			Parts                         map[string]float64
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 {
		t.Fatalf("%s: %d %v", path, status, err)
	}
	all := map[string]float64{}
	for _, f := range answer.Figures {
		for name, x := range f.Parts {
			all[f.Key+" "+name] = x
		}
		for name, x := range map[string]*float64{"": f.Value, "numerator": f.Numerator, "denominator": f.Denominator} {
			if x != nil {
				all[f.Key+" "+name] = *x
			}
		}
	}
	return all
}
