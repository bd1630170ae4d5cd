package quality

import (
	"strings"

	"vigie/dashboard/export"
	"vigie/queries/indicator"
)

// sources lists who sends events, with the indicators that each one feeds, and what others would need.
func (q *Sheets) sources() export.Sheet {
	s := q.sheet("sources", "source", export.Text, "feed", export.Text, "indicators", export.Text, "lacks", export.Text)
	fed := make(map[string]bool)
	for _, source := range q.Sources {
		for _, f := range q.catalogue.Feeds(source.Carries) {
			var titles, lacks []string
			for _, i := range f.Indicators {
				titles = append(titles, q.Say(i.Title))
				fed[i.ID] = fed[i.ID] || f.Feed != indicator.Impossible
			}
			for _, trait := range f.Lacks {
				lacks = append(lacks, q.T("trait."+strings.ReplaceAll(trait, ".", "_")))
			}
			s.Rows = append(s.Rows, []any{source.Name, q.T("quality.feed." + string(f.Feed)), q.List(titles), q.List(lacks)})
		}
	}
	unfed := 0
	for _, some := range fed {
		if !some {
			unfed++
		}
	}
	switch {
	case len(s.Rows) == 0:
	case unfed == 0:
		s.Title = q.T("quality.all_fed")
	default:
		s.Title = q.T("quality.unfed", "n", unfed, "total", len(fed))
	}
	return s
}
