package chart

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/layout"
)

// plot is a graph to be laid out. Its nodes have an order, which those of gonum's own graphs do not: so it is laid out alike each time.
type plot struct {
	nodes   []graph.Node
	near    [][]graph.Node // by node
	weights [][]float64    // of each two nodes; 0 of those that are not tied
}

// point is a node of a plot: its number.
type point int64

// ID is the number.
func (p point) ID() int64 { return int64(p) }

func newPlot(nodes int) *plot {
	p := &plot{near: make([][]graph.Node, nodes)}
	for n := range nodes {
		p.nodes, p.weights = append(p.nodes, point(n)), append(p.weights, make([]float64, nodes))
	}
	return p
}

// tie ties two different nodes, or ties them closer.
func (p *plot) tie(a, b int, weight float64) {
	for _, ends := range [][2]int{{a, b}, {b, a}} {
		of := &p.weights[ends[0]][ends[1]]
		if *of == 0 {
			p.near[ends[0]] = append(p.near[ends[0]], point(ends[1]))
		}
		*of += weight
	}
}

// Node is one of the graph, or nil.
func (p *plot) Node(id int64) graph.Node {
	if id < 0 || id >= int64(len(p.nodes)) {
		return nil
	}
	return p.nodes[id]
}

// Nodes are all, in their order.
func (p *plot) Nodes() graph.Nodes { return iterator.NewOrderedNodes(p.nodes) }

// From are the nodes tied to one, in the order in which they were.
func (p *plot) From(id int64) graph.Nodes { return iterator.NewOrderedNodes(p.near[id]) }

// HasEdgeBetween tells whether two nodes are tied.
func (p *plot) HasEdgeBetween(x, y int64) bool { return p.weights[x][y] > 0 }

// Edge is what ties two nodes.
func (p *plot) Edge(x, y int64) graph.Edge { return p.WeightedEdge(x, y) }

// WeightedEdge is what ties two nodes.
func (p *plot) WeightedEdge(x, y int64) graph.WeightedEdge {
	if !p.HasEdgeBetween(x, y) {
		return nil
	}
	return tie{point(x), point(y), p.weights[x][y]}
}

// Weight is how closely two nodes are tied.
func (p *plot) Weight(x, y int64) (weight float64, ok bool) {
	weight = p.weights[x][y]
	return weight, weight > 0
}

// tie is an edge of a plot.
type tie struct {
	from, to point
	weight   float64
}

// From is one of its ends.
func (t tie) From() graph.Node { return t.from }

// To is the other.
func (t tie) To() graph.Node { return t.to }

// ReversedEdge is the same.
func (t tie) ReversedEdge() graph.Edge { return tie{t.to, t.from, t.weight} }

// Weight is how close its ends are tied.
func (t tie) Weight() float64 { return t.weight }

// How a plot is laid out.
const (
	layoutSteps = 100
	layoutRate  = 0.05
	layoutTheta = 0.5 // 0: exact
	layoutSeed  = 14
	held        = 0.05 // how closely all nodes are tied to one in the middle, which is not drawn: so parts that nothing ties do not drift apart
	tightest    = 8.0  // how closely a node is tied to all others together, at most: with more, a step overshoots, and all end up on a line
)

// lay lays the nodes of a plot out in a rectangle from 0 to 1 both ways, the same each time (Eades 1984, by gonum).
func (p *plot) lay() [][2]float64 {
	n := len(p.nodes)
	middle, scale := newPlot(n+1), 1.0
	for _, weights := range p.weights {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		scale = min(scale, tightest/max(sum, tightest))
	}
	for a := range n {
		for _, b := range p.near[a] {
			if int64(a) < b.ID() {
				middle.tie(a, int(b.ID()), scale*p.weights[a][b.ID()])
			}
		}
		middle.tie(a, n, held)
	}
	springs := layout.EadesR2{Updates: layoutSteps, Repulsion: 1, Rate: layoutRate, Theta: layoutTheta, Src: rand.NewPCG(layoutSeed, layoutSeed)}
	laid := layout.NewOptimizerR2(middle, springs.Update)
	for laid.Update() {
	}
	at := make([][2]float64, n)
	for i := range n {
		c := laid.Coord2(int64(i))
		at[i] = [2]float64{c.X, c.Y}
	}
	return spread(at)
}

// spread fills a disc with points by the order of their distances from their middle and by that of their directions: one that lies far out, or all
// on a line, would leave no room for the others.
func spread(at [][2]float64) [][2]float64 {
	if len(at) < 2 {
		return slices.Repeat([][2]float64{{0.5, 0.5}}, len(at))
	}
	middle := func(axis int) float64 {
		var all []float64
		for _, p := range at {
			all = append(all, p[axis])
		}
		slices.Sort(all)
		return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
	}
	x, y := middle(0), middle(1)
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(math.Hypot(at[a][0]-x, at[a][1]-y), math.Hypot(at[b][0]-x, at[b][1]-y))
	})
	radii := make([]float64, len(at))
	for rank, i := range order {
		radii[i] = 0.5 * math.Sqrt((float64(rank)+0.5)/float64(len(at)))
	}
	angle := func(i int) float64 { return math.Atan2(at[i][1]-y, at[i][0]-x) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(angle(a), angle(b)) })
	filled := make([][2]float64, len(at))
	for rank, i := range order {
		turn := 2 * math.Pi * float64(rank) / float64(len(at))
		filled[i] = [2]float64{0.5 + radii[i]*math.Cos(turn), 0.5 + radii[i]*math.Sin(turn)}
	}
	return filled
}
