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

// End is where a scale ends that begins at zero and holds marks, their intervals and a line: at the whole of shares, else at a round number.
func End(unit string, all []Mark, line *float64) float64 {
	held := []Mark{{Value: line}}
	for _, m := range all {
		held = append(held, m, Mark{Value: m.High})
	}
	end := Top(held)
	if unit == "share" || end == 0 {
		return max(end, 1)
	}
	return end
}

// Strips draws marks on one scale from zero to end; line, if not nil, is what they are compared with.
func Strips(all []Mark, line *float64, end float64) []Strip {
	at := func(value *float64) string {
		if value == nil {
			return ""
		}
		return coordinate(stripFree + max(0, *value)/end*(stripWidth-2*stripFree))
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
