package nearby

import (
	"slices"

	"vigie/network"
)

// Answer is what a structure's record says to a question. What a record does not say is never taken for a no.
type Answer int

// Answers, the best first.
const (
	Yes Answer = iota
	Unsaid
	No
)

// Free tells whether help costs nothing, on no condition.
func Free(s network.Structure) Answer {
	switch {
	case len(s.Fees) == 0:
		return Unsaid
	case slices.Equal(s.Fees, []string{"Gratuit"}):
		return Yes
	}
	return No
}

// lateMinutes is how long a structure is open on weekday evenings, in minutes a week, to be open after hours, as accessibility.open_after_hours has it.
const lateMinutes = 120

// AfterHours tells whether a structure is open two hours a week after 18:00 from Monday to Friday, or at all on a Saturday or Sunday.
func AfterHours(s network.Structure) Answer {
	switch {
	case !s.HoursKnown:
		return Unsaid
	case s.EveningMinutes >= lateMinutes || s.WeekendMinutes > 0:
		return Yes
	}
	return No
}

// Offers tells whether a structure offers a service.
func Offers(s network.Structure, service string) Answer {
	switch {
	case len(s.Services) == 0:
		return Unsaid
	case slices.Contains(s.Services, service):
		return Yes
	}
	return No
}

// outsiders is what a structure says that receives nobody.
const outsiders = "Ce lieu n'accueille pas de public"

// Receives tells whether a structure receives the public: it does unless it says that it receives nobody.
func Receives(s network.Structure) bool { return !slices.Equal(s.AccessModes, []string{outsiders}) }
