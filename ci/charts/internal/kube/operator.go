package kube

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// SparkApplicationSpec names the definition of values that are merged into the spec of a SparkApplication.
const SparkApplicationSpec = "operator.SparkApplicationSpec" + Over

// coreFields are the fields of the operator's spec with a type of Kubernetes' core. The CRD repeats the type; Operator compares both.
var coreFields = map[string]string{
	"affinity": "Affinity", "dnsConfig": "PodDNSConfig", "env": "EnvVar", "envFrom": "EnvFromSource", "hostAliases": "HostAlias",
	"initContainers": "Container", "lifecycle": "Lifecycle", "podSecurityContext": "PodSecurityContext", "securityContext": "SecurityContext",
	"sidecars": "Container", "tolerations": "Toleration", "volumeMounts": "VolumeMount", "volumes": "Volume",
}

// Operator gives the schema of values that are merged into the spec of a SparkApplication, from the operator's CRD. The charts merge the
// pod template into their own. They write no other list, so the items of a list must be complete.
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

// coreField refers to the type of the core. It fails if the CRD has a field that the type lacks.
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

// OperatorValues names the definition of the values of the operator's chart. operator.Values.webhook names the one of a block of them.
const OperatorValues = "operator.Values"

// podFields are fields of a pod that the operator's chart accepts besides those of its CRD.
var podFields = map[string]string{"topologySpreadConstraints": "TopologySpreadConstraint", "resources": "ResourceRequirements"}

// ChartValues gives the schema of the values of the operator's chart, or of a block of them (operator.Values.webhook), nil if there is no
// such block. That chart has no schema, so the schema follows the keys of its values.yaml and the types of their defaults. It accepts
// `enabled` beside `enable`, so that our chart can name the right key in its message.
func (t *Types) ChartValues(file, name string) (Schema, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: the operator's chart is fetched by `make operator-chart`", err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	made := t.ofDefault("", values)
	for _, key := range strings.FieldsFunc(strings.TrimPrefix(name, OperatorValues), func(r rune) bool { return r == '.' }) {
		properties, _ := made["properties"].(Schema)
		made, _ = properties[key].(Schema)
	}
	if name != OperatorValues {
		return made, nil
	}
	properties := made["properties"].(Schema)
	properties["enabled"] = Schema{"type": []any{"boolean", "null"}}
	properties["global"] = Schema{"type": []any{"object", "null"}}
	return made, nil
}

func (t *Types) ofDefault(name string, value any) Schema {
	if field := coreFields[name] + podFields[name]; field != "" {
		if _, isList := value.([]any); !isList {
			return t.reference(core+field, true)
		}
		item := t.reference(core+field, false)
		notNull(item)
		if required := t.schemas[core+field].Required; len(required) > 0 {
			item["required"] = required
		}
		return Schema{"type": []any{"array", "null"}, "items": item}
	}
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			return Schema{"type": []any{"object", "null"}}
		}
		properties := Schema{}
		for key, below := range v {
			properties[key] = t.ofDefault(key, below)
		}
		if properties["enable"] != nil {
			properties["enabled"] = Schema{}
		}
		return Schema{"type": []any{"object", "null"}, "properties": properties, "additionalProperties": false}
	case []any:
		return Schema{"type": []any{"array", "null"}}
	case string:
		return Schema{"type": []any{"string", "null"}}
	case bool:
		return Schema{"type": []any{"boolean", "null"}}
	case float64, int64:
		if name == "minAvailable" || name == "maxUnavailable" {
			return Schema{"type": []any{"integer", "string", "null"}} // a number or a percentage of pods
		}
		if strings.HasSuffix(name, "QPS") {
			return Schema{"type": []any{"number", "null"}} // a rate
		}
		return Schema{"type": []any{"integer", "null"}}
	}
	return Schema{}
}
