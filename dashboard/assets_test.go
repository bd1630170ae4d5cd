package dashboard_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Assets are kept for ever by browsers, since their names change with their content, and come compressed.
func assetsAreKept(t *testing.T, s *site) {
	body := s.get(t, "/indicators").body
	found := regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(found) < 3 {
		t.Fatalf("the page has %d assets", len(found))
	}
	for _, m := range found {
		a := s.get(t, m[1], "Accept-Encoding", "gzip")
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d %v", m[1], a.status, a.header)
		}
		if plain := s.get(t, m[1], "Accept-Encoding", "identity"); plain.header.Get("Content-Encoding") != "" || len(plain.body) <= len(a.body) {
			t.Errorf("%s is compressed for those who cannot read it", m[1])
		}
	}
	css := s.get(t, regexp.MustCompile(`/assets/page-[A-Z0-9]+\.css`).FindString(body)).body
	for _, m := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllStringSubmatch(css, -1) {
		if strings.HasPrefix(strings.Trim(m[1], `"`), "#") {
			continue // a part of the page itself
		}
		file := strings.TrimPrefix(strings.Trim(m[1], `"`), "./")
		if a := s.get(t, "/assets/"+file); a.status != http.StatusOK || a.header.Get("Content-Type") != "font/woff2" {
			t.Errorf("the style sheet names %s: %d", file, a.status)
		}
	}
}

// Measurements are kept by route template, never by what was asked.
func routesAreMeasured(t *testing.T, s *site) {
	s.get(t, "/territories/75113")
	s.get(t, "/quelque-part")
	families, err := s.metrics.Gather()
	must(t, err)
	routes := map[string]bool{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "route" {
					routes[f.GetName()+" "+l.GetValue()] = true
				}
				if strings.Contains(l.GetValue(), "75113") || strings.Contains(l.GetValue(), "quelque") {
					t.Errorf("%s has the label %s=%s", f.GetName(), l.GetName(), l.GetValue())
				}
			}
		}
	}
	for _, want := range []string{"vigie_pages_total /territories/{code}", "vigie_page_seconds /territories/{code}", "vigie_pages_total unknown"} {
		if !routes[want] {
			t.Errorf("nothing was measured as %s: %v", want, routes)
		}
	}
}
