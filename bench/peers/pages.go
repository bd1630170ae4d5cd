package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/event"
)

// pages are all that have figures, and the catalogue.
var pages = []string{
	"/", "/accessibility", "/visibility", "/impact", "/territories", "/territories/75113", "/indicators", "/indicators/impact.progression",
}

// otherPages are those that grow with the number of territories.
var otherPages = []string{"/", "/accessibility", "/territories"}

// readers is how many ask at once in the last part of the measurements.
const readers = 8

// windowStep goes through windows so that neighbours are of different kinds.
const windowStep = 7

// pageOf is how long one page took, each time over another published window, from the request until its last byte.
type pageOf struct {
	Path string
	Cold spread // one reader, over windows that nobody has asked for
	Warm spread // the same once more
	Many spread // eight readers at once, over those and others
}

// windows are the published ones of a quarter or more, as pages are asked for them: some pages have no months.
func (s *served) windows(ctx context.Context) (list []string, err error) {
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
	known := make(map[string]bool)
	for _, e := range published.Editions {
		for _, w := range e.Windows {
			from, err := event.ParseDay(w.From)
			if err != nil {
				return nil, fmt.Errorf("read the editions: %w", err)
			}
			to, err := event.ParseDay(w.To)
			if err != nil {
				return nil, fmt.Errorf("read the editions: %w", err)
			}
			asked := "?window=" + w.From + ".." + w.To
			if !known[asked] && event.MonthOf(to)-event.MonthOf(from) >= 3 {
				list = append(list, asked)
			}
			known[asked] = true
		}
	}
	if len(list) == 0 {
		return nil, errors.New("nothing is published")
	}
	return list, nil
}

// measurePages measures every page and the most memory that the service held meanwhile, in bytes.
func (r *Run) measurePages(ctx context.Context, s *served, pages []string) (list []pageOf, most int64, err error) {
	windows, err := s.windows(ctx)
	if err != nil {
		return nil, 0, err
	}
	stop := peak(ctx, s.command.Process.Pid)
	defer func() { most = stop() }()
	for _, path := range pages {
		// The page as it is first seen, which warms what is not of any window.
		if _, _, err := s.get(ctx, path); err != nil {
			return nil, 0, err
		}
		of := pageOf{Path: path}
		times := min(r.PageRuns, len(windows)/2)
		for _, part := range []struct {
			readers, times int
			into           *spread
		}{{1, times, &of.Cold}, {1, times, &of.Warm}, {readers, 2 * times, &of.Many}} {
			var turn atomic.Int64
			took, err := s.read(ctx, part.readers, part.times, func() string { return path + windows[int(turn.Add(1))*windowStep%len(windows)] })
			if err != nil {
				return nil, 0, err
			}
			*part.into = newSpread(took)
		}
		r.Log.Info(path, "cold", of.Cold.P95, "warm", of.Warm.P95, "many", of.Many.P95)
		list = append(list, of)
	}
	return list, 0, nil
}

// measureOther measures the pages of another warehouse.
func (r *Run) measureOther(ctx context.Context, dir string) (o other, err error) {
	vigie, err := program{path: r.Vigie, dir: r.Pages}.copyTo(ctx, filepath.Join(dir, "other"))
	if err != nil {
		return o, err
	}
	service, err := vigie.serve(ctx)
	if err != nil {
		return o, err
	}
	defer service.stop()
	body, _, err := service.get(ctx, "/api/v1/territories")
	if err != nil {
		return o, err
	}
	var registry struct {
		Territories []struct{ Code string } `json:"territories"`
	}
	if err := json.Unmarshal(body, &registry); err != nil {
		return o, fmt.Errorf("read the territories: %w", err)
	}
	o.Territories = len(registry.Territories)
	o.Pages, _, err = r.measurePages(ctx, service, otherPages)
	return o, err
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
