package dashboard_test

import (
	"net/http"
	"strings"
	"testing"
)

// A page is told to be unchanged to who has it, and is made anew once what it shows has changed.
func TestAKeptPageFollowsTheData(t *testing.T) {
	s := pilot(t)
	first := s.get(t, "/territories/75113")
	tag, modified := first.header.Get("ETag"), first.header.Get("Last-Modified")
	if first.status != http.StatusOK || tag == "" || modified == "" {
		t.Fatalf("status %d, ETag %q, Last-Modified %q", first.status, tag, modified)
	}
	if again := s.get(t, "/territories/75113"); again.body != first.body || again.header.Get("ETag") != tag {
		t.Error("nothing has changed and the page has")
	}
	for header, value := range map[string]string{"If-None-Match": tag, "If-Modified-Since": modified} {
		if again := s.get(t, "/territories/75113", header, value); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: %d", header, again.status)
		}
	}
	if other := s.get(t, "/territories/75113?lang=en"); !strings.Contains(other.body, `lang="en"`) {
		t.Error("the page kept in French is answered to who reads English")
	}
	must(t, s.registry.SetSetting(t.Context(), "network", "Île-de-France"))
	must(t, s.runner.Refresh(t.Context()))
	changed := s.get(t, "/territories/75113", "If-None-Match", tag)
	if changed.status != http.StatusOK || !strings.Contains(changed.body, "Île-de-France") {
		t.Errorf("after the network got another name: status %d, the page does not have it", changed.status)
	}
}
