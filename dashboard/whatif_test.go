package dashboard_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// scenarioOfTests opens a structure where there is none, opens one later, closes one and grants money.
const scenarioOfTests = "change=open:75120:employment+safe_use+late,open:75120:employment,extend:s5,close:s4,fund:75112:50000"

// What can't be supposed is refused by its change.
func aScenarioIsReadStrictly(t *testing.T, s *site) {
	for query, says := range map[string]string{
		"change=move:s1":                                          "« move:s1 » n’est pas un changement",
		"change=close:s9":                                         "« close:s9 » : aucune structure de cet identifiant",
		"change=close:s1,close:s1":                                "« close:s1 » : le scénario change déjà cette structure",
		"change=fund:75113:-5":                                    "« fund:75113:-5 » : la somme",
		"change=open:99999:employment":                            "« open:99999:employment » : il n’y a pas de territoire",
		"change=open:dst-est:employment":                          "« open:dst-est:employment » : il n’y a pas de territoire",
		"change=open:75113:magic":                                 "« open:75113:magic » : une structure ouverte propose",
		"change=" + strings.Repeat("open:75113:employment,", 500): "Le scénario a 501 changements : gardez-en 20 au plus.",
		"change=close:s1&change=close:s2":                         "deux fois",
		"need=0.9&change=close:s1":                                "0.25 – 0.75",
		"remove=1":                                                "Le paramètre « remove » ne peut pas être « 1 »",
		"remove=3&change=close:s1":                                "Le paramètre « remove » ne peut pas être « 3 »",
		"add=move":                                                "Le paramètre « add » ne peut pas être « move »",
		"add=open&territory=75113":                                "« open:75113: » : une structure ouverte propose",
		"add=open&employment=yes":                                 "n’est pas un changement",
		"add=open&employment=on&territory=75113":                  "Le paramètre « employment » ne peut pas être « on »",
		"add=fund&territory=75113&euros=beaucoup":                 "« fund:75113:beaucoup » : la somme",
		"add=close&structure=s4&change=extend:s4":                 "« close:s4 » : le scénario change déjà",
		"late=yes":                      "Le paramètre « late » ne se combine pas",
		"q=" + strings.Repeat("é", 201): "200",
	} {
		a := s.get(t, "/underserved/what-if?lang=fr&"+query)
		if body := strings.ReplaceAll(html.UnescapeString(a.body), "\u202f", " "); a.status != http.StatusBadRequest || !strings.Contains(body, says) {
			t.Errorf("%.80s: %d, and does not say %q", query, a.status, says)
		}
	}
}

// What a form adds or takes away is in the address to which it leads; nothing is written.
func formsMakeScenarios(t *testing.T, s *site) {
	const page = "/underserved/what-if?lang=fr&need=0.75&territory=75113"
	for query, want := range map[string]string{
		"add=open&employment=yes&safe_use=yes&late=yes": "change=open:75113:employment+safe_use+late",
		"add=open&employment=yes&change=close:s1":       "change=close:s1,open:75113:employment",
		"add=extend&structure=s5":                       "change=extend:s5",
		"add=close&structure=s4":                        "change=close:s4",
		"add=fund&euros=50000&structure=&late=":         "change=fund:75113:50000",
		"remove=1&change=close:s1,close:s2":             "change=close:s2",
		"remove=1&change=close:s1":                      "",
	} {
		a := s.get(t, page+"&"+query)
		to := a.header.Get("Location")
		for _, part := range []string{"/underserved/what-if?", want, "need=0.75", "territory=75113", "lang=fr"} {
			if !strings.Contains(to, part) {
				t.Errorf("%s leads to %q, without %q", query, to, part)
			}
		}
		if a.status != http.StatusSeeOther || want == "" && strings.Contains(to, "change=") || strings.Contains(to, "add=") {
			t.Errorf("%s: %d to %q", query, a.status, to)
		}
		if there := s.get(t, to); there.status != http.StatusOK {
			t.Errorf("%s leads to %d", query, there.status)
		}
	}
}

// Without a change nothing is said to move; with one that changes nothing, neither.
func noScenarioMovesNothing(t *testing.T, s *site) {
	if body := s.get(t, "/underserved/what-if?lang=fr").body; strings.Contains(body, `id="slope"`) || strings.Contains(body, "Retirer") {
		t.Error("a page without a scenario shows one")
	}
	// s1 opens on Saturdays already.
	body := html.UnescapeString(s.get(t, "/underserved/what-if?lang=fr&change=extend:s1").body)
	if !strings.Contains(body, "Aucun territoire ne changerait de rang.") || !strings.Contains(body, "<line ") || strings.Contains(body, `class="moved"`) {
		t.Error("extending what opens late already moves something")
	}
	if a := s.get(t, "/underserved/what-if?lang=fr&window=2026-Q1"); a.status != http.StatusOK || strings.Contains(a.body, `id="add"`) {
		t.Errorf("of a quarter, for which no territory is ranked: %d", a.status)
	}
}
