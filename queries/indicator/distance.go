package indicator

// Distance is how far the inhabitants of an area are from the nearest structure that receives the public, from the middles of the lowest
// territories where they live.
type Distance struct {
	// Travelled is what the kilometres from each middle, times its inhabitants, add up to; Inhabitants are all of these.
	Travelled, Inhabitants float64
	// Known tells that the middle of each is known in which somebody lives, and that there is a structure; without it the others are 0.
	Known bool
}

// Names of the numbers of Distance in formulas: the last is 1 or 0.
const (
	DistanceTravelled   = "distance"
	DistanceInhabitants = "distance_inhabitants"
	DistanceKnown       = "distance_known"
)

// NoDistance says why none is known.
var NoDistance = Text{
	"Sans distance : le contour d’un territoire habité n’est pas importé, ou la position d’aucune structure ouverte n’est connue.",
	"No distance: the outline of an inhabited territory is not imported, or the position of no open structure is known.",
}

// Numbers are those that formulas name.
func (d Distance) Numbers() map[string]float64 {
	return map[string]float64{DistanceTravelled: d.Travelled, DistanceInhabitants: d.Inhabitants, DistanceKnown: number(d.Known)}
}

// number is 1 for yes.
func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
