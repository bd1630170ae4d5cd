package peers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/network"
	"vigie/queries"
)

func TestDifferences(t *testing.T) {
	for name, c := range map[string]struct {
		vigie, peer map[string]volumes
		differ      int
	}{
		"equal":                     {map[string]volumes{"a": {persons: 1}}, map[string]volumes{"a": {persons: 1}}, 0},
		"nothing and zero":          {map[string]volumes{"b": {}}, map[string]volumes{}, 0},
		"another number":            {map[string]volumes{"a": {minutes: 100_000}}, map[string]volumes{"a": {minutes: 100_001}}, 1},
		"a key of Vigie's alone":    {map[string]volumes{"a": {persons: 1}, "b": {helped: 2}}, map[string]volumes{"a": {persons: 1}}, 1},
		"a key of the peer's alone": {map[string]volumes{"a": {persons: 1}}, map[string]volumes{"a": {persons: 1}, "b": {persons: 1}}, 1},
		"no answer":                 {map[string]volumes{"a": {persons: 1}}, nil, 1},
	} {
		if got := differences(strings.Compare, c.vigie, c.peer); len(got) != c.differ {
			t.Errorf("%s: %q, want %d", name, got, c.differ)
		}
	}
}

// What the peers compute are cells that editions publish.
func TestCellsAreOfTheList(t *testing.T) {
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	part, err := cells.Parse(cellsYAML, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := cells.Read(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range part.Components() {
		for _, line := range part.Lines(c) {
			for _, field := range append([]string{""}, line.By...) {
				for _, area := range line.Areas {
					for _, kind := range part.Kinds(c.Name, area, field) {
						if !slices.Contains(whole.Kinds(c.Name, area, field), kind) {
							t.Errorf("%s of a %s by %q in a %s is not published", c.Name, area, field, kind)
						}
					}
				}
			}
		}
	}
}

// The events that count are checked by what must be true of them, whatever the network drew.
func TestEffective(t *testing.T) {
	from, to := event.NewDay(2024, time.January, 1), event.NewDay(2025, time.January, 1)
	d, err := newDataset(plan{People: 300, From: from, To: to, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.retracted) == 0 || len(d.highest) == 0 {
		t.Fatalf("%d retracted and %d edited records: the network is too small for this test", len(d.retracted), len(d.highest))
	}
	kept := make(map[recordKey]uint64)
	for e := range d.effective() {
		key := recordKey{e.Source, e.Record()}
		if _, twice := kept[key]; twice {
			t.Fatalf("two events of the record %v count", key)
		}
		kept[key] = e.Revision()
	}
	missing := 0
	for e := range d.synthetic.Events() {
		key := recordKey{e.Source, e.Record()}
		revision, counts := kept[key]
		switch {
		case (e.Kind == event.KindRetraction || e.Kind == event.KindDeclaration) && counts:
			t.Errorf("the retracted or declared record %v counts", key)
		case e.Kind == event.KindDeclaration:
		case e.Revision() > revision:
			t.Errorf("of the record %v revision %d counts, not %d", key, revision, e.Revision())
		case !counts && !d.retracted[key]:
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d events are missing", missing)
	}
}

func TestPlaces(t *testing.T) {
	p := newPlaces([]network.Territory{{Code: "75056"}, {Code: "75101", Parent: "75056"}, {Code: "75102", Parent: "75056"}})
	for code, want := range map[string]int16{"75101": 2, "75102": 3, "75056": 0, "75": 0, "": 0, "93048": 1} {
		if got := p.of(code); got != want {
			t.Errorf("%q is counted in row %d, want %d", code, got, want)
		}
	}
}

func TestSpread(t *testing.T) {
	var took []time.Duration
	for i := range 20 {
		took = append(took, time.Duration(20-i)*time.Millisecond)
	}
	if got, want := newSpread(took), (spread{10, 19, 20}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestBetweenMarkers(t *testing.T) {
	document := "before\n" + beginMarker + "\nold\n" + endMarker + "\nafter\n"
	got, err := between(document, "new")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := between(got, "new"); err != nil || again != got {
		t.Errorf("written twice it is another: %v\n%s", err, again)
	}
	if !strings.HasPrefix(got, "before\n") || !strings.HasSuffix(got, "\nafter\n") || strings.Contains(got, "old") || !strings.Contains(got, "new") {
		t.Errorf("wrote\n%s", got)
	}
	if _, err := between("no markers", "new"); err == nil {
		t.Error("a document without markers was written to")
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{7: "7", 999: "999", 1000: "1 000", 10014620: "10 014 620"} {
		if got := count(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
