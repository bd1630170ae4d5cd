package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vigie/e2e/binary"
)

// pages are the pages of the demonstration that are looked at, in both languages among them.
var pages = []string{
	"/", "/?lang=en", "/accessibility", "/underserved", "/underserved?lang=en&need=0.75&territory=dst-est", "/visibility", "/impact", "/impact?lang=en",
	"/places", "/places?lang=en&q=13e&free=yes", "/structures", "/structures?show=isolated", "/compare", "/compare?first=75113&second=75118", "/territories", "/territories/75113", "/territories/dst-est",
	"/quality", "/quality?lang=en&territory=75113", "/indicators", "/indicators/impact.progression", "/indicators/accessibility.structures_per_10k",
	"/plan", "/plan?lang=en&show=late", "/governance", "/calls", "/calls/aap-2024?lang=en", "/signals", "/signals?lang=en&territory=dst-est", "/calls/aap-2024/account", "/territories/75113/sheet", "/territories/dst-est/sheet?lang=en",
	"/accessibility?territory=dst-est", "/impact?territory=75101&window=latest-quarter", "/help/protection", "/help/protection?lang=en",
	"/data", "/data?lang=en", "/embed/impact.progression?by=territory", "/embed/impact.people_helped?by=month&lang=en", "/embed/impact.people_helped?by=total",
	"/impact?from=2031-01-01&to=2031-02-01", "/no-such-page", "/impact?from=yesterday",
}

// widths are a phone's and a desk's, in CSS pixels.
var widths = []int64{390, 1440}

func TestPages(t *testing.T) {
	s := demonstration(t)
	ctx := browser(t)
	var said complaints
	if err := said.listen(ctx); err != nil {
		t.Fatalf("start chromium: %v (make tools installs it)", err)
	}
	frozen := "/governance/"
	for _, m := range meetingsOf(t, s) {
		if m.Frozen != nil && frozen == "/governance/" {
			frozen += m.Code
		}
	}
	for _, page := range slices.Concat(pages, []string{frozen, frozen + "?lang=en&window=latest-quarter"}) {
		t.Run(page, func(t *testing.T) {
			for _, width := range widths {
				show(t, ctx, s.URL+page, width)
				for _, f := range axe(t, ctx) {
					var where []string
					for _, n := range f.Nodes[:min(len(f.Nodes), 3)] {
						where = append(where, n.HTML)
					}
					t.Errorf("at %d px: axe-core %s (%s): %s\n\t%s", width, f.ID, f.Impact, f.Help, strings.Join(where, "\n\t"))
				}
				overflow, err := chromedp.Run(ctx, chromedp.Evaluate[int](
					`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				if err != nil {
					t.Fatal(err)
				}
				if overflow > 0 {
					t.Errorf("at %d px: the page is %d px too wide", width, overflow)
				}
			}
			for _, complaint := range said.take() {
				// Chromium reports the status of the page itself when it is an error, as it should.
				if !strings.Contains(complaint, "the server responded with a status of 4") {
					t.Errorf("the browser says %s", complaint)
				}
			}
		})
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
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(binary.Root(t)+"/"+file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
