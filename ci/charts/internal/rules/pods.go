package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spark-recorder/ci/charts/internal/render"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// pod is a pod that an object is, makes, or describes for a controller.
type pod struct {
	path   string         // its place in the object
	fields map[string]any // metadata and spec
	hidden bool           // no schema of the API covers it
}

// templates gives the place of the pod template in each kind that has one.
var templates = map[string]string{
	"Deployment": "spec.template", "StatefulSet": "spec.template", "DaemonSet": "spec.template", "ReplicaSet": "spec.template",
	"ReplicationController": "spec.template", "Job": "spec.template", "CronJob": "spec.jobTemplate.spec.template", "PodTemplate": "template",
}

func podsOf(fields map[string]any) ([]pod, []Finding) {
	kind, _ := fields["kind"].(string)
	switch kind {
	case "Pod":
		return []pod{{fields: fields}}, nil
	case "ConfigMap":
		return configMapPods(fields)
	case "SparkApplication":
		return sparkPods(fields, "spec"), nil
	case "ScheduledSparkApplication":
		return sparkPods(fields, "spec.template"), nil
	case "SparkConnect":
		return sparkPods(fields, "spec"), nil
	}
	if path, ok := templates[kind]; ok {
		if template := at(fields, path); template != nil {
			return []pod{{path: path, fields: template}}, nil
		}
	}
	return nil, nil
}

// A pod template in a ConfigMap is for Spark if its key names a role. Spark completes such a template.
func configMapPods(fields map[string]any) (pods []pod, findings []Finding) {
	data := at(fields, "data")
	for _, key := range sortedKeys(data) {
		text, _ := data[key].(string)
		if !strings.HasSuffix(key, ".yaml") && !strings.HasSuffix(key, ".yml") {
			continue
		}
		path := fmt.Sprintf("data[%s]", key)
		documents, err := render.Documents(text)
		if err != nil {
			findings = append(findings, Finding{path, "is no YAML: " + err.Error()})
			continue
		}
		for _, document := range documents {
			if document["kind"] == "PodTemplate" {
				document = at(document, "template")
			} else if document["kind"] != "Pod" && at(document, "spec")["containers"] == nil {
				continue
			}
			findings = append(findings, prefixed(path, nulls(document, ""))...)
			for _, role := range []string{"driver", "executor"} {
				if strings.Contains(key, role) {
					document = asSparkStarts(role, document, asConfigured)
				}
			}
			pods = append(pods, pod{path, document, true})
		}
	}
	return pods, findings
}

func (p pod) check() []Finding {
	var findings []Finding
	if p.hidden {
		findings = append(findings, builtin(p.alone())...)
	}
	findings = append(findings, images(at(p.fields, "spec"), "spec")...)
	findings = append(findings, p.restricted()...)
	if p.hidden {
		return prefixed(p.path, findings)
	}
	for i := range findings {
		findings[i].Path = trimDot(strings.TrimSuffix(p.path+"."+findings[i].Path, "."))
	}
	return findings
}

// alone gives the pod as an object, as its controller would send it.
func (p pod) alone() map[string]any {
	metadata := map[string]any{}
	for key, value := range at(p.fields, "metadata") {
		metadata[key] = value
	}
	metadata["name"] = "pod"
	whole := map[string]any{}
	for key, value := range p.fields {
		whole[key] = value
	}
	whole["apiVersion"], whole["kind"], whole["metadata"] = "v1", "Pod", metadata
	return inNamespace(runtime.DeepCopyJSON(whole), true)
}

var security = func() policy.Evaluator {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err)
	}
	return evaluator
}()

// restricted asks the evaluator of Kubernetes, for the newest version that it contains.
func (p pod) restricted() []Finding {
	text, err := json.Marshal(p.alone())
	if err != nil {
		return found("", err.Error())
	}
	var typed corev1.Pod
	if err := json.Unmarshal(text, &typed); err != nil {
		return nil // the schema has refused it
	}
	var findings []Finding
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for _, result := range security.EvaluatePod(restricted, &typed.ObjectMeta, &typed.Spec) {
		if !result.Allowed {
			findings = append(findings, Finding{"", fmt.Sprintf("not admitted by Pod Security restricted: %s (%s)", result.ForbiddenReason, result.ForbiddenDetail)})
		}
	}
	return findings
}

var (
	digest = regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)
	tag    = regexp.MustCompile(`:([A-Za-z0-9_][A-Za-z0-9_.-]*)$`)
)

// Images lists the images of all pods that objects are, make or describe, and those of their image volumes, in the order of the objects.
// It omits images that Spark fills in.
func Images(objects []render.Object) []string {
	var names []string
	for _, object := range append(slices.Clone(objects), stored(objects)...) {
		pods, _ := podsOf(object.Fields)
		for _, pod := range pods {
			eachImage(at(pod.fields, "spec"), func(image, _ string) {
				if image != asConfigured {
					names = append(names, image)
				}
			})
		}
	}
	return names
}

// asConfigured stands for the image that the configuration of spark-submit names instead of the pod template.
const asConfigured = "spark:as-configured"

func images(spec map[string]any, path string) []Finding {
	var findings []Finding
	eachImage(spec, func(text, at string) {
		if digest.MatchString(text) {
			return
		}
		path := path + at
		if found := tag.FindStringSubmatch(text); found == nil {
			findings = append(findings, Finding{path, fmt.Sprintf("image %q has neither tag nor digest", text)})
		} else if found[1] == "latest" {
			findings = append(findings, Finding{path, fmt.Sprintf("image %q changes under its tag: pin a version", text)})
		}
	})
	return findings
}

// eachImage hands each image of a pod's spec to do, with its path below the spec. The schema decides if an image is required.
func eachImage(spec map[string]any, do func(image, path string)) {
	check := func(image any, path string) {
		if text, ok := image.(string); ok && text != "" {
			do(text, path)
		}
	}
	for _, list := range []string{"initContainers", "containers"} {
		for i, container := range items(spec, list) {
			check(container["image"], fmt.Sprintf(".%s[%d].image", list, i))
		}
	}
	for i, volume := range items(spec, "volumes") {
		check(at(volume, "image")["reference"], fmt.Sprintf(".volumes[%d].image.reference", i))
	}
}

func prefixed(path string, findings []Finding) []Finding {
	for i := range findings {
		findings[i].Path = strings.TrimSuffix(path+": "+findings[i].Path, ": ")
	}
	return findings
}

// at gives the map at a path of keys, nil if there is none.
func at(fields map[string]any, path string) map[string]any {
	for _, key := range strings.Split(path, ".") {
		fields, _ = fields[key].(map[string]any)
	}
	return fields
}

// items gives the maps in a list. Another element becomes nil, so that indexes stay right.
func items(fields map[string]any, key string) []map[string]any {
	list, _ := fields[key].([]any)
	maps := make([]map[string]any, len(list))
	for i, item := range list {
		maps[i], _ = item.(map[string]any)
	}
	return maps
}
