// Command bundle turns the dashboard's script, style sheet, typeface and icon into the files that the binary embeds:
//
//	go run ./dashboard/bundle [folder of the project]
//
// It writes dashboard/assets/dist: one file an asset with a fingerprint in its name, a gzipped twin of each text file, and
// manifest.json, which tells the pages under which name each asset goes. The npm packages must be installed (npm ci).
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the assets that pages name, by the name they use.
var entries = map[string]string{
	"page.js":     "dashboard/assets/src/page.js",
	"page.css":    "dashboard/assets/src/page.css",
	"favicon.svg": "dashboard/assets/src/favicon.svg",
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(root); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules", "echarts")); err != nil {
		return fmt.Errorf("read node_modules/echarts: %w: run npm ci first, in the folder of the project", err)
	}
	dist := filepath.Join(root, "dashboard", "assets", "dist")
	if err := empty(dist); err != nil {
		return err
	}
	var points []api.EntryPoint
	for name, source := range entries {
		points = append(points, api.EntryPoint{InputPath: filepath.Join(root, source), OutputPath: strings.TrimSuffix(name, filepath.Ext(name))})
	}
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: points,
		AbsWorkingDir:       root,
		Bundle:              true,
		Write:               true,
		Metafile:            true,
		Outdir:              dist,
		EntryNames:          "[name]-[hash]",
		AssetNames:          "[name]-[hash]",
		Format:              api.FormatIIFE,
		Target:              api.ES2020,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		LegalComments:       api.LegalCommentsEndOfFile,
		Loader:              map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderCopy},
		LogLevel:            api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("build the assets: %s", result.Errors[0].Text)
	}
	return finish(root, dist, result.Metafile)
}

// empty removes what an earlier run wrote and leaves the files that git keeps.
func empty(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	files, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), ".git") {
			continue
		}
		if err := os.Remove(filepath.Join(dist, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// finish writes the manifest and the gzipped twins.
func finish(root, dist, metafile string) error {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string
			Inputs     map[string]any
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return fmt.Errorf("read what esbuild tells of its output: %w", err)
	}
	names := map[string]string{}
	for output, about := range meta.Outputs {
		file := filepath.Base(output)
		for name, source := range entries {
			_, copied := about.Inputs[source]
			if about.EntryPoint == source || (copied && filepath.Ext(name) == filepath.Ext(file) && about.EntryPoint == "") {
				names[name] = file
			}
		}
		if err := compress(filepath.Join(root, output)); err != nil {
			return err
		}
	}
	if len(names) != len(entries) {
		return fmt.Errorf("esbuild wrote %d of the %d assets that pages name: %v", len(names), len(entries), names)
	}
	manifest, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(manifest, '\n'), 0o644)
}

// compress writes the gzipped twin of a text file; woff2 is compressed already.
func compress(path string) error {
	if filepath.Ext(path) == ".woff2" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var buffer bytes.Buffer
	w, err := gzip.NewWriterLevel(&buffer, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", buffer.Bytes(), 0o644)
}
