package texts

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed messages/*.yaml
var messageFiles embed.FS

// message is one text of the catalogue; one is set only where the number in it changes the words.
type message struct{ one, other string }

// readMessages reads the catalogue of one language into a flat map: the keys of nested maps are joined with dots, and a map
// with exactly "one" and "other" is a message that follows a number.
func readMessages(code string) (map[string]message, error) {
	text, err := messageFiles.ReadFile("messages/" + code + ".yaml")
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("read messages/%s.yaml: %w", code, err)
	}
	flat := map[string]message{}
	var walk func(prefix string, node map[string]any) error
	walk = func(prefix string, node map[string]any) error {
		for _, key := range slices.Sorted(maps.Keys(node)) {
			path := strings.TrimPrefix(prefix+"."+key, ".")
			switch value := node[key].(type) {
			case string:
				flat[path] = message{other: spaced(code, value)}
			case map[string]any:
				one, hasOne := value["one"].(string)
				other, hasOther := value["other"].(string)
				if hasOne && hasOther && len(value) == 2 {
					flat[path] = message{one: spaced(code, one), other: spaced(code, other)}
				} else if err := walk(path, value); err != nil {
					return err
				}
			default:
				return fmt.Errorf("read messages/%s.yaml: %s is no text: put it in quotes", code, path)
			}
		}
		return nil
	}
	return flat, walk("", tree)
}

var (
	beforeMark = regexp.MustCompile(` ([:;?!%»])`)
	afterQuote = regexp.MustCompile(`« `)
	thousands  = regexp.MustCompile(`(\d) (\d{3})\b`)
	gap        = regexp.MustCompile(`\{([a-z_]+)\}`)
)

// spaced puts the spaces of French typography where a line must not break.
func spaced(code, text string) string {
	if code != "fr" {
		return text
	}
	text = beforeMark.ReplaceAllString(text, narrow+"$1")
	text = thousands.ReplaceAllString(text, "$1"+narrow+"$2")
	return afterQuote.ReplaceAllString(text, "«"+narrow)
}

// T is the text of key in the reader's language. pairs are names and values for its gaps: {name}; whole numbers are written
// the language's way. The value named "n" chooses between one and many.
func (l *Language) T(key string, pairs ...any) string {
	m, ok := l.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	values := map[string]string{}
	text := m.other
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		switch value := pairs[i+1].(type) {
		case int:
			values[name] = l.Integer(float64(value))
			if name == "n" && m.one != "" && l.singular(value) {
				text = m.one
			}
		default:
			values[name] = fmt.Sprint(value)
		}
	}
	return gap.ReplaceAllStringFunc(text, func(found string) string {
		if value, ok := values[found[1:len(found)-1]]; ok {
			return value
		}
		return found
	})
}

// Has tells whether the catalogue has a text for key.
func (l *Language) Has(key string) bool {
	_, ok := l.texts[key]
	return ok
}

// singular tells whether n takes the singular: 0 and 1 in French, 1 in English.
func (l *Language) singular(n int) bool { return n == 1 || n == -1 || (n == 0 && l.Code == "fr") }
