package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"vigie/e2e/binary"
)

// TestExplain asks how figures of a small network came about, and for cells that are none.
func TestExplain(t *testing.T) {
	dir := t.TempDir()
	binary.Done(t, dir, "restore", unzipped(t, filepath.Join(migrated, "backup.tar.gz")), "--no-erasures")
	copyFile(t, filepath.Join(migrated, "network.key"), filepath.Join(dir, "network.key"))
	binary.Serve(t, dir)
	for _, test := range []struct {
		id, cell string
		says     []string
	}{
		{"impact.participations", "2026", []string{
			"impact.participations of total: 89 (ok), persons 30, anonymous 59, declared 0\n",
			"\nimpact/participations.yaml\n    version: 2\n", "    value: attended\n", "      attended: ",
			"from 2026-01-01, before 2027-01-01: anonymous 0: 30, anonymous 1: 59\n",
			"rows of the fact attendance: 36, structures: 7, days: 2026-01-02 to 2026-11-11\n",
			"    CREATE VIEW measure_participations AS\n",
		}},
		{"impact.participations", "2026-09/structure=lib", []string{
			"participations of lib: 0 (ok)", "from 2026-09-01, before 2026-10-01: 0\n", "rows of the fact attendance: 0\n",
		}},
		{"impact.participations", "2026/territory=outside", []string{
			"outside: 1 (ok)", "rows of the fact attendance: 1, structures: 1, days: 2026-05-07 to 2026-05-07\n",
		}},
		{"impact.participations", "2026-01-01..2026-07-01/age_band=65_69", []string{
			"65_69: 9 (ok), persons 4, anonymous 5", "anonymous 0: 4, anonymous 1: 5\n",
		}},
		{"impact.progression", "2026-Q3/territory=75113", []string{
			"progression of 75113: none (no_data), 0 of 0, reassessed 0, unable_to_unable 0, ", "  before 2026-10-01: ", "from 2026-07-01, before 2026-10-01: 0\n",
		}},
		{"accessibility.reach_per_1000", "2026", []string{
			"total: none (no_data), 11 of 641000, unknown 1, outside 6", ": here 11, unknown 1, outside 6\n",
		}},
		{"visibility.connected_structures", "2026-02/structure=lib", []string{
			"lib: 1 (ok), 1 of 1", "structures open on the last day: 1\n", "reports: true", "partners: [assoc]",
		}},
	} {
		said := binary.Done(t, dir, "explain", test.id, test.cell, "--as-of", "2026-11-22")
		for _, words := range test.says {
			if !strings.Contains(said, words) {
				t.Errorf("%s %s does not say %q:\n%s", test.id, test.cell, words, said)
			}
		}
	}
	for cell, says := range map[string]string{
		"2026-13":                 "write 2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01",
		"2026-02-30..2026-03-03":  "is no window",
		"2026-07-01..2026-01-01":  "is empty",
		"1890":                    "write a day as",
		"2026/territory":          "GROUPING=KEY",
		"2026/territory=99":       `has none for "99"`,
		"2026/structure=nowhere":  `has none for "nowhere"`,
		"2026/colour=red":         "choose one of total, territory",
		"2026/month=2026-02":      "a month is a window of its own",
		"2026/equipment=computer": `can't be given by "equipment"`,
	} {
		o := binary.Run(t, dir, "explain", "impact.participations", cell)
		if o.Code != 2 || !strings.Contains(o.Stderr, says) || o.Stdout != "" {
			t.Errorf("%s: exit code %d, does not say %q: %s%s", cell, o.Code, says, o.Stdout, o.Stderr)
		}
	}
	o := binary.Run(t, dir, "explain", "impact.nothing", "2026")
	if o.Code != 2 || !strings.Contains(o.Stderr, `no indicator "impact.nothing"`) {
		t.Errorf("an indicator that is none: exit code %d: %s", o.Code, o.Stderr)
	}
}
