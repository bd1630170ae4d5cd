package collector_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// sdkEvent is an event as a client makes it that knows CloudEvents and nothing of Vigie.
func sdkEvent(t *testing.T, id string) cloudevents.Event {
	t.Helper()
	e := cloudevents.NewEvent()
	e.SetID(id)
	e.SetSource(testSource)
	e.SetType("vigie.attendance.v1")
	e.SetExtension("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	e.SetTime(time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC)) // 1 March in Paris
	data := map[string]any{"structure": "s2", "format": "workshop", "minutes": 90, "participants": map[string]any{"total": 8, "returning": 3}}
	if err := e.SetData(cloudevents.ApplicationJSON, data); err != nil {
		t.Fatal(err)
	}
	return e
}

// The CloudEvents SDK's own client sends an event on its own, and several together.
func TestCloudEventsClient(t *testing.T) {
	h := newHouse(t)
	protocol, err := cloudevents.NewHTTP(cloudevents.WithTarget(h.server.URL+"/api/v1/events"), cehttp.WithHeader("Authorization", "Bearer "+h.token))
	if err != nil {
		t.Fatal(err)
	}
	client, err := cloudevents.NewClient(protocol)
	if err != nil {
		t.Fatal(err)
	}
	ctx := cloudevents.WithEncodingStructured(t.Context())
	for range 2 {
		if result := client.Send(ctx, sdkEvent(t, "one")); !cloudevents.IsACK(result) {
			t.Fatalf("structured: %v", result)
		}
	}
	broken := sdkEvent(t, "broken")
	broken.SetType("vigie.picnic.v1")
	if result := client.Send(ctx, broken); cloudevents.IsACK(result) {
		t.Errorf("an unknown type: %v", result)
	}
	if a := h.sendBatch(t.Context(), sdkEvent(t, "one"), sdkEvent(t, "two"), sdkEvent(t, "three")); a.status != 200 || a.Accepted != 2 || a.Duplicates != 1 {
		t.Errorf("batch: %d %s", a.status, a.text)
	}
	if n := h.count("SELECT toUInt64(sum(participants)) FROM effective_event WHERE day = '2026-03-01' AND structure = 's2'"); n != 24 {
		t.Errorf("%d participants", n)
	}
	// Its binary mode has the envelope in headers: the same event sent so is the same.
	for _, id := range []string{"binary", "one"} {
		if result := client.Send(cloudevents.WithEncodingBinary(t.Context()), sdkEvent(t, id)); !cloudevents.IsACK(result) {
			t.Errorf("binary: %v", result)
		}
	}
	if n := h.count("SELECT count() FROM event WHERE structure = 's2'"); n != 4 {
		t.Errorf("%d events", n)
	}
}

func (h *house) sendBatch(ctx context.Context, events ...cloudevents.Event) answer {
	h.t.Helper()
	r, err := cehttp.NewHTTPRequestFromEvents(ctx, h.server.URL+"/api/v1/events", events)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(response)
}
