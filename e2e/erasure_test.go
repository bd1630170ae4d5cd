package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// erasureAnswer is what is told about an erasure.
type erasureAnswer struct {
	Receipt string  `json:"receipt"`
	State   string  `json:"state"`
	Events  *uint64 `json:"events"`
	Spooled *uint64 `json:"spooled"`
}

// requestJSON sends a request with a token and reads what is answered.
func requestJSON(method, url, token, contentType, body string, into any) (status int, err error) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, json.Unmarshal(text, into)
}

// erase asks for a person to be erased.
func erase(url, token, person, space string) (int, erasureAnswer, error) {
	var answer erasureAnswer
	status, err := requestJSON(http.MethodPost, url+"/api/v1/erasures", token, "application/json", fmt.Sprintf(`{"person":%q,"space":%q}`, person, space), &answer)
	return status, answer, err
}

// awaitErasure asks for a receipt until the erasure is done.
func awaitErasure(t *testing.T, s *binary.Server, token, receipt string) erasureAnswer {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		var answer erasureAnswer
		if _, err := requestJSON(http.MethodGet, s.URL+"/api/v1/erasures/"+receipt, token, "", "", &answer); err != nil {
			t.Fatal(err)
		}
		if answer.State == "done" {
			return answer
		}
		if time.Now().After(deadline) {
			t.Fatalf("the erasure %s is not done: %+v", receipt, answer)
		}
	}
}

// TestErasure erases persons of a served network, one of them undisturbed, the others with kill -9 in the middle: the figures
// fall by exactly them, also after everything was sent again.
func TestErasure(t *testing.T) {
	const persons, each, source = 40, 25, "https://sender-0.example/tool"
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	sender := furnish(t, dir, 1)[0].token
	admin := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--reader", "administrator"))
	if list := binary.Done(t, dir, "token", "list"); !strings.Contains(list, "administrator") || strings.Contains(list, admin) {
		t.Errorf("the tokens are listed as\n%s", list)
	}
	var events strings.Builder
	for i := range persons * each {
		fmt.Fprintf(&events, `{"specversion":"1.0","id":"%d","source":%q,"type":"vigie.attendance.v1","time":"2026-03-%02d","data":{"structure":"place-%d","person":"reference-%d","format":"individual","minutes":30}}`+"\n",
			i, source, 1+i%28, i%3, i%persons)
	}
	type intake struct{ Accepted, Duplicates int }
	send := func() intake {
		var answer intake
		if _, err := requestJSON(http.MethodPost, s.URL+"/api/v1/events", sender, "application/x-ndjson", events.String(), &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if answer := send(); answer.Accepted != persons*each {
		t.Fatalf("%+v", answer)
	}
	remain := func(people int) {
		t.Helper()
		// What was erased is gone when the answer says so; only what was sent is waited for.
		if got := total(t, s, "impact.people_helped", float64(people)); got != float64(people) {
			t.Errorf("%v people are counted, %d remain", got, people)
		}
		if got := total(t, s, "impact.participations", float64(people*each)); got != float64(people*each) {
			t.Errorf("%v participations are counted of %d people", got, people)
		}
	}
	remain(persons)
	binary.Done(t, dir, "edition", "start", "--day", "2026-11-15")
	published := func() string {
		status, _, body := s.Get(t, "/api/v1/editions/1")
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		return body
	}
	edition := published()

	status, answer, err := erase(s.URL, admin, "reference-0", source)
	if err != nil || status != http.StatusOK && status != http.StatusAccepted {
		t.Fatal(status, answer, err)
	}
	if answer = awaitErasure(t, s, admin, answer.Receipt); *answer.Events+*answer.Spooled != each {
		t.Errorf("%d and %d events were erased", *answer.Events, *answer.Spooled)
	}
	remain(persons - 1)

	pauses := []time.Duration{0, 30 * time.Millisecond, 100 * time.Millisecond}
	for n, pause := range pauses {
		answered := make(chan struct{})
		go func(url string) {
			defer close(answered)
			_, _, _ = erase(url, admin, fmt.Sprint("reference-", n+1), source) // the answer is lost with the process
		}(s.URL)
		receipt := ""
		for deadline := time.Now().Add(20 * time.Second); receipt == ""; time.Sleep(time.Millisecond) {
			if kept, _ := filepath.Glob(filepath.Join(dir, "spool", "erasure-*.json")); len(kept) > 0 {
				receipt = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(kept[0]), "erasure-"), ".json")
			}
			if time.Now().After(deadline) {
				t.Fatal("the erasure is not kept")
			}
		}
		time.Sleep(pause)
		s.Kill(t)
		<-answered
		s = binary.Serve(t, dir)
		if answer := awaitErasure(t, s, admin, receipt); *answer.Events+*answer.Spooled != each {
			t.Errorf("killed after %v: %d and %d events were erased", pause, *answer.Events, *answer.Spooled)
		}
		if kept, _ := filepath.Glob(filepath.Join(dir, "spool", "erasure-*.json")); len(kept) > 0 {
			t.Errorf("killed after %v: %v is still there", pause, kept)
		}
		remain(persons - 2 - n)
	}
	if answer := send(); answer.Duplicates != persons*each {
		t.Errorf("sent again: %+v", answer)
	}
	remain(persons - 1 - len(pauses))
	if published() != edition {
		t.Error("what is published moved with an erasure")
	}
	if info, err := os.Stat(filepath.Join(dir, "erasures.list")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the list of erasures: %v, %v", info, err)
	}
	if strings.Contains(s.Stderr.String(), "reference-") {
		t.Errorf("a reference is logged:\n%s", s.Stderr)
	}
}

// TestReaderTokens asks for tokens that cannot be.
func TestReaderTokens(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		args []string
		says string
	}{
		{nil, "--reader"},
		{[]string{"--reader", "king"}, "administrator"},
		{[]string{"--reader", "administrator", "--source", "urn:x"}, "--source"},
		{[]string{"--reader", "administrator", "--structures", "a"}, "--structures"},
		{[]string{"--reader", "administrator", "--space", "a"}, "--space"},
	} {
		o := binary.Run(t, dir, append([]string{"token", "add"}, test.args...)...)
		if o.Code != 2 || !strings.Contains(o.Stderr, test.says) {
			t.Errorf("%v: exit code %d\n%s", test.args, o.Code, o.Stderr)
		}
	}
}
