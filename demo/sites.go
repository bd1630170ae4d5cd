package demo

import (
	"fmt"
	"slices"
	"strings"

	"vigie/event"
)

const (
	keepsToItself = 0.12 // of the structures: neither refer people nor are referred to
	clusterSize   = 6    // structures that only know each other
	sizeSpread    = 0.6
	asksReturning = 0.75 // of the structures ask anonymous people whether they had come before
)

// tool is a piece of software that structures send their events with.
type tool struct {
	Source
	rhythm    int    // days between two sendings; 0: once a month, of the month before
	questions string // the questionnaire it assesses with
	scored    bool   // the questionnaire gives a score
	coarse    bool   // knows ages from 60 to 69 only as one band
}

// clusterTool is the tool that only the isolated cluster uses; declarationTool stands for the form in which structures without a
// tool declare their months.
const (
	clusterTool     = 3
	declarationTool = 5
)

// Declarations is the source of the months that structures without a tool declare.
const Declarations = "https://demo.vigie.example/declarations"

// tools of the network. The first two share identifiers of persons: a person referred from one to the other is recognised.
var tools = []tool{
	{Source: Source{"https://demo.vigie.example/outil-a", "https://demo.vigie.example/parcours"}, rhythm: 1, questions: "parcours-12", scored: true},
	{Source: Source{"https://demo.vigie.example/outil-b", "https://demo.vigie.example/parcours"}, rhythm: 1, questions: "parcours-12", scored: true},
	{Source: Source{"https://demo.vigie.example/outil-c", "https://demo.vigie.example/outil-c"}, rhythm: 1, questions: "premiers-pas"},
	{Source: Source{"https://demo.vigie.example/outil-d", "https://demo.vigie.example/outil-d"}, rhythm: 7, questions: "entre-voisins", scored: true},
	{Source: Source{"https://demo.vigie.example/tableur-e", "https://demo.vigie.example/tableur-e"}, questions: "grille-simple", coarse: true},
	{Source: Source{Declarations, Declarations}, rhythm: 1},
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
	declaresUntil  event.Day // declares the months that end before; 0: none
	travels        bool      // comes for some weeks and goes on
	asksReturning  bool      // anonymous people, whether they had come before
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
	alias          string    // the id that its own tool has for it; "": its own
	merged         event.Day // from which on another continues it; 0: never
	successor      int32     // the one that does
}

// newSites invents the structures of every place, sorted by id.
func (n *Network) newSites() []site {
	var sites []site
	for i, count := range n.options.structuresOf(n.places) {
		for number := 1; number <= count; number++ {
			sites = append(sites, n.newSite(i, number, count))
		}
	}
	slices.SortStableFunc(sites, func(a, b site) int { return strings.Compare(a.id, b.id) })
	return sites
}

// newSite invents one of the structures of a place; the first of several is its town hall's.
func (n *Network) newSite(in, number, of int) site {
	p := &n.places[in]
	d := newDraws()
	d.begin(n.options.Seed, textNumber(p.code), uint64(number))
	s := site{
		id: fmt.Sprintf("demo-%s-%03d", p.code, number), place: in, number: number, kind: &kinds[0],
		since: n.options.From, until: n.options.To,
	}
	if number > 1 || of == 1 {
		s.kind = n.lists.kinds.pick(d.Float64())
	}
	s.name = fmt.Sprintf("%s %s (démo %s-%d)", s.kind.name, d.emblem(), shortName(p.code), number)
	s.size = s.kind.size * d.around(1, sizeSpread)
	s.tool = newOdds(numbers(len(s.kind.tool)), s.kind.tool[:]).pick(d.Float64())
	s.setHours(&n.lists, d)
	s.setServices(d)
	s.formats = newOdds(event.FormatValues(), s.kind.formats[:])
	s.helpers = newOdds(event.HelperValues(), s.kind.helpers[:])
	s.asksReturning = d.chance(asksReturning)
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

// sends tells whether the structure ever sends an event with a tool; declares, whether it ever declares a month.
func (s *site) sends() bool    { return s.since < s.until }
func (s *site) declares() bool { return s.declaresUntil > 0 }

// throughout tells whether the structure reports in the whole period.
func (s *site) throughout(o Options) bool {
	return s.since <= o.From && s.until >= o.To || s.declaresUntil >= o.To
}

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
