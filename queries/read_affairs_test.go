package queries_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// addAffair reads a line about what the committee keeps; what does not say when it was imported is known since the beginning of 2020.
//
//	measure 1.1 due=2026-06-30 statuses=2026-01-10:started|2026-06-01:done
//	body caf stages=2026-01-10:met|2026-02-01:member external=true
//	member a stages=2026-01-10:identified
//	animator 75113 address=x from=2026-01-10 to=2026-06-01
//	campaign c starts=2026-01-10 target=50 candidates=82 engaged=47 active=36
func addAffair(r *queriestest.Registry, words []string, values map[string]string) (err error) {
	imported := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	days, numbers, dated := map[string]event.Day{}, map[string]*int{}, map[string][]oracle.Dated{}
	for name, value := range values {
		switch name {
		case "imported":
			imported, err = time.Parse(time.RFC3339, value)
		case "due", "from", "to", "starts":
			days[name], err = event.ParseDay(value)
		case "target", "candidates", "engaged", "active":
			var n int
			n, err = strconv.Atoi(value)
			numbers[name] = &n
		case "statuses", "stages":
			dated[name], err = readDated(value)
		case "address", "external":
		default:
			err = fmt.Errorf("a %s has no %s here", words[0], name)
		}
		if err != nil {
			return err
		}
	}
	switch words[0] {
	case "measure":
		r.Measures = append(r.Measures, oracle.Measure{Code: words[1], Due: days["due"], Statuses: dated["statuses"], Imported: imported})
	case "body", "member":
		r.Actors = append(r.Actors, oracle.Actor{
			Code: words[1], Structure: words[0] == "member", External: values["external"] == "true", Stages: dated["stages"], Imported: imported,
		})
	case "animator":
		r.Animators = append(r.Animators, oracle.Animator{Territory: words[1], Address: values["address"], From: days["from"], To: days["to"], Imported: imported})
	case "campaign":
		r.Campaigns = append(r.Campaigns, oracle.Campaign{
			Code: words[1], Starts: days["starts"], Target: numbers["target"], Candidates: numbers["candidates"], Engaged: numbers["engaged"],
			Active: numbers["active"], Imported: imported,
		})
	}
	return nil
}

// readDated reads days with what holds from them on: 2026-01-10:started|2026-06-01:done.
func readDated(text string) (all []oracle.Dated, err error) {
	for one := range strings.SplitSeq(text, "|") {
		on, what, _ := strings.Cut(one, ":")
		day, err := event.ParseDay(on)
		if err != nil {
			return nil, err
		}
		all = append(all, oracle.Dated{Day: day, What: what})
	}
	return all, nil
}
