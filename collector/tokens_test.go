package collector_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/collector"
)

func TestTokensAreKeptHashed(t *testing.T) {
	h := newHouse(t)
	secret := h.addToken(collector.Token{Source: "urn:test:kept", Space: "shared", Structures: []string{"s1", "s2"}, Expires: "2026-12-31"})
	if len(secret) < 43 || !strings.HasPrefix(secret, "vigie_") || strings.ContainsAny(secret, " \n") {
		t.Errorf("token %q", secret)
	}
	list, err := h.tokens.List(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	got := list[1]
	if got.Source != "urn:test:kept" || got.Space != "shared" || strings.Join(got.Structures, " ") != "s1 s2" || got.Expires != "2026-12-31" || got.Revoked || len(got.ID) != 8 || got.Created.Location() != time.UTC {
		t.Errorf("%+v", got)
	}
	if list[0].Space != testSource || len(list[0].Structures) != 0 || list[0].Expires != "" {
		t.Errorf("%+v", list[0])
	}
	var kept string
	if err := h.warehouse.Conn().QueryRow(t.Context(), "SELECT toString(groupArray(tuple(*))) FROM token").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(kept, secret) || strings.Contains(kept, strings.TrimPrefix(secret, "vigie_")) {
		t.Error("the token itself is kept")
	}
	if n := h.count("SELECT count() FROM token WHERE hash = unhex('" + "00" + "')"); n != 0 {
		t.Error("a token of zeros")
	}
}

func TestTokensThatCannotBe(t *testing.T) {
	h := newHouse(t)
	for name, token := range map[string]collector.Token{
		"source":     {},
		"source: ":   {Source: "two words"},
		"space":      {Source: "urn:x", Space: "a\x01b"},
		"structures": {Source: "urn:x", Structures: []string{"s1", ""}},
		"expires":    {Source: "urn:x", Expires: "31/12/2026"},
		"expires: ":  {Source: "urn:x", Expires: "2026-07-01"}, // today
	} {
		secret, err := h.tokens.Add(t.Context(), token)
		if err == nil || secret != "" || !strings.Contains(err.Error(), name) {
			t.Errorf("%+v: %q, %v", token, secret, err)
		}
	}
	err := h.tokens.Revoke(t.Context(), "00000000")
	if err == nil || !strings.Contains(err.Error(), "vigie token list") {
		t.Error(err)
	}
}

// A token counts at once; revoked, it counts no more within five seconds; expired, from its day in Paris on.
func TestLifeOfAToken(t *testing.T) {
	h := newHouse(t)
	send := func() int { return h.post(single, attendance("a", "p")).status }
	if got := send(); got != 200 {
		t.Fatal(got)
	}
	h.token = h.addToken(collector.Token{Source: testSource, Expires: "2026-07-02"})
	if got := send(); got != 200 {
		t.Errorf("a new token: %d", got)
	}
	// The second of July begins in Paris at 22:00 UTC.
	h.clock.advance(12*time.Hour - time.Second)
	if got := send(); got != 200 {
		t.Errorf("on the eve: %d", got)
	}
	h.clock.advance(time.Second)
	if got := send(); got != http.StatusUnauthorized {
		t.Errorf("on the day: %d", got)
	}
	h.token = h.addToken(collector.Token{Source: testSource})
	if got := send(); got != 200 {
		t.Errorf("a new token: %d", got)
	}
	list, err := h.tokens.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Also where the clock was set back, the revocation is the later state.
	h.clock.advance(-time.Hour)
	id := list[len(list)-1].ID
	for range 2 {
		if err := h.tokens.Revoke(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.advance(5 * time.Second)
	if got := send(); got != http.StatusUnauthorized {
		t.Errorf("revoked: %d", got)
	}
	if list, err = h.tokens.List(t.Context()); err != nil || !list[len(list)-1].Revoked {
		t.Errorf("%+v, %v", list, err)
	}
}

// A token speaks for its structures only; of a referral one end is enough.
func TestStructuresOfAToken(t *testing.T) {
	h := newHouse(t)
	h.token = h.addToken(collector.Token{Source: testSource, Structures: []string{"s1"}})
	at := func(structure string) string {
		return strings.Replace(attendance("at "+structure, "p"), `"s1"`, `"`+structure+`"`, 1)
	}
	referral := func(ends string) string {
		return eventText("vigie.referral.v1", "referral "+ends, `"referral":"r","status":"sent",`+ends)
	}
	for _, c := range []struct {
		body, field string
		code        string
	}{
		{at("s1"), "", ""},
		{at("s2"), "data.structure", "not_allowed"},
		{at("s9"), "data.structure", "unknown"},
		{referral(`"from":"s1","to":"s2"`), "", ""},
		{referral(`"from":"s2","to":"s1"`), "", ""},
		{referral(`"from":"s1","to_kind":"operator"`), "", ""},
		{referral(`"from":"s2","to":"s3"`), "data.from", "not_allowed"},
		{referral(`"from":"s2","to_kind":"operator"`), "data.from", "not_allowed"},
		{referral(`"from":"s1","to":"s9"`), "data.to", "unknown"},
		{referral(`"from":"s9","to":"s1"`), "data.from", "unknown"},
		{eventText("vigie.retraction.v1", "t", `"record":"x"`), "", ""},
	} {
		a := h.post(single, c.body)
		switch {
		case c.field == "" && a.Accepted != 1:
			t.Errorf("%s: %s", c.body, a.text)
		case c.field != "" && (len(a.Rejected) != 1 || a.Rejected[0].Field != c.field || string(a.Rejected[0].Code) != c.code):
			t.Errorf("%s: %s", c.body, a.text)
		}
	}
	// A structure counts as soon as it is imported.
	h.addStructures("s9")
	if a := h.post(single, referral(`"from":"s1","to":"s9"`)); a.Accepted != 1 {
		t.Errorf("after the import: %s", a.text)
	}
}
