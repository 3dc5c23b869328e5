package main

import (
	"fmt"
	"slices"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/render"
)

// The Spark plugin starts JFR in JVMs that no chart configures, so its jar has a copy of the charts' profile for Spark jobs.
const (
	profileChart  = "charts/spark-application"
	profileValues = profileChart + "/ci/pi-values.yaml"
	profileKey    = "spark.jfc"
	profileCopy   = "sidecar/spark-plugin/src/main/resources/io/sparkrecorder/spark/spark.jfc"
)

// profile hands the plugin's copy of the profile to keep, as the chart renders it without any agent.sensitive.
func profile(charts []*chart.Chart, keep func(file string, content []byte) error) error {
	if !slices.ContainsFunc(charts, func(c *chart.Chart) bool { return c.Dir == profileChart }) {
		return nil
	}
	return withHelm("helm", func(helm render.Helm) error {
		objects, err := helm.Template(profileChart, []string{profileValues}, nil)
		if err != nil {
			return err
		}
		for _, object := range objects {
			data, _ := object.Fields["data"].(map[string]any)
			if text, ok := data[profileKey].(string); ok {
				return keep(profileCopy, []byte(text))
			}
		}
		return fmt.Errorf("%s renders no ConfigMap with %s", profileChart, profileKey)
	})
}
