package store

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/queries/period"
)

func sample() (Edition, []Cell) {
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	w := Window{period.Window{From: from, To: to}, 7, 2, true}
	e := Edition{Number: 7, Day: to, CutAt: to.Add(1234 * time.Millisecond), First: from, Height: 1, Cells: 2, Events: 10, Late: 1, Why: "a \"history\",\nimported", Windows: []Window{w}}
	area := cells.Area{Kind: cells.Territory, Code: "2A004"}
	e.Dates = []Date{{from, "Depuis le plan", "Since the plan, \"ours\""}}
	e.Areas = []Area{
		{cells.Area{Kind: cells.Group, Code: "2A"}, 7, []string{"2A004", "2A006"}, to}, {Area: cells.Area{Kind: cells.Group, Code: "gone"}, Edition: 7, Since: to},
	}
	return e, []Cell{
		{cells.Cell{Component: "followed", Area: area, Window: w.Window}, 2, -3},
		{cells.Cell{Component: "helped", Area: area, Window: w.Window, Field: "age_band", Key: "70_plus"}, 2, 12.25},
	}
}

// An edition comes back from its file as it was; what is not whole is refused.
func TestEditionFile(t *testing.T) {
	dir := t.TempDir()
	files := FilesIn(dir)
	e, brought := sample()
	if err := files.Write(e, brought); err != nil {
		t.Fatal(err)
	}
	found, err := EditionFiles(filepath.Join(dir, "backups"))
	if err != nil || len(found) != 1 || found[7] != files.Path(7) || !files.Has(7) || files.Has(8) {
		t.Fatal(found, err)
	}
	got, cells, err := ReadFile(found[7])
	if err != nil || !reflect.DeepEqual(got, e) || !reflect.DeepEqual(cells, brought) {
		t.Errorf("%+v %+v, %v", got, cells, err)
	}
	whole, err := os.ReadFile(found[7])
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"cut off":       string(whole[:len(whole)-20]),
		"a line less":   string(whole[:strings.LastIndex(strings.TrimSpace(string(whole)), "\n")+1]),
		"another file":  "territory,population\n75001,16000\n",
		"no number":     strings.Replace(string(whole), "-3", "three", 1),
		"nothing in it": "",
	} {
		if err := os.WriteFile(found[7], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ReadFile(found[7]); err == nil || !strings.Contains(err.Error(), found[7]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The highest number never falls, and is for this user alone.
func TestHighest(t *testing.T) {
	dir := t.TempDir()
	files := FilesIn(dir)
	for _, c := range []struct{ give, want uint32 }{{0, 0}, {3, 3}, {2, 3}, {12, 12}} {
		if err := files.Give(c.give); err != nil {
			t.Fatal(err)
		}
		if got, err := files.Highest(); err != nil || got != c.want {
			t.Errorf("after %d it is %d, %v", c.give, got, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, NumberFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if err := os.WriteFile(filepath.Join(dir, NumberFile), []byte("many"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Highest(); err == nil {
		t.Error("a number that is none was read")
	}
	none := FilesIn("")
	if err := none.Give(5); err != nil {
		t.Error(err)
	}
	if n, err := none.Highest(); n != 0 || err != nil || !none.Has(1) {
		t.Error(n, err)
	}
}
