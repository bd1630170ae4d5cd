package collector

import "sync"

// shares is a bounded quantity that sources share, so that none takes the room of the others.
type shares struct {
	total int64
	by    map[string]int64
}

func newShares() shares { return shares{by: map[string]int64{}} }

// add counts an amount of a source in, or out where it is negative.
func (s *shares) add(source string, amount int64) {
	s.total += amount
	if s.by[source] += amount; s.by[source] <= 0 {
		delete(s.by, source)
	}
}

// fits tells whether an amount of a source may come in. While half of the limit is free everyone may; beyond, a source may
// only have its equal part of the limit. Something may come in where there is nothing, however much it is.
func (s *shares) fits(source string, amount, limit int64) bool {
	if s.total == 0 {
		return true
	}
	if s.total+amount > limit {
		return false
	}
	if s.total+amount <= limit/2 {
		return true
	}
	sources := int64(len(s.by))
	if s.by[source] == 0 {
		sources++
	}
	return s.by[source]+amount <= limit/sources
}

// slots are the requests that may be under way at once. Tokens share them: one may have at most twice as many as it leaves free,
// so that a token that fills all it can does not keep the others out.
type slots struct {
	limit int

	mu    sync.Mutex
	taken int
	by    map[string]int // by the token's id
}

func newSlots(limit int) *slots { return &slots{limit: limit, by: map[string]int{}} }

// take tells whether a token may have one more request under way, and counts it.
func (s *slots) take(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	free, own := s.limit-s.taken, s.by[token]
	if free == 0 || own > 0 && own+1 > 2*(free-1) {
		return false
	}
	s.taken++
	s.by[token]++
	return true
}

func (s *slots) give(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.by[token]--; s.by[token] == 0 {
		delete(s.by, token)
	}
}
