// Package schema copies shared parts of spark-lib to the other charts: definitions of their values' schemas, and the documentation of
// shared blocks in their values.
package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const local = "#/$defs/"

// IsGenerated tells if a definition of this name is made from types of another project. Such names have a dot.
func IsGenerated(name string) bool { return strings.Contains(name, ".") }

// Join adds the definitions of another file to a library's schema.
func Join(library, more []byte) ([]byte, error) {
	joined, err := parse(library)
	if err != nil {
		return nil, err
	}
	added, err := parse(more)
	if err != nil {
		return nil, err
	}
	defs := newObject()
	for _, from := range []*yaml.Node{joined, added} {
		for name, definition := range members(get(from, "$defs")) {
			set(defs, name, definition)
		}
	}
	set(joined, "$defs", defs)
	return format(joined), nil
}

// Format lays a schema out as generated files are.
func Format(text []byte) ([]byte, error) {
	schema, err := parse(text)
	if err != nil {
		return nil, err
	}
	return format(schema), nil
}

// Compose replaces the shared definitions in a chart's schema by exactly those that it refers to, directly or not, as spark-lib has them
// or generate makes them. generate gives a definition as JSON, nil if there is none of that name.
func Compose(library, chart []byte, generate func(name string) ([]byte, error)) ([]byte, error) {
	lib, err := parse(library)
	if err != nil {
		return nil, fmt.Errorf("spark-lib: %w", err)
	}
	schema, err := parse(chart)
	if err != nil {
		return nil, err
	}
	shared, own, before := newObject(), newObject(), get(schema, "$defs")
	for name, definition := range members(get(lib, "$defs")) {
		if !IsGenerated(name) {
			set(shared, name, definition)
		}
	}
	for name, definition := range members(before) {
		if get(shared, name) == nil && !IsGenerated(name) {
			set(own, name, definition)
		}
	}
	// References in old copies of shared definitions do not count.
	set(schema, "$defs", own)
	needed := map[string]bool{}
	generated, err := followAll(schema, shared, needed, generate)
	if err != nil {
		return nil, err
	}

	// A definition keeps its place among those that the schema had.
	composed := newObject()
	for name := range members(before) {
		if definition := get(own, name); definition != nil {
			set(composed, name, definition)
		} else if needed[name] && !IsGenerated(name) {
			set(composed, name, get(shared, name))
		}
	}
	for name, definition := range members(shared) {
		if needed[name] {
			set(composed, name, definition)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(generated)) {
		set(composed, name, generated[name])
	}
	for name := range needed {
		if get(composed, name) == nil {
			return nil, fmt.Errorf("%s%s is neither in this schema nor in spark-lib's", local, name)
		}
	}
	remove(schema, "$defs")
	if len(composed.Content) > 0 {
		set(schema, "$defs", composed)
	}
	return format(schema), nil
}

// followAll adds the names of all definitions that the schema needs, and generates those of other projects' types.
func followAll(schema, shared *yaml.Node, needed map[string]bool, generate func(string) ([]byte, error)) (map[string]*yaml.Node, error) {
	generated := map[string]*yaml.Node{}
	follow(schema, shared, needed)
	for more := true; more; {
		more = false
		for _, name := range slices.Sorted(maps.Keys(needed)) {
			if !IsGenerated(name) || generated[name] != nil {
				continue
			}
			text, err := generate(name)
			if err != nil {
				return nil, fmt.Errorf("%s%s: %w", local, name, err)
			}
			if text == nil {
				return nil, fmt.Errorf("%s%s: there is no such type", local, name)
			}
			definition, err := parse(text)
			if err != nil {
				return nil, fmt.Errorf("%s%s: %w", local, name, err)
			}
			generated[name] = definition
			follow(definition, shared, needed)
			more = true
		}
	}
	return generated, nil
}

func follow(node, shared *yaml.Node, needed map[string]bool) {
	for name, value := range members(node) {
		if to, ok := reference(name, value); ok && !needed[to] {
			needed[to] = true
			follow(get(shared, to), shared, needed)
		}
		follow(value, shared, needed)
	}
	for _, item := range items(node) {
		follow(item, shared, needed)
	}
}

// reference gives the name of the definition in "$ref": "#/$defs/name" or "#/$defs/name/and/further".
func reference(key string, value *yaml.Node) (string, bool) {
	if key != "$ref" || value == nil {
		return "", false
	}
	name, ok := strings.CutPrefix(value.Value, local)
	name, _, _ = strings.Cut(name, "/")
	return name, ok
}
