package network

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"vigie/network/national"
)

// How a structure was attached to its territory, the surest way first.
const (
	byDeclaration = "declared"
	byINSEE       = "insee"
	byPostcode    = "postcode"
	byName        = "name"
	byPosition    = "position"
)

// ways lists them in that order.
func ways() []string { return []string{byDeclaration, byINSEE, byPostcode, byName, byPosition} }

// attacher finds the territory of the registry in which a structure stands: the lowest one that is sure.
type attacher struct {
	territories map[string]Territory
	parents     map[string]bool     // territories that have others of the registry inside
	named       map[string][]string // folded name → territories
	outlines    []outline           // the lowest territories first
	list        *national.Country   // nil until it is needed
}

type outline struct {
	code  string
	bound orb.Bound
	area  orb.MultiPolygon
}

func newAttacher(territories []Territory, outlines map[string]orb.MultiPolygon) *attacher {
	a := &attacher{territories: make(map[string]Territory, len(territories)), parents: make(map[string]bool), named: make(map[string][]string)}
	for _, t := range territories {
		a.territories[t.Code] = t
		a.named[national.Fold(t.Name)] = append(a.named[national.Fold(t.Name)], t.Code)
	}
	for _, t := range territories {
		if _, ok := a.territories[t.Parent]; ok {
			a.parents[t.Parent] = true
		}
	}
	for _, t := range territories {
		if area, ok := outlines[t.Code]; ok {
			a.outlines = append(a.outlines, outline{code: t.Code, bound: area.Bound(), area: area})
		}
	}
	slices.SortStableFunc(a.outlines, func(x, y outline) int { return a.depth(y.code) - a.depth(x.code) })
	return a
}

// country reads the national list, once.
func (a *attacher) country() (*national.Country, error) {
	if a.list == nil {
		list, err := national.Load()
		if err != nil {
			return nil, err
		}
		a.list = list
	}
	return a.list, nil
}

// depth counts the territories of the registry around one.
func (a *attacher) depth(code string) int {
	depth := 0
	for t := a.territories[code]; depth <= len(a.territories); depth++ {
		parent, ok := a.territories[t.Parent]
		if !ok {
			break
		}
		t = parent
	}
	return depth
}

// inside tells whether a territory is another or one around it.
func (a *attacher) inside(code, around string) bool {
	for range len(a.territories) + 1 {
		if code == around {
			return true
		}
		t, ok := a.territories[code]
		if !ok {
			return false
		}
		code = t.Parent
	}
	return false
}

// search is the state of looking for one structure's territory.
type search struct {
	*attacher
	found attachment // the best so far; final once it is a lowest territory
}

// settle takes what a way has found, and tells whether it needs no other. A territory that has others inside waits for
// a way that tells which of them; a way that contradicts a surer one is not followed.
func (s *search) settle(code, how string) bool {
	if code == "" || s.found.territory != "" && !s.inside(code, s.found.territory) {
		return false
	}
	if s.found.territory != code {
		s.found = attachment{territory: code, how: how}
	}
	return !s.parents[code]
}

// attach finds where a structure stands. An empty territory: nowhere in the registry that could be told.
func (a *attacher) attach(s Structure) (attachment, []Fault, error) {
	look := &search{attacher: a}
	var faults []Fault
	if s.DeclaredTerritory != "" {
		code := arrondissementCode(s.DeclaredTerritory)
		if _, ok := a.territories[code]; !ok {
			faults = append(faults, Fault{ID: s.ID, Field: "territory", Kept: true, Reason: fmt.Sprintf("%q is no territory of the registry: import it, or correct the code", shorten(s.DeclaredTerritory, 64))})
		} else if look.settle(code, byDeclaration) {
			return look.found, faults, nil
		}
	}
	if len(a.territories) == 0 {
		return look.found, faults, nil
	}
	code, outside, fault, err := a.fromINSEE(s)
	if err != nil {
		return attachment{}, nil, err
	}
	if fault != nil {
		faults = append(faults, *fault)
	}
	if look.settle(code, byINSEE) {
		return look.found, faults, nil
	}
	if !outside {
		var how string
		if code, how, outside, err = a.fromAddress(s); err != nil {
			return attachment{}, nil, err
		}
		if look.settle(code, how) {
			return look.found, faults, nil
		}
	}
	if code, err = a.fromOwnName(s); err != nil {
		return attachment{}, nil, err
	}
	if look.settle(code, byName) {
		return look.found, faults, nil
	}
	if code, err = a.fromPosition(s, outside); err != nil {
		return attachment{}, nil, err
	}
	look.settle(code, byPosition)
	return look.found, faults, nil
}

// fromINSEE goes by the code of the commune. outside: that commune is in no territory of the registry.
func (a *attacher) fromINSEE(s Structure) (code string, outside bool, fault *Fault, err error) {
	insee := arrondissementCode(s.INSEE)
	if insee == "" {
		return "", false, nil, nil
	}
	if _, ok := a.territories[insee]; ok && insee != s.Postcode {
		return insee, false, nil, nil
	}
	country, err := a.country()
	if err != nil {
		return "", false, nil, err
	}
	commune, known := country.Area(insee)
	switch {
	case insee == s.Postcode && (!known || !slices.Contains(commune.Postcodes, s.Postcode)):
		return "", false, &Fault{ID: s.ID, Field: "code_insee", Kept: true, Reason: fmt.Sprintf("%s is the postcode, not the INSEE code of the commune", s.INSEE)}, nil
	case !known:
		return "", false, &Fault{ID: s.ID, Field: "code_insee", Kept: true, Reason: fmt.Sprintf("%s is the INSEE code of no commune", s.INSEE)}, nil
	}
	code, _, outside = a.only([]*national.Area{commune})
	return code, outside, nil, nil
}

// lowest is the lowest territory of the registry around a commune or arrondissement, itself included.
func (a *attacher) lowest(area *national.Area) string {
	for _, code := range []string{area.Code, area.Commune, area.EPCI, area.Departement} {
		if _, ok := a.territories[code]; ok && code != "" {
			return code
		}
	}
	return ""
}

// fromAddress goes by the postcode, and by the name of the commune where several share it or none has it. outside: all the
// communes that it can be are in no territory of the registry.
func (a *attacher) fromAddress(s Structure) (code, how string, outside bool, err error) {
	if code := arrondissementCode(s.Postcode); code != s.Postcode {
		if _, ok := a.territories[code]; ok {
			return code, byPostcode, false, nil
		}
	}
	country, err := a.country()
	if err != nil {
		return "", "", false, err
	}
	sharing := country.WithPostcode(s.Postcode)
	if code, sure, outside := a.only(sharing); sure || outside {
		return code, byPostcode, outside, nil
	}
	code, _, outside = a.only(namesakes(country, sharing, s))
	return code, byName, outside, nil
}

// namesakes lists the communes that the name of a structure's commune can mean: among those that share its postcode, by
// the whole name, else by its beginning ("Chamonix", "Sciez-sur-Léman" for Sciez); else in the same département, because
// postcodes are often wrong.
func namesakes(country *national.Country, sharing []*national.Area, s Structure) []*national.Area {
	name := arrondissementName(s.Commune)
	for _, alike := range []func(own, given string) bool{sameName, beginsAlike} {
		var found []*national.Area
		for _, area := range sharing {
			if alike(national.Fold(area.Name), name) || slices.ContainsFunc(area.Former, func(f national.Former) bool { return alike(national.Fold(f.Name), name) }) {
				found = append(found, area)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return slices.DeleteFunc(country.Named(name), func(area *national.Area) bool { return !sameDepartement(area, s.Postcode) })
}

// sameName compares folded names without their spaces: a lost apostrophe joins two words.
func sameName(own, given string) bool {
	return strings.ReplaceAll(own, " ", "") == strings.ReplaceAll(given, " ", "")
}

// beginsAlike tells whether one of two folded names, but for its article, is the beginning of the other.
func beginsAlike(own, given string) bool {
	own, given = withoutArticle(own), withoutArticle(given)
	return own != "" && given != "" && (strings.HasPrefix(own+" ", given+" ") || strings.HasPrefix(given+" ", own+" "))
}

func withoutArticle(folded string) string {
	article, name, ok := strings.Cut(folded, " ")
	if ok && slices.Contains([]string{"le", "la", "les", "l"}, article) {
		return name
	}
	return folded
}

// only is the territory of the registry in which all the areas are. Where there are several, or none is sure, it is empty;
// outside: none of the areas is in the registry, nor a part of one.
func (a *attacher) only(areas []*national.Area) (code string, sure, outside bool) {
	outside = len(areas) > 0
	for i, area := range areas {
		lowest := a.lowest(area)
		if i > 0 && lowest != code {
			return "", false, false
		}
		code = lowest
		outside = outside && lowest == "" && !a.hasParts(area)
	}
	return code, code != "", outside
}

// hasParts tells whether a commune has arrondissements, so that its own code says little.
func (a *attacher) hasParts(area *national.Area) bool {
	return area.Level == national.Commune && len(a.list.Parts(area.Code)) > 0
}

// isOwn tells whether a territory is none of the national list: a district of a town, say. The addresses of
// structures cannot tell whether they are in it.
func (a *attacher) isOwn(code string) (bool, error) {
	country, err := a.country()
	if err != nil {
		return false, err
	}
	_, national := country.Area(code)
	return !national, nil
}

// fromOwnName looks for the commune's name among the territories that the national list does not have.
func (a *attacher) fromOwnName(s Structure) (string, error) {
	named := a.named[national.Fold(s.Commune)]
	if len(named) != 1 {
		return "", nil
	}
	own, err := a.isOwn(named[0])
	if err != nil || !own {
		return "", err
	}
	return named[0], nil
}

// sameDepartement compares a commune with a postcode that may be in no list, such as that of a post-office box.
func sameDepartement(area *national.Area, postcode string) bool {
	digits := 2
	if strings.HasPrefix(postcode, "97") || strings.HasPrefix(postcode, "98") {
		digits = 3
	}
	return len(postcode) == 5 && slices.ContainsFunc(area.Postcodes, func(own string) bool { return own[:digits] == postcode[:digits] })
}

// fromPosition looks for the lowest territory whose outline holds the structure. Where the address is outside the
// registry, only one that the national list does not have can hold it: positions are less sure than addresses.
func (a *attacher) fromPosition(s Structure, outside bool) (string, error) {
	if s.Latitude == nil || s.Longitude == nil {
		return "", nil
	}
	point := orb.Point{*s.Longitude, *s.Latitude}
	for _, o := range a.outlines {
		if !o.bound.Contains(point) || !planar.MultiPolygonContains(o.area, point) {
			continue
		}
		if !outside {
			return o.code, nil
		}
		if own, err := a.isOwn(o.code); own || err != nil {
			return o.code, err
		}
	}
	return "", nil
}

// arrondissementCode turns a postcode of Paris into the code of its arrondissement; all else stays as it is.
func arrondissementCode(code string) string {
	if len(code) == 5 && strings.HasPrefix(code, "750") && "01" <= code[3:] && code[3:] <= "20" {
		return "751" + code[3:]
	}
	return code
}

var arrondissementPattern = regexp.MustCompile(`^(paris|lyon|marseille) (?:cedex )?0?([1-9][0-9]?)(?:er|e|eme)?(?: arrondissement)?(?: cedex)?$`)

// arrondissementName gives "Paris 13" and its like, and "PARIS CEDEX 13", the name of the national list; of other communes
// what follows "cedex" is left out.
func arrondissementName(commune string) string {
	folded := national.Fold(commune)
	if parts := arrondissementPattern.FindStringSubmatch(folded); parts != nil {
		ordinal := parts[2] + "e"
		if parts[2] == "1" {
			ordinal = "1er"
		}
		return parts[1] + " " + ordinal + " arrondissement"
	}
	name, _, _ := strings.Cut(folded, " cedex")
	return name
}
