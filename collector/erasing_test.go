package collector_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/collector"
	"vigie/queries"
	"vigie/queries/engine"
)

// administrator gives the house a token that may erase.
func (h *house) administrator() string {
	h.t.Helper()
	return h.addToken(collector.Token{Role: collector.RoleAdministrator})
}

// erased is the answer to a request about an erasure.
type erased struct {
	status int
	header http.Header
	text   string
	collector.Receipt
	Type string
}

func (h *house) ask(method, path, token, contentType, body string) erased {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	e := erased{status: response.StatusCode, header: response.Header, text: string(text)}
	if err := json.Unmarshal(text, &e); err != nil {
		h.t.Fatalf("the answer is no JSON: %v\n%s", err, text)
	}
	return e
}

// erase asks for a person of the tests' source to be erased.
func (h *house) erase(token, person string) erased {
	h.t.Helper()
	return h.ask(http.MethodPost, "/api/v1/erasures", token, "application/json", fmt.Sprintf(`{"person":%q,"space":%q}`, person, testSource))
}

// await asks for the state of an erasure until it is done.
func (h *house) await(token, receipt string) erased {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		e := h.ask(http.MethodGet, "/api/v1/erasures/"+receipt, token, "", "")
		if e.State == "done" {
			return e
		}
		if time.Now().After(end) {
			h.t.Fatalf("the erasure does not end: %s", e.text)
		}
	}
}

// pseudonymOf is what the house makes of a reference of the tests' source.
func pseudonymOf(t testing.TB, person string) []byte {
	t.Helper()
	key, err := hex.DecodeString(testKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(testSource + "\x00" + person))
	return mac.Sum(nil)[:16]
}

// withFigures lets the facts follow an erasure, as vigie serve does.
func withFigures(t testing.TB) func(*collector.Options) {
	t.Helper()
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	return func(o *collector.Options) {
		o.Forget = func(ctx context.Context, pseudonym [16]byte) error {
			runner, err := engine.New(engine.Options{Warehouse: o.Warehouse, Catalogue: catalogue, Now: o.Now})
			if err != nil {
				return err
			}
			return runner.Forget(ctx, pseudonym)
		}
	}
}

// searchEverywhere looks for a person in every table that names persons, and in every byte of the spool's directory.
func (h *house) searchEverywhere(person string) {
	h.t.Helper()
	pseudonym := pseudonymOf(h.t, person)
	rows, err := h.warehouse.Conn().Query(h.t.Context(), `
		SELECT table, name FROM system.columns WHERE database = currentDatabase() AND (type = 'FixedString(16)' OR startsWith(table, 'fact_') AND type = 'UInt64')
			AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%')`)
	if err != nil {
		h.t.Fatal(err)
	}
	var places [][2]string
	for rows.Next() {
		var place [2]string
		if err := rows.Scan(&place[0], &place[1]); err != nil {
			h.t.Fatal(err)
		}
		places = append(places, place)
	}
	if err := rows.Err(); err != nil || len(places) < 6 {
		h.t.Fatalf("%v: %v", places, err)
	}
	for _, place := range places {
		// Facts know a person by the first half.
		if n := h.count(fmt.Sprintf("SELECT count() FROM %s WHERE reinterpretAsUInt64(%s) = reinterpretAsUInt64(unhex('%x'))", place[0], place[1], pseudonym)); n != 0 {
			h.t.Errorf("%d rows of the table %s still name the person, in %s", n, place[0], place[1])
		}
	}
	h.searchDirectory(h.options.Spool, []string{string(pseudonym), hex.EncodeToString(pseudonym), person})
}

// A person who is erased while events come in is nowhere afterwards; the others stay to the last event; sending it all
// again changes nothing; a new event of the person counts.
func TestErasure(t *testing.T) {
	const each = 60
	h := newHouse(t, withFigures(t))
	admin := h.administrator()
	var body strings.Builder
	for i := range each {
		body.WriteString(attendance(fmt.Sprint("gone", i), "PERSON-TO-ERASE") + "\n")
		body.WriteString(attendance(fmt.Sprint("stays", i), fmt.Sprint("other", i%7)) + "\n")
	}
	if a := h.post(lines, body.String()); a.Accepted != 2*each {
		t.Fatal(a.text)
	}
	h.settle()
	if err := h.workOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.count(fmt.Sprintf("SELECT count() FROM fact_attendance WHERE person = reinterpretAsUInt64(unhex('%x'))", pseudonymOf(t, "PERSON-TO-ERASE"))); n != each {
		t.Fatalf("%d rows name the person before", n)
	}
	bystanders := `SELECT cityHash64(groupArray(tuple(*))) FROM (SELECT * FROM event FINAL WHERE person IN (
		SELECT person FROM event WHERE received_at <= toDateTime64('2026-07-01 10:10:00', 3, 'UTC') GROUP BY person HAVING count() < 30) ORDER BY identity)`
	before := h.count(bystanders)
	h.clock.advance(time.Hour)

	end := make(chan struct{})
	var sending sync.WaitGroup
	for sender := range 3 {
		sending.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-end:
					return
				default:
				}
				if a := h.post(single, attendance(fmt.Sprint("load", sender, "-", i), fmt.Sprint("under load ", sender))); a.Accepted != 1 {
					t.Errorf("%d %s", a.status, a.text)
					return
				}
			}
		})
	}
	e := h.erase(admin, "PERSON-TO-ERASE")
	close(end)
	sending.Wait()
	if e.status == http.StatusAccepted {
		e = h.await(admin, e.Receipt.Receipt)
	}
	if e.status != http.StatusOK || e.State != "done" || *e.Events+*e.Spooled != each || e.DoneAt == nil {
		t.Fatalf("%d %s", e.status, e.text)
	}
	h.searchEverywhere("PERSON-TO-ERASE")
	if pseudonym := hex.EncodeToString(pseudonymOf(t, "PERSON-TO-ERASE")); strings.Contains(h.log.String(), pseudonym) || strings.Contains(e.text, pseudonym) {
		t.Errorf("the pseudonym is told: %s\n%s", e.text, h.log)
	}
	if strings.Contains(h.log.String(), "PERSON-TO-ERASE") || strings.Contains(e.text, "PERSON") {
		t.Errorf("the reference is told: %s\n%s", e.text, h.log)
	}
	if after := h.count(bystanders); after != before {
		t.Error("the events of others changed")
	}

	rows := h.count("SELECT count() FROM event FINAL")
	for range 2 {
		if a := h.post(lines, body.String()); a.Duplicates != 2*each || a.Accepted != 0 {
			t.Errorf("sent again: %s", a.text)
		}
		h.restart(func(string) {}) // the list is there after a start
	}
	if n := h.count("SELECT count() FROM event FINAL"); n != rows {
		t.Errorf("%d rows after sending again, %d before", n, rows)
	}
	h.searchEverywhere("PERSON-TO-ERASE")
	if a := h.post(single, attendance("new", "PERSON-TO-ERASE")); a.Accepted != 1 {
		t.Errorf("a new event: %s", a.text)
	}
	if n := h.count(fmt.Sprintf("SELECT count() FROM event WHERE person = unhex('%x')", pseudonymOf(t, "PERSON-TO-ERASE"))); n != 1 {
		t.Errorf("%d new events of the person count", n)
	}
	// Erasing again is fine.
	if e := h.await(admin, h.erase(admin, "PERSON-TO-ERASE").Receipt.Receipt); *e.Events+*e.Spooled != 1 {
		t.Errorf("%d %s", e.status, e.text)
	}
	h.searchEverywhere("PERSON-TO-ERASE")
}

// While the warehouse is away an erasure is taken, and done at once in the spool: in what waits, in free pages, in what is
// parked, and in damaged files that were set aside. It is finished after a restart, once the warehouse is there again.
func TestErasureWithoutWarehouse(t *testing.T) {
	h := newHouse(t)
	admin := h.administrator()
	h.post(single, attendance("there", "GONE"))
	h.exec("ALTER TABLE event ADD CONSTRAINT no_poison CHECK minutes != 77")
	poison := func(id, person string) string {
		return strings.Replace(attendance(id, person), `"minutes":30`, `"minutes":77`, 1)
	}
	h.post(lines, poison("parked", "GONE")+"\n"+poison("parked too", "stays"))
	h.settle()
	damaged := filepath.Join(h.options.Spool, "spool.db.damaged-20260101T000000.000")
	bringBack := h.cutOff()
	if a := h.post(lines, attendance("waits", "GONE")+"\n"+attendance("stays", "stays")+"\n"+attendance("waits too", "GONE")); a.Accepted != 3 {
		t.Fatal(a.text)
	}
	content, err := os.ReadFile(filepath.Join(h.options.Spool, "spool.db"))
	if err != nil {
		t.Fatal(err)
	}
	torn := append(bytes.Clone(pseudonymOf(t, "GONE")), "a piece of a record"...)
	if err := os.WriteFile(damaged, append(content, torn...), 0o600); err != nil {
		t.Fatal(err)
	}

	e := h.erase(admin, "GONE")
	if e.status != http.StatusAccepted || e.State != "under_way" || e.Events != nil || e.header.Get("Location") != "/api/v1/erasures/"+e.Receipt.Receipt {
		t.Fatalf("%d %s", e.status, e.text)
	}
	pending := filepath.Join(h.options.Spool, "erasure-"+e.Receipt.Receipt+".json")
	if info, err := os.Stat(pending); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the erasure is not kept: %v", err)
	}
	for _, name := range []string{"spool.db", filepath.Base(damaged)} {
		content, err := os.ReadFile(filepath.Join(h.options.Spool, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, pseudonymOf(t, "GONE")) || !bytes.Contains(content, pseudonymOf(t, "stays")) {
			t.Errorf("%s: of the erased one and the other, the wrong one is there", name)
		}
	}
	if a := h.post(lines, attendance("waits", "GONE")+"\n"+attendance("new", "GONE")); a.Duplicates != 1 || a.Accepted != 1 {
		t.Errorf("the same again, and a new one: %s", a.text)
	}
	draft := pending + ".123" // as a crash leaves one
	h.restart(func(string) {
		if err := os.WriteFile(draft, pseudonymOf(t, "GONE"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := os.Stat(draft); err == nil {
		t.Error("the draft of the file of an erasure is still there")
	}
	if g := h.ask(http.MethodGet, "/api/v1/erasures/"+e.Receipt.Receipt, admin, "", ""); g.status != http.StatusAccepted {
		t.Errorf("after a restart: %d %s", g.status, g.text)
	}
	if pseudonym := hex.EncodeToString(pseudonymOf(t, "GONE")); strings.Contains(h.log.String(), pseudonym) {
		t.Errorf("the pseudonym is logged:\n%s", h.log)
	}
	bringBack()
	h.recover()
	e = h.await(admin, e.Receipt.Receipt)
	if *e.Events != 1 || *e.Spooled != 3 {
		t.Errorf("%s", e.text)
	}
	if _, err := os.Stat(pending); err == nil {
		t.Error("the file of the erasure is still there")
	}
	gone := fmt.Sprintf("SELECT count() FROM event WHERE person = unhex('%x')", pseudonymOf(t, "GONE"))
	if n := h.count(gone); n != 1 { // the new one
		t.Errorf("%d events of the person", n)
	}
	if n := h.count("SELECT count() FROM event"); n != 2 {
		t.Errorf("%d events", n)
	}
	// The parked one of the other person is still there, and is taken when it may.
	h.exec("ALTER TABLE event DROP CONSTRAINT no_poison")
	h.restart(func(string) {})
	if n := h.count("SELECT count() FROM event"); n != 3 {
		t.Errorf("%d events once nothing is parked", n)
	}
}

// An edit that named the person does not give way to what it edited.
func TestErasureOfAnEdit(t *testing.T) {
	h := newHouse(t)
	corrected := strings.Replace(attendance("second", "GONE"), `"structure"`, `"record":"first","revision":2,"structure"`, 1)
	if a := h.post(lines, attendance("first", "mistaken for")+"\n"+corrected+"\n"+attendance("third", "mistaken for")); a.Accepted != 3 {
		t.Fatal(a.text)
	}
	h.settle()
	if e := h.erase(h.administrator(), "GONE"); e.State != "done" || *e.Events+*e.Spooled != 2 {
		t.Fatal(e.text)
	}
	if n := h.count("SELECT count() FROM effective_event"); n != 1 {
		t.Errorf("%d events count", n)
	}
}

// Only an administrator erases, and only by a request that says whom; nothing of it is given back.
func TestErasureRefused(t *testing.T) {
	h := newHouse(t)
	admin := h.administrator()
	const person = "RAWPERSON-4711"
	good := fmt.Sprintf(`{"person":%q,"space":%q}`, person, testSource)
	for _, c := range []struct {
		name, method, path, token, contentType, body string
		status                                       int
		problem                                      string
	}{
		{"no such token", "POST", "", "vigie_x", "application/json", good, 401, "unknown-token"},
		{"a source's token", "POST", "", h.token, "application/json", good, 403, "not-an-administrator"},
		{"a source's token that asks", "GET", "/00112233445566778899aabbccddeeff", h.token, "", "", 403, "not-an-administrator"},
		{"method", "PUT", "", admin, "application/json", good, 405, "method"},
		{"method of a receipt", "POST", "/00112233445566778899aabbccddeeff", admin, "application/json", good, 405, "method"},
		{"content type", "POST", "", admin, "text/plain", good, 415, "not-json"},
		{"no JSON", "POST", "", admin, "application/json", person, 400, "erasure"},
		{"more", "POST", "", admin, "application/json", good + good, 400, "erasure"},
		{"an array", "POST", "", admin, "application/json", "[" + good + "]", 400, "erasure"},
		{"unknown field", "POST", "", admin, "application/json", `{"person":"p","space":"s","` + person + `":1}`, 400, "erasure"},
		{"a number", "POST", "", admin, "application/json", `{"person":4711,"space":"s"}`, 400, "erasure"},
		{"too large", "POST", "", admin, "application/json", `{"person":"` + strings.Repeat("p", 20_000) + `","space":"s"}`, 400, "erasure"},
		{"no person", "POST", "", admin, "application/json", `{"space":"s"}`, 422, "erasure-text"},
		{"empty person", "POST", "", admin, "application/json", `{"person":"","space":"s"}`, 422, "erasure-text"},
		{"no space", "POST", "", admin, "application/json", fmt.Sprintf(`{"person":%q}`, person), 422, "erasure-text"},
		{"control character", "POST", "", admin, "application/json", fmt.Sprintf(`{"person":"%s\u0000","space":"s"}`, person), 422, "erasure-text"},
		{"long person", "POST", "", admin, "application/json", `{"person":"` + strings.Repeat("p", 201) + `","space":"s"}`, 422, "erasure-text"},
		{"no such receipt", "GET", "/00112233445566778899aabbccddeeff", admin, "", "", 404, "no-such-receipt"},
		{"no receipt", "GET", "/" + person, admin, "", "", 404, "no-such-receipt"},
	} {
		e := h.ask(c.method, "/api/v1/erasures"+c.path, c.token, c.contentType, c.body)
		if e.status != c.status || !strings.HasSuffix(e.Type, ":"+c.problem) {
			t.Errorf("%s: %d %s", c.name, e.status, e.text)
		}
		if strings.Contains(e.text, person) || strings.Contains(h.log.String(), person) {
			t.Errorf("%s: the reference is given back: %s", c.name, e.text)
		}
	}
	h.token = admin
	if a := h.post(single, attendance("a", "p")); a.status != http.StatusForbidden || !strings.HasSuffix(a.Type, "not-a-sender") {
		t.Errorf("an administrator sends: %d %s", a.status, a.text)
	}
	if n := h.count("SELECT count() FROM erasure"); n != 0 {
		t.Errorf("%d erasures were begun", n)
	}
	for _, token := range []collector.Token{
		{Role: "king"}, {Role: collector.RoleAdministrator, Source: "urn:x"}, {Role: collector.RoleAdministrator, Structures: []string{"s1"}},
	} {
		if _, err := h.tokens.Add(t.Context(), token); err == nil {
			t.Errorf("%+v is made", token)
		}
	}
}
