package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"vigie/collector"
	"vigie/editions/store"
	"vigie/migrations"
	"vigie/warehouse"
)

type restoreCommand struct {
	File       string `arg:"" help:"A file of vigie backup." placeholder:"FILE.tar"`
	Erasures   string `help:"The list of erasures to apply again (default: erasures.list in the warehouse's directory)." env:"VIGIE_ERASURES" placeholder:"FILE"`
	NoErasures bool   `help:"Nothing was ever erased: there is no list."`
}

// Run restores a backup into an empty place, and erases again what was erased since.
func (c *restoreCommand) Run(ctx context.Context, s *session) (err error) {
	switch {
	case !embedded(s.address):
		return warehouse.ErrServer
	case c.Erasures != "" && c.NoErasures:
		return usagef("give either --erasures FILE or --no-erasures")
	}
	begun := s.now()
	w, err := warehouse.Open(ctx, warehouse.Options{Address: s.address, Library: s.library, Alone: true, Logger: s.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	erasures, err := c.erasures(w.Dir())
	if err != nil {
		return err
	}
	if !w.Interrupted() {
		if err := mustBeEmpty(ctx, w); err != nil {
			return err
		}
	}
	var made time.Time
	var events uint64
	var erased int
	var published []uint32
	err = w.Restore(ctx, c.File, acceptSchema, func(about warehouse.Manifest) error {
		made = about.Made
		if err := migrations.Run(ctx, w, s.log); err != nil {
			return err
		}
		if err := w.Conn().QueryRow(ctx, wholeEvents).Scan(&events); err != nil {
			return fmt.Errorf("count the events: %w", err)
		}
		if events < about.Events {
			return fmt.Errorf("only %d of %d events came back; take another backup", events, about.Events)
		}
		var err error
		if erased, err = erasures.Apply(ctx, w); err != nil {
			return err
		}
		published, err = publishAgain(ctx, w, filepath.Dir(c.File))
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "restored the backup of %s: %d events, in %.1f s\n", made.Format("2006-01-02 15:04 MST"), events, s.now().Sub(begun).Seconds())
	fmt.Fprintf(s.stdout, "erased again by the list of erasures: %d events\n", erased)
	if len(published) > 0 {
		fmt.Fprintf(s.stdout, "published since, from their files: editions %v\n", published)
	}
	fmt.Fprintf(s.stdout, "Before vigie serve: put the network key that this network was kept with into %s (mode 0600). It is not in the backup, and no other is taken.\n",
		filepath.Join(w.Dir(), collector.KeyFile))
	return nil
}

// erasures reads the list that is to be applied. A list without entries may have been begun by a service that ran on the empty
// place, so it takes a word to say that there is no other.
func (c *restoreCommand) erasures(dir string) (collector.Erasures, error) {
	switch {
	case c.NoErasures:
		return collector.Erasures{}, nil
	case c.Erasures != "":
		return collector.ReadErasures(c.Erasures)
	}
	path := filepath.Join(dir, collector.ErasuresFile)
	list, err := collector.ReadErasures(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && list.Events() == 0 {
		return list, usagef("a backup may hold people who have been erased since: name the list of erasures with --erasures FILE, or put it at %s; if nothing was ever erased, say --no-erasures", path)
	}
	return list, err
}

// publishAgain takes the editions that were cut after the backup from their files, which lie beside it or in the warehouse's own directory.
func publishAgain(ctx context.Context, w *warehouse.Warehouse, beside string) (taken []uint32, err error) {
	editions, files := store.New(w), store.FilesIn(w.Dir())
	known, err := editions.Editions(ctx)
	if err != nil {
		return nil, err
	}
	var last uint32
	if len(known) > 0 {
		last = known[len(known)-1].Number
	}
	found, err := store.EditionFiles(filepath.Dir(files.Path(1)))
	if err != nil {
		return nil, err
	}
	others, err := store.EditionFiles(beside)
	if err != nil {
		return nil, err
	}
	maps.Copy(found, others)
	for _, number := range store.Newest(found, last) {
		e, brought, err := store.ReadFile(found[number])
		if err != nil {
			return taken, err
		}
		if err := files.Give(number); err != nil {
			return taken, err
		}
		if err := editions.Publish(ctx, e, brought); err != nil {
			return taken, err
		}
		if err := files.Write(e, brought); err != nil {
			return taken, err
		}
		taken, last = append(taken, number), number
	}
	return taken, files.Give(last)
}

// mustBeEmpty refuses a warehouse that holds anything but what a service makes by itself when it starts on an empty one.
func mustBeEmpty(ctx context.Context, w *warehouse.Warehouse) error {
	tables, err := w.Tables(ctx)
	if err != nil {
		return err
	}
	byItself := warehouse.Omit{Rows: append([]string{"schema_version", "network_key"}, omitted.Rows...)}
	var held []string
	for _, t := range tables {
		if t.Rows > 0 && !byItself.Leaves(t.Name) {
			held = append(held, fmt.Sprintf("%s (%d rows)", t.Name, t.Rows))
		}
	}
	if len(held) > 0 {
		return fmt.Errorf("the warehouse %s is not empty, it holds %s; a backup is restored into an empty one: name another with --warehouse embedded:DIR", w, strings.Join(held, ", "))
	}
	return nil
}

// acceptSchema refuses a backup that this program is too old for.
func acceptSchema(about warehouse.Manifest) error {
	files, err := fs.Glob(migrations.ForCluster(""), "[0-9]*.sql")
	if err != nil || len(files) == 0 {
		return errors.Join(errors.New("this program has no migrations"), err)
	}
	var latest int64
	if _, err := fmt.Sscanf(files[len(files)-1], "%d_", &latest); err != nil {
		return fmt.Errorf("read the number of %s: %w", files[len(files)-1], err)
	}
	if about.Schema > latest {
		return fmt.Errorf("its schema is %d and this program knows %d: restore it with the Vigie that made it (%s), or a later one", about.Schema, latest, about.Program)
	}
	return nil
}
