package quality

import (
	"strings"

	"vigie/dashboard/export"
	"vigie/dashboard/texts"
	"vigie/queries/indicator"
)

// Tool is what sends events, by what its events can feed.
type Tool struct {
	Name string
	Says string // how many indicators it feeds, and how many it does not
	// Lacks are the indicators that it does not feed, or between two bounds only, those together that the same would feed.
	Lacks []Lack
}

// Lack is what a tool would have to send for some indicators, in words.
type Lack struct{ Feed, Indicators, Needs string }

// words are the indicators of a feeding, and what would feed them.
func (q *Sheets) words(f indicator.Feeding) (indicators, needs string) {
	var titles, lacks []string
	for _, i := range f.Indicators {
		titles = append(titles, q.Say(i.Title))
	}
	for _, trait := range f.Lacks {
		lacks = append(lacks, q.T("trait."+strings.ReplaceAll(trait, ".", "_")))
	}
	return q.List(titles), q.List(lacks)
}

// Tools are those that sent events, in the order of their names.
func (q *Sheets) Tools() (all []Tool) {
	for _, source := range q.Sources {
		tool, number := Tool{Name: source.Name}, make(map[indicator.Feed]int)
		for _, f := range q.catalogue.Feeds(source.Carries) {
			number[f.Feed] += len(f.Indicators)
			if f.Feed != indicator.Fed {
				indicators, needs := q.words(f)
				tool.Lacks = append(tool.Lacks, Lack{texts.Capital(q.T("quality.feed." + string(f.Feed))), indicators, needs})
			}
		}
		var said []string
		for _, feed := range []indicator.Feed{indicator.Fed, indicator.Estimated, indicator.Impossible} {
			if n := number[feed]; n > 0 {
				said = append(said, q.T("quality.feeds."+string(feed), "n", n))
			}
		}
		tool.Says = q.List(said)
		all = append(all, tool)
	}
	return all
}

// sources lists who sends events, with the indicators that each one feeds, and what others would need.
func (q *Sheets) sources() export.Sheet {
	s := q.sheet("sources", "source", export.Text, "feed", export.Text, "indicators", export.Text, "lacks", export.Text)
	fed := make(map[string]bool)
	for _, source := range q.Sources {
		for _, f := range q.catalogue.Feeds(source.Carries) {
			indicators, needs := q.words(f)
			s.Rows = append(s.Rows, []any{source.Name, q.T("quality.feed." + string(f.Feed)), indicators, needs})
			for _, i := range f.Indicators {
				fed[i.ID] = fed[i.ID] || f.Feed != indicator.Impossible
			}
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
