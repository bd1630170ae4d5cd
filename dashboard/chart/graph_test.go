package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// A graph is drawn alike each time, with every point in the drawing and none on another, whatever ties them.
func TestGraph(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 5))
	for _, n := range []int{0, 1, 2, 3, 20, 60} {
		for _, chance := range []int{0, 5, 100} {
			var nodes []Node
			var ties []Tie
			for i := range n {
				nodes = append(nodes, Node{Name: fmt.Sprint("Arrondissement ", i), Size: float64(random.IntN(40)), Rank: random.IntN(9)})
				for j := range n {
					if i != j && random.IntN(100) < chance {
						ties = append(ties, Tie{From: i, To: j, Width: 1 + random.IntN(4)})
					}
				}
			}
			once, again := NewGraph("", nodes, ties), NewGraph("", nodes, ties)
			if !reflect.DeepEqual(once, again) {
				t.Errorf("%d nodes, %d ties: drawn in two ways", n, len(ties))
			}
			laid := lay(nodes, ties)
			for k, on := range grounds {
				if len(once.Drawings[k].Points) != n || len(once.Drawings[k].Arrows) != len(ties) {
					t.Errorf("%d points and %d arrows of %d and %d", len(once.Drawings[k].Points), len(once.Drawings[k].Arrows), n, len(ties))
				}
				discs := on.place(nodes, laid)
				for i, a := range discs {
					if !(a.x >= a.r && a.x <= on.width-a.r && a.y >= a.r && a.y <= on.height-a.r) {
						t.Errorf("%s, %d nodes, %d ties: a point at %v is not in the drawing", on.kind, n, len(ties), a)
					}
					for _, b := range discs[:i] {
						if math.Hypot(a.x-b.x, a.y-b.y) < a.r+b.r {
							t.Errorf("%s, %d nodes, %d ties: points at %v and %v lie on each other", on.kind, n, len(ties), a, b)
						}
					}
				}
			}
		}
	}
}

// What is tied is nearer than what is not.
func TestTiesPull(t *testing.T) {
	var nodes []Node
	var ties []Tie
	for i := range 12 { // two rings
		nodes = append(nodes, Node{Size: 1})
		ties = append(ties, Tie{From: i, To: (i+1)%6 + i/6*6, Width: 4})
	}
	discs := grounds[0].place(nodes, lay(nodes, ties))
	within, between := 0.0, 0.0
	for i := range discs {
		for j := range i {
			if d := math.Hypot(discs[i].x-discs[j].x, discs[i].y-discs[j].y); i/6 == j/6 {
				within += d / 30
			} else {
				between += d / 36
			}
		}
	}
	if within >= between {
		t.Errorf("points of one ring are %.0f apart, those of different rings %.0f", within, between)
	}
}

// A drawing ends where what is drawn does, and names stand off the heads of arrows where there is room.
func TestCropped(t *testing.T) {
	g := NewGraph("", []Node{{Name: "A"}, {Name: "B"}}, []Tie{{From: 0, To: 1, Width: 1}})
	for i, on := range grounds {
		d := g.Drawings[i]
		var x, y, w, h float64
		if _, err := fmt.Sscan(d.ViewBox, &x, &y, &w, &h); err != nil {
			t.Fatal(err)
		}
		if w >= on.width || h >= on.height {
			t.Errorf("two points fill a drawing of %v by %v", w, h)
		}
		for _, p := range d.Points {
			if p.Text == "" {
				t.Errorf("%s: a point has no name", on.kind)
			}
		}
	}
}

// A point with a number has its name in the list; only a far one is named beside its point as well, where there is room.
func TestNumbered(t *testing.T) {
	g := NewGraph("", []Node{
		{Name: "Elsewhere", Class: "far", Number: 3, Size: 0.5, Note: "2 of them"}, {Name: "B", Number: 2, Size: 1}, {Name: "A", Class: "lit", Number: 1, Size: 1}, {Name: "No number"},
	}, nil)
	for _, d := range g.Drawings {
		for i, want := range []struct{ number, text string }{{"3", "Elsewhere"}, {"2", ""}, {"1", ""}, {"", "No number"}} {
			if p := d.Points[i]; p.Number != want.number || p.Text != want.text {
				t.Errorf("%s: point %d is number %q and named %q, not %q and %q", d.Kind, i, p.Number, p.Text, want.number, want.text)
			}
		}
	}
	if want := []Numbered{{1, "A", "", "lit"}, {2, "B", "", ""}, {3, "Elsewhere", "2 of them", "far"}}; !reflect.DeepEqual(g.Names, want) {
		t.Errorf("the list is %v, not %v", g.Names, want)
	}
}
