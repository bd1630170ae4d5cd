package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/editions/cut"
	"vigie/editions/store"
	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/server"
)

type reportCommand struct {
	Meeting  string `arg:"" help:"Code of the meeting, as vigie export governance writes it." placeholder:"MEETING"`
	Out      string `required:"" help:"The PDF to write." placeholder:"FILE"`
	Briefing bool   `help:"The page for the evening before, instead of the report."`
	Lang     string `help:"Language of the report." enum:"fr,en" default:"fr"`
	Chromium string `help:"The browser that prints it (default: the one that is installed)." env:"VIGIE_CHROMIUM" placeholder:"FILE"`
	Host     string `help:"The name by which readers reach this Vigie; it is printed on each page." env:"VIGIE_HOST" placeholder:"NAME"`
}

// Run prints what a committee has before it, as its page is.
func (c *reportCommand) Run(ctx context.Context, s *session) error {
	browser, err := findBrowser(c.Chromium)
	if err != nil {
		return err
	}
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(c.print(ctx, v, browser), v.close()); err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "wrote %s\n", c.Out)
	return nil
}

// print serves the pages on this machine alone, for as long as the browser needs them.
func (c *reportCommand) print(ctx context.Context, v *service, browser string) error {
	if err := c.check(ctx, v); err != nil {
		return err
	}
	if err := v.show(readerFlags{}); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen on this machine: %w", err)
	}
	serving, err := server.New(server.Options{Handler: c.named(v.router), Logger: v.log})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- serving.Serve(listener) }()
	err = printPage(ctx, browser, c.address(listener.Addr()), c.Out)
	closed := serving.Close()
	<-ended
	return errors.Join(err, closed)
}

// check refuses a meeting that there is not, and figures of which none is published.
func (c *reportCommand) check(ctx context.Context, v *service) error {
	governed := governance.New(governance.Options{Warehouse: v.warehouse, Network: v.registry, Now: v.now})
	known, err := governed.At(ctx, dated.Of(v.now()))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(known.Meetings, func(m committee.Meeting) bool { return m.Code == c.Meeting }) {
		return usageError{unknownMeetingError{c.Meeting, known.Meetings}}
	}
	published, err := store.New(v.warehouse).Editions(ctx)
	if err == nil && len(published) == 0 {
		return refused(cut.ErrNotStarted)
	}
	return err
}

// named answers requests as if they had come by the name that is to be printed.
func (c *reportCommand) named(pages http.Handler) http.Handler {
	name, _, _ := strings.Cut(c.Host, ",")
	if name == "" {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = name
		pages.ServeHTTP(w, r)
	})
}

// address is that of the page.
func (c *reportCommand) address(of net.Addr) string {
	path := "/report"
	if c.Briefing {
		path += "/briefing"
	}
	return "http://" + of.String() + path + "?" + url.Values{"meeting": {c.Meeting}, "lang": {c.Lang}}.Encode()
}
