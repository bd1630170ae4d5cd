package demo

import "vigie/event"

// givesUp is how much less likely people come for each average wait.
const givesUp = 0.12

// answer is what becomes of a referral.
type answer struct {
	status event.Status // sent: nobody answers
	days   float64      // until the answer, on average
	comes  float64      // probability that the person comes
}

// answers and their odds, where the structure that receives is active; else nobody answers.
var answers = newOdds([]answer{
	{event.StatusAccepted, 4, 0.85},
	{event.StatusDeclined, 5, 0.05},
	{event.StatusExpired, 0, 0.05},
	{event.StatusSent, 0, 0.25},
}, []float64{70, 12, 6, 12})

// refer adds a referral from a visit, and what follows from it.
func (p *plan) refer(visit step) {
	n, d := p.n, p.d
	from := &n.sites[visit.site]
	r := step{
		what: referred, day: visit.day, site: visit.site, sender: visit.site, status: event.StatusSent,
		to: outside, opening: len(p.steps), service: n.lists.wanted[ageGroup(p.person.age)].pick(d.Float64()), named: true,
	}
	if d.chance(sentOutside) {
		r.kind = n.lists.outside.pick(d.Float64())
		p.steps = append(p.steps, r)
		return
	}
	if len(from.partners) == 0 {
		return
	}
	r.to = from.partners[d.IntN(len(from.partners))]
	to := &n.sites[r.to]
	// A tool that knows other people could not recognise this one, so the person is not named to it.
	known := tools[from.tool].Space == tools[to.tool].Space
	r.named = known && !d.chance(unnamed)
	p.steps = append(p.steps, r)
	if comes := p.answer(r); comes && known {
		wait := d.around(usualWait*n.places[to.place].waiting, waitSpread)
		p.visit(r.to, r.day.AddDays(1+int(wait)), 1+int(1.5*d.ExpFloat64()), r.opening)
	}
}

// answer adds how a referral goes on, and tells whether the person comes.
func (p *plan) answer(r step) bool {
	n, d := p.n, p.d
	a := answers.pick(d.Float64())
	comes := d.chance(a.comes)
	if r.to != outside {
		// Where waits are long, some give up.
		comes = comes && d.chance(1.12-givesUp*n.places[n.sites[r.to].place].waiting)
	}
	day := r.day.AddDays(1 + int(a.days*d.ExpFloat64()))
	heard := d.chance(0.8)
	switch a.status {
	case event.StatusSent:
		return comes
	case event.StatusExpired:
		day = r.day.AddDays(expiry)
	default:
		if !n.sites[r.to].active(day) {
			return false
		}
		// Mostly the one who receives it says so.
		if heard {
			r.sender = r.to
		}
	}
	if n.calendar.holds(day) && n.sites[r.site].active(day) {
		r.status, r.day = a.status, day
		p.steps = append(p.steps, r)
	}
	return comes
}
