package warehouse

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// address is a warehouse's address, taken apart.
type address struct {
	shown    string // for people: without credentials
	dir      string // absolute; "" for a server
	database string
	cluster  string
	server   *clickhouse.Options // nil when embedded
}

const embeddedScheme = "embedded:"

// serverPorts are the ports that ClickHouse listens on by default, taken where the address has none.
var serverPorts = map[string]string{"clickhouse": "9000", "http": "8123", "https": "8443"}

// secureNativePort is the port for clickhouse://…?secure=true.
const secureNativePort = "9440"

var (
	databaseName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)
	// clusterName also takes a macro of the server, "{cluster}", as replicated deployments write it.
	clusterName = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_.-]{0,63}|\{[A-Za-z0-9_]{1,64}\})$`)
)

// clusterMark is where a statement takes the ON CLUSTER clause.
const clusterMark = "/*ON CLUSTER*/"

// parseAddress takes an address apart. Its errors never hold a password.
func parseAddress(text string) (address, error) {
	if rest, ok := strings.CutPrefix(text, embeddedScheme); ok {
		return parseEmbedded(rest)
	}
	scheme, _, found := strings.Cut(text, "://")
	if !found {
		if text == "" {
			return address{}, errors.New(`read the warehouse's address: it is empty; write embedded:DIR, for example embedded:./data`)
		}
		if strings.ContainsAny(text, "@?") { // may hold credentials: not repeated
			return address{}, errors.New("read the warehouse's address: it has no scheme; write embedded:DIR, clickhouse://HOST, https://HOST or http://HOST")
		}
		return address{}, fmt.Errorf("read the warehouse's address %q: it has no scheme; write embedded:%s for a directory, or clickhouse://%s for a server", text, text, text)
	}
	if _, known := serverPorts[scheme]; !known {
		return address{}, fmt.Errorf("read the warehouse's address: the scheme %q is unknown; write embedded:DIR, clickhouse://HOST, https://HOST or http://HOST", scheme)
	}
	return parseServer(text)
}

func parseEmbedded(rest string) (address, error) {
	dir, query, _ := strings.Cut(rest, "?")
	if dir == "" {
		return address{}, errors.New("read the warehouse's address: embedded: names no directory; write for example embedded:./data")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return address{}, fmt.Errorf("find the warehouse's directory %s: %w", dir, err)
	}
	a := address{shown: embeddedScheme + dir, dir: abs, database: DefaultDatabase}
	keys, err := url.ParseQuery(query)
	if err != nil {
		return address{}, fmt.Errorf("read the options of %s: %w", a.shown, err)
	}
	for key := range keys {
		switch key {
		case "database":
			a.database = keys.Get(key)
		case "cluster":
			return address{}, fmt.Errorf("read the options of %s: an embedded warehouse has no cluster; leave out cluster, or give the address of a server", a.shown)
		default:
			return address{}, fmt.Errorf("read the options of %s: %q is unknown; the only option of an embedded warehouse is database", a.shown, key)
		}
	}
	return a, a.check()
}

func parseServer(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil {
		// The parser's own words may repeat a password.
		return address{}, errors.New("read the warehouse's address: it is no URL; write SCHEME://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password percent-encoded")
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	a := address{shown: shown.String(), database: DefaultDatabase}
	if u.Host == "" {
		return address{}, fmt.Errorf("read the warehouse's address %s: it names no host; write for example %s://localhost", a.shown, u.Scheme)
	}
	keys, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return address{}, fmt.Errorf("read the options of %s: they are not of the form key=value&key=value", a.shown)
	}
	if path := strings.TrimPrefix(u.Path, "/"); path != "" {
		a.database = path
	}
	if keys.Has("database") {
		a.database = keys.Get("database")
		keys.Del("database")
	}
	if keys.Has("cluster") {
		a.cluster = keys.Get("cluster")
		keys.Del("cluster")
	}
	if err := a.check(); err != nil {
		return address{}, err
	}
	port := serverPorts[u.Scheme]
	switch u.Scheme {
	case "https":
		keys.Set("secure", "true") // the driver asks for it beside the scheme
	case "clickhouse":
		if keys.Has("secure") && keys.Get("secure") != "false" && keys.Get("secure") != "0" {
			port = secureNativePort
		}
	}
	u.Host = withPorts(u.Host, port)
	u.Path = "/" + a.database
	u.RawQuery = keys.Encode()
	options, err := clickhouse.ParseDSN(u.String())
	if err != nil {
		return address{}, fmt.Errorf("read the options of %s: %w", a.shown, err)
	}
	if _, set := options.Settings["session_timezone"]; !set {
		options.Settings["session_timezone"] = timezone
	}
	options.TransportFunc = func(t *http.Transport) (http.RoundTripper, error) { return discreet{t}, nil }
	a.server = options
	return a, nil
}

// withPorts adds port to each of the comma-separated hosts that has none.
func withPorts(hosts, port string) string {
	parts := strings.Split(hosts, ",")
	for i, host := range parts {
		if _, _, err := net.SplitHostPort(host); err != nil {
			parts[i] = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
	}
	return strings.Join(parts, ",")
}

func (a address) check() error {
	if !databaseName.MatchString(a.database) {
		return fmt.Errorf("read the options of %s: the database name %q does not serve; take up to 64 letters, digits and _, not starting with a digit", a.shown, a.database)
	}
	if slices.Contains([]string{"system", "information_schema", "INFORMATION_SCHEMA"}, a.database) {
		return fmt.Errorf("read the options of %s: the database %s belongs to ClickHouse itself; take another, for example %s", a.shown, a.database, DefaultDatabase)
	}
	if a.cluster != "" && !clusterName.MatchString(a.cluster) {
		return fmt.Errorf("read the options of %s: the cluster name %q does not serve; take up to 64 letters, digits, _ . and -, or a macro such as {cluster}", a.shown, a.cluster)
	}
	return nil
}

func (a address) embedded() bool { return a.dir != "" }

// onCluster puts the address's cluster where the statement has its mark. The name was checked by parseAddress; the
// engine takes no parameter in this place.
func (a address) onCluster(statement string) string {
	clause := ""
	if a.cluster != "" {
		clause = "ON CLUSTER '" + a.cluster + "'"
	}
	return strings.ReplaceAll(statement, clusterMark, clause)
}

// Error codes of ClickHouse that say that the server is there and does not know the user (ErrorCodes.cpp).
const (
	codeRequiredPassword     = 194
	codeAuthenticationFailed = 516
)

// explain says what to do about an error of the first request to a server.
func (a address) explain(err error) error {
	var exception *clickhouse.Exception
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &exception) && (exception.Code == codeAuthenticationFailed || exception.Code == codeRequiredPassword):
		return fmt.Errorf("open %s: the server refuses the user or the password; give them as SCHEME://USER:PASSWORD@HOST, special characters percent-encoded: %w", a.shown, err)
	case errors.As(err, &dns):
		return fmt.Errorf("open %s: the host name is not known here; check the address: %w", a.shown, err)
	case errors.As(err, &op):
		return fmt.Errorf("open %s: no ClickHouse server answers there; check host and port, and that the server runs: %w", a.shown, err)
	}
	return fmt.Errorf("open %s: %w", a.shown, err)
}
