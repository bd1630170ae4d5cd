package peers

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// cutting is a command that ran beside the service.
type cutting struct {
	Seconds float64
	Most    float64 // bytes that the service and the command held together at most
	Said    string
	// Before and Meanwhile are the times of pages that one reader asked for, before and while it ran; none were asked for beside the first edition.
	Before, Meanwhile spread
}

// watched runs a command beside the service.
func (s *served) watched(ctx context.Context, args ...string) (c cutting, err error) {
	command := s.ran(ctx, args...)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	begun := time.Now()
	if err := command.Start(); err != nil {
		return c, err
	}
	stop := peak(ctx, s.command.Process.Pid, command.Process.Pid)
	err = command.Wait()
	c = cutting{Seconds: time.Since(begun).Seconds(), Most: float64(stop()), Said: out.String()}
	if err != nil {
		err = fmt.Errorf("vigie %s: %w\n%s", strings.Join(args, " "), err, said.Bytes())
	}
	return c, err
}

// publish cuts the edition of a day beside a service that has just started, while somebody reads pages where there are any. The service ends
// before it cuts an edition of today by itself.
func (m *measuring) publish(ctx context.Context, vigie program, how string, day time.Time) (c cutting, err error) {
	service, err := vigie.serve(ctx)
	if err != nil {
		return c, err
	}
	defer service.stop()
	args := []string{"edition", how, "--day", day.Format(time.DateOnly)}
	if how == "start" {
		c, err = service.watched(ctx, args...)
	} else {
		c, err = m.publishBeside(ctx, service, args)
	}
	m.log.Info("published", "day", day.Format(time.DateOnly), "seconds", c.Seconds, "most", c.Most, "said", c.Said, "before", c.Before, "meanwhile", c.Meanwhile)
	return c, err
}

// reads is how many pages are read before a cut, to compare those read meanwhile with.
const reads = 80

func (m *measuring) publishBeside(ctx context.Context, service *served, args []string) (c cutting, err error) {
	windows, err := service.windows(ctx)
	if err != nil {
		return c, err
	}
	turn := 0
	// Of so many pages and windows few are asked for twice.
	next := func() string {
		turn++
		return pages[turn%len(pages)] + windows[turn*windowStep%len(windows)]
	}
	for range pages {
		if _, _, err := service.get(ctx, next()); err != nil {
			return c, err
		}
	}
	before, err := service.read(ctx, 1, reads, next)
	if err != nil {
		return c, err
	}
	reading, stop := context.WithCancel(ctx)
	var meanwhile []time.Duration
	var failed error
	var reader sync.WaitGroup
	reader.Go(func() {
		for reading.Err() == nil {
			_, took, err := service.get(ctx, next())
			if err != nil {
				failed = err
				return
			}
			meanwhile = append(meanwhile, took)
		}
	})
	c, err = service.watched(ctx, args...)
	stop()
	reader.Wait()
	c.Before, c.Meanwhile = newSpread(before), newSpread(meanwhile)
	if err == nil {
		err = failed
	}
	return c, err
}
