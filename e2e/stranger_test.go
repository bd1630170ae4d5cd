package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// tally is the count by hand of what the stranger sent: plain maps and sums, no SQL.
type tally struct {
	persons        map[string]bool
	anonymous      float64
	participations float64
	hours          float64
	first, last    map[string]assessed
}

type assessed struct {
	day   time.Time
	level int
}

var levels = []string{"unable", "beginner", "intermediate", "autonomous"}

// draw makes n events over the structures, and counts those of 2026.
func draw(n int, structures []string, seed uint64) ([]byte, *tally) {
	random := rand.New(rand.NewPCG(seed, 0))
	counted := &tally{persons: map[string]bool{}, first: map[string]assessed{}, last: map[string]assessed{}}
	begin, period := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var lines bytes.Buffer
	for i := range n {
		day := begin.AddDate(0, 0, random.IntN(480))
		structure := structures[random.IntN(len(structures))]
		person := fmt.Sprintf("p-%d", random.IntN(n/6))
		var kind string
		var data map[string]any
		switch random.IntN(4) {
		case 0:
			level := random.IntN(len(levels))
			kind, data = "vigie.assessment.v1", map[string]any{"structure": structure, "person": person, "level": levels[level]}
			now := assessed{day, level}
			if f, known := counted.first[person]; !known || day.Before(f.day) || day.Equal(f.day) && level > f.level {
				counted.first[person] = now
			}
			if l, known := counted.last[person]; !known || day.After(l.day) || day.Equal(l.day) && level > l.level {
				counted.last[person] = now
			}
		case 1:
			total := 1 + random.IntN(12)
			returning, minutes := random.IntN(total+1), 30+random.IntN(150)
			kind, data = "vigie.attendance.v1", map[string]any{"structure": structure, "format": "workshop", "minutes": minutes,
				"participants": map[string]any{"total": total, "returning": returning}}
			if !day.Before(period) {
				counted.anonymous += float64(total - returning)
				counted.participations += float64(total)
				counted.hours += float64(total*minutes) / 60
			}
		default:
			minutes := 15 + random.IntN(90)
			kind, data = "vigie.attendance.v1", map[string]any{"structure": structure, "format": "individual", "minutes": minutes, "person": person}
			if !day.Before(period) {
				counted.persons[person] = true
				counted.participations++
				counted.hours += float64(minutes) / 60
			}
		}
		line, err := json.Marshal(map[string]any{"specversion": "1.0", "id": strconv.Itoa(i), "source": "https://stranger.example/tool",
			"type": kind, "time": day.Format("2006-01-02"), "data": data})
		if err != nil {
			panic(err)
		}
		lines.Write(line)
		lines.WriteByte('\n')
	}
	return lines.Bytes(), counted
}

// progression is the definition of domain.md over the tally: who was not autonomous at first, reassessed 14 days later or more.
func (c *tally) progression(from, to time.Time) (higher, reassessed float64) {
	for person, first := range c.first {
		last := c.last[person]
		if first.level == len(levels)-1 || last.day.Before(from) || !last.day.Before(to) || last.day.Sub(first.day) < 14*24*time.Hour {
			continue
		}
		reassessed++
		if last.level > first.level {
			higher++
		}
	}
	return higher, reassessed
}

// figure is what the API says of one figure.
type figure struct {
	Key         string             `json:"key"`
	Label       string             `json:"label"`
	Status      string             `json:"status"`
	Value       *float64           `json:"value"`
	Numerator   *float64           `json:"numerator"`
	Denominator *float64           `json:"denominator"`
	Parts       map[string]float64 `json:"parts"`
}

func figures(t *testing.T, body string) []figure {
	t.Helper()
	var answer struct {
		Figures []figure `json:"figures"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("read the figures: %v\n%s", err, body)
	}
	if len(answer.Figures) == 0 {
		t.Fatalf("no figures in %s", body)
	}
	return answer.Figures
}

// TestStranger does what the last section asks: territories without a file, 687 real places, 10 000 events, and
// figures that agree on the command line and with a count by hand, and, as far as the noise goes, on the pages and from the API.
func TestStranger(t *testing.T) {
	dir := t.TempDir()
	places := filepath.Join(binary.Root(t), "node_modules/@gouvfr-anct/cartographie-nationale/assets/data/source.json")
	s := binary.Serve(t, dir)
	// Each command works through the running server, which owns the directory.
	for _, code := range []string{"74", "26", "42"} {
		binary.Done(t, dir, "import", "territories", "--departement", code)
	}
	report := binary.Done(t, dir, "import", "structures", places)
	if !strings.Contains(report, "687 read, 687 new") {
		t.Errorf("report of the import:\n%s", report)
	}
	if again := binary.Done(t, dir, "import", "structures", places); !strings.Contains(again, "687 unchanged") {
		t.Errorf("report of the second import:\n%s", again)
	}
	token := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--source", "https://stranger.example/tool"))

	_, _, body := s.Get(t, "/api/v1/structures")
	var registry struct {
		Structures []struct {
			ID        string  `json:"id"`
			Territory *string `json:"territory"`
		} `json:"structures"`
	}
	if err := json.Unmarshal([]byte(body), &registry); err != nil {
		t.Fatal(err)
	}
	if len(registry.Structures) != 687 {
		t.Fatalf("%d structures in the registry", len(registry.Structures))
	}
	var ids []string
	attached := 0
	for _, structure := range registry.Structures {
		ids = append(ids, structure.ID)
		if structure.Territory != nil {
			attached++
		}
	}
	if attached == 0 || attached == len(ids) {
		t.Errorf("%d of %d structures attached: three départements of twelve are in the registry", attached, len(ids))
	}

	lines, counted := draw(10_000, ids, 7)
	file := filepath.Join(dir, "events.ndjson")
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time changes nothing
		binary.Done(t, dir, "send", file, "--to", s.URL, "--token", token)
	}

	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	higher, reassessed := counted.progression(from, to)
	if reassessed < 100 {
		t.Fatalf("only %v people reassessed: the count by hand shows nothing", reassessed)
	}
	total(t, s, "impact.participations", counted.participations)
	for id, want := range map[string]float64{
		"impact.people_helped":  float64(len(counted.persons)) + counted.anonymous,
		"impact.participations": counted.participations,
		"impact.support_hours":  counted.hours,
		"impact.progression":    higher / reassessed,
	} {
		got := figures(t, binary.Done(t, dir, "figures", id, "--from", "2026-01-01", "--to", "2026-11-01"))[0]
		if got.Value == nil || math.Abs(*got.Value-want) > 1e-6*want {
			t.Errorf("%s: vigie figures says %+v, by hand %v", id, got, want)
		}
	}
	// By territory the parts of a count of participations add up to the whole, with the unknown places.
	sum := 0.0
	for _, f := range figures(t, binary.Done(t, dir, "figures", "impact.participations", "--from", "2026-01-01", "--to", "2026-11-01", "--by", "territory")) {
		if f.Value != nil && f.Key != "total" {
			sum += *f.Value
		}
	}
	if sum != counted.participations {
		t.Errorf("participations by territory add up to %v, in all %v", sum, counted.participations)
	}

	if status, _, body := s.Get(t, "/api/v1/indicators/impact.participations"); status != http.StatusNotFound || !strings.Contains(body, "vigie edition start") {
		t.Errorf("before the first edition: %d %s", status, body)
	}
	if said := binary.Done(t, dir, "edition", "start", "--day", "2026-11-15"); !strings.HasPrefix(said, "edition 1 of 2026-11-15: ") {
		t.Errorf("publication starts with %s", said)
	}
	for _, id := range []string{"impact.participations", "impact.people_helped"} {
		exact := *figures(t, binary.Done(t, dir, "figures", id, "--from", "2026-01-01", "--to", "2026-10-01"))[0].Value
		_, _, body := s.Get(t, "/api/v1/indicators/"+id+"?window=2026-01-01..2026-10-01")
		published := *figures(t, body)[0].Value
		if math.Abs(published-exact) > noise {
			t.Errorf("%s: %v is published of %v", id, published, exact)
		}
		_, _, page := s.Get(t, "/impact?window=2026-01-01..2026-10-01&lang=fr")
		if shown := french(published); !strings.Contains(page, shown) {
			t.Errorf("the impact page does not show %q of %s", shown, id)
		}
	}
}

// noise is how far what is published of one component lies from what was counted, at most.
const noise = 10

// french writes a whole number as the pages do, with narrow no-break spaces.
func french(x float64) string {
	digits := strconv.FormatInt(int64(x), 10)
	var out strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteString("\u202f")
		}
		out.WriteRune(d)
	}
	return out.String()
}
