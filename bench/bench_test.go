package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

func TestMain(m *testing.M) {
	code := m.Run()
	binary.Clean()
	os.Exit(code)
}

// BenchmarkIntake sends attendances of one person each, so many a request, one request at a time, and reports events a
// second as the sender sees them.
func BenchmarkIntake(b *testing.B) {
	dir := b.TempDir()
	s := binary.Serve(b, dir, "--demo")
	token := strings.TrimSpace(binary.Done(b, dir, "token", "add", "--source", "https://bench.example/tool"))
	structure := firstStructure(b, s)
	sent := 0
	for _, size := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprintf("%d_a_request", size), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				var lines bytes.Buffer
				for range size {
					fmt.Fprintf(&lines, `{"specversion":"1.0","id":"bench-%d","source":"https://bench.example/tool","type":"vigie.attendance.v1","time":"2026-10-%02d","data":{"structure":%q,"format":"individual","minutes":30,"person":"p%d"}}`+"\n",
						sent, 1+sent%28, structure, sent%5000)
					sent++
				}
				b.StartTimer()
				post(b, s.URL, token, &lines)
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func post(b *testing.B, url, token string, body io.Reader) {
	b.Helper()
	if err := send(url, token, body); err != nil {
		b.Fatal(err)
	}
}

// send sends events as lines, which must be accepted.
func send(url, token string, body io.Reader) error {
	request, err := http.NewRequest(http.MethodPost, url+"/api/v1/events", body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s\n%s", response.Status, answer)
	}
	return err
}

func firstStructure(b *testing.B, s *binary.Server) string {
	b.Helper()
	_, _, body := s.Get(b, "/api/v1/structures")
	var registry struct {
		Structures []struct {
			ID string `json:"id"`
		} `json:"structures"`
	}
	if err := json.Unmarshal([]byte(body), &registry); err != nil || len(registry.Structures) == 0 {
		b.Fatalf("read the structures: %v", err)
	}
	return registry.Structures[0].ID
}

// BenchmarkIndicator asks what is published of each indicator by territory, or in all where it is not by territory.
func BenchmarkIndicator(b *testing.B) {
	s := binary.Serve(b, b.TempDir(), "--demo")
	_, _, body := s.Get(b, "/api/v1/indicators")
	var catalogue struct {
		Indicators []struct {
			ID        string   `json:"id"`
			Groupings []string `json:"groupings"`
		} `json:"indicators"`
	}
	if err := json.Unmarshal([]byte(body), &catalogue); err != nil {
		b.Fatal(err)
	}
	for _, indicator := range catalogue.Indicators {
		by := "total"
		if slices.Contains(indicator.Groupings, "territory") {
			by = "territory"
		}
		b.Run(indicator.ID, func(b *testing.B) { ask(b, s, "/api/v1/indicators/"+indicator.ID+"?by="+by+"&window=latest-year") })
	}
}

// BenchmarkPage asks each page.
func BenchmarkPage(b *testing.B) {
	s := binary.Serve(b, b.TempDir(), "--demo")
	for _, page := range []string{"/", "/accessibility", "/visibility", "/impact", "/territories", "/territories/75113", "/indicators", "/indicators/impact.progression"} {
		b.Run(page, func(b *testing.B) { ask(b, s, page) })
	}
}

func ask(b *testing.B, s *binary.Server, path string) {
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		mustGet(b, s, path)
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

func mustGet(b *testing.B, s *binary.Server, path string) {
	status, _, body := s.Get(b, path)
	if status != http.StatusOK {
		b.Fatalf("%s: %d\n%.500s", path, status, body)
	}
}
