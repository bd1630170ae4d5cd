// Package collector takes events in and keeps them: intake (HTTP), pseudonyms, checks against the registry, the spool, and the
// mover, which is the only code that inserts events.
//
// # The way of an event
//
// A request is allowed in by its token. Its body is read as one event, an array or lines, whatever its length in constant
// memory; each event is decoded and at once turned into a row, in which nothing is left of the sender's own references: the
// person, the event's id and those of its record, session and referral have become keyed hashes (see hash.go). Rows are
// checked against the registry and handed to the keeper in blocks; when the keeper answers, they are durable, and only then
// is the block part of an answer. Of one source and id the first body received is kept; the same again is a duplicate,
// another body a conflict. The keeper is the spool (spool.go): rows are written to this machine's disk and synced before the
// answer leaves, and moved to the warehouse from there (mover.go), so that a warehouse that is away delays events and loses
// none. Whatever is sent twice, in another order or split otherwise, the figures are the same.
//
// # The answer
//
// Every answer to a readable request is
//
//	{"accepted":2,"duplicates":1,"conflicts":[{"index":4,"id":"…"}],
//	 "rejected":[{"index":1,"id":"…","field":"data.score","code":"range","reason":"…"}],"committed_through":4}
//
// An index is the place of an element in the array, or the number of the line in the body, counting from 0 and counting
// blank lines, although those are skipped. An event has one entry in rejected, for its first fault; where it has more, a
// list "faults" in the entry names up to 20, for the first 100 such events. An id is given back only where it is a valid
// one that does not hold the person's reference; no other value of a rejected event is. committed_through is the last index
// that was dealt with (-1: none), so a sender whose request broke goes on after it; sending all of it again does no harm
// either. After MaxNamed rejections or conflicts a request ends, and "ended" says why. Reasons, and the error
// documents (RFC 9457) around them, are in the sender's language: that of ?lang=, else of Accept-Language, else French.
//
// A line that is no JSON is the rejection of that line. An array is read whole before any of it is kept, so broken JSON in
// it leaves nothing half done.
//
// # Erasing a person
//
// An administrator names a person; only the pseudonym is kept of the request (eraser.go), in a file beside the spool, until all
// is done. The instant of the asking divides the person's events: those received until then go, later ones are kept. The spool
// is written anew without them (purge.go). In the warehouse their identities are listed before their rows are deleted, in a file
// of this machine first and then in the table erased_event (forgotten.go, register.go): what is listed is a duplicate when it is
// sent again. The table erasure tells the other collectors whom they may bring no more events of that they received before; each
// looks there after every insert, so whichever came first, the insert or the erasure, one of the two finds the rows (carry).
package collector
