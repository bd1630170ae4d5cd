package queries

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// facts are what structures did.
type facts struct {
	active map[string]activity
	linked map[string][]link
}

// activity is the days on which a structure has events: of each month, by the number of its first day, a bit a day.
type activity struct {
	Months numbers `ch:"months"`
	Days   numbers `ch:"days"`
}

// link is the referrals between a structure and another (”: outside the network): how many in each whole month, and on each day of
// months that periods have only a part of.
type link struct {
	other        string
	out          bool // sent by it
	months, days *dealings
}

// dealings are numbers of referrals by the months or days on which they were sent.
type dealings struct {
	From    string  `ch:"from_structure"`
	To      string  `ch:"to_structure"`
	Times   numbers `ch:"times"`
	Numbers numbers `ch:"numbers"`
}

// numbers is an array that comes as a text: the driver takes ten times as long to read it as one.
type numbers []int64

// Scan reads "[1,2]".
func (n *numbers) Scan(text any) error {
	list, ok := text.(string)
	if !ok {
		return fmt.Errorf("read numbers: %T is no text", text)
	}
	list = strings.Trim(list, "[]")
	*n = make(numbers, 0, strings.Count(list, ",")+1)
	for one := range strings.SplitSeq(list, ",") {
		x, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return fmt.Errorf("read numbers: %w", err)
		}
		*n = append(*n, x)
	}
	return nil
}

// bounds numbers days since 1970-01-01, as ClickHouse does.
func (d dated) bounds() bounds {
	const day = 24 * 60 * 60
	return bounds{d.from.Unix() / day, d.to.Unix() / day}
}

// has tells whether there is an event within bounds.
func (a activity) has(b bounds) bool {
	for i, month := range a.Months {
		first, until := max(b.first-month, 0), min(b.until-month, 31)
		if first < until && a.Days[i]>>first&(1<<(until-first)-1) != 0 {
			return true
		}
	}
	return false
}

// bounds are the numbers of a first day and of the one after a last.
type bounds struct{ first, until int64 }

// in is how many there are of the days or months within bounds.
func (d *dealings) in(b bounds) (n int64) {
	if d == nil {
		return 0
	}
	for i, at := range d.Times {
		if at >= b.first && at < b.until {
			n += d.Numbers[i]
		}
	}
	return n
}

// stretch is a period of referrals: its whole months, and the days before and behind them.
type stretch struct {
	months bounds
	days   []bounds
}

func (d dated) stretch() stretch {
	s := stretch{months: d.wholeMonths().bounds()}
	for _, end := range d.ends() {
		s.days = append(s.days, end.bounds())
	}
	return s
}

// referrals are how many a structure sent and received in a stretch; the structures at their other end are added to others.
func (f *facts) referrals(structure string, in stretch, others map[string]bool) (sent, received int64) {
	for _, l := range f.linked[structure] {
		n := l.months.in(in.months)
		for _, days := range in.days {
			n += l.days.in(days)
		}
		if n <= 0 {
			continue
		}
		if l.out {
			sent += n
		} else {
			received += n
		}
		if l.other != "" {
			others[l.other] = true
		}
	}
	return sent, received
}

// dated is a period, without its last day.
type dated struct{ from, to time.Time }

// wholeMonths are those in a period; where there are none, they end before they begin, or as they begin.
func (d dated) wholeMonths() dated { return dated{monthAfter(d.from), monthOf(d.to)} }

// ends are what lies before and behind the whole months of a period.
func (d dated) ends() []dated {
	whole := d.wholeMonths()
	if whole.to.Before(whole.from) {
		return []dated{d}
	}
	return slices.DeleteFunc([]dated{{d.from, whole.from}, {whole.to, d.to}}, func(end dated) bool { return !end.from.Before(end.to) })
}

// monthOf is the first day of a day's month.
func monthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// monthAfter is the first day of a month: that day itself, or the next such day.
func monthAfter(day time.Time) time.Time {
	if month := monthOf(day); month.Before(day) {
		return month.AddDate(0, 1, 0)
	}
	return day
}

// monthsBefore is the day so many months earlier, or the last of its month where that has no such day.
func monthsBefore(day time.Time, months int) time.Time {
	first := monthOf(day).AddDate(0, -months, 0)
	return earlier(first.AddDate(0, 0, day.Day()-1), first.AddDate(0, 1, -1))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// facts reads what structures did: events in some periods, and referrals in others.
func (r *Runner) facts(ctx context.Context, events, referrals []dated, first asked, tables state) (*facts, error) {
	f := &facts{active: make(map[string]activity), linked: make(map[string][]link)}
	var months, days []dealings
	reading, ctx := errgroup.WithContext(ctx)
	if len(events) > 0 {
		reading.Go(func() error {
			rows, err := query[struct {
				Structure string `ch:"structure"`
				activity
			}](ctx, r, first.during(events, tables), measuresSQL("activity"))
			for _, one := range rows {
				f.active[one.Structure] = one.activity
			}
			return err
		})
	}
	if len(referrals) > 0 {
		reading.Go(func() (err error) {
			months, err = query[dealings](ctx, r, first.during(referrals, tables), measuresSQL("pairs"))
			return err
		})
	}
	var cut []string // months of which some period has a part
	for _, d := range referrals {
		for _, end := range d.ends() {
			for month := monthOf(end.from); month.Before(end.to); month = month.AddDate(0, 1, 0) {
				cut = unique(append(cut, month.Format(time.DateOnly)))
			}
		}
	}
	if len(cut) > 0 {
		reading.Go(func() (err error) {
			parameters := first.during(referrals, tables)
			parameters["months"] = arrayLiteral(cut)
			days, err = query[dealings](ctx, r, parameters, measuresSQL("pairs_of_days"))
			return err
		})
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	add := func(d *dealings, months, days *dealings) {
		f.linked[d.From] = append(f.linked[d.From], link{d.To, true, months, days})
		if d.To != "" {
			f.linked[d.To] = append(f.linked[d.To], link{d.From, false, months, days})
		}
	}
	ofDays := make(map[[2]string]*dealings, len(days))
	for i := range days {
		ofDays[[2]string{days[i].From, days[i].To}] = &days[i]
	}
	for i := range months {
		pair := [2]string{months[i].From, months[i].To}
		add(&months[i], &months[i], ofDays[pair])
		delete(ofDays, pair)
	}
	for _, d := range ofDays {
		add(d, nil, d)
	}
	return f, nil
}
