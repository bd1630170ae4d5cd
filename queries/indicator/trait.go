package indicator

import (
	"cmp"
	"slices"
	"strings"
)

// traits are what the events of a source can carry: a type, or a field of it. The fact trait counts them.
var traits = []string{
	"events", "assessment", "assessment.score", "assessment.wants", "attendance", "attendance.person", "attendance.participants", "attendance.participants.returning",
	"attendance.procedures", "attendance.aids", "attendance.helper", "attendance.heard_from", "attendance.project", "attendance.audience",
	"referral", "referral.person", "referral.to", "declaration", "declaration.people", "declaration.minutes", "declaration.project",
	"profile.residence", "profile.age_band", "profile.gender",
}

// Traits are all traits of events, by their types.
func Traits() []string { return slices.Clone(traits) }

// Needs are the traits that events must carry for a figure to be fed, in alternatives: all traits of one of them are enough.
type Needs struct {
	// Fed alternatives make the figure as it is defined, those of Estimate give it within bounds.
	Fed      [][]string `json:"fed"`
	Estimate [][]string `json:"estimate"`
}

// Feed is what a source can do for an indicator.
type Feed string

// The kinds of Feed.
const (
	Fed        Feed = "fed"
	Estimated  Feed = "estimate"
	Impossible Feed = "impossible"
)

// Of tells what a source can do whose events carry some traits, and which ones it lacks to feed the figure as it is defined, or at least within bounds.
func (n Needs) Of(carries func(trait string) bool) (feed Feed, lacks []string) {
	nearest := func(alternatives [][]string) (least []string, some bool) {
		for i, all := range alternatives {
			missing := slices.DeleteFunc(slices.Clone(all), carries)
			if i == 0 || len(missing) < len(least) {
				least = missing
			}
		}
		return least, len(alternatives) > 0
	}
	lacks, exact := nearest(n.Fed)
	if exact && len(lacks) == 0 {
		return Fed, nil
	}
	bounds, rough := nearest(n.Estimate)
	switch {
	case rough && len(bounds) == 0:
		return Estimated, lacks
	case !exact || rough && len(bounds) < len(lacks):
		lacks = bounds
	}
	return Impossible, lacks
}

// Feeding is what a source can do for some indicators, and which traits its events lack to feed them as they are defined.
type Feeding struct {
	Feed       Feed
	Lacks      []string
	Indicators []Indicator
}

// Feeds puts the indicators together for which a source can do the same and lacks the same: first those that it feeds, last those that it can't; of
// these first those that lack least. Those of the registry alone are not among them.
func (c *Catalogue) Feeds(carries func(trait string) bool) (all []Feeding) {
	for _, i := range c.indicators {
		needs := c.Needs(i)
		if needs == nil {
			continue
		}
		feed, lacks := needs.Of(carries)
		at := slices.IndexFunc(all, func(f Feeding) bool { return f.Feed == feed && slices.Equal(f.Lacks, lacks) })
		if at < 0 {
			at = len(all)
			all = append(all, Feeding{Feed: feed, Lacks: lacks})
		}
		all[at].Indicators = append(all[at].Indicators, i)
	}
	order := []Feed{Fed, Estimated, Impossible}
	slices.SortStableFunc(all, func(a, b Feeding) int {
		return cmp.Or(slices.Index(order, a.Feed)-slices.Index(order, b.Feed), len(a.Lacks)-len(b.Lacks))
	})
	return all
}

// Needs are what events must carry to feed the indicator; nil where no event does: its figures are of the registry.
func (c *Catalogue) Needs(i Indicator) *Needs {
	all := Needs{Fed: [][]string{{}}, Estimate: [][]string{{}}}
	for _, f := range []*Formula{i.Value, i.Numerator, i.Denominator} {
		if f == nil {
			continue
		}
		of := c.needs(f)
		all.Fed = with(all.Fed, of.Fed)
		all.Estimate = with(all.Estimate, append(of.Fed, of.Estimate...))
	}
	all.Fed = fewest(all.Fed)
	if slices.ContainsFunc(all.Fed, func(one []string) bool { return len(one) == 0 }) {
		return nil
	}
	all.Estimate = slices.DeleteFunc(fewest(append(slices.Clone(all.Fed), all.Estimate...)), func(one []string) bool {
		return slices.ContainsFunc(all.Fed, func(fed []string) bool { return slices.Equal(fed, one) })
	})
	return &all
}

// needs are those of a formula: of one of its measures, and of all that it says of structures.
func (c *Catalogue) needs(f *Formula) Needs {
	var of Needs
	for _, name := range f.measures {
		m, _ := c.Measure(name)
		of.Fed, of.Estimate = append(of.Fed, m.Needs.Fed...), append(of.Estimate, m.Needs.Estimate...)
	}
	if len(f.measures) == 0 {
		of.Fed = [][]string{{}}
	}
	of.Fed, of.Estimate = with(of.Fed, [][]string{f.traits}), with(of.Estimate, [][]string{f.traits})
	return of
}

// with are the alternatives that hold one of each of two lists.
func with(some, others [][]string) (all [][]string) {
	for _, one := range some {
		for _, other := range others {
			all = append(all, together(one, other))
		}
	}
	return all
}

// together are the traits of both lists, sorted; a type goes without saying where a field of it is there.
func together(one, other []string) []string {
	both := slices.Concat(one, other)
	slices.Sort(both)
	both = slices.Compact(both)
	all := slices.Clone(both)
	return slices.DeleteFunc(all, func(trait string) bool {
		return slices.ContainsFunc(both, func(other string) bool {
			return strings.HasPrefix(other, trait+".") || trait == "events" && other != trait
		})
	})
}

// fewest leaves out the alternatives that ask for all that another one does, and more; the others are in order, those of the fewest traits first.
func fewest(alternatives [][]string) (least [][]string) {
	sorted := slices.SortedFunc(slices.Values(alternatives), func(a, b []string) int {
		return cmp.Or(len(a)-len(b), slices.Compare(a, b))
	})
	for _, one := range sorted {
		if !slices.ContainsFunc(least, func(less []string) bool { return slices.Equal(together(less, one), one) }) {
			least = append(least, one)
		}
	}
	return least
}
