package queries_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// addRegistered reads a line about a call, a project, a rate or ages; what does not say when it was imported is known since the beginning of 2020.
func addRegistered(r *queriestest.Registry, words []string, values map[string]string) (err error) {
	imported := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if text := values["imported"]; text != "" {
		if imported, err = time.Parse(time.RFC3339, text); err != nil {
			return err
		}
	}
	year, _ := strconv.Atoi(values["year"])
	switch words[0] {
	case "call":
		c := oracle.Call{Code: words[1], Imported: imported}
		c.Funders, err = readAmounts(values["funders"])
		r.Calls = append(r.Calls, c)
	case "project":
		p := oracle.Project{Code: words[1], Imported: imported}
		err = readProject(&p, values)
		r.Projects = append(r.Projects, p)
	case "rate":
		x := oracle.Rate{Territory: words[1], Year: year, Imported: imported}
		x.Rate, err = strconv.ParseFloat(values["rate"], 64)
		r.Rates = append(r.Rates, x)
	case "ages":
		x := oracle.Ages{Territory: words[1], Year: year, Imported: imported}
		for text := range strings.SplitSeq(values["groups"], "|") {
			g := oracle.AgeGroup{To: -1}
			if _, err := fmt.Sscanf(text, "%d-%d:%d", &g.From, &g.To, &g.Residents); err != nil {
				if _, err := fmt.Sscanf(text, "%d+:%d", &g.From, &g.Residents); err != nil {
					return err
				}
				g.To = -1
			}
			x.Groups = append(x.Groups, g)
		}
		r.Ages = append(r.Ages, x)
	}
	return err
}

func readProject(p *oracle.Project, values map[string]string) (err error) {
	p.Stage = "granted"
	for name, value := range values {
		switch name {
		case "call":
			p.Call = value
		case "structure":
			p.Structure = value
		case "stage":
			p.Stage = value
		case "granted":
			p.Granted, err = cents(value)
		case "cofunders":
			p.CoFunders, err = readAmounts(value)
		case "starts":
			p.Starts, err = event.ParseDay(value)
		case "ends":
			p.Ends, err = event.ParseDay(value)
		case "target":
			var n int
			n, err = strconv.Atoi(value)
			p.Target = &n
		case "territories":
			p.Territories = strings.Split(value, ",")
		case "paid":
			for text := range strings.SplitSeq(value, "|") {
				words := append(strings.Split(text, ":"), "")
				on, fault := event.ParseDay(words[0])
				amount, second := cents(words[1])
				if fault != nil || second != nil {
					return fmt.Errorf("%q is no payment", text)
				}
				p.Payments = append(p.Payments, oracle.Payment{Day: on, Cents: amount, Funder: words[2]})
			}
		case "imported":
		default:
			err = fmt.Errorf("a project has no %s here", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readAmounts reads funders with their euros: Ville:100|CAF:50.
func readAmounts(text string) (all []oracle.Amount, err error) {
	for one := range strings.SplitSeq(text, "|") {
		of, euros, _ := strings.Cut(one, ":")
		amount, err := cents(euros)
		if err != nil {
			return nil, err
		}
		all = append(all, oracle.Amount{Of: of, Cents: amount})
	}
	return all, nil
}

func cents(euros string) (int64, error) {
	f, err := strconv.ParseFloat("0"+euros, 64)
	return int64(math.Round(f * 100)), err
}
