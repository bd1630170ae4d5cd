// Program new lays the files of a new indicator: its texts and formulas, its measure, and a first case worked out by hand. They are a
// working example over attendances, to be changed line by line.
package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"vigie/queries/indicator"
)

//go:embed templates
var templates embed.FS

// placeholder stands for the indicator's name in the templates.
const placeholder = "NAME"

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func main() {
	dir := flag.String("dir", "queries", "folder of the indicators")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: make new-indicator PILLAR=impact NAME=my_indicator")
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	files, err := lay(*dir, flag.Arg(0), flag.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(strings.Join(files, "\n"))
}

// lay writes the files and answers their paths. Where something is wrong nothing is left of them.
func lay(dir, pillar, name string) (files []string, err error) {
	catalogue, err := indicator.Load(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	if err := check(catalogue, pillar, name); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			for _, file := range files {
				err = errors.Join(err, os.Remove(file))
			}
			files = nil
		}
	}()
	for _, one := range []struct{ template, file string }{
		{"indicator.yaml", path.Join(pillar, name+".yaml")},
		{"measure.sql", path.Join("measures", name+".sql")},
		{"first.txt", path.Join("testdata", pillar+"."+name, "first.txt")},
	} {
		text, err := fs.ReadFile(templates, path.Join("templates", one.template))
		if err != nil {
			return files, err
		}
		file := filepath.Join(dir, filepath.FromSlash(one.file))
		if err := create(file, strings.ReplaceAll(string(text), placeholder, name)); err != nil {
			return files, err
		}
		files = append(files, file)
	}
	// What the name would hide, such as the name of a function, is told by who reads the files.
	_, err = indicator.Load(os.DirFS(dir))
	return files, err
}

// check refuses a pillar that there is not and a name that can't be or is taken.
func check(catalogue *indicator.Catalogue, pillar, name string) error {
	var pillars []string
	for _, i := range catalogue.All() {
		if !slices.Contains(pillars, i.Pillar) {
			pillars = append(pillars, i.Pillar)
		}
	}
	if !slices.Contains(pillars, pillar) {
		return fmt.Errorf("there is no pillar %q: give one of %s", pillar, strings.Join(pillars, ", "))
	}
	if !plainName.MatchString(name) {
		return fmt.Errorf("%q is no name for an indicator: give lower-case letters, digits and _, a letter first", name)
	}
	if _, there := catalogue.Get(pillar + "." + name); there {
		return fmt.Errorf("the indicator %s.%s is there already: give another name", pillar, name)
	}
	if _, there := catalogue.Measure(name); there {
		return fmt.Errorf("the measure %s is there already: give another name", name)
	}
	return nil
}

// create writes a file that is not there yet.
func create(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
