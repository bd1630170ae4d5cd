package migrations_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/migrations"
	"vigie/network"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// bringTo makes a warehouse as the files up to a number left it.
func bringTo(t *testing.T, w *warehouse.Warehouse, last int) {
	t.Helper()
	files := migrations.ForCluster("")
	exec := func(name string) {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(string(text), ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if err := w.Conn().Exec(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	names, err := fs.Glob(files, "[0-9]*.sql")
	if err != nil {
		t.Fatal(err)
	}
	exec("runner/schema_version.sql")
	done := []string{"(0, 1)"}
	for _, name := range names {
		number, err := strconv.Atoi(name[:4])
		if err != nil {
			t.Fatal(err)
		}
		if number <= last {
			exec(name)
			done = append(done, fmt.Sprintf("(%d, 1)", number))
		}
	}
	insert(t, w, "INSERT INTO schema_version (version_id, is_applied) VALUES "+strings.Join(done, ", "))
}

func insert(t *testing.T, w *warehouse.Warehouse, statement string) {
	t.Helper()
	if err := w.Conn().Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func texts(t *testing.T, w *warehouse.Warehouse, query string) []string {
	t.Helper()
	rows, err := w.Conn().Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestPlacesOfAnOldWarehouse: every snapshot of a warehouse that knew one place a structure gets that place, until the next import
// attaches each by its own record. The file may be broken off after any statement, and run again.
func TestPlacesOfAnOldWarehouse(t *testing.T) {
	const (
		snapshots = `SELECT concat(structure, ' ', toString(toDate(imported_at)), ' ', territory, ' ', how)
			FROM snapshot_attachment FINAL ORDER BY structure, imported_at`
		today = "SELECT concat(structure, ' ', territory, ' ', how) FROM structure_attachment FINAL ORDER BY structure"
	)
	text, err := fs.ReadFile(migrations.ForCluster(""), "0019_places.sql")
	if err != nil {
		t.Fatal(err)
	}
	statements := strings.Split(strings.TrimSpace(string(text)), ";\n")
	for broken := range len(statements) + 1 {
		t.Run(fmt.Sprintf("broken off after %d statements", broken), func(t *testing.T) {
			w := warehousetest.Open(t)
			bringTo(t, w, 17)
			insert(t, w, `INSERT INTO territory (code, name, level, imported_at) VALUES
				('75113', 'Paris 13e', 'arrondissement', '2026-01-01'), ('75120', 'Paris 20e', 'arrondissement', '2026-01-01')`)
			insert(t, w, `INSERT INTO structure_snapshot (id, imported_at, content, standard, name, commune, postcode, address, updated_on) VALUES
				('moved', '2026-02-01', 'x', '1.0.2', 'Lieu', 'Paris', '75013', '1 rue A', '2026-01-01'),
				('moved', '2026-03-01', 'y', '1.0.2', 'Lieu', 'Paris', '75020', '1 rue A', '2026-02-01'),
				('nowhere', '2026-03-01', 'z', '1.0.2', 'Lieu', 'Lyon', '69001', '1 rue A', '2026-02-01')`)
			insert(t, w, "INSERT INTO structure_attachment VALUES ('moved', '75113', 'postcode', '2026-02-01'), ('nowhere', '', '', '2026-03-01')")
			insert(t, w, "INSERT INTO structure_attachment VALUES ('moved', '75120', 'postcode', '2026-03-01')")

			for _, statement := range statements[:broken] {
				insert(t, w, statement)
			}
			if err := run(t.Context(), w); err != nil {
				t.Fatal(err)
			}
			want := []string{"moved 2026-02-01 75120 postcode", "moved 2026-03-01 75120 postcode", "nowhere 2026-03-01  "}
			if got := texts(t, w, snapshots); !slices.Equal(got, want) {
				t.Errorf("snapshots %q, want %q", got, want)
			}
			if got, want := texts(t, w, today), []string{"moved 75120 postcode", "nowhere  "}; !slices.Equal(got, want) {
				t.Errorf("today %q, want %q", got, want)
			}
			if got := texts(t, w, "SELECT toString(closed_months) FROM structure_snapshot"); !slices.Equal(got, []string{"[]", "[]", "[]"}) {
				t.Errorf("months %q", got)
			}

			registry := network.New(w, func() time.Time { return time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC) })
			if _, err := registry.PutStructures(t.Context(), []network.Structure{
				{ID: "new", Pivot: "0", Name: "Lieu", Commune: "Paris", Postcode: "75013", Address: "1 rue A", UpdatedOn: "2026-03-31"},
			}); err != nil {
				t.Fatal(err)
			}
			want = []string{
				"moved 2026-02-01 75113 postcode", "moved 2026-03-01 75120 postcode", "new 2026-04-01 75113 postcode", "nowhere 2026-03-01  ",
			}
			if got := texts(t, w, snapshots); !slices.Equal(got, want) {
				t.Errorf("after an import: snapshots %q, want %q", got, want)
			}
		})
	}
}
