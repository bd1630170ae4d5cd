package e2e

import (
	"context"
	"fmt"
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
			for _, q := range questions {
				t.Run(q.Reader+"/"+q.Ask, func(t *testing.T) { walk(t, ctx, s.URL, q, q.Shows[shape]) })
			}
		})
	}
}

// walk follows the links of a question from the overview of a site and looks for its answer where they lead.
func walk(t *testing.T, ctx context.Context, site string, q readersQuestion, answer string) {
	t.Helper()
	if answer == "" || len(q.Follow) > clicks {
		t.Fatalf("the question has the answer %q, %d clicks away", answer, len(q.Follow))
	}
	show(t, ctx, site+"/?lang=fr", 1440)
	for _, name := range q.Follow {
		href := evaluate[string](t, ctx, fmt.Sprintf(`(name => {
			const said = text => text.replace(/\s+/g, ' ').replace(/’/g, "'").trim();
			const links = [...document.querySelectorAll('a[href]')];
			const found = links.find(a => said(a.textContent) === name) || links.find(a => said(a.textContent).includes(name));
			return found ? found.href : ''; })(%q)`, name))
		if href == "" {
			t.Fatalf("there is no link %q", name)
		}
		show(t, ctx, href, 1440)
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
