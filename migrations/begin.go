package migrations

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

var (
	//go:embed schema.sql
	schemaSQL string
	//go:embed runner/is_empty.sql
	isEmptySQL string
	//go:embed runner/note_versions.sql
	noteVersionsSQL string
)

// begin makes the present schema of a database that has none, and notes all migrations as done: most of what they would make in turn is
// dropped by later ones. It is done again from its first statement where it was interrupted, which leaves a table of versions without a row.
func (p *provider) begin(ctx context.Context) (done bool, err error) {
	if err := (tableLock{}).Lock(ctx, p.db); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, (tableLock{}).Unlock(context.WithoutCancel(ctx), p.db)) }()
	var empty bool
	if err := p.conn.QueryRow(ctx, isEmptySQL).Scan(&empty); err != nil {
		return false, fmt.Errorf("look for tables: %w", err)
	}
	if !empty {
		return false, nil
	}
	for statement := range strings.SplitSeq(p.create+";\n"+schemaSQL, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if err := p.conn.Exec(ctx, statement); err != nil {
			return false, fmt.Errorf("make the schema: %w", err)
		}
	}
	versions := []string{"0"} // where goose begins
	for _, s := range p.goose.ListSources() {
		versions = append(versions, fmt.Sprint(s.Version))
	}
	noting := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"versions": "[" + strings.Join(versions, ",") + "]"}))
	if err := p.conn.Exec(noting, noteVersionsSQL); err != nil {
		return false, fmt.Errorf("note the migrations as done: %w", err)
	}
	return true, nil
}
