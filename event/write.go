package event

import "fmt"

// Canonical is the normal form of an event as one text: equal events, and only they, have
// equal texts. Keys are sorted, defaults are filled in, lists are in the order of
// their enumeration, the time is a day. It holds the reference of a person as it is: hash
// it with a key, and never keep or log it.
//
// No participants returning and a first that is false are left out of the text: they were
// once the same as saying nothing, and an event from then has the text that it had.
func (e Event) Canonical() []byte { return e.AppendCanonical(make([]byte, 0, 512)) }

// AppendCanonical appends the normal form of the event.
func (e Event) AppendCanonical(text []byte) []byte {
	e.own()
	e.fill()
	e.leaveOut()
	return e.append(text, "", "")
}

// MarshalJSON writes the event as CloudEvents JSON, its time at noon in UTC, which is the
// same day in Paris. An event whose payload is not the one of its kind is an error.
func (e Event) MarshalJSON() ([]byte, error) {
	of, known := payloadOf(e.Kind)
	if !known {
		return nil, fmt.Errorf("write an event: the kind must be one of %s", join(Kinds()))
	}
	if !of.given(&e) {
		return nil, fmt.Errorf("write an event: set the payload of its kind %s", e.Kind)
	}
	return e.append(make([]byte, 0, 512), `,"datacontenttype":"application/json"`, "T12:00:00Z"), nil
}

// append writes the event with its keys in order. The content type follows the data,
// the clock follows the day; with a clock the text is a CloudEvent.
func (e *Event) append(text []byte, contentType, clock string) []byte {
	text = append(text, `{"data":`...)
	if of, known := payloadOf(e.Kind); known && of.given(e) {
		text = of.write(text, e)
	} else {
		text = append(text, "null"...)
	}
	text = append(text, contentType...)
	text = append(text, `,"id":`...)
	text = appendText(text, e.ID)
	text = append(text, `,"source":`...)
	text = appendText(text, e.Source)
	text = append(text, `,"specversion":"`+specVersion+`","time":"`...)
	text = e.Day.Time().AppendFormat(text, "2006-01-02")
	text = append(text, clock...)
	text = append(text, `","type":`...)
	text = appendText(text, string(e.Kind))
	return append(text, '}')
}

// own gives the event a payload of its own, so that filling it changes no other event.
func (e *Event) own() {
	switch {
	case e.Assessment != nil:
		of := *e.Assessment
		e.Assessment = &of
	case e.Referral != nil:
		of := *e.Referral
		e.Referral = &of
	case e.Attendance != nil:
		of := *e.Attendance
		if of.Participants != nil {
			people := *of.Participants
			of.Participants = &people
		}
		e.Attendance = &of
	case e.Retraction != nil:
		of := *e.Retraction
		e.Retraction = &of
	case e.Declaration != nil:
		of := *e.Declaration
		e.Declaration = &of
	}
}

// fill puts the defaults in the place of what was left out.
func (e *Event) fill() {
	if edit := e.edit(); edit != nil && edit.Record == "" {
		edit.Record = e.ID
	}
	if of := e.Referral; of != nil && of.ReferralSource == "" {
		of.ReferralSource = e.Source
	}
	if of := e.Attendance; of != nil {
		if of.Referral != "" && of.ReferralSource == "" {
			of.ReferralSource = e.Source
		}
		if of.Audience == "" {
			of.Audience = AudiencePublic
		}
	}
	if of := e.Declaration; of != nil {
		e.Day = of.Month.Last()
	}
}

// leaveOut takes out what the canonical text never said.
func (e *Event) leaveOut() {
	of := e.Attendance
	if of == nil {
		return
	}
	if of.First != nil && !*of.First {
		of.First = nil
	}
	if people := of.Participants; people != nil && told(people.Returning) == 0 {
		people.Returning = nil
	}
}
