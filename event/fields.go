package event

import "fmt"

// The limits of the events.
const (
	// MaxMinutes is the longest that an attendance lasts.
	MaxMinutes = 720
	// MaxRevision is the highest number that an edit may have: the highest whole number
	// that every JSON library carries exactly.
	MaxRevision uint64 = 1<<53 - 1

	maxParticipants = 1_000
)

const (
	aboutAge      = "Age in years; 18_34, 35_59, 60_69 and 60_plus are for senders who know no better."
	aboutActivity = "What the person does; at_home is at home or unable to work, not_employed is for senders who know no better."
)

var profileTable = newTable("data.profile", "a profile", []field[Profile]{
	row("residence", optional, "Code of the territory where the person lives.", func(p *Profile) *string { return &p.Residence }, territory()),
	row("age_band", optional, aboutAge, func(p *Profile) *AgeBand { return &p.AgeBand }, choice(AgeBandValues())),
	row("activity", optional, aboutActivity, func(p *Profile) *Activity { return &p.Activity }, choice(ActivityValues())),
	row("gender", optional, "The person's gender.", func(p *Profile) *Gender { return &p.Gender }, choice(GenderValues())),
})

var participantsTable = newTable("data.participants", "a number of participants", []field[Participants]{
	row("total", required, "How many people took part.", func(p *Participants) *int { return &p.Total }, whole(1, maxParticipants)),
	row("returning", optional, "How many of them had come before, at most the total; left out, it is unknown.",
		func(p *Participants) **int { return &p.Returning }, maybe(whole(0, maxParticipants))),
	row("age_band", optional, "How many fall to each age band; at most the total together.",
		func(p *Participants) *map[AgeBand]int { return &p.AgeBand }, counts(among(AgeBandValues()), maxParticipants)),
	row("activity", optional, "How many fall to each activity; at most the total together.",
		func(p *Participants) *map[Activity]int { return &p.Activity }, counts(among(ActivityValues()), maxParticipants)),
	row("gender", optional, "How many fall to each gender; at most the total together.",
		func(p *Participants) *map[Gender]int { return &p.Gender }, counts(among(GenderValues()), maxParticipants)),
	row("residence", optional, "How many live in each territory, by its code; at most the total together.",
		func(p *Participants) *map[string]int { return &p.Residence }, counts(residences(), maxParticipants)),
},
	ofTotal("returning", "Give at most as many returning participants as the total.", func(p *Participants) int { return told(p.Returning) }),
	ofTotal("age_band", reasonSum, func(p *Participants) int { return sum(p.AgeBand) }),
	ofTotal("activity", reasonSum, func(p *Participants) int { return sum(p.Activity) }),
	ofTotal("gender", reasonSum, func(p *Participants) int { return sum(p.Gender) }),
	ofTotal("residence", reasonSum, func(p *Participants) int { return sum(p.Residence) }),
)

var assessmentTable = newTable("data", "an assessment", append(editFields[Assessment](optional),
	row("structure", required, "Id of the structure that assessed.", func(a *Assessment) *string { return &a.Structure }, identifier()),
	row("person", required, aboutPerson, func(a *Assessment) *string { return &a.Person }, reference()),
	row("level", required, "What the person can do.", func(a *Assessment) *Level { return &a.Level }, choice(LevelValues())),
	row("score", optional, "Result of the questionnaire; scores compare only within one tool.", func(a *Assessment) **float64 { return &a.Score }, share()),
	row("tool", optional, "Slug of the questionnaire.", func(a *Assessment) *string { return &a.Tool }, slug()),
	row("equipment", optional, "What the person owns; an empty list means nothing, no list means unknown.", func(a *Assessment) *Assessment { return a }, owned()),
	row("connects", optional, "How often the person is on the internet.", func(a *Assessment) *Connects { return &a.Connects }, choice(ConnectsValues())),
	row("offline_reason", optional, "Why the person is not on the internet.", func(a *Assessment) *OfflineReason { return &a.OfflineReason }, choice(OfflineReasonValues())),
	row("barriers", optional, "Why the person does not use the online services.", func(a *Assessment) *[]Barrier { return &a.Barriers }, list(BarrierValues())),
	row("wants", optional, "The services that the person wants.", func(a *Assessment) *[]Service { return &a.Wants }, list(ServiceValues())),
	row("profile", optional, "What is known of the person.", func(a *Assessment) *Profile { return &a.Profile }, object(profileTable)),
))

var referralTable = newTable("data", "a referral", append(editFields[Referral](optional),
	row("referral", required, "Id of the referral, unique within the source that opened it.", func(r *Referral) *string { return &r.ID }, identifier()),
	row("referral_source", optional, "The source that opened the referral, by default the event's own.", func(r *Referral) *string { return &r.ReferralSource }, uri()),
	row("status", required, "How far the referral has come.", func(r *Referral) *Status { return &r.Status }, choice(StatusValues())),
	row("from", required, "Id of the structure that sends the person.", func(r *Referral) *string { return &r.From }, identifier()),
	row("to", optional, "Id of the structure that the person is sent to.", func(r *Referral) *string { return &r.To }, identifier()),
	row("to_kind", optional, "What the person is sent to, outside the network.", func(r *Referral) *ToKind { return &r.ToKind }, choice(ToKindValues())),
	row("person", optional, aboutPerson, func(r *Referral) *string { return &r.Person }, reference()),
	row("services", optional, "The services that the person is sent for.", func(r *Referral) *[]Service { return &r.Services }, list(ServiceValues())),
	row("reason", optional, "Why the referral was declined.", func(r *Referral) *DeclineReason { return &r.Reason }, choice(DeclineReasonValues())),
),
	exactlyOne("to", "to_kind", func(r *Referral) (bool, bool) { return r.To != "", r.ToKind != "" }),
	rule[Referral]{check: func(f *faults, r *Referral) {
		if r.From == r.To && r.From != "" {
			f.add("data.to", CodeExclusive, "Name two different structures in from and to.")
		}
	}},
	onlyWith("reason", "status", StatusDeclined, func(r *Referral) bool { return r.Reason == "" || r.Status == StatusDeclined }),
)

var attendanceTable = newTable("data", "an attendance", append(editFields[Attendance](optional),
	row("structure", required, "Id of the structure whose activity it is.", func(a *Attendance) *string { return &a.Structure }, identifier()),
	row("offsite", optional, "Whether it took place elsewhere than at the structure.", func(a *Attendance) *bool { return &a.Offsite }, flag()),
	row("territory", optional, "Code of the territory where it took place, if elsewhere than the structure.", func(a *Attendance) *string { return &a.Territory }, territory()),
	row("format", required, "How people were helped.", func(a *Attendance) *Format { return &a.Format }, choice(FormatValues())),
	row("minutes", required, "How long it took each of them.", func(a *Attendance) *int { return &a.Minutes }, whole(1, MaxMinutes)),
	row("person", optional, aboutPerson, func(a *Attendance) *string { return &a.Person }, reference()),
	row("participants", optional, "Anonymous people; the margins are independent of each other.", func(a *Attendance) **Participants { return &a.Participants }, pointed(participantsTable)),
	row("first", optional, "Whether it is this structure's first time with this person; left out, the events tell.",
		func(a *Attendance) **bool { return &a.First }, maybe(flag())),
	row("services", optional, "The services given.", func(a *Attendance) *[]Service { return &a.Services }, list(ServiceValues())),
	row("procedures", optional, "The online procedures that it was about.", func(a *Attendance) *[]Procedure { return &a.Procedures }, list(ProcedureValues())),
	row("aids", optional, "What was handed over.", func(a *Attendance) *[]Aid { return &a.Aids }, list(AidValues())),
	row("session", optional, "Id that several attendances of one workshop share.", func(a *Attendance) *string { return &a.Session }, identifier()),
	row("referral", optional, "Id of the referral that led here.", func(a *Attendance) *string { return &a.Referral }, identifier()),
	row("referral_source", optional, "The source that opened the referral, by default the event's own.", func(a *Attendance) *string { return &a.ReferralSource }, uri()),
	row("project", optional, "Code of a funded project.", func(a *Attendance) *string { return &a.Project }, project()),
	row("helper", optional, "Who helped.", func(a *Attendance) *Helper { return &a.Helper }, choice(HelperValues())),
	row("audience", optional, "Whom it was for: the public (the default), or people trained to help it.", func(a *Attendance) *Audience { return &a.Audience }, choice(AudienceValues())),
	row("trainee", optional, "Who was trained, with audience helpers.", func(a *Attendance) *Trainee { return &a.Trainee }, choice(TraineeValues())),
	row("heard_from", optional, "How the person heard of the help.", func(a *Attendance) *HeardFrom { return &a.HeardFrom }, choice(HeardFromValues())),
	row("profile", optional, "What is known of the person.", func(a *Attendance) *Profile { return &a.Profile }, object(profileTable)),
),
	exactlyOne("person", "participants", func(a *Attendance) (bool, bool) { return a.Person != "", a.Participants != nil }),
	rule[Attendance]{
		check: func(f *faults, a *Attendance) {
			if a.ReferralSource != "" && a.Referral == "" {
				f.add("data.referral", CodeRequired, "Name the referral too, or leave referral_source out.")
			}
		},
		schema: schema{"if": given("referral_source"), "then": given("referral")},
	},
	onlyWith("trainee", "audience", AudienceHelpers, func(a *Attendance) bool { return a.Trainee == "" || a.Audience == AudienceHelpers }),
)

var retractionTable = newTable("data", "a retraction", editFields[Retraction](required))

const aboutPerson = "The sender's own reference of the person: never a name, an e-mail address, a telephone or social security number."

// editFields are the fields that every payload has.
func editFields[T any, P interface {
	*T
	edited() *Edit
}](record bool) []field[T] {
	return []field[T]{
		row("record", record, "Id of the record that this event belongs to, by default the event's id.", func(of *T) *string { return &P(of).edited().Record }, identifier()),
		row("revision", optional, "Number of the edit: the highest of a record counts.", func(of *T) *uint64 { return &P(of).edited().Revision }, whole(0, MaxRevision)),
	}
}

func (e *Edit) edited() *Edit { return e }

// exactlyOne demands one of two fields of data, and not the other.
func exactlyOne[T any](first, second string, has func(*T) (bool, bool)) rule[T] {
	return rule[T]{
		check: func(f *faults, of *T) {
			hasFirst, hasSecond := has(of)
			if hasFirst && hasSecond {
				f.add("data."+second, CodeExclusive, fmt.Sprintf("Give either %s or %s, not both.", first, second))
			}
			if !hasFirst && !hasSecond && !f.has("data."+first) && !f.has("data."+second) {
				f.add("data."+first, CodeRequired, fmt.Sprintf("Give either %s or %s.", first, second))
			}
		},
		schema: schema{"oneOf": []schema{given(first), given(second)}},
	}
}

// onlyWith allows a field of data only where another has a certain value.
func onlyWith[T any, E ~string](name, other string, value E, holds func(*T) bool) rule[T] {
	reason := fmt.Sprintf("Leave this out, or set %s to %s.", other, value)
	return rule[T]{
		check: func(f *faults, of *T) {
			if !holds(of) && !f.has("data."+other) {
				f.add("data."+name, CodeExclusive, reason)
			}
		},
		schema: schema{"if": given(name), "then": schema{
			"properties": schema{other: schema{"const": value}},
			"required":   []string{other},
		}},
	}
}

const reasonSum = "Let these numbers sum to at most the total."

// ofTotal holds a number of some participants to their total.
func ofTotal(name, reason string, of func(*Participants) int) rule[Participants] {
	return within("data.participants", name, "total", reason, of, func(p *Participants) int { return p.Total })
}
