package server

import (
	"net/http"
	"strings"
)

// framed begins the paths of what other sites may show in frames.
const framed = "/embed/"

// withHeaders gives every answer what keeps a browser from doing more with it than was meant. A handler may set others of its own. Pages of the sites
// that are named may show what is framed; nothing else may be shown in a frame, and by nobody else.
func withHeaders(sites []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, ancestors := w.Header(), "'none'"
		if len(sites) > 0 && strings.HasPrefix(r.URL.Path, framed) {
			ancestors = strings.Join(sites, " ")
		} else {
			h.Set("X-Frame-Options", "DENY") // which knows no list of sites
		}
		h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "+ancestors)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
