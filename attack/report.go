package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Limits of what passes, as privacy.md has them.
const (
	sure        = 0.95 // from which posterior on a guess is a claim
	overPrior   = 1.5  // how much better than the prior alone the best guess may be
	insiderBest = 0.35
	zeroClaims  = 0.12
	mostDraws   = 12.0
)

// result is what an attack found out.
type result struct {
	attack string
	// targets are what was to be found out: counts of 1 to 10, levels of people. claims are those of which the attacker is sure, right the
	// claims that are true.
	targets, claims, right int
	// guessed is how many best guesses are right; prior, how many are without any answer.
	guessed, prior int
	// zeros are empty cells among the targets' neighbours, empty those that were claimed to be, rightly.
	zeros, empty int
	// allowed is the share of best guesses that passes; 0 for overPrior times the prior's.
	allowed float64
	note    string
	// failed is said of what is not judged by its targets.
	failed bool
	// control is said of what must be broken: it fails where it is not.
	control bool
}

// add takes the targets of another result into this one.
func (r *result) add(other result) {
	r.targets, r.claims, r.right, r.guessed = r.targets+other.targets, r.claims+other.claims, r.right+other.right, r.guessed+other.guessed
	r.zeros, r.empty = r.zeros+other.zeros, r.empty+other.empty
}

// verdict tells why a result does not pass; empty where it does.
func (r result) verdict() string {
	allowed := r.allowed
	if allowed == 0 {
		allowed = overPrior * share(r.prior, r.targets)
	}
	switch {
	case r.failed:
		return "fails"
	case r.control:
		return ""
	case r.right > 0:
		return "right claims"
	case r.targets > 0 && share(r.guessed, r.targets) > allowed:
		return fmt.Sprintf("guesses over %.0f %%", 100*allowed)
	case share(r.empty, r.zeros) > zeroClaims:
		return "empty cells claimed"
	}
	return ""
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// write writes the results of a network as a table; it tells whether all pass.
func write(out io.Writer, title string, results []result) bool {
	fmt.Fprintln(out, title)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "attack\ttargets\tclaims\tright\tbest guess\tprior\tempty claimed\tverdict\t")
	passed := true
	for _, r := range results {
		guess, prior, zeros := "–", "–", "–"
		if r.targets > 0 {
			guess, prior = percent(r.guessed, r.targets), percent(r.prior, r.targets)
		}
		if r.zeros > 0 {
			zeros = fmt.Sprintf("%d of %d", r.empty, r.zeros)
		}
		verdict := "passes"
		if r.control {
			verdict = "broken, as it must be"
		}
		if why := r.verdict(); why != "" {
			verdict, passed = "FAILS: "+why, false
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n", r.attack, r.targets, r.claims, r.right, guess, prior, zeros, verdict, r.note)
	}
	t.Flush()
	fmt.Fprintln(out)
	return passed
}

func percent(n, of int) string { return fmt.Sprintf("%.1f %%", 100*share(n, of)) }
