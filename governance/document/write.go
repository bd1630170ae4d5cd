package document

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"vigie/governance/dated"
)

// Map is a mapping that is written in the order of its fields.
type Map []Field

// Field is a field of a mapping. Its value is a string, []string, dated.Day, dated.Due, Map, []Map or Rows; an empty one is left out.
type Field struct {
	Name  string
	Value any
}

// Rows is a list of short mappings, each written on one line.
type Rows []Map

// Write writes a document.
func Write(w io.Writer, document Map) error {
	var b strings.Builder
	write(&b, document, "")
	_, err := io.WriteString(w, b.String())
	return err
}

// write writes the fields of a mapping, each on lines of its own that begin with an indent.
func write(b *strings.Builder, m Map, indent string) {
	for _, f := range m {
		if text := inline(f.Value); text != "" {
			fmt.Fprintf(b, "%s%s: %s\n", indent, f.Name, text)
			continue
		}
		switch value := f.Value.(type) {
		case Map:
			if filled(value) {
				fmt.Fprintf(b, "%s%s:\n", indent, f.Name)
				write(b, value, indent+"  ")
			}
		case []Map:
			if len(value) > 0 {
				fmt.Fprintf(b, "%s%s:\n", indent, f.Name)
			}
			for _, item := range value {
				var one strings.Builder
				write(&one, item, indent+"    ")
				b.WriteString(indent + "  - " + strings.TrimPrefix(one.String(), indent+"    "))
			}
		case Rows:
			if len(value) > 0 {
				fmt.Fprintf(b, "%s%s:\n", indent, f.Name)
			}
			for _, row := range value {
				fmt.Fprintf(b, "%s  - {%s}\n", indent, strings.Join(cells(row), ", "))
			}
		}
	}
}

// filled tells whether a mapping has a field that is not empty.
func filled(m Map) bool {
	return slices.ContainsFunc(m, func(f Field) bool { return inline(f.Value) != "" })
}

// cells are the fields of a mapping that is written on one line.
func cells(row Map) (all []string) {
	for _, f := range row {
		if text := inline(f.Value); text != "" {
			all = append(all, f.Name+": "+text)
		}
	}
	return all
}

// inline is a value that stands on the line of its name; "" for an empty value, and for one that stands on lines of its own.
func inline(value any) string {
	switch value := value.(type) {
	case string:
		return quoted(value)
	case dated.Day:
		return string(value)
	case dated.Due:
		return value.String()
	case []string:
		if len(value) == 0 {
			return ""
		}
		var all []string
		for _, item := range value {
			all = append(all, quoted(item))
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	return ""
}

// plain is what needs no quotes anywhere: words of letters, that no reader takes for a number, a truth value or punctuation.
var plain = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ._/@’()«»-]*$`)

// quoted is a text as a document has it; "" for an empty one.
func quoted(text string) string {
	word := strings.ToLower(text)
	if text == "" || plain.MatchString(text) && !strings.HasSuffix(text, " ") && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, word) {
		return text
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b) // every text of JSON is one of YAML
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string can always be written
	}
	return strings.TrimSuffix(b.String(), "\n")
}
