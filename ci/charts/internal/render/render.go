// Package render runs Helm and reads its output.
package render

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

const (
	// Release and Namespace are those of every rendering.
	Release   = "check"
	Namespace = "team-a"
	// kubeVersion is the version of the API that checks the objects (k8s.io/kubernetes in go.mod).
	kubeVersion = "1.37.1"
)

// Object is one rendered object, with the file of the chart that it comes from.
type Object struct {
	File   string
	Fields map[string]any
}

func (o Object) Kind() string       { return o.text("kind") }
func (o Object) APIVersion() string { return o.text("apiVersion") }
func (o Object) Name() string       { return o.metadata("name") }
func (o Object) Namespace() string  { return o.metadata("namespace") }
func (o Object) String() string     { return o.Kind() + " " + o.Name() }

func (o Object) text(key string) string {
	text, _ := o.Fields[key].(string)
	return text
}

func (o Object) metadata(key string) string {
	metadata, _ := o.Fields["metadata"].(map[string]any)
	text, _ := metadata[key].(string)
	return text
}

// Helm is a Helm binary, and the API versions that it assumes beside the builtin ones.
type Helm struct {
	Binary      string
	APIVersions []string
	// Home is a folder for Helm's settings and caches, which keeps the user's plugins out.
	Home string
}

// Template renders a chart with values files, of which the last wins, and with values in the form of --set-string.
func (h Helm) Template(chart string, values, sets []string) ([]Object, error) {
	args := []string{"template", Release, chart, "--namespace", Namespace, "--kube-version", kubeVersion}
	for _, version := range h.APIVersions {
		args = append(args, "--api-versions", version)
	}
	for _, file := range values {
		args = append(args, "--values", file)
	}
	for _, set := range sets {
		args = append(args, "--set-string", set)
	}
	output, err := h.Run(args...)
	if err != nil {
		return nil, err
	}
	return Objects(string(output), chart)
}

// Run runs Helm and gives its output. An error contains Helm's messages.
func (h Helm) Run(args ...string) ([]byte, error) {
	var output, messages bytes.Buffer
	command := exec.Command(h.Binary, args...)
	command.Stdout, command.Stderr = &output, &messages
	command.Env = append(command.Environ(), "HELM_CONFIG_HOME="+h.Home, "HELM_CACHE_HOME="+h.Home, "HELM_DATA_HOME="+h.Home, "HELM_PLUGINS="+h.Home)
	if err := command.Run(); err != nil {
		return output.Bytes(), fmt.Errorf("%s %s: %s", filepath.Base(h.Binary), args[0], explain(messages.String(), err))
	}
	return output.Bytes(), nil
}

func explain(messages string, err error) string {
	said, _, _ := strings.Cut(messages, "\nUse --debug flag")
	text := strings.TrimSpace(said)
	if text == "" {
		return err.Error()
	}
	return strings.TrimPrefix(text, "Error: ")
}

var (
	separator = regexp.MustCompile(`(?m)^---[ \t]*(#.*)?$`)
	source    = regexp.MustCompile(`(?m)^# Source: [^/\n]+/(.*)$`)
)

// Objects reads the output of helm template.
func Objects(output, chart string) ([]Object, error) {
	var objects []Object
	for _, part := range separator.Split(output, -1) {
		file := chart
		if match := source.FindStringSubmatch(part); match != nil {
			file = filepath.Join(chart, match[1])
		}
		fields, err := document(part)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if fields != nil {
			objects = append(objects, Object{file, fields})
		}
	}
	return objects, nil
}

// Documents reads the YAML documents that are maps.
func Documents(text string) ([]map[string]any, error) {
	var documents []map[string]any
	for _, part := range separator.Split(text, -1) {
		var value any
		fields, err := document(part)
		if err != nil {
			if yaml.UnmarshalStrict([]byte(part), &value) == nil {
				continue // a list or a scalar is no object
			}
			return nil, err
		}
		if fields != nil {
			documents = append(documents, fields)
		}
	}
	return documents, nil
}

// document decodes as the API server does, integers as int64, but refuses a repeated key.
func document(text string) (map[string]any, error) {
	asJSON, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	return fields, json.Unmarshal(asJSON, &fields)
}

// Difference names the first difference between two renderings, "" if there is none. It ignores the order of objects.
func Difference(one, other []Object) string {
	first, second := sorted(one), sorted(other)
	for i := range max(len(first), len(second)) {
		switch {
		case i >= len(second) || i < len(first) && key(first[i]) < key(second[i]):
			return fmt.Sprintf("%s: %s: only Helm 4 renders it", first[i].File, first[i])
		case i >= len(first) || key(first[i]) > key(second[i]):
			return fmt.Sprintf("%s: %s: only Helm 3 renders it", second[i].File, second[i])
		}
		if path, a, b, differ := difference("", first[i].Fields, second[i].Fields); differ {
			return fmt.Sprintf("%s: %s: %s: Helm 4 renders %s, Helm 3 %s", first[i].File, first[i], strings.TrimPrefix(path, "."), a, b)
		}
	}
	return ""
}

func sorted(objects []Object) []Object {
	objects = append([]Object(nil), objects...)
	sort.SliceStable(objects, func(i, j int) bool { return key(objects[i]) < key(objects[j]) })
	return objects
}

func key(o Object) string {
	return strings.Join([]string{o.File, o.APIVersion(), o.Kind(), o.Namespace(), o.Name()}, "\x00")
}

func difference(path string, a, b any) (where, first, second string, differ bool) {
	if reflect.DeepEqual(a, b) {
		return "", "", "", false
	}
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			keys := map[string]bool{}
			for key := range x {
				keys[key] = true
			}
			for key := range y {
				keys[key] = true
			}
			names := make([]string, 0, len(keys))
			for key := range keys {
				names = append(names, key)
			}
			sort.Strings(names)
			for _, name := range names {
				one, in := x[name]
				other, too := y[name]
				if in != too {
					return path + "." + name, shown(one, in), shown(other, too), true
				}
				if where, first, second, differ = difference(path+"."+name, one, other); differ {
					return
				}
			}
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok && len(x) == len(y) {
			for i := range x {
				if where, first, second, differ = difference(fmt.Sprintf("%s[%d]", path, i), x[i], y[i]); differ {
					return
				}
			}
		}
	}
	return path, shown(a, true), shown(b, true), true
}

func shown(value any, is bool) string {
	if !is {
		return "nothing"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
