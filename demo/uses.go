package demo

import "vigie/event"

// Devices that people own, and how people of a level own, connect and stay offline. Where the survey published a figure
// (see fitUses), the share is its; the others are ours.
var (
	devices = []owned{
		{},
		{event.EquipmentSmartphone},
		{event.EquipmentSmartphone, event.EquipmentComputer},
		{event.EquipmentSmartphone, event.EquipmentComputer, event.EquipmentTablet},
		{event.EquipmentSmartphone, event.EquipmentTablet},
		{event.EquipmentComputer},
		{event.EquipmentTablet},
	}
	ownedBy = map[event.Level][]float64{
		event.LevelUnable:       {50, 24, 3, 0, 2, 13, 8},
		event.LevelBeginner:     {50, 20, 6, 1, 2, 15, 6},
		event.LevelIntermediate: {13, 38, 26, 7, 6, 8, 2},
		event.LevelAutonomous:   {4, 22, 45, 17, 5, 6, 1},
	}
	// daily, weekly, rarely, never
	connectedBy = map[event.Level][]float64{
		event.LevelUnable:       {4, 9, 28, 59},
		event.LevelBeginner:     {8, 13, 20, 59},
		event.LevelIntermediate: {44, 34, 17, 5},
		event.LevelAutonomous:   {83, 12, 4, 1},
	}
	// skills, cost, equipment, no interest, other
	offlineBy = map[event.Level][]float64{
		event.LevelUnable:       {62, 9, 16, 9, 4},
		event.LevelBeginner:     {62, 11, 15, 8, 4},
		event.LevelIntermediate: {34, 33, 18, 9, 6},
		event.LevelAutonomous:   {8, 54, 19, 11, 8},
	}
)

// fitUses takes the uses of each level and holds them to the survey, whose beginners are the unable and the beginners.
func (s *survey) fitUses(levels []float64) {
	s.equipment = uses(devices, ownedBy)
	s.connects = uses(event.ConnectsValues(), connectedBy)
	s.offline = uses(event.OfflineReasonValues(), offlineBy)

	has := func(device event.Equipment) func(int) bool {
		return func(i int) bool {
			for _, d := range devices[i] {
				if d == device {
					return true
				}
			}
			return false
		}
	}
	is := func(wanted int) func(int) bool { return func(i int) bool { return i == wanted } }
	const none, daily, never, skills, cost = 0, 0, 3, 0, 1
	s.measure("beginners: no equipment", 0.50, levels, ownedBy, isLow, is(none))
	s.measure("beginners: own a smartphone", 0.29, levels, ownedBy, isLow, has(event.EquipmentSmartphone))
	s.measure("beginners: never connect", 0.59, levels, connectedBy, isLow, is(never))
	s.measure("autonomous: no equipment", 0.04, levels, ownedBy, isAutonomous, is(none))
	s.measure("autonomous: connect daily", 0.83, levels, connectedBy, isAutonomous, is(daily))
	s.measure("beginners offline: for lack of skills", 0.62, levels, offlineBy, isLow, is(skills))
	s.measure("autonomous offline: because of the cost", 0.54, levels, offlineBy, isAutonomous, is(cost))
}

func isAutonomous(level event.Level) bool { return level == event.LevelAutonomous }

func uses[T any](values []T, by map[event.Level][]float64) map[event.Level]odds[T] {
	all := make(map[event.Level]odds[T], len(by))
	for level, weights := range by {
		all[level] = newOdds(values, weights)
	}
	return all
}

// measure adds a target on what people of some levels choose.
func (s *survey) measure(name string, wanted float64, levels []float64, by map[event.Level][]float64, of func(event.Level) bool, has func(int) bool) {
	var all, with float64
	for l, level := range event.LevelValues() {
		if !of(level) {
			continue
		}
		total := 0.0
		for _, weight := range by[level] {
			total += weight
		}
		for i, weight := range by[level] {
			all += levels[l] * weight / total
			if has(i) {
				with += levels[l] * weight / total
			}
		}
	}
	s.targets = append(s.targets, Target{Name: name, Wanted: wanted, Fitted: with / all})
}

// Reasons for not using the online services. Nearly everybody gives one, so that the survey's shares hold of people and of
// reasons alike.
var (
	hindered = [][]event.Barrier{
		{}, // uses them
		{event.BarrierSkills},
		{event.BarrierFearOfError},
		{event.BarrierPrefersInPerson},
		{event.BarrierConnection},
		{event.BarrierLanguage},
		{event.BarrierOther},
		{event.BarrierSkills, event.BarrierFearOfError},
		{event.BarrierSkills, event.BarrierPrefersInPerson},
	}
	// where the fitting begins, ours: how the reasons differ between levels
	hinderedBy = map[event.Level][]float64{
		event.LevelUnable:       {0, 60, 14, 14, 3, 7, 2, 0.7, 0.5},
		event.LevelBeginner:     {0, 52, 22, 16, 3, 5, 2, 0.7, 0.5},
		event.LevelIntermediate: {0, 30, 36, 22, 4, 4, 3, 0.7, 0.5},
		event.LevelAutonomous:   {0, 10, 20, 45, 12, 3, 8, 0.2, 0.5},
	}
	// share of each level that does not use the online services; ours
	hinderedShare = map[event.Level]float64{
		event.LevelUnable: 0.99, event.LevelBeginner: 0.97, event.LevelIntermediate: 0.75, event.LevelAutonomous: 0.15,
	}
)

// fitBarriers fits level and reasons together, so that the reasons of all have the survey's shares.
func (s *survey) fitBarriers(levels []float64) {
	kinds := len(hindered)
	weights := make([]float64, 0, len(levels)*kinds)
	for _, level := range event.LevelValues() {
		total := 0.0
		for _, weight := range hinderedBy[level] {
			total += weight
		}
		for i := range hindered {
			share := hinderedShare[level] * hinderedBy[level][i] / total
			if i == 0 {
				share = 1 - hinderedShare[level]
			}
			weights = append(weights, share*levels[len(weights)/kinds])
		}
	}
	everybody := func(int) bool { return true }
	gives := func(cell int) bool { return len(hindered[cell%kinds]) > 0 }
	names := func(reason event.Barrier) func(int) bool {
		return func(cell int) bool {
			for _, b := range hindered[cell%kinds] {
				if b == reason {
					return true
				}
			}
			return false
		}
	}
	published := []figure{
		{"online services not used: lack of skills", 0.41, gives, names(event.BarrierSkills)},
		{"online services not used: fear of error", 0.26, gives, names(event.BarrierFearOfError)},
		{"online services not used: prefers in person", 0.22, gives, names(event.BarrierPrefersInPerson)},
	}
	figures := append([]figure(nil), published...)
	for l, level := range event.LevelValues() {
		at := func(cell int) bool { return cell/kinds == l }
		figures = append(figures, figure{share: levels[l] / sum(levels), of: everybody, has: at})
		figures = append(figures, figure{share: hinderedShare[level], of: at, has: gives})
	}
	fit(weights, figures)
	s.barriers = make(map[event.Level]odds[[]event.Barrier], len(levels))
	for l, level := range event.LevelValues() {
		s.barriers[level] = newOdds(hindered, weights[l*kinds:(l+1)*kinds])
	}
	for _, f := range published {
		s.targets = append(s.targets, f.target(weights))
	}
}

func sum(weights []float64) float64 {
	total := 0.0
	for _, weight := range weights {
		total += weight
	}
	return total
}
