package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Graph is who is tied to whom: a point each, and arrows between them. A script has no part in it.
type Graph struct {
	Label       string
	Drawings    []Drawing // the same for a wide screen and for a phone: letters are as large in both
	LegendTitle string
	Legend      []GraphKey
	Keys        []GraphKey // what the forms of points mean
	Names       []Numbered // of the points that have a number
}

// Numbered is what a point's number stands for.
type Numbered struct {
	Number            int
	Name, Note, Class string
}

// Drawing is a graph on a ground of some size, cropped to what is drawn.
type Drawing struct {
	Kind    string // desk, or phone
	ViewBox string
	Width   string
	Arrows  []Arrow
	Points  []Point
}

// Arrow goes from one point to another.
type Arrow struct{ Path, Class string }

// Point is drawn as a disc.
type Point struct {
	URL, Title, Class string
	X, Y, R           string
	Number, NX, NY    string // on it; empty where it has none
	Text              string // beside it; empty where there is no room
	TX, TY, Anchor    string
}

// GraphKey says in words what a class stands for.
type GraphKey struct{ Class, Words string }

// Node is a point to be drawn.
type Node struct {
	Name, Title, URL string
	Class            string  // "", lit, or far
	Size             float64 // how many things it stands for
	Rank             int     // what has the highest one is named first, where there is room
	Number           int     // written on the point, whose name a list has: of the points with a number only far ones are named beside; 0 for none
	Note             string  // beside the name in that list
}

// Tie is an arrow to be drawn between two nodes, by their places: the wider the higher its width, from 1 to 4.
type Tie struct {
	From, To, Width int
	Lit             bool
}

// ground is what a graph is drawn on, in its own units.
type ground struct {
	kind              string
	width, height     float64
	margin            float64
	smallest, largest float64 // radius of a point
	gap               float64 // between points
}

var grounds = []ground{{"desk", 900, 620, 46, 7, 22, 14}, {"phone", 350, 460, 22, 5, 13, 8}}

// Names of points, in units of a drawing.
const (
	letter      = 7.4  // how wide a letter is, about
	line        = 15.0 // how high a line of text is
	longestName = 26
)

// NewGraph draws nodes and what ties them. The same ones are drawn alike each time.
func NewGraph(label string, nodes []Node, ties []Tie) *Graph {
	g := &Graph{Label: label}
	laid := lay(nodes, ties)
	for _, on := range grounds {
		g.Drawings = append(g.Drawings, on.draw(nodes, ties, laid))
	}
	for _, n := range nodes {
		if n.Number > 0 {
			g.Names = append(g.Names, Numbered{n.Number, n.Name, n.Note, n.Class})
		}
	}
	slices.SortFunc(g.Names, func(a, b Numbered) int { return cmp.Compare(a.Number, b.Number) })
	return g
}

// draw draws nodes that lie where laid says.
func (on ground) draw(nodes []Node, ties []Tie, laid [][2]float64) Drawing {
	d := Drawing{Kind: on.kind}
	discs := on.place(nodes, laid)
	var all extent
	var tips []extent
	for _, t := range slices.SortedStableFunc(slices.Values(ties), func(a, b Tie) int { return lit(a.Lit) - lit(b.Lit) }) {
		curve := arc(discs[t.From], discs[t.To])
		a := Arrow{Path: curve.path(), Class: fmt.Sprint("w", t.Width)}
		if t.Lit {
			a.Class += " lit"
		}
		d.Arrows = append(d.Arrows, a)
		all.hold(curve.extent())
		tips = append(tips, curve.tip())
	}
	for i, n := range nodes {
		at := discs[i]
		d.Points = append(d.Points, Point{URL: n.URL, Title: n.Title, Class: n.Class, X: coordinate(at.x), Y: coordinate(at.y), R: coordinate(at.r)})
		all.hold(at.extent())
	}
	for _, named := range on.name(d.Points, nodes, discs, tips) {
		all.hold(named)
	}
	const free = 4 // lines are wider than nothing
	d.ViewBox = strings.Join([]string{coordinate(all.x - free), coordinate(all.y - free), coordinate(all.w + 2*free), coordinate(all.h + 2*free)}, " ")
	d.Width = coordinate(all.w + 2*free)
	return d
}

func lit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// disc is where a point is.
type disc struct{ x, y, r float64 }

func (d disc) extent() extent { return extent{d.x - d.r, d.y - d.r, 2 * d.r, 2 * d.r} }

// lay says where nodes lie, from 0 to 1 both ways.
func lay(nodes []Node, ties []Tie) [][2]float64 {
	p := newPlot(len(nodes))
	for _, t := range ties {
		if t.From != t.To {
			p.tie(t.From, t.To, 0.5*float64(t.Width))
		}
	}
	return p.lay()
}

// place makes discs of nodes that lie where laid says, and moves those apart that lie on each other.
func (on ground) place(nodes []Node, laid [][2]float64) []disc {
	most := 1.0
	for _, n := range nodes {
		most = max(most, n.Size)
	}
	discs := make([]disc, len(nodes))
	for i, at := range laid {
		discs[i] = disc{
			on.margin + at[0]*(on.width-2*on.margin), on.margin + at[1]*(on.height-2*on.margin),
			on.smallest + (on.largest-on.smallest)*math.Sqrt(nodes[i].Size/most),
		}
	}
	const rounds = 60
	for range rounds {
		for i := range discs {
			for j := range i {
				a, b := &discs[i], &discs[j]
				dx, dy := a.x-b.x, a.y-b.y
				d := math.Hypot(dx, dy)
				if d < 1e-6 {
					dx, dy, d = 1, 0, 1
				}
				if lack := a.r + b.r + on.gap - d; lack > 0 {
					a.x, a.y = a.x+dx/d*lack/2, a.y+dy/d*lack/2
					b.x, b.y = b.x-dx/d*lack/2, b.y-dy/d*lack/2
				}
			}
		}
		for i := range discs {
			d := &discs[i]
			d.x, d.y = min(max(d.x, on.margin), on.width-on.margin), min(max(d.y, on.margin), on.height-on.margin)
		}
	}
	return discs
}

// curve is a line from one point to another that is bent towards a third one.
type curve struct{ x, y, mx, my, ex, ey float64 }

// arc is the curve from one disc to another, bent to the right so that the way back is another one.
func arc(from, to disc) curve {
	const bend, tip = 0.14, 5.0
	dx, dy := to.x-from.x, to.y-from.y
	d := max(math.Hypot(dx, dy), 1)
	mx, my := (from.x+to.x)/2-dy*bend, (from.y+to.y)/2+dx*bend
	edge := func(of disc, beyond float64) (x, y float64) {
		away := max(math.Hypot(mx-of.x, my-of.y), 1)
		reach := min(of.r+beyond, d/2.2)
		return of.x + (mx-of.x)/away*reach, of.y + (my-of.y)/away*reach
	}
	x, y := edge(from, 1)
	ex, ey := edge(to, tip)
	return curve{x, y, mx, my, ex, ey}
}

func (c curve) path() string {
	return "M" + coordinate(c.x) + " " + coordinate(c.y) + "Q" + coordinate(c.mx) + " " + coordinate(c.my) + " " + coordinate(c.ex) + " " + coordinate(c.ey)
}

// extent holds the curve: its ends, and its middle, which is where it is bent most.
func (c curve) extent() extent {
	var all extent
	for _, at := range [][2]float64{{c.x, c.y}, {c.x/4 + c.mx/2 + c.ex/4, c.y/4 + c.my/2 + c.ey/4}, {c.ex, c.ey}} {
		all.hold(extent{at[0] - 1, at[1] - 1, 2, 2})
	}
	return all
}

// tip is where the head of the arrow is.
func (c curve) tip() extent { return extent{c.ex - 4, c.ey - 4, 8, 8} }

// extent is a rectangle; that without a size holds nothing.
type extent struct{ x, y, w, h float64 }

// hold grows the extent until it holds another one.
func (e *extent) hold(other extent) {
	if e.w == 0 {
		*e = other
		return
	}
	right, foot := max(e.x+e.w, other.x+other.w), max(e.y+e.h, other.y+other.h)
	e.x, e.y = min(e.x, other.x), min(e.y, other.y)
	e.w, e.h = right-e.x, foot-e.y
}

func (e extent) meets(other extent) bool {
	return e.x < other.x+other.w && other.x < e.x+e.w && e.y < other.y+other.h && other.y < e.y+e.h
}

// Far is the class of points that stand for what is elsewhere.
const Far = "far"

// name writes numbers on points, and beside the others, and far ones, their names, the most important first, where there is room: off the heads of
// arrows if it can be, never on points or other names. It answers where it wrote.
func (on ground) name(points []Point, nodes []Node, discs []disc, tips []extent) (named []extent) {
	var taken []extent
	for _, d := range discs {
		taken = append(taken, d.extent())
	}
	order := make([]int, len(nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(nodes[b].Rank, nodes[a].Rank) })
	for _, i := range order {
		if n := nodes[i].Number; n > 0 {
			const down = 5 // from the middle of digits to the line that they stand on
			points[i].Number, points[i].NX, points[i].NY = strconv.Itoa(n), coordinate(discs[i].x), coordinate(discs[i].y+down)
			if nodes[i].Class != Far {
				continue
			}
		}
		text := shortened(nodes[i].Name)
		places := around(discs[i], letter*float64(utf8.RuneCountInString(text)))
		free := func(at label) bool {
			return at.x >= 0 && at.x+at.w <= on.width && at.y >= 0 && at.y+at.h <= on.height && !slices.ContainsFunc(taken, at.meets)
		}
		chosen := slices.IndexFunc(places, func(at label) bool { return free(at) && !slices.ContainsFunc(tips, at.meets) })
		if chosen < 0 {
			chosen = slices.IndexFunc(places, free)
		}
		if chosen < 0 {
			continue
		}
		at := places[chosen]
		taken, named = append(taken, at.extent), append(named, at.extent)
		points[i].Text, points[i].TX, points[i].TY, points[i].Anchor = text, coordinate(at.tx), coordinate(at.ty), at.anchor
	}
	return named
}

// label is a place for a name: what it covers, and from where it is written.
type label struct {
	extent
	tx, ty float64
	anchor string
}

// around are the places for a name of some width beside a disc: below, above, at the right, at the left, and below
// from either edge of it.
func around(d disc, w float64) (places []label) {
	for _, at := range []struct {
		x, y   float64
		anchor string
		left   float64
	}{
		{d.x, d.y + d.r + line, "middle", d.x - w/2}, {d.x, d.y - d.r - 5, "middle", d.x - w/2},
		{d.x + d.r + 4, d.y + 5, "start", d.x + d.r + 4}, {d.x - d.r - 4, d.y + 5, "end", d.x - d.r - 4 - w},
		{d.x - d.r, d.y + d.r + line, "start", d.x - d.r}, {d.x + d.r, d.y + d.r + line, "end", d.x + d.r - w},
	} {
		places = append(places, label{extent{at.left, at.y - line + 3, w, line}, at.x, at.y, at.anchor})
	}
	return places
}

// shortened is a name that takes no more room than there is.
func shortened(name string) string {
	letters := []rune(name)
	if len(letters) <= longestName {
		return name
	}
	return strings.TrimRight(string(letters[:longestName-1]), " ,-–") + "…"
}
