package pages

import (
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/texts"
)

// verdict answers one question of the committee in a sentence, which is a link to the page that shows more.
type verdict struct {
	Question, Answer, URL string
	Grave                 bool // somebody has to do something
}

// planVerdict says whether the plan is late.
func planVerdict(r *Request, p affairs.Plan) verdict {
	if len(p.Measures()) == 0 {
		return verdict{Question: r.T("verdict.plan"), URL: r.Link("/plan"), Answer: r.T("verdict.no_plan")}
	}
	answer, late := r.lateMeasures(p)
	v := verdict{Question: r.T("verdict.plan"), URL: r.Link("/plan"), Answer: answer, Grave: late}
	if late {
		v.URL = r.Link("/plan", "show", "late")
	}
	return v
}

// trustVerdict says whether the data can be trusted: which structures are silent, and what share of the events came too late. silent is nil where
// it is not known; doubtful tells that there is a signal of it.
func trustVerdict(r *Request, silent *float64, late float64, events, doubtful bool) verdict {
	v := verdict{Question: r.T("verdict.trust"), URL: r.Link("/quality"), Grave: doubtful}
	var said []string
	switch {
	case silent == nil:
		said = append(said, r.T("verdict.silence_unknown"))
	case *silent > 0:
		said, v.URL = append(said, r.T("verdict.silent", "n", int(*silent))), r.Link("/structures", "show", "silent")
	default:
		said = append(said, r.T("verdict.none_silent"))
	}
	if events {
		said = append(said, r.T("verdict.late", "share", r.Percent(late, 0)))
	}
	v.Answer = texts.Sentence(r.Semicolons(said))
	return v
}

// changeVerdict says what has changed since the last meeting: the figures that the meeting's page sets side by side, and as it judges them.
func changeVerdict(r *Request, s sinceMeeting) verdict {
	v := verdict{Question: r.T("verdict.change"), URL: r.Meeting(s.meeting.Code)}
	day := r.Day(string(s.meeting.Day))
	switch {
	case !s.held:
		v.Answer, v.URL = r.T("verdict.no_meeting"), r.Link("/governance")
		return v
	case s.then == nil:
		v.Answer = r.T("verdict.unpublished_then", "day", day)
		return v
	case s.then.Published.Edition.Number == r.Published.Edition.Number:
		v.Answer = r.T("verdict.nothing_new", "day", day)
		return v
	case s.then.Published.Usual() == r.Published.Usual():
		v.Answer = r.T("verdict.no_new_quarter", "day", day)
		return v
	}
	now := r.asking(r.Published)
	var moved []string
	for _, id := range compared {
		one := r.pairOf(s.then, now, id, windowKinds)
		if one == nil || !one.comparable(s.then.Published) {
			continue
		}
		before, after := one.then.Total(), one.now.Total()
		if id == "impact.people_helped" {
			moved = append(moved, r.Changed("people", one.about, before, after))
		} else {
			moved = append(moved, r.ChangedShare(one.about, before, after))
		}
	}
	moved = slices.DeleteFunc(moved, func(text string) bool { return text == "" })
	if len(moved) == 0 {
		v.Answer = r.T("verdict.nothing_said", "day", day)
		return v
	}
	v.Answer = r.T("verdict.changed", "day", day, "changes", r.Semicolons(moved))
	return v
}
