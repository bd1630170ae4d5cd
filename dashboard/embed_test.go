package dashboard_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
)

// mostFramed is how many bytes a page in a frame may have.
const mostFramed = 30 << 10

// Every indicator is shown in a frame by everything that it can be asked by: its figure, where it is from and a way back, nothing else. The named site
// alone may frame it, and nothing but it.
func framesShowOneFigure(t *testing.T, s *site) {
	var catalogue struct {
		Indicators []struct {
			ID        string
			Groupings []string
		}
	}
	must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/indicators").body), &catalogue))
	shown := 0
	for _, about := range catalogue.Indicators {
		for _, by := range append(about.Groupings, "") {
			path := "/embed/" + about.ID + "?lang=fr&by=" + by
			a := s.get(t, path)
			if a.status != http.StatusOK || len(a.body) > mostFramed {
				t.Errorf("%s: %d, %d bytes", path, a.status, len(a.body))
			}
			if csp := a.header.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "frame-ancestors "+framing) || a.header.Get("X-Frame-Options") != "" {
				t.Errorf("%s: %q, X-Frame-Options %q", path, csp, a.header.Get("X-Frame-Options"))
			}
			if n := strings.Count(a.body, "<figure"); n != 1 || strings.Contains(a.body, "<nav") || !strings.Contains(a.body, `<a href="/indicators/`+about.ID+`?lang=fr">`) {
				t.Errorf("%s has %d figures, or more than one, or no way back", path, n)
			}
			if strings.Contains(a.body, "Source\u202f: Paris, édition n° 2 du 2 juil. 2026") {
				shown++
			} else if !strings.Contains(a.body, `class="hidden"`) && !strings.Contains(a.body, "none") {
				t.Errorf("%s says neither where its figure is from nor why there is none", path)
			}
		}
	}
	if shown < 100 {
		t.Errorf("only %d figures were shown", shown)
	}
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/embed/impact.happiness": {404, "impact.progression"}, "/embed/impact.progression?by=planet": {400, "territory"},
		"/embed/impact.progression?by=age_band&age_band=70_plus": {400, "age_band"}, "/embed/impact.progression?window=2026-Q3": {400, "2026"},
		"/embed/impact.progression?territory=99999": {400, "75113"}, "/embed/impact.progression?by=month&by=month": {400, "by"},
	} {
		if a := s.get(t, path); a.status != want.status || !strings.Contains(a.body, want.says) || strings.Contains(a.body, "<nav") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	for _, path := range []string{"/", "/data", "/indicators/impact.progression", "/embedded", "/api/v1/indicators"} {
		if a := s.get(t, path); !strings.Contains(a.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || a.header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s may be framed", path)
		}
	}
}

var (
	cited = regexp.MustCompile(`(?s)<pre class="wrapped" tabindex="0"><code>(.*?)</code></pre>`)
	src   = regexp.MustCompile(`^<iframe src="([^"]+)" title="[^"]+" width="100%" height="\d+" loading="lazy"></iframe>$`)
)

// The text that cites an indicator names source, edition and date, and its address shows the same; the code of a frame shows its figure.
func whatIsCitedLeadsBack(t *testing.T, s *site) {
	for _, path := range []string{"/indicators/impact.progression?lang=fr", "/indicators/impact.participations?lang=fr&window=2026-Q1&territory=75111&edition=1"} {
		page := s.get(t, path).body
		var texts []string
		for _, m := range cited.FindAllStringSubmatch(page, -1) {
			texts = append(texts, html.UnescapeString(m[1]))
		}
		if len(texts) != 4 {
			t.Fatalf("%s: %q", path, texts)
		}
		text, address, found := strings.Cut(texts[0], s.url)
		for _, want := range []string{"Paris", "édition n° ", "version ", "Licence Ouverte 2.0", "2026"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q does not say %s", path, text, want)
			}
		}
		if a := s.get(t, address); !found || a.status != http.StatusOK || !strings.Contains(html.UnescapeString(a.body), texts[0]) {
			t.Errorf("%s cites %q, which does not cite the same", path, texts[0])
		}
		for _, code := range texts[1:] {
			at := src.FindStringSubmatch(code)
			if at == nil {
				t.Fatalf("%s: %s is no frame", path, code)
			}
			target, err := url.Parse(html.UnescapeString(at[1]))
			must(t, err)
			if a := s.get(t, target.RequestURI()); a.status != http.StatusOK || !strings.Contains(a.body, "<figure") {
				t.Errorf("%s: %s shows %d", path, code, a.status)
			}
			if dated := target.Query().Get("window") != ""; dated != strings.Contains(path, "window") {
				t.Errorf("%s: the frame %s is of a window that was not asked for, or not of the one that was", path, code)
			}
		}
	}
}

// Whatever can be downloaded or opened beside a figure has the figure's title in its name, after the words that are seen.
func downloadsSayOfWhat(t *testing.T, s *site) {
	named := 0
	for _, path := range []string{"/accessibility", "/impact", "/visibility", "/quality", "/underserved", "/indicators/impact.progression", "/data", "/territories/75113"} {
		root, err := nethtml.Parse(strings.NewReader(s.get(t, path+"?lang=fr").body))
		must(t, err)
		texts := map[string]string{}
		var links []*nethtml.Node
		for n := range root.Descendants() {
			if n.Type != nethtml.ElementNode {
				continue
			}
			if id := attribute(n, "id"); id != "" {
				texts[id] = textOf(n)
			}
			if _, download := find(n, "download"); download || n.Data == "summary" && textOf(n) == "Voir le tableau" || n.Data == "a" && textOf(n) == "Définition" {
				links = append(links, n)
			}
		}
		for _, n := range links {
			name := attribute(n, "aria-label")
			for id := range strings.FieldsSeq(attribute(n, "aria-labelledby")) {
				name += texts[id] + " "
			}
			if seen := textOf(n); !strings.HasPrefix(name, seen) || len(name) < len(seen)+8 {
				t.Errorf("%s: %q is named %q", path, seen, name)
			}
			named++
		}
	}
	if named < 60 {
		t.Errorf("only %d links were read", named)
	}
}

func find(n *nethtml.Node, name string) (value string, found bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func textOf(n *nethtml.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == nethtml.TextNode {
			b.WriteString(child.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
