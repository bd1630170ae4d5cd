package indicator

import "slices"

// Levels are what people can do, from little to much, as assessments say it.
var Levels = []Class{
	{"unable", Text{"En incapacité", "Unable"}},
	{"beginner", Text{"Débutantes", "Beginners"}},
	{"intermediate", Text{"Intermédiaires", "Intermediate"}},
	{"autonomous", Text{"Autonomes", "Autonomous"}},
}

// Passage is from which level to which people passed: places in Levels, the same twice where they stayed.
type Passage struct{ From, To int }

// passage reads between which levels the people of a part passed; nil for a part of no such people.
func (r *reader) passage(p documentPart) *Passage {
	switch {
	case p.From == nil && p.To == nil:
		return nil
	case p.From == nil || p.To == nil:
		r.fault(p.Name.line(), "the part %s needs both from and to, or neither", p.Name.Value)
		return nil
	}
	var names []string
	for _, level := range Levels {
		names = append(names, level.Key)
	}
	r.faults.oneOf(r.file, "from", *p.From, names)
	r.faults.oneOf(r.file, "to", *p.To, names)
	return &Passage{slices.Index(names, p.From.Value), slices.Index(names, p.To.Value)}
}
