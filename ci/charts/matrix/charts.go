package matrix

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
)

// Chart is a chart with compiled schemas. Helm compiles them for each rendering, which takes nearly all of its time.
type Chart struct {
	chart   *chart.Chart
	schemas map[string]*jsonschema.Schema
}

// Load reads a chart. The values enable or disable its subcharts.
func Load(dir string, values map[string]any) (*Chart, error) {
	loaded, err := loader.Load(dir)
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, err
	}
	c := &Chart{loaded, map[string]*jsonschema.Schema{}}
	return c, c.compile(loaded)
}

func (c *Chart) compile(one *chart.Chart) error {
	if one.Schema != nil {
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(one.Schema))
		if err != nil {
			return err
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("file:///values.schema.json", schema); err != nil {
			return err
		}
		if c.schemas[one.ChartFullPath()], err = compiler.Compile("file:///values.schema.json"); err != nil {
			return fmt.Errorf("%s: %w", one.Name(), err)
		}
	}
	for _, below := range one.Dependencies() {
		if err := c.compile(below); err != nil {
			return err
		}
	}
	return nil
}

// Whole completes values with the defaults of the chart and of its subcharts.
func (c *Chart) Whole(values map[string]any) (map[string]any, error) {
	return util.CoalesceValues(c.chart, values)
}

// Fits validates complete values against the schemas of the chart and of its subcharts.
func (c *Chart) Fits(values map[string]any) error { return c.fits(c.chart, values) }

func (c *Chart) fits(one *chart.Chart, values map[string]any) error {
	if schema := c.schemas[one.ChartFullPath()]; schema != nil {
		if err := schema.Validate(values); err != nil {
			return err
		}
	}
	for _, below := range one.Dependencies() {
		if inner, ok := values[below.Name()].(map[string]any); ok {
			if err := c.fits(below, inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// Render renders the chart without validation, and gives all manifests.
func (c *Chart) Render(values map[string]any) (string, error) {
	options := common.ReleaseOptions{Name: "check", Namespace: "team-a", IsInstall: true}
	top, err := util.ToRenderValuesWithSchemaValidation(c.chart, values, options, nil, true)
	if err != nil {
		return "", err
	}
	files, err := engine.Render(c.chart, top)
	return strings.Join(slices.Collect(maps.Values(files)), "\n"), err
}
