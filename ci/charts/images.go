package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/render"
	"github.com/spark-recorder/ci/charts/internal/rules"
)

// Replaces the registry of a values file: the list names images where their publisher has them.
const publishers = "global.imageRegistry="

// An image of a values file that its user replaces.
var placeholder = regexp.MustCompile(`^(registry\.example\.|ghcr\.io/my-team/)`)

func images(charts []*chart.Chart) error {
	runs, err := renderings(charts)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	err = withHelm("helm", func(helm render.Helm) error {
		for _, run := range runs {
			if run.isOfTests() {
				continue
			}
			objects, err := helm.Template(run.chart.Dir, run.values, append(slices.Clone(run.sets), publishers))
			if err != nil && run.mayRefuse {
				continue
			}
			if err != nil {
				return fmt.Errorf("%s with %s: %w", run.chart.Name, run.name, err)
			}
			for _, image := range rules.Images(objects) {
				if !placeholder.MatchString(image) {
					found[image] = true
				}
			}
		}
		return nil
	})
	for _, image := range slices.Sorted(maps.Keys(found)) {
		fmt.Println(image)
	}
	return err
}
