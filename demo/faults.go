package demo

import "vigie/event"

// What goes wrong in a real network, as shares of events. Ours.
const (
	delayed   = 0.25  // written down some days after
	delayDays = 2     // mean of the days beyond the first
	late      = 0.03  // weeks or months after, of the events that tools send
	lateDays  = 35    // median of the days after which: of all events, a few in a thousand take a quarter
	formDays  = 12    // within which a month is declared, counted from its end
	formLate  = 0.08  // of the months are declared weeks or months after
	repeated  = 0.012 // sent twice
	corrected = 0.015 // followed by a corrected revision of an attendance or assessment
	again     = 0.15  // of the corrected are corrected once more
	retracted = 0.004 // attendances whose record is retracted
)

// version tells the events of one step apart.
type version uint8

const (
	original version = iota
	correction
	secondCorrection
	retraction
)

// sending is an event and the day on which it arrives.
type sending struct {
	version version
	day     event.Day
}

// sendings lists when the events of a step arrive: when its tool next sends, some days after, or much later by a fault.
func (p *plan) sendings(ordinal int, into []sending) []sending {
	s, d := &p.steps[ordinal], p.d
	d.begin(p.n.options.Seed, p.subject, partOf(ordinal, "sending"))
	tool := &tools[p.n.sites[s.sender].tool]
	day, tardy := s.day, late
	if s.what == declared {
		tool = &tools[declarationTool]
		day, tardy = day.AddDays(1+d.IntN(formDays)), formLate
	}
	switch u := d.Float64(); {
	case u < tardy:
		day = day.AddDays(1 + int(d.around(lateDays, 0.7)))
	case u < tardy+delayed:
		day = day.AddDays(1 + int(delayDays*d.ExpFloat64()))
	}
	day = tool.next(day)
	into = append(into[:0], sending{original, day})
	if d.chance(repeated) {
		into = append(into, sending{original, day.AddDays(d.IntN(4))})
	}
	if s.what != referred && d.chance(corrected) {
		day = tool.next(day.AddDays(1 + d.IntN(20)))
		into = append(into, sending{correction, day})
		if d.chance(again) {
			into = append(into, sending{secondCorrection, tool.next(day.AddDays(1 + d.IntN(20)))})
		}
	}
	// A retraction may overtake what it retracts, where that was written down late. Nobody's very first visit is retracted.
	if s.what == attended && !(s.first && s.opening == none) && d.chance(retracted) {
		into = append(into, sending{retraction, tool.next(s.day.AddDays(1 + d.IntN(30)))})
	}
	last := p.n.options.To - 1
	for i := range into {
		into[i].day = min(into[i].day, last)
	}
	return into
}

// next is the first day from a given one on which the tool sends.
func (t *tool) next(day event.Day) event.Day {
	if t.rhythm == 0 {
		return (event.MonthOf(day) + 1).First().AddDays(monthlyOn)
	}
	rhythm := event.Day(t.rhythm)
	return (day + rhythm - 1) / rhythm * rhythm
}

// monthlyOn is how many days after the first of a month those send who send once a month.
const monthlyOn = 4

// partOf names the draws of one step for one purpose.
func partOf(ordinal int, purpose string) uint64 { return textNumber(purpose) + uint64(ordinal) }
