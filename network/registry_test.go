package network_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/migrations"
	"vigie/network"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// open gives an empty registry on a real engine; its clock stands still at today unless it is moved.
func open(t *testing.T) (*network.Registry, *warehouse.Warehouse, *time.Time) {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(context.Background(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	clock := today
	return network.New(w, func() time.Time { return clock }), w, &clock
}

func count(t *testing.T, w *warehouse.Warehouse, query string) (n uint64) {
	t.Helper()
	if err := w.Conn().QueryRow(context.Background(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// importOK imports territories that are all right.
func importOK(t *testing.T, r *network.Registry, territories []network.Territory) network.Report {
	t.Helper()
	report, err := r.ImportTerritories(context.Background(), territories)
	if err != nil {
		t.Fatal(err)
	}
	if report.Refused > 0 {
		t.Fatalf("refused: %v", report.Faults)
	}
	return report
}

func attachedTotal(report network.Report) (n int) {
	for _, of := range report.Attached {
		n += of
	}
	return n
}

// TestRealPlaces imports the 687 places of Auvergne-Rhône-Alpes into a registry of three départements, changes one, and
// adds the rest of the region.
func TestRealPlaces(t *testing.T) {
	ctx := context.Background()
	r, w, clock := open(t)
	file, err := os.ReadFile(filepath.Join("..", "node_modules", "@gouvfr-anct", "cartographie-nationale", "assets", "data", "source.json"))
	if err != nil {
		t.Fatalf("%v (run `npm ci`)", err)
	}
	for _, code := range []string{"74", "26", "42"} {
		communes, err := network.Departement(code)
		if err != nil {
			t.Fatal(err)
		}
		importOK(t, r, communes)
	}
	report, err := r.ImportStructures(ctx, strings.NewReader(string(file)), "")
	if err != nil {
		t.Fatal(err)
	}
	if report.Read != 687 || report.New != 687 || report.Refused != 0 || len(report.Faults) != 0 {
		t.Errorf("%d read, %d new, faults: %s", report.Read, report.New, faultText(report.Faults))
	}
	if attachedTotal(report) != 319 || len(report.Unattached) != 368 {
		t.Errorf("%v attached, %d not", report.Attached, len(report.Unattached))
	}

	again, err := r.ImportStructures(ctx, strings.NewReader(string(file)), "")
	if err != nil {
		t.Fatal(err)
	}
	if again.Unchanged != 687 || count(t, w, "SELECT count() FROM structure_snapshot") != 687 {
		t.Errorf("imported again: %d unchanged of 687", again.Unchanged)
	}

	*clock = today.AddDate(0, 1, 0)
	changed := strings.Replace(string(file), "MAISON DE SERVICES AU PUBLIC D'ABONDANCE", "France Services d'Abondance", 1)
	report, err = r.ImportStructures(ctx, strings.NewReader(changed), "")
	if err != nil {
		t.Fatal(err)
	}
	if report.Changed != 1 || report.Unchanged != 686 || count(t, w, "SELECT count() FROM structure_snapshot") != 688 {
		t.Errorf("one place changed: %d changed, %d unchanged", report.Changed, report.Unchanged)
	}

	var rest []network.Territory
	for _, code := range []string{"01", "03", "07", "15", "38", "43", "63", "69", "73"} {
		communes, err := network.Departement(code)
		if err != nil {
			t.Fatal(err)
		}
		rest = append(rest, communes...)
	}
	if report = importOK(t, r, rest); report.Moved != 366 {
		t.Errorf("%d places were attached to the rest of the region, 366 stand there", report.Moved)
	}
	// One place spells its commune wrong (Les Mollettes), one names a commune that has merged into another since.
	if slices.Sort(report.Unattached); len(report.Unattached) != 2 || attachedTotal(report) != 685 ||
		!strings.Contains(report.Unattached[0], "(73800 Les Molettes)") && !strings.Contains(report.Unattached[1], "(73800 Les Molettes)") {
		t.Errorf("%v attached, not: %v", report.Attached, report.Unattached)
	}

	structures, err := r.Structures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	byID := make(map[string]network.Structure)
	known := 0
	for _, s := range structures {
		byID[s.ID] = s
		if s.HoursKnown {
			known++
		}
	}
	if len(structures) != 687 || known != 617 {
		t.Errorf("%d structures, %d with known hours", len(structures), known)
	}
	// Looked up by hand.
	for id, territory := range map[string]string{"0": "74001", "4": "73008", "15": "01004", "18": "74010", "36": "74010", "40": "42011", "50": "01053"} {
		if byID[id].Territory != territory {
			t.Errorf("%s (%s %s) is attached to %q, not %s", byID[id].Name, byID[id].Postcode, byID[id].Commune, byID[id].Territory, territory)
		}
	}
	abondance := byID["0"]
	if abondance.Name != "France Services d'Abondance" || abondance.Standard != "0" || !abondance.ImportedAt.Equal(*clock) ||
		!slices.Equal(abondance.Services, []string{"access_equipment", "administrative_procedures"}) ||
		!slices.Equal(abondance.Fees, []string{"Gratuit"}) || abondance.WeekendMinutes != 180 || abondance.EveningMinutes != 0 || len(abondance.Week) != 9 {
		t.Errorf("Abondance is read as %+v", abondance)
	}
}

func TestTerritoriesAndGroups(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	paris, pilots, err := network.Paris()
	if err != nil {
		t.Fatal(err)
	}
	if report := importOK(t, r, paris); report.New != 20 {
		t.Errorf("%+v", report)
	}
	groups, err := r.ImportGroups(ctx, append(pilots, network.Group{Code: "sud", Name: "Sud", Members: []string{"75114", "92049", "75114"}}))
	if err != nil {
		t.Fatal(err)
	}
	if groups.New != 3 || !slices.Equal(groups.Unmatched, []string{"92049 (of sud)"}) {
		t.Errorf("groups: %+v", groups)
	}

	changed := slices.Clone(paris)
	changed[0].Population++
	changed[1].Parent = "75113" // and 75113 below, inside it
	changed[12].Parent = "75102"
	changed = append(changed,
		network.Territory{Code: "sud", Name: "Clash with a group", Level: "x"},
		network.Territory{Code: "75120", Name: "Paris 20e, again", Level: "arrondissement"},
		network.Territory{Code: "outside", Name: "Reserved", Level: "x"})
	report, err := r.ImportTerritories(ctx, changed)
	if err != nil {
		t.Fatal(err)
	}
	want := `id 75113, field parent: refused: 75102 is inside this territory, so it cannot be its parent
id 75120, field code: refused: the code comes again, and the last one counts
id sud, field code: refused: a group of the registry has this code
id outside, field code: refused: "outside" has a meaning of its own in figures: choose another code
`
	if got := faultText(report.Faults); got != want || report.Refused != 4 || report.Changed != 3 || report.Unchanged != 16 || report.Read != 23 {
		t.Errorf("%+v\n%s", report, got)
	}

	groups, err = r.ImportGroups(ctx, []network.Group{{Code: "75101", Name: "Clash", Members: []string{"75101"}}, pilots[1]})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := faultText(groups.Faults), "id 75101, field code: refused: a territory of the registry has this code\n"; got != want || groups.Unchanged != 1 {
		t.Errorf("groups: %s", got)
	}

	territories, err := r.Territories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(territories) != 20 || territories[0].Population != paris[0].Population+1 || territories[19].Name != "Paris 20e, again" ||
		!slices.IsSortedFunc(territories, func(a, b network.Territory) int { return strings.Compare(a.Code, b.Code) }) {
		t.Errorf("the registry has %+v", territories)
	}
	known, err := r.Groups(ctx)
	if err != nil || len(known) != 3 || known[2].Code != "sud" || !slices.Equal(known[2].Members, []string{"75114", "92049"}) {
		t.Errorf("the registry has the groups %+v (%v)", known, err)
	}
	if n := count(t, w, "SELECT count() FROM territory FINAL"); n != 20 {
		t.Errorf("%d rows of territories", n)
	}
}

func TestGeometry(t *testing.T) {
	ctx := context.Background()
	r, _, _ := open(t)
	importOK(t, r, []network.Territory{{Code: "A", Name: "A", Level: "x"}, {Code: "7", Name: "Seven", Level: "x"}, {Code: "C", Name: "C", Level: "x"}})
	if _, err := r.PutStructures(ctx, []network.Structure{{
		ID: "s", Pivot: "0", Name: "Lieu", Commune: "Nulle part", Postcode: "99999", Address: "1 rue A", UpdatedOn: "2026-05-04", Latitude: new(5.5), Longitude: new(0.5),
	}}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "outlines.geojson")
	for _, want := range []string{"2 new, 0 changed, 0 unchanged", "0 new, 0 changed, 2 unchanged"} {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		report, err := r.ImportGeometry(ctx, file, "ref")
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if _, err := report.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text.String(), want) {
			t.Errorf("want %s:\n%s", want, text.String())
		}
		if strings.HasPrefix(want, "2 new") {
			golden(t, path+".golden", text.String())
		}
	}
	outlines, err := r.Outlines(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(outlines) != 2 || string(outlines["7"]) != `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,5],[1,5],[1,6],[0,6],[0,5]]]]}` {
		t.Errorf("outlines: %s", outlines)
	}
	structures, err := r.Structures(ctx)
	if err != nil || structures[0].Territory != "7" {
		t.Errorf("the structure is attached to %q (%v)", structures[0].Territory, err)
	}
	for text, want := range map[string]string{
		`{"type": "FeatureCollection"}`: `the list "features" is missing`,
		`[1, 2]`:                        `an object with a list "features" is expected`,
		`{"features": 3}`:               `"features" is not a list`,
		"{\"features\": [\n{\"type\": \"Feature\", \"prop": "line 2: the file ends in the middle",
		"{\"features\": [\n{\"type\": \"Feature\", !}\n]}": "line 2: broken JSON",
		"id,pivot,nom\n": "line 1: broken JSON",
		"":               "line 1: the file ends in the middle",
	} {
		if _, err := r.ImportGeometry(ctx, strings.NewReader(text), "code"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}

// TestAnotherProcess: what one process imports, another one knows, whether the clock moves or stands still.
func TestAnotherProcess(t *testing.T) {
	ctx := context.Background()
	here, w, _ := open(t)
	elsewhere := network.New(w, time.Now)
	for i, code := range []string{"A", "B", "C"} {
		if territories, err := elsewhere.Territories(ctx); err != nil || len(territories) != i {
			t.Fatalf("%d territories before the import (%v)", len(territories), err)
		}
		importOK(t, here, []network.Territory{{Code: code, Name: code, Level: "x"}})
		for deadline := time.Now().Add(5 * time.Second); ; {
			territories, err := elsewhere.Territories(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(territories) == i+1 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("the other process still knows %d territories", len(territories))
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	importOK(t, elsewhere, []network.Territory{{Code: "D", Name: "D", Level: "x"}})
	if territories, err := here.Territories(ctx); err != nil || len(territories) != 4 {
		t.Errorf("%d territories with a clock that stands still (%v)", len(territories), err)
	}
}

// TestLatestCounts: of several imports within one millisecond, the last one counts.
func TestLatestCounts(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	for _, value := range []string{"one", "two", "three"} {
		importOK(t, r, []network.Territory{{Code: "A", Name: value, Level: "x"}})
		if err := r.SetSetting(ctx, "network", value); err != nil {
			t.Fatal(err)
		}
		if _, err := r.PutStructures(ctx, []network.Structure{{
			ID: "s", Pivot: "0", Name: value, Commune: "Nulle part", Postcode: "99999", Address: "1 rue A", UpdatedOn: "2026-05-04",
		}}); err != nil {
			t.Fatal(err)
		}
		name, err := r.Setting(ctx, "network")
		if err != nil || name != value {
			t.Errorf("the setting is %q, not %q (%v)", name, value, err)
		}
		territories, err := r.Territories(ctx)
		if err != nil || len(territories) != 1 || territories[0].Name != value {
			t.Errorf("the territory is %+v, not %q (%v)", territories, value, err)
		}
		structures, err := r.Structures(ctx)
		if err != nil || len(structures) != 1 || structures[0].Name != value {
			t.Errorf("the structure is %+v, not %q (%v)", structures, value, err)
		}
	}
	if n := count(t, w, "SELECT uniqExact(imported_at) FROM structure_snapshot"); n != 3 {
		t.Errorf("%d snapshots, want 3", n)
	}
	if unset, err := r.Setting(ctx, "demo"); err != nil || unset != "" {
		t.Errorf("an unset setting is %q (%v)", unset, err)
	}
}

// TestPutStructures: structures built in Go obey the rules of files.
func TestPutStructures(t *testing.T) {
	ctx := context.Background()
	r, _, _ := open(t)
	good := network.Structure{
		ID: "a", Pivot: "0", Name: " Lieu ", Commune: "Paris", Postcode: "75013", Address: "1 rue A", UpdatedOn: "2026-05-04",
		Services: []string{"safe_use", "Loisirs et créations numériques", "safe_use"}, Hours: "Mo-Fr 17:00-20:00; Sa 10:00-12:00",
		OpenedOn: "1950-01-01", ClosedOn: "2026-06-01", CapacityWeek: new(uint32(12)), Devices: new(uint32(0)), Wifi: new(false),
		Territory: "nowhere", EveningMinutes: 9999,
	}
	bad := good
	bad.ID, bad.ClosedOn = "b", "1950-01-01"
	earlier := good
	earlier.Name = "The same id before"
	report, err := r.PutStructures(ctx, []network.Structure{earlier, bad, good, {ID: "c"}})
	if err != nil {
		t.Fatal(err)
	}
	if report.Read != 4 || report.New != 1 || report.Refused != 3 {
		t.Errorf("%+v", report)
	}
	structures, err := r.Structures(ctx)
	if err != nil || len(structures) != 1 {
		t.Fatalf("%d structures (%v)", len(structures), err)
	}
	s := structures[0]
	if s.Name != "Lieu" || s.Standard != "1.0.2" || !slices.Equal(s.Services, []string{"safe_use", "leisure_creation"}) || s.EveningMinutes != 600 || s.WeekendMinutes != 120 ||
		s.OpenedOn != "1950-01-01" || s.ClosedOn != "2026-06-01" || *s.CapacityWeek != 12 || *s.Devices != 0 || *s.Wifi || s.Territory != "" || s.CharterSignedOn != "" {
		t.Errorf("kept as %+v", s)
	}
	for day, open := range map[string]bool{"1949-12-31": false, "1950-01-01": true, "2026-05-31": true, "2026-06-01": false} {
		if s.Open(day) != open {
			t.Errorf("open on %s: %v", day, s.Open(day))
		}
	}
	text, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(text), `"territory":null`) || !strings.Contains(string(text), `"labels":[]`) {
		t.Errorf("%s (%v)", text, err)
	}
	importOK(t, r, []network.Territory{{Code: "75113", Name: "Paris 13e", Level: "arrondissement"}})
	if structures, err = r.Structures(ctx); err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(structures[0]); err != nil || !strings.Contains(string(text), `"territory":"75113"`) {
		t.Errorf("%s (%v)", text, err)
	}
}

// TestUnreadableFileChangesNothing: after an error, the registry is as it was.
func TestUnreadableFileChangesNothing(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	text := `[{"id":"1","pivot":"0","nom":"Lieu","commune":"Paris","code_postal":"75013","adresse":"1 rue A","date_maj":"2026-05-04"}, {`
	report, err := r.ImportStructures(ctx, strings.NewReader(text), "")
	if err == nil || !strings.HasPrefix(err.Error(), "read the structures: line 1:") || report.New != 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if n := count(t, w, "SELECT count() FROM structure_snapshot"); n != 0 {
		t.Errorf("%d snapshots", n)
	}
}
