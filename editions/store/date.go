package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Date is a date of the network: that its plan, or a mandate, begins on.
type Date struct {
	// Day is the first of a month (midnight UTC).
	Day time.Time `ch:"day"`
	// FR and EN are what windows from that day on are called: "Depuis le plan", "Since the plan".
	FR string `ch:"name_fr"`
	EN string `ch:"name_en"`
}

// In is the name in a language: "en", else French.
func (d Date) In(lang string) string {
	if lang == "en" {
		return d.EN
	}
	return d.FR
}

// Dates are those of the network, the first one first.
func (s Store) Dates(ctx context.Context) (all []Date, err error) {
	if err := s.warehouse.Conn().Select(ctx, &all, statement("dates")); err != nil {
		return nil, fmt.Errorf("read the network's dates: %w", err)
	}
	return all, nil
}

// SetDate keeps a date, in the place of that of the same day.
func (s Store) SetDate(ctx context.Context, d Date, at time.Time) error {
	err := s.insert(ctx, "insert_date", 1, func(b driver.Batch, _ int) error { return b.Append(d.Day, d.FR, d.EN, at) })
	if err != nil {
		return fmt.Errorf("keep the date %s: %w", d.Day.Format(time.DateOnly), err)
	}
	return nil
}

// RemoveDate removes the date of a day.
func (s Store) RemoveDate(ctx context.Context, day time.Time) error {
	about := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"day": day.Format(time.DateOnly)}))
	if err := s.warehouse.Conn().Exec(about, s.warehouse.OnCluster(statement("remove_date"))); err != nil {
		return fmt.Errorf("remove the date %s: %w", day.Format(time.DateOnly), err)
	}
	return nil
}
