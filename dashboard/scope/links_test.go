package scope_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"vigie/dashboard/scope"
	"vigie/network"
)

// Paper bears the name of a server that others reach, and of none that only this machine does.
func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"vigie.example.org":      "vigie.example.org/report",
		"vigie.example.org:8443": "vigie.example.org:8443/report",
		"localhost:8710":         "/report",
		"127.0.0.1:8710":         "/report",
		"127.1.2.3":              "/report",
		"[::1]:8710":             "/report",
		"192.0.2.7:8710":         "192.0.2.7:8710/report",
	} {
		r := httptest.NewRequest("GET", "/report", nil)
		r.Host = host
		s := scope.New(r, nil, "fr", time.Time{}, scope.NewPlaces(network.Snapshot{}))
		if got := s.Address(); got != want {
			t.Errorf("%s: %q, not %q", host, got, want)
		}
		s.Asked.Set("meeting", "a b")
		if got := s.Address(); got != want+"?meeting=a+b" {
			t.Errorf("%s: %q", host, got)
		}
	}
}
