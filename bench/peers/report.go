package peers

import (
	"fmt"
	"math"
	"os"
	"slices"
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
	machine   machine
	beside    string
	databases []string
	runs      int
	pageRuns  int
	sizes     []size
	other     other
}

// other is what was measured of another warehouse's pages.
type other struct {
	Territories int
	Pages       []pageOf
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
	fmt.Fprintf(&b, "Measured on %s, on %d cores (%s) with %.0f GB of memory: Vigie %s, %s.", m.machine.Day, m.machine.Cores, m.machine.CPU,
		float64(m.machine.Memory)/(1<<30), m.sizes[0].Version, strings.Join(m.sizes[0].About, ", "))
	if m.beside != "" {
		fmt.Fprintf(&b, " %s", m.beside)
	}
	b.WriteString("\n")
	for _, part := range []struct{ title, text string }{
		{"What is to be reached", m.reached()},
		{"Live volumes", m.live()},
		{"Editions", m.editions()},
		{"Pages", m.pages()},
		{"Loading, disk and memory", m.weights()},
	} {
		fmt.Fprintf(&b, "\n### %s\n\n%s", part.title, part.text)
	}
	return b.String()
}

// live is the table of questions over any days: medians, and how many times longer each database took.
func (m measured) live() string {
	var t table
	fmt.Fprintf(&t, "Medians of up to %d spans of days in ms, each asked once, after one for warming up; participations, hours, distinct persons and people "+
		"helped together. All figures were equal. In brackets: how many times as long as Vigie.\n\n", m.runs)
	t.head(slices.Concat([]string{"volumes", "events", "Vigie"}, m.databases)...)
	for i, q := range questions {
		for _, s := range m.sizes {
			cells := []string{q.Name, count(s.Loads.Rows), ms(s.Live[i].Vigie.Median)}
			for _, name := range m.databases {
				one := s.Live[i].Peers[name].Median
				cells = append(cells, fmt.Sprintf("%s (%s)", ms(one), ratio(one/s.Live[i].Vigie.Median)))
			}
			t.row(cells...)
		}
	}
	return t.String()
}

// editionNames are those that are compared and published.
var editionNames = []string{"first, of three years", "a month's", "a quarter's"}

// editions is the tables of cells.
func (m measured) editions() string {
	var t table
	t.WriteString("Seconds for the same cells on all sides (bench/peers/cells.yaml), without noise: all were equal. In brackets: how many times as long as Vigie.\n\n")
	t.head(slices.Concat([]string{"edition", "events", "windows", "cells", "Vigie"}, m.databases)...)
	for i, name := range editionNames {
		for _, s := range m.sizes {
			c := s.Cells[i]
			cells := []string{name, count(s.Loads.Rows), count(c.Windows), count(c.Cells), fine(c.Vigie)}
			for _, db := range m.databases {
				cells = append(cells, fmt.Sprintf("%s (%s)", fine(c.Peers[db]), ratio(c.Peers[db]/c.Vigie)))
			}
			t.row(cells...)
		}
	}
	t.WriteString("\nThe whole edition of Vigie, published by `vigie edition` beside the service; memory is that of both together. Pages are read by one reader, each over another window, before and meanwhile: 95th percentile in ms.\n\n")
	t.head("edition", "events", "s", "most memory, MB", "pages before", "meanwhile")
	for i, name := range editionNames {
		for _, s := range m.sizes {
			c := s.Cuts[i]
			before, meanwhile := "", ""
			if c.Before.Runs > 0 {
				before, meanwhile = ms(c.Before.P95), ms(c.Meanwhile.P95)
			}
			t.row(name, count(s.Loads.Rows), decimals(c.Seconds), megabytes(c.Most), before, meanwhile)
		}
	}
	return t.String()
}

func (m measured) weights() string {
	var t table
	heads := []string{""}
	for _, s := range m.sizes {
		heads = append(heads, count(s.Loads.Rows)+" events")
	}
	t.head(heads...)
	line := func(name string, of func(s size) string) {
		cells := []string{name}
		for _, s := range m.sizes {
			cells = append(cells, of(s))
		}
		t.row(cells...)
	}
	line("people", func(s size) string { return count(s.Plan.People) })
	line("events sent to Vigie, with repetitions, edits and retractions", func(s size) string { return count(s.Loads.Sent) })
	line("Vigie: `vigie demo`, s", func(s size) string { return decimals(s.Loads.Vigie) })
	line("Vigie: events a second", func(s size) string { return count(int(s.perSecond())) })
	for _, db := range m.databases {
		line(db+": the events that count, s", func(s size) string { return decimals(s.Loads.Peers[db].Copied) })
		line(db+": events a second", func(s size) string { return count(int(float64(s.Loads.Rows) / s.Loads.Peers[db].Copied)) })
		line(db+": referrals, profiles, order, indexes, s", func(s size) string { return decimals(s.Loads.Peers[db].Finished) })
	}
	line("Vigie: facts worked out anew (`vigie rebuild`), s", func(s size) string { return decimals(s.Rebuild.Seconds) })
	line("Vigie: most memory meanwhile, MB", func(s size) string { return megabytes(s.Rebuild.Most) })
	line("Vigie: disk, MB", func(s size) string { return megabytes(s.Disk.Vigie) })
	line("Vigie: disk, bytes an event sent", func(s size) string { return decimals(s.perEvent()) })
	for _, db := range m.databases {
		line(db+": disk, MB", func(s size) string { return megabytes(s.Disk.Peers[db]) })
	}
	line("Vigie: start, s", func(s size) string { return decimals(s.Start) })
	line("Vigie: memory then, MB", func(s size) string { return megabytes(s.Idle) })
	line("Vigie: most memory while serving pages, MB", func(s size) string { return megabytes(s.Serving) })
	line("Vigie: memory after all live questions, MB", func(s size) string { return megabytes(s.Asked.Vigie) })
	for _, db := range m.databases {
		line(db+": memory after all questions, MB", func(s size) string { return megabytes(s.Asked.Peers[db]) })
	}
	return t.String()
}

func (s size) perSecond() float64 { return float64(s.Loads.Sent) / s.Loads.Vigie }
func (s size) perEvent() float64  { return s.Disk.Vigie / float64(s.Loads.Sent) }

func (m measured) pages() string {
	var t table
	fmt.Fprintf(&t, "Times of up to %d requests each in ms, median / 95th percentile, until the last byte. Cold is over windows that nobody has asked for "+
		"yet, warm is the same once more.\n\n", m.pageRuns)
	t.head("page", "events", "cold", "warm", fmt.Sprintf("%d readers", readers))
	for i, path := range pages {
		for _, s := range m.sizes {
			t.row(slices.Concat([]string{"`" + path + "`", count(s.Loads.Rows)}, s.Pages[i].cells())...)
		}
	}
	for _, page := range m.other.Pages {
		t.row(slices.Concat([]string{"`" + page.Path + "`", count(m.other.Territories) + " territories"}, page.cells())...)
	}
	return t.String()
}

func (p pageOf) cells() []string { return []string{p.Cold.both(), p.Warm.both(), p.Many.both()} }

func (s spread) both() string { return ms(s.Median) + " / " + ms(s.P95) }

// ms is a time in milliseconds, with tenths below ten.
func ms(value float64) string {
	if value < 10 {
		return decimals(value)
	}
	return count(int(math.Round(value)))
}

// ratio is how many times longer somebody took, with two digits at least.
func ratio(value float64) string {
	switch {
	case value < 0.1:
		return strconv.FormatFloat(value, 'f', 3, 64) + " ×"
	case value < 1:
		return strconv.FormatFloat(value, 'f', 2, 64) + " ×"
	case value < 10:
		return strconv.FormatFloat(value, 'f', 1, 64) + " ×"
	}
	return count(int(math.Round(value))) + " ×"
}

func decimals(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }

// fine is a number of seconds, with hundredths below ten.
func fine(value float64) string {
	if value < 10 {
		return strconv.FormatFloat(value, 'f', 2, 64)
	}
	return decimals(value)
}

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
