package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"vigie/event"
)

var (
	//go:embed postgres/schema.sql
	schemaSQL string
	//go:embed postgres/derive.sql
	deriveSQL string
	//go:embed postgres/indexes.sql
	indexesSQL string
)

// enumerations are the types of schema.sql that values are sent in.
var enumerations = []string{"age_band", "activity", "format", "audience", "service", "_service", "referral_status"}

// Columns that each event fills.
var (
	attendanceColumns = []string{"id", "day", "structure_id", "territory_id", "person_id", "participants", "returned", "minutes",
		"format", "audience", "first", "services", "project", "residence_id", "age_band", "activity"}
	assessmentColumns = []string{"id", "day", "structure_id", "person_id", "level", "score", "tool", "wants", "residence_id", "age_band", "activity"}
	referralColumns   = []string{"referral_id", "day", "status", "from_id", "to_id", "person_id", "services"}
)

// block is how many rows are handed over at once.
const block = 2000

// connect opens a connection that knows the types of the schema.
func (p *postgres) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, p.address)
	if err != nil {
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	types, err := conn.LoadTypes(ctx, enumerations)
	if err != nil {
		_ = conn.Close(ctx)
		return nil, fmt.Errorf("read PostgreSQL's types: %w", err)
	}
	conn.TypeMap().RegisterTypes(types)
	return conn, nil
}

// run runs a file of several statements.
func (p *postgres) run(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, p.address)
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// loaded says how long the parts of a load took, in seconds.
type loaded struct {
	Copied  float64 `json:"copied"`  // the events, made as they are sent
	Indexed float64 `json:"indexed"` // referrals, profiles, keys, indexes, VACUUM ANALYZE
	Rows    int     `json:"rows"`    // events that count
}

// load fills the database with the events that count.
func (p *postgres) load(ctx context.Context, d *dataset, structures []registered) (loaded, error) {
	var took loaded
	if err := p.run(ctx, schemaSQL); err != nil {
		return took, fmt.Errorf("make the tables: %w", err)
	}
	begun := time.Now()
	l := newLoader(d, structures)
	if err := l.registry(ctx, p, d, structures); err != nil {
		return took, fmt.Errorf("load the registry: %w", err)
	}
	if err := l.events(ctx, p, d); err != nil {
		return took, fmt.Errorf("load the events: %w", err)
	}
	took.Copied, took.Rows = time.Since(begun).Seconds(), int(l.rows)
	begun = time.Now()
	for _, part := range []struct{ name, sql string }{
		{"derive.sql", deriveSQL}, {"indexes.sql", indexesSQL}, {"VACUUM", "VACUUM (ANALYZE, FREEZE)"}, {"CHECKPOINT", "CHECKPOINT"},
	} {
		if err := p.run(ctx, part.sql); err != nil {
			return took, fmt.Errorf("run %s: %w", part.name, err)
		}
	}
	took.Indexed = time.Since(begun).Seconds()
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
	return l
}

// registry writes what the events refer to. The structures are sorted by id.
func (l *loader) registry(ctx context.Context, p *postgres, d *dataset, structures []registered) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	territories := [][]any{{l.places.number[unknownPlace], unknownPlace, 0}, {l.places.number[outsidePlace], outsidePlace, 0}}
	for _, t := range l.places.lowest {
		territories = append(territories, []any{l.places.number[t.Code], t.Code, int32(t.Population)})
	}
	var residences, places [][]any
	for i, code := range d.residences() {
		residences = append(residences, []any{int16(i), code, l.places.of(code)})
	}
	for i, s := range structures {
		places = append(places, []any{int32(i), s.ID, l.standsIn[i], s.opened, s.closed})
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"territory", []string{"id", "code", "population"}, territories},
		{"residence", []string{"id", "code", "territory_id"}, residences},
		{"structure", []string{"id", "reference", "territory_id", "opened_on", "closed_on"}, places},
	} {
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{table.name}, table.columns, pgx.CopyFromRows(table.rows)); err != nil {
			return fmt.Errorf("copy into %s: %w", table.name, err)
		}
	}
	return nil
}

// events copies each kind into its table, all at once, and the persons at last.
func (l *loader) events(ctx context.Context, p *postgres, d *dataset) error {
	copying, ctx := errgroup.WithContext(ctx)
	into := func(table string, columns []string) *feed {
		f := newFeed(ctx)
		copying.Go(func() error { return f.copy(ctx, p, table, columns) })
		return f
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
	people := a.Participants
	if people == nil {
		people = &event.Participants{}
	}
	returning := people.Total // nobody of whom it is not known counts as new
	if people.Returning != nil {
		returning = *people.Returning
	}
	audience := a.Audience
	if audience == "" {
		audience = event.AudiencePublic
	}
	return []any{l.rows, day.Time(), structure, territory, l.person(source, a.Person), int16(people.Total), int16(returning), int16(a.Minutes),
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
