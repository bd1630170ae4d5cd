package event

import "slices"

// Status is how far a referral has come.
type Status string

// The values of Status.
const (
	StatusSent     Status = "sent"
	StatusAccepted Status = "accepted"
	StatusDeclined Status = "declined"
	StatusExpired  Status = "expired"
)

// StatusValues lists every Status in the field's order.
func StatusValues() []Status {
	return []Status{StatusSent, StatusAccepted, StatusDeclined, StatusExpired}
}

// Valid tells whether the value is one of StatusValues.
func (v Status) Valid() bool { return slices.Contains(StatusValues(), v) }

// ToKind is the receiver of a referral that leaves the network.
type ToKind string

// The values of ToKind.
const (
	ToKindAdministration     ToKind = "administration"
	ToKindOperator           ToKind = "operator"
	ToKindSocialAid          ToKind = "social_aid"
	ToKindEmployment         ToKind = "employment"
	ToKindDigitalMediation   ToKind = "digital_mediation"
	ToKindAdministrativeHelp ToKind = "administrative_help"
	ToKindOther              ToKind = "other"
)

// ToKindValues lists every ToKind in the field's order.
func ToKindValues() []ToKind {
	return []ToKind{ToKindAdministration, ToKindOperator, ToKindSocialAid, ToKindEmployment, ToKindDigitalMediation, ToKindAdministrativeHelp,
		ToKindOther}
}

// Valid tells whether the value is one of ToKindValues.
func (v ToKind) Valid() bool { return slices.Contains(ToKindValues(), v) }

// DeclineReason is why a referral was declined.
type DeclineReason string

// The values of DeclineReason.
const (
	DeclineReasonFull        DeclineReason = "full"
	DeclineReasonWrongOffer  DeclineReason = "wrong_offer"
	DeclineReasonUnreachable DeclineReason = "unreachable"
	DeclineReasonOther       DeclineReason = "other"
)

// DeclineReasonValues lists every DeclineReason in the field's order.
func DeclineReasonValues() []DeclineReason {
	return []DeclineReason{DeclineReasonFull, DeclineReasonWrongOffer, DeclineReasonUnreachable, DeclineReasonOther}
}

// Valid tells whether the value is one of DeclineReasonValues.
func (v DeclineReason) Valid() bool { return slices.Contains(DeclineReasonValues(), v) }

// Format is how people were helped.
type Format string

// The values of Format.
const (
	FormatIndividual  Format = "individual"
	FormatWorkshop    Format = "workshop"
	FormatRemote      Format = "remote"
	FormatHomeVisit   Format = "home_visit"
	FormatOutreach    Format = "outreach"
	FormatSelfService Format = "self_service"
)

// FormatValues lists every Format in the field's order.
func FormatValues() []Format {
	return []Format{FormatIndividual, FormatWorkshop, FormatRemote, FormatHomeVisit, FormatOutreach, FormatSelfService}
}

// Valid tells whether the value is one of FormatValues.
func (v Format) Valid() bool { return slices.Contains(FormatValues(), v) }

// Procedure is the online procedure that help was about.
type Procedure string

// The values of Procedure.
const (
	ProcedureHealth          Procedure = "health"
	ProcedureFamily          Procedure = "family"
	ProcedureEmployment      Procedure = "employment"
	ProcedureHousing         Procedure = "housing"
	ProcedureRetirement      Procedure = "retirement"
	ProcedureTax             Procedure = "tax"
	ProcedureResidencePermit Procedure = "residence_permit"
	ProcedureIdentityPapers  Procedure = "identity_papers"
	ProcedureJustice         Procedure = "justice"
	ProcedureEducation       Procedure = "education"
	ProcedureBank            Procedure = "bank"
	ProcedureTransport       Procedure = "transport"
	ProcedureOther           Procedure = "other"
)

// ProcedureValues lists every Procedure in the field's order.
func ProcedureValues() []Procedure {
	return []Procedure{ProcedureHealth, ProcedureFamily, ProcedureEmployment, ProcedureHousing, ProcedureRetirement, ProcedureTax,
		ProcedureResidencePermit, ProcedureIdentityPapers, ProcedureJustice, ProcedureEducation, ProcedureBank, ProcedureTransport, ProcedureOther}
}

// Valid tells whether the value is one of ProcedureValues.
func (v Procedure) Valid() bool { return slices.Contains(ProcedureValues(), v) }

// Aid is something handed over to a person.
type Aid string

// The values of Aid.
const (
	AidPassNumerique Aid = "pass_numerique"
	AidEquipment     Aid = "equipment"
	AidConnection    Aid = "connection"
)

// AidValues lists every Aid in the field's order.
func AidValues() []Aid {
	return []Aid{AidPassNumerique, AidEquipment, AidConnection}
}

// Valid tells whether the value is one of AidValues.
func (v Aid) Valid() bool { return slices.Contains(AidValues(), v) }

// Helper is who helped.
type Helper string

// The values of Helper.
const (
	HelperProfessional        Helper = "professional"
	HelperConseillerNumerique Helper = "conseiller_numerique"
	HelperVolunteer           Helper = "volunteer"
	HelperCivicService        Helper = "civic_service"
)

// HelperValues lists every Helper in the field's order.
func HelperValues() []Helper {
	return []Helper{HelperProfessional, HelperConseillerNumerique, HelperVolunteer, HelperCivicService}
}

// Valid tells whether the value is one of HelperValues.
func (v Helper) Valid() bool { return slices.Contains(HelperValues(), v) }

// Audience is whom an activity was for: the public, or people trained to help it.
type Audience string

// The values of Audience.
const (
	AudiencePublic  Audience = "public"
	AudienceHelpers Audience = "helpers"
)

// AudienceValues lists every Audience in the field's order.
func AudienceValues() []Audience {
	return []Audience{AudiencePublic, AudienceHelpers}
}

// Valid tells whether the value is one of AudienceValues.
func (v Audience) Valid() bool { return slices.Contains(AudienceValues(), v) }

// Trainee is who was trained, when the audience is helpers.
type Trainee string

// The values of Trainee.
const (
	TraineeAgent        Trainee = "agent"
	TraineeMediator     Trainee = "mediator"
	TraineePublicWriter Trainee = "public_writer"
	TraineeVolunteer    Trainee = "volunteer"
	TraineeAmbassador   Trainee = "ambassador"
)

// TraineeValues lists every Trainee in the field's order.
func TraineeValues() []Trainee {
	return []Trainee{TraineeAgent, TraineeMediator, TraineePublicWriter, TraineeVolunteer, TraineeAmbassador}
}

// Valid tells whether the value is one of TraineeValues.
func (v Trainee) Valid() bool { return slices.Contains(TraineeValues(), v) }

// HeardFrom is how a person heard of the help.
type HeardFrom string

// The values of HeardFrom.
const (
	HeardFromReferral    HeardFrom = "referral"
	HeardFromWordOfMouth HeardFrom = "word_of_mouth"
	HeardFromMap         HeardFrom = "map"
	HeardFromPoster      HeardFrom = "poster"
	HeardFromEvent       HeardFrom = "event"
	HeardFromOnline      HeardFrom = "online"
	HeardFromOther       HeardFrom = "other"
)

// HeardFromValues lists every HeardFrom in the field's order.
func HeardFromValues() []HeardFrom {
	return []HeardFrom{HeardFromReferral, HeardFromWordOfMouth, HeardFromMap, HeardFromPoster, HeardFromEvent, HeardFromOnline, HeardFromOther}
}

// Valid tells whether the value is one of HeardFromValues.
func (v HeardFrom) Valid() bool { return slices.Contains(HeardFromValues(), v) }
