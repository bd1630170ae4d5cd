package peers

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/event"
)

// Columns that each event fills.
var (
	attendanceColumns = []string{"id", "day", "structure_id", "territory_id", "person_id", "people", "newcomers", "minutes",
		"format", "audience", "first", "services", "project", "residence_id", "age_band", "activity"}
	assessmentColumns = []string{"id", "day", "structure_id", "person_id", "level", "score", "tool", "wants", "residence_id", "age_band", "activity"}
	referralColumns   = []string{"referral_id", "day", "status", "from_id", "to_id", "person_id", "services"}
)

// loaded says how long the parts of a load took, in seconds.
type loaded struct {
	Copied   float64 `json:"copied"`   // the events, made as they are sent
	Finished float64 `json:"finished"` // what follows from them, keys, indexes
	Rows     int     `json:"rows"`     // events that count
}

// load fills a database with the events that count.
func load(ctx context.Context, db Database, d *dataset, structures []registered) (loaded, error) {
	var took loaded
	if err := db.Create(ctx); err != nil {
		return took, fmt.Errorf("make the tables: %w", err)
	}
	begun := time.Now()
	l := newLoader(d, structures)
	if err := l.registry(ctx, db, d, structures); err != nil {
		return took, fmt.Errorf("load the registry: %w", err)
	}
	if err := l.events(ctx, db, d); err != nil {
		return took, fmt.Errorf("load the events: %w", err)
	}
	took.Copied, took.Rows = time.Since(begun).Seconds(), int(l.rows)
	begun = time.Now()
	if err := db.Finish(ctx); err != nil {
		return took, err
	}
	took.Finished = time.Since(begun).Seconds()
	return took, nil
}

// loader gives everything its number.
type loader struct {
	places     places
	residences map[string]int16
	structures map[string]int32
	standsIn   []int16 // territory of each structure, by its number
	spaces     map[string]string
	persons    map[string]int32
	referrals  map[string]int32
	rows       int64
}

func newLoader(d *dataset, structures []registered) *loader {
	l := &loader{
		places: newPlaces(d.territories), spaces: d.spaces, residences: make(map[string]int16), structures: make(map[string]int32),
		persons: make(map[string]int32), referrals: make(map[string]int32),
	}
	for i, code := range d.residences() {
		l.residences[code] = int16(i)
	}
	for i, s := range structures {
		l.structures[s.ID] = int32(i)
		l.standsIn = append(l.standsIn, l.places.of(s.Territory))
	}
	for _, a := range d.synthetic.Aliases() {
		l.structures[a.Alias] = l.structures[a.Structure]
	}
	return l
}

// registry writes what the events refer to. The structures are sorted by id.
func (l *loader) registry(ctx context.Context, db Database, d *dataset, structures []registered) error {
	var territories, residences, known, areas [][]any
	for number, code := range l.places.codes {
		territories = append(territories, []any{int16(number), code})
	}
	codes := d.residences()
	for number, code := range codes {
		residences = append(residences, []any{int16(number), code})
	}
	a := newAreas(l.places, d.groups, codes, structures)
	for number, area := range a.all {
		areas = append(areas, []any{int16(number), area.Kind, area.Code})
	}
	for i, s := range structures {
		known = append(known, []any{int32(i), s.ID, l.standsIn[i], a.structures[i]})
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"territory", []string{"id", "code"}, territories},
		{"residence", []string{"id", "code"}, residences},
		{"area", []string{"id", "kind", "code"}, areas},
		{"area_of_territory", []string{"territory_id", "area_id"}, pairs(a.territory)},
		{"area_of_residence", []string{"residence_id", "area_id"}, pairs(a.residence)},
		{"structure", []string{"id", "reference", "territory_id", "area_id"}, known},
	} {
		if err := db.Copy(ctx, table.name, table.columns, rowsOf(table.rows)); err != nil {
			return fmt.Errorf("fill %s: %w", table.name, err)
		}
	}
	return nil
}

// events copies each kind into its table, all at once, and the persons at last.
func (l *loader) events(ctx context.Context, db Database, d *dataset) error {
	copying, ctx := errgroup.WithContext(ctx)
	into := func(table string, columns []string) *Rows {
		r := newRows(ctx)
		copying.Go(func() error { return db.Copy(ctx, table, columns, r) })
		return r
	}
	attendances := into("attendance", attendanceColumns)
	assessments := into("assessment", assessmentColumns)
	referrals := into("referral_step", referralColumns)
	copying.Go(func() error {
		defer attendances.end()
		defer assessments.end()
		defer referrals.end()
		for e := range d.effective() {
			l.rows++
			var open bool
			switch {
			case e.Attendance != nil:
				open = attendances.put(l.attendance(e.Source, e.Day, e.Attendance))
			case e.Assessment != nil:
				open = assessments.put(l.assessment(e.Source, e.Day, e.Assessment))
			case e.Referral != nil:
				open = referrals.put(l.referral(e.Source, e.Day, e.Referral))
			}
			if !open {
				return context.Cause(ctx)
			}
		}
		people := into("person", []string{"id", "pseudonym"})
		defer people.end()
		for reference, number := range l.persons {
			hash := sha256.Sum256([]byte(reference))
			if !people.put([]any{number, [16]byte(hash[:16])}) {
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return copying.Wait()
}

func (l *loader) attendance(source string, day event.Day, a *event.Attendance) []any {
	structure := l.structures[a.Structure]
	territory := l.standsIn[structure]
	if a.Territory != "" {
		territory = l.places.of(a.Territory)
	}
	people, newcomers := 1, 0
	if a.Participants != nil {
		people = a.Participants.Total
		if a.Participants.Returning != nil { // nobody of whom it is not known counts as new
			newcomers = people - *a.Participants.Returning
		}
	}
	audience := a.Audience
	if audience == "" {
		audience = event.AudiencePublic
	}
	return []any{l.rows, day.Time(), structure, territory, l.person(source, a.Person), int16(people), int16(newcomers), int16(a.Minutes),
		string(a.Format), string(audience), a.First != nil && *a.First, texts(a.Services), textOrNull(a.Project),
		l.residence(a.Profile), textOrNull(a.Profile.AgeBand), textOrNull(a.Profile.Activity)}
}

func (l *loader) assessment(source string, day event.Day, a *event.Assessment) []any {
	var score any
	if a.Score != nil {
		score = float32(*a.Score)
	}
	level := 1 + slices.Index(event.LevelValues(), a.Level)
	return []any{l.rows, day.Time(), l.structures[a.Structure], l.person(source, a.Person), int16(level), score, textOrNull(a.Tool), texts(a.Wants),
		l.residence(a.Profile), textOrNull(a.Profile.AgeBand), textOrNull(a.Profile.Activity)}
}

func (l *loader) referral(source string, day event.Day, r *event.Referral) []any {
	opener := r.ReferralSource
	if opener == "" {
		opener = source
	}
	var to any
	if r.To != "" {
		to = l.structures[r.To]
	}
	return []any{number(l.referrals, opener+"\x00"+r.ID), day.Time(), string(r.Status), l.structures[r.From], to, l.person(source, r.Person), texts(r.Services)}
}

// person is the number of a person within the space of the source, nil where nobody is named.
func (l *loader) person(source, reference string) any {
	if reference == "" {
		return nil
	}
	return number(l.persons, l.spaces[source]+"\x00"+reference)
}

func (l *loader) residence(p event.Profile) any {
	if p.Residence == "" {
		return nil
	}
	return l.residences[p.Residence]
}

// number gives each name the next number when it is first met.
func number(known map[string]int32, name string) int32 {
	n, ok := known[name]
	if !ok {
		n = int32(len(known))
		known[name] = n
	}
	return n
}

func textOrNull[T ~string](value T) any {
	if value == "" {
		return nil
	}
	return string(value)
}

func texts[T ~string](values []T) any {
	if len(values) == 0 {
		return nil
	}
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return list
}
