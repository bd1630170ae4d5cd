package main

import (
	"context"
	"fmt"
	"slices"

	"vigie/demo"
	"vigie/network"
)

// putIdentity says which ids are one structure's and which structure continues which, as far as that is not known yet.
func (r *register) putIdentity(ctx context.Context, synthetic *demo.Network) error {
	aliases, err := r.Aliases(ctx)
	if err != nil {
		return err
	}
	merges, err := r.Merges(ctx)
	if err != nil {
		return err
	}
	for _, a := range synthetic.Aliases() {
		if !slices.ContainsFunc(aliases, func(known network.Alias) bool { return known.Alias == a.Alias }) {
			if _, err := r.AddAlias(ctx, a); err != nil {
				return err
			}
		}
	}
	for _, m := range synthetic.Merges(r.day) {
		if !slices.ContainsFunc(merges, func(known network.Merge) bool { return known.Structure == m.Structure }) {
			if _, err := r.Merge(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// putRecords imports what the committee's files would say on the day of an import. They have no fault, and nothing to be warned of.
func (r *register) putRecords(ctx context.Context, synthetic *demo.Network) error {
	funded := synthetic.Funding(r.day)
	for _, put := range []func() (network.Report, error){
		func() (network.Report, error) { return r.funding.Calls.Put(ctx, funded.Calls) },
		func() (network.Report, error) { return r.funding.Projects.Put(ctx, funded.Projects) },
		func() (network.Report, error) { return r.funding.Campaigns.Put(ctx, funded.Campaigns) },
		func() (network.Report, error) { return r.funding.Trainings.Put(ctx, funded.Trainings) },
		func() (network.Report, error) { return r.need.Rates.Put(ctx, synthetic.NeedRates()) },
		func() (network.Report, error) { return r.need.Ages.Put(ctx, synthetic.Ages()) },
		func() (network.Report, error) { return r.need.Zones.Put(ctx, synthetic.Zones()) },
	} {
		report, err := put()
		if err != nil {
			return fmt.Errorf("write the demonstration's %s: %w", report.Kind, err)
		}
		if len(report.Faults) > 0 {
			return fmt.Errorf("write the demonstration's %s: %s", report.Kind, report.Faults[0])
		}
	}
	return nil
}
