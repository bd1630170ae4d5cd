package server_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/problem"
	"vigie/server"
)

// ask answers a request that arrived at an address of this machine.
func ask(t *testing.T, h http.Handler, at, method, host, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	local, err := net.ResolveTCPAddr("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, local), method, path, nil)
	r.Host = host
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// behind is what a server with public names does before a handler that always answers.
func behind(t *testing.T, hosts ...string) http.Handler {
	t.Helper()
	s, err := server.New(server.Options{Hosts: hosts, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("secret"))
	})})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler
}

func TestHosts(t *testing.T) {
	const loopback, lan = "127.0.0.1:8710", "192.168.1.5:8710"
	for _, c := range []struct {
		at, host string
		public   []string
		path     string
		want     int
	}{
		{loopback, "127.0.0.1:8710", nil, "/", 200},
		{loopback, "localhost:8710", nil, "/", 200},
		{loopback, "LocalHost:8710", nil, "/", 200},
		{"[::1]:8710", "[::1]:8710", nil, "/", 200},
		{"127.0.0.1:80", "localhost", nil, "/", 200},
		{lan, "192.168.1.5:8710", nil, "/", 200}, // also where the process listens on 0.0.0.0
		{lan, "localhost:8710", nil, "/", 200},
		{loopback, "evil.example:8710", nil, "/", 421},
		{loopback, "evil.example", nil, "/", 421},
		{loopback, "localhost", nil, "/", 421},
		{loopback, "localhost:8711", nil, "/", 421},
		{loopback, "localhost.evil.example:8710", nil, "/", 421},
		{loopback, "127.0.0.1.evil.example:8710", nil, "/", 421},
		{loopback, "192.168.1.5:8710", nil, "/", 421},
		{loopback, "", nil, "/", 421},
		{loopback, "evil.example", nil, "/api/v1/structures", 421},
		{loopback, "evil.example", nil, "/metrics", 421},
		{loopback, "evil.example", nil, "/healthz", 200},
		{loopback, "evil.example", nil, "/readyz", 200},
		{loopback, "evil.example", nil, "/readyz/", 421},
		{lan, "vigie.example.org", []string{"vigie.example.org"}, "/", 200},
		{lan, "VIGIE.example.org:443", []string{"vigie.example.org"}, "/", 200},
		{lan, "vigie.example.org:8443", []string{"other.example", "vigie.example.org:8443"}, "/", 200},
		{lan, "vigie.example.org", []string{"vigie.example.org:8443"}, "/", 421},
		{lan, "www.vigie.example.org", []string{"vigie.example.org"}, "/", 421},
		{lan, "xn--mdiathque-53af.example", []string{"Médiathèque.example"}, "/", 200},
		{lan, "[2001:db8::5]:8710", []string{"[2001:db8::5]:8710"}, "/", 200},
		{lan, "my_vigie:8710", []string{"my_vigie"}, "/", 200},
	} {
		got := ask(t, behind(t, c.public...), c.at, http.MethodGet, c.host, c.path)
		if got.Code != c.want {
			t.Errorf("%q at %s with --host %v: %d, want %d", c.host, c.at, c.public, got.Code, c.want)
		}
		if got.Code == http.StatusMisdirectedRequest && strings.Contains(got.Body.String(), "secret") {
			t.Errorf("%q reads what it should not", c.host)
		}
	}
}

// A refusal says in the reader's language what to set.
func TestForeignHostIsTold(t *testing.T) {
	for lang, word := range map[string]string{"fr": "démarrez-la avec --host NOM", "en": "start it with --host NAME"} {
		got := ask(t, behind(t), "127.0.0.1:8710", http.MethodGet, "evil.example", "/?lang="+lang)
		var said problem.Problem
		if err := json.Unmarshal(got.Body.Bytes(), &said); err != nil {
			t.Fatalf("%v: %s", err, got.Body)
		}
		if got.Header().Get("Content-Type") != problem.MediaType || got.Header().Get("Content-Language") != lang ||
			said.Type != "urn:vigie:problem:foreign-host" || said.Status != 421 || !strings.Contains(said.Detail, word) || !strings.Contains(said.Detail, "evil.example") {
			t.Errorf("%v %+v", got.Header(), said)
		}
	}
}

func TestOrigins(t *testing.T) {
	const at, here = "127.0.0.1:8710", "127.0.0.1:8710"
	for _, c := range []struct {
		method, host string
		header       []string
		public       []string
		want         int
	}{
		{http.MethodPost, here, nil, nil, 200}, // a tool, not a browser
		{http.MethodPost, here, []string{"Origin", "http://127.0.0.1:8710"}, nil, 200},
		{http.MethodPost, here, []string{"Origin", "http://evil.example"}, nil, 403},
		{http.MethodDelete, here, []string{"Origin", "http://evil.example"}, nil, 403},
		{http.MethodPost, here, []string{"Origin", "null"}, nil, 403},
		{http.MethodPost, here, []string{"Origin", "http://127.0.0.1:3000"}, nil, 403},
		{http.MethodPost, here, []string{"Sec-Fetch-Site", "cross-site"}, nil, 403},
		{http.MethodPost, here, []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://127.0.0.1:8710"}, nil, 200},
		{http.MethodGet, here, []string{"Origin", "http://evil.example"}, nil, 200}, // changes nothing
		{http.MethodPost, "vigie.example", []string{"Origin", "https://vigie.example"}, []string{"vigie.example"}, 200},
		// A proxy that asks by its own name.
		{http.MethodPost, here, []string{"Origin", "https://vigie.example"}, []string{"vigie.example"}, 200},
		{http.MethodPost, here, []string{"Origin", "https://vigie.example.evil"}, []string{"vigie.example"}, 403},
	} {
		if got := ask(t, behind(t, c.public...), at, c.method, c.host, "/api/v1/events", c.header...); got.Code != c.want {
			t.Errorf("%s %s %v: %d, want %d", c.method, c.host, c.header, got.Code, c.want)
		}
	}
}

func TestBadNames(t *testing.T) {
	for _, bad := range []string{"https://vigie.example", "vigie.example/", "vigie.example:port", "*.example", "a b", "vigie.example:70000", "?"} {
		if _, err := server.New(server.Options{Hosts: []string{bad}}); err == nil || !strings.Contains(err.Error(), "--host "+bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The sites that are named may show what is below /embed/ in frames, and nothing else; without any nobody may.
func TestFrames(t *testing.T) {
	for _, c := range []struct {
		sites    []string
		path     string
		ancestor string
	}{
		{nil, "/embed/impact.progression", "'none'"},
		{[]string{"ville.example"}, "/embed/impact.progression", "ville.example"},
		{[]string{"ville.example", "Métropole.example:8443"}, "/embed/impact.progression", "ville.example xn--mtropole-b1a.example:8443"},
		{[]string{"ville.example"}, "/", "'none'"},
		{[]string{"ville.example"}, "/embedded", "'none'"},
		{[]string{"ville.example"}, "/api/v1/indicators", "'none'"},
	} {
		s, err := server.New(server.Options{FrameHosts: c.sites, Handler: http.NotFoundHandler()})
		if err != nil {
			t.Fatal(err)
		}
		h := ask(t, s.Handler, "127.0.0.1:8710", http.MethodGet, "127.0.0.1:8710", c.path).Header()
		if csp := h.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "; frame-ancestors "+c.ancestor) || (h.Get("X-Frame-Options") == "DENY") != (c.ancestor == "'none'") {
			t.Errorf("%v %s: %q, X-Frame-Options %q", c.sites, c.path, csp, h.Get("X-Frame-Options"))
		}
	}
	for _, bad := range []string{"https://ville.example", "*", "*.example", "ville.example/", "a b", "ville.example;script-src", "ville.example,x", "'self'", "[::1]:8710"} {
		if _, err := server.New(server.Options{FrameHosts: []string{bad}}); err == nil || !strings.Contains(err.Error(), "--frame-hosts ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Every answer has them, refusals too.
func TestHeaders(t *testing.T) {
	for _, host := range []string{"127.0.0.1:8710", "evil.example"} {
		h := ask(t, behind(t), "127.0.0.1:8710", http.MethodGet, host, "/").Header()
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %q", host, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Server": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", host, name, got, want)
			}
		}
	}
}

func TestMetrics(t *testing.T) {
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("count 7")) })
	for _, c := range []struct {
		what, token  string
		public       bool
		remote, host string
		header       []string
		want         int
	}{
		{"this machine", "", false, "127.0.0.1:5000", "localhost:8710", nil, 200},
		{"this machine by IPv6", "", false, "[::1]:5000", "[::1]:8710", nil, 200},
		{"another machine", "", false, "192.168.1.9:5000", "192.168.1.5:8710", nil, 403},
		{"another machine that lies", "", false, "192.168.1.9:5000", "localhost:8710", nil, 403},
		{"a proxy on this machine", "", false, "127.0.0.1:5000", "127.0.0.1:8710", []string{"X-Forwarded-For", "203.0.113.9"}, 403},
		{"a proxy that hands the name on", "", false, "127.0.0.1:5000", "vigie.example", nil, 403},
		{"a proxy, known by the public name", "", true, "127.0.0.1:5000", "127.0.0.1:8710", nil, 403},
		{"the token", "abc", true, "192.168.1.9:5000", "vigie.example", []string{"Authorization", "Bearer abc"}, 200},
		{"another token", "abc", false, "127.0.0.1:5000", "localhost:8710", []string{"Authorization", "Bearer abd"}, 401},
		{"no token", "abc", false, "127.0.0.1:5000", "localhost:8710", nil, 401},
		{"an empty token", "", false, "192.168.1.9:5000", "localhost:8710", []string{"Authorization", "Bearer "}, 403},
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		for i := 0; i+1 < len(c.header); i += 2 {
			r.Header.Set(c.header[i], c.header[i+1])
		}
		w := httptest.NewRecorder()
		server.Metrics(c.token, c.public, next).ServeHTTP(w, r)
		if w.Code != c.want || strings.Contains(w.Body.String(), "count") != (c.want == 200) {
			t.Errorf("%s: %d %s, want %d", c.what, w.Code, w.Body, c.want)
		}
	}
}
