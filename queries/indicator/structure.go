package indicator

import "reflect"

// Structure is what formulas can say of a structure that is open on the window's last day. The tag expr is the name in formulas,
// unit that of a number, counts that of a list's length.
type Structure struct {
	ID       string   `expr:"id"`
	Services []string `expr:"services" counts:"services"`
	// Fees are the words of the national standard.
	Fees []string `expr:"fees"`
	// Receives tells that the structure receives the public.
	Receives bool `expr:"receives"`
	// Located tells that the structure is attached to a territory.
	Located bool `expr:"located"`
	// HoursKnown tells that the two next fields, minutes a week, are known.
	HoursKnown     bool `expr:"hours_known"`
	EveningMinutes int  `expr:"evening_minutes" unit:"minutes"`
	WeekendMinutes int  `expr:"weekend_minutes" unit:"minutes"`
	// Known tells that the registry knew the structure before the window's end.
	Known bool `expr:"known"`
	// Age is the least number of months m with which the record was updated on the window's end less m months, or later. Without
	// a date it is more than any.
	Age int `expr:"age"`
	// Expected tells that some month of the window is none in which the structure is closed.
	Expected bool `expr:"expected"`
	// Reports tells that the structure has an event in the window.
	Reports bool `expr:"reports"`
	// Recent tells that the structure has an event in the 90 days before the window's end, or before the end of the day of observation.
	Recent bool `expr:"recent"`
	// Sent and Received are the window's referrals to and from other structures, Outside those that it sent to no structure.
	Sent     int `expr:"sent" unit:"referrals"`
	Received int `expr:"received" unit:"referrals"`
	Outside  int `expr:"outside" unit:"referrals"`
	// Partners are the other ends of the window's referrals, YearPartners of those in the 12 months to the window's end.
	Partners     []string `expr:"partners" counts:"structures"`
	YearPartners []string `expr:"year_partners" counts:"structures"`
}

// Residence is what a measure counts of people by where they live.
type Residence struct {
	// Here counts those who live in the key's area, Unknown and Outside those of whom that cannot be said.
	Here    float64 `expr:"here"`
	Unknown float64 `expr:"unknown"`
	Outside float64 `expr:"outside"`
}

// structureFields tells of each field of Structure, by its name in formulas, what it is a number of.
var structureFields = func() map[string]quantity {
	fields := map[string]quantity{}
	for field := range reflect.TypeFor[Structure]().Fields() {
		fields[field.Tag.Get("expr")] = quantity{unit: field.Tag.Get("unit"), counts: field.Tag.Get("counts"), item: &quantity{}}
	}
	return fields
}()
