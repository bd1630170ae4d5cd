package pages

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/view"
)

// Statement is the accessibility statement that the law asks for, made from what was tested and from nothing else.
type Statement struct{ tested tested }

// tested is what the browser's tests wrote (go test ./e2e -run TestAccessible -update).
type tested struct {
	On       string   `json:"on"`       // the day
	With     string   `json:"with"`     // the program that looked, and its version
	Browser  string   `json:"browser"`  // in which one
	Criteria []string `json:"criteria"` // criteria of RGAA 4.1 for which something was looked at
	Absent   []string `json:"absent"`   // those whose rules found nothing to look at
}

//go:embed accessible.json
var accessible []byte

// criteriaOf are how many criteria each topic of RGAA 4.1 has, from the first on.
var criteriaOf = [...]int{9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12}

type statementPage struct {
	Title, Network, Results, Made string
	Topics                        view.Table
	Contact                       contact
}

// Ask reads what was tested.
func (p *Statement) Ask(context.Context, *Request) error {
	if err := json.Unmarshal(accessible, &p.tested); err != nil {
		return fmt.Errorf("read accessible.json: %w", err)
	}
	return nil
}

// Build sets what was tested beside what was not.
func (p *Statement) Build(r *Request) view.Page {
	data := statementPage{Title: r.T("statement.title"), Network: r.Network, Topics: p.topics(r), Contact: r.contact()}
	all := 0
	for _, n := range criteriaOf {
		all += n
	}
	data.Results = r.T("statement.results_text", "all", all, "tested", len(p.tested.Criteria), "absent", len(p.tested.Absent),
		"rest", all-len(p.tested.Criteria)-len(p.tested.Absent))
	data.Made = r.T("statement.made_text", "day", r.Day(p.tested.On), "with", p.tested.With, "browser", p.tested.Browser)
	return view.Page{Title: data.Title, Timeless: true, Data: data}
}

// topics are the topics of RGAA 4.1: which of their criteria a machine looked at in part, which found nothing to look at, and how many nothing looked at.
func (p *Statement) topics(r *Request) view.Table {
	table := view.Table{Caption: r.T("statement.topics")}
	for _, key := range []string{"topic", "tested", "absent", "untested"} {
		table.Head = append(table.Head, view.Heading{Text: r.T("statement.column." + key)})
	}
	for i, all := range criteriaOf {
		topic := strconv.Itoa(i + 1)
		looked, absent := ofTopic(p.tested.Criteria, topic), ofTopic(p.tested.Absent, topic)
		table.Rows = append(table.Rows, view.Row{Name: topic + ". " + r.T("rgaa.topic."+topic), Cells: []string{
			numbered(looked), numbered(absent), r.T("statement.of", "n", all-len(looked)-len(absent), "all", all),
		}})
	}
	return table
}

// ofTopic are the criteria that belong to a topic.
func ofTopic(criteria []string, topic string) (own []string) {
	for _, criterion := range criteria {
		if strings.HasPrefix(criterion, topic+".") {
			own = append(own, criterion)
		}
	}
	return own
}

// numbered lists criteria in the order of their numbers; a dash stands for none.
func numbered(criteria []string) string {
	if len(criteria) == 0 {
		return "–"
	}
	within := func(criterion string) int {
		_, after, _ := strings.Cut(criterion, ".")
		n, _ := strconv.Atoi(after)
		return n
	}
	slices.SortFunc(criteria, func(a, b string) int { return cmp.Compare(within(a), within(b)) })
	return strings.Join(criteria, ", ")
}
