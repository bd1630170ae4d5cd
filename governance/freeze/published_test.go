package freeze_test

import (
	"strings"
	"testing"

	"vigie/governance/dated"
	"vigie/governance/freeze"
)

// The network began in January 2025; editions were cut on 15 August, 15 September and 15 October 2026.
func published(today dated.Day, editions int) freeze.Published {
	all := []freeze.Edition{
		{Number: 3, Day: "2026-08-15", From: "2025-07-01", To: "2026-07-01", First: "2025-01-01", Quarters: "2026-07-01"},
		{Number: 4, Day: "2026-09-15", From: "2025-07-01", To: "2026-07-01", First: "2025-01-01", Quarters: "2026-07-01"},
		{Number: 7, Day: "2026-10-15", From: "2025-10-01", To: "2026-10-01", First: "2025-01-01", Quarters: "2026-10-01"},
	}
	return freeze.Published{Editions: all[:editions], Today: today, CutOn: 15}
}

// A meeting has the latest edition of its day, or one sentence that says why it can't be frozen, and what can be done.
func TestEditionOfAMeeting(t *testing.T) {
	for name, c := range map[string]struct {
		meeting  dated.Day
		of       freeze.Published
		asItWas  bool
		want     uint32
		sentence string
	}{
		"the latest of its day":            {"2026-09-20", published("2026-11-02", 3), false, 4, ""},
		"on the edition's own day":         {"2026-10-15", published("2026-11-02", 3), false, 7, ""},
		"the day before":                   {"2026-09-14", published("2026-11-02", 3), false, 3, ""},
		"to come: the latest of today":     {"2026-12-10", published("2026-11-02", 3), false, 7, ""},
		"without a quarter, as it was":     {"2026-10-05", published("2026-11-02", 3), true, 4, ""},
		"on the first day of a quarter":    {"2026-10-01", published("2026-11-02", 3), true, 4, ""},
		"no quarter of a network that new": {"2026-03-20", freeze.Published{Editions: []freeze.Edition{{Number: 1, Day: "2026-03-15", First: "2026-02-01", From: "2026-02-01", To: "2026-03-01"}}, Today: "2026-05-01"}, false, 1, ""},
		"nothing published": {"2026-09-20", published("2026-09-20", 0), false, 0,
			"no figure is published yet, so that there is nothing to freeze: vigie edition start publishes the first ones"},
		"nothing published by then": {"2026-08-14", published("2026-11-02", 3), true, 0,
			"nothing was published yet when the meeting was held on 2026-08-14: the first edition, 3, is of 2026-08-15"},
		"its quarter was published after it": {"2026-10-14", published("2026-11-02", 3), false, 0,
			"2026-Q3, the quarter that ended last before the meeting of 2026-10-14, was published after it, with edition 7 of 2026-10-15: --as-it-was freezes edition 4 of 2026-09-15 without it"},
		"its quarter is still to be published": {"2026-10-08", published("2026-10-09", 2), false, 0,
			"2026-Q3, the quarter that ended last before the meeting of 2026-10-08, was not published on its day: --as-it-was freezes edition 4 of 2026-09-15 without it"},
		"today, before the cut": {"2026-10-08", published("2026-10-08", 2), false, 0,
			"2026-Q3, the quarter that ended last before the meeting of 2026-10-08, is published on 2026-10-15, or before that, from 2026-10-01 on, by vigie edition cut; --as-it-was freezes edition 4 of 2026-09-15 without it"},
		"to come, its quarter not over": {"2026-10-22", published("2026-09-22", 2), false, 0,
			"2026-Q3, the quarter that ended last before the meeting of 2026-10-22, is published on 2026-10-15, or before that, from 2026-10-01 on, by vigie edition cut; --as-it-was freezes edition 4 of 2026-09-15 without it"},
		"a cut that nobody made": {"2026-10-22", published("2026-10-20", 2), false, 0,
			"2026-Q3, the quarter that ended last before the meeting of 2026-10-22, is not published yet: vigie edition cut publishes it; --as-it-was freezes edition 4 of 2026-09-15 without it"},
	} {
		got, err := c.of.On(c.meeting, c.asItWas)
		switch {
		case c.sentence == "" && (err != nil || got.Number != c.want):
			t.Errorf("%s: edition %d, %v, not edition %d", name, got.Number, err, c.want)
		case c.sentence != "" && (err == nil || err.Error() != c.sentence):
			t.Errorf("%s:\n%v\nnot\n%s", name, err, c.sentence)
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: more than a sentence: %v", name, err)
		}
	}
}
