package event_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/event"
)

const smallest = `{"specversion":"1.0","id":"a","source":"urn:x","type":"vigie.assessment.v1","time":"2026-03-02","data":{"structure":"s","person":"p","level":"unable"}}`

func TestTextThatIsNoEvent(t *testing.T) {
	for name, c := range map[string]struct {
		raw   string
		id    string
		fault string
	}{
		"nothing":             {"", "", ": Send each event as valid JSON: this breaks at byte 0."},
		"broken off":          {smallest[:40], "", ": Send each event as valid JSON: this breaks at byte 40."},
		"two events":          {smallest + smallest, "", fmt.Sprintf(": Send each event as valid JSON: this breaks at byte %d.", len(smallest)+1)},
		"a comma too many":    {`{"id":"a",}`, "", ": Send each event as valid JSON: this breaks at byte 11."},
		"a byte-order mark":   {"\ufeff" + smallest, "", ": Send each event as valid JSON: this breaks at byte 1."},
		"a raw line break":    {"{\"id\":\"a\nb\"}", "", ": Send each event as valid JSON: this breaks at byte 9."},
		"Windows-1252":        {strings.Replace(smallest, `"p"`, "\"h\xe9l\xe8ne\"", 1), "a", ": Send the event as UTF-8 text."},
		"broken UTF-8 unread": {strings.Replace(smallest, `"id"`, "\"subject\":\"\xff\",\"id\"", 1), "a", ": Send the event as UTF-8 text."},
		"broken UTF-8 in id":  {strings.Replace(smallest, `"a"`, "\"a\xff\"", 1), "a\ufffd", ": Send the event as UTF-8 text."},
	} {
		t.Run(name, func(t *testing.T) {
			e, faults := event.NewDecoder(noon).Decode([]byte(c.raw))
			if len(faults) == 0 || ": "+faults[0].Error() != c.fault {
				t.Fatalf("faults %v, want %q", faults, c.fault)
			}
			if faults[0].Code != event.CodeSyntax {
				t.Errorf("code %q", faults[0].Code)
			}
			if e.ID != c.id {
				t.Errorf("id %q, want %q", e.ID, c.id)
			}
		})
	}
}

// What a hostile sender may try must cost no more than its length.
func TestHostileEventsAreCheap(t *testing.T) {
	const million = 1_000_000
	with := func(data string) string { return strings.Replace(smallest, `"level":"unable"`, data, 1) }
	numbered := func(format string) string {
		var text strings.Builder
		for i := range million / 10 {
			fmt.Fprintf(&text, format, i)
		}
		return text.String()
	}
	for name, raw := range map[string]string{
		"deep nesting":            with(`"x":` + strings.Repeat("[", million) + strings.Repeat("]", million)),
		"nesting up to the limit": with(`"x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000)),
		"a long number":           with(`"level":"unable","score":` + strings.Repeat("9", million)),
		"a long fraction":         with(`"level":"unable","score":0.` + strings.Repeat("0", million) + `1`),
		"a huge exponent":         with(`"level":"unable","revision":1e` + strings.Repeat("9", million)),
		"a tiny exponent":         with(`"level":"unable","revision":1e-` + strings.Repeat("9", million)),
		"a long text":             with(`"level":"` + strings.Repeat("x", million) + `"`),
		"a long text of escapes":  with(`"level":"` + strings.Repeat(`\u0041`, million/6) + `"`),
		"a long person":           with(`"level":"unable","person":"` + strings.Repeat("@", million) + `"`),
		"a long list":             with(`"wants":[` + strings.Repeat(`"safe_use",`, million/10) + `"safe_use"]`),
		"many unknown fields":     with(numbered(`"f%d":1,`) + `"level":"unable"`),
		"many extensions":         strings.Replace(smallest, `"id"`, numbered(`"f%d":1,`)+`"id"`, 1),
		"a long name":             with(`"` + strings.Repeat("x", million) + `":1`),
		"a long id":               strings.Replace(smallest, `"a"`, `"`+strings.Repeat("é", million)+`"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			e, faults := event.NewDecoder(noon).Decode([]byte(raw))
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if len(faults) > 100 || len(e.ID) > 200 {
				t.Errorf("%d faults, id of %d bytes", len(faults), len(e.ID))
			}
			for _, fault := range faults {
				if len(fault.Field)+len(fault.Reason) > 700 {
					t.Errorf("a fault of %d bytes", len(fault.Field)+len(fault.Reason))
				}
			}
		})
	}
}

// A fault says which field is wrong and what to do, and nothing of what was sent.
func TestFaultsEchoNoValue(t *testing.T) {
	const secret = "Zorglub-17"
	decoder := event.NewDecoder(noon)
	for _, kind := range event.Kinds() {
		raw := fmt.Sprintf(`{"specversion":%[1]q,"id":"e","source":"%[1]s %[1]s","type":%[2]q,"time":%[1]q,"data":{%[3]s}}`, secret, kind, everyField(t, kind, secret))
		_, faults := decoder.Decode([]byte(raw))
		if len(faults) < 5 {
			t.Errorf("%s: only %v", kind, faults)
		}
		for _, fault := range faults {
			if strings.Contains(fault.Error(), secret) {
				t.Errorf("%s: %v", kind, fault)
			}
			if !strings.HasSuffix(fault.Reason, ".") || strings.Count(fault.Reason, ". ") > 0 {
				t.Errorf("%s: the reason is not one sentence: %q", kind, fault.Reason)
			}
		}
	}
}

// everyField gives all fields of a kind's data, as its schema lists them, a value that
// fits none of them.
func everyField(t *testing.T, kind event.Kind, value string) string {
	t.Helper()
	var schema struct {
		Properties struct {
			Data struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(event.Schema(kind), &schema); err != nil {
		t.Fatal(err)
	}
	var members []string
	for name := range schema.Properties.Data.Properties {
		members = append(members, fmt.Sprintf(`%q:[%q,{"x":%[2]q}]`, name, value))
	}
	if len(members) < 2 {
		t.Fatalf("the schema of %s lists %d fields", kind, len(members))
	}
	slices.Sort(members)
	return strings.Join(members, ",")
}

func TestFaultyEventsTellWhoSentThem(t *testing.T) {
	raw := strings.Replace(smallest, "unable", "expert", 1)
	e, faults := event.NewDecoder(noon).Decode([]byte(raw))
	if len(faults) != 1 || e.ID != "a" || e.Source != "urn:x" || e.Kind != event.KindAssessment || e.Assessment != nil {
		t.Errorf("read as %+v with %v", e, faults)
	}
	raw = strings.NewReplacer("urn:x", "my tool", "assessment.v1", "assessment.v7").Replace(smallest)
	e, faults = event.NewDecoder(noon).Decode([]byte(raw))
	if len(faults) != 2 || e.ID != "a" || e.Source != "" || e.Kind != "" {
		t.Errorf("read as %+v with %v", e, faults)
	}
}

func TestTomorrowFollowsTheClockInParis(t *testing.T) {
	raw := []byte(strings.Replace(smallest, "2026-03-02", "2026-07-03", 1))
	for now, future := range map[string]bool{"2026-07-01T21:59:59Z": true, "2026-07-01T22:00:00Z": false} {
		instant, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := event.NewDecoder(func() time.Time { return instant }).Decode(raw)
		if (len(faults) > 0) != future {
			t.Errorf("at %s: %v", now, faults)
		}
	}
}

func TestADecoderServesManyAtOnce(t *testing.T) {
	decoder := event.NewDecoder(noon)
	examples := corpus(t)
	want := make([]string, len(examples))
	for i, one := range examples {
		e, faults := decoder.Decode(one.Event)
		want[i] = fmt.Sprint(string(e.Canonical()), faults)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i, one := range examples {
				if e, faults := decoder.Decode(one.Event); fmt.Sprint(string(e.Canonical()), faults) != want[i] {
					t.Errorf("%q is read otherwise by several at once", one.Name)
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkDecode(b *testing.B) {
	decoder := event.NewDecoder(noon)
	for _, name := range []string{"the smallest assessment", "an assessment with everything", "an attendance with everything", "anonymous participants with margins", "a referral with everything"} {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			examples := corpus(b)
			raw := examples[slices.IndexFunc(examples, func(one example) bool { return one.Name == name })].Event
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, faults := decoder.Decode(raw); len(faults) > 0 {
					b.Fatal(faults)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func BenchmarkCanonical(b *testing.B) {
	examples := corpus(b)
	raw := examples[slices.IndexFunc(examples, func(one example) bool { return one.Name == "an attendance with everything" })].Event
	e, _ := event.NewDecoder(noon).Decode(raw)
	b.ReportAllocs()
	for b.Loop() {
		e.Canonical()
	}
}
