package rules

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spark-recorder/ci/charts/internal/render"
)

// Pods of these kinds run until they are replaced, and only a new pod reads a new configuration.
var lasting = map[string]bool{"Deployment": true, "StatefulSet": true, "DaemonSet": true}

// checksums gives the checksum of each ConfigMap's data by its name, equal to `toJson | sha256sum` in charts.
func checksums(objects []render.Object) map[string]string {
	sums := map[string]string{}
	for _, object := range objects {
		if object.Kind() != "ConfigMap" {
			continue
		}
		if text, err := json.Marshal(object.Fields["data"]); err == nil {
			sums[object.Name()] = fmt.Sprintf("%x", sha256.Sum256(text))
		}
	}
	return sums
}

// A pod that mounts a ConfigMap of the same chart must have an annotation with its checksum, so that the pod changes with it.
func (p pod) followsConfig(sums map[string]string) []Finding {
	var findings []Finding
	for _, volume := range items(at(p.fields, "spec"), "volumes") {
		name, _ := at(volume, "configMap")["name"].(string)
		if sum := sums[name]; sum != "" && !p.isMarked(sum) {
			findings = append(findings, Finding{p.path + ".metadata.annotations", fmt.Sprintf("the ConfigMap %s is mounted, but no checksum/... is that of its data, as JSON: pods would not be replaced with a new one", name)})
		}
	}
	return findings
}

func (p pod) isMarked(sum string) bool {
	for key, value := range at(p.fields, "metadata.annotations") {
		if strings.HasPrefix(key, "checksum/") && value == sum {
			return true
		}
	}
	return false
}
