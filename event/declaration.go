package event

// The limits of a declaration.
const (
	maxDeclared        = 60_000
	maxDeclaredMinutes = 6_000_000
)

// Declaration says what a structure without a tool did in a month. What it does not know is nil; a margin that it does not know is empty.
type Declaration struct {
	Edit
	Structure      string // id of the structure that declares
	Month          Month
	Project        string // code of a funded project
	Participations *int   // never nil in a valid one; 0 is a statement
	People         *int   // distinct in the month, as the structure counts them
	Minutes        *int
	ReferralsSent  *int

	// Margins of the participations, independent of each other. One participation may be about several services.
	Format    map[Format]int
	Services  map[Service]int
	AgeBand   map[AgeBand]int
	Activity  map[Activity]int
	Gender    map[Gender]int
	Residence map[string]int // by territory code
}

var declarationTable = newTable("data", "a declaration", append(editFields[Declaration](optional),
	row("structure", required, "Id of the structure that declares.", func(d *Declaration) *string { return &d.Structure }, identifier()),
	row("month", required, "The month declared, such as 2026-01; the present one at the latest.", func(d *Declaration) *Month { return &d.Month }, month()),
	row("project", optional, "Code of a funded project.", func(d *Declaration) *string { return &d.Project }, project()),
	row("participations", required, "Persons and participants, each time; 0 says that there were none.",
		func(d *Declaration) **int { return &d.Participations }, maybe(whole(0, maxDeclared))),
	row("people", optional, "Distinct people of the month, as the structure counts them; at most the participations.",
		func(d *Declaration) **int { return &d.People }, maybe(whole(0, maxDeclared))),
	row("minutes", optional, "Minutes of help, of all participations together.",
		func(d *Declaration) **int { return &d.Minutes }, maybe(whole(0, maxDeclaredMinutes))),
	row("referrals_sent", optional, "How many people were sent to another structure.",
		func(d *Declaration) **int { return &d.ReferralsSent }, maybe(whole(0, maxDeclared))),
	row("format", optional, "Participations by how people were helped; at most the participations together.",
		func(d *Declaration) *map[Format]int { return &d.Format }, counts(among(FormatValues()), maxDeclared)),
	row("services", optional, "Participations by service; one may be about several, so each is at most the participations.",
		func(d *Declaration) *map[Service]int { return &d.Services }, counts(among(ServiceValues()), maxDeclared)),
	row("age_band", optional, "Participations by age band; at most the participations together.",
		func(d *Declaration) *map[AgeBand]int { return &d.AgeBand }, counts(among(AgeBandValues()), maxDeclared)),
	row("activity", optional, "Participations by activity; at most the participations together.",
		func(d *Declaration) *map[Activity]int { return &d.Activity }, counts(among(ActivityValues()), maxDeclared)),
	row("gender", optional, "Participations by gender; at most the participations together.",
		func(d *Declaration) *map[Gender]int { return &d.Gender }, counts(among(GenderValues()), maxDeclared)),
	row("residence", optional, "Participations by code of the territory where people live; at most the participations together.",
		func(d *Declaration) *map[string]int { return &d.Residence }, counts(residences(), maxDeclared)),
),
	ofParticipations("people", "Give at most as many people as participations.", func(d *Declaration) int { return told(d.People) }),
	ofParticipations("services", "Let each of these numbers be at most the participations.", func(d *Declaration) int { return highest(d.Services) }),
	ofParticipations("format", reasonDeclaredSum, func(d *Declaration) int { return sum(d.Format) }),
	ofParticipations("age_band", reasonDeclaredSum, func(d *Declaration) int { return sum(d.AgeBand) }),
	ofParticipations("activity", reasonDeclaredSum, func(d *Declaration) int { return sum(d.Activity) }),
	ofParticipations("gender", reasonDeclaredSum, func(d *Declaration) int { return sum(d.Gender) }),
	ofParticipations("residence", reasonDeclaredSum, func(d *Declaration) int { return sum(d.Residence) }),
)

const reasonDeclaredSum = "Let these numbers sum to at most the participations."

// ofParticipations holds a number of a declaration to its participations.
func ofParticipations(name, reason string, of func(*Declaration) int) rule[Declaration] {
	return within("data", name, "participations", reason, of, func(d *Declaration) int { return told(d.Participations) })
}

// told is what an optional number comes to, 0 where it is not given.
func told(given *int) int {
	if given == nil {
		return 0
	}
	return *given
}
