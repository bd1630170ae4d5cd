package indicator

import "reflect"

// Structure is what formulas can say of a structure that is open on the window's last day, under the names of the tags: a column of the engine's sheet.sql
// under the tag ch, a name in formulas under expr. The tag unit is that of a number, counts that of a list's length. The tag published is of what people
// are behind: the component in whose place it is published, or "-" where it is not. The tag needs is the trait of events that tells it.
type Structure struct {
	ID       string   `ch:"id" expr:"id"`
	Services []string `ch:"services" expr:"services" counts:"services"`
	// Fees, Adapted (specific needs that it can meet), Programmes and Labels are the words of the national standard.
	Fees       []string `ch:"fees" expr:"fees"`
	Adapted    []string `ch:"adapted" expr:"adapted"`
	Programmes []string `ch:"programmes" expr:"programmes"`
	Labels     []string `ch:"labels" expr:"labels"`
	// Receives tells that the structure receives the public.
	Receives bool `ch:"receives" expr:"receives"`
	// Located tells that the structure is attached to a territory, Positioned that its position is known, Reachable that it tells a telephone
	// number, an e-mail address or a web site.
	Located    bool `ch:"located" expr:"located"`
	Positioned bool `ch:"positioned" expr:"positioned"`
	Reachable  bool `ch:"reachable" expr:"reachable"`
	// HoursKnown tells that the two next fields, minutes a week, are known.
	HoursKnown     bool    `ch:"hours_known" expr:"hours_known"`
	EveningMinutes float64 `ch:"evening_minutes" expr:"evening_minutes" unit:"minutes"`
	WeekendMinutes float64 `ch:"weekend_minutes" expr:"weekend_minutes" unit:"minutes"`
	// StaffKnown tells that the next field, hours a week at which somebody is there to help, is known.
	StaffKnown   bool    `ch:"staff_known" expr:"staff_known"`
	StaffedHours float64 `ch:"staffed_hours" expr:"staffed_hours" unit:"hours"`
	// DevicesKnown and WifiKnown tell that Devices, of which the public can use so many, and Wifi are known.
	DevicesKnown bool    `ch:"devices_known" expr:"devices_known"`
	Devices      float64 `ch:"devices" expr:"devices"`
	WifiKnown    bool    `ch:"wifi_known" expr:"wifi_known"`
	Wifi         bool    `ch:"wifi" expr:"wifi"`
	// Signed tells that the structure has signed the charter before the window's end.
	Signed bool `ch:"signed" expr:"signed"`
	// Known tells that the registry knew the structure before the window's end.
	Known bool `ch:"known" expr:"known"`
	// Age is the least number of months m with which the record was updated on the window's end less m months, or later. Without
	// a date it is more than any.
	Age float64 `ch:"age" expr:"age"`
	// Expected tells that some month of the window is none in which the structure is closed.
	Expected bool `ch:"expected" expr:"expected"`
	// Reports tells that the structure has an event or a declaration in the window, Assesses that it has an assessment.
	Reports  bool `ch:"reports" expr:"reports" needs:"events"`
	Assesses bool `ch:"assesses" expr:"assesses" needs:"assessment"`
	// Recent tells that the structure has an event in the 90 days before the window's end, or before the end of the day of observation.
	Recent bool `ch:"recent" expr:"recent" needs:"events"`
	// Capacity is how many participations a week it can take; 0 where it does not tell. Weeks are those of the window in which it was open.
	Capacity float64 `ch:"capacity" expr:"capacity"`
	Weeks    float64 `ch:"weeks" expr:"weeks"`
	// Measured tells that the two next fields are known: participations in the window, wherever, with those that it declares; referrals that were
	// sent to it in the 60 days before the window's end, and declined because it was full.
	Measured       bool    `ch:"measured" expr:"measured"`
	Participations float64 `ch:"participations" expr:"participations" published:"attended" needs:"attendance"`
	DeclinedFull   float64 `ch:"declined_full" expr:"declined_full" published:"-" needs:"referral.to"`
	// Received are the window's referrals from other structures, Outside those that it sent to no structure.
	Received float64 `ch:"received" expr:"received" unit:"referrals" needs:"referral.to"`
	Outside  float64 `ch:"outside" expr:"outside" unit:"referrals" needs:"referral"`
	// Partners are the other ends of the window's referrals, YearPartners of those in the 12 months to the window's end.
	Partners     []string `ch:"partners" expr:"partners" counts:"structures" needs:"referral.to"`
	YearPartners []string `ch:"year_partners" expr:"year_partners" counts:"structures" needs:"referral.to"`
}

// Protect puts what is published in the place of what was counted of people. Published gives that of a component; it is not ok where there is none.
func (s *Structure) Protect(published func(component string) (value float64, ok bool)) {
	fields := reflect.ValueOf(s).Elem()
	for i := range fields.NumField() {
		switch component := fields.Type().Field(i).Tag.Get("published"); component {
		case "":
		case "-":
			fields.Field(i).SetZero()
		default:
			value, ok := published(component)
			fields.Field(i).SetFloat(value)
			s.Measured = s.Measured && ok
		}
	}
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

// structureTraits tells of fields of Structure, by their names in formulas, the trait of events that tells them; none where the registry does.
var structureTraits = func() map[string]string {
	needs := map[string]string{}
	for field := range reflect.TypeFor[Structure]().Fields() {
		needs[field.Tag.Get("expr")] = field.Tag.Get("needs")
	}
	return needs
}()

// structureRests tells of fields of Structure, by their names in formulas, the component in whose place they are published.
var structureRests = func() map[string]string {
	rests := map[string]string{}
	for field := range reflect.TypeFor[Structure]().Fields() {
		if component := field.Tag.Get("published"); component != "" && component != "-" {
			rests[field.Tag.Get("expr")] = component
		}
	}
	return rests
}()
