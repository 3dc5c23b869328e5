package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/schema"
)

const library = "charts/spark-lib"

func generate(charts []*chart.Chart) error {
	for _, c := range charts {
		err := generated(c, func(file string, content []byte) error {
			if before, err := os.ReadFile(file); err == nil && bytes.Equal(before, content) {
				return nil
			}
			fmt.Println(file)
			return os.WriteFile(file, content, 0o644)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func verify(charts []*chart.Chart) error {
	var behind []error
	for _, c := range charts {
		err := generated(c, func(file string, content []byte) error {
			command := exec.Command("diff", "-u", "--label", file, "--label", file+" as generated", file, "-")
			command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(content), os.Stdout, os.Stderr
			if command.Run() != nil {
				behind = append(behind, fmt.Errorf("%s is behind: run `make generate`", file))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(behind...)
}

// Hands each generated file of a chart to keep, in an order in which later ones may be made of earlier ones.
func generated(c *chart.Chart, keep func(file string, content []byte) error) error {
	if c.Dir != library {
		if err := shared("values.schema.json", c, schema.Compose, keep); err != nil {
			return err
		}
		if err := shared("values.yaml", c, schema.Blocks, keep); err != nil {
			return err
		}
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
	lib, err := os.ReadFile(filepath.Join(library, file))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	content, err := compose(lib, own)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return keep(path, content)
}

// From the comments in values.yaml and the chart's README.md.gotmpl.
func docs(c *chart.Chart) ([]byte, error) {
	tool, err := filepath.Abs(filepath.Join(tools, "helm-docs"))
	if err != nil {
		return nil, err
	}
	var output, messages bytes.Buffer
	command := exec.Command(tool, "--chart-search-root", ".", "--chart-to-generate", ".", "--dry-run", "--log-level", "warning",
		"--sort-values-order", "file", "--skip-version-footer")
	command.Dir, command.Stdout, command.Stderr = c.Dir, &output, &messages
	// It succeeds also when it could read nothing, and says so.
	if err := command.Run(); err != nil || output.Len() == 0 {
		return nil, fmt.Errorf("%s: helm-docs: %v\n%s", c.Dir, err, messages.Bytes())
	}
	return append(bytes.TrimRight(output.Bytes(), "\n"), '\n'), nil
}
