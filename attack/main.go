// Command attack attacks what Vigie publishes, as a reader who wants to find out about single people would: it draws known networks, serves
// their editions over HTTP, tries to work exact counts of 1 to 10 and people's levels out of the answers, and compares with the truth. It
// ends with 1 where an attack succeeds, and where a control does not: the same attacks on figures that are known to give people away.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	names := flag.String("shape", "paris,small,rural", "the networks to attack")
	seed := flag.Uint64("seed", 1, "what they are drawn by")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	passed, err := run(ctx, os.Stdout, strings.Split(*names, ","), *seed)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "attack:", err)
		os.Exit(1)
	case !passed:
		os.Exit(1)
	}
}

// run attacks networks and tells whether all withstand.
func run(ctx context.Context, out io.Writer, names []string, seed uint64) (passed bool, err error) {
	dir, err := os.MkdirTemp("", "vigie-attack-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	passed = true
	for _, s := range shapes(false) {
		if !slices.Contains(names, s.name) {
			continue
		}
		begun := time.Now()
		results, err := attack(ctx, dir, s, seed)
		if err != nil {
			return false, fmt.Errorf("attack %s: %w", s.name, err)
		}
		title := fmt.Sprintf("%s, seed %d, %d people, %.0f s", s.name, seed, s.people, time.Since(begun).Seconds())
		passed = write(out, title, results) && passed
	}
	return passed, nil
}

// attack draws a network, has its editions cut, and attacks them.
func attack(ctx context.Context, dir string, of shape, seed uint64) (results []result, err error) {
	s, err := serve(ctx, dir, draw(of, seed))
	if err != nil {
		return nil, err
	}
	defer func() {
		if end := s.Close(); err == nil {
			err = end
		}
	}()
	for phase := range of.editions {
		if err := s.live(ctx, phase); err != nil {
			return nil, fmt.Errorf("edition %d: %w", phase+1, err)
		}
	}
	for _, ask := range []func(context.Context) (result, error){s.surface, s.quality, s.solveRuns} {
		told, err := ask(ctx)
		if err != nil {
			return nil, err
		}
		results = append(results, told)
	}
	results = append(results, s.exactly(), s.togetherExactly())
	for _, p := range s.partitions() {
		results = append(results, s.differencing(p))
	}
	results = append(results, s.draws()...)
	results = append(results, s.averages(of.sweeps)...)
	results = append(results, s.parts(of.sweeps)...)
	results = append(results, s.edges(of.sweeps))
	results = append(results, s.identity(), s.levels(), s.passages(), s.insider(), s.sumsTell())
	results = append(results, s.table()...)
	results = append(results, s.controls()...)
	still, err := s.stillness(ctx) // it changes the network
	return append(results, still), err
}
