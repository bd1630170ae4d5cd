// Package nearby finds the structures near what somebody typed: a place, a postcode, a street or a name of the registry. It knows no other
// addresses, so that nothing of what is typed leaves the server.
package nearby

import (
	"cmp"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"vigie/network"
	"vigie/network/national"
)

// Registry is what is looked through. Within tells of a territory or group which territories lie in it.
type Registry struct {
	Territories []network.Territory
	Structures  []network.Structure
	Within      func(code string) func(territory string) bool
}

// Place is a structure, and how far it is.
type Place struct {
	network.Structure
	// Meant tells that the structure is what was typed, or stands there.
	Meant bool
	// Metres is the distance as the crow flies; it is known only where what was typed and the structure have positions.
	Metres   float64
	Measured bool

	named string // its name, by which it is sorted among equals
}

// Found is what a search came to.
type Found struct {
	// Places are the structures of the registry, the nearest first: those that are meant, then the others; those without a distance last, by name.
	// Where something is meant and nothing of it has a position, they are those that are meant alone.
	Places []Place
	// Where are the territories that were meant; none where streets or names of structures were. Of more than Places can be near to, the reader
	// has to choose one.
	Where []network.Territory
	// Any tells that something of the registry was meant.
	Any bool
}

// several is up to how many territories are one place to search around: of more that are called alike, one must be chosen.
const several = 3

// Near sorts the structures by how near they are to what a text means. An empty text means nothing.
func (r Registry) Near(text string) Found {
	var f Found
	words := strings.Fields(national.Fold(text))
	meant := func(network.Structure) bool { return false }
	switch {
	case len(words) == 0:
	case len(words) == 1 && postcode(words[0]):
		code := strings.ToUpper(words[0])
		meant = func(s network.Structure) bool { return s.Postcode == code || s.INSEE == code || s.Territory == code }
	default:
		if f.Where = r.called(words); len(f.Where) > several {
			f.Any = true
		} else if len(f.Where) > 0 {
			meant = r.standing(f.Where)
		} else {
			meant = matching(words)
		}
	}
	for _, s := range r.Structures {
		f.Places = append(f.Places, Place{Structure: s, Meant: meant(s), named: national.Fold(s.Name)})
	}
	f.measure()
	return f
}

func postcode(word string) bool {
	return len(word) == 5 && strings.Trim(word[2:], "0123456789") == ""
}

// called are the territories that words name: those whose name they are, else those whose names begin with each of them somewhere.
func (r Registry) called(words []string) (all []network.Territory) {
	whole := strings.Join(words, " ")
	for _, t := range r.Territories {
		switch name := national.Fold(t.Name); {
		case name == whole:
			return []network.Territory{t}
		case t.Code == strings.ToUpper(whole), begins(strings.Fields(name), words):
			all = append(all, t)
		}
	}
	return all
}

// begins tells whether each word begins one of a name.
func begins(name, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(name, func(one string) bool { return strings.HasPrefix(one, word) })
	})
}

func (r Registry) standing(in []network.Territory) func(network.Structure) bool {
	var inside []func(string) bool
	for _, t := range in {
		inside = append(inside, r.Within(t.Code))
	}
	return func(s network.Structure) bool {
		return slices.ContainsFunc(inside, func(holds func(string) bool) bool { return holds(s.Territory) })
	}
}

// matching tells of structures whether their names or addresses have all words; a house number is left aside, for few have the same.
func matching(words []string) func(network.Structure) bool {
	kept := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return !postcode(word) && strings.Trim(word, "0123456789") == "" })
	return func(s network.Structure) bool {
		text := national.Fold(strings.Join([]string{s.Name, s.Address, s.Postcode, s.Commune}, " "))
		return len(kept) > 0 && begins(strings.Fields(text), kept)
	}
}

// measure finds the middle of what is meant, and sorts by the distance to it.
func (f *Found) measure() {
	var latitudes, longitudes []float64
	for _, p := range f.Places {
		f.Any = f.Any || p.Meant
		if p.Meant && p.Latitude != nil && p.Longitude != nil {
			latitudes, longitudes = append(latitudes, *p.Latitude), append(longitudes, *p.Longitude)
		}
	}
	if len(latitudes) > 0 {
		middle := orb.Point{median(longitudes), median(latitudes)}
		for i, p := range f.Places {
			if p.Latitude != nil && p.Longitude != nil {
				f.Places[i].Metres, f.Places[i].Measured = geo.DistanceHaversine(middle, orb.Point{*p.Longitude, *p.Latitude}), true
			}
		}
	} else if slices.ContainsFunc(f.Places, isMeant) {
		f.Places = slices.DeleteFunc(f.Places, func(p Place) bool { return !p.Meant })
	}
	slices.SortFunc(f.Places, func(a, b Place) int {
		return cmp.Or(first(a.Meant, b.Meant), first(a.Measured, b.Measured), cmp.Compare(a.Metres, b.Metres),
			cmp.Compare(a.named, b.named), cmp.Compare(a.ID, b.ID))
	})
}

func isMeant(p Place) bool { return p.Meant }

// first puts what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// median is the middle one of numbers, which it sorts; of an even number of them the lower of the two.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	return numbers[(len(numbers)-1)/2]
}
