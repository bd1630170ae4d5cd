package e2e

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// readersQuestion is a question of questions.yaml.
type readersQuestion struct {
	Reader string            `yaml:"reader"`
	Ask    string            `yaml:"ask"`
	Follow []string          `yaml:"follow"` // names of links
	Page   string            `yaml:"page"`   // where they lead
	Shows  map[string]string `yaml:"shows"`  // the answer: what the text of the page matches then, by the shape of the network
}

// clicks is up to how many links an answer is away from the overview.
const clicks = 3

// TestQuestions walks from the overview to the answer of each question, as its reader would, in the demonstration of each shape.
func TestQuestions(t *testing.T) {
	text, err := os.ReadFile("questions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var questions []readersQuestion
	if err := yaml.UnmarshalWithOptions(text, &questions, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(questions) < 20 {
		t.Fatalf("questions.yaml has %d questions", len(questions))
	}
	for _, shape := range slices.Sorted(maps.Keys(standing)) {
		t.Run(shape, func(t *testing.T) {
			s, ctx := shaped(t, shape), browser(t)
			show(t, ctx, s.URL+"/?lang=fr", 1440)
			home := linksOf(t, ctx)
			for _, q := range questions {
				t.Run(q.Reader+"/"+q.Ask, func(t *testing.T) { walk(t, ctx, s.URL, home, q, q.Shows[shape]) })
			}
		})
	}
}

// namedLink is a link of a page.
type namedLink struct{ Name, To string }

// linksOf are the links of the page that ctx shows.
func linksOf(t *testing.T, ctx context.Context) (all []namedLink) {
	t.Helper()
	text := evaluate[string](t, ctx, `JSON.stringify([...document.querySelectorAll('a[href]')].filter((a) => typeof a.href === 'string').map((a) => (
		{name: a.textContent.replace(/\s+/g, ' ').replace(/’/g, "'").trim(), to: a.href})))`)
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// walk follows the links of a question from the overview of a site, whose links are home, and looks for its answer where they lead.
func walk(t *testing.T, ctx context.Context, site string, home []namedLink, q readersQuestion, answer string) {
	t.Helper()
	if answer == "" || len(q.Follow) > clicks {
		t.Fatalf("the question has the answer %q, %d clicks away", answer, len(q.Follow))
	}
	if len(q.Follow) == 0 {
		show(t, ctx, site+"/?lang=fr", 1440)
	}
	links := home
	for _, name := range q.Follow {
		at := slices.IndexFunc(links, func(l namedLink) bool { return l.Name == name })
		if at < 0 {
			at = slices.IndexFunc(links, func(l namedLink) bool { return strings.Contains(l.Name, name) })
		}
		if at < 0 {
			t.Fatalf("there is no link %q", name)
		}
		show(t, ctx, links[at].To, 1440)
		links = linksOf(t, ctx)
	}
	at := evaluate[string](t, ctx, `location.pathname`)
	if at != q.Page && !(strings.HasSuffix(q.Page, "/") && q.Page != "/" && strings.HasPrefix(at, q.Page)) {
		t.Errorf("the links lead to %s instead of %s", at, q.Page)
	}
	said := evaluate[string](t, ctx, `document.querySelector('main').innerText.replace(/[\s\u00a0\u202f]+/g, ' ').replace(/’/g, "'")`)
	if !regexp.MustCompile(answer).MatchString(said) {
		t.Errorf("the page does not show %q: %s", answer, said)
	}
}
