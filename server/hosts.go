package server

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// hosts are the names by which this process may be asked. A page of a stranger whose name was made to lead here (DNS rebinding) asks by
// that name, and would read everything on a loopback address too.
type hosts struct{ public []name }

// name is a public name; a port of "" stands for any.
type name struct{ host, port string }

// parseNames reads names of hosts as people write them after a flag.
func parseNames(flag string, given []string) ([]name, error) {
	lookup := idna.New(idna.MapForLookup(), idna.StrictDomainName(false)) // services of compose may have underscores
	var names []name
	for _, text := range given {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		n := split(text)
		ascii, err := lookup.ToASCII(n.host)
		if _, literal := netip.ParseAddr(n.host); literal == nil {
			ascii, err = n.host, nil
		}
		_, number := strconv.ParseUint(n.port, 10, 16)
		if err != nil || ascii == "" || strings.ContainsAny(ascii, "/*?#@% ") || n.port != "" && number != nil {
			return nil, errName{flag, text}
		}
		names = append(names, name{ascii, n.port})
	}
	return names, nil
}

// sitesOf are names of hosts as a Content-Security-Policy lists them, which knows no addresses of IPv6.
func sitesOf(given []string) (sites []string, err error) {
	const flag = "--frame-hosts"
	names, err := parseNames(flag, given)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if strings.Trim(n.host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
			return nil, errName{flag, n.host}
		}
		if n.port != "" {
			n.host += ":" + n.port
		}
		sites = append(sites, n.host)
	}
	return sites, nil
}

// split takes a Host header apart, in lower case and without the brackets of IPv6.
func split(host string) name {
	host = strings.ToLower(host)
	if h, port, err := net.SplitHostPort(host); err == nil {
		return name{h, port}
	}
	return name{strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), ""}
}

// guard refuses requests by a foreign name, but for the paths by which others see whether the process lives.
func (h hosts) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isHealth(r) && !h.allowed(r) {
			w.Header().Set("Connection", "close")
			refuse(w, r, foreignHost, shown(r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// allowed tells whether a request came by a public name, the address that it arrived at, or a loopback name with its port.
func (h hosts) allowed(r *http.Request) bool {
	asked := split(r.Host)
	for _, n := range h.public {
		if n.host == asked.host && (n.port == "" || n.port == asked.port) {
			return true
		}
	}
	here, known := arrival(r)
	if asked.port == "" {
		asked.port = "80"
	}
	if !known || asked.port != strconv.Itoa(int(here.Port())) {
		return false
	}
	if asked.host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(asked.host)
	return err == nil && (isLoopbackName(address) || address.WithZone("") == here.Addr())
}

// isLoopbackName tells whether an address is one of the two that people type.
func isLoopbackName(a netip.Addr) bool {
	return a == netip.AddrFrom4([4]byte{127, 0, 0, 1}) || a == netip.IPv6Loopback()
}

// arrival is the address of this machine at which a request arrived; where the process listens on all of them (0.0.0.0), that is one of
// the machine's own nevertheless.
func arrival(r *http.Request) (netip.AddrPort, bool) {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}, false
	}
	at := local.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port()), true
}

// sameOrigin refuses what a page of another origin wants to change. Behind a proxy that asks by a name of its own, pages have the public one.
func sameOrigin(public []name, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, n := range public {
		host := n.host
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		if n.port != "" {
			host += ":" + n.port
		}
		if err := protection.AddTrustedOrigin("https://" + host); err != nil {
			panic(err) // the names were checked
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		refuse(w, r, foreignOrigin, shown(r.Header.Get("Origin")))
	}))
	return protection.Handler(next)
}

// isHealth tells whether a request only asks whether the process lives or is ready: by any name, as load balancers do.
func isHealth(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.URL.Path == "/healthz" || r.URL.Path == "/readyz")
}

// shown is what an answer repeats of a request: printable, and not much.
func shown(text string) string {
	const most = 100
	text = strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return '?'
		}
		return c
	}, text)
	return text[:min(len(text), most)]
}
