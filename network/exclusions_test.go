package network_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/network"
)

func TestExclusions(t *testing.T) {
	ctx := context.Background()
	r, w, clock := open(t)
	put(t, r, place("a", "75013"), place("b", "75013"))
	const source = "https://tool.example"
	tomorrow := clock.AddDate(0, 0, 1)

	set := func(want uint32, x network.Exclusion) {
		t.Helper()
		got, err := r.Exclude(ctx, x)
		if err != nil || got.Number != want || got.Lifted || got.SetAt.Before(today) {
			t.Errorf("%+v: set as %+v, %v", x, got, err)
		}
	}
	set(1, network.Exclusion{Source: " " + source, From: "2026-01-01", To: "2026-02-01", Why: " a test run\nof January "})
	set(2, network.Exclusion{Source: source, Structure: "a", From: "2026-01-15", To: "2026-03-01", Why: "sent twice"})
	set(3, network.Exclusion{Source: source, From: "2026-02-01", To: "2026-02-02", Why: "the day after"})
	set(4, network.Exclusion{Source: source, Structure: "b", From: "2026-01-15", To: "2026-03-01", Why: "sent twice"})
	set(5, network.Exclusion{Source: "https://other.example", From: "2026-01-01", To: "2026-02-01", Why: "a test run"})

	*clock = tomorrow
	lifted, err := r.Include(ctx, 2)
	if err != nil || !lifted.Lifted || !lifted.ChangedAt.Equal(tomorrow) || !lifted.SetAt.Before(tomorrow) || lifted.Why != "sent twice" {
		t.Errorf("%+v, %v", lifted, err)
	}
	set(6, network.Exclusion{Source: source, Structure: "a", From: "2026-01-15", To: "2026-03-01", Why: "and yet"})

	numbers := func(list func(context.Context) ([]network.Exclusion, error)) (numbers []uint32) {
		all, err := list(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			numbers = append(numbers, x.Number)
		}
		return numbers
	}
	elsewhere := network.New(w, time.Now)
	if got := numbers(elsewhere.Exclusions); !slices.Equal(got, []uint32{1, 2, 3, 4, 5, 6}) {
		t.Errorf("all: %v", got)
	}
	if got := numbers(elsewhere.ActiveExclusions); !slices.Equal(got, []uint32{1, 3, 4, 5, 6}) {
		t.Errorf("in force: %v", got)
	}
	all, err := elsewhere.Exclusions(ctx)
	if err != nil || all[0].Source != source || all[0].Why != "a test run of January" ||
		all[0].From != "2026-01-01" || all[0].To != "2026-02-01" || all[1] != lifted {
		t.Errorf("%+v, %v", all, err)
	}
	if n := count(t, w, "SELECT count() FROM exclusion FINAL WHERE NOT lifted AND from_day = '2026-01-15' AND to_day = '2026-03-01'"); n != 2 {
		t.Errorf("%d rows in force from the middle of January, want 2", n)
	}
}

func TestExclusionsRefused(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	put(t, r, place("a", "75013"))
	good := network.Exclusion{Source: "https://tool.example", Structure: "a", From: "2026-01-01", To: "2026-02-01", Why: "a test run"}
	if _, err := r.Include(ctx, 1); err == nil || err.Error() != "there is no exclusion 1: no events are set aside" {
		t.Error(err)
	}
	for range 2 {
		if _, err := r.Exclude(ctx, good); err != nil {
			t.Fatal(err)
		}
		good.From, good.To = "2026-02-01", "2026-03-01"
	}
	if _, err := r.Include(ctx, 2); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		change func(*network.Exclusion)
		want   string
	}{
		"no source":         {func(x *network.Exclusion) { x.Source = " " }, "source: it is empty"},
		"long source":       {func(x *network.Exclusion) { x.Source = strings.Repeat("s", 2001) }, "source: it has more than 2000 characters"},
		"no day":            {func(x *network.Exclusion) { x.From = "" }, `from: "" is no day: write it as 2026-01-31`},
		"not a day":         {func(x *network.Exclusion) { x.To = "30/02/2026" }, `to: "30/02/2026" is no day`},
		"before 1970":       {func(x *network.Exclusion) { x.From = "1969-12-31" }, "from: "},
		"same day":          {func(x *network.Exclusion) { x.To = x.From }, "to: 2026-02-01 is not after from, 2026-02-01"},
		"backwards":         {func(x *network.Exclusion) { x.To = "2026-01-31" }, "to: 2026-01-31 is not after from"},
		"no reason":         {func(x *network.Exclusion) { x.Why = " \n" }, "why: it is empty"},
		"long reason":       {func(x *network.Exclusion) { x.Why = strings.Repeat("é", 2001) }, "why: it has more than 2000 characters"},
		"unknown structure": {func(x *network.Exclusion) { x.Structure = "zz" }, `structure: the registry has none of the id "zz"`},
		"overlap": {func(x *network.Exclusion) { x.From = "2026-01-31" }, "exclusion 1 sets events of the same source and structure aside " +
			"from 2026-01-01 to 2026-02-01: give other days, or include 1 first"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			x := good
			c.change(&x)
			if _, err := r.Exclude(ctx, x); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	for number, want := range map[uint32]string{
		2: "exclusion 2 was lifted already, on 2026-05-04",
		7: "there is no exclusion 7: those in force are 1",
	} {
		if _, err := r.Include(ctx, number); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if n := count(t, w, "SELECT count() FROM exclusion FINAL"); n != 2 {
		t.Errorf("%d exclusions, want 2", n)
	}
}
