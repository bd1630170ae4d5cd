package grafana_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
)

// source is a provisioned data source.
type source struct {
	Name       string         `yaml:"name"`
	UID        string         `yaml:"uid"`
	Type       string         `yaml:"type"`
	Access     string         `yaml:"access"`
	URL        string         `yaml:"url"`
	IsDefault  bool           `yaml:"isDefault"`
	JSONData   map[string]any `yaml:"jsonData"`
	SecureData map[string]any `yaml:"secureJsonData"`
}

// readYAML reads a file strictly: what the type does not know is a fault.
func readYAML(t *testing.T, file string, into any) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(into); err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	return string(text)
}

func readSources(t *testing.T) []source {
	t.Helper()
	var file struct {
		APIVersion  int      `yaml:"apiVersion"`
		Datasources []source `yaml:"datasources"`
	}
	readYAML(t, "provisioning/datasources/vigie.yml", &file)
	if file.APIVersion != 1 {
		t.Errorf("apiVersion %d, want 1", file.APIVersion)
	}
	return file.Datasources
}

func TestDataSources(t *testing.T) {
	var types []string
	for _, s := range readSources(t) {
		types = append(types, s.Type)
		if s.Name == "" || s.UID == "" || s.Access != "proxy" {
			t.Errorf("data source %+v needs a name, a uid and access: proxy (the browser reaches none of them)", s)
		}
		switch s.Type {
		case infinitySource:
			// Without it the plugin would fetch any address that somebody writes into a panel.
			if hosts, _ := s.JSONData["allowedHosts"].([]any); len(hosts) != 1 || hosts[0] != s.URL {
				t.Errorf("%s: allowedHosts %v, want its own address alone", s.Name, hosts)
			}
		case clickhouseSource:
			if s.JSONData["username"] != "health" {
				t.Errorf("%s: user %v, want the one of clickhouse/health-user.xml", s.Name, s.JSONData["username"])
			}
			if password, _ := s.SecureData["password"].(string); !regexp.MustCompile(`^\$[A-Z_]+$`).MatchString(password) {
				t.Errorf("%s: the password must come from the environment", s.Name)
			}
		case prometheusSource:
			if !s.IsDefault {
				t.Errorf("%s: want it to be the default", s.Name)
			}
		}
	}
	slices.Sort(types)
	if want := []string{clickhouseSource, prometheusSource, infinitySource}; !slices.Equal(types, want) {
		t.Errorf("data sources %v, want %v", types, want)
	}
}

func TestDashboardProvider(t *testing.T) {
	var file struct {
		APIVersion int `yaml:"apiVersion"`
		Providers  []struct {
			Name            string `yaml:"name"`
			Type            string `yaml:"type"`
			Folder          string `yaml:"folder"`
			FolderUID       string `yaml:"folderUid"`
			DisableDeletion bool   `yaml:"disableDeletion"`
			AllowUIUpdates  bool   `yaml:"allowUiUpdates"`
			Interval        int    `yaml:"updateIntervalSeconds"`
			Options         struct {
				Path string `yaml:"path"`
			} `yaml:"options"`
		} `yaml:"providers"`
	}
	readYAML(t, "provisioning/dashboards/vigie.yml", &file)
	if file.APIVersion != 1 || len(file.Providers) != 1 {
		t.Fatalf("provider file: %+v", file)
	}
	p := file.Providers[0]
	if p.Type != "file" || p.Name == "" || p.FolderUID == "" || p.AllowUIUpdates {
		t.Errorf("provider: %+v", p)
	}
	if want := mountTarget(t, "grafana", "dashboards"); p.Options.Path != want {
		t.Errorf("dashboards are read in %s, docker-compose.yml mounts them at %s", p.Options.Path, want)
	}
}
