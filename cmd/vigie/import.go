package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"vigie/network"
	"vigie/warehouse"
)

type importCommand struct {
	Territories importTerritories `cmd:"" help:"Codes, names and populations of territories."`
	Groups      importGroups      `cmd:"" help:"Named groups of territories, such as pilot sectors."`
	Geometry    importGeometry    `cmd:"" help:"Outlines of territories."`
	Structures  importStructures  `cmd:"" help:"Structures in the national standard (1.0.2 CSV or JSON, or the 2022 JSON)."`
	Calls       importCalls       `cmd:"" help:"Calls for projects, with their funders and budgets."`
	Projects    importProjects    `cmd:"" help:"Projects of calls, with their stages, grants and payments."`
	Campaigns   importCampaigns   `cmd:"" help:"Campaigns that recruit volunteers, and their results."`
	Trainings   importTrainings   `cmd:"" help:"Trainings of helpers, as bodies declare them."`
	NeedRates   importNeedRates   `cmd:"" help:"Shares of residents in need, by territory and year."`
	Ages        importAges        `cmd:"" help:"Residents by age, by territory and year; Insee's census files are recognised."`
	Zones       importZones       `cmd:"" help:"Priority areas (QPV, FRR, …) and the territories they lie in."`
	Plan        importPlan        `cmd:"" help:"The plan: axes, actions, dated measures with their owners."`
	Governance  importGovernance  `cmd:"" help:"Bodies, committees, meetings and decisions, memberships, animators, contests."`
	Targets     importTargets     `cmd:"" help:"Targets of indicators."`
}

type importTerritories struct {
	Paris       bool     `help:"The 20 arrondissements of Paris and their pilot sectors."`
	EPCI        []string `name:"epci" help:"The communes of an EPCI, by its SIREN." placeholder:"CODE"`
	Departement []string `help:"The communes of a département." placeholder:"CODE"`
	File        string   `arg:"" optional:"" help:"A CSV file: code,name,level,parent,population,population_year,population_source."`
}

// Run imports the territories named by flags and file together.
func (c *importTerritories) Run(ctx context.Context, s *session) error {
	if !c.Paris && len(c.EPCI) == 0 && len(c.Departement) == 0 && c.File == "" {
		return usagef("name what to import: --paris, --epci CODE, --departement CODE or a CSV file")
	}
	var territories []network.Territory
	var groups []network.Group
	var faults []network.Fault
	if c.Paris {
		paris, pilots, err := network.Paris()
		if err != nil {
			return err
		}
		territories, groups = append(territories, paris...), pilots
	}
	for _, code := range c.EPCI {
		members, err := network.EPCI(code)
		if err != nil {
			return err
		}
		territories = append(territories, members...)
	}
	for _, code := range c.Departement {
		members, err := network.Departement(code)
		if err != nil {
			return err
		}
		territories = append(territories, members...)
	}
	if c.File != "" {
		file, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("read the territories: %w", err)
		}
		defer file.Close()
		read, refused, err := network.ReadTerritories(file)
		if err != nil {
			return fmt.Errorf("read %s: %w", c.File, err)
		}
		territories, faults = append(territories, read...), refused
	}
	return s.importInto(ctx, func(r *network.Registry) (network.Report, error) {
		report, err := r.ImportTerritories(ctx, territories)
		report.Refuse(faults)
		if err == nil && len(groups) > 0 {
			_, err = r.ImportGroups(ctx, groups)
		}
		return report, err
	})
}

type importGroups struct {
	File string `arg:"" help:"A CSV file: code,name,members (codes joined with |)."`
}

// Run imports the groups of a file.
func (c *importGroups) Run(ctx context.Context, s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the groups: %w", err)
	}
	defer file.Close()
	groups, faults, err := network.ReadGroups(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	return s.importInto(ctx, func(r *network.Registry) (network.Report, error) {
		report, err := r.ImportGroups(ctx, groups)
		report.Refuse(faults)
		return report, err
	})
}

type importGeometry struct {
	File string `arg:"" help:"A GeoJSON file of polygons."`
	Key  string `help:"The property that holds the territory's code." default:"code" placeholder:"PROP"`
}

// Run imports the outlines of a file.
func (c *importGeometry) Run(ctx context.Context, s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the outlines: %w", err)
	}
	defer file.Close()
	return s.importInto(ctx, func(r *network.Registry) (network.Report, error) {
		return r.ImportGeometry(ctx, file, c.Key)
	})
}

type importStructures struct {
	File   string `arg:"" help:"A CSV or JSON file of the national standard."`
	Source string `help:"Who made the records that name no source: an id belongs to its source." placeholder:"S"`
}

// Run imports the structures of a file.
func (c *importStructures) Run(ctx context.Context, s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the structures: %w", err)
	}
	defer file.Close()
	return s.importInto(ctx, func(r *network.Registry) (network.Report, error) {
		return r.ImportStructures(ctx, file, strings.TrimSpace(c.Source))
	})
}

// importInto opens the registry, imports, and prints the report; a file of which every row was refused is a failure.
func (s *session) importInto(ctx context.Context, do func(*network.Registry) (network.Report, error)) error {
	return s.withRegistry(ctx, func(r *network.Registry) error {
		report, err := do(r)
		if err != nil {
			return err
		}
		return s.printReport(report)
	})
}

// withRegistry opens the registry of the warehouse.
func (s *session) withRegistry(ctx context.Context, do func(*network.Registry) error) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error { return do(network.New(w, s.now)) })
}
