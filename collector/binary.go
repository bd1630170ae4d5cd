package collector

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// typeData is the type of a body that is the data of one event, whose attributes are in headers: the binary mode of CloudEvents.
const typeData = "application/json"

// binaryHeaders are the attributes that an event must have in headers, each after ce-.
var binaryHeaders = []string{"specversion", "id", "source", "type", "time"}

const binaryPrefix = "ce-"

// missingHeaders lists the headers of the binary mode that a request lacks.
func missingHeaders(r *http.Request) []string {
	var missing []string
	for _, name := range binaryHeaders {
		if r.Header.Get(binaryPrefix+name) == "" {
			missing = append(missing, binaryPrefix+name)
		}
	}
	return missing
}

// hasBinaryHeaders tells whether a request has any attribute of an event in a header.
func hasBinaryHeaders(r *http.Request) bool {
	return len(missingHeaders(r)) < len(binaryHeaders)
}

// newBinary is the event whose attributes are in the headers of a request, and whose data, which is known to be valid JSON, is its body.
// Extension attributes are left out: nothing reads them.
func newBinary(r *http.Request, data []byte) *single {
	text := []byte{'{'}
	for _, name := range binaryHeaders {
		value, err := json.Marshal(attribute(r.Header.Get(binaryPrefix + name)))
		if err != nil {
			panic(err) // every text can be written
		}
		text = append(text, `"`+name+`":`...)
		text = append(append(text, value...), ',')
	}
	text = append(append(append(text, `"data":`...), data...), '}')
	return &single{text: text}
}

// attribute is the value that a header stands for: what a header cannot hold is percent-encoded in it, by some after quoting.
func attribute(header string) string {
	if len(header) >= 2 && header[0] == '"' && header[len(header)-1] == '"' {
		header = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(header[1 : len(header)-1])
	}
	if decoded, err := url.PathUnescape(header); err == nil {
		return decoded
	}
	return header
}

// mediaRefusal finds out what was sent instead of a type of body that is taken, and says what to send.
func mediaRefusal(r *http.Request, kind string) refusal {
	missing := missingHeaders(r)
	switch {
	case kind == typeData && hasBinaryHeaders(r):
		return refusal{kind: problemBinary, values: []any{strings.Join(missing, ", ")}}
	case kind == typeData:
		return refusal{kind: problemPlainJSON}
	case len(missing) == 0:
		return refusal{kind: problemBinaryType}
	case kind == "":
		return refusal{kind: problemNoMediaType}
	case slices.Contains(formTypes, kind):
		return refusal{kind: problemForm}
	}
	return refusal{kind: problemMediaType}
}

// formTypes are what programs call a body where nobody told them its type.
var formTypes = []string{"application/x-www-form-urlencoded", "multipart/form-data"}

// encodingNames are the encodings of bodies that are known and not taken, by their names in headers.
var encodingNames = map[string]string{
	"br": "Brotli", "zstd": "Zstandard", "deflate": "deflate", "compress": "compress", "x-compress": "compress",
}

// encodingRefusal finds out how a body is encoded that is not taken so.
func encodingRefusal(encoding string) refusal {
	if name, known := encodingNames[encoding]; known {
		return refusal{kind: problemKnown, values: []any{name}}
	}
	return refusal{kind: problemEncoding}
}
