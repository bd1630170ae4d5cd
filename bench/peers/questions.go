package main

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"vigie/queries/engine"
)

//go:embed postgres/*.sql
var files embed.FS

// question is one of the ten that both sides are asked, over periods of so many whole months.
type question struct {
	Name      string
	indicator string
	by        string
	territory string // "" is the whole network
	months    int
	file      string
}

// questions are the ten rows of the comparison.
var questions = []question{
	{"people helped by territory, a year", "impact.people_helped", "territory", "", 12, "people_helped.sql"},
	{"people followed by month, 3 years", "impact.people_followed", "month", "", 36, "people_followed.sql"},
	{"reach by residence, 12 months", "accessibility.reach_per_1000", "territory", "", 12, "reach_per_1000.sql"},
	{"progression by territory, a year", "impact.progression", "territory", "", 12, "progression.sql"},
	{"days of waiting, a year", "accessibility.wait_days", "total", "", 12, "wait_days.sql"},
	{"referrals completed, a year", "visibility.referral_completion", "total", "", 12, "referral_completion.sql"},
	{"partners within a territory, a year", "visibility.three_partners", "total", "75119", 12, "three_partners.sql"},
	{"levels by age band, a year", "impact.level_profile", "age_band", "", 12, "level_profile.sql"},
	{"funnel, a year", "impact.funnel", "total", "", 12, "funnel.sql"},
	{"hours of support by month, 3 years", "impact.support_hours", "month", "", 36, "support_hours.sql"},
}

// period is a question's, shifted back by whole months, so that each is new to whoever keeps answers.
func (q question) period(p plan, shift int) (from, to time.Time) {
	to = p.To.Time().AddDate(0, -shift, 0)
	return to.AddDate(0, -q.months, 0), to
}

// figures are numbers by key and name: value, numerator, denominator, or the name of a part.
type figures map[string]map[string]float64

// askVigie asks the question as vigie figures does, exactly, in the warehouse that the service owns.
func (q question) askVigie(ctx context.Context, exact *engine.Runner, p plan, shift int) (figures, time.Duration, error) {
	from, to := q.period(p, shift)
	asked := engine.Question{
		Indicator: q.indicator, From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), AsOf: p.To.String(), By: q.by,
	}
	if q.territory != "" {
		asked.Territories = []string{q.territory}
	}
	begun := time.Now()
	got, err := exact.Ask(ctx, asked)
	took := time.Since(begun)
	if err != nil {
		return nil, took, err
	}
	list := make(figures)
	for _, f := range got.Figures {
		numbers := make(map[string]float64)
		for name, value := range map[string]*float64{"value": f.Value, "numerator": f.Numerator, "denominator": f.Denominator} {
			if value != nil {
				numbers[name] = *value
			}
		}
		for name, value := range f.Parts {
			numbers[name] = value
		}
		list[f.Key] = numbers
	}
	return list, took, nil
}

// askPostgres asks the question in SQL and takes every row of the answer.
func (q question) askPostgres(ctx context.Context, conn *pgx.Conn, p plan, shift int) (figures, time.Duration, error) {
	sql, err := files.ReadFile("postgres/" + q.file)
	if err != nil {
		return nil, 0, err
	}
	from, to := q.period(p, shift)
	begun := time.Now()
	rows, err := conn.Query(ctx, string(sql), pgx.NamedArgs{"from": from, "to": to, "as_of": p.To.Time(), "territory": q.territory})
	if err != nil {
		return nil, 0, fmt.Errorf("run %s: %w", q.file, err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowToMap)
	took := time.Since(begun)
	if err != nil {
		return nil, took, fmt.Errorf("run %s: %w", q.file, err)
	}
	list := make(figures)
	for _, line := range lines {
		key, _ := line["key"].(string)
		list[key] = make(map[string]float64)
		for name, value := range line {
			if name == "key" || value == nil {
				continue
			}
			if list[key][name], err = float(value); err != nil {
				return nil, took, fmt.Errorf("read %s of %s: %w", name, q.file, err)
			}
		}
	}
	return list, took, nil
}
