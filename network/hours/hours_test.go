package hours_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"vigie/network/hours"
)

var update = flag.Bool("update", false, "write the golden files anew")

// answer is what npm's opening_hours makes of a text.
type answer struct {
	Text  string
	Spans [][2]int
	Error string
}

// ask runs npm's opening_hours once for all texts, or for the hours of the real places when texts is nil.
func ask(t *testing.T, texts []string) []answer {
	t.Helper()
	cmd := exec.Command("node", filepath.Join("testdata", "oracle.js"))
	if texts == nil {
		cmd.Args = append(cmd.Args, "real")
	} else {
		input, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdin = bytes.NewReader(input)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("run npm's opening_hours (node is needed, and `npm ci`): %v\n%s", err, stderr.String())
	}
	var answers []answer
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// within sums the minutes of spans that fall between two bounds: the figures of Week, worked out in another way.
func within(spans [][2]int, keep func(minute int) bool) int {
	total := 0
	for _, span := range spans {
		for minute := span[0]; minute < span[1]; minute++ {
			if keep(minute) {
				total++
			}
		}
	}
	return total
}

func TestRealPlacesAsOpeningHours(t *testing.T) {
	answers := ask(t, nil)
	if len(answers) != 617 {
		t.Fatalf("%d places have hours, 617 are known to", len(answers))
	}
	for _, npm := range answers {
		if npm.Error != "" {
			t.Errorf("%q: npm cannot read it: %s", npm.Text, npm.Error)
			continue
		}
		week, err := hours.Parse(npm.Text)
		if err != nil {
			t.Errorf("%q: %v", npm.Text, err)
			continue
		}
		if fmt.Sprint(week.Spans()) != fmt.Sprint(npm.Spans) {
			t.Errorf("%q: open %v, npm says %v", npm.Text, week.Spans(), npm.Spans)
		}
		for _, figure := range []struct {
			name string
			got  int
			keep func(int) bool
		}{
			{"minutes", week.Minutes(), func(int) bool { return true }},
			{"evening", week.EveningMinutes(), func(m int) bool { return m/1440 < 5 && m%1440 >= 18*60 }},
			{"weekend", week.WeekendMinutes(), func(m int) bool { return m/1440 >= 5 }},
		} {
			if want := within(npm.Spans, figure.keep); figure.got != want {
				t.Errorf("%q: %s %d, from npm's spans %d", npm.Text, figure.name, figure.got, want)
			}
		}
	}
}

// TestWeeks reads testdata/weeks.txt: a text, then under it what it means ("=" open, "!" unreadable) and, where npm's
// opening_hours sees it otherwise, what that makes of it ("npm").
func TestWeeks(t *testing.T) {
	path := filepath.Join("testdata", "weeks.txt")
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	texts := textsOf(golden)
	var b strings.Builder
	for _, line := range strings.SplitAfter(string(golden), "\n") {
		if !strings.HasPrefix(line, "#") {
			break
		}
		b.WriteString(line)
	}
	for _, npm := range ask(t, texts) {
		week, err := hours.Parse(npm.Text)
		ours := "= " + sentence(week.Spans())
		if err != nil {
			ours = "! " + err.Error()
		}
		fmt.Fprintf(&b, "\n%s\n  %s\n", npm.Text, ours)
		switch {
		case npm.Error != "" && err == nil:
			b.WriteString("  npm ! cannot read it\n")
		case npm.Error == "" && (err != nil || !reflect.DeepEqual(npm.Spans, append([][2]int{}, week.Spans()...))):
			fmt.Fprintf(&b, "  npm = %s\n", sentence(npm.Spans))
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("%s:%d:\n got %s\nwant %s", path, i+1, got[i], want[i])
		}
	}
	if len(want) != len(got) {
		t.Fatalf("%s has %d lines, %d are expected", path, len(want), len(got))
	}
}

// textsOf lists the texts of testdata/weeks.txt: the lines that begin neither with a space nor with "#".
func textsOf(golden []byte) []string {
	var texts []string
	for line := range strings.Lines(string(golden)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && line[0] != ' ' && line[0] != '#' {
			texts = append(texts, line)
		}
	}
	return texts
}

// sentence writes spans as Mo 09:00-12:00, Fr 22:00-Sa 02:00.
func sentence(spans [][2]int) string {
	if len(spans) == 0 {
		return "never"
	}
	days := []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "next Mo"}
	var parts []string
	for _, span := range spans {
		from := fmt.Sprintf("%s %02d:%02d", days[span[0]/1440], span[0]%1440/60, span[0]%60)
		to := fmt.Sprintf("%02d:%02d", span[1]%1440/60, span[1]%60)
		switch {
		case span[0]/1440 == span[1]/1440:
		case span[1] == (span[0]/1440+1)*1440:
			to = "24:00"
		default:
			to = days[span[1]/1440] + " " + to
		}
		parts = append(parts, from+"-"+to)
	}
	return strings.Join(parts, ", ")
}

func TestTextTooLong(t *testing.T) {
	if _, err := hours.Parse(strings.Repeat("Mo off;", 300)); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("2 100 characters: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "weeks.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range textsOf(golden) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		week, err := hours.Parse(text)
		if err != nil {
			if len(week.Spans()) > 0 || err.Error() == "" {
				t.Fatalf("unreadable, yet open %v", week.Spans())
			}
			return
		}
		total, last := 0, -1
		for _, span := range week.Spans() {
			if span[0] <= last || span[1] <= span[0] || span[1] > 7*24*60 {
				t.Fatalf("spans %v", week.Spans())
			}
			total, last = total+span[1]-span[0], span[1]
		}
		if week.Minutes() != total || week.EveningMinutes()+week.WeekendMinutes() > total {
			t.Fatalf("%d minutes, %d in the evening, %d on weekends of %v", week.Minutes(), week.EveningMinutes(), week.WeekendMinutes(), week.Spans())
		}
	})
}
