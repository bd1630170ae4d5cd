package freeze_test

import (
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/governance/freeze"
	"vigie/migrations"
	"vigie/warehouse/warehousetest"
)

// What is kept of a meeting is kept once, whoever tries, and is read as it was written.
func TestAMeetingIsKeptOnce(t *testing.T) {
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	s := freeze.New(w)
	if none, err := s.Of(t.Context(), "p1"); none != nil || err != nil {
		t.Fatalf("before it is frozen: %+v, %v", none, err)
	}
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	one := func(meeting, state string, edition uint32) freeze.Kept {
		return freeze.Kept{Meeting: meeting, Day: "2026-09-20", Edition: edition, From: "2025-07-01", To: "2026-07-01", At: at, State: state}
	}
	const tries = 8
	errs := make([]error, tries)
	var trying sync.WaitGroup
	for i := range tries {
		trying.Go(func() {
			errs[i] = freeze.New(w).Keep(t.Context(), one("p1", "{\"try\":"+strconv.Itoa(i)+"}", uint32(i+1)))
		})
	}
	trying.Wait()
	won := -1
	for i, err := range errs {
		var frozen freeze.FrozenError
		switch {
		case err == nil && won < 0:
			won = i
		case err == nil:
			t.Errorf("tries %d and %d kept the meeting", won, i)
		case !errors.As(err, &frozen) || !strings.Contains(err.Error(), "p1 is frozen since 2026-11-02, with edition "):
			t.Error(err)
		}
	}
	if won < 0 {
		t.Fatal("no try kept the meeting")
	}
	want := one("p1", "{\"try\":"+strconv.Itoa(won)+"}", uint32(won+1))
	for _, reader := range []*freeze.Store{s, freeze.New(w)} {
		if got, err := reader.Of(t.Context(), "p1"); err != nil || got == nil || *got != want {
			t.Errorf("kept is %+v, %v, not %+v", got, err, want)
		}
	}
	if err := s.Keep(t.Context(), one("p2 <é>", strings.Repeat("é", 1<<20), 1)); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(t.Context()); err != nil || len(list) != 2 || list["p2 <é>"].State != "" {
		t.Errorf("%d meetings are listed, %v", len(list), err)
	}
	if got, err := s.Of(t.Context(), "p2 <é>"); err != nil || len(got.State) != 2<<20 {
		t.Errorf("a long state: %v", err)
	}
}
