package migrations_test

import (
	"testing"

	"vigie/migrations"
	"vigie/warehouse/warehousetest"
)

// Events from before 0018 say no less than they did, beside larger numbers and declarations.
func TestEventsFromBefore(t *testing.T) {
	w := warehousetest.Open(t)
	const beforeEvents = 17
	if err := migrations.RunTo(t.Context(), w, beforeEvents); err != nil {
		t.Fatal(err)
	}
	exec := func(statements ...string) {
		t.Helper()
		for _, statement := range statements {
			if err := w.Conn().Exec(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	exec(`INSERT INTO event (identity, record, kind, day, structure, participants, returning, age_bands) VALUES
			('old', 'r1', 'attendance', '2026-05-01', 's', 99, 9, map('70_plus', 5)), ('none', 'r2', 'attendance', '2026-05-01', 's', 8, 0, map())`)
	if err := run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	exec(`INSERT INTO event (identity, record, kind, day, structure, participants, returning_known, declared_participations) VALUES
			('new', 'r3', 'attendance', '2026-05-01', 's', 1000, false, 0), ('month', 'r4', 'declaration', '2026-05-31', 's', 0, true, 40000)`)
	for question, want := range map[string]uint64{
		"SELECT count() FROM effective_event WHERE returning_known AND gender = '' AND NOT not_first AND declared_people IS NULL AND participants IN (8, 99)": 2,
		"SELECT toUInt64(age_bands['70_plus']) FROM effective_event WHERE participants = 99 AND returning = 9":                                                5,
		"SELECT toUInt64(sum(participants)) FROM effective_event":                                                                                             1107,
		"SELECT count() FROM effective_event WHERE participants = 1000 AND NOT returning_known":                                                               1,
		"SELECT toUInt64(sum(declared_participations)) FROM effective_event WHERE kind = 'declaration'":                                                       40000,
		"SELECT toUInt64(length(genders) + length(residences) + length(formats) + length(service_counts)) FROM effective_event WHERE participants = 99":       0,
	} {
		var got uint64
		if err := w.Conn().QueryRow(t.Context(), question).Scan(&got); err != nil {
			t.Errorf("%s: %v", question, err)
		} else if got != want {
			t.Errorf("%s: %d, want %d", question, got, want)
		}
	}
}
