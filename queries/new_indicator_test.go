package queries_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/queriestest"
)

// The files that make new-indicator lays load as they are, and their case passes. What is taken and what can't be is refused in a
// sentence, and leaves nothing.
func TestNewIndicator(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"accessibility", "visibility", "impact", "measures"} {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(t.TempDir(), "new")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./indicator/new").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lay := func(pillar, name string) (string, error) {
		out, err := exec.CommandContext(t.Context(), program, "-dir", dir, pillar, name).CombinedOutput()
		return string(out), err
	}
	if out, err := lay("impact", "my_indicator"); err != nil || strings.Count(out, "my_indicator") != 3 {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct{ pillar, name, says string }{
		{"impact", "my_indicator", "impact.my_indicator is there already"},
		{"visibility", "my_indicator", "the measure my_indicator is there already"},
		{"impact", "people_helped", "impact.people_helped is there already"},
		{"happiness", "mine", "accessibility, visibility, impact"},
		{"impact", "Mine", "lower-case letters"},
		{"impact", "../mine", "lower-case letters"},
		{"impact", "population", "population"},
	} {
		if out, err := lay(c.pillar, c.name); err == nil || !strings.Contains(out, c.says) {
			t.Errorf("%s %s: %v, %s", c.pillar, c.name, err, out)
		}
	}
	catalogue, err := indicator.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if laid, before := len(catalogue.All()), len(mustLoad(t).All()); laid != before+1 {
		t.Errorf("%d indicators, there were %d", laid, before)
	}

	w := queriestest.Open(t)
	c := readCase(t, filepath.Join(dir, "testdata", "impact.my_indicator", "first.txt"))
	n := w.Network(t, c.registry)
	for _, batch := range c.batches {
		n.Send(t, space, batch...)
	}
	runner, err := engine.New(engine.Options{Warehouse: w.Warehouse, Catalogue: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range c.faults(t, runner) {
		t.Error(fault)
	}
}
