// Package network is the registry of a digital-inclusion network: its territories, the groups that name several of
// them, their outlines, and the structures that help people. It reads the national files, keeps every state of a
// structure's record, and attaches each state to the lowest territory that is known. It also says which ids are one structure's, and which
// events are set aside.
//
// Dates are strings "2006-01-02" ("" where there is none), days of Europe/Paris. Populations are residents.
package network

import (
	"encoding/json"
	"time"
)

// Territory is an area of the network and its population.
type Territory struct {
	Code  string `json:"code"`  // INSEE code of a commune, arrondissement or département, SIREN of an EPCI
	Name  string `json:"name"`  // label shown to readers
	Level string `json:"level"` // arrondissement, commune, epci, departement, …
	// Parent is the code of the territory around it; it may be empty, or absent from the registry.
	Parent           string `json:"parent,omitempty"`
	Population       uint32 `json:"population"`        // residents
	PopulationYear   uint16 `json:"population_year"`   // reference year of Population
	PopulationSource string `json:"population_source"` // who published Population
}

// Group is a name for several territories, such as a pilot sector.
type Group struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Members []string `json:"members"` // codes of territories, sorted
}

// Structure is a place that helps people, as its record in the national standard "lieux de médiation numérique" says.
// Lists keep the order of the file. The fields after AccessSheet and Booking are Vigie's own optional columns.
type Structure struct {
	ID       string `json:"id"`
	Standard string `json:"standard"` // version of the national standard it was read from: "1.0.2" or "0"
	Pivot    string `json:"pivot"`    // SIRET or RNA number, or a placeholder

	Name          string   `json:"name"`
	Commune       string   `json:"commune"`
	Postcode      string   `json:"postcode"`
	INSEE         string   `json:"insee,omitempty"` // code of the commune
	Address       string   `json:"address"`
	AddressDetail string   `json:"address_detail,omitempty"`
	Latitude      *float64 `json:"latitude"` // WGS 84, degrees; given together with Longitude or not at all
	Longitude     *float64 `json:"longitude"`

	Typologies  []string `json:"typologies"`
	Phone       string   `json:"phone,omitempty"`
	Emails      []string `json:"emails"`
	Websites    []string `json:"websites"`
	Hours       string   `json:"hours,omitempty"` // OSM opening-hours syntax, as received
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"`

	Origin          string   `json:"origin,omitempty"` // who made the record
	Itinerance      []string `json:"itinerance"`
	ParentStructure string   `json:"parent_structure,omitempty"`
	UpdatedOn       string   `json:"updated_on"`

	Services     []string `json:"services"` // slugs, see Services
	Publics      []string `json:"publics"`
	Adapted      []string `json:"adapted"` // specific needs that the structure can meet
	Fees         []string `json:"fees"`
	Programmes   []string `json:"programmes"`
	Labels       []string `json:"labels"`
	OtherLabels  []string `json:"other_labels"`
	AccessModes  []string `json:"access_modes"`
	SupportModes []string `json:"support_modes"`
	AccessSheet  string   `json:"access_sheet,omitempty"`
	Booking      string   `json:"booking,omitempty"`

	CapacityWeek      *uint32 `json:"capacity_week"` // participations a week
	OpenedOn          string  `json:"opened_on,omitempty"`
	ClosedOn          string  `json:"closed_on,omitempty"` // first day on which it is no longer open
	DeclaredTerritory string  `json:"declared_territory,omitempty"`
	Devices           *uint32 `json:"devices"`
	Wifi              *bool   `json:"wifi"`
	CharterSignedOn   string  `json:"charter_signed_on,omitempty"`
	// ClosedMonths are the months of every year, 1 to 12, in which it is closed.
	ClosedMonths []int `json:"closed_months,omitempty"`
	// StaffFTE is in full-time equivalents, StaffedHoursWeek the hours a week at which somebody is there to help. They are left out where they are
	// not known: records of before stay what they were.
	StaffFTE         *float64 `json:"staff_fte,omitempty"`
	StaffedHoursWeek *float64 `json:"staffed_hours_week,omitempty"`

	// Found at import; what a caller puts here is not read.
	HoursKnown     bool      `json:"hours_known"`     // Hours were given and could be read
	EveningMinutes uint16    `json:"evening_minutes"` // open minutes a week after 18:00, Monday to Friday
	WeekendMinutes uint16    `json:"weekend_minutes"` // open minutes a week on Saturday and Sunday
	Week           [][2]int  `json:"week"`            // open spans of a week, minutes since Monday 00:00
	Territory      string    `json:"-"`               // code of the territory it is attached to, "" if none
	ImportedAt     time.Time `json:"imported_at"`     // when this state of the record was first read
	Identity
}

// Open tells whether the structure is open on day ("2006-01-02"): opened_on (absent: always) ≤ day < closed_on, and no other continues it.
func (s Structure) Open(day string) bool {
	return s.OpenedOn <= day && (s.ClosedOn == "" || day < s.ClosedOn) && (s.MergedFrom == "" || day < s.MergedFrom)
}

// MarshalJSON writes the territory as null where the structure is attached to none.
func (s Structure) MarshalJSON() ([]byte, error) {
	type record Structure
	var territory *string
	if s.Territory != "" {
		territory = &s.Territory
	}
	return json.Marshal(struct {
		record
		Territory *string `json:"territory"`
	}{record(s), territory})
}
