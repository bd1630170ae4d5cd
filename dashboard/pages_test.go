package dashboard_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vigie/network"
)

// everyPage are the addresses of all pages of the pilot network.
func everyPage() []string {
	paths := []string{
		"/", "/accessibility", "/accessibility?map=reach_per_1000", "/accessibility?map=open_after_hours", "/underserved", "/underserved?need=0.75&territory=dst-est", "/underserved/what-if", "/underserved/what-if?territory=75113&" + scenarioOfTests, "/visibility", "/impact",
		"/territories", "/territories?sort=impact.people_helped&order=asc", "/territories/75113", "/territories/dst-est", "/quality", "/structures", "/compare", "/compare?first=75113&second=75111&third=dst-est", "/structures?show=check&q=espace", "/places", "/places?q=75111&service=employment&free=yes&late=yes", "/indicators",
		"/help", "/help/protection", "/accessibility-statement", "/legal", "/data", "/embed/impact.people_helped?by=month", "/embed/impact.progression?by=territory&territory=dst-est", "/?from=2026-01-01&to=2026-04-01&territory=dst-est&edition=1",
		"/visibility?window=2026-Q1&edition=1", "/visibility?graph=75113", "/visibility?graph=75111&territory=75113", "/impact?territory=75113",
		"/plan", "/plan?show=late", "/plan?as_of=2026-01-31", "/governance", "/governance?as_of=2026-01-10", "/governance/p-mai", "/governance/p-mai?window=latest-quarter&territory=dst-est", "/governance/p1", "/governance/p2", "/calls", "/calls?window=2026-Q1", "/calls/aap-01", "/calls/aap-02", "/signals", "/signals?territory=75112",
		"/report", "/report?meeting=p2", "/report?meeting=p1", "/report/briefing", "/report/briefing?meeting=p1",
		"/calls/aap-01/account", "/calls/aap-01/account?project=aap-01-1", "/calls/aap-02/account", "/territories/75113/sheet", "/territories/75120/sheet?window=2026-Q1", "/territories/dst-est/sheet",
	}
	return append(paths, "/indicators/accessibility.structures_per_10k", "/indicators/visibility.referral_completion", "/indicators/impact.progression", "/indicators/impact.change_explained?window=2025-Q4")
}

// What is read of the pilot network is tested over one server: nothing here changes it but the last.
func TestPilotNetwork(t *testing.T) {
	s := pilot(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *site)
	}{
		{"pages say what the figures are", pagesSayWhatTheFiguresAre},
		{"every page keeps the rules", everyPageKeepsTheRules},
		{"names carry titles", namesCarryTitles},
		{"no link is dead", noLinkIsDead},
		{"the form offers what is published", theFormOffersWhatIsPublished},
		{"what is hidden is shown elsewhere", whatIsHiddenIsShownElsewhere},
		{"what is not published is listed once", whatIsNotPublishedIsListedOnce},
		{"places are compared by their names", placesAreComparedByTheirNames},
		{"estimates are said", estimatesAreSaid},
		{"changes are said of whole windows alone", changesAreSaidOfWholeWindows},
		{"editions", editionsOverTheAPI},
		{"an edition as a file", anEditionAsAFile},
		{"windows by their names", windowsByTheirNames},
		{"nothing that was asked is ignored", nothingAskedIsIgnored},
		{"what is sought is read strictly", whatIsSoughtIsReadStrictly},
		{"a scenario is read strictly", aScenarioIsReadStrictly},
		{"forms make scenarios", formsMakeScenarios},
		{"no scenario moves nothing", noScenarioMovesNothing},
		{"the ranking sorts", theRankingSorts},
		{"figures as JSON", figuresAsJSON},
		{"figures as CSV", figuresAsCSV},
		{"figures as a spreadsheet", figuresAsASpreadsheet},
		{"bad requests are answered with what to change", badRequestsAreAnswered},
		{"methods", methods},
		{"unchanged answers are not sent again", unchangedAnswersAreNotSentAgain},
		{"the registry over the API", registryOverTheAPI},
		{"the committee's affairs over the API", affairsOverTheAPI},
		{"a day of before is answered", aDayOfBeforeIsAnswered},
		{"targets stand beside their figures", targetsStandBesideTheirFigures},
		{"signals are told everywhere alike", signalsAreToldAlike},
		{"grants are accounted for", grantsAreAccountedFor},
		{"projects are named", projectsAreNamed},
		{"the report has the figures of its edition", theReportHasTheFiguresOfItsEdition},
		{"the report has the registry of its day", theReportHasTheRegistryOfItsDay},
		{"what is not for everybody is not told", whatIsNotForEverybodyIsNotTold},
		{"the contract is kept", theContractIsKept},
		{"the contract tells every parameter", theContractTellsEveryParameter},
		{"the data set is what its schema says", theDataSetIsWhatItsSchemaSays},
		{"the data set describes itself to search engines", theDataSetDescribesItself},
		{"files in French hold what the others hold", filesInFrench},
		{"what is cited leads back", whatIsCitedLeadsBack},
		{"frames show one figure", framesShowOneFigure},
		{"assets are kept", assetsAreKept},
		{"charts stand out", chartsStandOut},
		{"the statement is whole", theStatementIsWhole},
		{"routes are measured", routesAreMeasured},
		{"nothing moves between editions", nothingMovesBetweenEditions}, // the last: it sends an event more
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, s) })
	}
}

// The text of pages, as a reader meets it.
func pagesSayWhatTheFiguresAre(t *testing.T, s *site) {
	for _, page := range []struct{ name, path string }{
		{"overview.fr", "/?lang=fr"},
		{"overview.en", "/?lang=en"},
		{"overview.sector", "/?lang=fr&territory=dst-est&from=2026-01-01&to=2026-07-01"},
		{"accessibility.fr", "/accessibility?lang=fr"},
		{"underserved.fr", "/underserved?lang=fr"},
		{"underserved.en", "/underserved?lang=en&need=0.4&territory=dst-est"},
		{"whatif.fr", "/underserved/what-if?lang=fr&territory=75120&" + scenarioOfTests},
		{"whatif.en", "/underserved/what-if?lang=en&need=0.4"},
		{"visibility.fr", "/visibility?lang=fr"},
		{"graph.fr", "/visibility?lang=fr&graph=75113"},
		{"graph.en", "/visibility?lang=en&graph=75111"},
		{"impact.fr", "/impact?lang=fr"},
		{"territories.en", "/territories?lang=en&sort=accessibility.structures_per_10k"},
		{"territory.fr", "/territories/75113?lang=fr"},
		{"indicator.fr", "/indicators/impact.progression?lang=fr"},
		{"change.fr", "/indicators/impact.change_explained?lang=fr&window=2025-Q4"},
		{"change.en", "/indicators/impact.change_explained?lang=en&window=2025-Q4&territory=75112"},
		{"protected.fr", "/impact?lang=fr&territory=75113"},
		{"elsewhere.fr", "/impact?lang=fr&territory=75111&window=2026-Q1"},
		{"earlier.fr", "/visibility?lang=fr&edition=1&window=2026-Q1"},
		{"unpublished.fr", "/impact?lang=fr&from=2026-01-01&to=2026-03-01"},
		{"protection.fr", "/help/protection?lang=fr"},
		{"help.fr", "/help?lang=fr"},
		{"help.en", "/help?lang=en"},
		{"legal.fr", "/legal?lang=fr"},
		{"compare.fr", "/compare?lang=fr&first=75113&second=75111"},
		{"structures.fr", "/structures?lang=fr"},
		{"places.fr", "/places?lang=fr&q=75113&late=yes"},
		{"places.en", "/places?lang=en&q=paris"},
		{"plan.fr", "/plan?lang=fr"},
		{"plan.en", "/plan?lang=en&show=late"},
		{"plan.then", "/plan?lang=fr&as_of=2025-04-01"},
		{"governance.fr", "/governance?lang=fr"},
		{"governance.then", "/governance?lang=en&as_of=2026-01-10"},
		{"meeting.frozen", "/governance/p-mai?lang=fr"},
		{"meeting.quarter", "/governance/p-mai?lang=en&window=latest-quarter&territory=dst-est"},
		{"meeting.unfrozen", "/governance/p1?lang=fr"},
		{"meeting.to_come", "/governance/p2?lang=fr"},
		{"calls.fr", "/calls?lang=fr"},
		{"call.fr", "/calls/aap-01?lang=fr"},
		{"call.en", "/calls/aap-02?lang=en"},
		{"account.fr", "/calls/aap-01/account?lang=fr&project=aap-01-1"},
		{"account.en", "/calls/aap-01/account?lang=en"},
		{"sheet.fr", "/territories/75113/sheet?lang=fr"},
		{"sheet.en", "/territories/dst-est/sheet?lang=en"},
		{"signals.fr", "/signals?lang=fr"},
		{"signals.en", "/signals?lang=en&territory=dst-est"},
		{"data.fr", "/data?lang=fr"},
		{"data.en", "/data?lang=en&edition=1"},
		{"embed.fr", "/embed/impact.progression?lang=fr&by=territory"},
		{"embed.protected", "/embed/impact.people_helped?lang=en&by=month&territory=75113"},
		{"report.fr", "/report?lang=fr"},
		{"report.en", "/report?lang=en&meeting=p2"},
		{"briefing.fr", "/report/briefing?lang=fr"},
		{"briefing.then", "/report/briefing?lang=en&meeting=p1"},
		{"unknown.fr", "/nulle-part?lang=fr"},
		{"refused.fr", "/impact?lang=fr&territory=99999"},
	} {
		t.Run(page.name, func(t *testing.T) {
			golden(t, "pages/"+page.name+".txt", s.anywhere(readable(t, s.get(t, page.path).body)))
		})
	}
	about, ok := indicators(t).Get("impact.progression")
	if page := html.UnescapeString(s.get(t, "/indicators/impact.progression").body); !ok || !strings.Contains(page, about.Source) {
		t.Error("the page of an indicator does not show its file")
	}
}

func TestANewNetworkIsToldWhereToBegin(t *testing.T) {
	s := open(t, nil)
	golden(t, "pages/empty.fr.txt", s.anywhere(readable(t, s.get(t, "/?lang=fr").body)))
	for _, path := range []string{
		"/", "/accessibility", "/underserved", "/underserved/what-if", "/visibility", "/impact", "/territories", "/plan", "/governance", "/calls", "/quality", "/signals", "/signals.atom", "/api/v1/signals", "/indicators",
		"/indicators/impact.people_helped", "/data", "/embed/impact.people_helped", "/report", "/report/briefing",
	} {
		if a := s.get(t, path); a.status != http.StatusOK {
			t.Errorf("%s of an empty network answers %d", path, a.status)
		}
	}
	for path, want := range map[string]string{
		"/plan?lang=fr": "Le secrétariat du comité", "/governance?lang=en": "The committee’s secretary", "/calls?lang=fr": "Le secrétariat du comité",
	} {
		if a := s.get(t, path); !strings.Contains(a.body, want) || strings.Contains(a.body, "vigie import") {
			t.Errorf("%s of an empty network does not say who can add what it lacks: %s", path, a.body)
		}
	}
	aReportOfNothingIsOne(t, s)
	aLongPlanStaysLight(t, s)
	if a := s.get(t, "/?lang=fr"); strings.Contains(a.body, "événements synthétiques") {
		t.Error("a network that is no demonstration says it is one")
	}
	must(t, s.registry.SetSetting(t.Context(), "demo", "1"))
	for lang, label := range map[string]string{"fr": "événements synthétiques", "en": "Demonstration network: synthetic events"} {
		if a := s.get(t, "/impact?lang="+lang); !strings.Contains(a.body, label) {
			t.Errorf("a demonstration does not say so in %s", lang)
		}
	}
}

// What is strictly needed for the Content-Security-Policy, for readers of every kind, and for pages to stay light.
func everyPageKeepsTheRules(t *testing.T, s *site) {
	ids := regexp.MustCompile(` id="([^"]*)"`)
	for _, path := range append(everyPage(), "/nulle-part", "/impact?from=hier") {
		langs := []string{"fr"}
		if !strings.HasPrefix(path, "/indicators/") {
			langs = append(langs, "en")
		}
		for _, lang := range langs {
			separator := "?"
			if strings.Contains(path, "?") {
				separator = "&"
			}
			a := s.get(t, path+separator+"lang="+lang)
			body := a.body
			if n := compressed(t, body); n > 100<<10 {
				t.Errorf("%s weighs %d bytes compressed", path, n)
			}
			if csp := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: Content-Security-Policy %q", path, csp)
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") == "" {
				t.Errorf("%s: headers %v", path, a.header)
			}
			if strings.Contains(body, "⟦") || strings.Contains(body, "%!") || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s: a text is missing: %s", path, around(body, "⟦", "%!", "ZgotmplZ"))
			}
			if command := regexp.MustCompile(`\bvigie (freeze|import|edition|serve)\b|[^-]--[a-z]+-?[a-z]*`).FindString(withoutCode(body)); command != "" {
				t.Errorf("%s tells the public to run %q", path, command)
			}
			if command := regexp.MustCompile(`<code>vigie [a-z]`).FindString(body); command != "" {
				t.Errorf("%s tells the public to run %q", path, command)
			}
			if gaps := regexp.MustCompile(`\{[a-z_]+\}`).FindString(withoutCode(body)); gaps != "" {
				t.Errorf("%s: the gap %s was left open", path, gaps)
			}
			if inline := regexp.MustCompile(`(?i) style="| on[a-z]+="|<style|javascript:|https?://[^"]*\.js`).FindString(body); inline != "" {
				t.Errorf("%s has %q inline", path, inline)
			}
			for _, script := range regexp.MustCompile(`<script([^>]*)>`).FindAllStringSubmatch(body, -1) {
				if !strings.Contains(script[1], `type="application/json"`) && !strings.Contains(script[1], `type="application/ld+json"`) && !strings.Contains(script[1], `src="/assets/`) {
					t.Errorf("%s has the script %q", path, script[1])
				}
			}
			if n := strings.Count(body, "<h1"); n != 1 {
				t.Errorf("%s has %d headings of the first level", path, n)
			}
			if !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s does not say that it is in %s", path, lang)
			}
			seen := map[string]bool{}
			for _, id := range ids.FindAllStringSubmatch(body, -1) {
				if seen[id[1]] {
					t.Errorf("%s has two elements with the id %q", path, id[1])
				}
				seen[id[1]] = true
			}
		}
	}
}

// Every link within the site leads somewhere, from every page. Of links that differ only in a day or a place one is followed.
func noLinkIsDead(t *testing.T, s *site) {
	href := regexp.MustCompile(`(?:href|src|action)="(/[^"]*)"`)
	checked := map[string]bool{}
	for _, path := range everyPage() {
		body := s.get(t, path).body
		for _, link := range href.FindAllStringSubmatch(body, -1) {
			target, _, _ := strings.Cut(html.UnescapeString(link[1]), "#")
			if kind := kindOf(t, target); checked[kind] || strings.HasPrefix(target, "/schemas/") { // the collector serves the schemas
				continue
			} else {
				checked[kind] = true
			}
			if a := s.get(t, target); a.status != http.StatusOK {
				t.Errorf("%s links to %s: %d", path, target, a.status)
			}
		}
	}
	if len(checked) < 25 {
		t.Errorf("only %d links were found", len(checked))
	}
}

// Paris is drawn as tiles until outlines are imported; a network without either gets a ranking.
func TestTheMapIsDrawnFromWhatIsKnown(t *testing.T) {
	area := func(code, name string) network.Territory {
		return network.Territory{Code: code, Name: name, Level: "commune", Population: 10000, PopulationYear: 2023, PopulationSource: "Insee"}
	}
	s := open(t, func(ctx context.Context, r *network.Registry) {
		_, err := r.ImportTerritories(ctx, []network.Territory{area("71076", "Chalon-sur-Saône"), area("71270", "Mâcon")})
		must(t, err)
		lat, lon := 46.79, 4.85
		_, err = r.PutStructures(ctx, []network.Structure{{
			ID: "s1", Standard: "1.0.2", Pivot: "00000000000000", Name: "Le Lieu", Commune: "Mâcon", Postcode: "71000", Address: "1 rue de l'Essai",
			UpdatedOn: "2026-05-01", DeclaredTerritory: "71270", Latitude: &lat, Longitude: &lon,
		}})
		must(t, err)
	})
	s.begin(t)
	body := s.get(t, "/accessibility?lang=fr").body
	if strings.Contains(body, `class="map`) || !strings.Contains(body, `id="map-options"`) {
		t.Error("without outlines the figure is no ranking")
	}
	square := func(code string, lon, lat float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%[2]v,%[3]v],[%[4]v,%[3]v],[%[4]v,%[5]v],[%[2]v,%[5]v],[%[2]v,%[3]v]]]}}`,
			code, lon, lat, lon+0.2, lat+0.1)
	}
	_, err := s.registry.ImportGeometry(t.Context(), strings.NewReader(`{"type":"FeatureCollection","features":[`+square("71076", 4.8, 46.75)+","+square("71270", 4.8, 46.85)+`]}`), "code")
	must(t, err)
	body = s.get(t, "/accessibility?lang=fr").body
	for _, want := range []string{
		`class="map outlined"`, `href="/territories/71076?lang=fr"><title>Chalon-sur-Saône`, "Mâcon\u202f: 1,0 pour 10\u202f000 habitants",
		`class="dots" d="M`, "une structure ouverte",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the map does not have %s", want)
		}
	}
	if n := strings.Count(body, `class="tile t`); n != 2 {
		t.Errorf("%d outlines are drawn", n)
	}
}

func TestLanguageOfAPage(t *testing.T) {
	s := open(t, nil)
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "fr"},
		{"", "en-GB,en;q=0.9,fr;q=0.1", "en"},
		{"", "de-DE,de;q=0.9", "fr"},
		{"", "fr-CA,en;q=0.8", "fr"},
		{"?lang=fr", "en", "fr"},
		{"?lang=en", "fr", "en"},
		{"?lang=xx", "en", "en"},
		{"", "~~~", "fr"},
	} {
		a := s.get(t, "/indicators"+c.query, "Accept-Language", c.accept)
		if !strings.Contains(a.body, `<html lang="`+c.want+`" `) || a.header.Get("Content-Language") != c.want {
			t.Errorf("lang %q, Accept-Language %q: not in %s", c.query, c.accept, c.want)
		}
		if !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept-Language") {
			t.Error("the answer does not say that it depends on Accept-Language")
		}
	}
}

func theRankingSorts(t *testing.T, s *site) {
	names := func(path string) []string {
		var all []string
		for _, m := range regexp.MustCompile(`<tr><th scope="row"><a href="[^"]*">([^<]*)</a>`).FindAllStringSubmatch(s.get(t, path).body, -1) {
			all = append(all, m[1])
		}
		return all
	}
	falling := names("/territories?sort=accessibility.structures_per_10k")
	rising := names("/territories?sort=accessibility.structures_per_10k&order=asc")
	// per 10 000: 13e 2 of 10 000 = 2; 11e 2 of 20 000 = 1; 12e 1 of 10 000 = 1; 20e none
	if want := []string{"Paris 13e", "Paris 11e", "Paris 12e", "Paris 20e"}; !slices.Equal(falling, want) {
		t.Errorf("falling: %v", falling)
	}
	if want := []string{"Paris 20e", "Paris 11e", "Paris 12e", "Paris 13e"}; !slices.Equal(rising, want) {
		t.Errorf("rising: %v", rising)
	}
}

// kindOf is a link without the days and places that it asks for.
func kindOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	must(t, err)
	values := u.Query()
	for _, name := range []string{"window", "from", "to", "edition", "territory", "lang"} {
		values.Del(name)
	}
	path := u.Path
	if strings.Contains(path, "/indicators/") { // one indicator stands for all
		path = path[:strings.LastIndex(path, "/")]
	}
	return path + "?" + values.Encode()
}

// compressed is how many bytes a page takes on its way.
func compressed(t *testing.T, body string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(body))
	must(t, err)
	must(t, w.Close())
	return b.Len()
}

// readable is the text of a page, a line a block, with what stands for its drawings.
func readable(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	must(t, err)
	var b strings.Builder
	var line strings.Builder
	flush := func() {
		if text := strings.Join(strings.Fields(strings.ReplaceAll(line.String(), "\u202f", "_")), " "); text != "" {
			b.WriteString(text + "\n")
		}
		line.Reset()
	}
	blocks := []string{"p", "h1", "h2", "h3", "li", "tr", "summary", "div", "dt", "dd", "figure", "section", "label", "legend", "pre", "main", "header", "footer", "title", "form", "svg", "a"}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			line.WriteString(n.Data)
			return
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "head", "header", "search", "footer":
				return
			case "details":
				if attribute(n, "class") == "formula" { // the formulas are the business of the queries' tests
					flush()
					b.WriteString("[formula]\n")
					return
				}
			case "th", "td":
				line.WriteString(" | ")
			case "h1", "h2", "h3":
				flush()
				line.WriteString(strings.Repeat("#", int(n.Data[1]-'0')) + " ")
			case "span", "b", "small", "code":
				line.WriteString(" ")
			}
			if slices.Contains(blocks, n.Data) && n.Data != "a" && !strings.HasPrefix(n.Data, "h") {
				flush()
			}
			if attribute(n, "class") == "chart" {
				line.WriteString("[chart: " + attribute(n, "aria-label") + "]")
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
		if n.Type == html.ElementNode && slices.Contains(blocks, n.Data) && n.Data != "a" {
			flush()
		}
	}
	walk(root)
	flush()
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// around is the place of the first of marks in a text.
func around(text string, marks ...string) string {
	for _, mark := range marks {
		if i := strings.Index(text, mark); i >= 0 {
			return text[max(0, i-60):min(len(text), i+60)]
		}
	}
	return ""
}

// withoutCode leaves out the formulas and the options of charts, which have braces of their own.
func withoutCode(body string) string {
	body = regexp.MustCompile(`(?s)<pre.*?</pre>`).ReplaceAllString(body, "")
	return regexp.MustCompile(`(?s)<script type="application/json".*?</script>`).ReplaceAllString(body, "")
}

// A search finds places by a part of their name, without accents and capitals, or by their code, and says when there is none.
func TestPlacesAreSearched(t *testing.T) {
	s := open(t, func(ctx context.Context, r *network.Registry) {
		_, err := r.ImportTerritories(ctx, []network.Territory{
			{Code: "71014", Name: "Autun", Level: "commune", Parent: "200070530", Population: 13000},
			{Code: "2A004", Name: "Ajaccio", Level: "commune", Population: 73000},
			{Code: "71173", Name: "Épinac", Level: "commune", Parent: "200070530", Population: 2100},
			{Code: "71370", Name: "L'Abergement-de-Cuisery", Level: "commune", Parent: "200070530", Population: 5000},
			{Code: "200070530", Name: "CC du Grand Autunois Morvan", Level: "epci", Population: 36000},
		})
		must(t, err)
		_, err = r.PutStructures(ctx, []network.Structure{{
			ID: "s1", Standard: "1.0.2", Pivot: "00000000000000", Name: "Un lieu", Commune: "Autun", Postcode: "71400", Address: "1 rue de l'Essai",
			UpdatedOn: "2026-05-01", Services: []string{"everyday_tools"}, DeclaredTerritory: "71014",
		}})
		must(t, err)
	})
	s.begin(t)
	for search, want := range map[string]string{"epin": "Épinac", "abergement+de": "Abergement", "71014": "Autun", "2a0": "Ajaccio", "AUTUN": "Grand Autunois", "nowhere": "Aucun territoire", "!!": "Aucun territoire"} {
		a := s.get(t, "/territories?lang=fr&q="+search)
		if a.status != http.StatusOK || !strings.Contains(html.UnescapeString(a.body), want) {
			t.Errorf("%s: %d, and no %q", search, a.status, want)
		}
	}
	if a := s.get(t, "/territories?page=7"); a.status != http.StatusBadRequest {
		t.Errorf("page 7: %d", a.status)
	}
}
