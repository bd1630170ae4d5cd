package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/collector"
	"vigie/e2e/binary"
	"vigie/network"
	"vigie/queries/engine"
)

// fromEnvironment is a number that make faults sets, or the one that make test does with.
func fromEnvironment(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestKilled kills vigie at random moments while several senders send, starts it again, and in the end counts through the
// API: every acknowledged event once, and the same figures as of a run that nothing happened to. VIGIE_KILLS says how often,
// VIGIE_SEED repeats a run.
func TestKilled(t *testing.T) {
	kills, seed := fromEnvironment(t, "VIGIE_KILLS", 5), fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d: VIGIE_SEED=%d repeats this run's choices", seed, seed)
	random := rand.New(rand.NewPCG(seed, 1))
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	senders := furnish(t, dir, seed)
	for kill := range kills {
		end := make(chan struct{})
		var sending sync.WaitGroup
		for _, sender := range senders {
			sending.Go(func() { sender.send(s.URL, end) })
		}
		time.Sleep(time.Duration(20+random.IntN(600)) * time.Millisecond)
		s.Kill(t)
		close(end)
		sending.Wait()
		t.Logf("kill %d: %s", kill+1, tallied(senders))
		s = binary.Serve(t, dir)
	}
	// Before anything is sent again, what was acknowledged is there.
	acknowledged, unanswered := 0.0, 0.0
	for _, sender := range senders {
		acknowledged += participationsOf(sender.acknowledged)
		unanswered += participationsOf(sender.unanswered)
	}
	counted := total(t, s, "impact.participations", acknowledged)
	if counted < acknowledged || counted > acknowledged+unanswered {
		t.Errorf("%v participations counted; %v were acknowledged, of %v more it is not known", counted, acknowledged, unanswered)
	}
	for _, sender := range senders {
		for len(sender.unanswered) > 0 {
			if err := sender.post(s.URL, sender.unanswered); err != nil {
				t.Fatalf("send what had no answer: %v", err)
			}
			sender.acknowledged, sender.unanswered = append(sender.acknowledged, sender.unanswered...), nil
		}
		if len(sender.refused) > 0 {
			t.Errorf("a good request was refused: %s", sender.refused[0])
		}
	}
	compare(t, s, senders, seed)
}

// TestStoppedUnderLoad ends vigie with SIGTERM while events are sent: it ends cleanly, and what was acknowledged is there.
func TestStoppedUnderLoad(t *testing.T) {
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	seed := fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	senders := furnish(t, dir, seed)
	end := make(chan struct{})
	var sending sync.WaitGroup
	for _, sender := range senders {
		sending.Go(func() { sender.send(s.URL, end) })
	}
	time.Sleep(time.Second)
	if code, took := s.Terminate(t); code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	close(end)
	sending.Wait()
	s = binary.Serve(t, dir)
	for _, sender := range senders {
		if len(sender.unanswered) > 0 {
			if err := sender.post(s.URL, sender.unanswered); err != nil {
				t.Fatal(err)
			}
			sender.acknowledged = append(sender.acknowledged, sender.unanswered...)
		}
	}
	compare(t, s, senders, seed)
}

// TestOwnerKilled kills the process that has the engine, while a collector beside it goes on taking events; when the engine
// is back, they go there by themselves.
func TestOwnerKilled(t *testing.T) {
	dir := t.TempDir()
	owner := binary.Start(t, dir, "dashboard")
	seed := fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	intake := binary.Start(t, dir, "collector", "--spool", t.TempDir())
	sender := furnish(t, dir, seed)[0]
	var sent []faultEvent
	post := func() {
		var part []faultEvent
		for range 50 {
			part = append(part, sender.draw())
		}
		if err := sender.post(intake.URL, part); err != nil {
			t.Fatal(err)
		}
		sent = append(sent, part...)
	}
	post()
	owner.Kill(t)
	for range 3 {
		post()
	}
	if status, _, body := intake.Get(t, "/readyz"); status != http.StatusOK || !strings.Contains(body, "degraded") {
		t.Errorf("without its warehouse: %d %s", status, body)
	}
	owner = binary.Start(t, dir, "dashboard")
	want := participationsOf(sent)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		if got := *exactly(t, owner.Dir, ofTheYear("impact.participations", "total"))[0].Figures[0].Value; got == want {
			break
		} else if time.Now().After(end) {
			t.Fatalf("%v of %v participations are counted", got, want)
		}
	}
	if status, _, body := intake.Get(t, "/readyz"); status != http.StatusOK || strings.Contains(body, "degraded") {
		t.Errorf("with its warehouse: %d %s", status, body)
	}
}

// compare holds the figures against a plain count, and against those of a run without faults.
func compare(t *testing.T, s *binary.Server, senders []*faultSender, seed uint64) {
	t.Helper()
	persons, participations, minutes := 0.0, 0.0, 0.0
	calm := binary.Serve(t, t.TempDir())
	quiet := furnish(t, calm.Dir, seed)
	for i, sender := range senders {
		for _, e := range sender.acknowledged {
			persons += e.people
			participations += e.people
			minutes += e.people * e.minutes
		}
		// The same events, each once and in another order.
		for rest := sender.acknowledged; len(rest) > 0; rest = rest[min(len(rest), 1_000):] {
			if err := quiet[i].post(calm.URL, rest[:min(len(rest), 1_000)]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if participations == 0 {
		t.Fatal("nothing was acknowledged: the run shows nothing")
	}
	want := map[string]float64{"impact.people_helped": persons, "impact.participations": participations, "impact.support_hours": minutes / 60}
	for name, server := range map[string]*binary.Server{"with faults": s, "without faults": calm} {
		for id, want := range want {
			if got := total(t, server, id, want); got < want-1e-6 || got > want+1e-6 {
				t.Errorf("%s, %s: %v counted, %v acknowledged", id, name, got, want)
			}
		}
	}
	var questions []engine.Question
	for id := range want {
		for _, by := range []string{"total", "structure", "month"} {
			questions = append(questions, ofTheYear(id, by))
		}
	}
	undisturbed := exactly(t, calm.Dir, questions...)
	for i, got := range exactly(t, s.Dir, questions...) {
		if want := undisturbed[i]; !reflect.DeepEqual(got.Figures, want.Figures) {
			t.Errorf("%s by %s differs from the run without faults:\n%+v\n%+v", got.Indicator, got.By, got.Figures, want.Figures)
		}
	}
	t.Logf("%s; %v participations, each counted once", tallied(senders), participations)
}

// ofTheYear asks for an indicator over the year in which the events are.
func ofTheYear(id, by string) engine.Question {
	return engine.Question{Indicator: id, From: "2026-01-01", To: "2026-11-01", By: by}
}

// total is an indicator's total over the year, once it has reached what it should: after a burst the warehouse may be some
// seconds behind the spool, which the answer's refreshed_at tells. What is still less after a minute is answered as it is.
func total(t *testing.T, s *binary.Server, id string, least float64) float64 {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		got := *exactly(t, s.Dir, ofTheYear(id, "total"))[0].Figures[0].Value
		if got >= least-1e-6 || time.Now().After(deadline) {
			return got
		}
	}
}

// faultEvent is an event that a sender made, and what it adds to the figures: people that no other event has.
type faultEvent struct {
	line            string
	people, minutes float64
}

func participationsOf(events []faultEvent) float64 {
	sum := 0.0
	for _, e := range events {
		sum += e.people
	}
	return sum
}

// faultSender sends events and keeps account of what was acknowledged.
type faultSender struct {
	source, token string
	random        *rand.Rand
	next          int
	acknowledged  []faultEvent
	unanswered    []faultEvent // sent, and no answer came
	again         int          // events sent again on purpose
	refused       []string
}

const faultStructures = 10

// furnish imports places into the warehouse of a running vigie, and makes senders: through it, as its commands do.
func furnish(t *testing.T, dir string, seed uint64) []*faultSender {
	t.Helper()
	w := sharing(t, dir)
	registry := network.New(w, time.Now)
	paris, _, err := network.Paris()
	if err == nil {
		_, err = registry.ImportTerritories(t.Context(), paris)
	}
	if err != nil {
		t.Fatal(err)
	}
	csv := "id,pivot,nom,commune,code_postal,adresse,date_maj\n"
	for i := range faultStructures {
		csv += fmt.Sprintf("place-%d,00000000000000,Place %d,Paris,75%03d,1 rue du Port,2026-01-01\n", i, i, i+1)
	}
	if _, err := registry.ImportStructures(t.Context(), strings.NewReader(csv), ""); err != nil {
		t.Fatal(err)
	}
	tokens := collector.NewTokens(w, time.Now)
	var senders []*faultSender
	for i := range 4 {
		source := fmt.Sprintf("https://sender-%d.example/tool", i)
		token, err := tokens.Add(t.Context(), collector.Token{Source: source})
		if err != nil {
			t.Fatal(err)
		}
		senders = append(senders, &faultSender{source: source, random: rand.New(rand.NewPCG(seed, uint64(i+2))), token: token})
	}
	return senders
}

// draw makes a new event: one person, or several that are not named.
func (f *faultSender) draw() faultEvent {
	minutes := 15 + f.random.IntN(90)
	data := map[string]any{"structure": fmt.Sprint("place-", f.random.IntN(faultStructures)), "minutes": minutes, "format": "individual", "person": fmt.Sprint("p", f.next)}
	people := 1
	if f.random.IntN(4) == 0 {
		people = 1 + f.random.IntN(12)
		delete(data, "person")
		data["format"], data["participants"] = "workshop", map[string]any{"total": people, "returning": 0}
	}
	line, err := json.Marshal(map[string]any{"specversion": "1.0", "id": strconv.Itoa(f.next), "source": f.source, "type": "vigie.attendance.v1",
		"time": fmt.Sprintf("2026-%02d-%02d", 1+f.random.IntN(10), 1+f.random.IntN(28)), "data": data})
	if err != nil {
		panic(err)
	}
	f.next++
	return faultEvent{string(line), float64(people), float64(minutes)}
}

// send sends until the end: first again what had no answer, then new events, and now and then some that were acknowledged.
// Every second acknowledged event is never sent again, so that its loss would show.
func (f *faultSender) send(url string, end <-chan struct{}) {
	for {
		select {
		case <-end:
			return
		default:
		}
		request, isNew := f.unanswered, false
		switch {
		case len(request) > 0:
		case len(f.acknowledged) > 10 && f.random.IntN(4) == 0:
			for range 10 {
				request = append(request, f.acknowledged[f.random.IntN(len(f.acknowledged))/2*2])
			}
			if f.post(url, request) == nil {
				f.again += len(request)
			}
			continue
		default:
			isNew = true
			size := 1
			if f.random.IntN(3) == 0 {
				size = 1 + f.random.IntN(200)
			}
			for range size {
				request = append(request, f.draw())
			}
		}
		if f.post(url, request) == nil {
			f.acknowledged = append(f.acknowledged, request...)
			f.unanswered = nil
		} else if isNew {
			f.unanswered = request
		}
	}
}

// post sends events as lines; nil means that all of them are acknowledged.
func (f *faultSender) post(url string, events []faultEvent) error {
	var body bytes.Buffer
	for _, e := range events {
		body.WriteString(e.line + "\n")
	}
	request, err := http.NewRequest(http.MethodPost, url+"/api/v1/events", &body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	request.Header.Set("Authorization", "Bearer "+f.token)
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode == http.StatusOK {
		return nil
	}
	err = fmt.Errorf("%s: %s", response.Status, text)
	if response.StatusCode < 500 && response.StatusCode != http.StatusTooManyRequests {
		f.refused = append(f.refused, err.Error())
	}
	return err
}

func tallied(senders []*faultSender) string {
	acknowledged, unanswered, again := 0, 0, 0
	for _, sender := range senders {
		acknowledged += len(sender.acknowledged)
		unanswered += len(sender.unanswered)
		again += sender.again
	}
	return fmt.Sprintf("%d events acknowledged, %d without an answer, %d sent again on purpose", acknowledged, unanswered, again)
}
