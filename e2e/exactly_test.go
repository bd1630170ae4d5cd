package e2e

import (
	"sync"
	"testing"
	"time"

	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/warehouse"
)

var loadCatalogue = sync.OnceValues(queries.Load)

func catalogue(t *testing.T) *indicator.Catalogue {
	t.Helper()
	c, err := loadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// exactly asks questions of the warehouse of a running vigie, through it: what vigie figures says, for the price of one statement a measure.
// A process for each question would take most of the tests' time.
func exactly(t *testing.T, dir string, questions ...engine.Question) []engine.Answer {
	t.Helper()
	w, err := warehouse.Open(t.Context(), warehouse.Options{Address: "embedded:" + dir})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	runner, err := engine.New(engine.Options{Warehouse: w, Catalogue: catalogue(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers, err := runner.AskAll(t.Context(), questions)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}
