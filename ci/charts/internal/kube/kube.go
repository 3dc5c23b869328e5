// Package kube makes JSON schemas of Kubernetes' own types, for values that become parts of pods.
package kube

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// Prefix begins the names of Kubernetes' definitions: k8s.Toleration.
	Prefix = "k8s."
	// Over ends the names of definitions of an object that is laid over another: it requires nothing but the keys of merged lists.
	Over = ".over"
	core = "io.k8s.api.core.v1."
	meta = "io.k8s.apimachinery.pkg.apis.meta.v1."
	// The values of charts also contain types of this group.
	networking = "io.k8s.api.networking.v1."
)

// Schema is a JSON schema.
type Schema map[string]any

// Types are the API's types, as the API server publishes them.
type Types struct {
	schemas map[string]*field
	// The values of a field, where Kubernetes lists them, by type and field: "Toleration.operator".
	values map[string][]string
	// The keys of a merged list, by the type of its items. The items of a list need them; a map by name does not.
	keysOfItem map[string][]string
}

// field is a type, or a property of a type.
type field struct {
	Type                 string            `json:"type"`
	Properties           map[string]*field `json:"properties"`
	Required             []string          `json:"required"`
	Ref                  string            `json:"$ref"`
	AllOf                []*field          `json:"allOf"`
	Items                *field            `json:"items"`
	AdditionalProperties *field            `json:"additionalProperties"`
	Default              any               `json:"default"`
	ListType             string            `json:"x-kubernetes-list-type"`
	ListMapKeys          []string          `json:"x-kubernetes-list-map-keys"`
}

// special types have a decoder of their own in the API server. The pattern is the one in CRDs.
var special = map[string]Schema{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":   {"type": []any{"string", "number", "null"}, "pattern": quantity},
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": []any{"integer", "string", "null"}},
	meta + "Time":     {"type": []any{"string", "null"}},
	meta + "FieldsV1": {"type": []any{"object", "null"}},
}

const quantity = `^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`

// Read reads the types from the folders of the Go modules k8s.io/kubernetes, k8s.io/api and k8s.io/apimachinery.
func Read(kubernetes, api, apimachinery string) (*Types, error) {
	var document struct {
		Components struct {
			Schemas map[string]*field `json:"schemas"`
		} `json:"components"`
	}
	for _, group := range []string{"api__v1", "apis__networking.k8s.io__v1"} {
		file := filepath.Join(kubernetes, "api", "openapi-spec", "v3", group+"_openapi.json")
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &document); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	types := &Types{schemas: document.Components.Schemas, keysOfItem: map[string][]string{}}
	var err error
	if types.values, err = readValues(filepath.Join(api, "core", "v1", "types.go"), filepath.Join(api, "networking", "v1", "types.go"),
		filepath.Join(apimachinery, "pkg", "apis", "meta", "v1", "types.go")); err != nil {
		return nil, err
	}
	for _, schema := range types.schemas {
		for _, property := range schema.Properties {
			if property.Items != nil && property.ListType == "map" && strings.HasPrefix(property.Items.ref(), core) {
				types.keysOfItem[property.Items.ref()] = property.ListMapKeys
			}
		}
	}
	return types, nil
}

func (f *field) ref() string {
	if len(f.AllOf) == 1 {
		f = f.AllOf[0]
	}
	return strings.TrimPrefix(f.Ref, "#/components/schemas/")
}

func shortName(full string) string { return full[strings.LastIndex(full, ".")+1:] }

// Definition gives the schema of a type of Kubernetes' core, such as k8s.Toleration or k8s.PodSpec.over, nil if there is no such type.
// Every object is closed. A value may be `null` if it is optional: the charts drop such a key from their manifests.
func (t *Types) Definition(name string) Schema {
	short, isKube := strings.CutPrefix(name, Prefix)
	short, over := strings.CutSuffix(short, Over)
	for _, group := range []string{core, meta, networking} {
		if t.schemas[group+short] != nil && isKube {
			return t.object(group+short, over)
		}
	}
	return nil
}

func (t *Types) object(full string, over bool) Schema {
	schema := t.schemas[full]
	properties := Schema{}
	for name, property := range schema.Properties {
		made := t.value(property, t.values[shortName(full)+"."+name], over)
		if !over && slices.Contains(schema.Required, name) {
			notNull(made)
		}
		properties[name] = made
	}
	made := Schema{"type": []any{"object", "null"}, "properties": properties, "additionalProperties": false}
	if needed := without(schema.Required, t.keysOfItem[full]); !over && len(needed) > 0 {
		made["required"] = needed
	}
	return made
}

func (t *Types) value(property *field, values []string, over bool) Schema {
	if full := property.ref(); full != "" {
		return t.reference(full, over)
	}
	made := Schema{"type": []any{property.Type, "null"}}
	switch {
	case property.Items != nil:
		merged := property.ListType == "map"
		items := t.value(property.Items, values, over && merged)
		notNull(items)
		if merged {
			items["required"] = t.keysWithoutDefault(property)
		}
		made["items"] = items
	case property.AdditionalProperties != nil:
		made["additionalProperties"] = t.value(property.AdditionalProperties, nil, over)
	case values != nil:
		made = Schema{"enum": []any{}}
		for _, value := range append(slices.Clone(values), "") {
			if list := made["enum"].([]any); !slices.Contains(list, any(value)) {
				made["enum"] = append(list, value)
			}
		}
		made["enum"] = append(made["enum"].([]any), nil)
	}
	return made
}

func (t *Types) reference(full string, over bool) Schema {
	if made, ok := special[full]; ok {
		copied := Schema{}
		for key, value := range made {
			copied[key] = value
		}
		return copied
	}
	name := Prefix + shortName(full)
	if over && t.differs(full, nil) {
		name += Over
	}
	return Schema{"$ref": "#/$defs/" + name}
}

// notNull removes null, and the empty string that means the same, from the values that a schema accepts.
func notNull(made Schema) {
	if values, ok := made["enum"].([]any); ok {
		made["enum"] = slices.DeleteFunc(slices.Clone(values), func(value any) bool { return value == nil || value == "" })
	}
	if several, ok := made["type"].([]any); ok {
		made["type"] = slices.DeleteFunc(slices.Clone(several), func(value any) bool { return value == "null" })
		if left := made["type"].([]any); len(left) == 1 {
			made["type"] = left[0]
		}
	} else if made["$ref"] != nil {
		made["type"] = "object"
	}
}

// differs tells whether the type has required fields that an object of it may omit if it is merged into another object.
func (t *Types) differs(full string, above []string) bool {
	if slices.Contains(above, full) || special[full] != nil {
		return false
	}
	schema := t.schemas[full]
	if len(without(schema.Required, t.keysOfItem[full])) > 0 {
		return true
	}
	for _, property := range schema.Properties {
		if property.Items != nil && property.ListType == "map" {
			property = property.Items
		}
		if next := property.ref(); next != "" && t.differs(next, append(above, full)) {
			return true
		}
	}
	return false
}

// keysWithoutDefault are the merge keys that each item of the list must have.
func (t *Types) keysWithoutDefault(list *field) []string {
	item := t.schemas[list.Items.ref()]
	return slices.DeleteFunc(slices.Clone(list.ListMapKeys), func(key string) bool { return !slices.Contains(item.Required, key) })
}

func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
}

// MergeKeys gives, for each list in a pod template that the API merges, the keys that identify items, with their defaults ("" for none).
// The name alone identifies a list, so two lists with the same name and different keys are an error.
func (t *Types) MergeKeys() (map[string]map[string]string, error) {
	lists, seen := map[string]map[string]string{}, map[string]bool{}
	var walk func(full string) error
	walk = func(full string) error {
		if seen[full] || special[full] != nil {
			return nil
		}
		seen[full] = true
		for name, property := range t.schemas[full].Properties {
			below := property
			if property.Items != nil {
				below = property.Items
				keys := t.keysOf(property)
				if before, known := lists[name]; known && fmt.Sprint(before) != fmt.Sprint(keys) {
					return fmt.Errorf("lists of the name %s are merged by %v, and in %s by %v: the name alone does not tell the keys", name, before, full, keys)
				}
				lists[name] = keys
			}
			if next := below.ref(); next != "" {
				if err := walk(next); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err := walk(core + "PodTemplateSpec")
	for name, keys := range lists {
		if len(keys) == 0 {
			delete(lists, name)
		}
	}
	return lists, err
}

func (t *Types) keysOf(list *field) map[string]string {
	keys := map[string]string{}
	if list.ListType == "map" {
		for _, key := range list.ListMapKeys {
			byDefault, _ := t.schemas[list.Items.ref()].Properties[key].Default.(string)
			keys[key] = byDefault
		}
	}
	return keys
}
