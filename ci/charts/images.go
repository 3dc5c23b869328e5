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

// publishers resets the registry of a values file, so that the list names images in their publishers' registries.
const publishers = "global.imageRegistry="

// placeholder matches images in values files that a user replaces.
var placeholder = regexp.MustCompile(`^(registry\.example\.|ghcr\.io/my-team/)`)

func images(charts []*chart.Chart) error {
	found, err := imagesOf(charts)
	for _, image := range found {
		fmt.Println(image)
	}
	return err
}

// imagesOf gives the images of all pods that the charts render with their defaults and with the values files, sorted.
func imagesOf(charts []*chart.Chart) ([]string, error) {
	runs, err := renderings(charts)
	if err != nil {
		return nil, err
	}
	users := slices.DeleteFunc(slices.Clone(runs), (*rendering).isOfTests)
	found, err := imagesIn(users)
	if err != nil || len(found) > 0 {
		return found, err
	}
	// No values file is for a subchart that can also be installed alone, so the values of its tests must do.
	return imagesIn(slices.DeleteFunc(runs, func(r *rendering) bool { return r.mustRefuse }))
}

func imagesIn(runs []*rendering) ([]string, error) {
	found := make([][]string, len(runs))
	failed := make([]error, len(runs))
	err := withHelm("helm", func(helm render.Helm) error {
		atOnce(len(runs), func(i int) {
			run := runs[i]
			objects, err := helm.Template(run.chart.Dir, run.values, append(slices.Clone(run.sets), publishers))
			if err != nil && !run.mayRefuse && !run.isOfTests() {
				failed[i] = fmt.Errorf("%s with %s: %w", run.chart.Name, run.name, err)
			}
			found[i] = rules.Images(objects)
		})
		return nil
	})
	all := map[string]bool{}
	for i := range runs {
		if failed[i] != nil {
			return nil, failed[i]
		}
		for _, image := range found[i] {
			if !placeholder.MatchString(image) {
				all[image] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all)), err
}
