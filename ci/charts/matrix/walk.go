// Package matrix makes wrong values of charts. At each place of a values schema it tries each type that the schema does not accept, and it
// misspells each key, one at a time. Helm or the charts must refuse every case.
package matrix

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Case is one wrong value among right ones.
type Case struct {
	// At is its place, such as /driver/tolerations/0/key.
	At string
	// Wrong is its type, or the misspelt key.
	Wrong string
	// Values include the wrong value. Right have a right one in its place; all cases of a place share them.
	Values, Right map[string]any
}

// Walk gives the cases of a schema. prefix is the place in base of the values that the schema describes. The rest of base is right.
func Walk(schema, base map[string]any, prefix ...string) ([]Case, error) {
	w := &walk{root: schema, base: base, seen: map[string]bool{}}
	path := []any{}
	for _, key := range prefix {
		path = append(path, key)
	}
	w.node(schema, path)
	return w.cases, w.problem
}

type walk struct {
	root, base map[string]any
	seen       map[string]bool // definitions that are done: they are the same everywhere
	cases      []Case
	problem    error
}

func (w *walk) node(schema map[string]any, path []any) {
	// Types of other projects are the same everywhere. The charts may read a type of their own differently at another place.
	if name, ok := schema["$ref"].(string); ok && strings.Contains(name, ".") {
		if w.seen[name] {
			return
		}
		w.seen[name] = true
	}
	node := w.resolve(schema)
	if len(path) > 0 && !free(node) {
		w.types(node, path)
	}
	properties, _ := node["properties"].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		below, ok := properties[key].(map[string]any)
		if !ok {
			continue
		}
		at := append(slices.Clone(path), key)
		w.typos(below, properties, at)
		w.node(below, at)
	}
	patterns, _ := node["patternProperties"].(map[string]any)
	for _, pattern := range slices.Sorted(maps.Keys(patterns)) {
		w.node(patterns[pattern].(map[string]any), append(slices.Clone(path), text(pattern)))
	}
	if below, ok := node["additionalProperties"].(map[string]any); ok {
		key := "my-key"
		if last := path[len(path)-1]; last == "sparkConf" || last == "spark" {
			key = "spark.my-key" // Spark ignores keys without this prefix
		}
		w.node(below, append(slices.Clone(path), key))
	}
	if below, ok := node["items"].(map[string]any); ok {
		w.node(below, append(slices.Clone(path), 0))
	}
}

// resolve merges the keywords of a schema into the schema that it refers to.
func (w *walk) resolve(schema map[string]any) map[string]any {
	name, ok := schema["$ref"].(string)
	if !ok {
		return schema
	}
	_, group, _ := strings.Cut(name, "/")
	group, name, _ = strings.Cut(group, "/")
	defs, _ := w.root[group].(map[string]any)
	referred, ok := defs[name].(map[string]any)
	if !ok {
		w.problem = fmt.Errorf("%s is not there", name)
		return schema
	}
	node := maps.Clone(w.resolve(referred))
	for key, value := range schema {
		if key == "required" {
			before, _ := node["required"].([]any)
			value = append(slices.Clone(before), value.([]any)...)
		}
		if key == "properties" {
			before, _ := node[key].(map[string]any)
			both := maps.Clone(value.(map[string]any))
			for name, below := range before {
				if both[name] == nil {
					both[name] = below
				}
			}
			value = both
		}
		if key != "$ref" {
			node[key] = value
		}
	}
	return node
}

// free tells if the schema accepts any value.
func free(node map[string]any) bool {
	return node["type"] == nil && node["enum"] == nil && node["const"] == nil
}

// samples has a value of each type that a schema can name.
var samples = map[string]any{"string": "text", "number": 1.5, "integer": float64(7), "boolean": true, "object": map[string]any{"a": "b"}, "array": []any{"a"}}

func (w *walk) types(node map[string]any, path []any) {
	right := w.sample(node)
	values := w.with(path, right)
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		wrong := samples[name]
		if typeOf(wrong) == typeOf(right) || typeOf(right) == "number" && name == "integer" {
			continue
		}
		w.add(path, name, w.with(path, wrong), values)
	}
}

func (w *walk) typos(below, siblings map[string]any, path []any) {
	key := path[len(path)-1].(string)
	right := w.sample(w.resolve(below))
	values := w.with(path, right)
	for _, typo := range misspelt(key) {
		if siblings[typo] != nil {
			continue
		}
		at := append(slices.Clone(path[:len(path)-1]), typo)
		w.add(path, "as "+typo, w.with(at, right), values)
	}
}

func misspelt(key string) []string {
	first := strings.ToUpper(key[:1]) + key[1:]
	if first == key {
		first = strings.ToLower(key[:1]) + key[1:]
	}
	typos := []string{first}
	if len(key) > 3 {
		typos = append(typos, key[:len(key)-1], key[:len(key)-2]+key[len(key)-1:]+key[len(key)-2:len(key)-1])
	}
	return slices.DeleteFunc(typos, func(typo string) bool { return typo == key })
}

func (w *walk) add(path []any, wrong string, values, right map[string]any) {
	at := ""
	for _, step := range path {
		at += fmt.Sprintf("/%v", step)
	}
	w.cases = append(w.cases, Case{At: at, Wrong: wrong, Values: values, Right: right})
}

// with puts a value at a path of the base. Objects on the way get their required fields.
func (w *walk) with(path []any, value any) map[string]any {
	return w.put(w.base, w.root, path, value, w.prefixLength(path)).(map[string]any)
}

func (w *walk) prefixLength(path []any) int {
	defs, _ := w.root["properties"].(map[string]any)
	for i, step := range path {
		if key, ok := step.(string); ok && defs[key] != nil {
			return i
		}
	}
	return 0
}

func (w *walk) put(into any, schema map[string]any, path []any, value any, outside int) any {
	if len(path) == 0 {
		return value
	}
	node := schema
	if outside <= 0 {
		node = w.resolve(schema)
	}
	if index, ok := path[0].(int); ok {
		items, _ := node["items"].(map[string]any)
		return []any{w.put(nil, items, path[1:], value, 0)}[index:]
	}
	object, ok := into.(map[string]any)
	if !ok && outside <= 0 {
		object, _ = w.sample(node).(map[string]any)
	}
	object = maps.Clone(object)
	if object == nil {
		object = map[string]any{}
	}
	key := path[0].(string)
	below := node
	if outside <= 0 {
		below = w.below(node, key)
	}
	if below == nil {
		below = map[string]any{}
	}
	object[key] = w.put(object[key], below, path[1:], value, outside-1)
	return object
}

func (w *walk) below(node map[string]any, key string) map[string]any {
	if properties, _ := node["properties"].(map[string]any); properties[key] != nil {
		below, _ := properties[key].(map[string]any)
		return below
	}
	patterns, _ := node["patternProperties"].(map[string]any)
	for pattern, below := range patterns {
		if regexp.MustCompile(pattern).MatchString(key) {
			return below.(map[string]any)
		}
	}
	below, _ := node["additionalProperties"].(map[string]any)
	return below
}

// sample gives the smallest value that a schema accepts.
func (w *walk) sample(node map[string]any) any {
	node = w.resolve(node)
	if values, ok := node["enum"].([]any); ok {
		return values[0]
	}
	if value, ok := node["const"]; ok {
		return value
	}
	if forms, ok := node["oneOf"].([]any); ok {
		return w.sample(forms[0].(map[string]any))
	}
	switch first(node["type"]) {
	case "string":
		pattern, _ := node["pattern"].(string)
		return text(pattern)
	case "integer", "number":
		if least, ok := node["minimum"].(float64); ok && least > 1 {
			return least
		}
		return float64(1)
	case "boolean":
		return true
	case "array":
		list := []any{}
		if least, ok := node["minItems"].(float64); ok && least > 0 {
			items, _ := node["items"].(map[string]any)
			list = append(list, w.sample(items))
		}
		return list
	case "object":
		object := map[string]any{}
		required, _ := node["required"].([]any)
		for _, key := range required {
			object[key.(string)] = w.sample(w.below(node, key.(string)))
		}
		return object
	}
	return "text"
}

func first(types any) string {
	if several, ok := types.([]any); ok {
		types = several[0]
	}
	name, _ := types.(string)
	return name
}

var examples = []string{"a", "text", "my-text", "aaa", "1", "1g", "1Gi", "10s", "5m", "1h", "1m", "/a", "http", "https://a.example.com", "spark.a", "4.1.4", "4.1.0", "10.0.0.0/8",
	"a/ns/b/sa/c", "arn:aws:iam::210987654321:role/a", "local:///a.jar", "10ms", "1d", "10%", ""}

// text gives an example that matches a pattern.
func text(pattern string) string {
	expression := regexp.MustCompile(pattern)
	for _, one := range examples {
		if expression.MatchString(one) {
			return one
		}
	}
	return "no text for " + pattern
}

func typeOf(value any) string {
	switch v := value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	}
	return "null"
}
