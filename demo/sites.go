package demo

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"vigie/event"
)

// structuresPerPerson is the number of structures a resident: 3 for 10 000, as counted in 2021 on average over more than
// 2 000 structures.
const structuresPerPerson = 3.0 / 10_000

const (
	neverSends    = 0.03 // of the structures: never send an event
	fallsSilent   = 0.05 // stop sending long before the end of the period
	silence       = 90   // days without an event after which a structure counts as silent
	keepsToItself = 0.12 // neither refer people nor are referred to
	opensMidway   = 0.012
	closesMidway  = 0.01
	clusterSize   = 6 // structures that only know each other
	sizeSpread    = 0.6
	lastDays      = 7 // days after its closing in which a structure still ends what it began
)

// tool is a piece of software that structures send their events with.
type tool struct {
	Source
	rhythm    int    // days between two sendings
	questions string // the questionnaire it assesses with
	scored    bool   // the questionnaire gives a score
	coarse    bool   // knows ages from 60 to 69 only as one band
}

// clusterTool is the tool that only the isolated cluster uses.
const clusterTool = 3

// tools of the network. The first two share identifiers of persons: a person referred from one to the other is recognised.
var tools = []tool{
	{Source: Source{"https://demo.vigie.example/outil-a", "https://demo.vigie.example/parcours"}, rhythm: 1, questions: "parcours-12", scored: true},
	{Source: Source{"https://demo.vigie.example/outil-b", "https://demo.vigie.example/parcours"}, rhythm: 1, questions: "parcours-12", scored: true},
	{Source: Source{"https://demo.vigie.example/outil-c", "https://demo.vigie.example/outil-c"}, rhythm: 1, questions: "premiers-pas"},
	{Source: Source{"https://demo.vigie.example/outil-d", "https://demo.vigie.example/outil-d"}, rhythm: 7, questions: "entre-voisins", scored: true},
	{Source: Source{"https://demo.vigie.example/tableur-e", "https://demo.vigie.example/tableur-e"}, rhythm: 30, questions: "grille-simple", coarse: true},
}

// site is an invented structure, as its people and events see it.
type site struct {
	id, name string
	kind     *kind
	place    int // in Network.places
	tool     int // in tools
	size     float64
	number   int // within its place, from 1

	opened, closed event.Day // 0 where it has always been, or stays, open
	since, until   event.Day // sends events of days in [since, until)
	opening        int       // in openings; -1: hours unknown
	weekdays       [daysOfWeek]bool
	workshops      int // weekday of its workshops, 0 for Sunday
	everyWeeks     int // between two workshops
	services       []event.Service
	serves         odds[int] // of services, as positions in event.ServiceValues, by how often people come for them
	pull           float64   // share of all people who come here first
	formats        odds[event.Format]
	helpers        odds[event.Helper]
	partners       []int32 // sites it refers people to
	project        *project
}

// newSites invents the structures of every place, sorted by id.
func (n *Network) newSites() []site {
	var population, supplied float64
	for _, p := range n.places {
		population += p.population
		supplied += p.population * p.supply
	}
	var sites []site
	for i, p := range n.places {
		count := max(2, int(math.Round(p.population*p.supply*population/supplied*structuresPerPerson)))
		for number := 1; number <= count; number++ {
			sites = append(sites, n.newSite(i, number))
		}
	}
	slices.SortStableFunc(sites, func(a, b site) int { return strings.Compare(a.id, b.id) })
	return sites
}

// newSite invents one structure; the first of each place is its town hall's.
func (n *Network) newSite(in, number int) site {
	p := &n.places[in]
	d := newDraws()
	d.begin(n.options.Seed, textNumber(p.code), uint64(number))
	s := site{
		id: fmt.Sprintf("demo-%s-%03d", p.code, number), place: in, number: number, kind: &kinds[0],
		since: n.options.From, until: n.options.To,
	}
	if number > 1 {
		s.kind = n.lists.kinds.pick(d.Float64())
	}
	s.name = fmt.Sprintf("%s %s (démo %s-%d)", s.kind.name, d.emblem(), shortName(p.code), number)
	s.size = s.kind.size * d.around(1, sizeSpread)
	s.tool = newOdds([]int{0, 1, 2, 3, 4}, s.kind.tool[:]).pick(d.Float64())
	s.setHours(&n.lists, d)
	s.setServices(d)
	s.formats = newOdds(event.FormatValues(), s.kind.formats[:])
	s.helpers = newOdds(event.HelperValues(), s.kind.helpers[:])
	return s
}

// shortName turns the code of an arrondissement into its number.
func shortName(code string) string {
	if number, ok := strings.CutPrefix(code, "751"); ok && len(number) == 2 {
		return strings.TrimPrefix(number, "0")
	}
	return code
}

// Emblems name structures after nobody and nowhere.
var (
	emblems = []string{
		"du Héron", "de la Libellule", "du Tilleul", "de la Boussole", "du Hérisson", "de l'Écureuil", "du Cerf-volant",
		"de la Mésange", "du Coquelicot", "de la Loutre", "du Noisetier", "de la Lanterne", "du Grillon", "de la Marmotte",
		"du Sablier", "de l'Hirondelle", "du Muguet", "de la Tortue", "du Phare", "de la Coccinelle",
	}
	colours  = []string{"", "", "bleu", "vert", "orange", "violet", "gris", "rose"}
	feminine = map[string]string{"bleu": "bleue", "vert": "verte", "violet": "violette", "gris": "grise"}
)

func (d *draws) emblem() string {
	emblem, colour := emblems[d.IntN(len(emblems))], colours[d.IntN(len(colours))]
	if colour == "" {
		return emblem
	}
	if strings.HasPrefix(emblem, "de la ") || emblem == "de l'Hirondelle" {
		if form, ok := feminine[colour]; ok {
			colour = form
		}
	}
	return emblem + " " + colour
}

// setHours gives the structure its opening hours; for one in twelve they are not known, and it opens from Monday to
// Friday.
func (s *site) setHours(l *lists, d *draws) {
	s.opening = s.kind.hours[d.IntN(len(s.kind.hours))]
	if d.chance(1.0 / 12) {
		s.opening = -1
		s.weekdays = l.weekdays[0]
	} else {
		s.weekdays = l.weekdays[s.opening]
	}
	for s.workshops = d.IntN(daysOfWeek); !s.weekdays[s.workshops]; {
		s.workshops = (s.workshops + 1) % daysOfWeek
	}
}

// setServices chooses what the structure offers; everyday tools where it would be nothing.
func (s *site) setServices(d *draws) {
	var often []float64
	var numbers []int
	for i, service := range event.ServiceValues() {
		if d.chance(s.kind.services[i]) {
			s.services = append(s.services, service)
			numbers = append(numbers, i)
			often = append(often, 0.1+s.kind.services[i]*d.Float64())
		}
	}
	if len(s.services) == 0 {
		s.services, numbers, often = []event.Service{event.ServiceEverydayTools}, []int{everydayTools}, []float64{1}
	}
	s.serves = newOdds(numbers, often)
}

// makeHistory decides which structures open, close or fall silent.
func (n *Network) makeHistory() {
	d := newDraws()
	d.begin(n.options.Seed, 0, textNumber("history"))
	order := d.Perm(len(n.sites))
	take := func(share float64, least int) []int {
		count := min(max(least, int(share*float64(len(n.sites)))), len(order))
		taken := order[:count]
		order = order[count:]
		return taken
	}
	days := n.calendar.days()
	if days <= 0 || len(order) < 4*clusterSize {
		return
	}
	midway := func() event.Day { return n.options.From.AddDays(days/4 + d.IntN(days/2+1)) }
	for _, i := range take(opensMidway, 1) {
		n.sites[i].opened = midway()
		n.sites[i].since = n.sites[i].opened
	}
	for _, i := range take(closesMidway, 1) {
		n.sites[i].closed = midway()
		n.sites[i].until = n.sites[i].closed.AddDays(lastDays)
	}
	for _, i := range take(neverSends, 1) {
		n.sites[i].until = n.sites[i].since
	}
	for _, i := range take(fallsSilent, 1) {
		n.sites[i].until = n.options.To.AddDays(-silence - 1 - d.IntN(max(1, days/2)))
	}
}

// makeCluster finds a few structures of one populous place and gives them a tool of their own: they will only know each
// other. Whether a site belongs to it shows in its tool.
func (n *Network) makeCluster() {
	if len(n.sites) < 4*clusterSize {
		return
	}
	largest := 0
	for i := range n.places {
		if n.places[i].need*n.places[i].population > n.places[largest].need*n.places[largest].population {
			largest = i
		}
	}
	found := 0
	for i := range n.sites {
		s := &n.sites[i]
		small := s.kind.typology == "ASSO" || s.kind.typology == "EVS" || s.kind.typology == "CS"
		if s.place == largest && small && s.until == n.options.To && found < clusterSize {
			s.tool = clusterTool
			found++
		}
	}
}

func (s *site) inCluster() bool { return s.tool == clusterTool }

// active tells whether the structure sends events of that day.
func (s *site) active(day event.Day) bool { return s.since <= day && day < s.until }

// opensOn tells whether the structure welcomes people on that day.
func (s *site) opensOn(day event.Day, c calendar) bool {
	return s.active(day) && c.holds(day) && c.busy[day-c.from] > 0 && s.weekdays[weekday(day)]
}

// holdsWorkshop tells whether the day is one of the structure's workshops, if it opens.
func (s *site) holdsWorkshop(day event.Day) bool {
	week := int(day+3) / daysOfWeek // from Monday to Sunday
	return weekday(day) == s.workshops && (week+s.number)%s.everyWeeks == 0
}

// setWorkshops spaces workshops so that several people come to each, every four weeks at least.
func (s *site) setWorkshops(people float64) {
	switch {
	case people < 2:
		s.everyWeeks = 4
	case people < 5:
		s.everyWeeks = 2
	default:
		s.everyWeeks = 1
	}
}

// weekday of a day, 0 for Sunday; 1 January 1970 was a Thursday.
func weekday(day event.Day) int { return int(((day+4)%daysOfWeek + daysOfWeek) % daysOfWeek) }
