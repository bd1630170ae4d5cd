package funding_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/funding"
	"vigie/migrations"
	"vigie/network"
	"vigie/network/records"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// store is records of one kind.
type store interface {
	Import(ctx context.Context, file io.Reader, dry bool) (network.Report, error)
	Export(ctx context.Context, w io.Writer, day string) error
}

// open gives a registry on a real engine with three territories and two structures; its clock stands still unless it is moved.
func open(t *testing.T) (*funding.Registry, map[string]store, *time.Time) {
	t.Helper()
	ctx := t.Context()
	w := warehousetest.Open(t)
	if err := migrations.Run(ctx, w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	clock := time.Date(2025, time.May, 4, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	places := network.New(w, now)
	if _, err := places.ImportTerritories(ctx, []network.Territory{
		{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Population: 180_000}, {Code: "75114", Name: "Paris 14e", Level: "arrondissement", Population: 140_000},
	}); err != nil {
		t.Fatal(err)
	}
	var structures []network.Structure
	for _, id := range []string{"s1", "s2"} {
		structures = append(structures, network.Structure{
			ID: id, Pivot: "0", Name: id, Commune: "Paris", Postcode: "75013", INSEE: "75113", Address: "1 rue A", UpdatedOn: "2025-01-01",
		})
	}
	if report, err := places.PutStructures(ctx, structures); err != nil || report.New != 2 {
		t.Fatal(report, err)
	}
	if _, err := places.AddAlias(ctx, network.Alias{Alias: "coop-2", Structure: "s2"}); err != nil {
		t.Fatal(err)
	}
	r := funding.New(w, places, now)
	return r, map[string]store{"calls": r.Calls, "projects": r.Projects, "campaigns": r.Campaigns, "trainings": r.Trainings}, &clock
}

func export(t *testing.T, s store, day string) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b, day); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestImports reads files with every fault there is, holds the reports and what was kept, and reads back what it writes.
func TestImports(t *testing.T) {
	r, all, clock := open(t)
	for _, kind := range []string{"calls", "projects", "campaigns", "trainings"} {
		file, err := os.ReadFile("testdata/" + kind + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		dry, err := all[kind].Import(t.Context(), bytes.NewReader(file), true)
		if err != nil {
			t.Fatal(err)
		}
		if kept := export(t, all[kind], records.Latest); strings.Count(kept, "\n") != 1 {
			t.Errorf("a dry run kept %s", kept)
		}
		report, err := all[kind].Import(t.Context(), bytes.NewReader(file), false)
		if err != nil {
			t.Fatal(err)
		}
		var said, saidDry strings.Builder
		for text, r := range map[*strings.Builder]network.Report{&said: report, &saidDry: dry} {
			if _, err := r.WriteTo(text); err != nil {
				t.Fatal(err)
			}
		}
		if said.String() != saidDry.String() {
			t.Errorf("%s: a dry run says\n%s", kind, saidDry.String())
		}
		kept := export(t, all[kind], records.Latest)
		golden(t, "testdata/"+kind+".golden", said.String()+kept)

		// What is written is read back as it was, and a second import changes nothing.
		*clock = clock.AddDate(0, 0, 1)
		again, err := all[kind].Import(t.Context(), strings.NewReader(kept), false)
		if err != nil || again.Unchanged != again.Read || again.Read != report.New {
			t.Errorf("%s again: %+v, %v", kind, again, err)
		}
		if got := export(t, all[kind], records.Latest); got != kept {
			t.Errorf("%s come back as\n%swant\n%s", kind, got, kept)
		}
	}
	// The whole is there in an empty registry, too.
	other, others, _ := open(t)
	for _, kind := range []string{"calls", "projects", "campaigns", "trainings"} {
		kept := export(t, all[kind], records.Latest)
		if _, err := others[kind].Import(t.Context(), strings.NewReader(kept), false); err != nil {
			t.Fatal(err)
		}
		if got := export(t, others[kind], records.Latest); got != kept {
			t.Errorf("%s are elsewhere\n%swant\n%s", kind, got, kept)
		}
	}
	a, err := r.On(t.Context(), records.Latest)
	if err != nil {
		t.Fatal(err)
	}
	b, err := other.On(t.Context(), records.Latest)
	if err != nil || fmt.Sprintf("%+v", len(a.Projects)) != fmt.Sprintf("%+v", len(b.Projects)) || len(a.Projects) == 0 {
		t.Errorf("%d projects, elsewhere %d (%v)", len(a.Projects), len(b.Projects), err)
	}
}

// TestHistory imports a project three times and asks what was known on which day.
func TestHistory(t *testing.T) {
	r, all, clock := open(t)
	put := func(kind, file string) network.Report {
		t.Helper()
		report, err := all[kind].Import(t.Context(), strings.NewReader(file), false)
		if err != nil || report.Refused > 0 {
			t.Fatal(report, err)
		}
		return report
	}
	const header = "code,call,structure,title,stages,granted,payments,starts_on,ends_on,report_received\n"
	put("calls", "code,title,funders,budget\naap,Appel,Ville,1000\n")
	put("projects", header+"p,aap,s1,Premier titre,submitted:2025-01-10|granted:2025-03-01,100,2025-04-01:40|2025-06-01:60,2025-03-01,2025-12-31,\n")
	*clock = time.Date(2025, time.June, 30, 22, 30, 0, 0, time.UTC) // in Paris it is July
	put("projects", header+"p,aap,s1,Second titre,submitted:2025-01-10|granted:2025-03-01,100,2025-04-01:40|2025-06-01:60,2025-03-01,2025-12-31,\n")
	// The clock stands still, and yet the later state counts.
	if report := put("projects", header+"p,aap,s1,Dernier titre,submitted:2025-01-10|granted:2025-03-01|closed:2026-02-01,100,2025-04-01:40|2025-06-01:60,2025-03-01,2025-12-31,2026-01-15\n"+
		"q,aap,s2,Un autre,submitted:2026-01-01,,,,,\n"); report.Changed != 1 || report.New != 1 {
		t.Errorf("%+v", report)
	}
	for _, c := range []struct{ day, want string }{
		{"0001-01-01", ""}, {"2025-01-09", ""}, // before it was submitted
		{"2025-01-10", "p Premier titre submitted 0 payments 0 € "},
		{"2025-02-28", "p Premier titre submitted 0 payments 0 € "},
		{"2025-04-01", "p Premier titre granted 1 payments 100 € "},
		{"2025-06-30", "p Premier titre granted 2 payments 100 € "},
		{"2025-07-01", "p Dernier titre granted 2 payments 100 € "},
		{"2026-01-15", "p Dernier titre granted 2 payments 100 € 2026-01-15q Un autre submitted 0 payments 0 € "},
		{"9999-12-31", "p Dernier titre closed 2 payments 100 € 2026-01-15q Un autre submitted 0 payments 0 € "},
		{records.Latest, "p Dernier titre closed 2 payments 100 € 2026-01-15q Un autre submitted 0 payments 0 € "},
	} {
		s, err := r.On(t.Context(), c.day)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, p := range s.Projects {
			got += fmt.Sprintf("%s %s %s %d payments %s € %s", p.Code, p.Title, p.Stage(), len(p.Payments), p.Grant().All, p.ReportReceived)
		}
		if got != c.want {
			t.Errorf("on %s:\n got %s\nwant %s", c.day, got, c.want)
		}
	}
	if report, err := all["projects"].Import(t.Context(), strings.NewReader("code,title\np,x\n"), false); err == nil || !strings.Contains(err.Error(), "lacks call, structure, stages") {
		t.Errorf("%+v, %v", report, err)
	}
}

// golden compares a text with a file, or writes it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n got %s\nwant %s", path, got, want)
	}
}
