package pages

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/figures"
	"vigie/queries/indicator"
)

// definition says how figures are counted: in words, by formula, and where they are from.
type definition struct{ ID, Title, Text, Formula, Source, URL string }

// definitionID is that of an indicator's definition on the page.
func definitionID(indicator string) string { return "def-" + anchor(indicator) }

// definitions are those of all figures that the report shows.
func (p *Report) definitions(r *Request) (all []definition) {
	for _, a := range p.used {
		about := a.About
		all = append(all, definition{
			ID: definitionID(about.ID), Title: r.Say(about.Title), Text: r.Say(about.Definition), Formula: formulaOf(about), URL: r.Definition(about.ID),
			Source: r.T("report.source", "id", about.ID, "version", strconv.Itoa(about.DefinitionVersion), "number", strconv.Itoa(int(r.Published.Edition.Number)),
				"day", r.Day(r.Published.Edition.Day.Format(time.DateOnly)), "period", r.Period(a.Question.From, a.Question.To), "where", r.Where(), "issue", issueOf(r, a)),
		})
	}
	return all
}

// issueOf says which version of its window a figure is of; "" where several windows are added up, or none is published.
func issueOf(r *Request, a *figures.Answer) string {
	if a.Version == 0 {
		return ""
	}
	return r.T("report.issue", "n", int(a.Version))
}

// The lines of an indicator's file that say how its value is worked out: its formulas, and the counts that they name.
var (
	formulaLine   = regexp.MustCompile(`(?m)^(value|numerator|denominator): +(.+)$`)
	componentLine = regexp.MustCompile(`(?m)^  ([a-z_0-9]+): \{.*\bformula: (.+)\}$`)
)

// bracketed puts a formula that is more than a name into brackets.
func bracketed(formula string) string {
	if strings.Contains(formula, " ") {
		return "(" + formula + ")"
	}
	return formula
}

// formulaOf is how an indicator's value is worked out, in the words of its file: its page has all of it.
func formulaOf(about indicator.Indicator) string {
	if about.Rank != nil {
		var parts []string
		for _, part := range about.Rank.Offer {
			parts = append(parts, part.Name())
		}
		return "(offer + need) / 2; offer = mean(" + strings.Join(parts, ", ") + ")"
	}
	of := map[string]string{}
	for _, m := range formulaLine.FindAllStringSubmatch(about.Source, -1) {
		of[m[1]] = strings.Trim(m[2], `"`)
	}
	text := of["value"]
	if of["denominator"] != "" && text == "" {
		text = bracketed(of["numerator"]) + " / " + bracketed(of["denominator"])
	}
	for _, m := range componentLine.FindAllStringSubmatch(about.Source, -1) {
		if regexp.MustCompile(`\b` + m[1] + `\b`).MatchString(text) {
			text += "; " + m[1] + " = " + strings.Trim(m[2], `"`)
		}
	}
	return text
}
