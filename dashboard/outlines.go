package dashboard

import (
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
	labelWidth   = 40.0  // units that a name and a value need
	labelHeight  = 34.0
)

// outlines are the true borders of territories, ready to be drawn.
type outlines struct {
	viewBox string
	areas   map[string]outline
	project func(orb.Point) orb.Point
	bound   orb.Bound // of the drawing
}

type outline struct {
	path     string
	centre   orb.Point
	labelled bool // a name and a value have room in it
}

// outlineCache keeps the last drawing: outlines change only with an import, and drawing them takes longer than a page may.
type outlineCache struct {
	mu   sync.Mutex
	seed maphash.Seed
	sum  uint64
	last *outlines
}

// draw projects and simplifies the outlines of areas; nil where none of them has one. It answers from the last drawing as
// long as the geometries are the same.
func (c *outlineCache) draw(areas []network.Territory, geometries map[string]json.RawMessage) (*outlines, error) {
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
func project(shapes map[string]orb.Geometry) *outlines {
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
	o := &outlines{
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

// outline simplifies one shape on the plane and finds where its name goes: the middle of its largest part.
func (o *outlines) outline(g orb.Geometry) outline {
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
				out.centre, _ = planar.CentroidArea(flat)
				b := flat.Bound()
				out.labelled = b.Max.X()-b.Min.X() >= labelWidth && b.Max.Y()-b.Min.Y() >= labelHeight
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

func polygons(g orb.Geometry) []orb.Polygon {
	switch shape := g.(type) {
	case orb.Polygon:
		return []orb.Polygon{shape}
	case orb.MultiPolygon:
		return shape
	}
	return nil
}

// place gives a territory its outline.
func (o *outlines) place(t network.Territory, s *shape) bool {
	area, ok := o.areas[t.Code]
	if !ok || area.path == "" {
		return false
	}
	s.Path = area.path
	if !area.labelled {
		s.Text = ""
		return true
	}
	s.X, s.Y, s.Y2 = coordinate(area.centre.X()), coordinate(area.centre.Y()-3), coordinate(area.centre.Y()+12)
	if _, paris := parisSeats[t.Code]; paris {
		s.Short = ordinal(t.Code)
	}
	return true
}

// dots is a path with a point for each structure that has a position within the drawing.
func (o *outlines) dots(structures []network.Structure) string {
	var path strings.Builder
	for _, s := range structures {
		if s.Latitude == nil || s.Longitude == nil {
			continue
		}
		if p := o.project(orb.Point{*s.Longitude, *s.Latitude}); o.bound.Contains(p) {
			path.WriteString("M" + coordinate(p.X()) + " " + coordinate(p.Y()) + "h0")
		}
	}
	return path.String()
}
