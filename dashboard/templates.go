package dashboard

import (
	"embed"
	"fmt"
	"html/template"
	"path"
	"strings"

	"vigie/dashboard/texts"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages of one language by the name of their file.
type templates map[string]*template.Template

// readTemplates parses every page once for each language.
func readTemplates(languages map[string]*texts.Language, asset func(name string) (string, error)) (map[string]templates, error) {
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	all := map[string]templates{}
	for code, l := range languages {
		functions := template.FuncMap{"t": l.T, "asset": asset}
		shared, err := template.New("frame.html").Funcs(functions).ParseFS(templateFiles, "templates/frame.html", "templates/parts_*.html")
		if err != nil {
			return nil, fmt.Errorf("read the templates: %w", err)
		}
		all[code] = templates{}
		for _, f := range files {
			name := strings.TrimSuffix(f.Name(), ".html")
			if name == "frame" || strings.HasPrefix(name, "parts_") {
				continue
			}
			own, err := shared.Clone()
			if err == nil {
				own, err = own.ParseFS(templateFiles, path.Join("templates", f.Name()))
			}
			if err != nil {
				return nil, fmt.Errorf("read templates/%s: %w", f.Name(), err)
			}
			all[code][name] = own
		}
	}
	return all, nil
}
