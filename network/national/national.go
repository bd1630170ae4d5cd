// Package national is the list of every commune, arrondissement, EPCI and département of France with its population,
// and of the postcodes of each commune. The list is made from @etalab/decoupage-administratif (data under Licence
// Ouverte) by the command in make and embedded in the program; it is in no repository.
package national

import (
	"compress/gzip"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// File is where the list is, in the folder of this package.
const File = "dist/communes.csv.gz"

// ErrNotMade says that the program was built before the list was made.
var ErrNotMade = errors.New("this program was built without the national list of communes: run `make build`, or `go run ./network/national/make` before building")

// Levels of areas.
const (
	Arrondissement = "arrondissement" // of Paris, Lyon and Marseille
	Commune        = "commune"
	EPCI           = "epci"
	Departement    = "departement" // and the collectivities overseas
)

// Area is one area of the list.
type Area struct {
	Code  string // INSEE code; of an EPCI, its SIREN
	Name  string
	Level string

	// Of communes and arrondissements only.
	Commune     string // of an arrondissement, the commune it is a part of
	EPCI        string // "" for the few communes in none
	Departement string
	Postcodes   []string
	Former      []Former // communes that have merged into this one

	Population     uint32 // residents (population municipale); 0 where nobody lives, and of EPCI and départements
	PopulationYear uint16 // 0 where the source does not say
	// The population by which the list of EPCI counts the commune: of another year than Population.
	MemberPopulation     uint32
	MemberPopulationYear uint16
}

// Former is a commune that has merged into another.
type Former struct {
	Code string
	Name string // "" where the source has only the code
}

// Country is the whole list, with what is needed to find areas in it.
type Country struct {
	areas      []Area
	byCode     map[string]*Area
	byPostcode map[string][]*Area
	parts      map[string][]Area // arrondissements by commune

	naming sync.Once // folding all names costs more than the rest: only who asks for names pays
	byName map[string][]*Area
}

// Columns are the columns of File.
func Columns() []string {
	return []string{"code", "name", "level", "commune", "epci", "departement", "population", "population_year",
		"member_population", "member_population_year", "postcodes", "former"}
}

// Load reads the embedded list. It takes some tens of milliseconds and a few megabytes: keep the result only as long as
// it is needed. The error is ErrNotMade where the list was not made.
func Load() (*Country, error) {
	file, err := dist.Open(File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotMade
	}
	if err != nil {
		return nil, fmt.Errorf("read the national list: %w", err)
	}
	defer file.Close()
	areas, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("read the national list %s: %w", File, err)
	}
	return index(areas), nil
}

func read(file io.Reader) ([]Area, error) {
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(unzipped)
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return nil, err
	}
	if !slices.Equal(header, Columns()) {
		return nil, fmt.Errorf("its columns are %s: make it anew with `go run ./network/national/make`", strings.Join(header, ","))
	}
	areas := make([]Area, 0, 37000)
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return areas, nil
		}
		if err != nil {
			return nil, err
		}
		area, err := parse(row)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row[0], err)
		}
		areas = append(areas, area)
	}
}

func parse(row []string) (Area, error) {
	var err error
	number := func(text string, bits int) uint64 {
		if text == "" {
			return 0
		}
		n, fault := strconv.ParseUint(text, 10, bits)
		err = errors.Join(err, fault)
		return n
	}
	area := Area{
		Code: row[0], Name: row[1], Level: row[2],
		Commune: row[3], EPCI: row[4], Departement: row[5],
		Population: uint32(number(row[6], 32)), PopulationYear: uint16(number(row[7], 16)),
		MemberPopulation: uint32(number(row[8], 32)), MemberPopulationYear: uint16(number(row[9], 16)),
	}
	if row[10] != "" {
		area.Postcodes = strings.Split(row[10], "|")
	}
	if row[11] != "" {
		for former := range strings.SplitSeq(row[11], "|") {
			code, name, _ := strings.Cut(former, " ")
			area.Former = append(area.Former, Former{Code: code, Name: name})
		}
	}
	return area, err
}

func index(areas []Area) *Country {
	c := &Country{
		areas:      areas,
		byCode:     make(map[string]*Area, len(areas)+5000),
		byPostcode: make(map[string][]*Area, 6500),
		parts:      make(map[string][]Area),
	}
	for i := range areas {
		area := &areas[i]
		c.byCode[area.Code] = area
		if area.Level != Commune && area.Level != Arrondissement {
			continue
		}
		if area.Level == Arrondissement {
			c.parts[area.Commune] = append(c.parts[area.Commune], *area)
		}
		for _, postcode := range area.Postcodes {
			c.byPostcode[postcode] = append(c.byPostcode[postcode], area)
		}
	}
	for i := range areas {
		for _, former := range areas[i].Former {
			if _, taken := c.byCode[former.Code]; !taken {
				c.byCode[former.Code] = &areas[i]
			}
		}
	}
	return c
}

// Areas lists the areas of a level, sorted by code.
func (c *Country) Areas(level string) []Area {
	var areas []Area
	for _, area := range c.areas {
		if area.Level == level {
			areas = append(areas, area)
		}
	}
	return areas
}

// Area finds an area by its code, or by the code of a commune that has merged into it.
func (c *Country) Area(code string) (*Area, bool) {
	area, ok := c.byCode[code]
	return area, ok
}

// Codes are all codes that Area finds, in a set that keeps nothing else of the list.
func (c *Country) Codes() map[string]bool {
	codes := make(map[string]bool, len(c.byCode))
	for code := range c.byCode {
		codes[strings.Clone(code)] = true
	}
	return codes
}

// WithPostcode lists the communes and arrondissements that have a postcode. Of Paris, Lyon and Marseille, the
// arrondissements come instead of the commune.
func (c *Country) WithPostcode(postcode string) []*Area {
	found := c.byPostcode[postcode]
	return slices.DeleteFunc(slices.Clone(found), func(area *Area) bool { return len(c.parts[area.Code]) > 0 })
}

// Named lists the communes and arrondissements of that name, now or before they merged, however it is spelt.
func (c *Country) Named(name string) []*Area {
	c.naming.Do(c.indexNames)
	return slices.Clone(c.byName[Fold(name)])
}

func (c *Country) indexNames() {
	c.byName = make(map[string][]*Area, len(c.areas))
	for i := range c.areas {
		area := &c.areas[i]
		if area.Level != Commune && area.Level != Arrondissement {
			continue
		}
		names := []string{Fold(area.Name)}
		for _, former := range area.Former {
			if name := Fold(former.Name); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		for _, name := range names {
			c.byName[name] = append(c.byName[name], area)
		}
	}
}

// Parts lists the arrondissements of a commune, sorted by code: of Paris, Lyon and Marseille, none of others.
func (c *Country) Parts(commune string) []Area {
	return slices.Clone(c.parts[commune])
}
