package scenario

import (
	"slices"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// lateMinutes is how many minutes a week a structure opens after 18:00 that opens after hours: the least that counts as that.
const lateMinutes = 120

// Known is what changes can name.
type Known struct {
	// Territories are the codes of the published level.
	Territories []string
	// Structures are those that the window's figures count.
	Structures []gate.Registered
}

// Structure is that of an id, if it stands in a territory.
func (k Known) Structure(id string) (gate.Registered, bool) {
	at := slices.IndexFunc(k.Structures, func(s gate.Registered) bool { return s.ID == id && s.Territory != "" })
	if at < 0 {
		return gate.Registered{}, false
	}
	return k.Structures[at], true
}

// Supposed is what changes make of the registry. The error is a gate.Refusal that names the change that can't be.
func (k Known) Supposed(all []Change) (supposed []gate.Supposed, err error) {
	for _, c := range all {
		one := gate.Supposed{Territory: c.Territory}
		switch c.Kind {
		case Open, Fund:
			if !slices.Contains(k.Territories, c.Territory) {
				const named = 20
				return nil, gate.Refusal{
					Code: refusedTerritory, Field: Field, Given: c.String(), Choices: k.Territories[:min(named, len(k.Territories))], More: max(0, len(k.Territories)-named),
				}
			}
			if c.Kind == Open {
				one.With = []indicator.Structure{c.opened()}
			}
			one.Cents = 100 * float64(c.Euros)
		default:
			s, known := k.Structure(c.Structure)
			if !known {
				return nil, refuse(refusedStructure, c.String())
			}
			one.Territory, one.Without = s.Territory, []indicator.Structure{s.Structure}
			if c.Kind == Extend {
				one.With = []indicator.Structure{extended(s.Structure)}
			}
		}
		supposed = append(supposed, one)
	}
	return supposed, nil
}

// opened is the structure that a change opens: it receives the public, and its hours are known.
func (c Change) opened() indicator.Structure {
	s := indicator.Structure{Services: c.Services, Receives: true, Located: true, HoursKnown: true}
	if c.Late {
		s = extended(s)
	}
	return s
}

// extended is a structure that opens after hours, too.
func extended(s indicator.Structure) indicator.Structure {
	s.HoursKnown, s.EveningMinutes = true, max(s.EveningMinutes, lateMinutes)
	return s
}

// IsLate tells whether a structure opens after hours already.
func IsLate(s indicator.Structure) bool {
	return s.HoursKnown && (s.EveningMinutes >= lateMinutes || s.WeekendMinutes > 0)
}
