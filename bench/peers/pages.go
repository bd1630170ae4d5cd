package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// pages are all that have figures, and the catalogue.
var pages = []string{
	"/", "/accessibility", "/visibility", "/impact", "/territories", "/territories/75113", "/indicators", "/indicators/impact.progression",
}

// readers is how many ask at once in the second half of the measurements.
const readers = 8

// pageOf is how long one page took, each time over another published window, from the request until its last byte.
type pageOf struct {
	Path string
	One  spread // one reader
	Many spread // eight readers at once
}

// windows are the published ones, as pages are asked for them; publication is started where it is not.
func (s *served) windows(ctx context.Context, p plan) (list []string, err error) {
	for range 2 {
		body, _, err := s.get(ctx, "/api/v1/editions")
		if err != nil {
			return nil, err
		}
		var published struct {
			Editions []struct {
				Windows []struct{ From, To string }
			}
		}
		if err := json.Unmarshal(body, &published); err != nil {
			return nil, fmt.Errorf("read the editions: %w", err)
		}
		for _, e := range published.Editions {
			for _, w := range e.Windows {
				list = append(list, "?window="+w.From+".."+w.To)
			}
		}
		if len(list) > 0 {
			return list, nil
		}
		if _, err := s.run(ctx, "edition", "start", "--day", p.To.String()); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("nothing is published")
}

// measurePages measures every page and the most memory that the service held meanwhile, in bytes.
func (r *run) measurePages(ctx context.Context, s *served, p plan) ([]pageOf, int64, error) {
	windows, err := s.windows(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	stop := peak(ctx, s.command.Process.Pid)
	var list []pageOf
	for _, path := range pages {
		var turn atomic.Int64
		next := func() string { return path + windows[int(turn.Add(1))%len(windows)] }
		if _, _, err := s.get(ctx, next()); err != nil {
			return nil, stop(), err
		}
		one, err := s.read(ctx, 1, r.PageRuns, next)
		if err != nil {
			return nil, stop(), err
		}
		many, err := s.read(ctx, readers, r.PageRuns, next)
		if err != nil {
			return nil, stop(), err
		}
		of := pageOf{path, newSpread(one), newSpread(many)}
		r.log.Info(path, "people", p.People, "one", of.One.P95, "many", of.Many.P95)
		list = append(list, of)
	}
	return list, stop(), nil
}

// read has readers ask for so many pages together, each as soon as its last one is there.
func (s *served) read(ctx context.Context, among, times int, next func() string) ([]time.Duration, error) {
	took := make([]time.Duration, times)
	turns := make(chan int, times)
	for turn := range times {
		turns <- turn
	}
	close(turns)
	reading, ctx := errgroup.WithContext(ctx)
	for range among {
		reading.Go(func() error {
			for turn := range turns {
				_, one, err := s.get(ctx, next())
				if err != nil {
					return err
				}
				took[turn] = one
			}
			return nil
		})
	}
	return took, reading.Wait()
}
