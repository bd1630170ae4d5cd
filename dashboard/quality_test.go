package dashboard_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/network"
)

// troubled is the pilot network with something of everything that can be wrong.
func troubled(t *testing.T) *site {
	t.Helper()
	s := pilot(t)
	_, err := s.registry.PutStructures(t.Context(), []network.Structure{
		{
			ID: "s1", Standard: "1.0.2", Pivot: "00000000000000", Name: "Médiathèque du Canal", Commune: "Paris", Postcode: "75011", Address: "1 rue de l'Essai",
			UpdatedOn: "2026-05-01", Hours: "Mo-Fr 10:00-18:00", Services: []string{"everyday_tools"}, DeclaredTerritory: "75111",
			Phone: "+33180059880", Latitude: new(48.86), Longitude: new(2.37), OpenedOn: "2025-09-13", // the day after one of its events
		},
		{ID: "s6", Standard: "1.0.2", Pivot: "00000000000000", Name: "@Lieu sans rien", Commune: "Ailleurs", Postcode: "01000", Address: "2 rue de l'Essai", UpdatedOn: "2026-05-01"},
		{ID: "s7", Standard: "1.0.2", Pivot: "00000000000000", Name: "Lieu fermé", Commune: "Paris", Postcode: "75011", Address: "3 rue de l'Essai", UpdatedOn: "2026-05-01", ClosedOn: "2026-01-01"},
	})
	must(t, err)
	must(t, s.runner.Refresh(t.Context()))
	for _, sql := range []string{
		"INSERT INTO parked_event VALUES ('aaaaaaaaaaaaaaaa', 469, 'attendance', 'https://outil.example/essai', 's3', '2026-06-30 12:00:00', '2026-06-30 12:00:00'), ('bbbbbbbbbbbbbbbb', 0, 'referral', 'https://outil.example/essai', 's3', '2026-07-01 12:00:00', '2026-07-01 12:00:00')",
		"INSERT INTO event (identity, kind, source, day, residences) VALUES ('hhhhhhhhhhhhhhhh', 'declaration', 'https://outil.example/essai', '2026-06-30', map('01000', 3))",
		"INSERT INTO late_conflict VALUES ('dddddddddddddddd', 'attendance', 'https://outil.example/essai', 's1', '2026-02-01', '2026-07-01 10:00:00', '2026-07-01 10:00:09')",
		"INSERT INTO rejection VALUES ('2026-07-01', '=outil', 'attendance', 'data.minutes', 'range', 1, 30), ('2026-07-02', '=outil', 'attendance', 'data.minutes', 'range', 2, 4), ('2026-06-01', '=outil', '', '', 'syntax', 1, 2), ('2026-06-01', '=outil', 'referral', '', 'new_code', 1, 1)",
	} {
		must(t, s.warehouse.Conn().Exec(t.Context(), sql))
	}
	return s
}

func TestQuality(t *testing.T) {
	s := troubled(t)
	t.Run("the page says what is wrong", func(t *testing.T) {
		golden(t, "pages/quality.fr.txt", readable(t, s.get(t, "/quality?lang=fr").body))
		golden(t, "pages/quality.en.txt", readable(t, s.get(t, "/quality?lang=en").body))
		golden(t, "pages/quality.place.txt", readable(t, s.get(t, "/quality?lang=fr&territory=75113&window=2026-Q1").body))
	})
	t.Run("files hold what the page shows", func(t *testing.T) { qualityFiles(t, s) })
	t.Run("bad requests are answered with what to change", func(t *testing.T) {
		for _, c := range []struct {
			path   string
			status int
			want   string
		}{
			{"/api/v1/quality/nothing?lang=fr", http.StatusNotFound, "closed_days"},
			{"/api/v1/quality/delays?format=pdf&lang=en", http.StatusBadRequest, "json, csv, xlsx"},
			{"/api/v1/quality/delays?structure=s1&lang=en", http.StatusBadRequest, "territory"},
			{"/api/v1/quality/delays?from=hier&lang=fr", http.StatusBadRequest, "hier"},
			{"/api/v1/quality/delays?territory=99999", http.StatusBadRequest, "75111"},
		} {
			if a := s.get(t, c.path); a.status != c.status || !strings.Contains(a.body, c.want) {
				t.Errorf("%s: %d %s", c.path, a.status, a.body)
			}
		}
	})
	t.Run("nobody is named", func(t *testing.T) {
		for _, sheet := range []string{"reporting", "delays", "sources", "rejections", "postcodes", "conflicts", "parked", "closed_days", "registry"} {
			body := s.get(t, "/api/v1/quality/"+sheet).body
			if strings.Contains(body, "aaaaaaaa") || strings.Contains(body, "dddddddd") || strings.Contains(body, "identity") || strings.Contains(body, `"person"`) {
				t.Errorf("%s: %s", sheet, body)
			}
		}
	})
	t.Run("what is noted after the page was read is on the next", func(t *testing.T) {
		must(t, s.warehouse.Conn().Exec(t.Context(), "INSERT INTO event (identity, kind) VALUES ('aaaaaaaaaaaaaaaa', 'retraction')"))
		if body := s.get(t, "/api/v1/quality/parked?lang=en").body; strings.Contains(body, "VIOLATED_CONSTRAINT") || !strings.Contains(body, "cannot be written") {
			t.Errorf("an event that the warehouse has is still parked: %s", body)
		}
	})
}

func qualityFiles(t *testing.T, s *site) {
	var all strings.Builder
	for _, sheet := range []string{"reporting", "delays", "sources", "rejections", "postcodes", "conflicts", "parked", "closed_days", "registry"} {
		path := "/api/v1/quality/" + sheet + "?lang=fr&format="
		a := s.get(t, path+"csv")
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "quality-"+sheet+"_reseau-entier_2025-07-01_2026-07-03.csv") {
			t.Fatalf("%s: %d %v", sheet, a.status, a.header)
		}
		all.WriteString("# " + sheet + "\n" + strings.ReplaceAll(a.body, "\r\n", "\n"))
		if again := s.get(t, path+"csv", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s: the same rows are sent again: %d", sheet, again.status)
		}
		var answer struct {
			Rows []map[string]any `json:"rows"`
		}
		must(t, json.Unmarshal([]byte(s.get(t, path+"json").body), &answer))
		book, err := excelize.OpenReader(bytes.NewReader([]byte(s.get(t, path+"xlsx").body)))
		must(t, err)
		rows, err := book.GetRows("Chiffres")
		must(t, err)
		if lines := strings.Count(a.body, "\r\n"); len(answer.Rows) != lines-1 || len(rows) != lines || lines < 2 {
			t.Errorf("%s: %d rows as JSON, %d lines as CSV, %d as a spreadsheet", sheet, len(answer.Rows), lines, len(rows))
		}
	}
	golden(t, "quality.csv", all.String())
}
