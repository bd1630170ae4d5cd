package queries

import (
	"context"
	"fmt"
	"maps"
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
	days   map[pair]*tally // on the days by which periods differ from whole months
}

// activity is the days on which a structure has events: of each month, by the number of its first day, a bit a day.
type activity struct {
	Structure string  `ch:"structure"`
	Months    numbers `ch:"months"`
	Days      numbers `ch:"days"`
}

func (a activity) size() int { return 2 * len(a.Months) }

// pair is the structure that sends and the one that receives (”: outside the network).
type pair struct{ from, to string }

// dealings are numbers of referrals of a pair by the months or days on which they were sent.
type dealings struct {
	From    string  `ch:"from_structure"`
	To      string  `ch:"to_structure"`
	Times   numbers `ch:"times"`
	Numbers numbers `ch:"numbers"`
}

func (d dealings) size() int { return 2 * len(d.Times) }

// link is the referrals between a structure and another, by months.
type link struct {
	pair   pair
	out    bool // sent by it
	months *tally
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

// tally is how many there have been up to each of several days or months, in their order.
type tally struct{ times, until []int64 }

// in is how many there are within bounds. Of a pair that dealt on none of some days there is no tally.
func (t *tally) in(b bounds) int64 {
	if t == nil {
		return 0
	}
	return t.before(b.until) - t.before(b.first)
}

func (t *tally) before(time int64) int64 {
	at, _ := slices.BinarySearch(t.times, time)
	if at == 0 {
		return 0
	}
	return t.until[at-1]
}

// on is how many there are on the days of an edge, to be added to those of whole months.
func (t *tally) on(e edge) int64 { return e.sign * t.in(e.days.bounds()) }

// tallies add up what layers say.
func tallies(layers [][]dealings) map[pair]*tally {
	together := make(map[pair]map[int64]int64)
	for _, d := range slices.Concat(layers...) {
		of := together[pair{d.From, d.To}]
		if of == nil {
			of = make(map[int64]int64, len(d.Times))
			together[pair{d.From, d.To}] = of
		}
		for i, time := range d.Times {
			of[time] += d.Numbers[i]
		}
	}
	all := make(map[pair]*tally, len(together))
	for p, of := range together {
		t := &tally{times: slices.Sorted(maps.Keys(of))}
		var sum int64
		for _, time := range t.times {
			sum += of[time]
			t.until = append(t.until, sum)
		}
		all[p] = t
	}
	return all
}

// links are those of each structure.
func links(months map[pair]*tally) map[string][]link {
	linked := make(map[string][]link)
	for p, t := range months {
		linked[p.from] = append(linked[p.from], link{p, true, t})
		if p.to != "" {
			linked[p.to] = append(linked[p.to], link{p, false, t})
		}
	}
	return linked
}

// stretch is a period of referrals: its whole months, and the days by which it differs from them.
type stretch struct {
	months         bounds
	before, behind edge
}

func (d dated) stretch() stretch {
	before, behind := d.edges()
	return stretch{d.wholeMonths().bounds(), before, behind}
}

// referrals are how many a structure sent and received in a stretch; the structures at their other end are added to others.
func (f *facts) referrals(structure string, in stretch, others map[string]bool) (sent, received int64) {
	for _, l := range f.linked[structure] {
		n := l.months.in(in.months)
		if f.days != nil {
			daily := f.days[l.pair]
			n += daily.on(in.before) + daily.on(in.behind)
		}
		if n <= 0 {
			continue
		}
		other := l.pair.to
		if l.out {
			sent += n
		} else {
			received += n
			other = l.pair.from
		}
		if other != "" {
			others[other] = true
		}
	}
	return sent, received
}

// facts finds what structures did: events in some periods, and referrals in others. Of all time it is worked out once a state of the
// data; of many structures it is read for the periods each time.
func (r *Runner) facts(ctx context.Context, events, referrals []dated, now moment) (*facts, error) {
	periods := slices.Concat(events, referrals)
	if len(periods) == 0 {
		return nil, nil
	}
	tables := now.tables.state
	f := r.memory.factsOf(tables)
	if f == nil {
		ever := now.scope.many(source{scope: "structure"}) <= r.keptKeys
		if ever {
			periods = []dated{{time.Unix(0, 0).UTC(), time.Date(2149, 6, 6, 0, 0, 0, 0, time.UTC)}}
		}
		active, err := ofLayers[activity](ctx, r, tables, "activity", hull(periods), ever)
		if err != nil {
			return nil, err
		}
		months, err := ofLayers[dealings](ctx, r, tables, "pairs", hull(periods), ever)
		if err != nil {
			return nil, err
		}
		f = &facts{active: activities(active), linked: links(tallies(months))}
		if ever {
			r.memory.keepFacts(tables, f)
		}
	}
	cut := cutDays(referrals)
	if cut.none() {
		return f, nil
	}
	parameters := hull(referrals)
	maps.Copy(parameters, cut.parameters())
	days, err := ofLayers[dealings](ctx, r, tables, "pairs_of_days", parameters, false)
	return &facts{active: f.active, linked: f.linked, days: tallies(days)}, err
}

// ofLayers gives the rows of a statement about each layer of a state; those that are to be kept, from memory if they are there.
func ofLayers[R memorable](ctx context.Context, r *Runner, s state, statement string, parameters map[string]string, kept bool) ([][]R, error) {
	layers := s.layers()
	rows := make([][]R, len(layers))
	reading, ctx := errgroup.WithContext(ctx)
	for i, layer := range layers {
		reading.Go(func() (err error) {
			if kept {
				rows[i], err = once[R](ctx, r, layer, statement, parameters)
			} else {
				rows[i], err = query[R](ctx, r, ofLayer(layer, parameters), measuresSQL(statement))
			}
			return err
		})
	}
	return rows, reading.Wait()
}

// activities are those of each structure: of a month, what the last layer says that says something.
func activities(layers [][]activity) map[string]activity {
	all := make(map[string]activity)
	for _, later := range slices.Concat(layers...) {
		a := activity{later.Structure, slices.Clone(later.Months), slices.Clone(later.Days)}
		known := all[later.Structure]
		for i, month := range known.Months {
			if !slices.Contains(later.Months, month) {
				a.Months, a.Days = append(a.Months, month), append(a.Days, known.Days[i])
			}
		}
		all[later.Structure] = a
	}
	return all
}

// hull is from the first day of several periods and of their whole months until their end.
func hull(periods []dated) map[string]string {
	first, until := periods[0].from, periods[0].to
	for _, d := range periods {
		whole := d.wholeMonths()
		first, until = earlier(earlier(first, d.from), whole.from), later(later(until, d.to), whole.to)
	}
	return map[string]string{"first": first.Format(time.DateOnly), "until": until.Format(time.DateOnly)}
}
