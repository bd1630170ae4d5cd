package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

// What structures tell of themselves.
var offersCases = []handCase{
	{name: "what structures tell of themselves",
		snapshots: []oracle.Snapshot{
			offers(at("a", "2023-06-01", "71076"), func(s *oracle.Snapshot) {
				s.Services, s.Adapted, s.Labels = []string{"access_equipment"}, []string{"Surdité"}, []string{"L"}
				s.Position, s.HoursKnown, s.Phone = true, true, "0102030405"
				s.Devices, s.Wifi, s.StaffFTE, s.Signed = new(4), new(true), new(0.4), on("2024-03-31")
			}),
			offers(at("b", "2023-06-01", "71153"), func(s *oracle.Snapshot) {
				s.Services, s.Programmes, s.StaffedHours, s.StaffFTE = []string{"employment"}, []string{"P"}, new(10.), new(1.)
				s.Position, s.HoursKnown, s.Devices, s.Signed = true, true, new(0), on("2024-04-01")
			}),
			offers(at("c", "2024-04-01", ""), func(s *oracle.Snapshot) { s.StaffedHours, s.OtherLabels = new(3.), []string{"O"} }),
			offers(at("d", "2023-06-01", "71076"), func(s *oracle.Snapshot) { s.Closed = on("2024-03-31") }),
		},
		asked: []asked{
			{"accessibility.adapted_offer", "total: 0.33333 1/3 unsaid=0.667"},
			{"accessibility.adapted_offer by=structure", "a: 1 1/1; b: 0 0/1 unsaid=1; c: 0 0/1 unsaid=1"},
			{"accessibility.equipment_offer", "total: 0.33333 1/3 devices=0.333 undeclared=1 wifi=0.333"},
			{"accessibility.equipment_offer by=territory", "71076: 1 1/1 devices=1 wifi=1; 71153: 0 0/1; unknown: 0 0/1 undeclared=1"},
			{"accessibility.staffed_hours", "total: 160 24/1500 known=1 unattached=3"},
			{"accessibility.staffed_hours by=territory", "71076: 140 14/1000 known=1; 71153: 200 10/500 known=1; unknown: none 3/0 no_data known=1 unattached=3"},
			{"visibility.mapped_structures", "total: 0.5 1/2 without_contact=1"},
			{"visibility.mapped_structures by=structure", "a: 1 1/1; b: 0 0/1 without_contact=1"},
			{"visibility.labelled_structures", "total: 1 3/3 labels=2 programmes=1"},
			{"visibility.labelled_structures service=employment", "total: 1 1/1 programmes=1"},
			{"visibility.charter_signatories", "total: 0.33333 1/3"},
			{"visibility.charter_signatories to=2024-03-31", "total: 0 0/4"},
		}},
	{name: "who could do more: thirteen weeks of one a week",
		snapshots: []oracle.Snapshot{roomy(at("a", "2023-01-01", "71076"), 1), roomy(at("b", "2023-01-01", "71153"), 1), at("c", "2023-01-01", "")},
		events:    []event.Event{group("2024-01-05", "a", 10, 0), group("2024-01-05", "b", 13, 0), attended("2024-01-05", "c", "p1")},
		asked: []asked{
			{"visibility.spare_capacity", "total: 0.5 1/2 capacity_unknown=1 full=1"},
			{"visibility.spare_capacity by=structure", "a: 1 1/1; b: 0 0/1 full=1; c: none 0/0 no_data capacity_unknown=1"},
		}},
	{name: "who assesses, of those that report",
		events: []event.Event{assessed("2024-01-05", "a", "p1", "unable"), attended("2024-01-05", "b", "p1"), assessed("2024-04-01", "b", "p1", "unable")},
		asked: []asked{
			{"visibility.assessing_structures", "total: 0.5 1/2"},
			{"visibility.assessing_structures by=structure to=2024-04-02", "a: 1 1/1; b: 1 1/1"},
		}},
}

func roomy(s oracle.Snapshot, capacity int) oracle.Snapshot {
	s.Capacity = &capacity
	return s
}
