package event

// payload is what is particular to a kind of event.
type payload struct {
	kind   Kind
	about  string
	read   func(r *reader, into *Event)
	given  func(e *Event) bool
	check  func(f *faults, e *Event)
	write  func(text []byte, e *Event) []byte
	schema func() schema
}

var payloads = []payload{
	newPayload(KindAssessment, assessmentTable, func(e *Event) **Assessment { return &e.Assessment }),
	newPayload(KindReferral, referralTable, func(e *Event) **Referral { return &e.Referral }),
	newPayload(KindAttendance, attendanceTable, func(e *Event) **Attendance { return &e.Attendance }),
	newPayload(KindRetraction, retractionTable, func(e *Event) **Retraction { return &e.Retraction }),
	newPayload(KindDeclaration, declarationTable, func(e *Event) **Declaration { return &e.Declaration }),
}

func newPayload[T any](kind Kind, of *table[T], place func(*Event) **T) payload {
	return payload{
		kind:   kind,
		about:  of.about,
		read:   func(r *reader, into *Event) { *place(into) = of.read(r) },
		given:  func(e *Event) bool { return *place(e) != nil },
		check:  func(f *faults, e *Event) { of.check(f, *place(e)) },
		write:  func(text []byte, e *Event) []byte { return of.write(text, *place(e)) },
		schema: of.schema,
	}
}

func payloadOf(kind Kind) (*payload, bool) {
	for i := range payloads {
		if payloads[i].kind == kind {
			return &payloads[i], true
		}
	}
	return nil, false
}
