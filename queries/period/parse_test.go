package period

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, from, to, quarter string }{
		{"2025", "2025-01-01", "2026-01-01", "2025-Q1"},
		{"2025-Q4", "2025-10-01", "2026-01-01", "2025-Q4"},
		{"2024-02", "2024-02-01", "2024-03-01", "2024-Q1"},
		{"2024-02-29..2024-03-02", "2024-02-29", "2024-03-02", "2024-Q1"},
		{"2025-05-02..2024-01-01", "2025-05-02", "2024-01-01", "2025-Q2"},
		{text: "2025-Q5"}, {text: "2025-13"}, {text: "2025-02-30..2025-03-01"}, {text: "2025-01-01.."}, {text: "25"}, {text: ""}, {text: "latest"},
	} {
		w, ok := Parse(c.text)
		if ok != (c.from != "") {
			t.Errorf("%q: %v, %t", c.text, w, ok)
			continue
		}
		if from, to := w.From.Format(time.DateOnly), w.To.Format(time.DateOnly); ok && (from != c.from || to != c.to || w.Quarter() != c.quarter) {
			t.Errorf("%q is %s to %s, %s", c.text, from, to, w.Quarter())
		}
	}
}
