package engine

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed pairs.sql
var pairsSQL string

// Pair is what one structure of the registry sent to another in a year.
type Pair struct {
	Year     uint16 `ch:"year"`
	Sender   string `ch:"sender"`
	Receiver string `ch:"receiver"`
	// At is the code of a territory where the sender was when it sent some of it; empty for none.
	At        string `ch:"at"`
	Referrals int64  `ch:"referrals"`
	// Records is the exclusive or of a number of each referral, as in a Cell of the same.
	Records uint64 `ch:"records"`
}

// PairsMeasure is the measure whose referrals Pairs tells by both their ends.
const PairsMeasure = "referrals_sent"

// Pairs are all that there are, by year and ends.
func (r *Runner) Pairs(ctx context.Context) ([]Pair, error) {
	var all []Pair
	if err := r.askFor(ctx, &all, clickhouse.Parameters{}, pairsSQL, cutSeconds); err != nil {
		return nil, fmt.Errorf("count who sent people to whom: %w", err)
	}
	return all, nil
}
