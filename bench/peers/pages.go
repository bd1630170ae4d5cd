package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// pages are all that have figures, and the catalogue.
var pages = []string{
	"/", "/accessibility", "/visibility", "/impact", "/territories", "/territories/75113", "/indicators", "/indicators/impact.progression",
}

// readers is how many ask at once in the second half of the measurements.
const readers = 8

// pageOf is how long one page took, from the request until its last byte.
type pageOf struct {
	Path string
	Cold spread // one reader, whole months that nobody asked before
	Warm spread // one reader, the same again
	Many struct {
		Cold spread
		Warm spread
	} // eight readers at once
}

// periods gives periods of the network's days, each only once. It is safe for concurrent use.
type periods struct {
	mu    sync.Mutex
	p     plan
	whole int
}

// monthsLong are the lengths of the periods that are asked for.
var monthsLong = []int{12, 6, 9, 3, 18, 15, 4, 8, 10, 14, 16, 5, 7, 11, 13, 17, 2, 1, 19, 20, 21, 22, 23, 24}

// enough tells whether there are periods of whole months for so many requests of each page in each way.
func (o *periods) enough(pageRuns int) error {
	// Two of the ways are cold, and what is warm was cold once.
	if need, most := len(pages)*(2*pageRuns+1), len(monthsLong)*o.months()/2; need > most {
		return fmt.Errorf("--page-runs %d: the pages need %d periods that nobody asked before, and these days have %d: give fewer or an earlier --from", pageRuns, need, most)
	}
	return nil
}

// wholeMonths is a period of whole months, each with another end or length.
func (o *periods) wholeMonths() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	ends := o.months() / 2
	length, shift := monthsLong[o.whole/ends%len(monthsLong)], o.whole%ends
	o.whole++
	to := o.p.To.Time().AddDate(0, -shift, 0)
	return asked(to.AddDate(0, -length, 0), to)
}

// months is how many the network's events span.
func (o *periods) months() int {
	from, to := o.p.From.Time(), o.p.To.Time()
	return 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
}

func asked(from, to time.Time) string {
	return fmt.Sprintf("?from=%s&to=%s", from.Format(time.DateOnly), to.Format(time.DateOnly))
}

// measurePages measures every page and the most memory that the service held meanwhile, in bytes.
func (r *run) measurePages(ctx context.Context, s *served, p plan) ([]pageOf, int64, error) {
	next := &periods{p: p}
	stop := peak(ctx, s.command.Process.Pid)
	var list []pageOf
	for _, path := range pages {
		one := pageOf{Path: path}
		same := path + next.wholeMonths()
		if _, _, err := s.get(ctx, same); err != nil {
			return nil, stop(), err
		}
		for _, kind := range []struct {
			into  *spread
			among int
			next  func() string
		}{
			{&one.Cold, 1, func() string { return path + next.wholeMonths() }},
			{&one.Warm, 1, func() string { return same }},
			{&one.Many.Cold, readers, func() string { return path + next.wholeMonths() }},
			{&one.Many.Warm, readers, func() string { return same }},
		} {
			took, err := s.read(ctx, kind.among, r.PageRuns, kind.next)
			if err != nil {
				return nil, stop(), err
			}
			*kind.into = newSpread(took)
		}
		r.log.Info(path, "people", p.People, "cold", one.Cold.P95, "warm", one.Warm.P95,
			"cold, many", one.Many.Cold.P95, "warm, many", one.Many.Warm.P95)
		list = append(list, one)
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
