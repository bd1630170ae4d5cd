package dashboard_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"
)

// toldSignal is a signal as the API tells of it.
type toldSignal struct {
	ID, Kind, What, Says, Since, Updated, Page string
	Places                                     []string
	DaysLate                                   int `json:"days_late"`
}

// The API, the feed in both languages and the pages have the same signals, worked out by hand here, and none names a structure.
func signalsAreToldAlike(t *testing.T, s *site) {
	got := asked[struct {
		Edition int
		Signals []toldSignal
	}](t, s, "/api/v1/signals?lang=fr")
	want := map[string]struct{ since, updated, page string }{
		"decision_late/p1/d2":       {"2026-02-28", "2026-02-28", "/governance?lang=fr#meeting-p1"},
		"decision_late/p-mai/d2":    {"2026-06-30", "2026-06-30", "/governance?lang=fr#meeting-p-mai"},
		"measure_late/1.2":          {"2026-03-31", "2026-03-31", "/plan?lang=fr&show=late#measure-1.2"},
		"project_behind/aap-01-2":   {"2026-06-30", "2026-07-02", "/calls/aap-01?lang=fr"},
		"silent_structures/network": {"2026-06-30", "2026-07-02", "/structures?lang=fr&show=silent"},
	}
	if got.Edition != 2 || len(got.Signals) != len(want) {
		t.Fatalf("edition %d, signals %+v", got.Edition, got.Signals)
	}
	for _, one := range got.Signals {
		if w := want[one.ID]; one.Since != w.since || one.Updated != w.updated || one.Page != w.page {
			t.Errorf("%+v, not %+v", one, w)
		}
		if page, _, _ := strings.Cut(one.Page, "#"); s.get(t, page).status != http.StatusOK {
			t.Errorf("%s leads nowhere", one.Page)
		}
		for _, name := range []string{"Daumesnil", "Canal", "s3"} {
			if strings.Contains(one.What+one.Says, name) {
				t.Errorf("%s names a structure: %s, %s", one.ID, one.What, one.Says)
			}
		}
	}

	ids := map[string]bool{}
	for _, lang := range []string{"fr", "en"} {
		a := s.get(t, "/signals.atom?lang="+lang)
		var feed struct {
			Updated string `xml:"updated"`
			Entries []struct {
				ID      string `xml:"id"`
				Updated string `xml:"updated"`
				Summary string `xml:"summary"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"http://www.w3.org/2005/Atom entry"`
		}
		must(t, xml.Unmarshal([]byte(a.body), &feed))
		if !strings.HasPrefix(a.header.Get("Content-Type"), "application/atom+xml") || feed.Updated != "2026-07-02T00:00:00Z" || len(feed.Entries) != len(want) {
			t.Fatalf("%v %+v", a.header, feed)
		}
		for _, e := range feed.Entries {
			at, err := time.Parse(time.RFC3339, e.Updated)
			if err != nil || at.After(now()) || !strings.HasPrefix(e.ID, "tag:127.0.0.1,2026:signals/") || !strings.HasPrefix(e.Link.Href, s.url+"/") || e.Summary == "" {
				t.Errorf("%s: %+v", lang, e)
			}
			ids[e.ID] = true
		}
		if page := s.get(t, "/?lang="+lang).body; !strings.Contains(page, `type="application/atom+xml"`) || !strings.Contains(page, `href="/signals.atom?lang=`+lang+`"`) {
			t.Errorf("the pages in %s do not name the feed", lang)
		}
	}
	if len(ids) != len(want) {
		t.Errorf("ids are not the same in both languages: %v", ids)
	}
	if a := s.get(t, "/signals.atom?window=2026"); a.status != http.StatusBadRequest || !strings.Contains(a.body, "unknown_parameter") {
		t.Errorf("a parameter that the feed does not take: %d %s", a.status, a.body)
	}
}
