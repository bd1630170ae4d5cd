package oracle

// placedStream is the stream of random numbers that borders and positions are drawn from: it leaves the rest of a history as it is.
const placedStream = registeredStream + 1

// place gives most territories a border, of three or of six corners, and each snapshot a position, which counts where it is known.
func (d *drawer) place(h *History) {
	point := func() Point { return Point{46 + float64(d.IntN(1000))/1000, 4 + float64(d.IntN(1000))/1000} }
	for i := range h.Territories {
		from := point()
		corner := func(north, east float64) Point { return Point{from.North + north, from.East + east} }
		switch d.IntN(8) {
		case 0:
		case 1, 2, 3:
			h.Territories[i].Outline = []Point{from, corner(0.2, 0.1), corner(0.1, float64(2+d.IntN(5))/10)}
		default: // an angle: its middle is not that of its corners
			h.Territories[i].Outline = []Point{from, corner(0, 0.3), corner(0.1, 0.3), corner(0.1, 0.1), corner(0.3, 0.1), corner(0.3, 0)}
		}
	}
	for i := range h.Snapshots {
		h.Snapshots[i].At = point()
	}
}
