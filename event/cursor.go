package event

import (
	"bytes"
	"encoding/json"
)

// cursor walks over a text that is known to be valid JSON, so that it never meets
// a syntax error. It only knows what reading an event needs: step into an object
// or array, read the value there or skip it.
type cursor struct {
	text []byte
	at   int
}

// kind tells the type of the value ahead by one byte: { [ " t f n, or 0 for a
// number.
func (c *cursor) kind() byte {
	c.space()
	switch first := c.text[c.at]; first {
	case '{', '[', '"', 't', 'f', 'n':
		return first
	}
	return '0'
}

// enter steps into the object or array ahead.
func (c *cursor) enter() { c.at++ }

// more tells whether another member or item follows in the object or array that
// the cursor is in, and steps out of it when none does.
func (c *cursor) more() bool {
	c.space()
	switch c.text[c.at] {
	case ',':
		c.at++
		return true
	case '}', ']':
		c.at++
		return false
	}
	return true
}

// name reads the name of the member ahead and stops before its value.
func (c *cursor) name() []byte {
	c.space()
	name := c.string()
	c.space()
	c.at++ // the colon
	return name
}

// string reads the string at the cursor. It shares the text's memory where it can. Half of
// a surrogate pair becomes U+FFFD.
func (c *cursor) string() []byte {
	start := c.at
	if escaped := c.skipString(); !escaped {
		return c.text[start+1 : c.at-1]
	}
	var value string
	if err := json.Unmarshal(c.text[start:c.at], &value); err != nil {
		panic(err) // a valid JSON string can be read
	}
	return []byte(value)
}

// skip steps over the value ahead and gives its text.
func (c *cursor) skip() []byte {
	kind := c.kind()
	start := c.at
	switch kind {
	case '"':
		c.skipString()
	case '{', '[':
		c.skipNested()
	default:
		for c.at < len(c.text) && bytes.IndexByte([]byte(",]} \t\r\n"), c.text[c.at]) < 0 {
			c.at++
		}
	}
	return c.text[start:c.at]
}

func (c *cursor) skipNested() {
	for depth := 0; ; {
		switch c.text[c.at] {
		case '"':
			c.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			return
		}
	}
}

// skipString steps over the string at the cursor and tells whether it has escapes.
func (c *cursor) skipString() (escaped bool) {
	at := c.at + 1
	for ; c.text[at] != '"'; at++ {
		if c.text[at] == '\\' {
			escaped = true
			at++
		}
	}
	c.at = at + 1
	return escaped
}

func (c *cursor) space() {
	for c.at < len(c.text) {
		switch c.text[c.at] {
		case ' ', '\t', '\r', '\n':
			c.at++
		default:
			return
		}
	}
}
