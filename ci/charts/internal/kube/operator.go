package kube

import (
	"fmt"
	"os"
	"slices"

	"sigs.k8s.io/yaml"
)

// SparkApplicationSpec names the definition of what may be laid over a SparkApplication's spec.
const SparkApplicationSpec = "operator.SparkApplicationSpec" + Over

// Fields of the operator's spec that have a type of Kubernetes' core. The CRD has that type written out; Operator checks that it is the same.
var coreFields = map[string]string{
	"affinity": "Affinity", "dnsConfig": "PodDNSConfig", "env": "EnvVar", "envFrom": "EnvFromSource", "hostAliases": "HostAlias",
	"initContainers": "Container", "lifecycle": "Lifecycle", "podSecurityContext": "PodSecurityContext", "securityContext": "SecurityContext",
	"sidecars": "Container", "tolerations": "Toleration", "volumeMounts": "VolumeMount", "volumes": "Volume",
}

// Operator gives the schema of what may be laid over a SparkApplication's spec, from the operator's CRD. The charts write the pod template
// and scalars: that template is laid over theirs, while a list is new, and its items must be whole.
func (t *Types) Operator(crd string) (Schema, error) {
	text, err := os.ReadFile(crd)
	if err != nil {
		return nil, fmt.Errorf("%w: the operator's chart is fetched by `make operator-chart`", err)
	}
	var document struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema struct {
						Properties map[string]map[string]any `json:"properties"`
					} `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", crd, err)
	}
	if len(document.Spec.Versions) != 1 {
		return nil, fmt.Errorf("%s: has %d versions, which one is meant?", crd, len(document.Spec.Versions))
	}
	made, err := t.custom("spec", document.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["spec"])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", crd, err)
	}
	delete(made, "required")
	for _, role := range []string{"driver", "executor"} {
		delete(made["properties"].(Schema)[role].(Schema), "required")
	}
	return made, nil
}

func (t *Types) custom(name string, node map[string]any) (Schema, error) {
	properties, _ := node["properties"].(map[string]any)
	items, _ := node["items"].(map[string]any)
	rest, _ := node["additionalProperties"].(map[string]any)
	switch {
	case name == "template":
		return Schema{"$ref": "#/$defs/" + Prefix + "PodTemplateSpec" + Over}, nil
	case coreFields[name] != "" && (properties != nil || items["properties"] != nil):
		return t.coreField(name, properties, items)
	case node["x-kubernetes-int-or-string"] == true:
		return Schema{"type": []any{"integer", "string", "null"}}, nil
	case properties != nil:
		return t.customObject(properties, node)
	case items != nil:
		below, err := t.custom("", items)
		if err != nil {
			return nil, err
		}
		notNull(below)
		return Schema{"type": []any{"array", "null"}, "items": below}, nil
	case rest != nil:
		below, err := t.custom("", rest)
		return Schema{"type": []any{"object", "null"}, "additionalProperties": below}, err
	}
	made := Schema{"type": []any{node["type"], "null"}}
	if values, ok := node["enum"].([]any); ok {
		made = Schema{"enum": append(slices.Clone(values), nil)}
	}
	for _, key := range []string{"minimum", "maximum", "pattern"} {
		if node[key] != nil {
			made[key] = node[key]
		}
	}
	return made, nil
}

func (t *Types) customObject(properties, node map[string]any) (Schema, error) {
	required, _ := node["required"].([]any)
	made := Schema{}
	for name, property := range properties {
		property, ok := property.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s is no schema", name)
		}
		below, err := t.custom(name, property)
		if err != nil {
			return nil, err
		}
		made[name] = below
	}
	object := Schema{"type": []any{"object", "null"}, "properties": made, "additionalProperties": false}
	if len(required) > 0 {
		object["required"] = required
	}
	return object, nil
}

// A reference to the core's type, where the CRD knows no field that the type has not.
func (t *Types) coreField(name string, properties, items map[string]any) (Schema, error) {
	full := core + coreFields[name]
	if items != nil {
		properties, _ = items["properties"].(map[string]any)
	}
	for field := range properties {
		if t.schemas[full].Properties[field] == nil {
			return nil, fmt.Errorf("%s has a field %s, which %s has not: it is no such type", name, field, full)
		}
	}
	if items == nil {
		return t.reference(full, false), nil
	}
	item := t.reference(full, false)
	notNull(item)
	if keys := t.keysOfItem[full]; len(keys) > 0 {
		item["required"] = without(t.schemas[full].Required, without(t.schemas[full].Required, keys))
	}
	return Schema{"type": []any{"array", "null"}, "items": item}, nil
}
