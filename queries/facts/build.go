package facts

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

var (
	//go:embed there.sql
	thereSQL string
	//go:embed note.sql
	noteSQL string
	//go:embed partitions.sql
	partitionsSQL string
	//go:embed drop_partition.sql
	dropPartitionSQL string
	//go:embed defined.sql
	definedSQL string
	//go:embed views.sql
	viewsSQL string
	//go:embed drop_view.sql
	dropViewSQL string
	//go:embed drop_table.sql
	dropTableSQL string
)

// Limits of a build.
const (
	// buildTime ends one that takes longer.
	buildTime = 10 * time.Minute
	// partRows is how many events' people are worked on at once: it bounds the memory that they take.
	partRows = 2_000_000
	// spill is how many bytes a statement may gather before it goes on on the disk.
	spill = 256 << 20
	// insertBlock is how many bytes of rows are gathered before they are written as a part. They are held more than once while they are sorted, so
	// that the engine's own 256 MB take all the memory that a statement has.
	insertBlock = 64 << 20
)

// partition is one of a fact.
type partition struct {
	Table string `ch:"table"`
	Build uint64 `ch:"build"`
	Rows  uint64 `ch:"rows"`
}

// build works all facts out from the present state of the data and makes them the present ones. report may be nil.
func (f *Facts) build(ctx context.Context, report func(step string, done, of int)) (Build, error) {
	ctx, cancel := context.WithTimeout(ctx, buildTime)
	defer cancel()
	conn := f.warehouse.Conn()
	last, err := readPresent(ctx, conn)
	if err != nil {
		return Build{}, err
	}
	if last.Definition != f.definition.hash {
		if err := f.undefine(ctx); err != nil {
			return Build{}, err
		}
	}
	if err := f.define(ctx); err != nil {
		return Build{}, err
	}
	next := Build{Number: max(uint64(f.now().UnixMicro()), last.Number+1), Definition: f.definition.hash, At: f.settled(ctx)}
	if next.At.IsZero() {
		next.At = last.At
	}
	var rows uint64
	if next.data, rows, err = readData(ctx, conn); err != nil {
		return Build{}, err
	}
	parts := 1 + rows/partRows
	var there []string // of what facts are worked out from
	for i, fill := range f.definition.fills {
		if report != nil {
			report(fill.fact, i, len(f.definition.fills))
		}
		// To plan the working out of nothing takes as long as that of a little.
		if fill.of != nil && !slices.ContainsFunc(fill.of, func(name string) bool { return slices.Contains(there, name) }) {
			continue
		}
		of := parts
		if !strings.Contains(fill.sql, "{parts:") {
			of = 1
		}
		for part := range of {
			if err := conn.Exec(filling(ctx, fill.fact, next.Number, of, part), fill.sql); err != nil {
				return Build{}, fmt.Errorf("work out the fact %s: %w", fill.fact, err)
			}
		}
		if fill.fact == order[0] {
			if err := conn.QueryRow(with(ctx, "build", fmt.Sprint(next.Number)), thereSQL).Scan(&there); err != nil {
				return Build{}, fmt.Errorf("look what facts are to be worked out from: %w", err)
			}
		}
	}
	if err := f.drop(ctx, "fact_"+order[0], next.Number); err != nil {
		return Build{}, err
	}
	if now, _, err := readData(ctx, conn); err != nil {
		return Build{}, err
	} else if now.Erased != next.Erased {
		return Build{}, errors.Join(errErased, f.clear(ctx, func(p partition) bool { return p.Build == next.Number }))
	}
	kept, err := f.partitions(ctx)
	if err != nil {
		return Build{}, err
	}
	next.Rows, next.empty = rowsOf(kept, next.Number), f.definition.without(kept, next.Number)
	if err := f.note(ctx, next); err != nil {
		return Build{}, err
	}
	f.keep(next, 0)
	return next, f.dropAll(ctx, kept, func(p partition) bool { return p.Build < next.Number && p.Build != last.Number })
}

// filling gives a statement that fills a fact its parameters and limits.
func filling(ctx context.Context, fact string, build, parts, part uint64) context.Context {
	settings := clickhouse.Settings{
		"max_execution_time":                 int(buildTime.Seconds()),
		"max_bytes_before_external_group_by": spill, "max_bytes_before_external_sort": spill,
		"min_insert_block_size_bytes": insertBlock,
	}
	if fact == order[0] {
		// Each thread reads all sixty columns of every part of the events at once: of ten million, two threads took more than a statement has.
		settings["max_threads"] = 1
	}
	return clickhouse.Context(ctx,
		clickhouse.WithParameters(clickhouse.Parameters{"build": fmt.Sprint(build), "parts": fmt.Sprint(parts), "part": fmt.Sprint(part)}),
		clickhouse.WithSettings(settings))
}

// note makes a build the present one, once all its rows are there.
func (f *Facts) note(ctx context.Context, b Build) error {
	noting := with(ctx, "number", fmt.Sprint(b.Number), "definition", fmt.Sprint(b.Definition), "events", fmt.Sprint(b.Events),
		"erased", fmt.Sprint(b.Erased), "registry", fmt.Sprint(b.Registry), "rows", fmt.Sprint(b.Rows),
		"at", b.At.UTC().Format("2006-01-02 15:04:05.000"))
	if err := f.warehouse.Conn().Exec(noting, noteSQL); err != nil {
		return fmt.Errorf("make a build of the facts the present one: %w", err)
	}
	return nil
}

// undefine drops the tables and views of the facts and the measures that another program defined.
func (f *Facts) undefine(ctx context.Context) error {
	conn := f.warehouse.Conn()
	var present []struct {
		Name string `ch:"name"`
		View bool   `ch:"view"`
	}
	if err := conn.Select(with(ctx, "names", f.definition.list()), &present, viewsSQL); err != nil {
		return fmt.Errorf("list the tables of the facts: %w", err)
	}
	for _, one := range present {
		statement := dropTableSQL
		if one.View {
			statement = dropViewSQL
		}
		if err := conn.Exec(with(ctx, "name", one.Name), f.warehouse.OnCluster(statement)); err != nil {
			return fmt.Errorf("drop %s: %w", one.Name, err)
		}
	}
	return nil
}

// define makes the tables and views of the facts and the measures that are not there.
func (f *Facts) define(ctx context.Context) error {
	var there []string
	if err := f.warehouse.Conn().QueryRow(with(ctx, "names", f.definition.list()), definedSQL).Scan(&there); err != nil {
		return fmt.Errorf("look for the tables of the facts: %w", err)
	}
	for i, name := range f.definition.names {
		if slices.Contains(there, name) {
			continue
		}
		if err := f.warehouse.Conn().Exec(ctx, f.warehouse.OnCluster(f.definition.creates[i])); err != nil {
			return fmt.Errorf("define %s: %w", name, err)
		}
	}
	return nil
}

// clear drops the partitions of builds that nobody reads any more.
func (f *Facts) clear(ctx context.Context, old func(partition) bool) error {
	kept, err := f.partitions(ctx)
	if err != nil {
		return err
	}
	return f.dropAll(ctx, kept, old)
}

func (f *Facts) dropAll(ctx context.Context, partitions []partition, old func(partition) bool) error {
	for _, p := range partitions {
		if old(p) {
			if err := f.drop(ctx, p.Table, p.Build); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Facts) drop(ctx context.Context, table string, build uint64) error {
	if err := f.warehouse.Conn().Exec(with(ctx, "table", table, "partition", fmt.Sprint(build)), dropPartitionSQL); err != nil {
		return fmt.Errorf("drop a build of %s: %w", table, err)
	}
	return nil
}

func (f *Facts) partitions(ctx context.Context) (kept []partition, err error) {
	if err := f.warehouse.Conn().Select(ctx, &kept, partitionsSQL); err != nil {
		return nil, fmt.Errorf("count the rows of the facts: %w", err)
	}
	return kept, nil
}

// rowsOf is how many rows a build has in all facts.
func rowsOf(kept []partition, build uint64) (rows uint64) {
	for _, p := range kept {
		if p.Build == build {
			rows += p.Rows
		}
	}
	return rows
}

// with gives a statement its parameters, as names and values in turn.
func with(ctx context.Context, parameters ...string) context.Context {
	p := clickhouse.Parameters{}
	for i := 0; i < len(parameters); i += 2 {
		p[parameters[i]] = parameters[i+1]
	}
	return clickhouse.Context(ctx, clickhouse.WithParameters(p))
}
