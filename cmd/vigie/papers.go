package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/demo"
	"vigie/event"
	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/paris"
	"vigie/governance/plan"
	"vigie/governance/target"
	"vigie/network"
	"vigie/warehouse"
)

// papers are plan, governance and targets of the demonstration as they are imported time and again.
type papers struct {
	registry *governance.Registry
	parisian plan.Plan
}

func newPapers(w *warehouse.Warehouse, places *network.Registry, now func() time.Time) (papers, error) {
	indicators, err := indicatorIDs()
	if err != nil {
		return papers{}, err
	}
	reading, err := plan.Read(strings.NewReader(paris.Plan()), plan.Known{Bodies: []string{"ville"}, Indicators: indicators})
	if err != nil {
		return papers{}, fmt.Errorf("read the plan of Paris: %w", err)
	}
	registry := governance.New(governance.Options{Warehouse: w, Network: places, Indicators: indicators, Now: now})
	return papers{registry, reading.Plan}, nil
}

// file imports the papers of a day, in the formats that everybody imports them in.
func (p papers) file(ctx context.Context, synthetic *demo.Network, day event.Day) error {
	of := synthetic.PapersOn(day, p.parisian)
	for _, part := range []struct {
		write func(io.Writer) error
		read  func(ctx context.Context, file io.Reader, dry bool) (network.Report, error)
	}{
		{func(w io.Writer) error { return committee.Write(w, of.Governance) }, p.registry.ImportGovernance},
		{func(w io.Writer) error { return plan.Write(w, of.Plan) }, p.registry.ImportPlan},
		{func(w io.Writer) error { return target.Write(w, of.Targets) }, p.registry.ImportTargets},
	} {
		var file bytes.Buffer
		if err := part.write(&file); err != nil {
			return err
		}
		report, err := part.read(ctx, &file, false)
		if err != nil {
			return err
		}
		for _, fault := range report.Faults {
			if !fault.Warned {
				return fmt.Errorf("%s: %s", report.Kind, fault)
			}
		}
	}
	return nil
}
