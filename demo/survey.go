package demo

import (
	"math"

	"vigie/event"
)

// Target is a figure of the 2017 Paris survey (WeTechCare, published on 25 January 2017; 40 % and 20 % as published in
// January 2018), and the share of it that the synthetic people are drawn with.
type Target struct {
	Name   string
	Wanted float64 // share, 0 to 1
	Fitted float64
}

// Survey gives every target and how near the fitted shares come to it. All of them hold at once: the survey published no
// shares of ages and activities, and those chosen here (ageShares, activityShares) leave room for all its figures.
func Survey() []Target { return newSurvey().targets }

// trait is a kind of person, as the survey sees one.
type trait struct {
	age      event.AgeBand
	activity event.Activity
	level    event.Level
}

// owned is a choice of devices.
type owned []event.Equipment

// survey is the fitted distribution of profiles. A person's level is drawn first, then the rest given the level.
type survey struct {
	targets   []Target
	levels    odds[event.Level]
	traits    map[event.Level]odds[trait]
	equipment map[event.Level]odds[owned]
	connects  map[event.Level]odds[event.Connects]
	offline   map[event.Level]odds[event.OfflineReason] // of those who do not connect daily
	barriers  map[event.Level]odds[[]event.Barrier]     // an empty list: uses the online services
}

// figure asks that of the weight of some cells, a share is in the cells that also have a trait.
type figure struct {
	name  string
	share float64
	of    func(cell int) bool
	has   func(cell int) bool
}

// fit brings weights to figures by iterative proportional fitting: for each figure in turn, weight moves within its cells
// so that the share is right; this repeats until all hold. Among the distributions that satisfy the figures it ends at the
// one that is nearest (in relative entropy) to the weights it began with. Cells without weight stay without.
func fit(weights []float64, figures []figure) {
	const rounds, near = 2000, 1e-6
	for range rounds {
		farthest := 0.0
		for _, f := range figures {
			all, with := f.weigh(weights)
			farthest = math.Max(farthest, math.Abs(with/all-f.share))
			up, down := f.share*all/with, (1-f.share)*all/(all-with)
			for i := range weights {
				switch {
				case !f.of(i):
				case f.has(i):
					weights[i] *= up
				default:
					weights[i] *= down
				}
			}
		}
		if farthest < near {
			return
		}
	}
}

func (f figure) weigh(weights []float64) (all, with float64) {
	for i, weight := range weights {
		if f.of(i) {
			all += weight
			if f.has(i) {
				with += weight
			}
		}
	}
	return all, with
}

func (f figure) target(weights []float64) Target {
	all, with := f.weigh(weights)
	return Target{Name: f.name, Wanted: f.share, Fitted: with / all}
}

// Shares of ages and activities among the people met. The survey published none: these are ours, chosen so that its
// figures by age, by activity and for all can hold together.
var (
	ageShares = map[event.AgeBand]float64{
		event.AgeBandUnder12: 0.01, event.AgeBand12To17: 0.04, event.AgeBand18To24: 0.15, event.AgeBand25To39: 0.30,
		event.AgeBand40To59: 0.30, event.AgeBand60To64: 0.07, event.AgeBand65To69: 0.06, event.AgeBand70Plus: 0.07,
	}
	activityShares = map[event.Activity]float64{
		event.ActivityStudent: 0.15, event.ActivityEmployed: 0.28, event.ActivityJobSeeker: 0.35,
		event.ActivityRetired: 0.14, event.ActivityAtHome: 0.08,
	}
)

// activities are those that people are drawn with, in the order of likely.
var activities = []event.Activity{
	event.ActivityStudent, event.ActivityEmployed, event.ActivityJobSeeker, event.ActivityRetired, event.ActivityAtHome,
}

// ageBands are the bands that people are drawn in, from young to old.
var ageBands = []event.AgeBand{
	event.AgeBandUnder12, event.AgeBand12To17, event.AgeBand18To24, event.AgeBand25To39, event.AgeBand40To59,
	event.AgeBand60To64, event.AgeBand65To69, event.AgeBand70Plus,
}

// likely is where the fitting begins: for each age band the likely activities (student, employed, job seeker, retired, at
// home) and levels (unable, beginner, intermediate, autonomous). Ours; a zero says that there is no such person.
var likely = map[event.AgeBand]struct{ activities, levels []float64 }{
	event.AgeBandUnder12: {[]float64{1, 0, 0, 0, 0}, []float64{3, 12, 35, 50}},
	event.AgeBand12To17:  {[]float64{94, 2, 3, 0, 1}, []float64{2, 8, 20, 70}},
	event.AgeBand18To24:  {[]float64{55, 16, 23, 0, 6}, []float64{2, 8, 20, 70}},
	event.AgeBand25To39:  {[]float64{5, 42, 43, 0, 10}, []float64{4, 12, 20, 64}},
	event.AgeBand40To59:  {[]float64{1, 42, 45, 1, 11}, []float64{6, 15, 21, 58}},
	event.AgeBand60To64:  {[]float64{0, 25, 30, 33, 12}, []float64{8, 17, 25, 50}},
	event.AgeBand65To69:  {[]float64{0, 5, 2, 85, 8}, []float64{10, 20, 28, 42}},
	event.AgeBand70Plus:  {[]float64{0, 1, 0, 93, 6}, []float64{16, 22, 28, 34}},
}

// unableShare is the share of the unable among those who are unable or beginners. Ours: the survey does not part them.
const unableShare = 0.3

// newSurvey fits the profiles.
func newSurvey() *survey {
	s := &survey{traits: map[event.Level]odds[trait]{}}
	cells, weights := s.fitTraits()
	var levels []float64
	for _, level := range event.LevelValues() {
		var of []trait
		var shares []float64
		total := 0.0
		for i, c := range cells {
			if c.level == level && weights[i] > 0 {
				of, shares = append(of, c), append(shares, weights[i])
				total += weights[i]
			}
		}
		s.traits[level] = newOdds(of, shares)
		levels = append(levels, total)
	}
	s.levels = newOdds(event.LevelValues(), levels)
	s.fitUses(levels)
	s.fitBarriers(levels)
	return s
}

// fitTraits fits age, activity and level together.
func (s *survey) fitTraits() ([]trait, []float64) {
	var cells []trait
	var weights []float64
	for _, age := range ageBands {
		for a, activity := range activities {
			for l, level := range event.LevelValues() {
				cells = append(cells, trait{age, activity, level})
				weights = append(weights, likely[age].activities[a]*likely[age].levels[l])
			}
		}
	}
	where := func(holds func(trait) bool) func(int) bool {
		return func(cell int) bool { return holds(cells[cell]) }
	}
	everybody := where(func(trait) bool { return true })
	active := func(is event.Activity) func(int) bool { return where(func(t trait) bool { return t.activity == is }) }
	level := func(is event.Level) func(int) bool { return where(func(t trait) bool { return t.level == is }) }
	under25 := where(func(t trait) bool {
		return t.age == event.AgeBandUnder12 || t.age == event.AgeBand12To17 || t.age == event.AgeBand18To24
	})
	over65 := where(func(t trait) bool { return t.age == event.AgeBand65To69 || t.age == event.AgeBand70Plus })
	low := where(func(t trait) bool { return isLow(t.level) })
	supported := where(func(t trait) bool { return t.level != event.LevelAutonomous })
	autonomous := level(event.LevelAutonomous)

	published := []figure{
		{"under 25: autonomous", 0.67, under25, autonomous},
		{"65 and over: autonomous", 0.44, over65, autonomous},
		{"employed: autonomous", 0.61, active(event.ActivityEmployed), autonomous},
		{"job seekers: autonomous", 0.65, active(event.ActivityJobSeeker), autonomous},
		{"students: autonomous", 0.67, active(event.ActivityStudent), autonomous},
		{"retired: unable or beginners", 0.28, active(event.ActivityRetired), low},
		{"at home or unable to work: unable or beginners", 0.40, active(event.ActivityAtHome), low},
		{"everybody: need support (not autonomous)", 0.40, everybody, supported},
		{"everybody: need it now (unable or beginners)", 0.20, everybody, low},
	}
	figures := append([]figure{{share: unableShare, of: low, has: level(event.LevelUnable)}}, published...)
	for _, age := range ageBands {
		figures = append(figures, figure{share: ageShares[age], of: everybody, has: where(func(t trait) bool { return t.age == age })})
	}
	for _, activity := range activities {
		figures = append(figures, figure{share: activityShares[activity], of: everybody, has: active(activity)})
	}
	fit(weights, figures)
	for _, f := range published {
		s.targets = append(s.targets, f.target(weights))
	}
	return cells, weights
}

// isLow tells whether the survey counts the level among its beginners: those who can do nothing alone are the beginners
// who need help first.
func isLow(level event.Level) bool { return level == event.LevelUnable || level == event.LevelBeginner }
