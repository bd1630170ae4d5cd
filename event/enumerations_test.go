package event_test

import (
	"strings"
	"testing"

	"vigie/event"
)

// listed checks the values of an enumeration against how the format spells them.
func listed[E interface {
	~string
	Valid() bool
}](t *testing.T, values []E, want string) {
	t.Helper()
	var names []string
	for _, value := range values {
		names = append(names, string(value))
		if !value.Valid() {
			t.Errorf("%T %q is not valid", value, value)
		}
	}
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%T lists %s, want %s", values, got, want)
	}
	for _, other := range []E{"", "x", E(strings.ToUpper(want))} {
		if other.Valid() {
			t.Errorf("%T %q is valid", other, other)
		}
	}
}

func TestEnumerations(t *testing.T) {
	listed(t, event.LevelValues(), "unable beginner intermediate autonomous")
	listed(t, event.AgeBandValues(), "under_12 12_17 18_24 25_39 40_59 60_64 65_69 70_plus 18_34 35_59 60_69 60_plus")
	listed(t, event.GenderValues(), "woman man other")
	listed(t, event.ActivityValues(), "student employed job_seeker retired at_home not_employed")
	listed(t, event.ServiceValues(), "administrative_procedures everyday_tools employment safe_use parenting leisure_creation understanding_digital access_equipment affordable_equipment")
	listed(t, event.EquipmentValues(), "smartphone computer tablet")
	listed(t, event.ConnectsValues(), "daily weekly rarely never")
	listed(t, event.OfflineReasonValues(), "skills cost equipment no_interest other")
	listed(t, event.BarrierValues(), "skills fear_of_error prefers_in_person connection language other")
	listed(t, event.StatusValues(), "sent accepted declined expired")
	listed(t, event.ToKindValues(), "administration operator social_aid employment digital_mediation administrative_help other")
	listed(t, event.DeclineReasonValues(), "full wrong_offer unreachable other")
	listed(t, event.FormatValues(), "individual workshop remote home_visit outreach self_service")
	listed(t, event.ProcedureValues(), "health family employment housing retirement tax residence_permit identity_papers justice education bank transport other")
	listed(t, event.AidValues(), "pass_numerique equipment connection")
	listed(t, event.HelperValues(), "professional conseiller_numerique volunteer civic_service")
	listed(t, event.AudienceValues(), "public helpers")
	listed(t, event.TraineeValues(), "agent mediator public_writer volunteer ambassador")
	listed(t, event.HeardFromValues(), "referral word_of_mouth map poster event online other")
}
