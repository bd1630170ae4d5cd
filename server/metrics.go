package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// forwarding are the headers by which a proxy tells that somebody else is asking.
func forwarding() []string {
	return []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"}
}

// Metrics keeps strangers from metrics, whose counts of events would tell them how many people of a small place came. They are for
// whoever has the token. Without one they are for the machine itself, unless the process has public names: then a proxy stands
// before it, and strangers come from the machine itself too.
func Metrics(token string, public bool, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte("Bearer " + token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token == "" {
			if public || !fromHere(r) {
				refuse(w, r, notHere)
				return
			}
		} else if got := sha256.Sum256([]byte(r.Header.Get("Authorization"))); subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="vigie"`)
			refuse(w, r, noToken)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// fromHere tells whether a request comes from a process of this machine, by a loopback name, and for itself.
func fromHere(r *http.Request) bool {
	for _, header := range forwarding() {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
