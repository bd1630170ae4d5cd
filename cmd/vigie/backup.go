package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"vigie/collector"
	"vigie/warehouse"
)

var (
	//go:embed schema_version.sql
	schemaVersion string
	//go:embed whole_events.sql
	wholeEvents string
)

// omitted is what no backup holds: what is worked out from the events anew, and the lists of erasures, which must outlive
// the backups that are older than they are.
var omitted = warehouse.Omit{
	Tables: []string{"migration_lock"},
	Rows:   []string{"fact_*", "erasure", "erased_event"},
}

// settleOffer is what a process with a collector offers to others: to wait until all that it has acknowledged is in the
// warehouse. The answer says what is not, "" for nothing.
const settleOffer = "settle"

// offerSettle offers it.
func (v *service) offerSettle(c *collector.Collector) {
	v.warehouse.Offer(settleOffer, func(ctx context.Context) (string, error) {
		c.Settle(ctx)
		return c.Degraded(), ctx.Err()
	})
}

type backupCommand struct {
	keyFlags
	spoolFlags
	File string `arg:"" help:"The file to write, such as vigie-2026-01-31.tar; it must not be there yet." placeholder:"FILE.tar"`
}

// Run writes a backup, while others work on the warehouse or alone.
func (c *backupCommand) Run(ctx context.Context, s *session) (err error) {
	if !embedded(s.address) {
		return warehouse.ErrServer
	}
	begun := s.now()
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.close()) }()
	missing, err := v.settle(ctx, c.keyFlags, c.spoolFlags.directory(v.warehouse))
	if err != nil {
		return err
	}
	var events uint64
	describe := func(ctx context.Context) (warehouse.Manifest, error) {
		about := warehouse.Manifest{Program: version, Made: begun.UTC().Truncate(time.Second)}
		conn := v.warehouse.Conn()
		if err := conn.QueryRow(ctx, schemaVersion).Scan(&about.Schema); err != nil {
			return about, fmt.Errorf("read the schema's version: %w", err)
		}
		if err := conn.QueryRow(ctx, wholeEvents).Scan(&about.Events); err != nil {
			return about, fmt.Errorf("count the events: %w", err)
		}
		events = about.Events
		return about, nil
	}
	if err := v.warehouse.Backup(ctx, c.File, omitted, describe); err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	fmt.Fprintf(s.stdout, "%s: %d events and the registry, %.1f MB, in %.1f s\n",
		c.File, events, float64(info.Size())/1e6, s.now().Sub(begun).Seconds())
	if missing != "" {
		fmt.Fprintln(s.stdout, "not in it:", missing)
	}
	fmt.Fprintln(s.stdout, "Neither the network key nor the list of erasures is in it: keep copies of both apart from it.")
	return nil
}

// settle waits until the acknowledged events of this warehouse's own collector are in it: through the process that runs
// it, or where none does, by moving on what waits in the spool. It says what is not in the warehouse, "" for nothing.
func (v *service) settle(ctx context.Context, key keyFlags, spool string) (missing string, err error) {
	missing, err = v.warehouse.Ask(ctx, settleOffer)
	if !errors.Is(err, warehouse.ErrNotOffered) {
		return missing, err
	}
	if _, err := os.Stat(spool); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	c, err := v.collect(ctx, collectorFlags{keyFlags: key, spoolFlags: spoolFlags{Spool: spool}})
	if err != nil {
		// A backup without what waits there is better than none.
		return fmt.Sprintf("what waits in the spool %s (%v)", spool, err), ctx.Err()
	}
	c.Settle(ctx)
	return c.Degraded(), ctx.Err()
}

// embedded says whether an address is that of an embedded warehouse.
func embedded(address string) bool { return strings.HasPrefix(address, "embedded:") }
