package network

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/network/hours"
)

// examiner holds structures to the rules of the registry, wherever they come from.
type examiner struct {
	columns []column
	known   map[string]bool // names of columns
	latest  string          // the last day on which a record can have been updated
}

func newExaminer(today time.Time) examiner {
	// A day ahead is let through: other places of France are further on.
	e := examiner{columns: columns(), known: make(map[string]bool), latest: today.AddDate(0, 0, 1).Format(time.DateOnly)}
	for _, c := range e.columns {
		e.known[c.name] = true
	}
	return e
}

// decode puts the texts of a record in their places. Faults have no line yet.
func (e examiner) decode(cells map[string]string) (Structure, []Fault) {
	var s Structure
	var faults []Fault
	for _, c := range e.columns {
		value := clean(cells[c.name])
		switch {
		case value == "":
		case c.text != nil:
			*c.text(&s) = value
		case c.list != nil:
			*c.list(&s) = strings.Split(value, "|")
		default:
			if err := c.other(&s, value); err != nil {
				faults = append(faults, Fault{Field: c.name, Reason: err.Error(), Kept: !c.required})
			}
		}
	}
	return s, faults
}

// examine brings a structure to its normal form, leaves out values that are wrong, and works out its opening hours. If
// one of the faults is not Kept, the structure must be refused.
func (e examiner) examine(s *Structure) []Fault {
	var faults []Fault
	fault := func(c column, err error) {
		faults = append(faults, Fault{Field: c.name, Reason: err.Error(), Kept: !c.required})
	}
	for _, c := range e.columns {
		switch {
		case c.text != nil:
			value := c.text(s)
			normal, err := c.normal(clean(*value))
			if err == nil && normal == "" && c.required {
				err = errors.New("it is required and empty: fill it in")
			}
			if err != nil {
				fault(c, err)
			}
			*value = normal
		case c.list != nil:
			items := c.list(s)
			if len(*items) > maxList {
				fault(c, fmt.Errorf("the list has %d values, at most %d are read", len(*items), maxList))
				*items = (*items)[:maxList]
			}
			kept, refused := checkAll(*items, func(item string) (string, error) { return c.normal(clean(item)) })
			for _, err := range refused {
				fault(c, err)
			}
			*items = kept
		}
	}
	return append(faults, e.examineWhole(s)...)
}

// normal is the normal form of a text or of an item of a list; empty stays empty.
func (c column) normal(value string) (string, error) {
	limit := c.limit
	if limit == 0 {
		limit = maxItem
	}
	if err := CheckLength(value, limit); err != nil || value == "" || c.check == nil {
		if err != nil {
			value = ""
		}
		return value, err
	}
	return c.check(value)
}

// examineWhole checks what several values say together.
func (e examiner) examineWhole(s *Structure) []Fault {
	var faults []Fault
	if s.UpdatedOn > e.latest {
		faults = append(faults, Fault{Field: "date_maj", Reason: fmt.Sprintf("%s is in the future: give the day on which the record was last updated", s.UpdatedOn)})
	}
	if s.UpdatedOn != "" && s.UpdatedOn < "1970-01-01" {
		faults = append(faults, Fault{Field: "date_maj", Reason: fmt.Sprintf("%s is before 1970: give the day on which the record was last updated", s.UpdatedOn)})
	}
	if s.ClosedOn != "" && s.OpenedOn != "" && s.ClosedOn <= s.OpenedOn {
		faults = append(faults, Fault{Field: "closed_on", Reason: fmt.Sprintf("closed on %s, not after the day it opened, %s: correct one of them", s.ClosedOn, s.OpenedOn)})
	}
	for _, date := range []struct {
		name  string
		value *string
	}{{"closed_on", &s.ClosedOn}, {"charter_signed_on", &s.CharterSignedOn}} {
		if *date.value != "" && *date.value < "1970-01-01" {
			faults = append(faults, Fault{Field: date.name, Kept: true, Reason: fmt.Sprintf("%s is before 1970", *date.value)})
			*date.value = ""
		}
	}
	var err error
	if s.ClosedMonths, err = checkMonths(s.ClosedMonths); err != nil {
		faults = append(faults, Fault{Field: "closed_months", Kept: true, Reason: err.Error()})
	}
	if fault, ok := examinePosition(s); !ok {
		faults = append(faults, fault)
	}
	s.HoursKnown, s.EveningMinutes, s.WeekendMinutes, s.Week = false, 0, 0, [][2]int{}
	if s.Hours != "" {
		week, err := hours.Parse(s.Hours)
		if err != nil {
			// The text stays, for people to read.
			faults = append(faults, Fault{Field: "horaires", Kept: true, Reason: "the opening hours cannot be read: " + err.Error()})
		} else {
			s.HoursKnown = true
			s.EveningMinutes, s.WeekendMinutes = uint16(week.EveningMinutes()), uint16(week.WeekendMinutes())
			s.Week = append(s.Week, week.Spans()...)
		}
	}
	return faults
}

// examinePosition drops a position that is half given, off the Earth or at its origin, where no structure stands.
func examinePosition(s *Structure) (Fault, bool) {
	reason := ""
	switch {
	case s.Latitude == nil && s.Longitude == nil:
		return Fault{}, true
	case s.Latitude == nil || s.Longitude == nil:
		reason = "latitude and longitude are needed together"
	case !(*s.Latitude >= -90 && *s.Latitude <= 90 && *s.Longitude >= -180 && *s.Longitude <= 180):
		reason = "the position is not in degrees of latitude and longitude"
	case *s.Latitude == 0 && *s.Longitude == 0:
		reason = "latitude and longitude are both 0: leave them empty if the position is not known"
	default:
		return Fault{}, true
	}
	s.Latitude, s.Longitude = nil, nil
	return Fault{Field: "latitude", Reason: reason, Kept: true}, false
}
