package chart

import (
	"fmt"
	"slices"
	"testing"
)

// Lines go from place to place; those that tie do not cross, and those that moved lie on the others.
func TestSlopes(t *testing.T) {
	s, left := Slopes("what moves", []Step{{"a", "A", 1, 3}, {"b", "B", 2, 1}, {"c", "C", 3, 2}, {"d", "D", 4, 4}, {"e", "E", 4, 4}})
	names := func(side []Step) (all []string) {
		for _, step := range side {
			all = append(all, step.Name)
		}
		return all
	}
	if got := fmt.Sprint(names(s.Before), names(s.After), left); got != "[A B C D E] [B C A D E] 0" {
		t.Error(got)
	}
	want := "[{70.00% 70.00% false} {90.00% 90.00% false} {10.00% 50.00% true} {30.00% 10.00% true} {50.00% 30.00% true}]"
	if got := fmt.Sprint(s.Lines); got != want {
		t.Errorf("lines %s, not %s", got, want)
	}
}

// Of too many, those are drawn that move furthest.
func TestTooManySlopes(t *testing.T) {
	var all []Step
	for i := range MaxSlopes + 10 {
		all = append(all, Step{Key: fmt.Sprint(i), Before: i + 1, After: i + 1})
	}
	all[3].After, all[45].After = 46, 4
	s, left := Slopes("", all)
	if left != 10 || len(s.Lines) != MaxSlopes || !slices.Contains(s.After, all[45]) || !s.Lines[MaxSlopes-1].Moved || s.Lines[MaxSlopes-3].Moved {
		t.Errorf("%d are left out, %d drawn: %v", left, len(s.Lines), s.Lines)
	}
}
