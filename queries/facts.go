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
	Structure string  `ch:"structure"`
	Months    numbers `ch:"months"`
	Days      numbers `ch:"days"`
}

func (a activity) size() int { return 2 * len(a.Months) }

// link is the referrals between a structure and another (”: outside the network): how many in each whole month, and on each day of
// months that periods have only a part of.
type link struct {
	other string
	out   bool // sent by it
	*dealt
}

type dealt struct{ months, days []dealings }

// dealings are numbers of referrals by the months or days on which they were sent.
type dealings struct {
	From    string  `ch:"from_structure"`
	To      string  `ch:"to_structure"`
	Times   numbers `ch:"times"`
	Numbers numbers `ch:"numbers"`
}

func (d dealings) size() int { return 2 * len(d.Times) }

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
func (b bounds) in(all []dealings) (n int64) {
	for _, d := range all {
		for i, at := range d.Times {
			if at >= b.first && at < b.until {
				n += d.Numbers[i]
			}
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
		n := in.months.in(l.months)
		for _, days := range in.days {
			n += days.in(l.days)
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
func (r *Runner) facts(ctx context.Context, events, referrals []dated, now moment) (*facts, error) {
	layers := now.tables.state.layers()
	active, months, days := make([][]activity, len(layers)), make([][]dealings, len(layers)), make([][]dealings, len(layers))
	cut := cutMonths(referrals)
	reading, ctx := errgroup.WithContext(ctx)
	for i, layer := range layers {
		if len(events) > 0 {
			reading.Go(func() (err error) {
				active[i], err = ofTime[activity](ctx, r, layer, "activity", events, now.scope)
				return err
			})
		}
		if len(referrals) > 0 {
			reading.Go(func() (err error) {
				months[i], err = ofTime[dealings](ctx, r, layer, "pairs", referrals, now.scope)
				return err
			})
		}
		if len(cut) > 0 {
			reading.Go(func() (err error) {
				parameters := ofLayer(layer, hull(referrals))
				parameters["months"] = arrayLiteral(cut)
				days[i], err = query[dealings](ctx, r, parameters, measuresSQL("pairs_of_days"))
				return err
			})
		}
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	f := &facts{active: make(map[string]activity), linked: make(map[string][]link)}
	for _, rows := range active {
		for _, a := range rows {
			f.active[a.Structure] = f.active[a.Structure].replaced(a)
		}
	}
	pairs := make(map[[2]string]*dealt)
	at := func(d dealings) *dealt {
		pair := [2]string{d.From, d.To}
		if pairs[pair] == nil {
			pairs[pair] = &dealt{}
			f.linked[d.From] = append(f.linked[d.From], link{d.To, true, pairs[pair]})
			if d.To != "" {
				f.linked[d.To] = append(f.linked[d.To], link{d.From, false, pairs[pair]})
			}
		}
		return pairs[pair]
	}
	for _, d := range slices.Concat(months...) {
		at(d).months = append(at(d).months, d)
	}
	for _, d := range slices.Concat(days...) {
		at(d).days = append(at(d).days, d)
	}
	return f, nil
}

// ofTime gives what structures did, as a layer has it: of all time, from memory, or, of many structures, during some periods.
func ofTime[R memorable](ctx context.Context, r *Runner, layer uint64, statement string, periods []dated, s *scope) ([]R, error) {
	if s.many(source{scope: "structure"}) > r.keptKeys {
		return query[R](ctx, r, ofLayer(layer, hull(periods)), measuresSQL(statement))
	}
	return once[R](ctx, r, layer, statement, map[string]string{"first": "1970-01-01", "until": "2149-06-06"})
}

// hull is from the first day of several periods until their end.
func hull(periods []dated) map[string]string {
	first, until := periods[0].from, periods[0].to
	for _, d := range periods {
		first, until = earlier(first, d.from), later(until, d.to)
	}
	return map[string]string{"first": first.Format(time.DateOnly), "until": until.Format(time.DateOnly)}
}

// cutMonths are the first days of months of which some period has a part only.
func cutMonths(periods []dated) (cut []string) {
	for _, d := range periods {
		for _, end := range d.ends() {
			for month := monthOf(end.from); month.Before(end.to); month = month.AddDate(0, 1, 0) {
				cut = unique(append(cut, month.Format(time.DateOnly)))
			}
		}
	}
	return cut
}

// replaced is the activity with what a later layer says of months in the place of what it says of them itself.
func (a activity) replaced(by activity) activity {
	if a.Months == nil {
		return by
	}
	all := activity{Structure: a.Structure, Months: slices.Clone(by.Months), Days: slices.Clone(by.Days)}
	for i, month := range a.Months {
		if !slices.Contains(by.Months, month) {
			all.Months, all.Days = append(all.Months, month), append(all.Days, a.Days[i])
		}
	}
	return all
}
