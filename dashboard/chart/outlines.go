package chart

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"vigie/network"
)

const (
	drawingWidth = 560.0 // units of a drawing made from outlines
	coarseness   = 0.7   // units by which a simplified border may stray from the true one
	labelWidth   = 27.0  // units that a name above a value needs within a border
	labelHeight  = 25.0
	valueHeight  = 12.0 // units that a value alone needs
	coverWidth   = 38.0 // units within which a name and a value may cover a structure
	coverHeight  = 30.0
	maxSpots     = 80   // about how many places for a label are weighed in an area
	dotCost      = 25.0 // units further from the middle that a label goes to cover one structure less
)

// Outlines are the true borders of territories, ready to be drawn.
type Outlines struct {
	viewBox string
	areas   map[string]outline
	project func(orb.Point) orb.Point
	bound   orb.Bound // of the drawing
}

type outline struct {
	path  string
	named bool        // a name has room above the value
	spots []orb.Point // where the middle of a label may be, from the middle outwards; none: there is no room for it
}

// Borders keeps the last drawing of outlines. They change only with an import, and drawing them takes longer than a page may. It is safe for
// concurrent use.
type Borders struct {
	mu   sync.Mutex
	seed maphash.Seed
	sum  uint64
	last *Outlines
}

// Draw projects and simplifies the outlines of areas; nil where none of them has one. It answers from the last drawing as
// long as the geometries are the same.
func (c *Borders) Draw(areas []network.Territory, geometries map[string]json.RawMessage) (*Outlines, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seed == (maphash.Seed{}) {
		c.seed = maphash.MakeSeed()
	}
	var hash maphash.Hash
	hash.SetSeed(c.seed)
	shapes := map[string]orb.Geometry{}
	var codes []string
	for _, t := range areas {
		if raw, ok := geometries[t.Code]; ok {
			codes = append(codes, t.Code)
			hash.WriteString(t.Code)
			hash.Write(raw)
		}
	}
	if len(codes) == 0 {
		return nil, nil
	}
	if c.last != nil && c.sum == hash.Sum64() {
		return c.last, nil
	}
	for _, code := range codes {
		g, err := geojson.UnmarshalGeometry(geometries[code])
		if err != nil {
			return nil, fmt.Errorf("read the outline of %s: %w", code, err)
		}
		shapes[code] = g.Geometry()
	}
	c.sum, c.last = hash.Sum64(), project(shapes)
	return c.last, nil
}

// project lays the shapes on a plane: degrees of longitude shortened to what they are at the middle latitude.
func project(shapes map[string]orb.Geometry) *Outlines {
	all := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for _, s := range shapes {
		all = all.Union(s.Bound())
	}
	shrink := math.Cos(all.Center().Lat() * math.Pi / 180)
	scale := drawingWidth / ((all.Max.Lon() - all.Min.Lon()) * shrink)
	height := (all.Max.Lat() - all.Min.Lat()) * scale
	if tallest := 1.25 * drawingWidth; height > tallest {
		scale *= tallest / height
		height = tallest
	}
	width := (all.Max.Lon() - all.Min.Lon()) * shrink * scale
	o := &Outlines{
		viewBox: fmt.Sprintf("-3 -3 %.0f %.0f", width+6, height+6),
		areas:   map[string]outline{},
		project: func(p orb.Point) orb.Point {
			return orb.Point{(p.Lon() - all.Min.Lon()) * shrink * scale, (all.Max.Lat() - p.Lat()) * scale}
		},
		bound: orb.Bound{Max: orb.Point{width, height}},
	}
	for _, code := range slices.Sorted(maps.Keys(shapes)) {
		o.areas[code] = o.outline(shapes[code])
	}
	return o
}

// outline simplifies one shape on the plane and finds where its name may go, within its largest part.
func (o *Outlines) outline(g orb.Geometry) outline {
	var out outline
	var path strings.Builder
	largest := 0.0
	for _, polygon := range polygons(g) {
		for i, ring := range polygon {
			flat := make(orb.Ring, len(ring))
			for j, p := range ring {
				flat[j] = o.project(p)
			}
			if area := math.Abs(planar.Area(flat)); i == 0 && area > largest {
				largest = area
				if out.spots, out.named = spots(flat, area, labelHeight), true; len(out.spots) == 0 {
					out.spots, out.named = spots(flat, area, valueHeight), false
				}
			}
			flat = simplify.DouglasPeucker(coarseness).Ring(flat)
			if len(flat) < 4 {
				continue
			}
			for j, p := range flat[:len(flat)-1] {
				letter := "L"
				if j == 0 {
					letter = "M"
				}
				path.WriteString(letter + coordinate(p.X()) + " " + coordinate(p.Y()))
			}
			path.WriteString("Z")
		}
	}
	out.path = path.String()
	return out
}

// spots are the places within a ring where a label of that height stays inside it. The middle of a shape that is bent may lie
// outside, and is none.
func spots(ring orb.Ring, area, height float64) []orb.Point {
	var all []orb.Point
	bound := ring.Bound()
	step := math.Max(3, math.Sqrt(area/maxSpots))
	for x := bound.Min.X() + labelWidth/2; x <= bound.Max.X()-labelWidth/2; x += step {
		for y := bound.Min.Y() + height/2; y <= bound.Max.Y()-height/2; y += step {
			inside := true
			for _, dx := range []float64{-labelWidth / 2, 0, labelWidth / 2} {
				for _, dy := range []float64{-height / 2, 0, height / 2} {
					inside = inside && planar.RingContains(ring, orb.Point{x + dx, y + dy})
				}
			}
			if inside {
				all = append(all, orb.Point{x, y})
			}
		}
	}
	centre, _ := planar.CentroidArea(ring)
	slices.SortFunc(all, func(a, b orb.Point) int { return cmp.Compare(planar.Distance(a, centre), planar.Distance(b, centre)) })
	return all
}

// spot is where the label goes: near the middle, but rather beside the structures than over them.
func (a outline) spot(dots []orb.Point) orb.Point {
	reach := orb.MultiPoint(a.spots).Bound().Pad(math.Max(coverWidth, coverHeight) / 2)
	var near []orb.Point
	for _, dot := range dots {
		if reach.Contains(dot) {
			near = append(near, dot)
		}
	}
	best, least := a.spots[0], math.Inf(1)
	for _, s := range a.spots {
		cost := planar.Distance(s, a.spots[0])
		for _, dot := range near {
			if cost >= least {
				break
			}
			if math.Abs(dot.X()-s.X()) < coverWidth/2 && math.Abs(dot.Y()-s.Y()) < coverHeight/2 {
				cost += dotCost
			}
		}
		if cost < least {
			best, least = s, cost
		}
	}
	return best
}

func polygons(g orb.Geometry) []orb.Polygon {
	switch shape := g.(type) {
	case orb.Polygon:
		return []orb.Polygon{shape}
	case orb.MultiPolygon:
		return shape
	}
	return nil
}

// place gives a territory its outline, and its label a place where it covers few of the dots.
func (o *Outlines) place(t network.Territory, s *Shape, dots []orb.Point) bool {
	area, ok := o.areas[t.Code]
	if !ok || area.path == "" {
		return false
	}
	s.Path = area.path
	if len(area.spots) == 0 {
		s.Text = ""
		return true
	}
	at := area.spot(dots)
	s.X, s.Y, s.Y2 = coordinate(at.X()), coordinate(at.Y()-3), coordinate(at.Y()+12)
	if !area.named {
		s.Y2 = coordinate(at.Y() + 5)
		return true
	}
	if _, paris := parisSeats[t.Code]; paris {
		s.Short = ordinal(t.Code)
	}
	return true
}

// dots are the positions on the drawing of the structures that lie in it.
func (o *Outlines) dots(structures []network.Structure) []orb.Point {
	var all []orb.Point
	for _, s := range structures {
		if s.Latitude == nil || s.Longitude == nil {
			continue
		}
		if p := o.project(orb.Point{*s.Longitude, *s.Latitude}); o.bound.Contains(p) {
			all = append(all, p)
		}
	}
	return all
}

// dotPath is a path with a point for each dot.
func dotPath(dots []orb.Point) string {
	var path strings.Builder
	for _, p := range dots {
		path.WriteString("M" + coordinate(p.X()) + " " + coordinate(p.Y()) + "h0")
	}
	return path.String()
}
