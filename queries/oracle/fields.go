package oracle

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"vigie/event"
)

// drawer draws histories and questions from a seed.
type drawer struct {
	*rand.Rand
	// anchors are days that events and windows gather around, so that a same day, and a day too many, are no rarity.
	anchors []event.Day
	// vocabulary is up to four values of each enumeration, so that the same ones meet.
	vocabulary map[reflect.Type][]reflect.Value
}

// newDrawer begins a stream of draws; all streams of a seed share anchors and vocabulary.
func newDrawer(seed, stream uint64) *drawer {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 0)), vocabulary: map[reflect.Type][]reflect.Value{}}
	for range 6 {
		d.anchors = append(d.anchors, firstDay+event.Day(d.IntN(historyDays)))
	}
	for _, of := range slices.SortedFunc(maps.Keys(enumerations), func(a, b reflect.Type) int { return cmp.Compare(a.Name(), b.Name()) }) {
		all := enumerations[of]
		for _, i := range d.Perm(len(all))[:min(4, len(all))] {
			d.vocabulary[of] = append(d.vocabulary[of], all[i])
		}
	}
	d.Rand = rand.New(rand.NewPCG(seed, stream))
	return d
}

// enumerations are all whose values events may hold.
var enumerations = func() map[reflect.Type][]reflect.Value {
	all := map[reflect.Type][]reflect.Value{}
	for _, values := range []any{
		event.LevelValues(), event.AgeBandValues(), event.ActivityValues(), event.ServiceValues(), event.EquipmentValues(),
		event.ConnectsValues(), event.OfflineReasonValues(), event.BarrierValues(), event.StatusValues(), event.ToKindValues(),
		event.DeclineReasonValues(), event.FormatValues(), event.ProcedureValues(), event.AidValues(), event.HelperValues(),
		event.AudienceValues(), event.TraineeValues(), event.HeardFromValues(), event.GenderValues(),
	} {
		list := reflect.ValueOf(values)
		for i := range list.Len() {
			all[list.Type().Elem()] = append(all[list.Type().Elem()], list.Index(i))
		}
	}
	return all
}()

// How often a field is given, in per cent, where it is not as often as not.
var frequency = map[string]int{
	"Assessment.Structure": 100, "Assessment.Person": 100, "Assessment.Level": 100,
	"Referral.ID": 100, "Referral.Status": 100, "Referral.From": 100, "Referral.To": 85, "Referral.Person": 85,
	"Referral.ReferralSource": 20,
	"Attendance.Structure":    100, "Attendance.Format": 100, "Attendance.Minutes": 100, "Attendance.Person": 100,
	"Attendance.Participants": 15, "Attendance.Territory": 20, "Attendance.Offsite": 20, "Attendance.Audience": 20,
	"Attendance.Referral": 20, "Attendance.Session": 20, "Attendance.Project": 30,
	"Participants.Total":    100,
	"Declaration.Structure": 100, "Declaration.Month": 100, "Declaration.Participations": 100,
	"Retraction.Record": 100, "Record": 25, "Revision": 30,
	"Profile": 85, "Profile.Residence": 85,
}

// Fields that are no enumeration, by their name or by that of their type.
var drawn = map[string]func(d *drawer) any{
	"Structure":      func(d *drawer) any { return pick(d, active) },
	"From":           func(d *drawer) any { return pick(d, active) },
	"To":             func(d *drawer) any { return pick(d, structureIDs) },
	"Person":         func(d *drawer) any { return pick(d, people) },
	"Territory":      func(d *drawer) any { return pick(d, places) },
	"Residence":      func(d *drawer) any { return pick(d, places) },
	"Project":        func(d *drawer) any { return pick(d, projects) },
	"ID":             func(d *drawer) any { return fmt.Sprint("r", d.IntN(20)) },
	"Referral":       func(d *drawer) any { return fmt.Sprint("r", d.IntN(20)) },
	"ReferralSource": func(d *drawer) any { return pick(d, sources) },
	"Session":        func(d *drawer) any { return fmt.Sprint("s", d.IntN(9)) },
	"Record":         func(d *drawer) any { return fmt.Sprint("e", d.IntN(eventsDrawn)) },
	"Revision":       func(d *drawer) any { return uint64(d.IntN(3)) },
	"Tool":           func(d *drawer) any { return pick(d, []string{"pix", "abc"}) },
	"Score":          func(d *drawer) any { return float64(d.IntN(1001)) / 10 },
	"Minutes":        func(d *drawer) any { return 1 + d.IntN(200) },
	"Participations": func(d *drawer) any { return d.IntN(12) },
	"People":         func(d *drawer) any { return d.IntN(12) },
	"ReferralsSent":  func(d *drawer) any { return d.IntN(5) },
	"Month":          func(d *drawer) any { return event.MonthOf(firstDay) + event.Month(d.IntN(15)) },
	"Total":          func(d *drawer) any { return 1 + d.IntN(6) },
	"Returning":      func(d *drawer) any { return d.IntN(4) },
}

// fill draws the fields of a struct of package event, of a kind, embedded ones among them. It panics at one that it does not know:
// what is never drawn is never compared.
func (d *drawer) fill(kind string, of reflect.Value) {
	for i := range of.NumField() {
		field := of.Type().Field(i)
		often, ok := frequency[kind+"."+field.Name]
		switch {
		case field.Anonymous:
			d.fill(kind, of.Field(i))
			continue
		case !ok && frequency[field.Name] > 0:
			often = frequency[field.Name]
		case !ok:
			often = 50
		}
		if d.chance(often) {
			d.draw(field.Name, of.Field(i))
		}
	}
}

// draw gives a field a value of its kind.
func (d *drawer) draw(name string, into reflect.Value) {
	kind := into.Type()
	switch {
	case drawn[name] != nil && kind.Kind() != reflect.Map:
		value := reflect.ValueOf(drawn[name](d))
		if kind.Kind() == reflect.Pointer {
			into.Set(reflect.New(kind.Elem()))
			into = into.Elem()
		}
		into.Set(value.Convert(into.Type()))
	case enumerations[kind] != nil:
		into.Set(pick(d, d.vocabulary[kind]))
	case kind.Kind() == reflect.Bool:
		into.SetBool(true)
	case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.Bool:
		said := d.chance(50)
		into.Set(reflect.ValueOf(&said))
	case kind.Kind() == reflect.Struct:
		d.fill(kind.Name(), into)
	case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.Struct:
		into.Set(reflect.New(kind.Elem()))
		d.fill(kind.Elem().Name(), into.Elem())
	case kind.Kind() == reflect.Slice && enumerations[kind.Elem()] != nil:
		words := d.vocabulary[kind.Elem()]
		for _, i := range d.Perm(len(words))[:d.IntN(3)] {
			into.Set(reflect.Append(into, words[i]))
		}
	case kind.Kind() == reflect.Map:
		d.margin(into)
	default:
		panic(fmt.Sprintf("oracle: nobody draws the field %s %s of events: say in fields.go how, and read it in row.go", name, kind))
	}
}

// margin counts a few people under classes.
func (d *drawer) margin(into reflect.Value) {
	into.Set(reflect.MakeMap(into.Type()))
	words := d.vocabulary[into.Type().Key()]
	if into.Type().Key().Kind() == reflect.String && words == nil {
		for _, place := range places {
			words = append(words, reflect.ValueOf(place))
		}
	}
	for _, i := range d.Perm(len(words))[:min(2, len(words))] {
		into.SetMapIndex(words[i].Convert(into.Type().Key()), reflect.ValueOf(1+d.IntN(3)))
	}
}

// payload draws what an event carries, of the given kind.
func (d *drawer) payload(e *event.Event, kind string) {
	field := reflect.ValueOf(e).Elem().FieldByName(strings.ToUpper(kind[:1]) + kind[1:])
	field.Set(reflect.New(field.Type().Elem()))
	d.fill(field.Type().Elem().Name(), field.Elem())
	e.Kind = event.Kind("vigie." + kind + ".v1")
	agree(e)
}

// texts are the vocabulary of an enumeration.
func (d *drawer) texts(of reflect.Type) []string {
	var texts []string
	for _, value := range d.vocabulary[of] {
		texts = append(texts, value.String())
	}
	return texts
}

func (d *drawer) chance(percent int) bool { return d.IntN(100) < percent }

func pick[T any](d *drawer, from []T) T { return from[d.IntN(len(from))] }
