package main

import (
	"context"
	"errors"
	"time"

	"vigie/editions/cut"
	"vigie/editions/store"
	"vigie/event"
)

const (
	// publicationDay is the day of the month on which editions are cut.
	publicationDay = 15
	// publicationLook is how often it is looked whether an edition is due, publicationRest how long after a cut that failed.
	publicationLook, publicationRest = time.Minute, time.Hour
)

// publish has editions cut while the service runs.
func (v *service) publish(ctx context.Context, keys keyFlags) error {
	key, err := keys.open(v.warehouse)
	if err != nil {
		return err
	}
	if key, err = key.Settle(ctx, v.warehouse, v.now()); err != nil {
		return err
	}
	if v.cutter, err = v.session.cutter(v.warehouse, v.runner, key); err != nil {
		return err
	}
	follow := v.warm
	v.warm = func(ctx context.Context) {
		go v.cutMonthly(ctx)
		follow(ctx)
	}
	return nil
}

// cutMonthly cuts the edition of each month once its day has come, until the context ends. It begins nothing: publication is started by
// who administers it.
func (v *service) cutMonthly(ctx context.Context) {
	wait := publicationLook
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = publicationLook
		if err := v.cutIfDue(ctx); err != nil && ctx.Err() == nil {
			v.log.Error("the edition of this month could not be cut", "error", err)
			wait = publicationRest
		}
	}
}

func (v *service) cutIfDue(ctx context.Context) error {
	today := event.DayOf(v.now()).Time()
	published, err := v.cutter.Store.Editions(ctx)
	if err != nil || len(published) == 0 {
		return err
	}
	day := time.Date(today.Year(), today.Month(), publicationDay, 0, 0, 0, 0, time.UTC)
	if today.Before(day) || !published[len(published)-1].Day.Before(day) {
		return nil
	}
	e, err := v.cutter.Cut(ctx, today)
	var nothing cut.NothingDueError
	if errors.As(err, &nothing) {
		return nil
	}
	if err == nil {
		v.log.Info("edition published", "edition", e.Number, "windows", len(e.Windows), "cells", e.Cells)
	}
	return err
}

// publishAt publishes the edition of a day while a demonstration is filled: what arrived before that day is all there is. Publication starts
// with the first of these days. A day that comes twice, after an interruption, is published once.
func (v *service) publishAt(ctx context.Context, day time.Time) error {
	published, err := v.cutter.Store.Editions(ctx)
	switch {
	case err != nil:
		return err
	case len(published) == 0:
		if err = v.planDemo(ctx); err == nil {
			_, err = v.cutter.Start(ctx, day)
		}
	case published[len(published)-1].Day.Before(day):
		_, err = v.cutter.Cut(ctx, day)
	}
	if errors.Is(err, cut.ErrNoEvent) {
		return nil
	}
	return err
}

// planDemo has figures of a demonstration published since its plan began, two months after its first event, where no date was set.
func (v *service) planDemo(ctx context.Context) error {
	if dates, err := v.cutter.Store.Dates(ctx); err != nil || len(dates) > 0 {
		return err
	}
	first, err := v.cutter.First(ctx)
	if err != nil {
		return err
	}
	return v.cutter.SetDate(ctx, store.Date{Day: first.AddDate(0, 2, 0), FR: "Depuis le plan", EN: "Since the plan"})
}

// publishDemo publishes the first edition of a demonstration that was filled without one: nobody is there to start publication.
func (v *service) publishDemo(ctx context.Context) error {
	filled, err := v.registry.Setting(ctx, demoDone)
	if err != nil || filled == "" {
		return err
	}
	published, err := v.cutter.Store.Editions(ctx)
	if err != nil || len(published) > 0 {
		return err
	}
	today := event.DayOf(v.now()).Time()
	day := time.Date(today.Year(), today.Month(), publicationDay, 0, 0, 0, 0, time.UTC)
	if day.After(today) {
		day = day.AddDate(0, -1, 0)
	}
	return v.publishAt(ctx, day)
}
