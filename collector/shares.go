package collector

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
