package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/goccy/go-yaml"
)

// readersQuestion is a question of questions.yaml.
type readersQuestion struct {
	Reader string   `yaml:"reader"`
	Ask    string   `yaml:"ask"`
	Follow []string `yaml:"follow"` // names of links, or #ID of an element that holds one
	Page   string   `yaml:"page"`   // where they lead
	Shows  string   `yaml:"shows"`  // what the text of the page matches then
}

// clicks is up to how many links an answer is away from the overview.
const clicks = 3

// TestQuestions walks from the overview to the answer of each question, as its reader would.
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
	s, ctx := demonstration(t), browser(t)
	for _, q := range questions {
		t.Run(q.Reader+"/"+q.Ask, func(t *testing.T) {
			if len(q.Follow) > clicks {
				t.Errorf("the answer is %d clicks away", len(q.Follow))
			}
			show(t, ctx, s.URL+"/?lang=fr", 1440)
			for _, name := range q.Follow {
				href, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(`(name => {
					const said = text => text.replace(/\s+/g, ' ').replace(/’/g, "'").trim();
					const links = name.startsWith('#') ? document.querySelectorAll(name + ' a[href]') : document.querySelectorAll('a[href]');
					const found = [...links].find(a => name.startsWith('#') || said(a.textContent) === name) || [...links].find(a => said(a.textContent).includes(name));
					return found ? found.href : ''; })(%q)`, name)))
				if err != nil {
					t.Fatal(err)
				}
				if href == "" {
					t.Fatalf("there is no link %q", name)
				}
				show(t, ctx, href, 1440)
			}
			at, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname`))
			if err != nil {
				t.Fatal(err)
			}
			if at != q.Page && !(strings.HasSuffix(q.Page, "/") && q.Page != "/" && strings.HasPrefix(at, q.Page)) {
				t.Errorf("the links lead to %s instead of %s", at, q.Page)
			}
			said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('main').innerText.replace(/[\s  ]+/g, ' ').replace(/’/g, "'")`))
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(q.Shows).MatchString(said) {
				t.Errorf("the page does not show %q: %s", q.Shows, said)
			}
		})
	}
}
