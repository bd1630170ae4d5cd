package event

import "slices"

// Code names the kind of a fault. Codes are stable: programs may rely on them.
type Code string

// The kinds of fault.
const (
	CodeSyntax       Code = "syntax"        // not JSON, not UTF-8
	CodeType         Code = "type"          // a JSON value of another type than the field's
	CodeRequired     Code = "required"      // missing or empty
	CodeUnknownField Code = "unknown_field" // not a field of this event
	CodeEnum         Code = "enum"          // none of the field's choices
	CodeRange        Code = "range"         // a number or sum outside its limits
	CodeFormat       Code = "format"        // text of another shape than the field's
	CodeFuture       Code = "future"        // more than one day ahead
	CodePast         Code = "past"          // before FirstDay
	CodeExclusive    Code = "exclusive"     // does not go together with another field
	CodeTooLong      Code = "too_long"      // over the field's length
	CodeDuplicate    Code = "duplicate"     // a field or a list's value given twice
	CodePersonal     Code = "personal"      // names a person to the outside world
)

// Fault is one thing wrong with an event.
type Fault struct {
	Field  string // such as data.score; empty when the event as a whole is meant
	Code   Code
	Reason string // an English sentence that says what to change and never echoes a value
}

// Error gives field and reason in one line.
func (f Fault) Error() string {
	if f.Field == "" {
		return f.Reason
	}
	return f.Field + ": " + f.Reason
}

// maxFaults bounds what is said of one event, so that a hostile one stays cheap.
const maxFaults = 100

// faults collects what is wrong with one event, at most one fault a field: a value
// that could not be read is not also reported as missing.
type faults []Fault

func (f *faults) add(field string, code Code, reason string) {
	if len(*f) < maxFaults && !f.has(field) {
		*f = append(*f, Fault{Field: field, Code: code, Reason: reason})
	}
}

// has tells whether the field itself is faulty.
func (f faults) has(field string) bool {
	return slices.ContainsFunc(f, func(known Fault) bool { return known.Field == field })
}
