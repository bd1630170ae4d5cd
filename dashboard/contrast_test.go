package dashboard_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// palette is the variables of the style sheet that are colours.
func palette(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("assets/src/base.css")
	must(t, err)
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(string(text), -1) {
		colours[m[1]] = m[2]
	}
	return colours
}

// contrast is the ratio of two colours, written #rrggbb, as WCAG defines it: from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(colour string) float64 {
		n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
		must(t, err)
		channel := func(shift int) float64 {
			x := float64(n>>shift&255) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
	}
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// What lies beside or on each other in a drawing differs by 3:1, or has a line between that differs from both of them or from the paler one.
func TestColoursBesideEachOther(t *testing.T) {
	if got := fmt.Sprintf("%.2f %.2f", contrast(t, "#000000", "#ffffff"), contrast(t, "#777777", "#ffffff")); got != "21.00 4.48" {
		t.Fatalf("black and grey on white: %s", got)
	}
	c := palette(t)
	for _, pair := range []struct {
		what, mark, ground string
		least              float64
	}{
		{"the interval of a value", "span", "paper", 3},
		{"the dot on its interval", "accent", "span", 3},
		{"the bar of a bullet before what it may be at most", "accent", "c2", 3},
		{"the line around the palest class", "accent", "c1", 3},
		{"the line around the second class", "accent", "c2", 3},
		{"the line around the third class", "accent", "c3", 3},
		{"the line around classes, on the page", "accent", "paper", 3},
		{"the fourth class, which has no line", "c4", "paper", 3},
		{"the fifth class, which has no line", "c5", "paper", 3},
		{"the focus", "focus", "paper", 3},
		{"the focus on a shaded ground", "focus", "shade", 3},
		{"text", "ink", "paper", 7},
		{"quiet text", "quiet", "paper", 4.5},
		{"quiet text on a shaded ground", "quiet", "shade", 4.5},
		{"text on the second class", "ink", "c2", 4.5},
		{"text on the third class", "ink", "c3", 4.5},
	} {
		if c[pair.mark] == "" || c[pair.ground] == "" {
			t.Errorf("%s: the style sheet has no --%s or no --%s", pair.what, pair.mark, pair.ground)
		} else if ratio := contrast(t, c[pair.mark], c[pair.ground]); ratio < pair.least {
			t.Errorf("%s: --%s and --%s differ by %.2f:1, not %g:1", pair.what, pair.mark, pair.ground, ratio, pair.least)
		}
	}
}

// The colours of charts are those of the style sheet or are known here, and stand out from the page: marks by 3:1 or by the line around them, texts by
// 4.5:1. The lines of a grid only order what is drawn.
func chartsStandOut(t *testing.T, s *site) {
	paper := palette(t)["paper"]
	script := regexp.MustCompile(`(?s)<script type="application/json" id="([^"]+)">(.*?)</script>`)
	seen := 0
	for _, path := range everyPage() {
		for _, found := range script.FindAllStringSubmatch(s.get(t, path).body, -1) {
			var chart struct{ Option map[string]any }
			if err := json.Unmarshal([]byte(html.UnescapeString(found[2])), &chart); err != nil {
				t.Fatalf("%s: read the options of %s: %v", path, found[1], err)
			}
			var walk func(within string, node any)
			walk = func(within string, node any) {
				switch node := node.(type) {
				case []any:
					for _, child := range node {
						walk(within, child)
					}
				case map[string]any:
					colour, _ := node["color"].(string)
					border, _ := node["borderColor"].(string)
					least := map[string]float64{"itemStyle": 3, "lineStyle": 3, "axisLabel": 4.5, "label": 4.5}[within]
					if strings.HasPrefix(colour, "#") || border != "" {
						if seen++; least == 0 {
							t.Errorf("%s, %s: what is coloured %s%s in %s is not known here", path, found[1], colour, border, within)
						}
						stands := func(c string) bool { return strings.HasPrefix(c, "#") && contrast(t, c, paper) >= least }
						if !stands(colour) && !stands(border) {
							t.Errorf("%s, %s: the %s in %s%s does not stand out from the page", path, found[1], within, colour, border)
						}
					}
					for key, child := range node {
						if key != "splitLine" && key != "inRange" && key != "color" { // a scale has a line around each of its areas
							walk(key, child)
						}
					}
				}
			}
			walk("option", chart.Option)
		}
	}
	if seen < 50 {
		t.Errorf("only %d colours were found", seen)
	}
}
