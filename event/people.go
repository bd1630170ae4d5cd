package event

import "slices"

// Level is what a person can do with digital tools, from least to most.
type Level string

// The values of Level.
const (
	LevelUnable       Level = "unable"
	LevelBeginner     Level = "beginner"
	LevelIntermediate Level = "intermediate"
	LevelAutonomous   Level = "autonomous"
)

// LevelValues lists every Level in the field's order.
func LevelValues() []Level {
	return []Level{LevelUnable, LevelBeginner, LevelIntermediate, LevelAutonomous}
}

// Valid tells whether the value is one of LevelValues.
func (v Level) Valid() bool { return slices.Contains(LevelValues(), v) }

// Gender is a person's gender, as the person gives it.
type Gender string

// The values of Gender.
const (
	GenderWoman Gender = "woman"
	GenderMan   Gender = "man"
	GenderOther Gender = "other"
)

// GenderValues lists every Gender in the field's order.
func GenderValues() []Gender {
	return []Gender{GenderWoman, GenderMan, GenderOther}
}

// Valid tells whether the value is one of GenderValues.
func (v Gender) Valid() bool { return slices.Contains(GenderValues(), v) }

// AgeBand is a person's age in years. The last four are for senders who know no better.
type AgeBand string

// The values of AgeBand.
const (
	AgeBandUnder12 AgeBand = "under_12"
	AgeBand12To17  AgeBand = "12_17"
	AgeBand18To24  AgeBand = "18_24"
	AgeBand25To39  AgeBand = "25_39"
	AgeBand40To59  AgeBand = "40_59"
	AgeBand60To64  AgeBand = "60_64"
	AgeBand65To69  AgeBand = "65_69"
	AgeBand70Plus  AgeBand = "70_plus"
	AgeBand18To34  AgeBand = "18_34"
	AgeBand35To59  AgeBand = "35_59"
	AgeBand60To69  AgeBand = "60_69"
	AgeBand60Plus  AgeBand = "60_plus"
)

// AgeBandValues lists every AgeBand in the field's order.
func AgeBandValues() []AgeBand {
	return []AgeBand{AgeBandUnder12, AgeBand12To17, AgeBand18To24, AgeBand25To39, AgeBand40To59, AgeBand60To64, AgeBand65To69, AgeBand70Plus,
		AgeBand18To34, AgeBand35To59, AgeBand60To69, AgeBand60Plus}
}

// Valid tells whether the value is one of AgeBandValues.
func (v AgeBand) Valid() bool { return slices.Contains(AgeBandValues(), v) }

// Activity is what a person does in life; at home also means unable to work. ActivityNotEmployed is for senders who know no better.
type Activity string

// The values of Activity.
const (
	ActivityStudent     Activity = "student"
	ActivityEmployed    Activity = "employed"
	ActivityJobSeeker   Activity = "job_seeker"
	ActivityRetired     Activity = "retired"
	ActivityAtHome      Activity = "at_home"
	ActivityNotEmployed Activity = "not_employed"
)

// ActivityValues lists every Activity in the field's order.
func ActivityValues() []Activity {
	return []Activity{ActivityStudent, ActivityEmployed, ActivityJobSeeker, ActivityRetired, ActivityAtHome, ActivityNotEmployed}
}

// Valid tells whether the value is one of ActivityValues.
func (v Activity) Valid() bool { return slices.Contains(ActivityValues(), v) }

// Service is one of the nine services of the national standard of places of digital mediation.
type Service string

// The values of Service.
const (
	ServiceAdministrativeProcedures Service = "administrative_procedures"
	ServiceEverydayTools            Service = "everyday_tools"
	ServiceEmployment               Service = "employment"
	ServiceSafeUse                  Service = "safe_use"
	ServiceParenting                Service = "parenting"
	ServiceLeisureCreation          Service = "leisure_creation"
	ServiceUnderstandingDigital     Service = "understanding_digital"
	ServiceAccessEquipment          Service = "access_equipment"
	ServiceAffordableEquipment      Service = "affordable_equipment"
)

// ServiceValues lists every Service in the field's order.
func ServiceValues() []Service {
	return []Service{ServiceAdministrativeProcedures, ServiceEverydayTools, ServiceEmployment, ServiceSafeUse, ServiceParenting, ServiceLeisureCreation, ServiceUnderstandingDigital, ServiceAccessEquipment, ServiceAffordableEquipment}
}

// Valid tells whether the value is one of ServiceValues.
func (v Service) Valid() bool { return slices.Contains(ServiceValues(), v) }

// Equipment is a device that a person owns.
type Equipment string

// The values of Equipment.
const (
	EquipmentSmartphone Equipment = "smartphone"
	EquipmentComputer   Equipment = "computer"
	EquipmentTablet     Equipment = "tablet"
)

// EquipmentValues lists every Equipment in the field's order.
func EquipmentValues() []Equipment {
	return []Equipment{EquipmentSmartphone, EquipmentComputer, EquipmentTablet}
}

// Valid tells whether the value is one of EquipmentValues.
func (v Equipment) Valid() bool { return slices.Contains(EquipmentValues(), v) }

// Connects is how often a person is on the internet.
type Connects string

// The values of Connects.
const (
	ConnectsDaily  Connects = "daily"
	ConnectsWeekly Connects = "weekly"
	ConnectsRarely Connects = "rarely"
	ConnectsNever  Connects = "never"
)

// ConnectsValues lists every Connects in the field's order.
func ConnectsValues() []Connects {
	return []Connects{ConnectsDaily, ConnectsWeekly, ConnectsRarely, ConnectsNever}
}

// Valid tells whether the value is one of ConnectsValues.
func (v Connects) Valid() bool { return slices.Contains(ConnectsValues(), v) }

// OfflineReason is why a person is not on the internet.
type OfflineReason string

// The values of OfflineReason.
const (
	OfflineReasonSkills     OfflineReason = "skills"
	OfflineReasonCost       OfflineReason = "cost"
	OfflineReasonEquipment  OfflineReason = "equipment"
	OfflineReasonNoInterest OfflineReason = "no_interest"
	OfflineReasonOther      OfflineReason = "other"
)

// OfflineReasonValues lists every OfflineReason in the field's order.
func OfflineReasonValues() []OfflineReason {
	return []OfflineReason{OfflineReasonSkills, OfflineReasonCost, OfflineReasonEquipment, OfflineReasonNoInterest, OfflineReasonOther}
}

// Valid tells whether the value is one of OfflineReasonValues.
func (v OfflineReason) Valid() bool { return slices.Contains(OfflineReasonValues(), v) }

// Barrier is why a person does not use the online services.
type Barrier string

// The values of Barrier.
const (
	BarrierSkills          Barrier = "skills"
	BarrierFearOfError     Barrier = "fear_of_error"
	BarrierPrefersInPerson Barrier = "prefers_in_person"
	BarrierConnection      Barrier = "connection"
	BarrierLanguage        Barrier = "language"
	BarrierOther           Barrier = "other"
)

// BarrierValues lists every Barrier in the field's order.
func BarrierValues() []Barrier {
	return []Barrier{BarrierSkills, BarrierFearOfError, BarrierPrefersInPerson, BarrierConnection, BarrierLanguage, BarrierOther}
}

// Valid tells whether the value is one of BarrierValues.
func (v Barrier) Valid() bool { return slices.Contains(BarrierValues(), v) }
