package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// pair is vigie serve, which has the warehouse, and a collector beside it with a spool of its own.
type pair struct {
	dir, spool string
	servers    [2]*binary.Server
}

func startPair(t *testing.T) *pair {
	p := &pair{dir: t.TempDir(), spool: t.TempDir()}
	for which := range p.servers {
		p.start(t, which)
	}
	return p
}

// start starts one of the two again; the owner's engine is started before the collector beside it is.
func (p *pair) start(t *testing.T, which int) {
	t.Helper()
	if which == 0 {
		p.servers[0] = binary.Serve(t, p.dir)
		return
	}
	p.servers[1] = binary.Start(t, p.dir, "collector", "--spool", p.spool)
}

// changed is the same event with another body that adds as much to the figures, or another number of minutes.
func (e faultEvent) changed(t *testing.T, minutes float64) faultEvent {
	t.Helper()
	var event map[string]any
	if err := json.Unmarshal([]byte(e.line), &event); err != nil {
		t.Fatal(err)
	}
	data := event["data"].(map[string]any)
	data["minutes"], data["services"] = minutes, []string{"administrative_procedures"}
	line, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return faultEvent{string(line), e.people, minutes}
}

// TestPairKilled sends the same events to two collectors on one warehouse, and other bodies of them crossing each other, while
// one or the other is killed at random. Whichever is left goes on taking events; in the end every event counts once, with the
// body that was acknowledged first. VIGIE_KILLS says how often (three in five of them), VIGIE_SEED repeats a run.
func TestPairKilled(t *testing.T) {
	kills, seed := (fromEnvironment(t, "VIGIE_KILLS", 5)*3+4)/5, fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d: VIGIE_SEED=%d repeats this run's choices", seed, seed)
	random := rand.New(rand.NewPCG(seed, 9))
	p := startPair(t)
	senders := furnish(t, p.dir, seed)
	first := senders[0]
	crossings, alone := 0, 0
	// crossing sends new events to both at once, half of them with another body to the second, until both have answered; what has
	// no answer because of a kill is sent again, to either.
	crossing := func(sender *faultSender, killed int) {
		var bodies [2][]faultEvent
		for i := range 40 {
			e := sender.draw()
			bodies[0] = append(bodies[0], e)
			if i%2 == 0 {
				e = e.changed(t, e.minutes)
			}
			bodies[1] = append(bodies[1], e)
		}
		answers := [2]chan error{make(chan error, 1), make(chan error, 1)}
		for which, server := range p.servers {
			go func() { answers[which] <- sender.post(server.URL, bodies[which]) }()
		}
		if killed >= 0 {
			time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
			p.servers[killed].Kill(t)
		}
		acknowledged := 0
		for which := range answers {
			if <-answers[which] == nil {
				acknowledged++
			}
		}
		other := 1 - max(killed, 0)
		if acknowledged == 0 || random.IntN(2) == 0 {
			if err := sender.post(p.servers[other].URL, bodies[random.IntN(2)]); err != nil {
				t.Fatalf("the one that is left takes nothing: %v", err)
			}
		}
		sender.acknowledged = append(sender.acknowledged, bodies[0]...)
		crossings++
	}
	// later sends other bodies of events that were acknowledged before, to the other collector: they must change nothing.
	later := func(to int) {
		var request []faultEvent
		for range 20 {
			e := first.acknowledged[random.IntN(len(first.acknowledged))]
			request = append(request, e.changed(t, e.minutes+1))
		}
		if err := first.post(p.servers[to].URL, request); err != nil {
			t.Fatal(err)
		}
	}
	for kill := range kills {
		for _, sender := range senders {
			crossing(sender, -1)
		}
		killed := int(kill+seed) % 2
		crossing(senders[random.IntN(len(senders))], killed)
		left := 1 - killed
		// Without the other, and without its warehouse where that was the owner, events go on being taken, and conflicts known.
		for range 3 {
			var part []faultEvent
			for range 30 {
				part = append(part, first.draw())
			}
			if err := first.post(p.servers[left].URL, part); err != nil {
				t.Fatalf("without the other: %v", err)
			}
			first.acknowledged = append(first.acknowledged, part...)
			alone += len(part)
		}
		if killed == 0 {
			degraded(t, p.servers[1])
		}
		later(left)
		p.start(t, killed)
		later(killed)
		t.Logf("kill %d, of %s: %s", kill+1, []string{"the owner", "the collector"}[killed], tallied(senders))
	}
	for _, sender := range senders {
		if len(sender.refused) > 0 {
			t.Errorf("a good request was refused: %s", sender.refused[0])
		}
	}
	t.Logf("%d requests crossed, %d events taken by one alone", crossings, alone)
	settled(t, p.servers[1])
	compare(t, p.servers[0], senders, seed)
}

// degraded waits until a collector says that it goes on without its warehouse, and holds that it calls itself ready all the while.
func degraded(t *testing.T, s *binary.Server) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		status, _, body := s.Get(t, "/readyz")
		if status != http.StatusOK {
			t.Fatalf("without its warehouse: %d %s", status, body)
		}
		if strings.Contains(body, "degraded") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("without its warehouse: %s", body)
		}
	}
}

// settled waits until nothing waits in a collector's spool.
func settled(t *testing.T, s *binary.Server) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		waiting := metric(t, s, "vigie_spool_events")
		if waiting == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%v events wait in the spool", waiting)
		}
	}
}

// metric is a metric without labels.
func metric(t *testing.T, s *binary.Server, name string) float64 {
	t.Helper()
	_, _, body := s.Get(t, "/metrics")
	for line := range strings.Lines(body) {
		if text, found := strings.CutPrefix(line, name+" "); found {
			value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
	}
	t.Fatalf("there is no metric %s", name)
	return 0
}
