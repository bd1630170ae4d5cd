package funding

// Recruitment is what campaigns come to.
type Recruitment struct {
	Campaigns                           int
	Target, Candidates, Engaged, Active uint64
	// Unknown counts the campaigns of which some result is not known: it adds nothing to that result.
	Unknown int
}

// RecruitmentIn sums the campaigns that run in [from, to), with their results as far as they are known.
func RecruitmentIn(campaigns []Campaign, from, to string) (r Recruitment) {
	for _, c := range campaigns {
		if c.StartsOn >= to || c.EndsOn < from {
			continue
		}
		r.Campaigns++
		unknown := false
		for _, of := range []struct {
			n   *uint32
			sum *uint64
		}{{c.Target, &r.Target}, {c.Candidates, &r.Candidates}, {c.Engaged, &r.Engaged}, {c.Active, &r.Active}} {
			if of.n == nil {
				unknown = true
				continue
			}
			*of.sum += uint64(*of.n)
		}
		if unknown {
			r.Unknown++
		}
	}
	return r
}

// Trained sums the helpers of declared trainings that end in [from, to), by trainee. Every kind of trainee is there.
func Trained(trainings []Training, from, to string) map[string]uint64 {
	sums := map[string]uint64{}
	for _, kind := range trainees() {
		sums[kind] = 0
	}
	for _, t := range trainings {
		if t.EndsOn < from || t.EndsOn >= to {
			continue
		}
		for _, one := range t.Trainees {
			sums[one.Trainee] += uint64(one.Helpers)
		}
	}
	return sums
}
