package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"vigie/dashboard/export"
	"vigie/queries/engine"
	"vigie/warehouse"
)

type figuresCommand struct {
	Indicator string   `arg:"" help:"Id of the indicator, such as impact.progression."`
	From      string   `required:"" help:"First day of the period." placeholder:"DATE"`
	To        string   `required:"" help:"First day after the period." placeholder:"DATE"`
	AsOf      string   `help:"The day the figures are read on (default: today)." placeholder:"DATE"`
	By        string   `help:"Grouping (default: total; of a rank territory)." placeholder:"G"`
	Territory []string `help:"Code of a territory or of a group; repeats." placeholder:"C"`
	Filter    []string `help:"Another filter as name=value; repeats." placeholder:"NAME=VALUE" sep:"none"`
	Format    string   `help:"json or csv." enum:"json,csv" default:"json"`
	Lang      string   `help:"Language of labels." enum:"fr,en" default:"fr"`
}

// Run prints the figures, exact, as the API's JSON or CSV.
func (c *figuresCommand) Run(ctx context.Context, s *session) error {
	filters, err := parseFilters(c.Filter)
	if err != nil {
		return err
	}
	var answer engine.Answer
	err = s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		runner, err := s.runner(w)
		if err != nil {
			return err
		}
		if err := runner.Refresh(ctx); err != nil {
			return err
		}
		answer, err = runner.Ask(ctx, engine.Question{
			Indicator: c.Indicator, From: c.From, To: c.To, AsOf: c.AsOf, By: c.By,
			Territories: c.Territory, Filters: filters, Lang: c.Lang,
		})
		return err
	})
	var refusal engine.Refusal
	if errors.As(err, &refusal) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if c.Format == "csv" {
		return export.CSV(s.stdout, export.Dialect{}, export.Figures{
			Indicator: answer.Indicator, From: answer.From, To: answer.To, AsOf: answer.AsOf, By: answer.By, Unit: answer.Unit, Figures: answer.Figures,
		})
	}
	out := json.NewEncoder(s.stdout)
	out.SetIndent("", "  ")
	return out.Encode(answer)
}

// parseFilters reads name=value pairs; which names and values exist is the runner's to say.
func parseFilters(pairs []string) (map[string][]string, error) {
	filters := map[string][]string{}
	for _, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			return nil, usagef("--filter %s: write it as name=value", pair)
		}
		filters[name] = append(filters[name], value)
	}
	return filters, nil
}
