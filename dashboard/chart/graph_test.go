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
			if len(once.Points) != n || len(once.Arrows) != len(ties) {
				t.Errorf("%d points and %d arrows of %d and %d", len(once.Points), len(once.Arrows), n, len(ties))
			}
			discs := place(nodes, ties)
			for i, a := range discs {
				if !(a.x >= a.r && a.x <= graphWidth-a.r && a.y >= a.r && a.y <= graphHeight-a.r) {
					t.Errorf("%d nodes, %d ties: a point at %v is not in the drawing", n, len(ties), a)
				}
				for _, b := range discs[:i] {
					if math.Hypot(a.x-b.x, a.y-b.y) < a.r+b.r {
						t.Errorf("%d nodes, %d ties: points at %v and %v lie on each other", n, len(ties), a, b)
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
	discs := place(nodes, ties)
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
