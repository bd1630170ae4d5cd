package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"vigie/event"
)

// following is how the service keeps up with what comes in, and what that costs.
type following struct {
	Batch   float64    // ms from the acknowledgement of 10 000 events of this month until figures hold them; the slowest
	Old     float64    // the same of one event of the first month; the slowest
	Rebuild float64    // seconds; 0: it could not be rebuilt
	Peak    float64    // bytes that the service held at most during the rebuild; likewise
	Rate    [2]float64 // events acknowledged a second: alone, and while readers read
	Page    [2]spread  // the overview: alone, and while events come in
	Age     float64    // seconds; how old the figures were at most while events came in
}

const (
	benchSource = "https://bench.example/peers"
	batchSize   = 10_000
	sendSize    = 1000             // events a request while the rate is measured
	intakeFor   = 15 * time.Second // how long each rate is measured
	readEvery   = 2 * time.Second  // pause of each reader
	ageEvery    = time.Second      // how often the figures' age is looked at
	followRuns  = 3
	followLimit = 2 * time.Minute
)

// sender sends events of its own to a running service.
type sender struct {
	*served
	token     string
	structure string
	sent      int
}

// measureFollowing works on a copy of the warehouse, so that the one that is compared stays as it was loaded.
func (r *run) measureFollowing(ctx context.Context, original program, p plan) (f following, err error) {
	copied := program{path: original.path, dir: original.dir + "-following"}
	if err := os.RemoveAll(copied.dir); err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(copied.dir)) }()
	if out, err := exec.CommandContext(ctx, "cp", "-a", original.dir, copied.dir).CombinedOutput(); err != nil {
		return f, fmt.Errorf("copy the warehouse: %w\n%s", err, out)
	}
	service, err := copied.serve(ctx)
	if err != nil {
		return f, err
	}
	defer service.stop()
	s := &sender{served: service}
	if s.token, err = copied.run(ctx, "token", "add", "--source", benchSource); err != nil {
		return f, err
	}
	s.token = strings.TrimSpace(s.token)
	if err := s.chooseStructure(ctx); err != nil {
		return f, err
	}
	today := event.DayOf(time.Now())
	if _, err := s.follow(ctx, today, batchSize); err != nil { // for warming up, as everywhere
		return f, err
	}
	for range followRuns {
		batch, err := s.follow(ctx, today, batchSize)
		if err != nil {
			return f, err
		}
		old, err := s.follow(ctx, p.From.AddDays(4), 1)
		if err != nil {
			return f, err
		}
		f.Batch, f.Old = max(f.Batch, milliseconds(batch)), max(f.Old, milliseconds(old))
	}
	r.log.Info("followed", "people", p.People, "batch", f.Batch, "old", f.Old)
	// Before so much has come that the service itself is at work on a new base.
	stop := peak(ctx, s.command.Process.Pid)
	begun := time.Now()
	_, err = copied.run(ctx, "rebuild")
	f.Rebuild, f.Peak = time.Since(begun).Seconds(), float64(stop())
	if err != nil {
		// What was measured before is worth writing down without it.
		r.log.Warn("not rebuilt", "people", p.People, "because", err)
		f.Rebuild, f.Peak = 0, 0
	}
	if err := s.together(ctx, today, &f); err != nil {
		return f, err
	}
	r.log.Info("events beside readers", "people", p.People, "rate", f.Rate, "page", f.Page)
	return f, ctx.Err()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (s *sender) chooseStructure(ctx context.Context) error {
	a, _, err := s.ask(ctx, "impact.participations", url.Values{"by": {"structure"}})
	if err != nil {
		return err
	}
	for _, f := range a.Figures {
		if f.Key != "unknown" {
			s.structure = f.Key
			return nil
		}
	}
	return errors.New("the network has no structure")
}

// send sends so many attendances of one day and answers when they were acknowledged.
func (s *sender) send(ctx context.Context, day event.Day, count int) (time.Time, error) {
	var lines bytes.Buffer
	for range count {
		fmt.Fprintf(&lines, `{"specversion":"1.0","id":"peers-%d","source":%q,"type":"vigie.attendance.v1","time":%q,"data":{"structure":%q,"format":"individual","minutes":%d,"person":"p%d","services":["administrative_procedures"],"profile":{"residence":"75113","age_band":"25_39","activity":"employed"}}}`+"\n",
			s.sent, benchSource, day, s.structure, 15+s.sent%90, s.sent%20_000)
		s.sent++
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/events", &lines)
	if err != nil {
		return time.Time{}, err
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := s.client.Do(request)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = response.Body.Close() }()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("send events: %s\n%.500s", response.Status, said)
	}
	return time.Now(), err
}

// follow sends events of a day and waits until the figures of its month hold them. An answer's refreshed_at must not claim
// them before.
func (s *sender) follow(ctx context.Context, day event.Day, count int) (time.Duration, error) {
	first := day.AddDays(1 - day.Time().Day())
	month := url.Values{"from": {first.String()}, "to": {event.DayOf(first.Time().AddDate(0, 1, 0)).String()}}
	before, _, err := s.ask(ctx, "impact.participations", month)
	if err != nil {
		return 0, err
	}
	wanted := before.total() + float64(count)
	acknowledged, err := s.send(ctx, day, count)
	if err != nil {
		return 0, err
	}
	for ; ; time.Sleep(20 * time.Millisecond) {
		now, _, err := s.ask(ctx, "impact.participations", month)
		if err != nil {
			return 0, err
		}
		took := time.Since(acknowledged)
		switch {
		case now.total() == wanted:
			return took, nil
		case !now.RefreshedAt.Before(acknowledged):
			return 0, fmt.Errorf("an answer says that it holds what was acknowledged before %s, and lacks events of %s acknowledged at %s: %v participations of %v",
				now.RefreshedAt, day, acknowledged, now.total(), wanted)
		case took > followLimit:
			return 0, fmt.Errorf("wait for %d events of %s: %v participations of %v after %s", count, day, now.total(), wanted, took)
		}
	}
}

func (a answer) total() float64 {
	for _, f := range a.Figures {
		if f.Value != nil {
			return *f.Value
		}
	}
	return 0
}

// together measures pages and intake alone and then both at once.
func (s *sender) together(ctx context.Context, day event.Day, f *following) error {
	pages, err := s.readOverview(ctx)
	if err != nil {
		return err
	}
	f.Page[0] = newSpread(pages)
	if f.Rate[0], err = s.intake(ctx, day); err != nil {
		return err
	}
	var reading sync.WaitGroup
	var readErr, ageErr error
	reading.Go(func() { pages, readErr = s.readOverview(ctx) })
	reading.Go(func() { f.Age, ageErr = s.oldest(ctx) })
	f.Rate[1], err = s.intake(ctx, day)
	reading.Wait()
	f.Page[1] = newSpread(pages)
	return errors.Join(err, readErr, ageErr)
}

// oldest is how many seconds old the figures that are answered are at most.
func (s *sender) oldest(ctx context.Context) (age float64, err error) {
	for end := time.Now().Add(intakeFor); time.Now().Before(end); time.Sleep(ageEvery) {
		a, _, err := s.ask(ctx, "impact.participations", nil)
		if err != nil {
			return 0, err
		}
		age = max(age, time.Since(a.RefreshedAt).Seconds())
	}
	return age, nil
}

// intake sends as fast as one sender is answered, and answers the events a second.
func (s *sender) intake(ctx context.Context, day event.Day) (float64, error) {
	begun, before := time.Now(), s.sent
	for time.Since(begun) < intakeFor {
		if _, err := s.send(ctx, day, sendSize); err != nil {
			return 0, err
		}
	}
	return float64(s.sent-before) / time.Since(begun).Seconds(), nil
}

// readOverview has each reader ask for the overview every two seconds, all of them spread over those.
func (s *sender) readOverview(ctx context.Context) ([]time.Duration, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var reading sync.WaitGroup
	end := time.Now().Add(intakeFor)
	for reader := range readers {
		reading.Go(func() {
			for due := time.Now().Add(time.Duration(reader) * readEvery / readers); due.Before(end); due = due.Add(readEvery) {
				time.Sleep(time.Until(due))
				_, one, err := s.get(ctx, "/")
				mu.Lock()
				took, failed = append(took, one), errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	reading.Wait()
	return took, failed
}
