package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/kube"
	"github.com/spark-recorder/ci/charts/internal/schema"
)

const library = "charts/spark-lib"

func generate(charts []*chart.Chart) error {
	write := func(file string, content []byte) error {
		if content == nil {
			fmt.Println(file + " is removed")
			return os.Remove(file)
		}
		if before, err := os.ReadFile(file); err == nil && bytes.Equal(before, content) {
			return nil
		}
		fmt.Println(file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, content, 0o644)
	}
	for _, c := range charts {
		if err := generated(c, write); err != nil {
			return err
		}
	}
	if err := copies(charts, write); err != nil {
		return err
	}
	return profile(charts, write)
}

func verify(charts []*chart.Chart) error {
	var behind []error
	compare := func(file string, content []byte) error {
		if content == nil {
			behind = append(behind, fmt.Errorf("%s is not a file of %s: run `make generate`", file, library))
			return nil
		}
		command := exec.Command("diff", "-uN", "--label", file, "--label", file+" as generated", file, "-")
		command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(content), os.Stdout, os.Stderr
		if command.Run() != nil {
			behind = append(behind, fmt.Errorf("%s is behind: run `make generate`", file))
		}
		return nil
	}
	for _, c := range charts {
		if err := generated(c, compare); err != nil {
			return err
		}
	}
	if err := errors.Join(copies(charts, compare), profile(charts, compare)); err != nil {
		return err
	}
	return errors.Join(behind...)
}

// sameLibrary refuses charts whose copy of the library is outdated: a check of them would not check the library.
func sameLibrary(charts []*chart.Chart) error {
	var behind []error
	err := copies(charts, func(file string, content []byte) error {
		if there, err := os.ReadFile(file); content == nil || err != nil || !bytes.Equal(there, content) {
			behind = append(behind, fmt.Errorf("%s is behind %s: run `make generate-charts`", file, library))
		}
		return nil
	})
	return errors.Join(err, errors.Join(behind...))
}

// copies hands each file of each chart's copy of the library to keep, without content if the library has no such file. A copy consists
// of files, because Flux drops symbolic links from a chart in git, and Helm prints a line for each link.
func copies(charts []*chart.Chart, keep func(file string, content []byte) error) error {
	wanted, err := chart.Files(library)
	if err != nil {
		return err
	}
	for _, c := range charts {
		folder := c.Copy(library)
		if folder == "" {
			continue
		}
		for _, file := range wanted {
			content, err := os.ReadFile(filepath.Join(library, file))
			if err != nil {
				return err
			}
			if err := keep(filepath.Join(folder, file), content); err != nil {
				return err
			}
		}
		there, err := chart.Files(folder)
		if err != nil {
			return err
		}
		for _, file := range there {
			if !slices.Contains(wanted, file) {
				if err := keep(filepath.Join(folder, file), nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// generated hands each generated file of a chart to keep. A later file may depend on an earlier one.
func generated(c *chart.Chart, keep func(file string, content []byte) error) error {
	if c.Dir == library {
		if err := mergeKeys(c, keep); err != nil {
			return err
		}
		if err := formatted(filepath.Join(c.Dir, apartFile), keep); err != nil {
			return err
		}
	}
	compose := func(shared, own []byte) ([]byte, error) {
		if c.Dir == library {
			shared = []byte("{}") // the library shares nothing with itself
		}
		return schema.Compose(shared, own, definition)
	}
	if err := shared("values.schema.json", c, compose, keep); err != nil {
		return err
	}
	if c.Dir != library {
		if err := shared("values.yaml", c, schema.Blocks, keep); err != nil {
			return err
		}
	}
	if err := annotations(c, keep); err != nil {
		return err
	}
	readme, err := docs(c)
	if err != nil {
		return err
	}
	return keep(filepath.Join(c.Dir, "README.md"), readme)
}

func shared(file string, c *chart.Chart, compose func(library, own []byte) ([]byte, error), keep func(string, []byte) error) error {
	path := filepath.Join(c.Dir, file)
	own, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lib, err := readLibrary(file)
	if lib == nil || err != nil {
		return err
	}
	content, err := compose(lib, own)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return keep(path, content)
}

func formatted(file string, keep func(string, []byte) error) error {
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if text, err = schema.Format(text); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return keep(file, text)
}

// readLibrary reads a file of the library, nil if it does not exist. The schema includes the definitions of apartFile.
func readLibrary(file string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(library, file))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil || file != "values.schema.json" {
		return text, err
	}
	apart, err := os.ReadFile(filepath.Join(library, apartFile))
	if os.IsNotExist(err) {
		return text, nil
	}
	if err != nil {
		return nil, err
	}
	return schema.Join(text, apart)
}

// apartFile has the definitions that only other charts' values use.
const apartFile = "pods.schema.json"

// mergeKeys writes the template that holds how the API merges lists, if the library has that template.
func mergeKeys(c *chart.Chart, keep func(string, []byte) error) error {
	file := filepath.Join(c.Dir, "templates", "_merge_keys.tpl")
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return nil
	}
	types, err := kubernetesTypes()
	if err != nil {
		return err
	}
	lists, err := types.MergeKeys()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	text.WriteString(mergeKeysHead)
	for i, name := range slices.Sorted(maps.Keys(lists)) {
		keys, err := json.Marshal(lists[name])
		if err != nil {
			return err
		}
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(&text, "%s\n  %q: %s", separator, name, keys)
	}
	text.WriteString("\n}\n{{- end -}}\n")
	return keep(file, text.Bytes())
}

const mergeKeysHead = `{{/*
Generated from Kubernetes' published API by "make generate".
spark-lib.merge.keys: the keys by which the API tells apart the items of a list, by the list's name, with their defaults. A list that is not
here is one value.
Gives JSON.
*/}}
{{- define "spark-lib.merge.keys" -}}
`

// kubernetesTypes reads the types of the API from the Go modules that this program is built with.
var kubernetesTypes = sync.OnceValues(func() (*kube.Types, error) {
	command := exec.Command("../toolchain.sh", "go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes", "k8s.io/api", "k8s.io/apimachinery")
	command.Dir, command.Stderr = filepath.Join("ci", "charts"), os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the Go modules with Kubernetes' API: %w", err)
	}
	dirs := strings.Fields(string(output))
	if len(dirs) != 3 {
		return nil, fmt.Errorf("the Go modules with Kubernetes' API are not downloaded: %q", output)
	}
	return kube.Read(dirs[0], dirs[1], dirs[2])
})

const operatorChart = "charts/spark-platform/charts/spark-operator"

// definition makes a definition of a schema from a type of Kubernetes or the operator, nil if there is no such type.
func definition(name string) ([]byte, error) {
	types, err := kubernetesTypes()
	if err != nil {
		return nil, err
	}
	made := types.Definition(name)
	switch {
	case name == kube.SparkApplicationSpec:
		made, err = types.Operator(operatorChart + "/crds/sparkoperator.k8s.io_sparkapplications.yaml")
	case strings.HasPrefix(name, kube.OperatorValues):
		made, err = types.ChartValues(operatorChart+"/values.yaml", name)
	}
	if made == nil || err != nil {
		return nil, err
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(made)
	return text.Bytes(), err
}

// docs makes README.md from the comments in values.yaml and the chart's README.md.gotmpl.
func docs(c *chart.Chart) ([]byte, error) {
	tool, err := filepath.Abs(filepath.Join(tools, "helm-docs"))
	if err != nil {
		return nil, err
	}
	var output, messages bytes.Buffer
	command := exec.Command(tool, "--chart-search-root", ".", "--chart-to-generate", ".", "--dry-run", "--log-level", "warning",
		"--sort-values-order", "file", "--skip-version-footer")
	command.Dir, command.Stdout, command.Stderr = c.Dir, &output, &messages
	// helm-docs exits with 0 even if it could not read its input; then it only prints a message.
	if err := command.Run(); err != nil || output.Len() == 0 {
		return nil, fmt.Errorf("%s: helm-docs: %v\n%s", c.Dir, err, messages.Bytes())
	}
	return append(bytes.TrimRight(output.Bytes(), "\n"), '\n'), nil
}
