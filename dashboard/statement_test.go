package dashboard_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The accessibility statement has every part that the law asks for, and its topics add up to the criteria of RGAA 4.1.
func theStatementIsWhole(t *testing.T, s *site) {
	page := readable(t, s.get(t, "/accessibility-statement?lang=fr").body)
	at := 0
	for _, part := range []string{"État de conformité", "non conformes", "Résultats des tests", "Contenus non accessibles", "Établissement de cette déclaration",
		"Retour d’information et contact", "Aucun contact n’est renseigné", "Voies de recours", "Défenseur des droits"} {
		i := strings.Index(page[at:], part)
		if i < 0 {
			t.Fatalf("the statement does not say %q where it should:\n%s", part, page)
		}
		at += i
	}
	criterion := regexp.MustCompile(`^\d+\.\d+$`)
	all, topics, counted := 0, 0, map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+)\. .*?\| (.*) \| (.*) \| (\d+) sur (\d+)$`).FindAllStringSubmatch(page, -1) {
		topics++
		named := 0
		for _, text := range strings.FieldsFunc(row[2]+", "+row[3], func(r rune) bool { return r == ',' || r == ' ' }) {
			switch {
			case text == "–":
			case !criterion.MatchString(text) || !strings.HasPrefix(text, row[1]+"."):
				t.Errorf("topic %s names %q", row[1], text)
			case counted[text]:
				t.Errorf("the criterion %s is named twice", text)
			default:
				named, counted[text] = named+1, true
			}
		}
		rest, err := strconv.Atoi(row[4])
		must(t, err)
		of, err := strconv.Atoi(row[5])
		must(t, err)
		if named+rest != of {
			t.Errorf("topic %s names %d criteria and leaves %d, of %d", row[1], named, rest, of)
		}
		all += of
	}
	if topics != 13 || all != 106 || len(counted) < 25 {
		t.Errorf("%d topics with %d criteria, %d of them named:\n%s", topics, all, len(counted), page)
	}
}
