package texts_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// catalogue is the messages of a language: path → text, or the texts of one and of many.
func catalogue(t *testing.T, lang string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("messages/" + lang + ".yaml")
	must(t, err)
	var tree map[string]any
	must(t, yaml.Unmarshal(text, &tree))
	flat := map[string][]string{}
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		one, hasOne := node["one"].(string)
		other, hasOther := node["other"].(string)
		if hasOne && hasOther && len(node) == 2 {
			flat[prefix] = []string{one, other}
			return
		}
		for key, value := range node {
			path := strings.TrimPrefix(prefix+"."+key, ".")
			if text, ok := value.(string); ok {
				flat[path] = []string{text}
			} else {
				walk(path, value.(map[string]any))
			}
		}
	}
	walk("", tree)
	return flat
}

// Both languages say the same things, with the same gaps.
func TestBothLanguagesHaveEveryMessage(t *testing.T) {
	fr, en := catalogue(t, "fr"), catalogue(t, "en")
	gap := regexp.MustCompile(`\{[a-z_]+\}`)
	gaps := func(texts []string) []string {
		found := gap.FindAllString(strings.Join(texts, " "), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, key := range slices.Sorted(maps.Keys(fr)) {
		other, ok := en[key]
		if !ok {
			t.Errorf("en.yaml lacks %s", key)
			continue
		}
		if len(fr[key]) != len(other) {
			t.Errorf("%s is plural in one language only", key)
		}
		if a, b := gaps(fr[key]), gaps(other); !slices.Equal(a, b) {
			t.Errorf("%s has the gaps %v in French and %v in English", key, a, b)
		}
	}
	for key := range en {
		if _, ok := fr[key]; !ok {
			t.Errorf("fr.yaml lacks %s", key)
		}
	}
}

// Every message that code and templates name exists, and every message is named somewhere.
func TestMessagesAreThoseThatAreUsed(t *testing.T) {
	fr := catalogue(t, "fr")
	used, prefixes, suffixes := map[string]bool{}, []string{}, []string{}
	literal := regexp.MustCompile(`\b(?:t|T|Has)[ (]"([a-z_0-9.]*[a-z_0-9])"`)
	composed := regexp.MustCompile(`"([a-z_]+(?:\.[a-z_]+)*\.)" ?\+`)
	completed := regexp.MustCompile(`\+ ?"(\.[a-z_]+)"`)
	keys := regexp.MustCompile(`"([a-z_]+\.[a-z_.0-9]+)"`)
	var files []string
	must(t, filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); (ext == ".go" || ext == ".html") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	}))
	if len(files) < 30 {
		t.Fatalf("only %d files were read", len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if _, ok := fr[m[1]]; !ok {
				t.Errorf("%s names the message %s, which is not in the catalogue", file, m[1])
			}
		}
		for _, m := range composed.FindAllStringSubmatch(string(text), -1) {
			prefixes = append(prefixes, m[1])
		}
		for _, m := range completed.FindAllStringSubmatch(string(text), -1) {
			suffixes = append(suffixes, m[1])
		}
		for _, m := range keys.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
		}
	}
	for key := range fr {
		begins := func(p string) bool { return strings.HasPrefix(key, p) }
		ends := func(s string) bool { return strings.HasSuffix(key, s) }
		if !used[key] && !slices.ContainsFunc(prefixes, begins) && !slices.ContainsFunc(suffixes, ends) {
			t.Errorf("no page uses the message %s", key)
		}
	}
}
