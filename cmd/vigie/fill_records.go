package main

import (
	"context"
	"fmt"

	"vigie/demo"
	"vigie/network"
)

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
