package facts_test

import (
	"context"
	"encoding/hex"
	"testing"
	"time"

	"vigie/queries/engine"
)

// erased is the pseudonym of a person that an event names, to be taken out.
func (n network) erased(t *testing.T) (person [16]byte) {
	t.Helper()
	var text string
	err := n.Conn().QueryRow(t.Context(), "SELECT hex(person) FROM event WHERE kind = 'attendance' ORDER BY person LIMIT 1").Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hex.Decode(person[:], []byte(text)); err != nil {
		t.Fatal(err)
	}
	return person
}

// rows are how many each fact that names persons has of a person, in any build.
func (n network) rows(t *testing.T, person [16]byte) map[string]uint64 {
	t.Helper()
	rows := make(map[string]uint64)
	var tables []string
	err := n.Conn().QueryRow(t.Context(), "SELECT groupArray(table) FROM system.columns "+
		"WHERE database = currentDatabase() AND startsWith(table, 'fact_') AND name = 'person'").Scan(&tables)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		rows[table] = n.number(t, "SELECT count() FROM %s WHERE person = reinterpretAsUInt64(unhex('%x'))", table, person)
	}
	return rows
}

// erase takes a person's events away, as the collector does.
func (n network) erase(ctx context.Context, t *testing.T, person [16]byte) {
	t.Helper()
	statement := "ALTER TABLE event DELETE WHERE person = unhex('" + hex.EncodeToString(person[:]) + "') SETTINGS mutations_sync = 2"
	if err := n.Conn().Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// A person is taken out of every fact that names persons at once, and does not come back with the next build.
func forget(t *testing.T, n network) {
	r := n.Runner(t)
	wantHelped(t, r, 3)
	person := n.erased(t)
	for table, rows := range n.rows(t, person) {
		if rows == 0 && table != "fact_event" {
			t.Errorf("%s has nothing of the person before", table)
		}
	}
	n.erase(t.Context(), t, person)
	if err := r.Forget(t.Context(), person); err != nil {
		t.Fatal(err)
	}
	for table, rows := range n.rows(t, person) {
		if rows != 0 {
			t.Errorf("%s still has %d rows of the person", table, rows)
		}
	}
	refresh(t, r)
	wantHelped(t, r, 2)
	for table, rows := range n.rows(t, person) {
		if rows != 0 {
			t.Errorf("%s has %d rows of the person again", table, rows)
		}
	}
}

// Someone who is erased while facts are worked out is not in them: they are worked out once more.
func erasedDuringBuild(t *testing.T, n network) {
	r := n.Runner(t)
	wantHelped(t, r, 3)
	person := n.erased(t)
	begun := 0
	err := r.Rebuild(t.Context(), func(_ string, done, of int) {
		if done == 0 {
			begun++
		}
		if begun == 1 && done == of-1 {
			n.erase(t.Context(), t, person)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if begun != 2 {
		t.Errorf("facts were worked out %d times, not twice", begun)
	}
	wantHelped(t, r, 2)
	if rows := n.number(t, "SELECT count() FROM attendance WHERE person = reinterpretAsUInt64(unhex('%x'))", person); rows != 0 {
		t.Errorf("the person has %d attendances", rows)
	}
}

// Follow keeps the facts up with the data by itself, and stops when it is told to.
func follow(t *testing.T, n network) {
	r := n.Runner(t)
	wantHelped(t, r, 3)
	ctx, stop := context.WithCancel(t.Context())
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		r.Follow(ctx)
	}()
	n.help(t, 4)
	waitFor(t, r, 4)
	n.erase(t.Context(), t, n.erased(t))
	waitFor(t, r, 3)
	stop()
	<-followed
}

// waitFor waits until answers count so many people.
func waitFor(t *testing.T, r *engine.Runner, want float64) {
	t.Helper()
	var got float64
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		if got, _ = helped(t, r); got == want {
			return
		}
	}
	t.Fatalf("after two minutes %v people were helped, not %v", got, want)
}
