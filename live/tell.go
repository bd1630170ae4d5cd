package live

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/network"
)

// lateAfter is from how many days on an event came late, soonWithin up to how many it came soon.
const lateAfter, soonWithin = 30, 7

// tellReporting tells how structures report.
func (q *Quality) tellReporting(structures []network.Structure, reports []reporting, day time.Time) {
	of := make(map[string]reporting, len(reports))
	for _, r := range reports {
		of[r.Structure] = r
	}
	delays, total, soon, whileClosed := make([]int, len(delayLimits)+1), 0, 0, 0
	for _, s := range structures {
		r, ever := of[s.ID]
		if s.Open(day.Format(time.DateOnly)) {
			q.Reports = append(q.Reports, Report{s, silence(r, ever, day), lateness(r)})
		}
		if r.WhileClosed > 0 {
			whileClosed += int(r.WhileClosed)
			q.ClosedDays = append(q.ClosedDays, ClosedDays{s, rough(int(r.WhileClosed))})
		}
		for i, n := range r.Delays {
			delays[i] += int(n)
			total += int(n)
			if i < len(delayLimits) && delayLimits[i] <= soonWithin {
				soon += int(n)
			}
		}
	}
	q.WhileClosed = rough(whileClosed)
	// Within a class of silence names are in order: an order by days would tell them.
	slices.SortStableFunc(q.Reports, func(x, y Report) int {
		return cmp.Or(cmp.Compare(y.Silence, x.Silence), strings.Compare(x.Structure.Name, y.Structure.Name))
	})
	slices.SortStableFunc(q.ClosedDays, func(x, y ClosedDays) int { return strings.Compare(x.Structure.Name, y.Structure.Name) })
	if total == 0 {
		return
	}
	for i, n := range delays {
		q.Delays = append(q.Delays, Delay{span(i, delayLimits), share(n, total)})
	}
	q.Soon = share(soon, total)
}

// tellFindings tells what is wrong with events.
func (q *Quality) tellFindings(found findings) {
	rejected, doubtful, conflicting, waiting := 0, 0, 0, 0
	reasons := map[string]int{}
	for _, r := range found.Rejected {
		rejected += int(r.Events)
		reasons[r.Code] += int(r.Events)
		q.Rejections = append(q.Rejections, Rejection{r.Source, r.Kind, r.Field, r.Code, rough(int(r.Events))})
	}
	for _, r := range found.Rejected { // of two reasons alike the one that is listed first
		if q.MainReason == "" || reasons[r.Code] > reasons[q.MainReason] {
			q.MainReason = r.Code
		}
	}
	for _, p := range found.Postcodes {
		doubtful += int(p.Events)
		q.Postcodes = append(q.Postcodes, Postcodes{p.Source, rough(int(p.Events)), share(int(p.Events), int(p.Located))})
	}
	for _, c := range found.Conflicts {
		conflicting += int(c.Events)
		q.Conflicts = append(q.Conflicts, Conflict{c.Source, c.Kind, rough(int(c.Events))})
	}
	for _, p := range found.Parked {
		waiting += int(p.Events)
		q.Parked = append(q.Parked, Parked{p.Reason, p.Kind, p.Source, p.Structure, rough(int(p.Events))})
	}
	q.Sources = sources(found.Carried)
	q.Rejected, q.Doubtful, q.Conflicting, q.Waiting = rough(rejected), rough(doubtful), rough(conflicting), rough(waiting)
}

// fewEvents is up to how many events are not told to carry something.
const fewEvents = 10

// sources tells who carries what, in the order of the rows.
func sources(rows []carried) (all []Source) {
	for _, r := range rows {
		if len(all) == 0 || all[len(all)-1].Name != r.Source {
			all = append(all, Source{r.Source, make(map[string]bool)})
		}
		if r.Events > fewEvents {
			all[len(all)-1].traits[r.Trait] = true
		}
	}
	return all
}
