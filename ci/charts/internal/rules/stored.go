package rules

import (
	"strings"

	"github.com/spark-recorder/ci/charts/internal/render"
)

// stored gives objects in ConfigMaps that a program of the chart creates from there. They are checked like the chart's own objects.
func stored(objects []render.Object) []render.Object {
	var found []render.Object
	for _, object := range objects {
		if object.Kind() != "ConfigMap" {
			continue
		}
		data := at(object.Fields, "data")
		for _, key := range sortedKeys(data) {
			text, _ := data[key].(string)
			if !strings.HasSuffix(key, ".yaml") {
				continue
			}
			documents, err := render.Documents(text)
			if err != nil {
				continue // configMapPods reports it
			}
			for _, document := range documents {
				if inConfigMap := (render.Object{File: object.File, Fields: document}); isSpark[inConfigMap.Kind()] {
					found = append(found, inConfigMap)
				}
			}
		}
	}
	return found
}

var isSpark = map[string]bool{"SparkApplication": true, "ScheduledSparkApplication": true, "SparkConnect": true}
