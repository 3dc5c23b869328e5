package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/render"
	"github.com/spark-recorder/ci/charts/internal/schema"
)

// tools is the folder in which make puts the tools.
var tools = ".tools"

// withHelm runs a function with a Helm that sees neither plugins nor settings of its user.
func withHelm(binary string, do func(render.Helm) error) error {
	home, err := os.MkdirTemp("", "helm")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	path, err := filepath.Abs(filepath.Join(tools, binary))
	if err != nil {
		return err
	}
	return do(render.Helm{Binary: path, Home: home})
}

func lint(charts []*chart.Chart) error {
	if err := sameLibrary(charts); err != nil {
		return err
	}
	return withHelm("helm", func(helm render.Helm) error {
		var failed []error
		for _, c := range charts {
			problems, err := lintOne(helm, c)
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", c.Name, err))
			}
			for _, problem := range problems {
				failed = append(failed, fmt.Errorf("%s/%s", c.Dir, problem))
			}
		}
		return errors.Join(failed...)
	})
}

func lintOne(helm render.Helm, c *chart.Chart) ([]string, error) {
	runs := [][]string{{}}
	if files := c.CIValues(); len(files) > 0 {
		runs = nil
		for _, file := range files {
			runs = append(runs, []string{"--values", file})
		}
	}
	for _, values := range runs {
		if output, err := helm.Run(append([]string{"lint", "--strict", c.Dir}, values...)...); err != nil {
			return nil, fmt.Errorf("%w\n%s", err, output)
		}
	}
	values, err := os.ReadFile(filepath.Join(c.Dir, "values.yaml"))
	if err != nil {
		return nil, err
	}
	schemaText, err := os.ReadFile(filepath.Join(c.Dir, "values.schema.json"))
	if err != nil {
		return nil, err
	}
	if c.Dir == library {
		return schema.Check(values, schemaText, nil)
	}
	shared, err := readLibrary("values.schema.json")
	if err != nil {
		return nil, err
	}
	return schema.Check(values, schemaText, shared)
}

func unit(charts []*chart.Chart) error {
	if err := sameLibrary(charts); err != nil {
		return err
	}
	args := []string{"--strict", "--with-subchart=false", "--file", "tests/**/*_test.yaml"}
	tested := 0
	for _, c := range charts {
		if _, err := os.Stat(filepath.Join(c.Dir, "tests")); err == nil {
			args = append(args, c.Dir)
			tested++
		}
	}
	if tested == 0 {
		fmt.Println("no chart has a folder tests")
		return nil
	}
	command := exec.Command(filepath.Join(tools, "helm-unittest"), args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}
