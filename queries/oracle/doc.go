// Package oracle works out every figure a second time, from the sentences that define it and from nothing of package queries: plain
// Go over slices, without any haste. It is for tests alone. Who doubts a definition reads it here; who changes one changes it here
// too, and the comparison of both over random histories tells where they part.
//
//	h := oracle.Draw(seed)                     // a registry, events in the order of their reception, exclusions
//	want := oracle.Read(h).Ask(q)              // the figures of a question, by key
//	faults := oracle.Differences(q, want, got) // against those of another reader of the same history
//
// A reader's way through the package: history.go is what is known, effective.go which events count, identity.go of whom, place.go where, people.go what
// is known of a person on a day, question.go and figure.go what is asked and answered, heads.go how people fall under keys; the
// other files hold the indicators.
package oracle
