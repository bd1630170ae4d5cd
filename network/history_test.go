package network_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/network"
	"vigie/warehouse"
)

// place is a record of structure id at a postcode of Paris.
func place(id, postcode string) network.Structure {
	return network.Structure{
		ID: id, Pivot: "0", Name: "Lieu", Commune: "Paris", Postcode: postcode, Address: "1 rue A", UpdatedOn: "2026-05-04",
	}
}

func put(t *testing.T, r *network.Registry, structures ...network.Structure) network.Report {
	t.Helper()
	report, err := r.PutStructures(context.Background(), structures)
	if err != nil || report.Refused > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	return report
}

// attachments lists where each snapshot stands, and today's view after them.
func attachments(t *testing.T, w *warehouse.Warehouse) []string {
	t.Helper()
	rows, err := w.Conn().Query(context.Background(), `
		SELECT concat(structure, ' ', toString(toDate(imported_at)), ' ', territory, ' ', how) FROM snapshot_attachment FINAL
		UNION ALL
		SELECT concat(structure, ' today ', territory, ' ', how) FROM structure_attachment FINAL`)
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
	slices.Sort(lines)
	return lines
}

// TestMovedStructure: a structure that moves stays where it was in the past, whatever is imported later.
func TestMovedStructure(t *testing.T) {
	r, w, clock := open(t)
	step := func(title, want string) {
		t.Helper()
		if got := strings.Join(attachments(t, w), "\n"); got != strings.ReplaceAll(want, "; ", "\n") {
			t.Errorf("%s:\n got %s\nwant %s", title, strings.ReplaceAll(got, "\n", "; "), want)
		}
		*clock = clock.AddDate(0, 0, 1)
	}
	importOK(t, r, []network.Territory{{Code: "75113", Name: "Paris 13e", Level: "arrondissement"}})

	put(t, r, place("a", "75013"), place("b", "75020"))
	step("imported", "a 2026-05-04 75113 postcode; a today 75113 postcode; b 2026-05-04  ; b today  ")

	if report := put(t, r, place("a", "75020")); report.Moved != 1 {
		t.Errorf("%d moved, want 1", report.Moved)
	}
	step("moved to where no territory is known", "a 2026-05-04 75113 postcode; a 2026-05-05  ; a today  ; b 2026-05-04  ; b today  ")

	before := count(t, w, "SELECT count() FROM snapshot_attachment")
	if report := put(t, r, place("a", "75020"), place("b", "75020")); report.Unchanged != 2 || len(report.Unattached) != 2 {
		t.Errorf("%+v", report)
	}
	if after := count(t, w, "SELECT count() FROM snapshot_attachment"); after > before {
		t.Errorf("%d rows after an import that changes nothing, %d before", after, before)
	}

	report := importOK(t, r, []network.Territory{{Code: "75120", Name: "Paris 20e", Level: "arrondissement"}})
	if report.Moved != 2 || report.Attached["postcode"] != 2 {
		t.Errorf("%+v", report)
	}
	step("the territory is known", "a 2026-05-04 75113 postcode; a 2026-05-05 75120 postcode; a today 75120 postcode; "+
		"b 2026-05-04 75120 postcode; b today 75120 postcode")

	structures, err := r.Structures(context.Background())
	if err != nil || len(structures) != 2 || structures[0].Territory != "75120" {
		t.Errorf("%+v, %v", structures, err)
	}
}

// TestAttachedAfterACrash: a snapshot that was kept by an import that died before it was attached is attached by the next one.
func TestAttachedAfterACrash(t *testing.T) {
	r, w, clock := open(t)
	importOK(t, r, []network.Territory{{Code: "75113", Name: "Paris 13e", Level: "arrondissement"}})
	put(t, r, place("a", "75013"))
	if err := w.Conn().Exec(context.Background(), "TRUNCATE TABLE snapshot_attachment"); err != nil {
		t.Fatal(err)
	}
	*clock = clock.AddDate(0, 0, 1)
	put(t, r, place("b", "75013"))
	want := []string{"a 2026-05-04 75113 postcode", "a today 75113 postcode", "b 2026-05-05 75113 postcode", "b today 75113 postcode"}
	if got := attachments(t, w); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestClosedMonths: months are kept in the snapshot, and a record that has none keeps the content it had before there were any, so that
// an old file imported again changes nothing.
func TestClosedMonths(t *testing.T) {
	ctx := context.Background()
	r, w, clock := open(t)
	closing := place("a", "75013")
	closing.ClosedMonths = []int{8, 7, 8}
	wrong := place("b", "75013")
	wrong.ClosedMonths = []int{7, 256 + 8}
	report, err := r.PutStructures(ctx, []network.Structure{closing, wrong, place("c", "75013")})
	if err != nil || report.New != 3 || len(report.Faults) != 1 || report.Faults[0].ID != "b" || report.Faults[0].Field != "closed_months" {
		t.Errorf("%+v, %v", report, err)
	}
	structures, err := r.Structures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]int{{7, 8}, nil, nil} {
		if !slices.Equal(structures[i].ClosedMonths, want) {
			t.Errorf("%s is closed in %v, want %v", structures[i].ID, structures[i].ClosedMonths, want)
		}
	}
	if n := count(t, w, "SELECT count() FROM structure_snapshot WHERE closed_months = [7, 8]"); n != 1 {
		t.Errorf("%d snapshots have the months 7 and 8", n)
	}
	var content string
	err = w.Conn().QueryRow(ctx, "SELECT lower(hex(content)) FROM structure_snapshot WHERE id = 'c'").Scan(&content)
	if err != nil || content != contentBefore {
		t.Errorf("the content of a record without months is %s, want %s (%v)", content, contentBefore, err)
	}
	*clock = clock.Add(time.Hour)
	closing.ClosedMonths = []int{7}
	if report = put(t, r, closing, place("c", "75013")); report.Changed != 1 || report.Unchanged != 1 {
		t.Errorf("%+v", report)
	}
}

// contentBefore is the content of place("c", "75013") as it was before snapshots had months.
const contentBefore = "ff78af411656c9177450673703dd6576"
