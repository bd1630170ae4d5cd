package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"vigie/event"
	"vigie/funding"
	"vigie/governance"
	"vigie/network"
	"vigie/network/need"
	"vigie/network/records"
	"vigie/warehouse"
)

// recordFile is a file of records that is imported.
type recordFile struct {
	File   string `arg:"" help:"A file as vigie export writes it: CSV, for plan and governance YAML."`
	DryRun bool   `help:"Only report what the file would change, and what is wrong with it."`
}

type (
	importCalls     struct{ recordFile }
	importProjects  struct{ recordFile }
	importCampaigns struct{ recordFile }
	importTrainings struct{ recordFile }
	importNeedRates struct{ recordFile }
	importAges      struct{ recordFile }
	importZones     struct{ recordFile }
)

// Run imports calls for projects.
func (c *importCalls) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "calls", c.recordFile)
}

// Run imports projects, and says what will be seen of them.
func (c *importProjects) Run(ctx context.Context, s *session) error {
	if err := s.importRecords(ctx, "projects", c.recordFile); err != nil {
		return err
	}
	said, err := visible()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s.stdout, said)
	return err
}

// Run imports campaigns.
func (c *importCampaigns) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "campaigns", c.recordFile)
}

// Run imports trainings.
func (c *importTrainings) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "trainings", c.recordFile)
}

// Run imports need rates.
func (c *importNeedRates) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "need-rates", c.recordFile)
}

// Run imports age structures.
func (c *importAges) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "ages", c.recordFile)
}

// Run imports zones.
func (c *importZones) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "zones", c.recordFile)
}

// recordStore is records of one kind, whatever they are.
type recordStore interface {
	Import(ctx context.Context, file io.Reader, dry bool) (network.Report, error)
	Export(ctx context.Context, w io.Writer, day string) error
}

// recordStores are the kinds of records by the names that commands give them.
func recordStores(w *warehouse.Warehouse, s *session) (map[string]recordStore, error) {
	places := network.New(w, s.now)
	needs, err := need.New(w, places, s.now)
	if err != nil {
		return nil, err
	}
	funded := funding.New(w, places, s.now)
	indicators, err := indicatorIDs()
	if err != nil {
		return nil, err
	}
	governed := governance.New(governance.Options{Warehouse: w, Network: places, Indicators: indicators, Now: s.now})
	return map[string]recordStore{
		"calls": funded.Calls, "projects": funded.Projects, "campaigns": funded.Campaigns, "trainings": funded.Trainings,
		"need-rates": needs.Rates, "ages": needs.Ages, "zones": needs.Zones,
		"plan":       file{governed.ImportPlan, governed.ExportPlan},
		"governance": file{governed.ImportGovernance, governed.ExportGovernance},
		"targets":    file{governed.ImportTargets, governed.ExportTargets},
	}, nil
}

// importRecords imports a file and prints the report.
func (s *session) importRecords(ctx context.Context, kind string, c recordFile) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the %s: %w", kind, err)
	}
	defer file.Close()
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		all, err := recordStores(w, s)
		if err != nil {
			return err
		}
		report, err := all[kind].Import(ctx, file, c.DryRun)
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		return s.reportRecords(c.File, report, c.DryRun)
	})
}

// reportRecords prints the report of an import from a file.
func (s *session) reportRecords(from string, report network.Report, dry bool) error {
	fmt.Fprintf(s.stdout, "%s:\n", from)
	if err := s.printReport(report); err != nil {
		return err
	}
	if dry {
		fmt.Fprintln(s.stdout, "dry run: nothing was written")
	}
	return nil
}

// printReport prints the report of an import; a file of which every row was refused is a failure.
func (s *session) printReport(report network.Report) error {
	if _, err := report.WriteTo(s.stdout); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if report.Read > 0 && report.Refused == report.Read {
		return errors.New("nothing was imported: every row was refused, for the reasons above")
	}
	return nil
}

type exportCommand struct {
	Kind string `arg:"" help:"calls, projects, campaigns, trainings, need-rates, ages, zones, plan, governance or targets." enum:"calls,projects,campaigns,trainings,need-rates,ages,zones,plan,governance,targets"`
	AsOf string `help:"As it was known on that day (default: as it is now)." placeholder:"DATE"`
}

// Run writes records to standard output, as a file that vigie import reads.
func (c *exportCommand) Run(ctx context.Context, s *session) error {
	day := records.Latest
	if c.AsOf != "" {
		asked, err := event.ParseDay(c.AsOf)
		if err != nil {
			return usagef("--as-of %s: write a day as 2026-01-31", c.AsOf)
		}
		day = asked.String()
	}
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		all, err := recordStores(w, s)
		if err != nil {
			return err
		}
		return all[c.Kind].Export(ctx, s.stdout, day)
	})
}
