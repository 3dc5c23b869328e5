// Command charts checks, generates, packages and publishes the Helm charts below charts/. Run it in the root of the repository:
//
//	charts COMMAND [CHART...]
package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spark-recorder/ci/charts/internal/chart"
)

const usage = `usage: charts COMMAND [CHART...]

  lint       helm lint --strict, and whether values.yaml and values.schema.json fit
  unit       helm-unittest --strict
  check      renders with Helm 4 and Helm 3, with defaults and values files, and checks every object and pod
  generate   shared parts of values.yaml and values.schema.json, README.md, and the plugin's copy of the JFR profile
  verify     whether generate would change anything
  package    archives, into target/charts
  publish    the same, pushed to the OCI registry REGISTRY (oci://registry.example.com/charts); prints each digest
  images     the images of all pods that the charts render with defaults and with the values files, one per line

A CHART is a folder below charts/, such as spark-application or spark-workspace/recordings; without one it is all of them.
`

func main() {
	commands := map[string]func([]*chart.Chart) error{
		"lint": lint, "unit": unit, "check": check, "generate": generate, "verify": verify, "package": pack, "publish": publish, "images": images,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	charts, err := wanted(os.Args[2:])
	if err == nil {
		err = commands[os.Args[1]](charts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// wanted finds the charts of these names with their subcharts. Without names it finds all charts.
func wanted(names []string) ([]*chart.Chart, error) {
	all, err := chart.Find("charts")
	if err != nil || len(names) == 0 {
		return all, err
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(c *chart.Chart) bool { return c.Name == name }) {
			return nil, fmt.Errorf("%s is no folder with a Chart.yaml in charts/", name)
		}
	}
	return slices.DeleteFunc(all, func(c *chart.Chart) bool {
		return !slices.Contains(names, c.Name) && (c.Parent == nil || !slices.Contains(names, c.Parent.Name))
	}), nil
}
