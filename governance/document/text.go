package document

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// scalar reads a text on one line.
func scalar(node ast.Node, most int) (string, error) {
	var text string
	switch node := node.(type) {
	case *ast.StringNode:
		text = node.Value
	case *ast.LiteralNode:
		text = node.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		text = node.GetToken().Value // as it is written: 1.10 is a code
	case *ast.NullNode:
		return "", nil
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return "", errors.New("names of values (&, *) and tags (!) are not known here: write the value out, in quotes where it begins so")
	default:
		return "", errors.New("one value is expected, not a list or mapping")
	}
	text = OneLine(text)
	if n := utf8.RuneCountInString(text); n > most {
		return "", fmt.Errorf("it has %d characters, at most %d are kept: shorten it", n, most)
	}
	return text, nil
}

// OneLine is a text without ends of lines, control characters and needless blanks. The blanks of French typography stay.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r == '\u200b':
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
}
