package event_test

import (
	"encoding/json"
	"testing"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2"

	"vigie/event"
)

// sdkEvent is an event as a client makes it that knows CloudEvents and nothing of Vigie.
func sdkEvent(t *testing.T, id string) cloudevents.Event {
	t.Helper()
	sent := cloudevents.NewEvent()
	sent.SetID(id)
	sent.SetSource("https://tool.example/paris")
	sent.SetType("vigie.attendance.v1")
	sent.SetSubject("a workshop")
	sent.SetExtension("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	sent.SetExtension("sequence", 12)
	sent.SetTime(time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC)) // already 1 March in Paris
	data := map[string]any{
		"structure": "s-1", "format": "workshop", "minutes": 90,
		"participants": map[string]any{"total": 8, "returning": 3, "age_band": map[string]int{"70_plus": 5}},
	}
	if err := sent.SetData(cloudevents.ApplicationJSON, data); err != nil {
		t.Fatal(err)
	}
	if err := sent.Validate(); err != nil {
		t.Fatal(err)
	}
	return sent
}

func checkSDKEvent(t *testing.T, raw []byte, id string) {
	t.Helper()
	e, faults := event.NewDecoder(noon).Decode(raw)
	if len(faults) > 0 {
		t.Fatalf("faults in %s: %v", raw, faults)
	}
	if e.ID != id || e.Source != "https://tool.example/paris" || e.Day.String() != "2026-03-01" {
		t.Errorf("read as %+v", e)
	}
	if of := e.Attendance; of == nil || of.Minutes != 90 || of.Participants.Total != 8 || of.Participants.AgeBand[event.AgeBand70Plus] != 5 {
		t.Errorf("read as %+v", of)
	}
}

func TestEventsOfTheCloudEventsSDKAreRead(t *testing.T) {
	t.Run("structured", func(t *testing.T) {
		raw, err := json.Marshal(sdkEvent(t, "one"))
		if err != nil {
			t.Fatal(err)
		}
		checkSDKEvent(t, raw, "one")
	})
	t.Run("batch", func(t *testing.T) {
		raw, err := json.Marshal([]cloudevents.Event{sdkEvent(t, "one"), sdkEvent(t, "two")})
		if err != nil {
			t.Fatal(err)
		}
		var batch []json.RawMessage
		if err := json.Unmarshal(raw, &batch); err != nil {
			t.Fatal(err)
		}
		for i, id := range []string{"one", "two"} {
			checkSDKEvent(t, batch[i], id)
		}
	})
}

func TestWrittenEventsAreCloudEvents(t *testing.T) {
	decoder := event.NewDecoder(noon)
	for _, one := range corpus(t) {
		e, faults := decoder.Decode(one.Event)
		if len(faults) > 0 {
			continue
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var read cloudevents.Event
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatalf("the SDK does not read %s: %v", text, err)
		}
		if err := read.Validate(); err != nil {
			t.Errorf("%q: the SDK refuses %s: %v", one.Name, text, err)
		}
		if event.DayOf(read.Time()) != e.Day || read.ID() != e.ID || read.Source() != e.Source || read.Type() != string(e.Kind) {
			t.Errorf("%q: the SDK reads %s", one.Name, read)
		}
	}
}
