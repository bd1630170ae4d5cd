package event_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/event"
)

// Every reason that the corpus calls forth has its French, with the same numbers, fields and values in it.
func TestReasonsInFrench(t *testing.T) {
	decoder := event.NewDecoder(noon)
	values := regexp.MustCompile(`[a-z]+_[a-z_]+|\d+`)
	seen := map[string]bool{}
	for _, e := range corpus(t) {
		_, faults := decoder.Decode(e.Event)
		for _, fault := range faults {
			if seen[fault.Reason] {
				continue
			}
			seen[fault.Reason] = true
			french := fault.In("fr")
			if french == fault.Reason || !strings.HasSuffix(french, ".") || strings.Contains(french, "%") {
				t.Errorf("%s: %q", fault.Reason, french)
			}
			for _, value := range values.FindAllString(fault.Reason, -1) {
				if !strings.Contains(french, value) {
					t.Errorf("%q does not say %s as %q does", french, value, fault.Reason)
				}
			}
			if english := fault.In("en"); english != fault.Reason {
				t.Errorf("in English: %q", english)
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("the corpus calls forth only %d reasons", len(seen))
	}
	for reason, want := range map[string]string{
		"Write a whole number from 1 to 20.":                          "Écrivez un nombre entier de 1 à 20.",
		"Remove this field: an attendance has none of this name.":     "Retirez ce champ : un accompagnement n'en a pas de ce nom.",
		"Give either to or to_kind, not both.":                        "Donnez soit to, soit to_kind, pas les deux.",
		"Give either to or to_kind.":                                  "Donnez soit to, soit to_kind.",
		"A sentence that nobody has put into French yet.":             "A sentence that nobody has put into French yet.",
		"Send each event as valid JSON: this breaks at byte 17.":      "Envoyez chaque événement en JSON valide : celui-ci ne l'est plus à l'octet 17.",
		"Leave this out, or set status to declined.":                  "Retirez ce champ, ou mettez status à declined.",
		"Use one of vigie.assessment.v1, vigie.referral.v1.":          "Utilisez l'une de ces valeurs : vigie.assessment.v1, vigie.referral.v1.",
		"Remove this field: the choices are 15_24, 25_39, 40_64, 65_": "Remove this field: the choices are 15_24, 25_39, 40_64, 65_",
	} {
		if got := (event.Fault{Reason: reason}).In("fr"); got != want {
			t.Errorf("%s: %q, want %q", reason, got, want)
		}
	}
}

// Every sentence in the code that could be a reason has its French, also those that the corpus does not call forth.
func TestEveryReasonHasItsFrench(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	imperative := regexp.MustCompile(`^(Add|Correct|Fill|Give|Leave|Let|Name|Remove|Send|Set|Shorten|Use|Write) .*\.$`)
	verb := regexp.MustCompile(`%[ds]`)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "french.go" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil || !imperative.MatchString(text) {
				return true
			}
			found++
			reason := verb.ReplaceAllString(text, "7")
			if (event.Fault{Reason: reason}).In("fr") == reason {
				t.Errorf("%s: %q has no French in french.go", file, text)
			}
			return true
		})
	}
	if found < 25 {
		t.Errorf("only %d reasons were found", found)
	}
}
