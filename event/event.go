package event

// Kind is the CloudEvents type of an event: what happened, and which of the
// five payloads it carries.
type Kind string

// The five kinds of event of a network.
const (
	KindAssessment  Kind = "vigie.assessment.v1"  // what a person can do on a day
	KindReferral    Kind = "vigie.referral.v1"    // one structure sends a person to another
	KindAttendance  Kind = "vigie.attendance.v1"  // people were helped
	KindRetraction  Kind = "vigie.retraction.v1"  // a record counts nowhere any more
	KindDeclaration Kind = "vigie.declaration.v1" // what a structure without a tool did in a month
)

// Kinds lists the five kinds.
func Kinds() []Kind {
	return []Kind{KindAssessment, KindReferral, KindAttendance, KindRetraction, KindDeclaration}
}

// Event is one event of a network: its envelope, and the one payload that its
// kind names. Source and ID together identify it for ever.
//
// An event that comes from Decode is in normal form: defaults are filled in,
// lists are in the order of their enumeration, postcodes of Paris are
// arrondissements. It still holds the sender's own reference of a person, which
// must be turned into a pseudonym before the event is kept anywhere.
type Event struct {
	ID     string // the sender's, 1 to 200 bytes
	Source string // who sends: a URI-reference, 1 to 200 bytes
	Kind   Kind
	Day    Day // the day of the event in Europe/Paris; of a declaration in normal form, the last of its month

	// Exactly one of these is set, the one that Kind names.
	Assessment  *Assessment
	Referral    *Referral
	Attendance  *Attendance
	Retraction  *Retraction
	Declaration *Declaration
}

// Edit is how a sender corrects what it sent: of one source's record the highest
// revision counts.
type Edit struct {
	Record   string // the sender's id of the record; empty means the event's id
	Revision uint64 // 0 to 2^53-1
}

// Profile is what a sender may tell of a person. An empty field is unknown.
type Profile struct {
	Residence string // territory code of where the person lives
	AgeBand   AgeBand
	Activity  Activity
	Gender    Gender
}

// Assessment says what a person can do on a day.
type Assessment struct {
	Edit
	Structure string // id of the structure that assessed
	Person    string // the sender's own reference of the person
	Level     Level
	Score     *float64 // 0 to 100; nil when the sender gives none
	Tool      string   // slug of the questionnaire: scores compare only within one tool
	// Equipment is what the person owns. EquipmentKnown tells "owns none" (true,
	// with an empty list) from "was not asked" (false).
	Equipment      []Equipment
	EquipmentKnown bool
	Connects       Connects
	OfflineReason  OfflineReason // why not on the internet
	Barriers       []Barrier     // why not the online services
	Wants          []Service
	Profile        Profile
}

// Referral says that one structure sends a person to another, or how such a
// sending goes on.
type Referral struct {
	Edit
	ID             string // the referral's own id, unique within the source that opened it
	ReferralSource string // the source that opened it; empty means the event's source
	Status         Status
	From           string        // id of the structure that sends
	To             string        // id of the structure that receives; empty with ToKind
	ToKind         ToKind        // the receiver outside the network; empty with To
	Person         string        // the sender's own reference; empty: it counts in volumes and networks only
	Services       []Service     // what the person is sent for
	Reason         DeclineReason // only when the status is declined
}

// Attendance says that people were helped: one person known to the sender, or a
// number of anonymous participants.
type Attendance struct {
	Edit
	Structure      string // id of the structure whose activity it is
	Offsite        bool
	Territory      string // code of where it took place, if elsewhere than the structure
	Format         Format
	Minutes        int           // 1 to 720, for each of the people
	Person         string        // the sender's own reference; empty with Participants
	Participants   *Participants // nil with Person
	First          *bool         // whether it is this structure's first time with this person; nil: the sender does not say
	Services       []Service
	Procedures     []Procedure
	Aids           []Aid
	Session        string // several attendances of one workshop share it
	Referral       string // id of the referral that led here
	ReferralSource string // the source that opened it; empty means the event's source
	Project        string // code of a funded project
	Helper         Helper
	Audience       Audience // empty means the public
	Trainee        Trainee  // only when the audience is helpers
	HeardFrom      HeardFrom
	Profile        Profile
}

// Participants counts people whom the sender does not know. The margins are
// independent of each other and each sums to at most Total.
type Participants struct {
	Total     int  // 1 to 1000
	Returning *int // had come before, 0 to Total; nil: unknown
	AgeBand   map[AgeBand]int
	Activity  map[Activity]int
	Gender    map[Gender]int
	Residence map[string]int // by territory code
}

// Retraction says that the record it names counts nowhere any more. It is final,
// and may arrive before what it retracts.
type Retraction struct {
	Edit // Record is the retracted one and is always given
}

// Record is the sender's id of the record that the event belongs to: the payload's
// record, or the event's own id where it gives none.
func (e Event) Record() string {
	if edit := e.edit(); edit != nil && edit.Record != "" {
		return edit.Record
	}
	return e.ID
}

// Revision is the number of the edit of its record, 0 to 2^53-1.
func (e Event) Revision() uint64 {
	if edit := e.edit(); edit != nil {
		return edit.Revision
	}
	return 0
}

func (e Event) edit() *Edit {
	switch {
	case e.Assessment != nil:
		return &e.Assessment.Edit
	case e.Referral != nil:
		return &e.Referral.Edit
	case e.Attendance != nil:
		return &e.Attendance.Edit
	case e.Retraction != nil:
		return &e.Retraction.Edit
	case e.Declaration != nil:
		return &e.Declaration.Edit
	}
	return nil
}
