package oracle

import (
	"math"
	"slices"

	"vigie/event"
)

// middle is the centre of gravity of a territory's border: of the triangles that its corners make with the first one, those that are
// turned the other way taken off.
func (t Territory) middle() (Point, bool) {
	var sum Point
	area := 0.0
	for i := 2; i < len(t.Outline); i++ {
		a, b, c := t.Outline[0], t.Outline[i-1], t.Outline[i]
		twice := (b.North-a.North)*(c.East-a.East) - (c.North-a.North)*(b.East-a.East)
		area += twice
		sum.North += twice * (a.North + b.North + c.North) / 3
		sum.East += twice * (a.East + b.East + c.East) / 3
	}
	if area == 0 {
		return Point{}, false
	}
	return Point{sum.North / area, sum.East / area}, true
}

// onSphere is where a point of the earth is seen from its centre.
func (p Point) onSphere() [3]float64 {
	north, east := p.North*math.Pi/180, p.East*math.Pi/180
	return [3]float64{math.Cos(north) * math.Cos(east), math.Cos(north) * math.Sin(east), math.Sin(north)}
}

// kilometres are those over the surface of the earth.
func kilometres(a, b Point) float64 {
	straight := 0.0
	v, w := a.onSphere(), b.onSphere()
	for i := range v {
		straight += (v[i] - w[i]) * (v[i] - w[i])
	}
	return 2 * 6371.0088 * math.Asin(math.Sqrt(straight)/2)
}

// kmToOffer: from the middle of each lowest territory to the nearest open structure of the network that receives the public and has a
// position, the mean of the inhabitants; there is none where somebody lives whose territory has no border.
func kmToOffer(n *Network, w window) map[string]Figure {
	everywhere := w
	everywhere.chosen, everywhere.By, everywhere.Filters = nil, total, nil
	var offers []Snapshot
	n.open(everywhere, func(_ string, s Snapshot) {
		if s.Position && !slices.Equal(s.AccessModes, []string{"Ce lieu n'accueille pas de public"}) {
			offers = append(offers, s)
		}
	})
	t, lacking := n.tallies(w), map[string]bool{}
	n.open(w, func(key string, s Snapshot) {
		keys := []string{key}
		if w.By == "service" {
			keys = slices.DeleteFunc(slices.Clone(s.Services), func(service string) bool { return !w.allows("service", service) })
		}
		for _, key := range keys {
			of := t.of(key)
			if !s.Position && !slices.Equal(s.AccessModes, []string{"Ce lieu n'accueille pas de public"}) {
				of.parts["without_position"]++
			}
		}
	})
	add := func(key string, from Territory, people float64, offered func(Snapshot) bool) {
		middle, known := from.middle()
		nearest := math.Inf(1)
		for _, s := range offers {
			if known && offered(s) {
				nearest = min(nearest, kilometres(middle, s.At))
			}
		}
		if math.IsInf(nearest, 1) {
			lacking[key] = true
			return
		}
		t.of(key).numerator += nearest * people
		t.of(key).denominator += people
	}
	for _, code := range n.lowest() {
		from, _ := n.territory(code)
		people := n.population(code)
		if !w.within(code) || people == 0 {
			continue
		}
		switch w.By {
		case "service":
			for _, service := range w.services() {
				add(service, from, people, func(s Snapshot) bool { return slices.Contains(classes(s.Services), service) })
			}
		case "territory":
			add(code, from, people, func(s Snapshot) bool { return w.allows("service", s.Services...) })
		default:
			add(total, from, people, func(s Snapshot) bool { return w.allows("service", s.Services...) })
		}
	}
	for key := range lacking {
		of := t.of(key)
		of.numerator, of.denominator = 0, 0
	}
	return t.ratios(1)
}

// services are the nine, as far as a filter keeps them.
func (w window) services() (all []string) {
	for _, service := range event.ServiceValues() {
		if w.allows("service", string(service)) {
			all = append(all, string(service))
		}
	}
	return all
}
