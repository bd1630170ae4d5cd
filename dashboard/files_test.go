package dashboard_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/network"
)

const mark = "\xef\xbb\xbf"

// isFormula tells whether a spreadsheet would take a cell for a formula.
func isFormula(cell string) bool {
	return cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n")
}

// A structure whose id and name are formulas is one in no file.
func TestFilesHoldNoFormula(t *testing.T) {
	s := open(t, func(ctx context.Context, r *network.Registry) {
		_, err := r.ImportTerritories(ctx, []network.Territory{{Code: "75111", Name: "=Paris", Level: "arrondissement", Parent: "75056", Population: 1}})
		must(t, err)
		_, err = r.PutStructures(ctx, []network.Structure{{
			ID: "=1+1", Standard: "1.0.2", Pivot: "00000000000000", Name: `=HYPERLINK("http://evil.example")`, Commune: "Paris", Postcode: "75011",
			Address: "1 rue de l'Essai", UpdatedOn: "2026-05-01", Services: []string{"everyday_tools"}, DeclaredTerritory: "75111",
		}})
		must(t, err)
	})
	s.take(t, now(), `{"specversion":"1.0","id":"e1","source":"urn:tool","type":"vigie.attendance.v1","time":"2026-04-10","data":`+
		`{"structure":"=1+1","person":"p1","format":"workshop","minutes":60}}`)
	s.publish(t, "2026-07-02")
	for _, path := range []string{
		"/api/v1/indicators/impact.participations?by=structure&window=2026-Q2", "/api/v1/indicators/impact.participations?by=territory&window=2026-Q2",
		"/api/v1/quality/reporting?", "/api/v1/quality/registry?", "/api/v1/territories?", "/api/v1/structures?",
	} {
		french := s.get(t, path+"&format=csv&dialect=fr")
		if french.status != http.StatusOK || !strings.HasPrefix(french.body, mark) {
			t.Fatalf("%s in French: %d %q", path, french.status, french.body)
		}
		reader := csv.NewReader(strings.NewReader(french.body[len(mark):]))
		reader.Comma = ';'
		inFrench, err := reader.ReadAll()
		must(t, err)
		a := s.get(t, path+"&format=csv")
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, mark) {
			t.Fatalf("%s: %d %q", path, a.status, a.body)
		}
		records, err := csv.NewReader(strings.NewReader(a.body[len(mark):])).ReadAll()
		must(t, err)
		book, err := excelize.OpenReader(strings.NewReader(s.get(t, path+"&format=xlsx").body))
		must(t, err)
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			must(t, err)
			records = append(records, rows...)
		}
		records = append(records, inFrench...)
		seen := false
		for _, record := range records {
			for _, cell := range record {
				seen = seen || strings.HasPrefix(cell, "'=")
				if isFormula(cell) {
					t.Errorf("%s: a cell holds %q", path, cell)
				}
			}
		}
		if !seen {
			t.Errorf("%s: the formula is not in the file at all", path)
		}
	}
}

// A file's name says what it holds, of where and when.
func TestFileNames(t *testing.T) {
	s := pilot(t)
	for path, want := range map[string]string{
		"/api/v1/indicators/impact.participations?from=2026-01-01&to=2026-04-01&territory=75111&format=csv": "impact-participations_75111_2026-01-01_2026-04-01.csv",
		"/api/v1/indicators/impact.participations?from=2026-01-01&to=2026-04-01&format=xlsx&lang=en":        "impact-participations_whole-network_2026-01-01_2026-04-01.xlsx",
		"/api/v1/quality/delays?from=2026-01-01&to=2026-04-01&territory=dst-est&format=csv":                 "quality-delays_dst-est_2026-01-01_2026-04-01.csv",
	} {
		if a := s.get(t, path); a.header.Get("Content-Disposition") != `attachment; filename="`+want+`"` {
			t.Errorf("%s: %d %s, want %s", path, a.status, a.header.Get("Content-Disposition"), want)
		}
	}
}
