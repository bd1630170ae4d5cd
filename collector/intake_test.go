package collector_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"vigie/collector"
	"vigie/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file, or writes it there.
func golden(t *testing.T, path, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(string(want), "\n")
	for i, line := range strings.Split(text, "\n") {
		if i >= len(wanted) || line != wanted[i] {
			t.Fatalf("%s differs from line %d on (go test -update writes it anew); got:\n%s", path, i+1, line)
		}
	}
}

// inHeaders puts the attributes of an event of the tests' source into headers.
func inHeaders(id, kind string) func(*http.Request) {
	return func(r *http.Request) {
		for name, value := range map[string]string{"specversion": "1.0", "id": id, "source": testSource, "type": kind, "time": "2026-06-15"} {
			r.Header.Set("ce-"+name, value)
		}
	}
}

// Every way in which a request can be bad is answered as the file says, in French and in English, and leaves nothing behind.
func TestBadRequests(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxBodies = 20 << 20 })
	good := attendance("never", "p1")
	revoked := h.addToken(collector.Token{Source: testSource})
	list, err := h.tokens.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.tokens.Revoke(t.Context(), list[len(list)-1].ID); err != nil {
		t.Fatal(err)
	}
	expiring := h.addToken(collector.Token{Source: testSource, Expires: "2026-07-02"})
	h.clock.advance(24 * 60 * 60 * 1e9)
	nowhere := h.addToken(collector.Token{Source: testSource, Structures: []string{"no-such-place"}})

	with := func(token string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", token) }
	}
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	wrong := func(change ...string) string {
		return strings.NewReplacer(change...).Replace(good)
	}
	var text strings.Builder
	for _, c := range []struct {
		name, contentType, body string
		change                  func(*http.Request)
	}{
		{"no token", single, good, func(r *http.Request) { r.Header.Del("Authorization") }},
		{"another scheme", single, good, with("Basic dXNlcjpwYXNz")},
		{"wrong token", single, good, with("Bearer vigie_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")},
		{"revoked token", single, good, with("Bearer " + revoked)},
		{"expired token", single, good, with("Bearer " + expiring)},
		{"token for structures that are not there", single, good, with("Bearer " + nowhere)},
		{"wrong method", single, "", func(r *http.Request) { r.Method = http.MethodGet }},
		{"no content type", "", good, nil},
		{"wrong content type", "text/plain", good, nil},
		{"what curl says", "application/x-www-form-urlencoded", good, nil},
		{"JSON that is no CloudEvent", "application/json", good, nil},
		{"some of the headers of an event", "application/json; charset=utf-8", `{"record":"e1"}`, func(r *http.Request) {
			r.Header.Set("ce-id", "jeanne")
			r.Header.Set("ce-type", "vigie.retraction.v1")
		}},
		{"the headers of an event without JSON", "text/xml", "<data/>", inHeaders("never", "vigie.retraction.v1")},
		{"broken JSON under the headers of an event", "application/json", `{"record":`, inHeaders("never", "vigie.retraction.v1")},
		{"a list under the headers of an event", "application/json", `[]`, inHeaders("never", "vigie.retraction.v1")},
		{"a type that is none in headers", "application/json", `{"record":"e1"}`, inHeaders("never", "vigie.picnic.v1")},
		{"another charset", single + "; charset=iso-8859-1", good, nil},
		{"Brotli", single, good, set("Content-Encoding", "br")},
		{"unknown compression", single, good, set("Content-Encoding", "jeanne")},
		{"gzip that is none", lines, good, set("Content-Encoding", "gzip")},
		{"empty body", single, "", nil},
		{"empty array body", batch, " \n", nil},
		{"only blank lines", lines, "\n \r\n\n", nil},
		{"broken JSON", single, good[:60], nil},
		{"broken JSON in an array", batch, "[" + good + "," + good[:60] + "]", nil},
		{"text after the JSON", single, good + "x", nil},
		{"an array as one event", single, "[" + good + "]", nil},
		{"one event as an array", batch, good, nil},
		{"array over the limit", batch, "[" + strings.Repeat(" ", collector.MaxWhole) + "]", nil},
		{"one event over the limit", single, wrong(`"minutes":30`, `"minutes":30,"x":"`+strings.Repeat("x", collector.MaxEvent)+`"`), nil},
		{"broken JSON in a line", lines, good[:60] + "\n", nil},
		{"no object", single, "17", nil},
		{"unknown field", single, wrong(`"minutes":30`, `"minutes":30,"notes":"Jeanne"`), nil},
		{"wrong enumeration", single, wrong("individual", "picnic"), nil},
		{"future date", single, wrong("2026-06-15", "2026-07-04"), nil},
		{"unknown structure", single, wrong(`"s1"`, `"s9"`), nil},
		{"another source", single, wrong(testSource, "urn:test:other"), nil},
		{"person by e-mail", single, wrong(`"p1"`, `"jeanne@example.org"`), nil},
		{"id that looks like an e-mail", single, wrong(`"never"`, `"jeanne@example.org"`, "individual", "picnic"), nil},
		{"several faults", single, wrong("individual", "picnic", `"minutes":30`, `"minutes":0.5`), nil},
	} {
		fmt.Fprintf(&text, "== %s\n", c.name)
		for _, language := range []string{"", "en-GB,en;q=0.8"} {
			r := h.request(c.contentType, strings.NewReader(c.body))
			r.Header.Set("Accept-Language", language)
			if c.change != nil {
				c.change(r)
			}
			a := h.do(r)
			fmt.Fprintf(&text, "%d", a.status)
			for _, name := range []string{"Content-Type", "Content-Language", "Www-Authenticate", "Allow", "Vigie-Rejected", "Retry-After"} {
				if value := a.header.Get(name); value != "" {
					fmt.Fprintf(&text, " · %s: %s", name, value)
				}
			}
			fmt.Fprintf(&text, "\n%s", a.text)
			if strings.Contains(a.text, "jeanne") || strings.Contains(a.text, "Jeanne") {
				t.Errorf("%s: a value of the event is in the answer:\n%s", c.name, a.text)
			}
		}
	}
	golden(t, "testdata/bad_requests.golden", text.String())
	if n := h.count("SELECT count() FROM event"); n != 0 {
		t.Errorf("%d events were kept", n)
	}
	if got := h.log.String(); got != "" {
		t.Errorf("a sender's fault was logged:\n%s", got)
	}
}

func TestLanguageOfTheAddress(t *testing.T) {
	h := newHouse(t)
	r := h.request("text/plain", strings.NewReader("x"))
	r.URL.RawQuery = "lang=fr"
	if a := h.do(r); a.header.Get("Content-Language") != "fr" || !strings.Contains(a.Title, "accepté") {
		t.Errorf("?lang=fr is not heard: %s", a.text)
	}
	r = h.request("text/plain", strings.NewReader("x"))
	r.Header.Set("Accept-Language", "de, es;q=0.5")
	if a := h.do(r); a.header.Get("Content-Language") != "fr" {
		t.Errorf("an unknown language is not answered in French: %s", a.text)
	}
}

// The three types of body, with the answers they get when all goes well.
func TestBodies(t *testing.T) {
	h := newHouse(t)
	e := func(id string) string { return attendance(id, "p1") }
	for _, c := range []struct {
		name, contentType, body        string
		accepted, duplicates, conflict int
		through                        int
	}{
		{"one", single, e("a"), 1, 0, 0, 0},
		{"one with white space and a mark", single + "; charset=UTF-8", "\ufeff \n" + e("b") + "\n", 1, 0, 0, 0},
		{"an array", batch, "[" + e("c") + ",\n" + e("d") + "]", 2, 0, 0, 1},
		{"an empty array", batch, "[]", 0, 0, 0, -1},
		{"lines", lines, e("e") + "\n" + e("f") + "\n", 2, 0, 0, 1},
		{"lines of Windows with blanks and no end", lines + ";charset=utf-8", "\ufeff" + e("g") + "\r\n\r\n" + e("h"), 2, 0, 0, 2},
		{"known ones", lines, e("a") + "\n" + e("i") + "\n" + e("i") + "\n", 1, 2, 0, 2},
		{"another body", lines, strings.Replace(e("a"), `"minutes":30`, `"minutes":31`, 1), 0, 0, 1, 0},
		{"the same in other words", single, strings.Replace(strings.Replace(e("a"), `"minutes":30`, `"minutes":3e1`, 1), "2026-06-15", "2026-06-15T23:30:00+02:00", 1), 0, 1, 0, 0},
	} {
		a := h.post(c.contentType, c.body)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", c.name, a.status, a.text)
		}
		if a.Accepted != c.accepted || a.Duplicates != c.duplicates || len(a.Conflicts) != c.conflict || a.CommittedThrough != c.through {
			t.Errorf("%s: %s", c.name, a.text)
		}
	}
	a := h.post(lines, strings.Replace(e("a"), `"minutes":30`, `"minutes":31`, 1))
	if want := `{"accepted":0,"duplicates":0,"conflicts":[{"index":0,"id":"a"}],"rejected":[],"committed_through":0}` + "\n"; a.text != want {
		t.Errorf("got %s want %s", a.text, want)
	}
	if n := h.count("SELECT count() FROM effective_event"); n != 9 {
		t.Errorf("%d events count, want 9", n)
	}
}

// One bad line among ten thousand is named, and the others are kept.
func TestOneBadLineAmongTenThousand(t *testing.T) {
	const bad = 7_321
	h := newHouse(t)
	var body strings.Builder
	for i := range 10_000 {
		line := attendance(fmt.Sprint("e", i), fmt.Sprint("p", i%100))
		if i == bad {
			line = line[:len(line)/2]
		}
		body.WriteString(line + "\n")
	}
	a := h.post(lines, body.String())
	if a.status != http.StatusMultiStatus || a.header.Get("Vigie-Rejected") != "1" || a.Accepted != 9_999 || a.CommittedThrough != 9_999 {
		t.Fatalf("%d %s", a.status, a.text)
	}
	want := collector.Rejection{Index: bad, Code: event.CodeSyntax}
	if got := a.Rejected[0]; got.Index != want.Index || got.Code != want.Code || got.ID != "" {
		t.Errorf("%+v", got)
	}
	if n := h.count("SELECT count() FROM effective_event"); n != 9_999 {
		t.Errorf("%d events count", n)
	}
}

// Bad lines of every sort stand between good ones, of which none is lost.
func TestBadLinesHurtNoOthers(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("x", collector.MaxEvent+10)
	body := strings.Join([]string{
		attendance("a", "p1"),
		"",
		`{"broken":`,
		attendance("b", "p1"),
		strings.Replace(attendance("c", "p1"), `"p1"`, `"`+long+`"`, 1),
		strings.Repeat(" ", 3*collector.MaxEvent),
		strings.Replace(attendance("d", "p1"), "individual", "picnic", 1),
		attendance("e", "p1"),
		"\xff\xfe",
		strings.Replace(attendance("f", "p1"), `"s1"`, `"s9"`, 1),
		attendance("g", "p1"),
	}, "\n")
	a := h.post(lines, body)
	if a.status != http.StatusMultiStatus || a.Accepted != 4 || a.CommittedThrough != 10 || a.header.Get("Vigie-Rejected") != "6" {
		t.Fatalf("%d %s", a.status, a.text)
	}
	type named struct {
		index int
		id    string
		field string
		code  event.Code
	}
	var got []named
	for _, r := range a.Rejected {
		got = append(got, named{r.Index, r.ID, r.Field, r.Code})
	}
	want := []named{
		{2, "", "", event.CodeSyntax}, {4, "", "", event.CodeTooLong}, {5, "", "", event.CodeTooLong},
		{6, "d", "data.format", event.CodeEnum}, {8, "", "", event.CodeSyntax}, {9, "f", "data.structure", collector.CodeUnknown},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// After ten thousand rejections a request ends, and says how far it came.
func TestManyRejectionsEndARequest(t *testing.T) {
	h := newHouse(t)
	body := attendance("a", "p1") + "\n" + strings.Repeat("{}\n", collector.MaxNamed+500) + attendance("b", "p1") + "\n"
	a := h.post(lines, body)
	if a.status != http.StatusMultiStatus || len(a.Rejected) != collector.MaxNamed || a.Accepted != 1 || a.CommittedThrough != collector.MaxNamed || a.Ended == "" {
		t.Fatalf("%d: %d rejected, %d accepted, through %d, ended %q", a.status, len(a.Rejected), a.Accepted, a.CommittedThrough, a.Ended)
	}
	// Exactly so many to the very end are no reason to end early.
	a = h.post(lines, strings.Repeat("{}\n", collector.MaxNamed))
	if a.status != http.StatusUnprocessableEntity || len(a.Rejected) != collector.MaxNamed || a.Ended != "" {
		t.Errorf("%d: %d rejected, ended %q", a.status, len(a.Rejected), a.Ended)
	}
}

func TestCompressedBodies(t *testing.T) {
	h := newHouse(t)
	send := func(contentType string, body []byte) answer {
		r := h.request(contentType, bytes.NewReader(body))
		r.Header.Set("Content-Encoding", "gzip")
		return h.do(r)
	}
	if a := send(lines, zipped(t, attendance("a", "p1")+"\n"+attendance("b", "p2")+"\n")); a.status != 200 || a.Accepted != 2 {
		t.Errorf("lines: %d %s", a.status, a.text)
	}
	if a := send(batch, zipped(t, "["+attendance("c", "p1")+"]")); a.status != 200 || a.Accepted != 1 {
		t.Errorf("array: %d %s", a.status, a.text)
	}
	if a := send(batch, zipped(t, "["+strings.Repeat(" ", collector.MaxWhole)+"]")); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("array over the limit once inflated: %d %s", a.status, a.text)
	}
	bomb := zipped(t, attendance("d", "p1")+"\n"+strings.Repeat("\n", 64<<20))
	if a := send(lines, bomb); a.status != http.StatusRequestEntityTooLarge || a.Accepted != 1 || a.CommittedThrough != 0 {
		t.Errorf("a bomb of %d bytes: %d %s", len(bomb), a.status, a.text)
	}
	whole := zipped(t, attendance("e", "p1")+"\n"+attendance("f", "p1")+"\n")
	if a := send(lines, whole[:len(whole)-6]); a.status != http.StatusBadRequest || !strings.HasSuffix(a.Type, ":cut-off") {
		t.Errorf("gzip without its end: %d %s", a.status, a.text)
	}
	damaged := slices.Clone(whole)
	damaged[len(damaged)-7] ^= 0xff
	if a := send(lines, damaged); a.status != http.StatusBadRequest || !strings.HasSuffix(a.Type, ":broken-gzip") {
		t.Errorf("gzip with a wrong checksum: %d %s", a.status, a.text)
	}
}

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var body bytes.Buffer
	out := gzip.NewWriter(&body)
	if _, err := out.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return body.Bytes()
}

func TestSchemasAreServed(t *testing.T) {
	h := newHouse(t)
	for _, kind := range event.Kinds() {
		response, err := http.Get(h.server.URL + "/schemas/" + string(kind) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if a := h.read(response); a.status != 200 || a.text != string(event.Schema(kind)) || a.header.Get("Content-Type") != "application/schema+json" {
			t.Errorf("%s: %d %s", kind, a.status, a.header)
		}
	}
	response, err := http.Get(h.server.URL + "/schemas/vigie.picnic.v1.json?lang=en")
	if err != nil {
		t.Fatal(err)
	}
	if a := h.read(response); a.status != http.StatusNotFound || !strings.Contains(a.Detail, "vigie.attendance.v1") {
		t.Errorf("%d %s", a.status, a.text)
	}
}
