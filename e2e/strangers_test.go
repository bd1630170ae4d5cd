package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/problem"
)

// asked asks the running program by a host's name; header holds names and values in turn.
func asked(t *testing.T, s *binary.Server, method, host, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s %s by %s: %v", method, path, host, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

// TestForeignNames asks the program as a page of a stranger does whose name was made to lead to this machine (DNS rebinding), and as a page of
// another site does.
func TestForeignNames(t *testing.T) {
	s := binary.Serve(t, t.TempDir(), "--host", "vigie.example.org")
	here := strings.TrimPrefix(s.URL, "http://")
	_, port, err := net.SplitHostPort(here)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/quality", "/api/v1/structures", "/openapi.json", "/schemas/vigie.attendance.v1.json", "/metrics", "/nowhere", "/assets/none"} {
		for _, host := range []string{here, "localhost:" + port, "vigie.example.org"} {
			if got, body := asked(t, s, http.MethodGet, host, path); got.StatusCode == http.StatusMisdirectedRequest {
				t.Errorf("%s by %s: %d %s", path, host, got.StatusCode, body)
			}
		}
		got, body := asked(t, s, http.MethodGet, "evil.example:"+port, path)
		var said problem.Problem
		if err := json.Unmarshal([]byte(body), &said); err != nil || got.StatusCode != http.StatusMisdirectedRequest || !strings.Contains(said.Detail, "--host") {
			t.Errorf("%s by a foreign name: %d %s", path, got.StatusCode, body)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if got, body := asked(t, s, http.MethodGet, "10.0.0.7", path); got.StatusCode != http.StatusOK {
			t.Errorf("%s as a load balancer asks: %d %s", path, got.StatusCode, body)
		}
	}
	for _, path := range []string{"/api/v1/events", "/api/v1/erasures"} {
		if got, body := asked(t, s, http.MethodPost, here, path, "Origin", "http://evil.example"); got.StatusCode != http.StatusForbidden {
			t.Errorf("POST %s from another site: %d %s", path, got.StatusCode, body)
		}
		if got, body := asked(t, s, http.MethodPost, here, path, "Origin", s.URL); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("POST %s from its own pages: %d %s", path, got.StatusCode, body)
		}
	}
}

// TestEveryAnswersHeaders holds that no answer of the process lacks them.
func TestEveryAnswersHeaders(t *testing.T) {
	s := binary.Serve(t, t.TempDir())
	here := strings.TrimPrefix(s.URL, "http://")
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/", 200}, {http.MethodGet, "/nowhere", 404}, {http.MethodGet, "/api/v1/nowhere", 404}, {http.MethodPost, "/quality", 405},
		{http.MethodGet, "/openapi.json", 200}, {http.MethodGet, "/assets/none", 404}, {http.MethodGet, "/favicon.ico", 302}, {http.MethodGet, "//double", 301},
		{http.MethodGet, "/metrics", 200}, {http.MethodGet, "/healthz", 200}, {http.MethodGet, "/readyz", 200}, {http.MethodPost, "/healthz", 404},
		{http.MethodPost, "/api/v1/events", 401}, {http.MethodGet, "/api/v1/events", 405}, {http.MethodGet, "/schemas/vigie.attendance.v1.json", 200},
		{http.MethodGet, "/api/v1/indicators/impact.participations?colour=blue", 400},
	} {
		got, _ := asked(t, s, c.method, here, c.path)
		if got.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got.StatusCode, c.status)
		}
		if csp := got.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s %s: Content-Security-Policy %q", c.method, c.path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Server": "", "X-Powered-By": "",
		} {
			if all := got.Header.Values(name); strings.Join(all, "|") != want {
				t.Errorf("%s %s: %s %q, want %q", c.method, c.path, name, all, want)
			}
		}
	}
}

// TestClosedMetrics holds that who reaches the pages does not thereby reach exact counts of events.
func TestClosedMetrics(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		arguments []string
		host      string // "": by its address
		header    []string
		want      int
	}{
		{nil, "", nil, 200},
		{nil, "", []string{"X-Forwarded-For", "203.0.113.9"}, 403},
		{[]string{"--host", "vigie.example.org"}, "vigie.example.org", nil, 403},
		{[]string{"--metrics-token", "abc"}, "", nil, 401},
		{[]string{"--metrics-token", "abc"}, "", []string{"Authorization", "Bearer abc"}, 200},
	} {
		t.Run(fmt.Sprint(c.arguments, c.header), func(t *testing.T) {
			s := binary.Serve(t, dir, c.arguments...)
			if c.host == "" {
				c.host = strings.TrimPrefix(s.URL, "http://")
			}
			got, body := asked(t, s, http.MethodGet, c.host, "/metrics", c.header...)
			if got.StatusCode != c.want || strings.Contains(body, "vigie_intake_events_total") != (c.want == 200) {
				t.Errorf("%d %.300s, want %d", got.StatusCode, body, c.want)
			}
			s.Terminate(t)
		})
	}
}

// TestCrowdOfReaders has more connections than the program has descriptors: half of them silent, half asking and not reading. Events are taken,
// and the program says that it lives, all the while.
func TestCrowdOfReaders(t *testing.T) {
	const descriptors, crowd = 1024, 1500
	var mine syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &mine); err != nil {
		t.Fatal(err)
	}
	if mine.Cur < 2*crowd {
		t.Skipf("this test needs %d descriptors of its own, and has %d (ulimit -n)", 2*crowd, mine.Cur)
	}
	dir := t.TempDir()
	s := binary.Limited(t, descriptors, dir)
	sender := furnish(t, dir, 1)[0]
	address := strings.TrimPrefix(s.URL, "http://")
	for i := range crowd {
		c, err := net.DialTimeout("tcp", address, 5*time.Second)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		defer c.Close()
		if i%2 == 1 {
			fmt.Fprintf(c, "GET /indicators HTTP/1.1\r\nHost: %s\r\n\r\n", address)
		}
	}
	healthy := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for i := range 20 {
		begun := time.Now()
		if err := sender.post(s.URL, []faultEvent{sender.draw()}); err != nil {
			t.Fatalf("event %d beside the crowd: %v", i, err)
		}
		response, err := healthy.Get(s.URL + "/healthz")
		if err != nil {
			t.Fatalf("health beside the crowd: %v", err)
		}
		_ = response.Body.Close()
		if took := time.Since(begun); response.StatusCode != http.StatusOK || took > 2*time.Second {
			t.Errorf("event and health beside the crowd: %d after %s", response.StatusCode, took)
		}
	}
}

// TestQualityCrowd holds that 64 readers of the page with the most to read wait no longer than three times one of them. Other work on the machine
// may take one try or another.
func TestQualityCrowd(t *testing.T) {
	s := demonstration(t)
	took := func(readers int, path string) time.Duration {
		var all sync.WaitGroup
		begun := time.Now()
		for range readers {
			all.Go(func() {
				if status, _, _ := s.Get(t, path); status != http.StatusOK {
					t.Errorf("%s: %d", path, status)
				}
			})
		}
		all.Wait()
		return time.Since(begun)
	}
	took(1, "/quality")
	var tries []string
	for i := range 3 {
		// Two quarters that nobody has asked for yet, and that are long published.
		quarter := func(before int) string {
			now := time.Now()
			at := time.Date(now.Year(), now.Month()-time.Month(5+3*before), 1, 0, 0, 0, 0, time.UTC)
			return fmt.Sprintf("/quality?window=%d-Q%d", at.Year(), (at.Month()+2)/3)
		}
		one, crowd := took(1, quarter(2*i)), took(64, quarter(2*i+1))
		if crowd < 3*one {
			return
		}
		tries = append(tries, fmt.Sprintf("one reader %s, 64 readers %s", one, crowd))
	}
	t.Errorf("64 readers wait for more than three times one: %s", strings.Join(tries, "; "))
}
