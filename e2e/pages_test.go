package e2e

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vigie/dashboard"
	"vigie/e2e/binary"
)

// pages are the pages of a demonstration that are looked at. What is in braces differs by the shape of its network.
var pages = []string{
	"/", "/accessibility", "/accessibility?territory={group}", "/underserved", "/underserved?need=0.75&territory={group}",
	"/underserved/what-if?territory={territory}", "/underserved/what-if?need=0.75&change=open:{territory}:employment+safe_use+late,fund:{other}:50000",
	"/visibility", "/visibility?graph={territory}", "/visibility?graph={other}&territory={group}",
	"/impact", "/impact?territory={territory}&window=latest-quarter", "/places", "/places?q={near}&free=yes", "/structures", "/structures?show=isolated",
	"/compare", "/compare?first={territory}&second={other}", "/territories", "/territories/{territory}", "/territories/{group}",
	"/territories/{territory}/sheet", "/territories/{group}/sheet", "/quality", "/quality?territory={territory}",
	"/indicators", "/indicators/impact.progression", "/indicators/accessibility.structures_per_10k",
	"/plan", "/plan?show=late", "/governance", "/governance/{meeting}", "/governance/{meeting}?window=latest-quarter", "/report", "/report/briefing",
	"/calls", "/calls/{call}", "/calls/{call}/account", "/signals", "/signals?territory={group}", "/help", "/help/protection", "/accessibility-statement", "/legal",
	"/data", "/embed/impact.progression?by=territory", "/embed/impact.people_helped?by=month", "/embed/impact.people_helped?by=total",
	"/impact?from=2031-01-01&to=2031-02-01", "/no-such-page", "/impact?from=yesterday",
}

// standing is what stands for the names in braces.
var standing = map[string]map[string]string{
	"paris": {"territory": "75113", "other": "75118", "group": "dst-est", "call": "aap-2024", "near": "13e"},
	"small": {"territory": "85109", "other": "85082", "group": "85153", "call": "aap-2024", "near": "85500"},
	"rural": {"territory": "200070308", "other": "200070530", "group": "71270", "call": "aap-2024", "near": "71000"},
}

// pagesOf are the pages that a server shows of the demonstration of a shape, in a language.
func pagesOf(t *testing.T, s *binary.Server, shape, lang string) (all []string) {
	t.Helper()
	names := maps.Clone(standing[shape])
	for _, m := range meetingsOf(t, s) {
		if m.Frozen != nil {
			names["meeting"] = m.Code
		}
	}
	for _, page := range pages {
		for name, code := range names {
			page = strings.ReplaceAll(page, "{"+name+"}", code)
		}
		separator := "?"
		if strings.Contains(page, "?") {
			separator = "&"
		}
		all = append(all, page+separator+"lang="+lang)
	}
	return all
}

// TestEveryPageIsLookedAt holds that no page of the table of routes is left out.
func TestEveryPageIsLookedAt(t *testing.T) {
	for _, path := range dashboard.Paths() {
		if !slices.ContainsFunc(pages, func(page string) bool { return routeOf(page) == path }) {
			t.Errorf("the page %s is not among those that are looked at: add an address to pages", path)
		}
	}
}

// routeOf is the path in the table of routes at which an address is, "" where there is none.
func routeOf(page string) string {
	varying := regexp.MustCompile(`\{[a-z]+\}`)
	all := dashboard.Paths()
	// Of a path with a name in braces and one without, that without is meant.
	slices.SortStableFunc(all, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	for _, path := range all {
		if regexp.MustCompile("^" + varying.ReplaceAllString(path, `[^/?]+`) + `(\?|$)`).MatchString(page) {
			return path
		}
	}
	return ""
}

// heaviest is up to how many bytes the HTML of a page has.
const heaviest = 150 << 10

// TestPagesAreLight holds that every page of each demonstration is there, and of how much HTML it is.
func TestPagesAreLight(t *testing.T) {
	for _, shape := range slices.Sorted(maps.Keys(standing)) {
		s := shaped(t, shape)
		for _, page := range pagesOf(t, s, shape, "fr") {
			answer, err := http.Get(s.URL + page)
			if err != nil {
				t.Fatal(err)
			}
			html, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			want := http.StatusOK
			switch {
			case strings.HasPrefix(page, "/no-such-page"):
				want = http.StatusNotFound
			case strings.Contains(page, "from=2031") || strings.Contains(page, "from=yesterday"):
				want = http.StatusBadRequest
			}
			if err != nil || answer.StatusCode != want || len(html) > heaviest {
				t.Errorf("%s, %s: status %d, %d bytes, error %v", shape, page, answer.StatusCode, len(html), err)
			}
		}
	}
}

// Of a commune of which hardly anything is published by itself, pages show the figures of what it lies in, and say so.
func TestPlaceWithoutFigures(t *testing.T) {
	s := shaped(t, "rural")
	for page, want := range map[string]string{
		"/": "Presque rien n’est publié à part pour Mâcon", "/accessibility": "celle du territoire qui l’entoure, CA ", "/visibility": "celle du territoire qui l’entoure, CA ",
		"/impact": "celle du territoire qui l’entoure, CA ", "/underserved": "celle du territoire qui l’entoure, CA ",
		"/territories/71270": "voyez la fiche du territoire qui l’entoure, CA ",
	} {
		says(t, s, page+"?lang=fr&territory=71270", want)
	}
}

// says wants a page of a server to hold a text.
func says(t *testing.T, s *binary.Server, page, want string) {
	t.Helper()
	answer, err := http.Get(s.URL + page)
	if err != nil {
		t.Fatal(err)
	}
	html, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	spaces := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(spaces.Replace(string(html)), want) {
		t.Errorf("%s: status %d, error %v, without %q", page, answer.StatusCode, err, want)
	}
}

// What a total is made of is drawn beside it: who helped, which aids were given, why referrals were declined; and what stands beside a rate is told.
func TestWhatTotalsAreMadeOf(t *testing.T) {
	s := shaped(t, "paris")
	for want, page := range map[string]string{
		"Participations selon qui aide : en tête, « Professionnels » (": "/impact?lang=fr", `data-chart="impact-aids-given-parts-options"`: "/impact?lang=fr",
		"À côté de « Orientations acceptées » : en tête, « Déclinées : complet » (": "/visibility?lang=fr", "60 ans et plus :": "/impact?lang=fr",
	} {
		says(t, s, page, want)
	}
}

// TestKeyboard walks the overview with the Tab key: the first stop is the link that skips the navigation, and every stop shows where it is.
func TestKeyboard(t *testing.T) {
	s := demonstration(t)
	ctx := browser(t)
	show(t, ctx, s.URL+"/", 1440)
	const stops = 12
	seen := map[string]bool{}
	for i := range stops {
		if err := chromedp.Do(ctx, chromedp.KeyEvent("\t")); err != nil {
			t.Fatal(err)
		}
		at, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
			Name    string `json:"name"`
			Href    string `json:"href"`
			Visible bool   `json:"visible"`
		}](`(() => { const e = document.activeElement, s = getComputedStyle(e);
			return {name: (e.textContent || e.name || e.id).trim(), href: e.getAttribute('href') || e.name || '',
				visible: s.outlineStyle !== 'none' || s.boxShadow !== 'none'}; })()`))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && !strings.HasPrefix(at.Href, "#") {
			t.Errorf("the first stop is %q %q, not the link that skips to the content", at.Name, at.Href)
		}
		if !at.Visible {
			t.Errorf("stop %d, %q, does not show that it has the focus", i, at.Name)
		}
		seen[at.Name+at.Href] = true
	}
	if len(seen) < stops-1 {
		t.Errorf("%d stops reached %d elements: the focus is caught", stops, len(seen))
	}
}

// TestScreenshot makes the README's picture, when asked to.
func TestScreenshot(t *testing.T) {
	file := os.Getenv("VIGIE_SCREENSHOT")
	if file == "" {
		t.Skip("VIGIE_SCREENSHOT names no file (make screenshot does)")
	}
	s := demonstration(t)
	ctx := browser(t)
	show(t, ctx, s.URL+"/", 1280)
	photograph(t, ctx, chromedp.CaptureScreenshot(), filepath.Join(binary.Root(t), file))
}

// TestScreenshots makes a picture of every page at the widths of a phone, a tablet and a desk, when asked to: of the demonstration of VIGIE_SHAPE, on
// screen, in print or with forced colours (VIGIE_MEDIA).
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("VIGIE_SCREENSHOTS")
	if folder == "" {
		t.Skip("VIGIE_SCREENSHOTS names no folder (make screenshots does)")
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(binary.Root(t), folder)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	shape, media := os.Getenv("VIGIE_SHAPE"), os.Getenv("VIGIE_MEDIA")
	medium, known := emulated[media]
	if standing[shape] == nil || !known {
		t.Fatalf("VIGIE_SHAPE %q is none of paris, small, rural, or VIGIE_MEDIA %q none of screen, print, forced", shape, media)
	}
	s := shaped(t, shape)
	ctx := browser(t)
	for i, page := range pagesOf(t, s, shape, "fr") {
		for _, width := range []int64{390, 768, 1440} {
			show(t, ctx, s.URL+page, width)
			if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, medium); err != nil {
				t.Fatal(err)
			}
			name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(pages[i]), "-"), "-")
			photograph(t, ctx, chromedp.FullScreenshot(100), filepath.Join(folder, fmt.Sprintf("%s-%s-%02d-%s-%d.png", shape, media, i, name, width)))
		}
	}
}

// photograph takes a picture and writes it to a file.
func photograph(t *testing.T, ctx context.Context, take chromedp.Action[[]byte], file string) {
	t.Helper()
	picture, err := chromedp.Run(ctx, take)
	if err == nil {
		err = os.WriteFile(file, picture, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
