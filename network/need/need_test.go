package need

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/migrations"
	"vigie/network"
	"vigie/network/records"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// steps are rates for tests: those of 40 to 59 are not published.
var steps = []NationalRate{{From: 15, To: 24, Rate: 0.02, Source: "Insee"}, {From: 25, To: 39, Rate: 0.04}, {From: 60, To: 74, Rate: 0.24}, {From: 75, To: Older, Rate: 0.62}}

func TestNationalRates(t *testing.T) {
	rates, err := NationalRates()
	if err != nil {
		t.Fatal(err)
	}
	for age, want := range map[uint8][2]float64{
		0: {0, 0}, 14: {0, 0}, 15: {0.02, 0.02}, 39: {0.04, 0.04}, 60: {0.24, 0.24}, 74: {0.24, 0.24}, 75: {0.62, 0.62}, 110: {0.62, 0.62},
	} {
		if low, high := rateAt(rates, age); low != want[0] || high != want[1] {
			t.Errorf("at %d: %v to %v, want %v", age, low, high, want)
		}
	}
	for _, r := range rates {
		if r.Year != 2021 || !strings.Contains(r.Source, "Insee Première n° 1953") {
			t.Errorf("%+v", r)
		}
	}
	for text, want := range map[string]string{
		"":                                   "empty",
		"age_from,age_to,rate,year,source\n": "not open",
		"age_from,age_to,rate,year,source\n5,,2,1":                             "line 2",
		"age_from,age_to,rate,year,source\n15,24,0.5,2021,x\n20,,0.6,2021,x\n": "line 3: ages and rates do not both grow",
		"age_from,age_to,rate,year,source\n15,24,0.5,2021,x\n25,,0.4,2021,x\n": "line 3: ages and rates do not both grow",
		"age_from,age_to,rate,year,source\n15,24,1.5,2021,x\n":                 "line 2: ages or rate are impossible",
	} {
		if _, err := readNationalRates(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestEstimate(t *testing.T) {
	for _, c := range []struct {
		name      string
		groups    []AgeGroup
		low, high float64
	}{
		{"all of one group", []AgeGroup{{75, Older, 10}}, 0.62, 0.62},
		{"children", []AgeGroup{{0, 14, 10}}, 0, 0},
		{"half of the old", []AgeGroup{{0, 14, 10}, {75, Older, 10}}, 0.31, 0.31},
		{"two rates in a group, by its ages", []AgeGroup{{15, 29, 15}}, (10*0.02 + 5*0.04) / 15, (10*0.02 + 5*0.04) / 15},
		{"a rate that is not published", []AgeGroup{{40, 59, 10}}, 0.04, 0.24},
		{"in part", []AgeGroup{{30, 44, 15}}, 0.04, (10*0.04 + 5*0.24) / 15},
		{"an open group of several rates", []AgeGroup{{60, Older, 10}}, 0.24, 0.62},
		{"everybody", []AgeGroup{{0, Older, 10}}, 0, 0.62},
		{"nobody", []AgeGroup{{0, 14, 0}, {15, Older, 0}}, 0, 0},
		{"no groups", nil, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, high := estimate(c.groups, steps)
			if math.Abs(low-c.low) > 1e-12 || math.Abs(high-c.high) > 1e-12 {
				t.Errorf("%v to %v, want %v to %v", low, high, c.low, c.high)
			}
		})
	}
}

func TestNeedRate(t *testing.T) {
	territories := []network.Territory{
		{Code: "D"}, {Code: "E", Parent: "D"}, {Code: "A", Parent: "E", Population: 300}, {Code: "B", Parent: "E", Population: 100},
		{Code: "F", Parent: "D"}, {Code: "C", Parent: "F", Population: 50}, {Code: "G", Parent: "F", Population: 50}, {Code: "empty"},
	}
	rates := []Rate{
		{"A", 2019, 0.1, "x"}, {"A", 2022, 0.2, "y"}, {"A", 2025, 0.3, "z"}, {"C", 2025, 0.5, "z"},
	}
	ages := []Ages{{"B", 2021, []AgeGroup{{0, 59, 50}, {60, 74, 50}}, "census"}, {"A", 2021, []AgeGroup{{75, Older, 1}}, "census"}}
	for _, c := range []struct {
		day, territory string
		want           string
	}{
		{"2024-06-30", "A", "0.200 0.200 y 2022"},   // imported rates come before an age structure
		{"2022-01-01", "A", "0.200 0.200 y 2022"},   // of the year of the day
		{"2021-12-31", "A", "0.100 0.100 x 2019"},   // the last before
		{"2010-01-01", "A", "0.100 0.100 x 2019"},   // none before: the earliest
		{records.Latest, "A", "0.300 0.300 z 2025"}, // the last of all
		{"2024-06-30", "B", "0.133 0.167 Insee 2021 estimate"},
		{"2024-06-30", "E", "0.183 0.192  2021 estimate"}, // by population, sources differ
		{"2024-06-30", "C", "0.500 0.500 z 2025"},
		{"2024-06-30", "F", "unknown"}, // G is not known
		{"2024-06-30", "D", "unknown"},
		{"2024-06-30", "empty", "unknown"},
		{"2024-06-30", "nowhere", "unknown"},
	} {
		s := newSnapshot(c.day, territories, rates, ages, nil, steps)
		got := "unknown"
		if share, known := s.NeedRate(c.territory); known {
			got = fmt.Sprintf("%.3f %.3f %s %d", share.Rate, share.High, share.Source, share.Year)
			if share.Estimate {
				got += " estimate"
			}
		}
		if got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.territory, c.day, got, c.want)
		}
	}
}

// TestImports reads files with every fault there is on a real engine, holds the reports and what was kept, and reads back what it writes.
func TestImports(t *testing.T) {
	ctx := t.Context()
	w := warehousetest.Open(t)
	if err := migrations.Run(ctx, w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	clock := time.Date(2025, time.May, 4, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	places := network.New(w, now)
	if _, err := places.ImportTerritories(ctx, []network.Territory{
		{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Population: 180_000}, {Code: "75114", Name: "Paris 14e", Level: "arrondissement", Population: 140_000},
	}); err != nil {
		t.Fatal(err)
	}
	r, err := New(w, places, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file  string
		store interface {
			Import(ctx context.Context, file io.Reader, dry bool) (network.Report, error)
			Export(ctx context.Context, w io.Writer, day string) error
		}
	}{{"rates", r.Rates}, {"ages", r.Ages}, {"zones", r.Zones}, {"census", r.Ages}} {
		file, err := os.ReadFile("testdata/" + c.file + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		report, err := c.store.Import(ctx, bytes.NewReader(file), false)
		if err != nil {
			t.Fatal(err)
		}
		var said, kept, again bytes.Buffer
		if _, err := report.WriteTo(&said); err != nil {
			t.Fatal(err)
		}
		if err := c.store.Export(ctx, &kept, records.Latest); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+c.file+".golden", said.String()+kept.String())
		second, err := c.store.Import(ctx, bytes.NewReader(kept.Bytes()), false)
		if err != nil || second.Unchanged != second.Read {
			t.Errorf("%s again: %+v, %v", c.file, second, err)
		}
		if err := c.store.Export(ctx, &again, records.Latest); err != nil || again.String() != kept.String() {
			t.Errorf("%s come back as %s", c.file, again.String())
		}
		clock = clock.AddDate(0, 0, 1)
	}
	// The census of the fourth day took the place of the first age structure of that year, which stays known for the days before.
	for day, want := range map[string]uint32{"2025-05-05": 27_000, "2025-05-07": 30_000} {
		all, err := r.Ages.On(ctx, day)
		if err != nil || len(all) == 0 || all[0].Groups[0].Residents != want {
			t.Errorf("on %s: %+v, %v", day, all, err)
		}
	}
	s, err := r.On(ctx, "2025-05-07")
	if err != nil {
		t.Fatal(err)
	}
	if share, known := s.NeedRate("75113"); !known || share.Rate != 0.2 || share.Estimate {
		t.Errorf("%+v, %v", share, known)
	}
	if in := s.ZonesOf("75114"); len(in) != 1 || in[0].Code != "QN1" {
		t.Errorf("%+v", in)
	}
	for text, want := range map[string]string{
		"IRIS;P21_POP0014\n1;2\n":       "neither COM nor CODGEO",
		"CODGEO;P21_POP0014\n75113;2\n": "lacks P21_POP1529",
		"":                              "the file is empty",
	} {
		if _, err := r.Ages.Import(ctx, strings.NewReader(text), false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// golden compares a text with a file, or writes it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n got %s\nwant %s", path, got, want)
	}
}
