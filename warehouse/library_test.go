package warehouse

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The library is looked for beside the program and in Vigie's own source tree, nowhere else.
func TestLibraryPlaces(t *testing.T) {
	dir := t.TempDir()
	for _, tree := range []struct{ name, mod string }{{"clone", "module vigie\n\ngo 1.26.0\n"}, {"foreign", "module vigieux\n"}, {"bare", ""}, {"temporary", "module vigie\n"}} {
		if err := os.MkdirAll(filepath.Join(dir, tree.name, "bin"), 0o700); err != nil {
			t.Fatal(err)
		}
		if tree.mod != "" {
			if err := os.WriteFile(filepath.Join(dir, tree.name, "go.mod"), []byte(tree.mod), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chmod(filepath.Join(dir, "temporary"), 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	at := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, c := range []struct {
		what, executable, source string
		want                     []string
	}{
		{"make build", at("clone", "bin", "vigie"), "vigie/warehouse/library.go", []string{at("clone", "bin", libraryFile), at("clone", npmLibrary)}},
		{"go run", at("bare", "vigie"), at("clone", "warehouse", "library.go"), []string{at("bare", libraryFile), at("clone", npmLibrary)}},
		{"another project", at("foreign", "bin", "vigie"), at("foreign", "warehouse", "library.go"), []string{at("foreign", "bin", libraryFile)}},
		{"installed", at("bare", "bin", "vigie"), "vigie/warehouse/library.go", []string{at("bare", "bin", libraryFile)}},
		{"where everybody writes", at("temporary", "vigie"), at("temporary", "warehouse", "library.go"), nil},
		{"a folder of it", at("temporary", "bin", "vigie"), "", []string{at("temporary", "bin", libraryFile)}},
		{"unknown", "", "", nil},
	} {
		if got := libraryPlaces(c.executable, c.source); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestNoLibrary(t *testing.T) {
	_, err := firstFile([]string{filepath.Join(t.TempDir(), libraryFile), t.TempDir()})
	for _, word := range []string{"not installed", "make engine", LibraryVariable} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%v does not say %q", err, word)
		}
	}
}
