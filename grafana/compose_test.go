package grafana_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/goccy/go-yaml"

	"vigie/e2e/binary"
)

// secrets are what a person makes before the first start; the values are distinctive, so that they can be looked for.
var secrets = map[string]string{
	"VIGIE_CLICKHOUSE_PASSWORD": "clickhouse0000secret",
	"VIGIE_HEALTH_PASSWORD":     "health0000secret",
	"VIGIE_GRAFANA_PASSWORD":    "grafana0000secret",
}

// publicHost is what a person may name beside the secrets.
const publicHost = "vigie.example.org"

// loadCompose reads the file with all its profiles; with no environment at all, the variables are left as they stand.
func loadCompose(t *testing.T, environment map[string]string) (*types.Project, error) {
	t.Helper()
	root := binary.Root(t)
	return loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  root,
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(root, "docker-compose.yml")}},
		Environment: withPublicHost(environment),
	}, func(o *loader.Options) {
		o.Profiles = []string{"*"}
		o.SkipInterpolation = environment == nil
	})
}

func withPublicHost(environment map[string]string) map[string]string {
	if environment = maps.Clone(environment); environment != nil {
		environment["VIGIE_PUBLIC_HOST"] = publicHost
	}
	return environment
}

func compose(t *testing.T) *types.Project {
	t.Helper()
	project, err := loadCompose(t, secrets)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// ours are the services that run vigie.
func ours(project *types.Project) map[string]types.ServiceConfig {
	all := map[string]types.ServiceConfig{}
	for name, s := range project.Services {
		if s.Build != nil {
			all[name] = s
		}
	}
	return all
}

// mountTarget is where a service sees the folder grafana/NAME.
func mountTarget(t *testing.T, service, folder string) string {
	t.Helper()
	for _, v := range compose(t).Services[service].Volumes {
		if v.Source == filepath.Join(binary.Root(t), "grafana", folder) {
			return v.Target
		}
	}
	t.Fatalf("docker-compose.yml does not mount grafana/%s into %s", folder, service)
	return ""
}

func TestComposeServices(t *testing.T) {
	project := compose(t)
	names := project.ServiceNames()
	slices.Sort(names)
	if want := []string{"clickhouse", "collector", "dashboard", "grafana", "migrate", "prometheus"}; !slices.Equal(names, want) {
		t.Errorf("services %v, want %v", names, want)
	}
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:v?\d+\.\d+\.\d+(\.\d+)?$`)
	for name, s := range project.Services {
		if s.Build == nil && !pinned.MatchString(s.Image) {
			t.Errorf("%s: the image %s is not pinned to a release", name, s.Image)
		}
		if watched := name == "prometheus" || name == "grafana"; watched != slices.Equal(s.Profiles, []string{"watch"}) {
			t.Errorf("%s: profiles %v", name, s.Profiles)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: may gain privileges", name)
		}
		for _, p := range s.Ports {
			if p.HostIP != "127.0.0.1" {
				t.Errorf("%s: port %s is bound to %q, want 127.0.0.1", name, p.Published, p.HostIP)
			}
		}
		if s.HealthCheck == nil && name != "migrate" {
			t.Errorf("%s: no health check", name)
		}
		for other, d := range s.DependsOn {
			if _, there := project.Services[other]; !there {
				t.Errorf("%s depends on %s, which is no service", name, other)
			}
			want := types.ServiceConditionHealthy
			if other == "migrate" {
				want = types.ServiceConditionCompletedSuccessfully
			}
			if d.Condition != want {
				t.Errorf("%s waits for %s to be %s, want %s", name, other, d.Condition, want)
			}
		}
		for _, v := range s.Volumes {
			if v.Type != types.VolumeTypeBind {
				continue
			}
			if _, err := os.Stat(v.Source); err != nil {
				t.Errorf("%s mounts %s: %v", name, v.Source, err)
			}
			if !v.ReadOnly {
				t.Errorf("%s may write %s", name, v.Source)
			}
		}
	}
	for name := range ours(project) {
		if _, waits := project.Services[name].DependsOn["migrate"]; !waits && name != "migrate" {
			t.Errorf("%s does not wait for the schema", name)
		}
	}
}

func TestComposeKeepsTheWarehouseInside(t *testing.T) {
	project := compose(t)
	s := project.Services["clickhouse"]
	if networks := s.NetworksByPriority(); !slices.Equal(networks, []string{"inside"}) || !project.Networks["inside"].Internal || len(s.Ports) > 0 {
		t.Errorf("clickhouse is on %v with ports %v, want the internal network alone", networks, s.Ports)
	}
	if user := s.Environment["CLICKHOUSE_USER"]; user == nil || *user == "default" {
		t.Error("clickhouse keeps its user default")
	}
}

func TestComposeRunsVigieWithLittle(t *testing.T) {
	project := compose(t)
	if len(ours(project)) != 3 {
		t.Fatalf("services of ours: %v", ours(project))
	}
	for name, s := range ours(project) {
		if len(s.Command) != 1 {
			t.Fatalf("%s: command %v", name, s.Command)
		}
		// Kong prints each flag's environment twin: what compose sets must be one of them.
		help := binary.Run(t, t.TempDir(), s.Command[0], "--help")
		if help.Code != 0 {
			t.Errorf("%s: vigie knows no command %q\n%s", name, s.Command[0], help.Stderr)
		}
		for key := range s.Environment {
			if !strings.Contains(help.Stdout, "$"+key) {
				t.Errorf("%s: vigie %s does not take %s", name, s.Command[0], key)
			}
		}
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || s.Privileged {
			t.Errorf("%s: want a read-only file system and no capabilities", name)
		}
		if uid, _, _ := strings.Cut(s.User, ":"); uid == "" || uid == "0" || uid == "root" {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if want := "clickhouse://vigie:" + secrets["VIGIE_CLICKHOUSE_PASSWORD"] + "@clickhouse:9000/vigie"; *s.Environment["VIGIE_WAREHOUSE"] != want {
			t.Errorf("%s: warehouse %s", name, *s.Environment["VIGIE_WAREHOUSE"])
		}
		sees := map[string]bool{}
		for _, secret := range s.Secrets {
			sees[secret.Source] = true
		}
		if has := sees["network_key"]; has != (name == "collector") {
			t.Errorf("%s sees the network key: %v; only the collector may", name, has)
		}
		if name == "migrate" {
			continue
		}
		// Others reach it by its service's name, and by a public one where there is one; Prometheus has the token of its metrics.
		if want := name + "," + publicHost; *s.Environment["VIGIE_HOST"] != want {
			t.Errorf("%s answers to %s, want %s", name, *s.Environment["VIGIE_HOST"], want)
		}
		if file := *s.Environment["VIGIE_METRICS_TOKEN_FILE"]; file != "/run/secrets/metrics_token" || !sees["metrics_token"] {
			t.Errorf("%s reads the metrics token from %s, and sees the secret: %v", name, file, sees["metrics_token"])
		}
		_, port, _ := strings.Cut(*s.Environment["VIGIE_LISTEN"], ":")
		if check := strings.Join(s.HealthCheck.Test, " "); !strings.Contains(check, "http://127.0.0.1:"+port+"/readyz") {
			t.Errorf("%s listens on port %s, its health check is %s", name, port, check)
		}
		if len(s.Ports) != 1 || s.Ports[0].Published != port || s.Ports[0].Target == 0 {
			t.Errorf("%s listens on port %s, published %v", name, port, s.Ports)
		}
	}
	collector := project.Services["collector"]
	if file := *collector.Environment["VIGIE_NETWORK_KEY_FILE"]; file != "/run/secrets/network_key" {
		t.Errorf("the network key is looked for in %s", file)
	}
}

func TestComposeHoldsNoSecret(t *testing.T) {
	root := binary.Root(t)
	for missing := range secrets {
		some := map[string]string{}
		for name, value := range secrets {
			if name != missing {
				some[name] = value
			}
		}
		_, err := loadCompose(t, some)
		if err == nil || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "make the secrets first") {
			t.Errorf("without %s: %v, want a word on how to make it", missing, err)
		}
	}
	raw, err := loadCompose(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	secretive := regexp.MustCompile(`(?i)(password|secret|token|key)`)
	required := regexp.MustCompile(`^\$\{VIGIE_[A-Z]+_PASSWORD:\?[^}]+\}$|^/run/secrets/\w+$`)
	credentials := regexp.MustCompile(`://[^/@:]*:(\$\{[^}]*\}|[^@]*)@`)
	checked := 0
	for name, s := range raw.Services {
		for key, value := range s.Environment {
			if secretive.MatchString(key) {
				checked++
				if !required.MatchString(*value) {
					t.Errorf("%s: %s is %q, want a required variable or the file of a secret", name, key, *value)
				}
			}
			if m := credentials.FindStringSubmatch(*value); m != nil {
				checked++
				if !required.MatchString(m[1]) {
					t.Errorf("%s: %s holds the password %q, want a required variable", name, key, m[1])
				}
			}
		}
	}
	if checked != 10 {
		t.Errorf("%d places with secrets found, want 10: has the file changed its form?", checked)
	}
	// What the file's head tells people to make stays out of history and image.
	for _, file := range []string{".gitignore", ".dockerignore"} {
		ignored, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/secrets/", "/.env"} {
			if !slices.Contains(strings.Split(string(ignored), "\n"), path) {
				t.Errorf("%s does not name %s", file, path)
			}
		}
	}
	for name, want := range map[string]string{"network_key": "secrets/network.key", "metrics_token": "secrets/metrics.token"} {
		if file := raw.Secrets[name].File; file != filepath.Join(root, want) {
			t.Errorf("the secret %s is read from %q", name, file)
		}
	}
}

func TestComposeWatches(t *testing.T) {
	project := compose(t)
	// Prometheus scrapes what compose starts, where it listens.
	var config struct {
		Scrape []struct {
			Job           string `yaml:"job_name"`
			Authorization struct {
				File string `yaml:"credentials_file"`
			} `yaml:"authorization"`
			Statics []struct {
				Targets []string `yaml:"targets"`
			} `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	for file, want := range map[string][]string{"compose.yml": nil, "serve.yml": {"vigie:8710"}} {
		text, err := os.ReadFile(filepath.Join("prometheus", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, &config); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			for name, s := range ours(project) {
				if listen := s.Environment["VIGIE_LISTEN"]; listen != nil {
					want = append(want, strings.Replace(*listen, "0.0.0.0", name, 1))
				}
			}
			slices.Sort(want)
		}
		if len(config.Scrape) != 1 || config.Scrape[0].Job != "vigie" || !slices.Equal(config.Scrape[0].Statics[0].Targets, want) {
			t.Errorf("prometheus/%s scrapes %+v, want %v", file, config.Scrape, want)
		}
		if got := config.Scrape[0].Authorization.File; got != "/run/secrets/metrics_token" {
			t.Errorf("prometheus/%s sends the token of %q", file, got)
		}
	}
	prometheus := project.Services["prometheus"]
	if len(prometheus.Secrets) != 1 || prometheus.Secrets[0].Source != "metrics_token" {
		t.Errorf("prometheus sees the secrets %v", prometheus.Secrets)
	}
	for folder, file := range map[string]string{"prometheus": "compose.yml", "rules": "vigie.yml"} {
		target := mountTarget(t, "prometheus", folder)
		if _, err := os.Stat(filepath.Join(folder, file)); err != nil {
			t.Error(err)
		}
		if folder == "prometheus" && !slices.Contains(prometheus.Command, "--config.file="+target+"/"+file) {
			t.Errorf("prometheus is started with %v", prometheus.Command)
		}
	}
	if a, b := mountTarget(t, "prometheus", "prometheus"), mountTarget(t, "prometheus", "rules"); filepath.Dir(a) != filepath.Dir(b) {
		t.Errorf("the configuration finds its rules in ../rules, but they are mounted at %s and %s", a, b)
	}

	grafana := project.Services["grafana"]
	environment := grafana.Environment
	if target := mountTarget(t, "grafana", "provisioning"); target != "/etc/grafana/provisioning" {
		t.Errorf("Grafana looks for provisioning in /etc/grafana/provisioning, it is mounted at %s", target)
	}
	home := *environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
	if file, found := strings.CutPrefix(home, mountTarget(t, "grafana", "dashboards")+"/"); !found || !slices.Contains(boardFiles(t), file) {
		t.Errorf("the home dashboard %s is none of ours", home)
	}
	sources, err := os.ReadFile("provisioning/datasources/vigie.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\$([A-Z_]+)`).FindAllStringSubmatch(string(sources), -1) {
		if environment[m[1]] == nil || *environment[m[1]] == "" {
			t.Errorf("provisioning reads $%s, which docker-compose.yml does not give Grafana", m[1])
		}
	}
	plugins := strings.Split(*environment["GF_PLUGINS_PREINSTALL_SYNC"], ",")
	for _, s := range readSources(t) {
		if s.Type == prometheusSource {
			continue // comes with Grafana
		}
		if !slices.ContainsFunc(plugins, func(p string) bool {
			return regexp.MustCompile(`^` + s.Type + `@\d+\.\d+\.\d+$`).MatchString(p)
		}) {
			t.Errorf("the plugin %s is not installed at a fixed version: %v", s.Type, plugins)
		}
	}
}

func TestDockerfile(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(binary.Root(t), "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	stages := map[string]bool{}
	last := ""
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		switch fields[0] {
		case "FROM":
			last = fields[1]
			if !stages[last] && !regexp.MustCompile(`:[a-z]*-?\d[\d.]*\d(-[a-z]+)*$`).MatchString(last) {
				t.Errorf("%s is not pinned", last)
			}
			if len(fields) == 4 {
				stages[fields[3]] = true
			}
		case "COPY":
			if from, found := strings.CutPrefix(fields[1], "--from="); found && !stages[from] {
				t.Errorf("%s: no stage %s", line, from)
			}
			for _, file := range fields[1 : len(fields)-1] {
				if strings.HasPrefix(fields[1], "--") {
					break
				}
				if _, err := os.Stat(filepath.Join(binary.Root(t), file)); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		}
	}
	if !strings.HasPrefix(last, "debian:") {
		t.Errorf("the image stands on %s: a program that was linked with glibc needs it", last)
	}
	if !regexp.MustCompile(`(?m)^USER 1\d{4}:1\d{4}$`).Match(text) || !strings.Contains(string(text), `ENTRYPOINT ["/usr/local/bin/vigie"]`) {
		t.Error("the image must run vigie as a user without rights")
	}
	mod, err := os.ReadFile(filepath.Join(binary.Root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if version == nil || !strings.Contains(string(text), "FROM golang:"+string(version[1])+".") {
		t.Errorf("go.mod asks for Go %s, the image is built with another", version)
	}
}
