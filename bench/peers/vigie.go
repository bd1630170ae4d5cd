package peers

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vigie/demo"
	"vigie/network"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/warehouse"
)

// program is the binary that is measured, and the folder of its warehouse.
type program struct {
	path, dir string
}

// copyTo copies the warehouse into another folder, anew, and gives the program there.
func (v program) copyTo(ctx context.Context, dir string) (program, error) {
	if err := os.RemoveAll(dir); err != nil {
		return v, err
	}
	if out, err := exec.CommandContext(ctx, "cp", "-a", "--reflink=auto", v.dir, dir).CombinedOutput(); err != nil {
		return v, fmt.Errorf("copy %s: %w\n%s", v.dir, err, out)
	}
	return program{v.path, dir}, nil
}

// ran is a command of the program's, on the warehouse.
func (v program) ran(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, v.path, args...)
	command.Env = append(os.Environ(), "VIGIE_WAREHOUSE=embedded:"+v.dir)
	return command
}

// run runs a command to its end and answers its standard output.
func (v program) run(ctx context.Context, args ...string) (string, error) {
	command := v.ran(ctx, args...)
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("vigie %s: %w\n%s", strings.Join(args, " "), err, said.Bytes())
	}
	return string(out), nil
}

// version is the program's own, without the engine's.
func (v program) version(ctx context.Context) (string, error) {
	said, err := v.run(ctx, "version")
	own, _, _ := strings.Cut(said, "\n")
	return strings.TrimPrefix(own, "vigie "), err
}

// retention is for how many months people stay known to their events: longer than the network is old. Else the service would
// cut those of the first year from theirs a minute after its start, all at once, while it is measured.
const retention = 120

// load writes the network into the empty warehouse, as an administrator would, and answers how many seconds that took. What structures
// without a tool declare is set aside: it is no event of a person, and PostgreSQL's side has no table for it. Nor has it one for merges: they are
// undone.
func (v program) load(ctx context.Context, p plan) (float64, error) {
	begun := time.Now()
	_, err := v.run(ctx, "demo", "--people", strconv.Itoa(p.People), "--from", p.From.String(), "--to", p.To.String(),
		"--seed", strconv.FormatUint(p.Seed, 10))
	took := time.Since(begun).Seconds()
	if err != nil {
		return took, err
	}
	_, err = v.run(ctx, "exclude", "--source", demo.Declarations, "--from", p.From.String(), "--to", p.To.String(), "--why", "not compared")
	if err != nil {
		return took, err
	}
	if _, err = v.run(ctx, "retention", "--months", strconv.Itoa(retention)); err != nil {
		return took, err
	}
	if err := v.adapt(ctx); err != nil {
		return took, err
	}
	_, err = v.run(ctx, "rebuild")
	return took, err
}

// adapt keeps the service from publishing by itself what is a demonstration: it takes the network for one that is not whole. It undoes merges.
func (v program) adapt(ctx context.Context) error {
	s, err := v.listen(ctx, "collector")
	if err != nil {
		return err
	}
	defer s.stop()
	w, err := warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + v.dir})
	if err != nil {
		return err
	}
	registry := network.New(w, time.Now)
	err = registry.SetSetting(ctx, "demo_done", "")
	merges, listed := registry.Merges(ctx)
	err = errors.Join(err, listed)
	for _, m := range merges {
		_, undone := registry.Unmerge(ctx, m.Structure, m.Successor)
		err = errors.Join(err, undone)
	}
	return errors.Join(err, w.Close())
}

//go:embed merged_parts.sql
var mergedPartsSQL string

// size is what the warehouse takes on disk, in bytes, without what the engine is about to remove. The service must run.
func (v program) size(ctx context.Context) (total int64, err error) {
	w, err := warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + v.dir})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	var merged int64
	if err := w.Conn().QueryRow(ctx, mergedPartsSQL).Scan(&merged); err != nil {
		return 0, err
	}
	total = -merged
	err = filepath.WalkDir(v.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		// Blocks are what a file really takes; hard links to one file are rare enough to count twice.
		total += info.Sys().(*syscall.Stat_t).Blocks * 512
		return nil
	})
	return total, err
}

// served is a running vigie serve.
type served struct {
	program
	command *exec.Cmd
	url     string
	ready   time.Duration // from its start until it was ready
	log     *bytes.Buffer
	client  *http.Client
}

// serve starts the service on a free port and waits until it is ready.
func (v program) serve(ctx context.Context) (*served, error) { return v.listen(ctx, "serve") }

// listen starts a command that listens.
func (v program) listen(ctx context.Context, command string) (*served, error) {
	s := &served{program: v, log: &bytes.Buffer{}, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	s.command = v.ran(context.WithoutCancel(ctx), command, "--listen", "127.0.0.1:0")
	s.command.Stderr = s.log
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start vigie: %w", err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		_ = s.command.Wait()
		return nil, fmt.Errorf("read where vigie listens: %w\n%s", err, s.log)
	}
	s.url = strings.TrimPrefix(strings.TrimSpace(first), "listening on ")
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	for deadline := time.Now().Add(10 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, _, err = s.get(ctx, "/readyz"); err == nil {
			s.ready = time.Since(begun)
			return s, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			s.stop()
			return nil, fmt.Errorf("wait for vigie: %w\n%s", err, s.log)
		}
	}
}

// stop ends the service as an administrator would; one that has ended stays so.
func (s *served) stop() {
	_ = s.command.Process.Signal(syscall.SIGTERM)
	_ = s.command.Wait()
}

// get answers the body of a page and how long it took until its last byte was here.
func (s *served) get(ctx context.Context, path string) ([]byte, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return nil, 0, err
	}
	begun := time.Now()
	response, err := s.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	took := time.Since(begun)
	if err != nil {
		return nil, took, fmt.Errorf("read %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, took, fmt.Errorf("get %s: %s\n%.500s", path, response.Status, body)
	}
	return body, took, nil
}

// exact answers exactly, from the warehouse of the service.
type exact struct {
	warehouse *warehouse.Warehouse
	runner    *engine.Runner
}

func (e exact) close() error { return e.warehouse.Close() }

// exact opens the warehouse of the service, which must run.
func (s *served) exact(ctx context.Context) (e exact, err error) {
	catalogue, err := queries.Load()
	if err != nil {
		return e, err
	}
	if e.warehouse, err = warehouse.Open(ctx, warehouse.Options{Address: "embedded:" + s.dir}); err != nil {
		return e, err
	}
	e.runner, err = engine.New(engine.Options{Warehouse: e.warehouse, Catalogue: catalogue, Now: time.Now})
	if err == nil {
		err = e.runner.Refresh(ctx)
	}
	if err != nil {
		return e, errors.Join(err, e.close())
	}
	return e, nil
}

// registered is a structure as all sides know it.
type registered struct{ ID, Territory string }

// structures lists those of the registry, sorted by id, each with the territory that the registry found for it.
func (s *served) structures(ctx context.Context) (list []registered, err error) {
	exact, err := s.exact(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, exact.close()) }()
	registry, err := exact.runner.Registry(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range registry.StructureIDs() {
		known, _ := registry.Structure(id)
		list = append(list, registered{id, known.Territory})
	}
	return list, nil
}
