// Package demo makes a synthetic network of digital inclusion: invented structures over real territories, and the events
// that their tools would send. Nothing in it is measured on people: the profiles are calibrated on the figures that the
// Paris survey published in 2017 (see Survey), the rest are stated assumptions, and the faults are those of a real network
// (silent structures, late, repeated, edited and retracted events, underserved areas, an isolated cluster).
//
// The same Options give the same network and the same events.
package demo

import (
	"iter"
	"time"

	"vigie/event"
	"vigie/network"
)

// Options say which network to make.
type Options struct {
	People      int       // persons met, each assessed at least once; 0 or less gives structures without events
	From, To    event.Day // the events' days lie in [From, To)
	Seed        uint64
	Territories []network.Territory // where the structures stand; their number follows the population
}

// Registered is the day on which the registry of the network is imported: the last before the end of the latest quarter that an edition has
// by To, editions being of the 15th, so that what is published of the latest year knows the registry at its end.
func (o Options) Registered() event.Day {
	edition := o.To.Time().AddDate(0, 0, -14)
	quarter := time.Date(edition.Year(), (edition.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	return event.DayOf(quarter.AddDate(0, 0, -1))
}

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
	homes    [groups]odds[int32] // the site that a person of a group comes to first
	lists    lists
}

// New makes the network. Without a day between From and To, or without people or territories with a population, it has no
// events.
func New(options Options) *Network {
	n := &Network{options: options, survey: newSurvey(), lists: newLists()}
	n.calendar = newCalendar(options.From, options.To)
	n.places = newPlaces(options.Territories)
	n.sites = n.newSites()
	n.makeHistory()
	n.makeCluster()
	n.makePartners()
	n.makeProjects()
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

// Structures lists the invented structures, sorted by id. They depend on People only in their weekly capacity.
func (n *Network) Structures() []network.Structure {
	list := make([]network.Structure, len(n.sites))
	for i := range n.sites {
		list[i] = n.structure(i)
	}
	return list
}

// Events gives the events in the order of the days on which the tools would send them, which is mostly the order of the
// events' own days: some come weeks or months late, some twice, some are followed by a corrected revision or a retraction
// of their record. What would be sent on To or later comes on the day before To. Every event is valid; their lists are
// shared between events and must not be changed.
//
// Events are made as they are asked for. Memory holds eight bytes for each event that is yet to be sent of people already
// met: less than 10 MB for 1 500 000 people, whose events are 10 million.
func (n *Network) Events() iter.Seq[event.Event] {
	return func(yield func(event.Event) bool) {
		if n.options.People <= 0 || n.calendar.days() <= 0 || !n.inhabited() {
			return
		}
		newStream(n).run(yield)
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
