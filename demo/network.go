// Package demo makes a synthetic network of digital inclusion: invented structures over real territories, and the events
// that their tools would send, with the moments at which they would arrive. Nothing in it is measured on people: the profiles are calibrated on the figures that the
// Paris survey published in 2017 (see Survey), the rest are stated assumptions, and the faults are those of a real network
// (silent structures, late, repeated, edited and retracted events, underserved areas, an isolated cluster).
//
// The same Options give the same network and the same events.
package demo

import (
	"iter"

	"vigie/event"
	"vigie/network"
)

// Options say which network to make.
type Options struct {
	People      int       // persons met, each assessed at least once; 0 or less gives structures without events
	From, To    event.Day // the events' days lie in [From, To)
	Seed        uint64
	Shape       Shape               // "" is Paris
	Territories []network.Territory // where people live and structures stand; their number follows the population
	Postcodes   map[string]string   // of addresses, by territory; where there is none, that of its département's first town
}

// Stops are the days on which the filling of a warehouse with the network may stop, oldest first: the 15ths of its last five months, so that a committee
// that met between has seen the figures of an earlier quarter than the last one.
func (o Options) Stops() []event.Day {
	var list []event.Day
	month := event.MonthOf(o.To)
	if o.To < month.First().AddDays(stopOn) {
		month--
	}
	for before := event.Month(stops - 1); before >= 0; before-- {
		if day := (month - before).First().AddDays(stopOn); day > o.From {
			list = append(list, day)
		}
	}
	return list
}

// How many stops there are at most, and how many days after the first of the month.
const (
	stops  = 5
	stopOn = 14
)

// Source is a tool that sends events.
type Source struct {
	Source string // the events' source
	Space  string // the space of its references of persons; tools that share identifiers share a space
}

// Network is a synthetic network. It holds its structures and what is needed to draw its people one by one, so its size
// does not depend on their number. It may be read from several goroutines.
type Network struct {
	options  Options
	places   []place
	sites    []site
	survey   *survey
	calendar calendar
	around   map[string]odds[int] // by parent, the places that have it, by population
	homes    [groups]odds[int32]  // the site that a person of a group comes to first
	lists    lists
}

// New makes the network. Without a day between From and To, or without people or territories with a population, it has no
// events.
func New(options Options) *Network {
	n := &Network{options: options, survey: newSurvey(), lists: newLists(options.Shape)}
	n.calendar = newCalendar(options.From, options.To)
	n.places = newPlaces(options)
	n.around = newAround(n.places)
	n.sites = n.newSites()
	n.makeHistory()
	n.makeCluster()
	n.makePartners()
	n.makeProjects()
	n.makeIdentity()
	n.homes = n.newHomes()
	for i := range n.sites {
		n.sites[i].setWorkshops(n.participationsPerWeek(&n.sites[i]))
	}
	return n
}

// Sources lists the tools that send the events, in a fixed order.
func (n *Network) Sources() []Source {
	list := make([]Source, len(tools))
	for i, t := range tools {
		list[i] = t.Source
	}
	return list
}

// Events gives the events in the order in which they arrive; see Stream.
func (n *Network) Events() iter.Seq[event.Event] {
	return func(yield func(event.Event) bool) {
		for _, e := range n.Stream().Before(n.options.To) {
			if !yield(e) {
				return
			}
		}
	}
}

// inhabited tells whether there is a structure that people can come to.
func (n *Network) inhabited() bool {
	for _, homes := range n.homes {
		if homes.empty() {
			return false
		}
	}
	return true
}
