// Package chart finds the charts of this repository, and the values files that they render with.
package chart

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// Chart is a chart of our own: a folder under charts/, or one under such a chart's own charts/.
type Chart struct {
	// Name is the folder below charts/: spark-application, or spark-workspace/recordings for a subchart.
	Name string
	// Dir is the path of that folder.
	Dir string
	// Library charts render nothing.
	Library bool
	// Parent is the chart that has this one as a subchart, nil for a chart that is installed alone.
	Parent *Chart
	// remote names the dependencies that are fetched, local those that are folders in its own charts/.
	remote, local []string
}

type metadata struct {
	Type         string `json:"type"`
	Dependencies []struct {
		Name       string `json:"name"`
		Alias      string `json:"alias"`
		Repository string `json:"repository"`
	} `json:"dependencies"`
}

// Find gives all charts below root, by name. Neither fetched charts nor copies of a library are charts of our own.
func Find(root string) ([]*Chart, error) {
	charts, err := in(root, nil)
	if err != nil {
		return nil, err
	}
	for _, parent := range slices.Clone(charts) {
		subcharts, err := in(filepath.Join(parent.Dir, "charts"), parent)
		if err != nil {
			return nil, err
		}
		charts = append(charts, subcharts...)
	}
	slices.SortFunc(charts, func(a, b *Chart) int { return strings.Compare(a.Name, b.Name) })
	return charts, nil
}

func in(folder string, parent *Chart) ([]*Chart, error) {
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var charts []*Chart
	for _, entry := range entries {
		dir := filepath.Join(folder, entry.Name())
		if !entry.IsDir() || parent != nil && slices.Contains(parent.remote, entry.Name()) {
			continue
		}
		chart, err := read(dir, parent)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if parent != nil && chart.Library {
			continue
		}
		charts = append(charts, chart)
	}
	return charts, nil
}

func read(dir string, parent *Chart) (*Chart, error) {
	text, err := os.ReadFile(filepath.Join(dir, "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	var about metadata
	if err := yaml.Unmarshal(text, &about); err != nil {
		return nil, fmt.Errorf("%s/Chart.yaml: %w", dir, err)
	}
	chart := &Chart{Name: filepath.Base(dir), Dir: dir, Library: about.Type == "library", Parent: parent}
	if parent != nil {
		chart.Name = parent.Name + "/" + chart.Name
	}
	for _, dependency := range about.Dependencies {
		if strings.Contains(dependency.Repository, "://") {
			chart.remote = append(chart.remote, dependency.Name)
		} else {
			chart.local = append(chart.local, dependency.Name)
		}
	}
	return chart, nil
}

// Copy is the folder in the chart's own charts/ that holds a copy of a library chart, the folder library. It is empty if the chart does
// not depend on that library.
func (c *Chart) Copy(library string) string {
	name := filepath.Base(library)
	if !slices.Contains(c.local, name) {
		return ""
	}
	return filepath.Join(c.Dir, "charts", name)
}

// Files are the files of a chart's folder that Helm reads, relative to it and sorted: metadata, values, their schema and templates. A
// folder that does not exist has none.
func Files(dir string) ([]string, error) {
	var files []string
	for _, name := range []string{"Chart.yaml", "templates", "values.schema.json", "values.yaml"} {
		err := filepath.WalkDir(filepath.Join(dir, name), func(path string, entry fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil || entry.IsDir() {
				return err
			}
			file, err := filepath.Rel(dir, path)
			files = append(files, file)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)
	return files, nil
}

// CIValues are the chart's own ci/*-values.yaml, for a chart whose defaults alone do not render or pass lint.
func (c *Chart) CIValues() []string {
	files, _ := filepath.Glob(filepath.Join(c.Dir, "ci", "*-values.yaml"))
	return files
}

// Values is a values file whose top comment names its charts.
type Values struct {
	File string
	// Charts are the names of the charts that render with it.
	Charts []string
	// With are the values files that go before it, each for the charts that it names itself.
	With []Values
	// Fills are values in the form of Helm's --set-string that a user must write into the file; charts refuse it without them.
	Fills []string
}

// FilesFor are the files to render a chart with, nil if the file does not name the chart.
func (v Values) FilesFor(c *Chart) []string {
	if !slices.Contains(v.Charts, c.Name) {
		return nil
	}
	var files []string
	for _, with := range v.With {
		if slices.Contains(with.Charts, c.Name) {
			files = append(files, with.File)
		}
	}
	return append(files, v.File)
}

// FillsFor are the values that a user writes into the files of FilesFor.
func (v Values) FillsFor(c *Chart) []string {
	var fills []string
	for _, with := range v.With {
		if slices.Contains(with.Charts, c.Name) {
			fills = append(fills, with.Fills...)
		}
	}
	return append(fills, v.Fills...)
}

// ReadValues reads the values files of a folder.
func ReadValues(folder string, charts []*Chart) ([]Values, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []Values
	for _, file := range files {
		values, err := readValues(file)
		if err != nil {
			return nil, err
		}
		for _, name := range values.Charts {
			if !slices.ContainsFunc(charts, func(c *Chart) bool { return c.Name == name }) {
				return nil, fmt.Errorf("%s: its line \"# chart:\" names %s, which is no folder with a Chart.yaml in charts/", file, name)
			}
		}
		all = append(all, values)
	}
	return all, nil
}

func readValues(file string) (Values, error) {
	values := Values{File: file}
	top, err := header(file)
	if err != nil {
		return values, err
	}
	values.Charts, values.Fills = top.charts, top.fills
	for _, before := range top.with {
		top, err := header(before)
		if os.IsNotExist(err) {
			return values, fmt.Errorf("%s: its line \"# with:\" names %s, which is not there", file, before)
		}
		if err != nil {
			return values, err
		}
		values.With = append(values.With, Values{File: before, Charts: top.charts, Fills: top.fills})
	}
	return values, nil
}

// top is the comment at the top of a values file.
type top struct{ charts, with, fills []string }

func header(file string) (top, error) {
	var found top
	opened, err := os.Open(file)
	if err != nil {
		return found, err
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	for lines.Scan() && strings.HasPrefix(lines.Text(), "#") {
		if names, ok := strings.CutPrefix(lines.Text(), "# chart: "); ok {
			found.charts = append(found.charts, listed(names)...)
		}
		if files, ok := strings.CutPrefix(lines.Text(), "# with: "); ok {
			found.with = append(found.with, listed(files)...)
		}
		if fill, ok := strings.CutPrefix(lines.Text(), "# fill: "); ok {
			found.fills = append(found.fills, strings.TrimSpace(fill))
		}
	}
	if len(found.charts) == 0 {
		return found, fmt.Errorf("%s: the comment at its top has no line \"# chart: NAME\" that says which chart it is for", file)
	}
	return found, lines.Err()
}

func listed(text string) []string {
	var items []string
	for _, item := range strings.Split(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
