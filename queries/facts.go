package queries

import (
	"context"
	"fmt"
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
