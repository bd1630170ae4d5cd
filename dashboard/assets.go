package dashboard

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"vigie/dashboard/reply"
)

//go:embed all:assets/dist
var dist embed.FS

// assets are the files that dashboard/bundle wrote.
type assets struct {
	files fs.FS
	names map[string]string // name that pages use → name of the file, with its fingerprint
}

// readAssets finds what the command wrote; a program built without it is told which command to run.
func readAssets(embedded fs.FS) (*assets, error) {
	files, err := fs.Sub(embedded, "assets/dist")
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("this program was built without the script and style of its pages: run `make build` (or `npm ci && go run ./dashboard/bundle`, then build again)")
	}
	if err != nil {
		return nil, err
	}
	a := &assets{files: files}
	if err := json.Unmarshal(text, &a.names); err != nil {
		return nil, fmt.Errorf("read assets/dist/manifest.json: %w", err)
	}
	return a, nil
}

// url is the address of an asset. A name that the manifest lacks is a mistake in a template.
func (a *assets) url(name string) (string, error) {
	file, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %q", name)
	}
	return "/assets/" + file, nil
}

// ServeHTTP answers with a file; its name changes with its content, so it is kept for a year.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	text, err := fs.ReadFile(a.files, name)
	if err != nil || name == "manifest.json" || path.Ext(name) == ".gz" || strings.HasPrefix(name, ".") {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "there is no such asset", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if compressed, err := fs.ReadFile(a.files, name+".gz"); err == nil {
			h.Set("Content-Encoding", "gzip")
			text = compressed
		}
	}
	reply.Body(w, r, http.StatusOK, text)
}

func contentType(name string) string {
	if path.Ext(name) == ".woff2" {
		return "font/woff2"
	}
	return mime.TypeByExtension(path.Ext(name))
}
