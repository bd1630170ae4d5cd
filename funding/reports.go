package funding

// Report is what a funder is owed of a project.
type Report struct {
	Project   string
	Structure string
	Due       string
	Received  string // "" where it has not come
	// Late is by how many days it came late, or is late on the day that is asked about; 0 where it is not.
	Late int
}

// Reports lists the reports that funded projects owe, as they stand on a day. One that is due on the day is not late.
func Reports(projects []Project, day string) []Report {
	var list []Report
	for _, p := range projects {
		if p.ReportDue == "" || !p.Funded() {
			continue
		}
		r := Report{Project: p.Code, Structure: p.Structure, Due: p.ReportDue, Received: p.ReportReceived}
		until := r.Received
		if until == "" {
			until = day
		}
		r.Late = max(number(until)-number(r.Due), 0)
		list = append(list, r)
	}
	return list
}

// Bought is what grants pay for.
type Bought struct {
	FTE      float64           // full-time equivalents
	Services map[string]uint64 // how often each
}

// BoughtIn sums what funded projects that run in [from, to) pay for: full-time equivalents as an average over the window, by the days on which
// they are there, and services of the whole project.
func BoughtIn(projects []Project, from, to string) Bought {
	b := Bought{Services: map[string]uint64{}}
	window := number(to) - number(from)
	for _, p := range projects {
		days := p.DaysIn(from, to)
		if days == 0 || !p.Funded() {
			continue
		}
		if p.FTE != nil {
			b.FTE += *p.FTE * float64(days) / float64(window)
		}
		for _, s := range p.ServicesBought {
			b.Services[s.Service] += uint64(s.Quantity)
		}
	}
	return b
}
