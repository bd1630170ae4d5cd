package warehouse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// engineTransport answers the driver's HTTP requests from the embedded engine, in this process: an http.RoundTripper in place of
// a connection to a server's HTTP interface.
type engineTransport struct {
	engine *engine
	remote bool // the requests come from other processes
}

// nativeFormat is the format that the driver reads and writes rows in.
const nativeFormat = "Native"

// maxStatement is the longest text of a statement, in bytes. Rows travel apart from it.
const maxStatement = 16 << 20

// discreet keeps the values of a statement out of errors: http.Client writes the request's URL into each, and the
// parameters of the statement are there. It is around every transport that the driver gets.
type discreet struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper. It changes the request it was given only after an error, when nothing but the
// error's text is made of it any more.
func (d discreet) RoundTrip(request *http.Request) (*http.Response, error) {
	inner := request.WithContext(request.Context())
	address := *request.URL
	inner.URL = &address
	response, err := d.RoundTripper.RoundTrip(inner)
	if err != nil {
		request.URL.RawQuery = ""
		request.URL.User = nil
	}
	return response, err
}

// RoundTrip implements http.RoundTripper.
func (t *engineTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		defer request.Body.Close()
	}
	st, err := readStatement(request)
	if err == nil && st.sql == helloSQL {
		return t.hello(request)
	}
	if err == nil {
		st.remote = t.remote
		var answer *result
		if answer, err = t.engine.do(request.Context(), st); err == nil {
			return respond(request, http.StatusOK, &resultBody{result: answer}, len(answer.data)), nil
		}
	}
	var refused *engineError
	if !errors.As(err, &refused) {
		return nil, err
	}
	status := http.StatusInternalServerError
	if refused.code == codeSyntaxError || refused.code == codeUnknownSetting || refused.code == codeBadArguments {
		status = http.StatusBadRequest
	}
	response := respond(request, status, io.NopCloser(strings.NewReader(refused.message)), len(refused.message))
	response.Header.Set("X-ClickHouse-Exception-Code", strconv.Itoa(refused.code))
	return response, nil
}

func respond(request *http.Request, status int, body io.ReadCloser, length int) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/octet-stream"}}, Body: body, ContentLength: int64(length), Request: request,
	}
}

// formatClause is the end of an INSERT statement that the driver sends apart from its rows.
var formatClause = regexp.MustCompile(`(?is)\s+FORMAT\s+(\w+)\s*;?\s*$`)

// readStatement reads the statement from a request as ClickHouse's HTTP interface takes it: everything but the text in
// the URL; the text in the body, or in the URL where the body holds rows.
func readStatement(request *http.Request) (statement, error) {
	if strings.HasPrefix(request.Header.Get("Content-Type"), "multipart/") {
		return statement{}, refuse(codeNotImplemented, "NOT_IMPLEMENTED", "External tables do not reach an embedded warehouse; use a parameter of type Array instead")
	}
	if encoding := request.Header.Get("Content-Encoding"); encoding != "" {
		return statement{}, refuse(codeNotImplemented, "NOT_IMPLEMENTED", "Compression (%s) is of no use to an embedded warehouse; leave it out of the driver's options", encoding)
	}
	st := statement{format: nativeFormat, settings: map[string]string{}, parameters: map[string]string{}}
	keys := request.URL.Query()
	for key := range keys {
		if err := st.set(key, keys.Get(key)); err != nil {
			return statement{}, err
		}
	}
	if st.sql == "" {
		return st, st.readText(request.Body)
	}
	clause := formatClause.FindStringSubmatchIndex(st.sql)
	if clause == nil {
		return statement{}, refuse(codeBadArguments, "BAD_ARGUMENTS", "A statement that comes with rows must end in FORMAT and the name of their format")
	}
	st.format, st.insert = st.sql[clause[2]:clause[3]], st.sql[:clause[0]]
	st.rows = request.Body
	return st, nil
}

// set takes one key of the request's URL.
func (st *statement) set(key, value string) error {
	if name, is := strings.CutPrefix(key, "param_"); is {
		st.parameters[name] = value
		return nil
	}
	switch key {
	case "query":
		st.sql = value
	case "database":
		st.database = value
	case "default_format":
		st.format = value
	case "client_protocol_version", "query_id", "quota_key":
		// The first is for hello; the others only label a query in logs that the embedded engine does not keep.
	default:
		if slices.Contains(transportSettings, key) {
			return nil
		}
		if !slices.Contains(querySettings, key) {
			return refuse(codeUnknownSetting, "UNKNOWN_SETTING", "The setting %s can't be given to an embedded warehouse; leave it out, or add it to the list in warehouse/settings.go", key)
		}
		st.settings[key] = value
	}
	return nil
}

func (st *statement) readText(body io.Reader) error {
	if body == nil {
		return refuse(codeSyntaxError, "SYNTAX_ERROR", "The statement is empty")
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(io.LimitReader(body, maxStatement+1)); err != nil {
		return fmt.Errorf("read the statement: %w", err)
	}
	if text.Len() > maxStatement {
		return refuse(codeBadArguments, "BAD_ARGUMENTS", "The statement is longer than %d bytes; insert rows with PrepareBatch", maxStatement)
	}
	st.sql = text.String()
	return nil
}

// resultBody is the body of an answer: the engine's own memory, freed by Close.
type resultBody struct {
	mu     sync.Mutex
	result *result
	offset int
}

// Read implements io.Reader.
func (b *resultBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.offset >= len(b.result.data) {
		return 0, io.EOF
	}
	n := copy(p, b.result.data[b.offset:])
	b.offset += n
	return n, nil
}

// Close implements io.Closer. It may be called more than once.
func (b *resultBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.result.close()
	return nil
}
