package dashboard_test

import (
	"cmp"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every download, every table that opens and every definition says of which chart or list it is, to who hears its name alone; what is seen of it
// comes first.
func namesCarryTitles(t *testing.T, s *site) {
	heard := 0
	for _, path := range everyPage() {
		root, err := html.Parse(strings.NewReader(s.get(t, path).body))
		must(t, err)
		for n := range root.Descendants() {
			if !ofAFigure(n) {
				continue
			}
			heard++
			title, name, seen := titleOf(n), accessibleName(root, n), textOf(n)
			if title == "" || !strings.Contains(name, title) || !strings.HasPrefix(name, seen) {
				t.Errorf("%s: %q is called %q, and its chart %q", path, seen, name, title)
			}
		}
	}
	if heard < 300 {
		t.Errorf("only %d names were heard", heard)
	}
}

// ofAFigure tells whether an element is among the sources of a figure or list.
func ofAFigure(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	_, download := find(n, "download")
	inSources := within(n, func(p *html.Node) bool { return attribute(p, "class") == "sources" })
	return inSources && (n.Data == "summary" || n.Data == "a" && textOf(n) == "Définition") || n.Data == "a" && download
}

// titleOf is the first heading of the nearest element around another that has one.
func titleOf(n *html.Node) string {
	for p := n.Parent; p != nil; p = p.Parent {
		for child := range p.Descendants() {
			if child.Type == html.ElementNode && (child.Data == "h1" || child.Data == "h2" || child.Data == "h3") {
				return textOf(child)
			}
		}
	}
	return ""
}

// within tells whether an element is around another that is so.
func within(n *html.Node, so func(*html.Node) bool) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && so(p) {
			return true
		}
	}
	return false
}

// accessibleName is what a screen reader calls an element: the texts that aria-labelledby names, its label, or its own text.
func accessibleName(root, n *html.Node) string {
	ids, ok := find(n, "aria-labelledby")
	if !ok {
		return cmp.Or(attribute(n, "aria-label"), textOf(n))
	}
	var said []string
	for id := range strings.FieldsSeq(ids) {
		for other := range root.Descendants() {
			if own, has := find(other, "id"); has && own == id {
				said = append(said, textOf(other))
			}
		}
	}
	return strings.Join(said, " ")
}

func find(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// A place is compared by its code, by its name however it is written, and by both as the form writes them; what names none is refused.
func placesAreComparedByTheirNames(t *testing.T, s *site) {
	want := readable(t, s.get(t, "/compare?first=75113&second=dst-est").body)
	for _, names := range []string{
		"first=paris+13E&second=DST+Est", "first=Paris+13e+(75113)&second=DST+Est+(dst-est)", "first=Paris+13e&second=dst-est&third=Paris+13E",
	} {
		if got := readable(t, s.get(t, "/compare?"+names).body); got != want {
			t.Errorf("%s is answered otherwise than its codes:\n%.400s", names, got)
		}
	}
	for _, name := range []string{"Paris", "Paris+13e+(75111)", "75999"} {
		if a := s.get(t, "/compare?second="+name); a.status != http.StatusBadRequest || !strings.Contains(a.body, "75113") {
			t.Errorf("%s is answered with %d", name, a.status)
		}
	}
}
