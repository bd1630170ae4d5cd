package chart

// Strip is one value on a scale that it shares with others: a dot on the span of its interval, and a tick for what all are compared with. Numbers
// are in units of the drawing.
type Strip struct {
	Dot      string // "" where there is no value
	From, To string // of the interval; "" where there is none
	Tick     string // "" where there is none
}

// stripWidth is how wide a strip is drawn; its ends are left free for the dots.
const (
	stripWidth = 320.0
	stripFree  = 6.0
)

// Strips draws marks on one scale that begins at zero and holds all of them; line, if not nil, is what they are compared with.
func Strips(all []Mark, line *float64) []Strip {
	most := 0.0
	hold := func(value *float64) {
		if value != nil {
			most = max(most, *value)
		}
	}
	hold(line)
	for _, m := range all {
		hold(m.Value)
		hold(m.High)
	}
	at := func(value *float64) string {
		if value == nil || most == 0 {
			return ""
		}
		return coordinate(stripFree + max(0, *value)/most*(stripWidth-2*stripFree))
	}
	strips := make([]Strip, len(all))
	for i, m := range all {
		strips[i] = Strip{Dot: at(m.Value), Tick: at(line)}
		if m.Low != nil && m.High != nil {
			strips[i].From, strips[i].To = at(m.Low), at(m.High)
		}
	}
	return strips
}
