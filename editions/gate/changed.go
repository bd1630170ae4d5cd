package gate

import (
	"slices"
	"strings"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// changed tells whether a point's area held other territories when one of its windows was counted than it does now: it was another area, of the same
// name. Of a window that ended before the area was so there is nothing to tell, either.
func (a asked) changed(at point) bool {
	return slices.ContainsFunc(a.windowsOf(at), func(w period.Window) bool {
		return a.otherThen(at.area, w) || slices.ContainsFunc(a.others, func(name string) bool {
			_, in := a.list.Read(name, w)
			return a.Published(in) && a.otherThen(at.area, in)
		})
	})
}

// heldOthers tells whether an area held other territories when a window was counted than as of the edition, whatever it holds now.
func (p *Publication) heldOthers(area cells.Area, w period.Window) bool {
	then, since := p.held.At(area, p.windows[w].Edition), p.held.At(area, p.Edition.Number)
	return area.Code != cells.Network && !slices.Equal(then.Members, since.Members)
}

// otherThen tells of an area and a window what changed tells of a point.
func (p *Publication) otherThen(area cells.Area, w period.Window) bool {
	if area.Code == cells.Network || !p.held.Known() {
		return false
	}
	now, then := p.areas.Members[area], p.held.At(area, p.windows[w].Edition)
	if len(now) < 2 {
		return len(then.Members) > 0
	}
	return !slices.Equal(now, then.Members) || !then.Counts(w)
}

// namedChanges is how many changed areas notes name.
const namedChanges = 3

// notesOn says of areas that held other territories then from when on there are figures.
func (a asked) notesOn(changed []cells.Area) (notes []string) {
	note := func(fr, en string) { notes = append(notes, indicator.Text{FR: fr, EN: en}.In(a.question.Lang)) }
	for _, area := range changed[:min(len(changed), namedChanges)] {
		name := a.name(area, a.question.Lang)
		held, now := a.held.At(area, a.Edition.Number), a.areas.Members[area]
		if len(now) < 2 {
			now = nil
		}
		switch {
		case held.Since.Equal(store.Never):
			note(name+" n’est pas compté : un de ses territoires est déjà dans trois groupes, ou l’a été dans six au fil du temps.",
				name+" is not counted: one of its territories is in three groups already, or has been in six over time.")
		case held.Edition > 0 && slices.Equal(held.Members, now) && held.Since.Equal(store.Always):
			note(name+" réunissait alors d’autres territoires, ou n’était pas compté.", name+" held other territories then, or was not counted.")
		case held.Edition > 0 && slices.Equal(held.Members, now):
			note(name+" réunissait alors d’autres territoires, ou n’était pas compté : ses chiffres sont ceux des périodes qui finissent en "+period.Label(held.Since, "fr")+" ou après.",
				name+" held other territories then, or was not counted: its figures are of windows that end in "+period.Label(held.Since, "en")+" or after.")
		default:
			note(name+" réunit d’autres territoires qu’à la dernière édition : ses chiffres reprennent avec la prochaine.",
				name+" holds other territories than as of the last edition: its figures go on with the next one.")
		}
	}
	if more := changed[min(len(changed), namedChanges):]; len(more) > 0 {
		var names []string
		for _, area := range more {
			names = append(names, a.name(area, a.question.Lang))
		}
		note("De même : "+strings.Join(names, ", ")+".", "So do: "+strings.Join(names, ", ")+".")
	}
	return notes
}
