package queriestest

import "time"

// snapshotColumns are those of a row of structure_snapshot.
const snapshotColumns = "id, imported_at, content, name, updated_on, opened_on, closed_on, services, fees, access_modes, adapted, programmes, labels, " +
	"other_labels, latitude, longitude, phone, emails, websites, hours_known, evening_minutes, weekend_minutes, closed_months, devices, wifi, " +
	"charter_signed_on, staff_fte, staffed_hours_week, capacity_week"

// row is a row of structure_snapshot.
func (s Snapshot) row() []any {
	if s.Updated.IsZero() {
		s.Updated = time.Unix(0, 0).UTC()
	}
	var latitude, longitude *float64
	if s.Position {
		latitude, longitude = &s.At.North, &s.At.East
	}
	return []any{
		s.Structure, s.Imported, "0123456789abcdef", "S " + s.Structure, s.Updated, s.Opened, s.Closed, s.Services, s.Fees, s.AccessModes, s.Adapted, s.Programmes, s.Labels,
		s.OtherLabels, latitude, longitude, s.Phone, given(s.Email), given(s.Website), s.HoursKnown, uint16(s.Evening), uint16(s.Weekend), months(s.ClosedMonths),
		number(s.Devices), s.Wifi, optionalDay(s.Signed), s.StaffFTE, s.StaffedHours, number(s.Capacity),
	}
}

// given is a list of a text, where there is one.
func given(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func number(n *int) *uint32 {
	if n == nil {
		return nil
	}
	return new(uint32(*n))
}
