package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Graph is who is tied to whom: a point each, and arrows between them. A script has no part in it.
type Graph struct {
	Label, ViewBox string
	Arrows         []Arrow
	Points         []Point
	LegendTitle    string
	Legend         []GraphKey
	Keys           []GraphKey // what the forms of points mean
}

// Arrow goes from one point to another.
type Arrow struct{ Path, Class string }

// Point is drawn as a disc.
type Point struct {
	URL, Title, Class string
	X, Y, R           string
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
}

// Tie is an arrow to be drawn between two nodes, by their places: the wider the higher its width, from 1 to 4.
type Tie struct {
	From, To, Width int
	Lit             bool
}

// The drawing, in its own units.
const (
	graphWidth, graphHeight = 900.0, 620.0
	graphMargin             = 46.0
	smallest, largest       = 7.0, 22.0 // radius of a point
	letter                  = 7.4       // how wide a letter is, about
	line                    = 15.0      // how high a line of text is
	longestName             = 26
)

// NewGraph draws nodes and what ties them. The same ones are drawn alike each time.
func NewGraph(label string, nodes []Node, ties []Tie) *Graph {
	g := &Graph{Label: label, ViewBox: fmt.Sprintf("0 0 %.0f %.0f", graphWidth, graphHeight)}
	discs := place(nodes, ties)
	for _, t := range slices.SortedStableFunc(slices.Values(ties), func(a, b Tie) int { return lit(a.Lit) - lit(b.Lit) }) {
		a := Arrow{Path: arc(discs[t.From], discs[t.To]), Class: fmt.Sprint("w", t.Width)}
		if t.Lit {
			a.Class += " lit"
		}
		g.Arrows = append(g.Arrows, a)
	}
	for i, n := range nodes {
		d := discs[i]
		g.Points = append(g.Points, Point{URL: n.URL, Title: n.Title, Class: n.Class, X: coordinate(d.x), Y: coordinate(d.y), R: coordinate(d.r)})
	}
	name(g.Points, nodes, discs)
	return g
}

func lit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// disc is where a point is.
type disc struct{ x, y, r float64 }

// place lays the nodes out and moves those apart that lie on each other.
func place(nodes []Node, ties []Tie) []disc {
	p, most := newPlot(len(nodes)), 1.0
	for _, t := range ties {
		if t.From != t.To {
			p.tie(t.From, t.To, 0.5*float64(t.Width))
		}
	}
	for _, n := range nodes {
		most = max(most, n.Size)
	}
	discs := make([]disc, len(nodes))
	for i, at := range p.lay() {
		discs[i] = disc{
			graphMargin + at[0]*(graphWidth-2*graphMargin), graphMargin + at[1]*(graphHeight-2*graphMargin),
			smallest + (largest-smallest)*math.Sqrt(nodes[i].Size/most),
		}
	}
	const rounds, gap = 60, 14.0
	for range rounds {
		for i := range discs {
			for j := range i {
				a, b := &discs[i], &discs[j]
				dx, dy := a.x-b.x, a.y-b.y
				d := math.Hypot(dx, dy)
				if d < 1e-6 {
					dx, dy, d = 1, 0, 1
				}
				if lack := a.r + b.r + gap - d; lack > 0 {
					a.x, a.y = a.x+dx/d*lack/2, a.y+dy/d*lack/2
					b.x, b.y = b.x-dx/d*lack/2, b.y-dy/d*lack/2
				}
			}
		}
		for i := range discs {
			d := &discs[i]
			d.x, d.y = min(max(d.x, graphMargin), graphWidth-graphMargin), min(max(d.y, graphMargin), graphHeight-graphMargin)
		}
	}
	return discs
}

// arc is the path from one disc to another, bent to the right so that the way back is another one.
func arc(from, to disc) string {
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
	return "M" + coordinate(x) + " " + coordinate(y) + "Q" + coordinate(mx) + " " + coordinate(my) + " " + coordinate(ex) + " " + coordinate(ey)
}

// name writes the names of points beside them, the most important first, where there is room.
func name(points []Point, nodes []Node, discs []disc) {
	type box struct{ x, y, w, h float64 }
	meet := func(a, b box) bool { return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h }
	var taken []box
	for _, d := range discs {
		taken = append(taken, box{d.x - d.r, d.y - d.r, 2 * d.r, 2 * d.r})
	}
	order := make([]int, len(nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(nodes[b].Rank, nodes[a].Rank) })
	for _, i := range order {
		d, text := discs[i], shortened(nodes[i].Name)
		w := letter * float64(utf8.RuneCountInString(text))
		for _, at := range []struct {
			x, y   float64
			anchor string
			left   float64
		}{
			{d.x, d.y + d.r + line, "middle", d.x - w/2}, {d.x, d.y - d.r - 5, "middle", d.x - w/2},
			{d.x + d.r + 4, d.y + 5, "start", d.x + d.r + 4}, {d.x - d.r - 4, d.y + 5, "end", d.x - d.r - 4 - w},
		} {
			b := box{at.left, at.y - line + 3, w, line}
			if b.x < 0 || b.x+b.w > graphWidth || b.y < 0 || b.y+b.h > graphHeight || slices.ContainsFunc(taken, func(other box) bool { return meet(b, other) }) {
				continue
			}
			taken = append(taken, b)
			points[i].Text, points[i].TX, points[i].TY, points[i].Anchor = text, coordinate(at.x), coordinate(at.y), at.anchor
			break
		}
	}
}

// shortened is a name that takes no more room than there is.
func shortened(name string) string {
	letters := []rune(name)
	if len(letters) <= longestName {
		return name
	}
	return strings.TrimRight(string(letters[:longestName-1]), " ,-–") + "…"
}
