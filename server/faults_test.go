package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"vigie/server"
)

// A handler that panics is a fault of Vigie: who runs it finds it in the log, and who asked learns that it is none of theirs.
func TestFaults(t *testing.T) {
	var log bytes.Buffer
	address := serve(t, server.Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ended" {
			panic(http.ErrAbortHandler)
		}
		var none *http.Request
		_ = none.URL
	})})
	answer, err := http.Get("http://" + address + "/broken?q=Rue+de+la+Paix")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusInternalServerError || !strings.Contains(string(text), "urn:vigie:problem:broken") || strings.Contains(string(text), "goroutine") {
		t.Errorf("status %d, %s, error %v", answer.StatusCode, text, err)
	}
	if said := log.String(); !strings.Contains(said, "nil pointer") || !strings.Contains(said, "faults_test.go") || strings.Contains(said, "Paix") {
		t.Errorf("the log says %s", said)
	}
	log.Reset()
	if answer, err := http.Get("http://" + address + "/ended"); err == nil {
		_ = answer.Body.Close()
		t.Error("a handler that ends the connection answers")
	}
	if log.Len() > 0 {
		t.Errorf("the log says %s", log.String())
	}
}
