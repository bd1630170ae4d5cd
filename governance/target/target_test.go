package target_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/governance/dated"
	"vigie/governance/target"
)

func known() target.Known {
	return target.Known{Indicators: []string{"visibility.reporting_rate", "accessibility.wait_days"}, Places: []string{"75113", "pilote"}}
}

func TestExpected(t *testing.T) {
	up := target.Target{
		Baseline: 0.4, BaselineDay: "2026-01-01", Value: 1, Due: dated.Due{Day: "2026-12-31"}, Direction: target.Up,
		Steps: []target.Step{{"2026-04-11", 0.5}},
	}
	down := target.Target{Baseline: 20, BaselineDay: "2026-01-01", Value: 10, Due: dated.Due{Day: "2026-01-11"}, Direction: target.Down}
	for _, c := range []struct {
		t    target.Target
		day  dated.Day
		want float64
		ok   bool
	}{
		{up, "2025-12-31", 0, false}, {up, "2026-01-01", 0.4, true}, {up, "2026-02-20", 0.45, true}, {up, "2026-04-11", 0.5, true},
		{up, "2026-08-21", 0.75, true}, {up, "2026-12-31", 1, true}, {up, "2030-01-01", 1, true},
		{down, "2026-01-01", 20, true}, {down, "2026-01-04", 17, true}, {down, "2026-01-11", 10, true},
	} {
		if got, ok := c.t.Expected(c.day); math.Abs(got-c.want) > 1e-9 || ok != c.ok {
			t.Errorf("%s: %v %t, want %v %t", c.day, got, ok, c.want, c.ok)
		}
	}
}

func TestProgress(t *testing.T) {
	up := target.Target{Baseline: 0.4, Value: 0.8, Direction: target.Up}
	down := target.Target{Baseline: 20, Value: 10, Direction: target.Down}
	low := target.Target{Baseline: 5, Value: 5, Direction: target.Down}
	for _, c := range []struct {
		t        target.Target
		actual   float64
		progress float64
		ok       bool
		reached  bool
	}{
		{up, 0.4, 0, true, false}, {up, 0.5, 0.25, true, false}, {up, 0.8, 1, true, true}, {up, 0.9, 1, true, true}, {up, 0.1, 0, true, false},
		{down, 20, 0, true, false}, {down, 15, 0.5, true, false}, {down, 10, 1, true, true}, {down, 25, 0, true, false}, {down, 8, 1, true, true},
		{low, 5, 0, false, true}, {low, 6, 0, false, false},
	} {
		got, ok := c.t.Progress(c.actual)
		if math.Abs(got-c.progress) > 1e-9 || ok != c.ok || c.t.Reached(c.actual) != c.reached {
			t.Errorf("%v → %v at %v: %v %t, reached %t", c.t.Baseline, c.t.Value, c.actual, got, ok, c.t.Reached(c.actual))
		}
	}
}

// Each fault of a file is told with its line, and what is right is taken; what is taken reads the same after it was written.
func TestRead(t *testing.T) {
	r, err := target.Read(strings.NewReader(`indicator;territory;baseline;baseline_on;steps;value;by;direction;decided_in;note
visibility.reporting_rate;;0,5;2025-12-31;2026-06-30=0,6 | 2026-09-30=65 %;70 %;2026;up;pilotage-2026-01;x
visibility.reporting_rate;75113;0.9;2025-12-31;;0.9;2026;;;
accessibility.wait_days;pilote;21;2025-12-31;;14;2026-12-31;down;;
visibility.reporting_rate;;0.5;2025-12-31;;0.8;2027;;;
accessibility.wait_days;;21;2025-12-31;;14;;;;
accessibility.wait_days;;21;2025-12-31;;14;2025-06-30;;;
accessibility.wait_days;;21;2025-12-31;;14;2026;up;;
accessibility.wait_days;;many;;2026-06-30;14;2026;;;
accessibility.wait_days;;21;2025-12-31;2026-06-30=18|2026-03-31=19;14;2026;;;
accessibility.wait_days;;21;2025-12-31;2027-06-30=18;14;2026;sideways;;
impact.nothing;75199;;2025-12-31;;14;2026;;;
accessibility.wait_days;75113;21
`), known())
	if err != nil {
		t.Fatal(err)
	}
	var b, taken, again strings.Builder
	for _, f := range r.Faults {
		fmt.Fprintln(&b, f)
	}
	want := `line 1, field note: kept without this value: no such column is known here: correct its name, or leave it out
line 3, id visibility.reporting_rate 75113, field value: warning: it equals the baseline, so there is no progress towards it: it is shown as held or not held
line 5, id visibility.reporting_rate, field indicator: refused: its target already stands on line 2: put values on the way into steps
line 6, id accessibility.wait_days, field by: refused: it is missing: give the day or the year by which the value is to be reached
line 7, id accessibility.wait_days, field by: refused: 2025-06-30 is not after the day of the baseline, 2025-12-31: correct one of them
line 8, id accessibility.wait_days, field direction: refused: it is up, and from 21 to 14 it is down: correct one of them
line 9, id accessibility.wait_days, field baseline: refused: "many" is no number: write it as 0.4 or 40 %
line 9, id accessibility.wait_days, field baseline_on: refused: "" is no day: write it as 2026-01-31
line 9, id accessibility.wait_days, field steps: refused: "2026-06-30" is no step: write a day and a value, as 2026-06-30=0.4, with | between steps
line 10, id accessibility.wait_days, field steps: refused: the step of 2026-03-31 does not come after that of 2026-06-30: put them in the order of their days
line 11, id accessibility.wait_days, field steps: refused: the step of 2027-06-30 does not lie between baseline and target: correct its day
line 11, id accessibility.wait_days, field direction: refused: "sideways" is neither up nor down
line 12, id impact.nothing 75199, field baseline: refused: it is missing: give a number, in the unit of the indicator
line 12, id impact.nothing 75199, field indicator: refused: no indicator "impact.nothing" is known: correct it (/indicators lists them)
line 12, id impact.nothing 75199, field territory: refused: the registry has no territory or group "75199": correct it, import it first, or leave it empty for the network
line 13: refused: the row has 3 values, the header 10 columns: put quotes around values that hold ";"
`
	if difference := cmp.Diff(want, b.String()); difference != "" || r.Refused != 9 {
		t.Errorf("%d refused\n%s", r.Refused, difference)
	}
	if err := target.Write(&taken, r.Targets); err != nil {
		t.Fatal(err)
	}
	written := `indicator,territory,baseline,baseline_on,steps,value,by,direction,decided_in
accessibility.wait_days,pilote,21,2025-12-31,,14,2026-12-31,down,
visibility.reporting_rate,,0.5,2025-12-31,2026-06-30=0.6|2026-09-30=0.65,0.7,2026,up,pilotage-2026-01
visibility.reporting_rate,75113,0.9,2025-12-31,,0.9,2026,up,
`
	if difference := cmp.Diff(written, taken.String()); difference != "" {
		t.Error(difference)
	}
	r, err = target.Read(bytes.NewReader([]byte(written)), known())
	if err != nil || len(r.Targets) != 3 {
		t.Fatal(err)
	}
	if err := target.Write(&again, r.Targets); err != nil || again.String() != written {
		t.Error(err, again.String())
	}
}
