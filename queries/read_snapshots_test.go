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

// readSnapshot reads what an import said of a structure; where it does not say, that was at the beginning of 2020.
func readSnapshot(id string, values map[string]string) (queriestest.Snapshot, error) {
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	s := queriestest.Snapshot{Structure: id, Imported: start, Updated: start}
	lists := map[string]*[]string{
		"fees": &s.Fees, "access": &s.AccessModes, "adapted": &s.Adapted, "programmes": &s.Programmes, "labels": &s.Labels, "other_labels": &s.OtherLabels,
	}
	words := map[string]*string{"territory": &s.Territory, "phone": &s.Phone, "email": &s.Email, "website": &s.Website}
	for name, value := range values {
		var err error
		var day *time.Time
		switch name {
		case "services":
			s.Services = strings.Split(value, ",")
		case "imported":
			s.Imported, err = time.Parse(time.RFC3339, value)
		case "updated":
			if day, err = readDay(value); err == nil {
				s.Updated = *day
			}
		case "opened":
			s.Opened, err = readDay(value)
		case "closed":
			s.Closed, err = readDay(value)
		case "evening":
			s.HoursKnown = true
			s.Evening, err = strconv.Atoi(value)
		case "weekend":
			s.HoursKnown = true
			s.Weekend, err = strconv.Atoi(value)
		case "closed_months":
			for text := range strings.SplitSeq(value, "|") {
				month, fault := strconv.Atoi(text)
				s.ClosedMonths, err = append(s.ClosedMonths, month), fault
			}
		case "position":
			if s.Position, err = strconv.ParseBool(value); err != nil {
				s.Position = true
				s.At, err = readPoint(value)
			}
		case "wifi":
			s.Wifi = new(value == "true")
		case "devices":
			s.Devices, err = given(strconv.Atoi(value))
		case "capacity":
			s.Capacity, err = given(strconv.Atoi(value))
		case "fte":
			s.StaffFTE, err = given(strconv.ParseFloat(value, 64))
		case "staffed":
			s.StaffedHours, err = given(strconv.ParseFloat(value, 64))
		case "signed":
			s.Signed, err = event.ParseDay(value)
		default:
			switch {
			case lists[name] != nil:
				*lists[name] = texts(value)
			case words[name] != nil:
				*words[name] = value
			default:
				err = fmt.Errorf("a structure has no %s here", name)
			}
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// readPoint reads degrees north and east: 48.85,2.35.
func readPoint(text string) (p oracle.Point, err error) {
	_, err = fmt.Sscanf(text, "%g,%g", &p.North, &p.East)
	return p, err
}

func given[N int | float64](n N, err error) (*N, error) { return &n, err }
