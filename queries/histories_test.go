package queries_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"vigie/queries"
)

// variedRegistry has three lowest territories under one parent, a group, a structure at the parent, one nowhere, one that
// opens and one that closes within the histories, and one that a later snapshot reopens.
var variedRegistry = func() (r registry) {
	for _, words := range [][]string{
		{"territory", "71", "population=1300"}, {"territory", "71076", "parent=71", "population=500"},
		{"territory", "71153", "parent=71", "population=400"}, {"territory", "71270", "parent=71", "population=300"},
		{"group", "pair", "71076,71270"},
		{"structure", "a", "territory=71076", "updated=2023-07-01", "evening=120", "services=employment,safe_use"},
		{"structure", "b", "territory=71076", "updated=2023-08-31", "weekend=1", "services=employment"},
		{"structure", "c", "territory=71153", "updated=2022-12-31", "evening=119"},
		{"structure", "d", "territory=71", "updated=2024-02-29", "services=safe_use,parenting"},
		{"structure", "e", "updated=2023-02-28", "services=parenting"},
		{"structure", "f", "territory=71270", "opened=2024-04-10", "updated=2024-04-10", "evening=130"},
		{"structure", "g", "territory=71153", "closed=2024-08-20", "updated=2023-01-01", "services=safe_use"},
		{"structure", "h", "territory=71270", "closed=2024-03-01", "imported=2024-01-01T00:00:00Z", "updated=2023-03-31"},
		{"structure", "h", "territory=71270", "imported=2024-09-01T00:00:00Z", "updated=2024-08-31", "weekend=60"},
	} {
		if err := r.add(words); err != nil {
			panic(err)
		}
	}
	return r
}()

// What variedRegistry holds under each place that a question may name.
var variedPlaces = map[string][]string{
	"71": {"71", "71076", "71153", "71270"}, "71076": {"71076"}, "71153": {"71153"}, "71270": {"71270"}, "pair": {"71076", "71270"},
}

// variedDays is how many days from 1 January 2024 on the histories have.
const variedDays = 480

// varied draws histories and questions about them.
type varied struct {
	*rand.Rand
	// anchors are days that events and periods gather around, so that a same day, and a day too many, are no rarity.
	anchors []int
}

func newVaried(seed uint64) varied {
	v := varied{Rand: newRand(seed)}
	for range 6 {
		v.anchors = append(v.anchors, v.IntN(variedDays))
	}
	return v
}

func (v varied) chance(percent int) bool { return v.IntN(100) < percent }

// day draws an anchor, or a day that lies as far behind one as the limits of the definitions do.
func (v varied) day() time.Time {
	after := []int{0, 0, 0, 0, 1, 2, 13, 14, 15, 30, 59, 60, 61, 89, 90}
	return time.Date(2024, 1, 1+v.anchors[v.IntN(len(v.anchors))]+after[v.IntN(len(after))], 0, 0, 0, 0, time.UTC)
}

// some draws up to n different values.
func (v varied) some(n int, from ...string) []string {
	from = slices.Clone(from)
	v.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	return from[:min(v.IntN(n+1), len(from))]
}

func (v varied) structure() string { return pick(v.Rand, "a", "b", "c", "d", "e", "f", "g", "h") }

func (v varied) person() string { return pick(v.Rand, "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8") }

var (
	variedServices   = []string{"employment", "safe_use", "parenting", "everyday_tools"}
	variedFormats    = []string{"individual", "workshop", "home_visit"}
	variedAgeBands   = []string{"under_12", "18_24", "60_69", "70_plus"}
	variedActivities = []string{"student", "employed", "retired"}
)

// profile says something of a person, which may differ from what was said before.
func (v varied) profile() map[string]any {
	p := map[string]any{}
	if v.chance(50) {
		p["residence"] = pick(v.Rand, "71076", "71153", "71270", "71", "75113")
	}
	if v.chance(50) {
		p["age_band"] = pick(v.Rand, variedAgeBands...)
	}
	if v.chance(50) {
		p["activity"] = pick(v.Rand, variedActivities...)
	}
	return p
}

// margin spreads some of the participants over classes.
func (v varied) margin(total int, classes []string) map[string]int {
	m := map[string]int{}
	for _, c := range v.some(len(classes), classes...) {
		if n := v.IntN(total + 1); n > 0 {
			m[c] = n
			total -= n
		}
	}
	return m
}

// event draws the type and the data of an event.
func (v varied) event() (kind string, data map[string]any) {
	data = map[string]any{}
	if v.chance(30) {
		if p := v.profile(); len(p) > 0 {
			data["profile"] = p
		}
	}
	switch n := v.IntN(100); {
	case n < 35:
		data["structure"], data["person"], data["level"] = v.structure(), v.person(), levels[1+v.IntN(4)]
		if v.chance(60) {
			data["equipment"] = v.some(3, "smartphone", "computer", "tablet")
		}
		if v.chance(60) {
			data["connects"] = pick(v.Rand, "daily", "weekly", "rarely", "never")
		}
		if v.chance(40) {
			data["offline_reason"] = pick(v.Rand, "skills", "cost", "other")
		}
		if v.chance(40) {
			data["barriers"] = v.some(2, "skills", "fear_of_error", "language")
		}
		return "assessment", data
	case n < 60:
		delete(data, "profile")
		data["referral"], data["status"], data["from"] = fmt.Sprint("ref", v.IntN(24)), pick(v.Rand, "sent", "sent", "sent", "accepted", "declined", "expired"), v.structure()
		if v.chance(10) {
			data["to_kind"] = "employment"
		} else {
			for data["to"] = v.structure(); data["to"] == data["from"]; data["to"] = v.structure() {
				continue
			}
		}
		if v.chance(85) {
			data["person"] = v.person()
		}
		if v.chance(50) {
			data["services"] = v.some(2, variedServices...)
		}
		return "referral", data
	case n < 96:
		data["structure"], data["format"], data["minutes"] = v.structure(), pick(v.Rand, variedFormats...), 1+v.IntN(200)
		if v.chance(15) {
			data["territory"] = pick(v.Rand, "71", "71076", "71153", "75113")
		}
		if v.chance(10) {
			data["audience"] = "helpers"
		}
		if v.chance(50) {
			data["services"] = v.some(2, variedServices...)
		}
		if v.chance(20) {
			data["project"] = pick(v.Rand, "P", "Q")
		}
		if v.chance(20) {
			delete(data, "profile")
			total := 1 + v.IntN(9)
			data["participants"] = map[string]any{"total": total, "returning": v.IntN(total + 1),
				"age_band": v.margin(total, variedAgeBands), "activity": v.margin(total, variedActivities)}
		} else {
			data["person"] = v.person()
		}
		return "attendance", data
	}
	return "retraction", map[string]any{}
}

// history draws batches of events as they arrive: late, more than once, edited, retracted and contradicted.
func (v varied) history(batches, events int) [][]json.RawMessage {
	arriving := make([][]json.RawMessage, batches)
	arrive := func(id, day, kind string, data map[string]any) {
		raw, err := json.Marshal(map[string]any{"specversion": "1.0", "id": id, "source": source, "time": day, "type": "vigie." + kind + ".v1", "data": data})
		if err != nil {
			panic(err)
		}
		// The first batch is large, the last one small.
		batch := min(v.IntN(batches*2), v.IntN(batches*2), batches-1)
		arriving[batch] = append(arriving[batch], raw)
	}
	id := func() string { return fmt.Sprint("id", v.IntN(events)) }
	for i := range events {
		own, day := fmt.Sprint("id", i), v.day().Format(time.DateOnly)
		kind, data := v.event()
		if kind == "retraction" {
			data["record"] = id()
		} else if v.chance(15) {
			data["record"], data["revision"] = id(), v.IntN(3)
		}
		arrive(own, day, kind, data)
		if v.chance(8) {
			arrive(own, day, kind, data)
		}
		if v.chance(5) {
			// Something else under the same id: the first received counts.
			other, body := v.event()
			if other == "retraction" {
				body["record"] = id()
			}
			arrive(own, v.day().Format(time.DateOnly), other, body)
		}
	}
	for _, batch := range arriving {
		v.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
	}
	return arriving
}

// question draws one about an indicator: any grouping, now and then filters, whole months, quarters and years and odd days,
// seen from a day before, within or after the period.
func (v varied) question(i queries.Indicator) queries.Question {
	q := queries.Question{Indicator: i.ID, By: pick(v.Rand, i.Groupings...), Filters: map[string][]string{}}
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var to time.Time
	switch v.IntN(4) {
	case 0:
		from = from.AddDate(0, v.IntN(16), 0)
		to = from.AddDate(0, 1+v.IntN(4), 0)
	case 1:
		from = from.AddDate(0, 3*v.IntN(5), 0)
		to = from.AddDate(0, 3, 0)
	case 2:
		from = from.AddDate(v.IntN(2), 0, 0)
		to = from.AddDate(1, 0, 0)
	default:
		from, to = v.day(), v.day()
		if from.After(to) {
			from, to = to, from
		}
		to = to.AddDate(0, 0, v.IntN(2))
		if from.Equal(to) {
			to = to.AddDate(0, 0, 1)
		}
	}
	if shortly := from.AddDate(0, 2, 10*v.IntN(2)); q.By == "month" && to.After(shortly) {
		to = shortly // each month is a question of its own
	}
	q.From, q.To = from.Format(time.DateOnly), to.Format(time.DateOnly)
	asOf := from.AddDate(0, 0, v.IntN(300)-40)
	switch n := v.IntN(100); {
	case n < 30:
		asOf = v.day().AddDate(0, 0, 60)
	case n < 60:
		asOf = from.AddDate(3, 0, 0) // behind all events
	}
	q.AsOf = asOf.Format(time.DateOnly)
	for _, name := range i.Filters {
		if v.chance(75) {
			continue
		}
		switch name {
		case "territory":
			q.Territories = v.some(2, "71", "71076", "71153", "71270", "pair")
		case "structure":
			q.Filters[name] = v.some(3, "a", "b", "c", "d", "e", "f")
		case "project":
			q.Filters[name] = v.some(1, "P", "Q")
		case "service":
			q.Filters[name] = v.some(2, append(slices.Clone(variedServices), "unknown")...)
		case "format":
			q.Filters[name] = v.some(2, variedFormats...)
		case "age_band":
			q.Filters[name] = v.some(3, append(slices.Clone(variedAgeBands), "unknown", "25_39")...)
		case "activity":
			q.Filters[name] = v.some(2, append(slices.Clone(variedActivities), "unknown")...)
		}
	}
	return q
}
