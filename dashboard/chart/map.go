package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/network"
)

// Map is a map as the template draws it: one linked shape a territory.
type Map struct {
	Label, ViewBox string
	Outlined       bool
	Shapes         []Shape
	Dots           string // path of the structures' positions
	DotsLabel      string
	Legend         []LegendItem
	LegendTitle    string
}

// Shape is a territory of a map.
type Shape struct {
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

// maxShapes is up to how many territories a map is drawn of; of more there is a ranking.
const maxShapes = 200

const tileRadius = 36.0 // units of the drawing

// Areas are the territories of a map, and what a reader may see and follow on it.
type Areas struct {
	All        []network.Territory
	Level      string // of all of them; "" where they have several
	Outlines   *Outlines
	Structures []network.Structure // drawn as dots, where there are outlines
	Chosen     func(code string) bool
	Href       func(code string) string
}

// NewMap draws the figures of an answer by territory; nil where the registry has neither outlines nor Paris, and of too many territories.
func NewMap(l *texts.Language, a *figures.Answer, areas Areas) *Map {
	v, unit := l.Of(a.About), a.About.Unit
	m := &Map{Label: Tell(l, unit, Marks(l, a, areas.Chosen), nil), LegendTitle: v.Heading()}
	if unit == "share" {
		m.LegendTitle = v.Title()
	}
	if len(areas.All) > maxShapes {
		return nil
	}
	switch {
	case areas.Outlines != nil:
		m.Outlined, m.ViewBox = true, areas.Outlines.viewBox
	case hasSeats(areas.All):
		w := math.Sqrt(3) * tileRadius
		m.ViewBox = fmt.Sprintf("0 0 %.0f %.0f", 5.5*w+4, 8*tileRadius+4)
	default:
		return nil
	}
	var dots []orb.Point
	if m.Outlined {
		dots = areas.Outlines.dots(areas.Structures)
	}
	var values []float64
	for _, t := range areas.All {
		if f := a.Figure(t.Code); f.Value != nil {
			values = append(values, *f.Value)
		}
	}
	c := newClasses(unit, values)
	missing := 0
	for _, t := range areas.All {
		f := a.Figure(t.Code)
		s := Shape{URL: areas.Href(t.Code), Title: t.Name + l.T("words.colon") + v.Value(f), Chosen: areas.Chosen(t.Code)}
		if f.Value != nil {
			s.Class, s.Text = c.of(*f.Value), l.Amount(unit, *f.Value)
			s.Title = t.Name + l.T("words.colon") + l.Worded(unit, *f.Value)
		}
		if m.Outlined && !areas.Outlines.place(t, &s, dots) || !m.Outlined && !placeTile(t, &s) {
			continue
		}
		if s.Class == 0 {
			missing++
		}
		m.Shapes = append(m.Shapes, s)
	}
	m.Legend = c.legend(l, areas.Level, values, missing)
	if m.Outlined {
		m.Dots = dotPath(dots)
		m.DotsLabel = l.T("map.dots")
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
func placeTile(t network.Territory, s *Shape) bool {
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
