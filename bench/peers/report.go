package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// Markers between which the file is written anew.
const (
	beginMarker = "<!-- bench-peers: from here on written by make bench-peers -->"
	endMarker   = "<!-- bench-peers: to here -->"
)

// measured is everything that a run measured.
type measured struct {
	machine  machine
	runs     int
	pageRuns int
	sizes    []size
}

// table writes a Markdown table: headings, then rows. Columns after the first hold numbers.
type table struct{ strings.Builder }

func (t *table) row(cells ...string) { t.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

func (t *table) head(cells ...string) {
	t.row(cells...)
	t.WriteString("|---" + strings.Repeat("|--:", len(cells)-1) + "|\n")
}

// markdown is the part between the markers.
func (m measured) markdown() string {
	var b strings.Builder
	postgres := m.sizes[0].Server
	fmt.Fprintf(&b, "Measured on %s, on %d cores (%s) with %.0f GB of memory: Vigie %s, PostgreSQL %s with %s of shared buffers and %s of work memory.\n",
		m.machine.Day, m.machine.Cores, m.machine.CPU, float64(m.machine.Memory)/(1<<30), m.sizes[0].Version, postgres.version, postgres.buffers, postgres.workMemory)
	for _, part := range []struct{ title, text string }{
		{"The ten questions", m.questions()},
		{"Loading, disk and memory", m.weights()},
		{"Pages", m.pages()},
	} {
		fmt.Fprintf(&b, "\n### %s\n\n%s", part.title, part.text)
	}
	return b.String()
}

// questions is the first table: medians, ratios and their geometric mean.
func (m measured) questions() string {
	var t table
	fmt.Fprintf(&t, "Medians of %d periods in ms, each a whole number of months and asked once, after one for warming up; all figures of both sides were equal.\n\n", m.runs)
	heads := []string{"question"}
	for _, s := range m.sizes {
		events := count(s.Postgres.Rows)
		heads = append(heads, "PostgreSQL, "+events+" events", "Vigie, "+events, "ratio")
	}
	t.head(heads...)
	last := []string{"geometric mean of the ratios"}
	for i, q := range questions {
		cells := []string{q.Name}
		for _, s := range m.sizes {
			one := s.Timed[i]
			cells = append(cells, ms(one.Postgres.Median), ms(one.Vigie.Median), ratio(one.ratio()))
		}
		t.row(cells...)
	}
	for _, s := range m.sizes {
		last = append(last, "", "", ratio(geometricMean(s.Timed)))
	}
	t.row(last...)
	return t.String()
}

func (t timed) ratio() float64 { return t.Postgres.Median / t.Vigie.Median }

func geometricMean(list []timed) float64 {
	sum := 0.0
	for _, one := range list {
		sum += math.Log(one.ratio())
	}
	return math.Exp(sum / float64(len(list)))
}

func (m measured) weights() string {
	var t table
	heads := []string{""}
	for _, s := range m.sizes {
		heads = append(heads, count(s.Postgres.Rows)+" events")
	}
	t.head(heads...)
	for _, line := range []struct {
		name string
		of   func(s size) string
	}{
		{"people", func(s size) string { return count(s.Plan.People) }},
		{"events sent to Vigie, with repetitions, edits and retractions", func(s size) string { return count(s.Sent) }},
		{"PostgreSQL: COPY of the events that count, s", func(s size) string { return decimals(s.Postgres.Copied) }},
		{"PostgreSQL: referrals and profiles, keys, indexes, VACUUM ANALYZE, s", func(s size) string { return decimals(s.Postgres.Indexed) }},
		{"Vigie: `vigie demo`, s", func(s size) string { return decimals(s.Vigie) }},
		{"Vigie: events a second", func(s size) string { return count(int(float64(s.Sent) / s.Vigie)) }},
		{"PostgreSQL: disk, MB", func(s size) string { return megabytes(s.OnDisk.Postgres) }},
		{"Vigie: disk, MB", func(s size) string { return megabytes(s.OnDisk.Vigie) }},
		{"Vigie: disk, bytes an event sent", func(s size) string { return decimals(s.OnDisk.Vigie / float64(s.Sent)) }},
		{"PostgreSQL: memory after the ten questions, MB", func(s size) string { return megabytes(s.InMemory.Postgres) }},
		{"Vigie: memory after the ten questions, MB", func(s size) string { return megabytes(s.InMemory.Vigie) }},
		{"Vigie: most memory while serving pages, MB", func(s size) string { return megabytes(s.Serving) }},
		{"Vigie: facts worked out anew (`vigie rebuild`), s", func(s size) string { return decimals(s.Rebuild) }},
		{"Vigie: most memory meanwhile, MB", func(s size) string { return megabytes(s.Building) }},
	} {
		cells := []string{line.name}
		for _, s := range m.sizes {
			cells = append(cells, line.of(s))
		}
		t.row(cells...)
	}
	return t.String()
}

func (m measured) pages() string {
	var t table
	fmt.Fprintf(&t, "Times of %d requests each in ms, median / 95th percentile, until the last byte. Each is over another "+
		"published window.\n\n", m.pageRuns)
	t.head("page", "events", "one reader", fmt.Sprintf("%d readers", readers))
	for i, path := range pages {
		for _, s := range m.sizes {
			one := s.Pages[i]
			t.row("`"+path+"`", count(s.Postgres.Rows), one.One.both(), one.Many.both())
		}
	}
	return t.String()
}

func (s spread) both() string { return ms(s.Median) + " / " + ms(s.P95) }

// ms is a time in milliseconds, with tenths below ten.
func ms(value float64) string {
	if value < 10 {
		return decimals(value)
	}
	return count(int(math.Round(value)))
}

// ratio is how many times longer PostgreSQL took, with two digits at least.
func ratio(value float64) string {
	switch {
	case value < 1:
		return strconv.FormatFloat(value, 'f', 2, 64) + " ×"
	case value < 10:
		return strconv.FormatFloat(value, 'f', 1, 64) + " ×"
	}
	return count(int(math.Round(value))) + " ×"
}

func decimals(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }

func megabytes(value float64) string { return count(int(math.Round(value / 1e6))) }

// count sets thousands apart.
func count(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + " " + text[at:]
	}
	return text
}

// errMarkers says that the part to be written can't be found.
var errMarkers = fmt.Errorf("it needs the two lines %q and %q", beginMarker, endMarker)

// between puts text between the markers of a document.
func between(document, text string) (string, error) {
	before, rest, begins := strings.Cut(document, beginMarker)
	_, after, ends := strings.Cut(rest, endMarker)
	if !begins || !ends {
		return "", errMarkers
	}
	return before + beginMarker + "\n\n" + text + "\n" + endMarker + after, nil
}

// writable says before anything is measured whether the tables will find their place.
func writable(path string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the file of --write: %w", err)
	}
	if _, err := between(string(document), ""); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// write puts the tables into the file, of which everything else stays.
func (m measured) write(path string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	made, err := between(string(document), m.markdown())
	if err != nil {
		return fmt.Errorf("write the tables into %s: %w", path, err)
	}
	return os.WriteFile(path, []byte(made), 0o644)
}
