package server

import (
	"log/slog"
	"net/http"
	"runtime/debug"
)

// faults logs what is wrong in Vigie itself.
type faults struct{ log *slog.Logger }

// tell answers a request whose handler panics, where nothing is answered yet, and logs why. The request's path may hold what a reader typed:
// only where the fault lies is logged.
func (f faults) tell(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault) // the handler ends the connection
			}
			f.log.Error("answer a request", "fault", fault, "where", string(debug.Stack()))
			refuse(w, r, broken)
		}()
		next.ServeHTTP(w, r)
	})
}
