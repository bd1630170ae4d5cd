package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"vigie/collector"
	"vigie/queries/engine"
)

// retentionSetting is the registry's setting of how many months after their last contact people are cut from their events.
const retentionSetting = "retention_months"

const (
	// firstRetention is how long after its start a service looks for people whose time is over, and nextRetention how often
	// it looks whether another day has begun.
	firstRetention = time.Minute
	nextRetention  = time.Hour
)

type retentionCommand struct {
	Months *int `help:"From now on, cut people so many months after their last contact." placeholder:"N"`
	DryRun bool `help:"Only say who would be cut: it can't be undone."`
}

// Run says what the setting is, changes it where that is asked, and applies it.
func (c *retentionCommand) Run(ctx context.Context, s *session) (err error) {
	var months int
	if c.Months != nil {
		if months, err = collector.ParseRetention(strconv.Itoa(*c.Months)); err != nil {
			return usageError{err}
		}
	}
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.close()) }()
	retention := v.retention()
	switch {
	case c.Months == nil:
		months, err = retention.Months(ctx)
	case !c.DryRun:
		err = v.registry.SetSetting(ctx, retentionSetting, strconv.Itoa(months))
	}
	if err != nil {
		return err
	}
	apply, did := retention.Apply, "cut"
	if c.DryRun {
		apply, did = retention.Due, "would be cut"
	}
	cut, err := apply(ctx, months)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "people are cut from their events %d months after their last contact (now: before %s)\n", months, cut.Before)
	fmt.Fprintf(s.stdout, "%s: %d people, from %d events; no figure changes\n", did, cut.People, cut.Events)
	return nil
}

// retention is the rule by which people are cut from their events.
func (v *service) retention() *collector.Retention {
	return &collector.Retention{
		Warehouse: v.warehouse, Now: v.now, Logger: v.log,
		Months: func(ctx context.Context) (int, error) {
			text, err := v.registry.Setting(ctx, retentionSetting)
			if err != nil {
				return 0, err
			}
			return collector.ParseRetention(text)
		},
		After: v.renew,
	}
}

// cutDaily applies the setting once a day, until the service is closed.
func (v *service) cutDaily() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		v.retention().Daily(ctx, firstRetention, nextRetention)
	}()
	v.closers = append(v.closers, func() error {
		cancel()
		<-done
		return nil
	})
}

// forget takes a person out of the facts at once: a collector alone shows no figures, and must see to them all the same.
func (v *service) forget(ctx context.Context, person [16]byte) error {
	runner, err := v.figures()
	if err != nil {
		return err
	}
	return runner.Forget(ctx, person)
}

// renew works the facts out again, so that they hold nobody who has been cut from the events.
func (v *service) renew(ctx context.Context) error {
	runner, err := v.figures()
	if err != nil {
		return err
	}
	return runner.Renew(ctx)
}

// figures is what answers questions here, or would.
func (v *service) figures() (*engine.Runner, error) {
	if v.runner != nil {
		return v.runner, nil
	}
	return v.session.runner(v.warehouse)
}
