package collector_test

import (
	"net/http"
	"strings"
	"testing"

	"vigie/collector"
)

// What is wrong with events is said in the sender's language, French where it names none.
func TestReasonsInTheSendersLanguage(t *testing.T) {
	h := newHouse(t)
	only := h.addToken(collector.Token{Source: testSource, Structures: []string{"s2"}})
	body := inLinesOf(
		strings.Replace(attendance("e1", "p"), `"minutes":30`, `"minutes":-1,"format":"picnic"`, 1),
		strings.Replace(attendance("e2", "p"), testSource, "urn:test:another", 1),
		strings.Replace(attendance("e3", "p"), `"s1"`, `"nowhere"`, 1),
		attendance("e4", "p"),
		eventText("vigie.referral.v1", "e5", `"referral":"r","from":"s1","to":"s3","status":"sent"`),
		attendance("e6", strings.Repeat("x", 70<<10)),
		strings.Replace(attendance("good", "p"), `"s1"`, `"s2"`, 1),
	)
	for _, c := range []struct{ accept, query, lang string }{
		{"", "", "fr"}, {"fr-CA", "", "fr"}, {"en-GB", "", "en"}, {"en", "?lang=fr", "fr"}, {"fr", "?lang=en", "en"},
	} {
		r := h.request(lines, strings.NewReader(body))
		r.URL.RawQuery = strings.TrimPrefix(c.query, "?")
		r.Header.Set("Authorization", "Bearer "+only)
		r.Header.Set("Accept-Language", c.accept)
		a := h.do(r)
		if a.status != http.StatusMultiStatus || len(a.Rejected) != 6 || a.header.Get("Content-Language") != c.lang {
			t.Fatalf("%+v: %d in %s: %s", c, a.status, a.header.Get("Content-Language"), a.text)
		}
		for i, want := range map[string][]string{
			"fr": {"Écrivez un nombre entier", "N'envoyez que", "Utilisez l'identifiant", "Utilisez un jeton", "l'une des structures", "64 Kio"},
			"en": {"Write a whole number", "Send events of", "Use the id", "Use a token", "one of the referral's", "64 KiB"},
		}[c.lang] {
			reason := a.Rejected[i].Reason
			if i == 0 { // the first fault is the one that comes first; the other is named too
				reason = a.Rejected[i].Faults[0].Reason + a.Rejected[i].Faults[1].Reason
			}
			if !strings.Contains(reason, want) {
				t.Errorf("%+v: %q, want %q", c, reason, want)
			}
		}
	}
}
