package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// quality asks day by day what the sheets about the data tell of each structure: that something came of a day tells that somebody did.
func (s *site) quality(ctx context.Context) (result, error) {
	r := result{attack: "1 quality: days on which somebody came"}
	came := make(map[string]int) // by structure and day
	for _, v := range s.visits {
		if v.until == never && v.since < len(s.shape.editions) {
			came[v.structure+" "+v.day.String()]++
		}
	}
	answered := 0
	for day := s.last().AddDays(-21); day < s.last().AddDays(-1); day++ {
		answer, err := s.get(ctx, fmt.Sprintf("/api/v1/quality/reporting?from=%s&to=%s", day, day.AddDays(1)))
		if err != nil {
			return r, err
		}
		for _, h := range s.houses {
			if n := came[h.id+" "+day.String()]; n > 0 && n <= 10 {
				r.targets++
			}
		}
		if answer.status != http.StatusOK {
			continue
		}
		answered++
		var sheet struct{ Rows []map[string]any }
		if err := json.Unmarshal(answer.body, &sheet); err != nil {
			return r, err
		}
		for _, row := range sheet.Rows {
			late, _ := row["late"].(string)
			if id, _ := row["structure_id"].(string); late != "" {
				r.claims++
				if came[id+" "+day.String()] > 0 {
					r.right++
				}
			}
		}
	}
	r.note = fmt.Sprintf("%d days asked, %d answered", 20, answered)
	return r, nil
}
