package event_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"vigie/event"
)

// sameAgain holds that a good event, written and read again, is the same.
func sameAgain(t *testing.T, decoder *event.Decoder, raw []byte) {
	t.Helper()
	e, faults := decoder.Decode(raw)
	if len(faults) > 0 {
		return
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatalf("write %s: %v", raw, err)
	}
	again, faults := decoder.Decode(text)
	if len(faults) > 0 {
		t.Fatalf("%s was written as %s, which has faults: %v", raw, text, faults)
	}
	if !reflect.DeepEqual(e, again) {
		t.Fatalf("%s was written as %s, which is another event:\n%+v\n%+v", raw, text, e, again)
	}
	canonical := e.Canonical()
	if !bytes.Equal(canonical, again.Canonical()) || !bytes.Equal(canonical, e.Canonical()) {
		t.Fatalf("the canonical text of %s is not stable", raw)
	}
	// The canonical text does not say everything (see Canonical), but reads as an event with that text.
	if third, faults := decoder.Decode(canonical); len(faults) > 0 || !bytes.Equal(canonical, third.Canonical()) {
		t.Fatalf("the canonical text %s does not read as the event: %v", canonical, faults)
	}
}

func FuzzDecode(f *testing.F) {
	for _, one := range corpus(f) {
		f.Add([]byte(one.Event))
	}
	f.Add([]byte("{\"id\":\"\xff\"}"))
	f.Add([]byte(`{"id":`))
	decoder := event.NewDecoder(noon)
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, faults := decoder.Decode(raw)
		for _, fault := range faults {
			if fault.Code == "" || fault.Reason == "" {
				t.Fatalf("a fault without code or reason: %+v", fault)
			}
		}
		sameAgain(t, decoder, raw)
	})
}
