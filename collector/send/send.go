// Package send sends a file of events to a collector, in compressed pieces, until the collector has answered for every
// line. It needs no memory of what it sent: the collector knows an event that comes again, so a file that was sent in part
// can be sent once more from the start.
package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Options says what to send where. What is 0 or nil is its default.
type Options struct {
	File  string // one CloudEvent in JSON a line; "-" reads In
	URL   string // the collector's address, such as http://127.0.0.1:8710
	Token string // of vigie token add

	In       io.Reader     // standard input
	Progress io.Writer     // gets a bar where it is a terminal, else a line now and then; nil: nothing
	Logger   *slog.Logger  // nil: silent
	Client   *http.Client  // one whose requests end after 5 min
	Lines    int           // most lines of one request; 5 000
	Pause    time.Duration // wait before the second try of a request, doubled with each further one up to 30 s; 500 ms
	Patience time.Duration // how long to try again without getting on; 5 min
}

// ErrRejected says that everything was sent, and the collector rejected some of it: the tally names what is to be mended.
var ErrRejected = errors.New("some events were rejected: mend those lines and send the file again, the others are kept and known")

// Run sends the file and returns the exact tally, also with an error. It ends with an error when a line was not sent, or was
// rejected (ErrRejected). Requests that the collector puts off (429, 503) and connections that break are tried again, from
// where the collector says that it came.
func Run(ctx context.Context, o Options) (Tally, error) {
	s, err := newSender(o)
	if err != nil {
		return Tally{}, err
	}
	in, size, err := o.open()
	if err != nil {
		return Tally{}, err
	}
	defer in.Close()
	s.progress = newProgress(o.Progress, size)
	defer s.progress.end()
	if err := s.send(ctx, newPieces(in, s.lines)); err != nil {
		return s.tally, err
	}
	if s.tally.Rejected > 0 {
		return s.tally, ErrRejected
	}
	return s.tally, nil
}

// open gives what is to be sent and its size in bytes, -1 where that is not known.
func (o Options) open() (io.ReadCloser, int64, error) {
	if o.File == "-" {
		if o.In == nil {
			return io.NopCloser(os.Stdin), -1, nil
		}
		return io.NopCloser(o.In), -1, nil
	}
	file, err := os.Open(o.File)
	if err != nil {
		return nil, 0, fmt.Errorf("read the events: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("read the events: %w", err), file.Close())
	}
	if !info.Mode().IsRegular() {
		return file, -1, nil
	}
	return file, info.Size(), nil
}

// sender sends piece after piece.
type sender struct {
	url      string
	token    string
	client   *http.Client
	log      *slog.Logger
	lines    int
	pause    time.Duration
	patience time.Duration
	progress *progress
	tally    Tally
}

const longestPause = 30 * time.Second

func newSender(o Options) (*sender, error) {
	address, err := url.Parse(o.URL)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return nil, errors.New("send events: give the collector's address as http://HOST:PORT or https://HOST")
	}
	if address.Path = strings.TrimSuffix(address.Path, "/"); !strings.HasSuffix(address.Path, eventsPath) {
		address.Path += eventsPath
	}
	if o.Token == "" || strings.ContainsAny(o.Token, " \t\r\n") {
		return nil, errors.New("send events: give the token that vigie token add printed, without spaces")
	}
	s := &sender{url: address.String(), token: o.Token, client: o.Client, log: o.Logger, lines: o.Lines, pause: o.Pause, patience: o.Patience}
	if s.client == nil {
		s.client = &http.Client{Timeout: 5 * time.Minute, CheckRedirect: stay}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.lines <= 0 {
		s.lines = 5_000
	}
	if s.pause <= 0 {
		s.pause = 500 * time.Millisecond
	}
	if s.patience <= 0 {
		s.patience = 5 * time.Minute
	}
	return s, nil
}

// stay follows no redirection: the token is for the address that was given.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (s *sender) send(ctx context.Context, pieces *pieces) error {
	for {
		next, err := pieces.next(&s.tally)
		if err != nil && !errors.Is(err, io.EOF) {
			s.tally.Unsent += next.len()
			return fmt.Errorf("read the events: %w", err)
		}
		if sending := s.deliver(ctx, next); sending != nil {
			s.tally.Unsent += next.len()
			return sending
		}
		s.progress.show(pieces.bytes, s.tally)
		if err != nil {
			return nil
		}
	}
}

// deliver sends a piece until the collector has answered for all of it.
func (s *sender) deliver(ctx context.Context, p *piece) error {
	pause := s.pause
	var stuck time.Time // since when nothing was dealt with; zero: since now
	for p.len() > 0 {
		result, err := s.post(ctx, p)
		dealt := 0
		if result != nil {
			dealt = min(result.CommittedThrough+1, p.len())
			s.tally.add(result, p)
			p.drop(dealt)
		}
		if dealt > 0 {
			pause, stuck = s.pause, time.Time{}
		}
		var later *putOff
		switch {
		case errors.As(err, &later):
		case err != nil:
			return err
		case dealt == 0 && p.len() > 0:
			return errors.New("send events: the collector's answer does not say how far it came; check the address")
		default:
			continue
		}
		if stuck.IsZero() {
			stuck = time.Now()
		}
		wait := max(pause, later.after)
		if time.Since(stuck)+wait > s.patience {
			return fmt.Errorf("send events: gave up after %s without getting on: %w; send the file again later, what is kept is known", s.patience, err)
		}
		s.log.Warn("events are not taken; trying again", "in", wait, "reason", later.reason)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return fmt.Errorf("send events: %w", ctx.Err())
		}
		pause = min(2*pause, longestPause)
	}
	return nil
}
