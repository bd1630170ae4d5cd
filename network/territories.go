package network

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ReadTerritories reads a CSV file with the columns code, name, level and population, and optionally parent,
// population_year and population_source. Rows that are wrong come back as faults with their lines. The error says that
// nothing could be read.
func ReadTerritories(r io.Reader) ([]Territory, []Fault, error) {
	var territories []Territory
	faults, err := readRows(r, []string{"code", "name", "level", "population"}, func(cells map[string]string) *Fault {
		t := Territory{
			Code: cells["code"], Name: cells["name"], Level: cells["level"], Parent: cells["parent"], PopulationSource: cells["population_source"],
		}
		population, err := ParseWhole(cells["population"], 1<<32-1)
		if err != nil {
			return &Fault{ID: t.Code, Field: "population", Reason: err.Error()}
		}
		year, err := ParseWhole(cells["population_year"], 9999)
		if err != nil {
			return &Fault{ID: t.Code, Field: "population_year", Reason: err.Error()}
		}
		t.Population, t.PopulationYear = uint32(population), uint16(year)
		if fault := checkTerritory(t); fault != nil {
			return fault
		}
		territories = append(territories, t)
		return nil
	})
	return territories, faults, err
}

// ReadGroups reads a CSV file with the columns code, name and members, the codes of territories joined with "|". Faults and
// error are as in ReadTerritories.
func ReadGroups(r io.Reader) ([]Group, []Fault, error) {
	var groups []Group
	faults, err := readRows(r, []string{"code", "name", "members"}, func(cells map[string]string) *Fault {
		g := Group{Code: cells["code"], Name: cells["name"], Members: membersOf(strings.Split(cells["members"], "|"))}
		if fault := checkGroup(g); fault != nil {
			return fault
		}
		groups = append(groups, g)
		return nil
	})
	return groups, faults, err
}

// readRows reads a CSV file of codes, each of which may stand once.
func readRows(r io.Reader, required []string, take func(cells map[string]string) *Fault) ([]Fault, error) {
	rows, err := ReadRows(r, required...)
	if err != nil {
		return nil, err
	}
	var faults []Fault
	lines := make(map[string]int)
	for row, err := range rows.All() {
		if err != nil {
			return nil, err
		}
		if row.Fault != "" {
			faults = append(faults, Fault{Line: row.Line, Reason: row.Fault})
			continue
		}
		fault := &Fault{ID: row.Cells["code"], Field: "code"}
		if first, again := lines[row.Cells["code"]]; again {
			fault.Reason = fmt.Sprintf("the code already stands on line %d: leave one of them out", first)
		} else if fault = take(row.Cells); fault == nil {
			lines[row.Cells["code"]] = row.Line
			continue
		}
		fault.Line = row.Line
		faults = append(faults, *fault)
	}
	return faults, nil
}

// ParseWhole reads a number that may have spaces between its thousands; empty is 0.
func ParseWhole(text string, most uint64) (uint64, error) {
	digits, _ := withoutSpaces(text)
	if digits == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n > most {
		return 0, fmt.Errorf("%q is no whole number from 0 to %d", shorten(text, 40), most)
	}
	return n, nil
}

// reserved are keys of figures: a territory or group of that name could not be told from them.
func reserved() []string { return []string{"total", "unknown", "outside"} }

// CheckCode refuses what is no code of a thing of the registry.
func CheckCode(code string) error {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	switch {
	case code == "":
		return errors.New("the code is empty: fill it in")
	case len(code) > 64 || strings.ContainsFunc(code, func(r rune) bool { return !strings.ContainsRune(allowed, r) }):
		return fmt.Errorf("%q is no code: at most 64 letters without accents, digits and - _ . are expected", shorten(code, 80))
	case slices.Contains(reserved(), code):
		return fmt.Errorf("%q has a meaning of its own in figures: choose another code", code)
	}
	return nil
}

func checkTerritory(t Territory) *Fault {
	fault := func(field, reason string) *Fault {
		return &Fault{ID: shorten(t.Code, 80), Field: field, Reason: reason}
	}
	if err := CheckCode(t.Code); err != nil {
		return fault("code", err.Error())
	}
	if t.Name == "" {
		return fault("name", "the name is empty: fill it in")
	}
	if err := CheckLength(t.Name, 200); err != nil {
		return fault("name", err.Error())
	}
	if err := CheckCode(t.Level); err != nil {
		return fault("level", "a level such as arrondissement, commune, epci or departement is expected")
	}
	if t.Parent != "" {
		if err := CheckCode(t.Parent); err != nil {
			return fault("parent", err.Error())
		}
	}
	if t.Parent == t.Code {
		return fault("parent", "the territory is its own parent: leave the column empty, or give the territory around it")
	}
	if t.PopulationYear != 0 && (t.PopulationYear < 1800 || t.PopulationYear > 2200) {
		return fault("population_year", fmt.Sprintf("%d is no year of a census", t.PopulationYear))
	}
	if err := CheckLength(t.PopulationSource, 500); err != nil {
		return fault("population_source", err.Error())
	}
	return nil
}

func checkGroup(g Group) *Fault {
	if err := CheckCode(g.Code); err != nil {
		return &Fault{ID: shorten(g.Code, 80), Field: "code", Reason: err.Error()}
	}
	if g.Name == "" {
		return &Fault{ID: g.Code, Field: "name", Reason: "the name is empty: fill it in"}
	}
	if err := CheckLength(g.Name, 200); err != nil {
		return &Fault{ID: g.Code, Field: "name", Reason: err.Error()}
	}
	if len(g.Members) == 0 {
		return &Fault{ID: g.Code, Field: "members", Reason: "the group has no members: give codes of territories, joined with |"}
	}
	for _, member := range g.Members {
		if err := CheckCode(member); err != nil {
			return &Fault{ID: g.Code, Field: "members", Reason: err.Error()}
		}
	}
	return nil
}

// membersOf sorts codes, without empty ones and repeats.
func membersOf(codes []string) []string {
	var members []string
	for _, code := range codes {
		if code = clean(code); code != "" {
			members = append(members, code)
		}
	}
	slices.Sort(members)
	return slices.Compact(members)
}

// checkTerritories refuses what is wrong by itself or against the registry: repeated codes, codes of groups, and
// territories that would stand around themselves.
func checkTerritories(territories []Territory, k *known) (accepted []Territory, refused []Fault) {
	last := make(map[string]int, len(territories))
	for i, t := range territories {
		last[t.Code] = i
	}
	parents := make(map[string]string, len(k.territories))
	for _, t := range k.territories {
		parents[t.Code] = t.Parent
	}
	for i, t := range territories {
		fault := checkTerritory(t)
		switch {
		case fault != nil:
		case last[t.Code] != i:
			fault = &Fault{ID: t.Code, Field: "code", Reason: "the code comes again, and the last one counts"}
		case slices.ContainsFunc(k.groups, func(g Group) bool { return g.Code == t.Code }):
			fault = &Fault{ID: t.Code, Field: "code", Reason: "a group of the registry has this code"}
		case surrounds(parents, t.Code, t.Parent):
			fault = &Fault{ID: t.Code, Field: "parent", Reason: fmt.Sprintf("%s is inside this territory, so it cannot be its parent", t.Parent)}
		default:
			parents[t.Code] = t.Parent
			accepted = append(accepted, t)
			continue
		}
		refused = append(refused, *fault)
	}
	return accepted, refused
}

// surrounds tells whether code is one of those around inner.
func surrounds(parents map[string]string, code, inner string) bool {
	for range len(parents) + 1 {
		if inner == code {
			return true
		}
		around, known := parents[inner]
		if !known {
			return false
		}
		inner = around
	}
	return false
}

// checkGroups refuses what is wrong by itself or against the registry. Members come back sorted.
func checkGroups(groups []Group, k *known) (accepted []Group, refused []Fault) {
	last := make(map[string]int, len(groups))
	for i, g := range groups {
		last[g.Code] = i
	}
	for i, g := range groups {
		g.Members = membersOf(g.Members)
		fault := checkGroup(g)
		switch {
		case fault != nil:
		case last[g.Code] != i:
			fault = &Fault{ID: g.Code, Field: "code", Reason: "the code comes again, and the last one counts"}
		case slices.ContainsFunc(k.territories, func(t Territory) bool { return t.Code == g.Code }):
			fault = &Fault{ID: g.Code, Field: "code", Reason: "a territory of the registry has this code"}
		default:
			accepted = append(accepted, g)
			continue
		}
		refused = append(refused, *fault)
	}
	return accepted, refused
}
