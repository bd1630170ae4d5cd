package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/collector"
	"vigie/dashboard"
	"vigie/editions"
	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/gate"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/event"
	"vigie/funding"
	"vigie/governance"
	"vigie/live"
	"vigie/migrations"
	"vigie/network"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/warehouse"
)

// site is a drawn network as Vigie serves it: the real engine, collector, cutter and dashboard.
type site struct {
	*drawing
	url       string
	warehouse *warehouse.Warehouse
	collector *collector.Collector
	runner    *engine.Runner
	cutter    *cut.Cutter
	store     store.Store
	catalogue *indicator.Catalogue
	list      *cells.List
	clock     *clock
	token     string // an administrator's, for erasures alone
	close     []func() error

	editions []cutEdition
	// solved is what runs of windows tell of cells that are hidden.
	solved map[cell]int
}

// cutEdition is one that was cut, with what is true of its windows then, and what anybody can read of it.
type cutEdition struct {
	number uint32
	spans  []span
	truth  truth
	stored map[cell]float64 // whether shown or not: for the check of the table
	shown  map[cell]float64 // its windows, as the open data have them
}

// clock goes on by a second at each reading.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

func (c *clock) set(day event.Day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = day.Time().Add(10 * time.Hour)
}

// serve opens a warehouse in a directory and serves the drawn registry over HTTP.
func serve(ctx context.Context, dir string, d *drawing) (_ *site, err error) {
	s := &site{drawing: d, clock: &clock{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	s.clock.set(d.shape.editions[0] - 1)
	if s.warehouse, err = warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + dir + "?database=" + d.shape.name}); err != nil {
		return nil, err
	}
	s.close = append(s.close, s.warehouse.Close)
	if err := migrations.Run(ctx, s.warehouse, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	registry := network.New(s.warehouse, s.clock.now)
	if err := s.register(ctx, registry); err != nil {
		return nil, err
	}
	if s.catalogue, err = queries.Load(); err != nil {
		return nil, err
	}
	if s.list, err = cells.Read(s.catalogue); err != nil {
		return nil, err
	}
	key, err := collector.OpenKey("", fmt.Sprintf("%064x", d.seed+1), "")
	if err != nil {
		return nil, err
	}
	spool, err := os.MkdirTemp(dir, "spool-")
	if err != nil {
		return nil, err
	}
	s.collector, err = collector.New(ctx, collector.Options{Warehouse: s.warehouse, Key: key, Spool: spool, Now: s.clock.now,
		Erasures: filepath.Join(spool, collector.ErasuresFile), Forget: func(ctx context.Context, p [16]byte) error { return s.runner.Forget(ctx, p) }})
	if err != nil {
		return nil, err
	}
	s.close = append(s.close, func() error { return s.collector.Close(context.WithoutCancel(ctx)) })
	if s.token, err = collector.NewTokens(s.warehouse, s.clock.now).Add(ctx, collector.Token{Role: collector.RoleAdministrator}); err != nil {
		return nil, err
	}
	if s.runner, err = engine.New(engine.Options{Warehouse: s.warehouse, Catalogue: s.catalogue, Now: s.clock.now, Settle: s.collector.Settle}); err != nil {
		return nil, err
	}
	s.store = store.New(s.warehouse)
	s.cutter, err = editions.NewCutter(editions.Options{Warehouse: s.warehouse, Runner: s.runner, Key: key.For(noise.Purpose),
		Now: s.clock.now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return s, s.listen(registry)
}

// listen serves the pages, the API and the collector's paths.
func (s *site) listen(registry *network.Registry) error {
	published, err := gate.NewReader(s.warehouse, s.catalogue)
	if err != nil {
		return err
	}
	d, err := dashboard.New(dashboard.Options{
		Registry: registry, Editions: published, Catalogue: s.catalogue, Now: s.clock.now, Version: "attacked",
		Governance: governance.New(governance.Options{Warehouse: s.warehouse, Network: registry, Now: s.clock.now}),
		Funding:    funding.New(s.warehouse, registry, s.clock.now),
		Live: live.New(live.Options{Warehouse: s.warehouse, Now: s.clock.now, Facts: func(ctx context.Context) (time.Time, error) {
			_, at, err := s.runner.Version(ctx)
			return at, err
		}}),
		Registerer: prometheus.NewRegistry(), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	router := mux.NewRouter()
	s.collector.Routes(router)
	d.Routes(router)
	server := httptest.NewServer(router)
	s.url = server.URL
	s.close = append(s.close, func() error { server.Close(); return nil })
	return nil
}

// register writes the drawn registry, and who is funded.
func (s *site) register(ctx context.Context, registry *network.Registry) error {
	if _, err := registry.ImportTerritories(ctx, s.shape.territories); err != nil {
		return err
	}
	if _, err := registry.ImportGroups(ctx, s.shape.groups); err != nil {
		return err
	}
	var structures []network.Structure
	for _, h := range s.houses {
		structures = append(structures, network.Structure{
			ID: h.id, Standard: "1.0.2", Pivot: "00000000000000", Name: "Structure " + h.id, Commune: "Commune", Postcode: "75001", Address: "1 rue de l’Essai",
			UpdatedOn: "2025-06-01", DeclaredTerritory: h.place, OpenedOn: h.opened, ClosedOn: h.closed, Services: []string{"everyday_tools"},
		})
	}
	report, err := registry.PutStructures(ctx, structures)
	if err == nil && report.Refused > 0 {
		err = fmt.Errorf("%d structures were refused: %v", report.Refused, report.Faults)
	}
	if err != nil {
		return err
	}
	return s.fund(ctx, funding.New(s.warehouse, registry, s.clock.now))
}

// fund writes the drawn projects, and their calls.
func (s *site) fund(ctx context.Context, registry *funding.Registry) error {
	cents := func(n int64) *funding.Cents { c := funding.Cents(n); return &c }
	var calls []funding.Call
	for code, payer := range payers {
		calls = append(calls, funding.Call{
			Code: code, Title: "Appel à projets", Funders: []funding.Amount{{Of: payer, Cents: 10_000_000}}, Budget: 10_000_000, OpensOn: "2024-08-01", ClosesOn: "2024-09-30",
		})
	}
	var projects []funding.Project
	for _, g := range s.funded {
		p := funding.Project{
			Code: g.code, Call: g.call, Structure: g.of.id, Title: "Projet " + g.code, StartsOn: g.starts.String(), EndsOn: g.ends.String(),
			Stages:    []funding.Step{{Stage: funding.Submitted, Day: "2024-09-01"}, {Stage: funding.Examined, Day: "2024-10-01"}, {Stage: funding.Granted, Day: "2024-11-01"}},
			Requested: cents(g.granted), Granted: cents(g.granted), Payments: []funding.Payment{{Day: g.paidOn.String(), Cents: funding.Cents(g.paid)}},
		}
		if g.others > 0 {
			p.CoFunders = []funding.Amount{{Of: "Département", Cents: funding.Cents(g.others)}}
		}
		if target := uint32(g.target); target > 0 {
			p.TargetPeople = &target
		}
		projects = append(projects, p)
	}
	called, err := registry.Calls.Put(ctx, calls)
	if err != nil {
		return err
	}
	put, err := registry.Projects.Put(ctx, projects)
	if faults := append(called.Faults, put.Faults...); err == nil && len(faults) > 0 {
		err = fmt.Errorf("calls or projects have faults: %v", faults)
	}
	return err
}

// Close ends what serve began.
func (s *site) Close() error {
	var errs []error
	for _, end := range slices.Backward(s.close) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}

// live has what happens before the edition of a phase happen, and cuts it.
func (s *site) live(ctx context.Context, phase int) error {
	if err := s.happen(ctx, phase); err != nil {
		return err
	}
	cutting := s.cutter.Cut
	if phase == 0 {
		cutting = s.cutter.Start
		if err := s.cutter.SetDate(ctx, store.Date{Day: s.shape.plan(), FR: "Depuis le plan", EN: "Since the plan"}); err != nil {
			return err
		}
	}
	e, err := cutting(ctx, s.shape.editions[phase].Time())
	if err != nil {
		return err
	}
	made := cutEdition{number: e.Number}
	for _, w := range e.Windows {
		made.spans = append(made.spans, span{dayOf(w.From), dayOf(w.To), int(w.Version), w.Final})
	}
	made.truth = s.count(phase, made.spans)
	if made.stored, err = s.cells(ctx, e); err != nil {
		return err
	}
	if made.shown, err = s.openData(ctx, made); err != nil {
		return err
	}
	s.editions = append(s.editions, made)
	return nil
}

// happen sends the events of a phase, and erases who is to be.
func (s *site) happen(ctx context.Context, phase int) error {
	s.clock.set(s.shape.editions[phase])
	events := make(map[string][]event.Event)
	for _, told := range s.sendings {
		if told.phase == phase {
			events[told.event.Source] = append(events[told.event.Source], told.event)
		}
	}
	for from, all := range events {
		for part := range slices.Chunk(all, 2000) {
			result, err := s.collector.Take(ctx, collector.Sender{Source: from}, part)
			if err != nil {
				return err
			}
			if result.Accepted != len(part) {
				return fmt.Errorf("of %d events %d were accepted: %+v", len(part), result.Accepted, result.Rejected[:min(3, len(result.Rejected))])
			}
		}
	}
	s.collector.Settle(ctx)
	for _, reference := range s.erased[phase] {
		if err := s.erase(ctx, reference); err != nil {
			return err
		}
	}
	return nil
}

// erase has a person erased, and waits for it.
func (s *site) erase(ctx context.Context, reference string) error {
	body, err := json.Marshal(map[string]string{"person": reference, "space": source})
	if err != nil {
		return err
	}
	answer, err := s.ask(ctx, http.MethodPost, "/api/v1/erasures", bytes.NewReader(body), "Content-Type", "application/json", "Authorization", "Bearer "+s.token)
	var receipt collector.Receipt
	for err == nil {
		if answer.status != http.StatusOK && answer.status != http.StatusAccepted {
			return fmt.Errorf("erase %s: %d %s", reference, answer.status, answer.body)
		}
		if err = json.Unmarshal(answer.body, &receipt); err != nil || receipt.State == "done" {
			return err
		}
		time.Sleep(20 * time.Millisecond)
		answer, err = s.get(ctx, "/api/v1/erasures/"+receipt.Receipt, "Authorization", "Bearer "+s.token)
	}
	return err
}

// cells are all stored cells of an edition's own windows.
func (s *site) cells(ctx context.Context, e store.Edition) (map[cell]float64, error) {
	own := make(map[period.Window]bool)
	for _, w := range e.Windows {
		own[w.Window] = true
	}
	all := make(map[cell]float64)
	return all, s.store.Cells(ctx, e.Number, func(c store.Cell) {
		if own[c.Window] {
			all[cell{c.Component, c.Area.Kind, c.Area.Code, c.Window.From.Format(time.DateOnly), c.Window.To.Format(time.DateOnly), c.Field, c.Key}] = c.Value
		}
	})
}

// openData reads an edition's own windows as anybody can.
func (s *site) openData(ctx context.Context, e cutEdition) (map[cell]float64, error) {
	answer, err := s.get(ctx, fmt.Sprintf("/api/v1/editions/%d?format=csv", e.number))
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(answer.body)).ReadAll()
	if err != nil || answer.status != http.StatusOK {
		return nil, fmt.Errorf("read edition %d: %d %w", e.number, answer.status, err)
	}
	own := make(map[[2]string]bool)
	for _, s := range e.spans {
		own[[2]string{s.from.String(), s.to.String()}] = true
	}
	all := make(map[cell]float64)
	for _, r := range rows[1:] {
		value, err := strconv.ParseFloat(r[8], 64)
		if err != nil {
			return nil, err
		}
		if own[[2]string{r[3], r[4]}] {
			all[cell{r[0], r[1], strings.TrimPrefix(r[2], "'"), r[3], r[4], r[5], strings.TrimPrefix(r[6], "'")}] = value
		}
	}
	return all, nil
}

// reply is what the site answered.
type reply struct {
	status int
	body   []byte
}

func (s *site) get(ctx context.Context, path string, header ...string) (reply, error) {
	return s.ask(ctx, http.MethodGet, path, nil, header...)
}

func (s *site) ask(ctx context.Context, method, path string, body io.Reader, header ...string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		return reply{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, text}, err
}

func windowOf(s span) period.Window { return period.Window{From: s.from.Time(), To: s.to.Time()} }
