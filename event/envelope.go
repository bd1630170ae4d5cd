package event

import "slices"

const specVersion = "1.0"

// FirstDay is the first day that an event may have, 2000-01-01: an earlier one is a
// mistake of the sender's clock or conversion.
const FirstDay Day = 10957

var (
	idForm     = identifier()
	sourceForm = uri()
)

// The attributes of the envelope that are read, and those of CloudEvents that are
// accepted and ignored like any extension.
var attributes = []string{"specversion", "id", "source", "type", "time", "data", "data_base64", "datacontenttype", "dataschema", "subject"}

// event reads the envelope ahead, and the payload that its type names.
func (r *reader) event() Event {
	var e Event
	var seen uint64                // one bit for each of attributes
	var extensions map[string]bool // names of further attributes
	var version string
	var data cursor // at the data, which can come before the type
	timed := false
	for r.enter(); r.more(); {
		name := r.name()
		i := slices.IndexFunc(attributes, func(attribute string) bool { return attribute == string(name) })
		if i >= 0 && seen&(1<<i) != 0 || extensions[string(name)] {
			r.skip()
			r.add(printable(name), CodeDuplicate, "Give this attribute once only.")
			continue
		}
		if i >= 0 {
			seen |= 1 << i
		} else {
			if extensions == nil {
				extensions = map[string]bool{}
			}
			extensions[string(name)] = true
		}
		if r.kind() == 'n' { // CloudEvents: an attribute that is null is not set
			r.skip()
			continue
		}
		switch string(name) {
		case "specversion":
			idForm.read(r, "specversion", &version)
		case "id":
			idForm.read(r, "id", &e.ID)
		case "source":
			sourceForm.read(r, "source", &e.Source)
		case "type":
			idForm.read(r, "type", (*string)(&e.Kind))
		case "time":
			timed = true
			e.Day = r.moment()
		case "data":
			data = r.cursor
			r.skip()
		case "data_base64":
			r.skip()
			r.add("data_base64", CodeFormat, "Send the data as a JSON object in data.")
		default:
			r.skip()
		}
	}
	switch {
	case version == "":
		r.add("specversion", CodeRequired, needed)
	case version != specVersion:
		r.add("specversion", CodeEnum, "Set specversion to 1.0.")
	}
	if !timed {
		r.add("time", CodeRequired, needed)
	}
	if data.text == nil {
		r.add("data", CodeRequired, needed)
	} else if of, known := payloadOf(e.Kind); known {
		r.cursor = data
		of.read(r, &e)
	}
	return e
}

// moment reads the time ahead as a day.
func (r *reader) moment() Day {
	var written string
	idForm.read(r, "time", &written)
	day, ok := moment(written)
	if !ok {
		r.add("time", CodeFormat, "Write the time as 2026-01-31, or with its offset as 2026-01-31T10:00:00+01:00.")
	}
	return day
}

// check reports what is wrong with an event, given the day of today.
func (e *Event) check(f *faults, today Day) {
	if e.ID == "" {
		f.add("id", CodeRequired, needed)
	} else {
		idForm.check(f, "id", e.ID)
	}
	if e.Source == "" {
		f.add("source", CodeRequired, needed)
	} else {
		sourceForm.check(f, "source", e.Source)
	}
	switch {
	case e.Day < FirstDay:
		f.add("time", CodePast, "Correct the day: events begin with 2000-01-01.")
	case e.Day > e.lastDay(today):
		f.add("time", CodeFuture, "Correct the day: it is more than one day ahead of today in Paris.")
	}
	if d := e.Declaration; d != nil && d.Month > MonthOf(today) {
		f.add("data.month", CodeFuture, "Correct the month: it has not begun yet in Paris.")
	}
	of, known := payloadOf(e.Kind)
	switch {
	case e.Kind == "":
		f.add("type", CodeRequired, needed)
	case !known:
		f.add("type", CodeEnum, "Use one of "+join(Kinds())+".")
	case of.given(e):
		of.check(f, e)
	default:
		f.add("data", CodeRequired, needed)
	}
	for i := range payloads {
		if known && payloads[i].kind != of.kind && payloads[i].given(e) {
			f.add("data", CodeExclusive, "Set only the payload that the type names.")
		}
	}
}

// lastDay is the last day that the event may have: a declaration has that of its month, which may be the present one.
func (e *Event) lastDay(today Day) Day {
	last := today.AddDays(1)
	if e.Declaration != nil {
		last = max(last, e.Declaration.Month.Last())
	}
	return last
}

const needed = "Add this field: every event needs it."
