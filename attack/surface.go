package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// surface asks for what is not on the list, which must be refused; and compares what is answered with the stored cells, in every format.
func (s *site) surface(ctx context.Context) (result, error) {
	r := result{attack: "1 surface"}
	year := s.spans(cells.Year)
	w := year[len(year)-1]
	territories, _ := s.territories()
	answered := []string{}
	outside := s.outside(w, territories)
	for _, query := range outside {
		answer, err := s.get(ctx, "/api/v1/indicators/"+query)
		if err != nil {
			return r, err
		}
		if answer.status != http.StatusBadRequest && answer.status != http.StatusNotFound {
			answered = append(answered, fmt.Sprint(query, " ", answer.status))
		}
	}
	compared, wrong := 0, []string{}
	for _, about := range s.catalogue.All() {
		for _, by := range about.Groupings[:min(len(about.Groupings), 4*s.shape.groupings)] {
			for _, place := range []string{"", territories[0]} {
				n, off, err := s.compare(ctx, about, by, place, w)
				if err != nil {
					return r, err
				}
				compared += n
				wrong = append(wrong, off...)
			}
		}
	}
	r.failed = len(answered) > 0 || len(wrong) > 0 || compared == 0
	r.note = fmt.Sprintf("%d questions outside of the list, %d answered; %d figures compared in three formats, %d differ", len(outside), len(answered), compared, len(wrong))
	for _, text := range append(answered, wrong...)[:min(5, len(answered)+len(wrong))] {
		r.note += "; " + text
	}
	return r, nil
}

// outside are questions that the list does not hold: unions, repeated and combined filters, other windows, free days, days of observation.
func (s *site) outside(w span, territories []string) (all []string) {
	days := "from=" + w.from.String() + "&to=" + w.to.String()
	for _, id := range []string{"impact.people_helped", "impact.people_followed", "impact.progression", "impact.level_profile", "accessibility.reach_per_1000"} {
		id += "?"
		all = append(all,
			id+days+"&territory="+territories[0]+"&territory="+territories[1],
			id+days+"&territory="+territories[0]+"%2C"+territories[1],
			id+days+"&as_of=2026-05-01",
			id+days+"&as_of=",
			id+days+"&by=day",
			id+days+"&by=age_band&by=gender",
			id+"from="+w.from.AddDays(1).String()+"&to="+w.to.String(),
			id+"from="+w.from.String()+"&to="+w.to.AddDays(1).String(),
			id+"from="+w.from.String()+"&to="+w.from.AddDays(7).String(),
			id+"from="+w.from.String()+"&to="+w.to.Time().AddDate(0, -1, 0).Format("2006-01-02"),
			id+"from="+w.to.AddDays(-1).String()+"&to="+w.to.String(),
			id+"window=2026-W12", id+"window=latest-quarter&"+days, id+days+"&edition=99", id+days+"&edition=-1",
			id+days+"&project[]=x", id+days+"&procedure=tax", id+days+";territory="+territories[0], id+"%zz="+territories[0],
		)
	}
	for _, id := range []string{"impact.people_helped", "impact.participations", "impact.support_hours"} {
		id += "?"
		all = append(all,
			id+days+"&age_band=70_plus&gender=woman",
			id+days+"&age_band=70_plus&age_band=65_69",
			id+days+"&age_band=70_plus%2C65_69",
			id+days+"&by=gender&age_band=70_plus",
			id+days+"&structure="+s.houses[0].id+"&age_band=70_plus",
			id+days+"&structure="+s.houses[0].id+"&territory="+s.houses[0].place,
			id+days+"&by=structure&gender=woman",
		)
	}
	return all
}

// compare asks for an indicator's figures and compares them with what the stored cells give.
func (s *site) compare(ctx context.Context, about indicator.Indicator, by, place string, w span) (n int, wrong []string, err error) {
	parameters := url.Values{"from": {w.from.String()}, "to": {w.to.String()}, "by": {by}}
	if place != "" {
		parameters.Set("territory", place)
	}
	f, status, err := s.figures(ctx, about.ID, parameters)
	if err != nil || status != http.StatusOK {
		return 0, nil, err // whether that is right is asked elsewhere
	}
	byKey := make(map[string]*float64)
	for _, one := range f.Figures {
		byKey[one.Key] = one.Value
		if slices.Contains([]string{"month", "quarter", "project", "call", "funder"}, by) {
			continue
		}
		env := s.stored(about, by, place, one.Key, w)
		check := func(what string, formula *indicator.Formula, got *float64, least float64) {
			p, ok := formula.Published()
			if !ok || got == nil || p.Quantile {
				return
			}
			n++
			want, ok := p.Number(env)
			if what == "value" {
				want = math.Round(want)
			}
			if !ok || math.Abs(want-*got) > 1e-9 || *got < least {
				wrong = append(wrong, fmt.Sprint(about.ID, " ", by, " ", one.Key, " ", what, " ", *got, ", stored ", want))
			}
		}
		least := float64(shownFrom)
		switch {
		case about.Unit == "hours" || s.registered(about.Value):
			least = 0
		case about.Change || about.Unit == "points": // no count
			least = math.Inf(-1)
		}
		check("value", about.Value, one.Value, least)
		if p, ok := about.Numerator.Published(); ok && len(p.Components) > 0 {
			for what, of := range map[string]struct {
				formula *indicator.Formula
				got     *float64
			}{"numerator": {about.Numerator, one.Numerator}, "denominator": {about.Denominator, one.Denominator}} {
				least := float64(shownFrom)
				switch {
				case s.registered(of.formula):
					least = 0
				case of.formula.Unit() == "points":
					least = math.Inf(-1)
				}
				check(what, of.formula, of.got, least)
			}
		}
	}
	off, err := s.otherFormats(ctx, about.ID, parameters, byKey)
	return n, append(wrong, off...), err
}

// registered tells whether nobody is behind a formula's components, which are published as they are.
func (s *site) registered(formula *indicator.Formula) bool {
	p, ok := formula.Published()
	return ok && len(p.Components) > 0 && !slices.ContainsFunc(p.Components, func(name string) bool { return !s.list.Exact(name) })
}

// stored are the stored numbers that an indicator's formulas name, sums in their steps.
func (s *site) stored(about indicator.Indicator, by, place, key string, w span) map[string]float64 {
	c := cell{kind: cells.Group, area: cells.Network}
	if place != "" {
		c = cell{kind: cells.Territory, area: place}
	}
	switch by {
	case "total":
	case "territory":
		c = cell{kind: cells.Territory, area: key}
		if key == "unknown" || key == "outside" {
			c.kind = cells.Elsewhere
		}
	case "structure":
		c = cell{kind: cells.Structure, area: key}
	default:
		c.field, c.class = by, key
	}
	last := func(c cell) float64 {
		versions := s.versions(c.from, c.to)
		if len(versions) == 0 {
			return 0
		}
		return s.editions[versions[len(versions)-1]].stored[c]
	}
	env := map[string]float64{"population": last(cell{kind: c.kind, area: c.area}.of(cells.Population, w))}
	for _, formula := range about.Formulas() {
		p, ok := formula.Published()
		if !ok {
			continue
		}
		for _, name := range p.Components {
			component, in := s.list.Read(name, windowOf(w))
			step := float64(s.list.StepOf(component))
			env[name] = math.Round(last(c.of(component, span{from: dayOf(in.From), to: dayOf(in.To)}))/step) * step
		}
	}
	return env
}

// otherFormats compares the values of the CSV and of the spreadsheet with those of the JSON.
func (s *site) otherFormats(ctx context.Context, id string, parameters url.Values, want map[string]*float64) (wrong []string, err error) {
	for _, format := range []string{"csv", "xlsx"} {
		parameters.Set("format", format)
		answer, err := s.get(ctx, "/api/v1/indicators/"+id+"?"+parameters.Encode())
		if err != nil || answer.status != http.StatusOK {
			return nil, fmt.Errorf("ask for %s, %v: %d %s %w", id, parameters, answer.status, answer.body, err)
		}
		rows, err := rowsOf(format, answer.body)
		if err != nil {
			return nil, err
		}
		key, value := slices.Index(rows[0], "key"), slices.Index(rows[0], "value")
		if key < 0 || value < 0 {
			key, value = 0, 2
		}
		for _, row := range rows[1:] {
			if len(row) <= value {
				continue // of a spreadsheet, empty cells at the end
			}
			expected, known := want[strings.TrimPrefix(row[key], "'")]
			got, err := strconv.ParseFloat(row[value], 64)
			if known && (err == nil) != (expected != nil) || known && err == nil && math.Abs(got-*expected) > 1e-6 {
				wrong = append(wrong, fmt.Sprint(id, " ", format, " ", row))
			}
		}
	}
	return wrong, nil
}

// rowsOf are the rows of a file of figures, the head first.
func rowsOf(format string, body []byte) ([][]string, error) {
	if format == "csv" {
		return csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))).ReadAll()
	}
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer book.Close()
	return book.GetRows(book.GetSheetList()[0], excelize.Options{RawCellValue: true})
}

// exactly compares what is published as it is, as nobody is behind it, with what was drawn.
func (s *site) exactly() result {
	r := result{attack: "1 surface: money, targets, territories, exact"}
	compared, wrong := 0, 0
	note := func(c cell, stored float64, drawn int) {
		if compared++; stored != float64(drawn) {
			if wrong++; wrong <= 3 {
				r.note += fmt.Sprint(c, " is ", stored, ", not ", drawn, "; ")
			}
		}
	}
	for _, e := range s.editions {
		for c, value := range e.stored {
			if s.list.Exact(c.component) {
				note(c, value, e.truth[c])
			}
		}
		for c, n := range e.truth {
			if _, there := e.stored[c]; n != 0 && !there && s.list.Exact(c.component) && s.listed(c) {
				note(c, 0, n)
			}
		}
	}
	r.failed = wrong > 0 || compared == 0
	r.note += fmt.Sprintf("%d numbers compared, %d differ", compared, wrong)
	return r
}
