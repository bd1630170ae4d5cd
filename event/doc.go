// Package event holds the five events of a network of digital inclusion: what people can
// do (assessment), who is sent where (referral), who was helped and how (attendance), what
// no longer counts (retraction), and what a structure without a tool did in a month
// (declaration).
//
// An event is a CloudEvent 1.0 in JSON:
//
//	{
//	  "specversion": "1.0",
//	  "id": "visit-8841",
//	  "source": "https://tool.example/paris",
//	  "type": "vigie.attendance.v1",
//	  "time": "2026-03-02T10:00:00+01:00",
//	  "data": {
//	    "structure": "mediatheque-13",
//	    "format": "individual",
//	    "minutes": 45,
//	    "person": "4711",
//	    "services": ["administrative_procedures"],
//	    "procedures": ["tax"],
//	    "profile": {"residence": "75013", "age_band": "70_plus"}
//	  }
//	}
//
// A [Decoder] reads one event and reports every fault of it by field, code and reason;
// [Validate] holds an event that was made in Go to the same rules. [Schema] says those rules
// as JSON Schema, for the tools that send. Reading, checking, writing and the schemas all
// follow from one table a payload, in fields.go.
//
// Only the day of an event is kept, in Europe/Paris, see [Day]. There is no free text in any
// event: an unknown field in data is refused by its full name. An optional field that is null is absent. Attributes of the envelope that
// Vigie does not know are accepted and ignored, whatever they hold.
//
// The package is pure: it reads no file, no clock and no network, and needs the standard
// library alone.
package event
