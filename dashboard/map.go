package dashboard

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"vigie/network"
)

// mapDrawing is a map as the template draws it: one linked shape a territory.
type mapDrawing struct {
	Label, ViewBox string
	Outlined       bool
	Shapes         []shape
	Dots           string // path of the structures' positions
	DotsLabel      string
	Legend         []legendItem
	LegendTitle    string
}

type shape struct {
	URL, Title  string
	Path        string
	Class       int
	Chosen      bool
	Short, Text string // what stands in it: name and value; empty where there is no room
	X, Y, Y2    string
}

// seat is the place of a tile: column and row, odd rows standing half a tile to the right.
type seat struct{ column, row int }

// parisSeats set the twenty arrondissements so that 36 of the 45 true neighbours touch.
var parisSeats = map[string]seat{
	"75101": {1, 3}, "75102": {2, 2}, "75103": {2, 3}, "75104": {2, 4}, "75105": {1, 5}, "75106": {1, 4}, "75107": {0, 3},
	"75108": {1, 2}, "75109": {2, 1}, "75110": {3, 2}, "75111": {3, 3}, "75112": {4, 4}, "75113": {3, 5}, "75114": {0, 5},
	"75115": {0, 4}, "75116": {0, 2}, "75117": {0, 1}, "75118": {3, 1}, "75119": {4, 2}, "75120": {4, 3},
}

// mostShapes is up to how many territories a map is drawn of; of more there is a ranking.
const mostShapes = 200

const tileRadius = 36.0 // units of the drawing

// drawMap draws the figures of an answer by territory; nil where the registry has neither outlines nor Paris.
func (v *view) drawMap(a *asked, label string, outlines *outlines, open []network.Structure) *mapDrawing {
	m := &mapDrawing{Label: label, LegendTitle: v.legendTitle(a.about)}
	areas := v.lowest()
	if len(areas) > mostShapes {
		return nil
	}
	switch {
	case outlines != nil:
		m.Outlined, m.ViewBox = true, outlines.viewBox
	case hasSeats(areas):
		w := math.Sqrt(3) * tileRadius
		m.ViewBox = fmt.Sprintf("0 0 %.0f %.0f", 5.5*w+4, 8*tileRadius+4)
	default:
		return nil
	}
	var dots []orb.Point
	if m.Outlined {
		dots = outlines.dots(open)
	}
	var values []float64
	for _, t := range areas {
		if f := a.figure(t.Code); f.Value != nil {
			values = append(values, *f.Value)
		}
	}
	c := newClasses(a.about.Unit, values)
	missing := 0
	for _, t := range areas {
		s := shape{URL: v.sheet(t.Code), Title: t.Name + v.t("words.colon") + v.value(a.about, a.figure(t.Code))}
		f := a.figure(t.Code)
		s.Chosen = len(v.places) > 0 && v.within(t.Code)
		if f.Value != nil {
			s.Class, s.Text = c.of(*f.Value), v.amount(a.about.Unit, *f.Value)
			s.Title = t.Name + v.t("words.colon") + v.worded(a.about.Unit, *f.Value)
		}
		var drawn bool
		if m.Outlined {
			drawn = outlines.place(t, &s, dots)
		} else {
			drawn = placeTile(t, &s)
		}
		if !drawn {
			continue
		}
		if s.Class == 0 {
			missing++
		}
		m.Shapes = append(m.Shapes, s)
	}
	m.Legend = v.legend(c, values, missing)
	if m.Outlined {
		m.Dots = dotPath(dots)
		m.DotsLabel = v.t("map.dots")
	}
	return m
}

func hasSeats(areas []network.Territory) bool {
	for _, t := range areas {
		if _, ok := parisSeats[t.Code]; ok {
			return true
		}
	}
	return false
}

// placeTile gives a territory of Paris its hexagon.
func placeTile(t network.Territory, s *shape) bool {
	at, ok := parisSeats[t.Code]
	if !ok {
		return false
	}
	w := math.Sqrt(3) * tileRadius
	x := 2 + w/2 + w*(float64(at.column)+0.5*float64(at.row%2))
	y := 2 + tileRadius + 1.5*tileRadius*float64(at.row-1)
	var path strings.Builder
	for corner := range 6 {
		angle := math.Pi / 180 * float64(60*corner-90)
		letter := "L"
		if corner == 0 {
			letter = "M"
		}
		path.WriteString(letter + coordinate(x+tileRadius*math.Cos(angle)) + " " + coordinate(y+tileRadius*math.Sin(angle)))
	}
	s.Path = path.String() + "Z"
	s.X, s.Y, s.Y2 = coordinate(x), coordinate(y-7), coordinate(y+14)
	s.Short = ordinal(t.Code)
	if s.Text == "" {
		s.Text = "–"
	}
	return true
}

// ordinal is how Parisians call an arrondissement: 1er, 2e, … 20e.
func ordinal(code string) string {
	n, err := strconv.Atoi(code)
	if err != nil {
		return code
	}
	if n -= 75100; n == 1 {
		return "1er"
	}
	return strconv.Itoa(n) + "e"
}

// coordinate writes a number of a drawing, with a decimal where it has one.
func coordinate(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }
