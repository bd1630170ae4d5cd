package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// TestExclude sets events aside while a service owns the directory, lifts one exclusion, and finds both in a restored backup.
func TestExclude(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	structures := filepath.Join(files, "structures.csv")
	const record = "id,pivot,nom,commune,code_postal,adresse,date_maj\nlieu-1,0,Lieu,Paris,75013,1 rue A,2026-01-01\n"
	if err := os.WriteFile(structures, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	s := binary.Serve(t, dir)
	binary.Done(t, dir, "import", "structures", structures)
	exclude := func(more ...string) []string {
		return append([]string{"exclude", "--source", "https://tool.example", "--from", "2026-01-01", "--to", "2026-02-01"}, more...)
	}
	if said := binary.Done(t, dir, exclude("--why", "a test run")...); !strings.Contains(said, `until "vigie include 1"`) {
		t.Errorf("said %q", said)
	}
	binary.Done(t, dir, exclude("--structure", "lieu-1", "--why", "sent twice")...)
	binary.Done(t, dir, "include", "1")

	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no reason", exclude(), 2, "--why: it is empty"},
		{"no source", []string{"exclude", "--why", "x", "--from", "2026-01-01", "--to", "2026-02-01"}, 2, "--source: it is empty"},
		{"no days", []string{"exclude", "--source", "x", "--why", "x"}, 2, `--from: "" is no day`},
		{"backwards", []string{"exclude", "--source", "x", "--why", "x", "--from", "2026-02-01", "--to", "2026-02-01"}, 2, "is not after"},
		{"unknown structure", exclude("--why", "x", "--structure", "lieu-2"), 1, `"lieu-2"`},
		{"twice", exclude("--why", "x", "--structure", "lieu-1"), 1, "exclusion 2"},
		{"lifted already", []string{"include", "1"}, 1, "exclusion 1 was lifted already"},
		{"no such exclusion", []string{"include", "3"}, 1, "those in force are 2"},
		{"no number", []string{"include"}, 2, "number"},
		{"not a number", []string{"include", "first"}, 2, "first"},
	} {
		o := binary.Run(t, dir, test.args...)
		if o.Code != test.code || !strings.Contains(o.Stderr, test.says) {
			t.Errorf("%s: exit code %d, want %d, and %q, want %q", test.name, o.Code, test.code, o.Stderr, test.says)
		}
	}

	day := time.Now().UTC().Format("2006-01-02")
	want := fmt.Sprintf(`NUMBER  SOURCE                STRUCTURE  FROM        TO          SET         LIFTED      WHY
1       https://tool.example  all        2026-01-01  2026-02-01  %[1]s  %[1]s  a test run
2       https://tool.example  lieu-1     2026-01-01  2026-02-01  %[1]s              sent twice
`, day)
	if got := binary.Done(t, dir, "exclude"); got != want {
		t.Errorf("the list is\n%swant\n%s", got, want)
	}
	file, place := filepath.Join(files, "b.tar"), t.TempDir()
	binary.Done(t, dir, "backup", file)
	s.Terminate(t)
	binary.Done(t, place, "restore", file, "--no-erasures")
	if got := binary.Done(t, place, "exclude"); got != want {
		t.Errorf("the list of the restored backup is\n%swant\n%s", got, want)
	}
}
