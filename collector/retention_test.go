package collector_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/collector"
	"vigie/queries"
	"vigie/queries/engine"
)

// visit is an attendance of a person on a day.
func visit(id, person, day string) string {
	return strings.Replace(attendance(id, person), "2026-06-15", day, 1)
}

// pseudonym is a person's, as TestPseudonym holds it.
func pseudonym(t testing.TB, person string) string {
	t.Helper()
	key, err := hex.DecodeString(testKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(testSource + "\x00" + person))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// eventsOf is how many rows name a person.
func (h *house) eventsOf(person string) uint64 {
	h.t.Helper()
	return h.count("SELECT countIf(lower(hex(person)) = '" + pseudonym(h.t, person) + "') FROM event")
}

// groups tells which events are of one person, and nothing of who that is.
func (h *house) groups() string {
	h.t.Helper()
	h.settle()
	var text string
	err := h.warehouse.Conn().QueryRow(h.t.Context(), `
		SELECT toString(arraySort(groupArray(identities)))
		FROM (SELECT arraySort(groupArray(hex(identity))) AS identities FROM event FINAL WHERE notEmpty(person) GROUP BY person)`).Scan(&text)
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

func (h *house) retention() *collector.Retention {
	return &collector.Retention{Warehouse: h.warehouse, Now: h.clock.read, Logger: h.options.Logger}
}

// workOut works out the facts anew, so that they hold what the events hold and nothing else.
func (h *house) workOut(ctx context.Context) error {
	h.t.Helper()
	catalogue, err := queries.Load()
	if err != nil {
		return err
	}
	runner, err := engine.New(engine.Options{Warehouse: h.warehouse, Catalogue: catalogue, Now: h.clock.read, Logger: h.options.Logger})
	if err != nil {
		return err
	}
	return runner.Renew(ctx)
}

// tablesWith counts the tables with a column person that name somebody: facts do by the first half of the pseudonym.
func (h *house) tablesWith(person string) (tables int) {
	h.t.Helper()
	h.settle()
	rows, err := h.warehouse.Conn().Query(h.t.Context(), `
		SELECT table FROM system.columns
		WHERE database = currentDatabase() AND name = 'person' AND table IN
			(SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			h.t.Fatal(err)
		}
		if h.count("SELECT countIf(reinterpretAsUInt64(person) = reinterpretAsUInt64(unhex('"+pseudonym(h.t, person)+"'))) FROM "+table) > 0 {
			tables++
		}
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return tables
}

func (h *house) applyRetention(months int) collector.Cut {
	h.t.Helper()
	cut, err := h.retention().Apply(h.t.Context(), months)
	if err != nil {
		h.t.Fatal(err)
	}
	return cut
}

// Whoever was met last more than 24 months ago is cut from all events, and from nothing else; the figures of distinct people
// stay, nobody is cut twice, and who comes back is new.
func TestRetention(t *testing.T) {
	h := newHouse(t)
	old := []string{visit("a1", "anna", "2024-01-10"), visit("a2", "anna", "2024-06-30")}
	for _, body := range append(old,
		visit("b1", "bruno", "2023-01-10"), visit("b2", "bruno", "2024-07-01"), // to this day two years ago: not yet
		visit("c1", "chloe", "2023-05-01"), visit("c2", "chloe", "2026-06-01"),
		strings.Replace(visit("d1", "driss", "2023-02-01"), `"minutes"`, `"audience":"helpers","trainee":"agent","minutes"`, 1),
		strings.Replace(visit("n1", "nobody", "2023-02-01"), `"person":"nobody"`, `"participants":{"total":3,"returning":0}`, 1),
	) {
		if a := h.post(single, body); a.Accepted != 1 {
			t.Fatal(a.text)
		}
	}
	h.settle()
	groups := h.groups()
	var afterwards int
	retention := h.retention()
	if err := h.workOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.tablesWith("anna"); n < 2 {
		t.Fatalf("anna is in %d tables: no fact is worked out", n)
	}
	retention.After = func(ctx context.Context) error { afterwards++; return h.workOut(ctx) }
	due, err := retention.Due(t.Context(), 24)
	if err != nil || due.People != 2 || due.Events != 3 || due.Before.String() != "2024-07-01" {
		t.Fatalf("due: %+v, %v", due, err)
	}
	if cut, err := retention.Apply(t.Context(), 24); err != nil || cut != due {
		t.Fatalf("cut %+v instead of %+v, %v", cut, due, err)
	}
	if afterwards != 1 {
		t.Errorf("the facts were seen to %d times", afterwards)
	}
	for name, want := range map[string]uint64{"anna": 0, "driss": 0, "bruno": 2, "chloe": 2} {
		if n := h.eventsOf(name); n != want {
			t.Errorf("%d events name %s, want %d", n, name, want)
		}
	}
	if n := h.tablesWith("anna") + h.tablesWith("driss"); n != 0 {
		t.Errorf("they are still in %d tables", n)
	}
	if h.groups() != groups {
		t.Error("other events are of one person now")
	}
	if n := h.count("SELECT countIf(person = toFixedString('', 16)) FROM event"); n != 1 {
		t.Errorf("%d events name nobody, want the one of three participants", n)
	}

	// Nobody is cut twice, not even by a setting that changes.
	rewritings := h.count("SELECT count() FROM system.mutations WHERE database = currentDatabase()")
	for range 2 {
		if cut := h.applyRetention(24); cut.People != 0 {
			t.Errorf("cut again: %+v", cut)
		}
	}
	if n := h.count("SELECT count() FROM system.mutations WHERE database = currentDatabase()"); n != rewritings {
		t.Errorf("%d rewritings, there were %d", n, rewritings)
	}

	// What is sent again is known, and revives nobody. Who comes back is somebody new.
	for _, body := range old {
		if a := h.post(single, body); a.Duplicates != 1 {
			t.Errorf("sent again: %s", a.text)
		}
	}
	if n := h.eventsOf("anna"); n != 0 {
		t.Errorf("sent again, %d events name anna", n)
	}
	people := h.count("SELECT uniqExact(person) FROM event FINAL WHERE notEmpty(person)")
	if a := h.post(single, visit("a3", "anna", "2026-06-20")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	if n := h.count("SELECT uniqExact(person) FROM event FINAL WHERE notEmpty(person)"); n != people+1 || h.eventsOf("anna") != 1 {
		t.Errorf("%d people after a return, there were %d; %d events name anna", n, people, h.eventsOf("anna"))
	}

	// Two years on, everybody's time is over but one's.
	groups = h.groups()
	h.clock.advance(24 * 30 * 24 * time.Hour)
	if cut := h.applyRetention(24); cut.People != 2 || h.eventsOf("chloe") != 0 || h.eventsOf("bruno") != 0 || h.eventsOf("anna") != 1 {
		t.Errorf("two years on: %+v", cut)
	}
	if h.groups() != groups {
		t.Error("two years on, other events are of one person")
	}
}

// Of one identity two bodies may have come, about two people: each row goes with its own person.
func TestRetentionOfConflicts(t *testing.T) {
	h := newHouse(t)
	if a := h.post(single, visit("x", "anna", "2026-06-01")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	h.settle()
	// As another collector would have brought it that did not know of the first.
	err := h.warehouse.Conn().Exec(t.Context(), `INSERT INTO event
		SELECT * REPLACE (unhex('`+pseudonym(t, "driss")+`') AS person, toDate('2023-01-01') AS day, reverse(body) AS body, precedence - 1 AS precedence) FROM event`)
	if err != nil {
		t.Fatal(err)
	}
	if cut := h.applyRetention(24); cut.People > 1 {
		t.Errorf("%+v", cut)
	}
	if h.eventsOf("anna") != 1 || h.eventsOf("driss") != 0 {
		t.Errorf("%d events name anna, %d driss", h.eventsOf("anna"), h.eventsOf("driss"))
	}
}

// Many people go in several steps, each whole; one with more events than a step takes goes too.
func TestRetentionOfMany(t *testing.T) {
	h := newHouse(t)
	err := h.warehouse.Conn().Exec(t.Context(), `INSERT INTO event (identity, body, kind, day, person)
		SELECT sipHash128(number, 1), sipHash128(number, 2), 'attendance', toDate('2020-01-01') + number % 700, sipHash128(if(number < 12000, 0, number % 1300), 3)
		FROM numbers(25000)`)
	if err != nil {
		t.Fatal(err)
	}
	groups, people := h.groups(), h.count("SELECT uniqExact(person) FROM event")
	names := func() (all []string) {
		rows, err := h.warehouse.Conn().Query(t.Context(), "SELECT DISTINCT hex(person) FROM event")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			all = append(all, name)
		}
		return all
	}
	before := map[string]bool{}
	for _, name := range names() {
		before[name] = true
	}
	if cut := h.applyRetention(24); cut.People != people || cut.Events != 25000 {
		t.Errorf("%+v of %d people", cut, people)
	}
	if h.groups() != groups {
		t.Error("other events are of one person now")
	}
	for _, name := range names() {
		if before[name] {
			t.Fatalf("%s is still there", name)
		}
	}
}

// A cut that was broken off goes on by itself; until it has ended none begins, and then there is nothing left to do.
func TestRetentionBrokenOff(t *testing.T) {
	h := newHouse(t)
	for i := range 4 {
		if a := h.post(single, visit(fmt.Sprint(i), fmt.Sprint("p", i/2), fmt.Sprintf("2023-01-0%d", i+1))); a.Accepted != 1 {
			t.Fatal(a.text)
		}
		h.settle() // a part each
	}
	groups := h.groups()
	conn := h.warehouse.Conn()
	if err := conn.Exec(t.Context(), "SYSTEM STOP MERGES event"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := h.retention().Apply(ctx, 24); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("broken off: %v", err)
	}
	if _, err := h.retention().Apply(t.Context(), 24); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("while the first has not ended: %v", err)
	}
	if err := conn.Exec(t.Context(), "SYSTEM START MERGES event"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); h.count("SELECT countIf(NOT is_done) FROM system.mutations WHERE database = currentDatabase()") > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what was broken off does not go on")
		}
	}
	if cut := h.applyRetention(24); cut.People != 0 || h.eventsOf("p0")+h.eventsOf("p1") != 0 {
		t.Errorf("left to do: %+v", cut)
	}
	if h.groups() != groups {
		t.Error("other events are of one person now")
	}
}

// The collector cuts by itself, once a day of the clock, and again after what went wrong.
func TestRetentionDaily(t *testing.T) {
	h := newHouse(t)
	if a := h.post(single, visit("a1", "anna", "2024-07-01")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	h.settle()
	asked := make(chan int)
	retention := h.retention()
	times := 0
	retention.Months = func(context.Context) (int, error) {
		times++
		asked <- times
		if times == 1 {
			return 0, errors.New("not now")
		}
		return 24, nil
	}
	cut := make(chan struct{}, 1)
	retention.After = func(context.Context) error { cut <- struct{}{}; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		retention.Daily(ctx, time.Millisecond, time.Millisecond)
	}()
	<-asked // fails
	<-asked // to the day two years ago
	select {
	case <-asked:
		t.Error("applied twice on a day")
	case <-cut:
		t.Error("cut a day too early")
	case <-time.After(300 * time.Millisecond):
	}
	h.clock.advance(24 * time.Hour)
	<-asked
	<-cut
	if n := h.eventsOf("anna"); n != 0 {
		t.Errorf("%d events name anna", n)
	}
	cancel()
	<-ended
}

func TestRetentionSetting(t *testing.T) {
	for text, want := range map[string]int{"": 24, "1": 1, "36": 36, "120": 120} {
		if months, err := collector.ParseRetention(text); months != want || err != nil {
			t.Errorf("%q: %d, %v", text, months, err)
		}
	}
	for _, text := range []string{"0", "-3", "121", "2.5", "two years", "999999999999999999999"} {
		if _, err := collector.ParseRetention(text); err == nil || !strings.Contains(err.Error(), "1 to 120") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Of a month that is too short its last day is taken.
func TestRetentionAtTheEndOfAMonth(t *testing.T) {
	h := newHouse(t)
	for now, want := range map[string]string{"2026-03-31": "2026-02-28", "2024-03-31": "2024-02-29", "2026-01-15": "2025-12-15"} {
		retention := h.retention()
		retention.Now = func() time.Time {
			at, err := time.Parse(time.DateOnly, now)
			if err != nil {
				t.Fatal(err)
			}
			return at.Add(12 * time.Hour)
		}
		if due, err := retention.Due(t.Context(), 1); err != nil || due.Before.String() != want {
			t.Errorf("a month before %s: %s, %v", now, due.Before, err)
		}
	}
}
