package funding

// Money is what all funders of a project pay, and the call's own part of it.
type Money struct{ All, Call Cents }

func (m Money) plus(other Money) Money { return Money{m.All + other.All, m.Call + other.Call} }

// Grant is what was granted to the project, nothing unless its grant stands.
func (p Project) Grant() Money {
	if !p.Funded() {
		return Money{}
	}
	m := Money{Call: value(p.Granted), All: value(p.Granted)}
	for _, a := range p.CoFunders {
		m.All += a.Cents
	}
	return m
}

// Days are those of the project, both ends included; 0 where it has no dates.
func (p Project) Days() int {
	if p.StartsOn == "" || p.EndsOn == "" {
		return 0
	}
	return max(number(p.EndsOn)-number(p.StartsOn)+1, 0)
}

// passed is how many of the project's days come before a day.
func (p Project) passed(day string) int {
	return min(max(number(day)-number(p.StartsOn), 0), p.Days())
}

// DaysIn are those of the project in the window [from, to).
func (p Project) DaysIn(from, to string) int {
	return max(p.passed(to)-p.passed(from), 0)
}

// Running is the part of the project's grant that falls to its days in [from, to): granted × days in it ÷ all days. Windows that follow each
// other sum to the whole grant, to the cent.
func (p Project) Running(from, to string) Money {
	days := uint64(p.Days())
	if days == 0 || to < from {
		return Money{}
	}
	grant := p.Grant()
	until := func(amount Cents, day string) Cents { return portion(amount, uint64(p.passed(day)), days) }
	return Money{
		All:  until(grant.All, to) - until(grant.All, from),
		Call: until(grant.Call, to) - until(grant.Call, from),
	}
}

// Running sums the projects' euros that run in [from, to).
func Running(projects []Project, from, to string) (sum Money) {
	for _, p := range projects {
		sum = sum.plus(p.Running(from, to))
	}
	return sum
}

// ExpectedPeople is how many people the project should have reached before a day, straight from none to its target; false where it has no
// target or no dates. A project past its end is expected to have reached its target.
func (p Project) ExpectedPeople(day string) (float64, bool) {
	days := p.Days()
	if p.TargetPeople == nil || days == 0 {
		return 0, false
	}
	return float64(*p.TargetPeople) * float64(p.passed(day)) / float64(days), true
}

// Target sums the people whom funded projects are to reach, and counts those of them that have no target.
func Target(projects []Project) (people uint64, without int) {
	for _, p := range projects {
		switch {
		case !p.Funded():
		case p.TargetPeople == nil:
			without++
		default:
			people += uint64(*p.TargetPeople)
		}
	}
	return people, without
}

// overlap is the number of days that two projects have in common.
func overlap(a, b Project) int {
	if a.Days() == 0 || b.Days() == 0 {
		return 0
	}
	return a.DaysIn(b.StartsOn, addDays(b.EndsOn, 1))
}

// Overlap is two projects of one structure that run at the same time.
type Overlap struct {
	Structure string
	Projects  [2]string // codes, in the order of the list
	Days      int
}

// Overlaps finds the projects of one structure that run at the same time; a refused one does not run.
func Overlaps(projects []Project) []Overlap {
	var found []Overlap
	for i, a := range projects {
		for _, b := range projects[i+1:] {
			if a.Structure != b.Structure || a.Stage() == Refused || b.Stage() == Refused {
				continue
			}
			if days := overlap(a, b); days > 0 {
				found = append(found, Overlap{a.Structure, [2]string{a.Code, b.Code}, days})
			}
		}
	}
	return found
}
