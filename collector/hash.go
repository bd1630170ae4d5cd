package collector

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"

	"vigie/event"
)

// hash128 is the first 128 bits of an HMAC-SHA-256 under the network key.
type hash128 [16]byte

// half is the first 64 bits and zeros, which take next to no room on a disk: enough for what is only told apart from others, and
// never looked up by who is not known.
func (h hash128) half() hash128 {
	clear(h[len(h)/2:])
	return h
}

// What is hashed. A person is hashed as domain.md fixes it, HMAC(key, space ‖ 0 ‖ person). Everything else starts with the
// byte 1 and its domain, ‖ 0, and its parts joined by 0:
//
//	identity  1 identity 0 source 0 id
//	record    1 record   0 source 0 record          (the event's id where it names no record)
//	session   1 session  0 source 0 session
//	referral  1 referral 0 referral_source 0 referral
//	body      1 body     0 canonical form of the event
//	erasure   1 erasure  0 pseudonym                (whose person was erased)
//
// Of record, session and body half is kept.
//
// None of these can be another, because spaces, sources and ids hold no control characters.
const (
	separator      = 0
	domainIdentity = "\x01identity"
	domainRecord   = "\x01record"
	domainSession  = "\x01session"
	domainReferral = "\x01referral"
	domainBody     = "\x01body"
	domainErasure  = "\x01erasure"
	// domainFingerprint is for telling one network key from another.
	domainFingerprint = "\x01fingerprint"
)

// pseudonymizer makes the keyed hashes. It is safe for concurrent use.
type pseudonymizer struct{ hashers sync.Pool }

type hasher struct {
	mac  hash.Hash
	text []byte
	sum  []byte
}

func newPseudonymizer(key Key) *pseudonymizer {
	return &pseudonymizer{hashers: sync.Pool{New: func() any {
		return &hasher{mac: hmac.New(sha256.New, key.secret[:]), sum: make([]byte, 0, sha256.Size)}
	}}}
}

// hash hashes the parts joined by the separator.
func (p *pseudonymizer) hash(domain string, parts ...string) hash128 {
	h := p.hashers.Get().(*hasher)
	h.text = append(h.text[:0], domain...)
	for _, part := range parts {
		h.text = append(append(h.text, separator), part...)
	}
	return p.finish(h)
}

// finish hashes what was written into a hasher, and gives the hasher back.
func (p *pseudonymizer) finish(h *hasher) hash128 {
	h.mac.Reset()
	h.mac.Write(h.text)
	h.sum = h.mac.Sum(h.sum[:0])
	clear(h.text) // a pooled buffer must not hold a reference either
	result := hash128(h.sum[:len(hash128{})])
	p.hashers.Put(h)
	return result
}

// person is the pseudonym of a sender's reference of a person; zero bytes for none.
func (p *pseudonymizer) person(space, reference string) hash128 {
	if reference == "" {
		return hash128{}
	}
	return p.hash(space, reference)
}

// optional hashes a part that may be absent; zero bytes for none.
func (p *pseudonymizer) optional(domain, scope, part string) hash128 {
	if part == "" {
		return hash128{}
	}
	return p.hash(domain, scope, part)
}

// mark hashes a pseudonym: with it the list of erasures names a person.
func (p *pseudonymizer) mark(pseudonym hash128) hash128 {
	return p.hash(domainErasure, string(pseudonym[:]))
}

// body hashes the normal form of an event, so that a repetition can be told from a conflict.
func (p *pseudonymizer) body(e event.Event) hash128 {
	h := p.hashers.Get().(*hasher)
	h.text = e.AppendCanonical(append(append(h.text[:0], domainBody...), separator))
	return p.finish(h).half()
}
