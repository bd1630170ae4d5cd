package network

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

//go:embed sql/insert_structures.sql
var insertStructuresSQL string

// span is an element of the column week.
type span struct {
	Opens  uint16 `ch:"opens"`
	Closes uint16 `ch:"closes"`
}

// content is the hash that tells whether a record has changed: of what the file said, and of the opening hours as they
// were understood, so that a better reading of them counts as a change.
func content(s Structure) (string, error) {
	s.Territory, s.ImportedAt, s.Identity = "", time.Time{}, Identity{}
	text, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("hash the record of %s: %w", s.ID, err)
	}
	sum := sha256.Sum256(text)
	return string(sum[:16]), nil
}

// keep adds a snapshot of each structure.
func (r *Registry) keep(ctx context.Context, structures []Structure, contents map[string]string, at time.Time) error {
	batch, err := r.warehouse.Conn().PrepareBatch(ctx, insertStructuresSQL)
	if err != nil {
		return err
	}
	for _, s := range structures {
		week := make([]span, len(s.Week))
		for i, w := range s.Week {
			week[i] = span{Opens: uint16(w[0]), Closes: uint16(w[1])}
		}
		updated, err := date(s.UpdatedOn)
		if err != nil {
			return err
		}
		opened, err := optionalDate(s.OpenedOn)
		if err != nil {
			return err
		}
		closed, err := optionalDate(s.ClosedOn)
		if err != nil {
			return err
		}
		signed, err := optionalDate(s.CharterSignedOn)
		if err != nil {
			return err
		}
		months := make([]uint8, len(s.ClosedMonths))
		for i, month := range s.ClosedMonths {
			months[i] = uint8(month)
		}
		if err := batch.Append(s.ID, at, contents[s.ID], s.Standard, s.Pivot, s.Name, s.Commune, s.Postcode, s.INSEE, s.Address,
			s.AddressDetail, s.Latitude, s.Longitude, s.Typologies, s.Phone, s.Emails, s.Websites, s.Hours, s.Summary,
			s.Description, s.Origin, s.Itinerance, s.ParentStructure, updated, s.Services, s.Publics, s.Adapted, s.Fees,
			s.Programmes, s.Labels, s.OtherLabels, s.AccessModes, s.SupportModes, s.AccessSheet, s.Booking, s.CapacityWeek,
			opened, closed, s.DeclaredTerritory, s.Devices, s.Wifi, signed, months, s.StaffFTE, s.StaffedHoursWeek,
			s.HoursKnown, s.EveningMinutes, s.WeekendMinutes, week); err != nil {
			return fmt.Errorf("structure %s: %w", s.ID, err)
		}
	}
	return batch.Send()
}

func scanStructure(scan func(...any) error) (s Structure, content string, err error) {
	var week []span
	var months []uint8
	var updated time.Time
	var opened, closed, signed *time.Time
	err = scan(&s.ID, &s.ImportedAt, &content, &s.Standard, &s.Pivot, &s.Name, &s.Commune, &s.Postcode, &s.INSEE, &s.Address,
		&s.AddressDetail, &s.Latitude, &s.Longitude, &s.Typologies, &s.Phone, &s.Emails, &s.Websites, &s.Hours, &s.Summary,
		&s.Description, &s.Origin, &s.Itinerance, &s.ParentStructure, &updated, &s.Services, &s.Publics, &s.Adapted, &s.Fees,
		&s.Programmes, &s.Labels, &s.OtherLabels, &s.AccessModes, &s.SupportModes, &s.AccessSheet, &s.Booking, &s.CapacityWeek,
		&opened, &closed, &s.DeclaredTerritory, &s.Devices, &s.Wifi, &signed, &months, &s.StaffFTE, &s.StaffedHoursWeek,
		&s.HoursKnown, &s.EveningMinutes, &s.WeekendMinutes, &week)
	s.ImportedAt = s.ImportedAt.UTC()
	s.UpdatedOn = updated.Format(time.DateOnly)
	s.OpenedOn, s.ClosedOn, s.CharterSignedOn = dateText(opened), dateText(closed), dateText(signed)
	for _, month := range months {
		s.ClosedMonths = append(s.ClosedMonths, int(month))
	}
	s.Week = make([][2]int, len(week))
	for i, w := range week {
		s.Week[i] = [2]int{int(w.Opens), int(w.Closes)}
	}
	return s, content, err
}

func date(text string) (time.Time, error) {
	return time.Parse(time.DateOnly, text)
}

func optionalDate(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	day, err := date(text)
	return &day, err
}

func dateText(day *time.Time) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}
