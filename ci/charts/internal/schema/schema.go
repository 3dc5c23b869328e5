// Package schema keeps what charts share with spark-lib the same in all of them: definitions of their values' schemas, and the
// documentation of shared blocks in their values.
package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const local = "#/$defs/"

// IsGenerated says whether a definition of this name is made from another project's types. Such names have a dot.
func IsGenerated(name string) bool { return strings.Contains(name, ".") }

// Join gives a library's schema with the definitions of another file added to its own.
func Join(library, more []byte) ([]byte, error) {
	joined, err := parse(library)
	if err != nil {
		return nil, err
	}
	added, err := parse(more)
	if err != nil {
		return nil, err
	}
	defs := &object{}
	for _, from := range []*object{joined, added} {
		for _, m := range membersOf(from.object("$defs")) {
			defs.set(m.name, m.value)
		}
	}
	joined.set("$defs", defs)
	return format(joined), nil
}

// Format gives a schema as these files are written.
func Format(text []byte) ([]byte, error) {
	schema, err := parse(text)
	if err != nil {
		return nil, err
	}
	return format(schema), nil
}

// Compose gives a chart's schema with shared definitions in it: each one that the schema refers to, directly or not, as spark-lib has it, or
// as generate makes it, and none of them besides. generate gives a definition as JSON; nil where there is none of that name.
func Compose(library, own []byte, generate func(name string) ([]byte, error)) ([]byte, error) {
	lib, err := parse(library)
	if err != nil {
		return nil, fmt.Errorf("spark-lib: %w", err)
	}
	schema, err := parse(own)
	if err != nil {
		return nil, err
	}
	shared := &object{}
	for _, m := range membersOf(lib.object("$defs")) {
		if !IsGenerated(m.name) {
			shared.set(m.name, m.value)
		}
	}
	defs := schema.object("$defs")
	if defs == nil {
		defs = &object{}
	}
	// What is left after this is the chart's own, so that old copies' references do not count.
	before := append([]member(nil), defs.members...)
	for _, m := range before {
		if shared.has(m.name) || IsGenerated(m.name) {
			defs.remove(m.name)
		}
	}
	needed := map[string]bool{}
	generated, err := followAll(schema, shared, needed, generate)
	if err != nil {
		return nil, err
	}

	composed := &object{}
	for _, m := range before {
		if shared.get(m.name) == nil && !IsGenerated(m.name) {
			composed.set(m.name, m.value)
		} else if needed[m.name] && !IsGenerated(m.name) {
			composed.set(m.name, shared.get(m.name))
		}
	}
	for _, m := range shared.members {
		if needed[m.name] {
			composed.set(m.name, m.value)
		}
	}
	for _, m := range generated {
		composed.set(m.name, m.value)
	}
	schema.remove("$defs")
	if len(composed.members) > 0 {
		schema.set("$defs", composed)
	}
	for name := range needed {
		if composed.get(name) == nil {
			return nil, fmt.Errorf("%s%s is neither in this schema nor in spark-lib's", local, name)
		}
	}
	return format(schema), nil
}

// Follows references, also those in definitions that are generated on the way, which it gives by name.
func followAll(schema, shared *object, needed map[string]bool, generate func(string) ([]byte, error)) ([]member, error) {
	generated := &object{}
	follow(schema, shared, needed)
	for more := true; more; {
		more = false
		for _, name := range slices.Sorted(maps.Keys(needed)) {
			if !IsGenerated(name) || generated.has(name) {
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
			generated.set(name, definition)
			follow(definition, shared, needed)
			more = true
		}
	}
	slices.SortFunc(generated.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return generated.members, nil
}

func follow(value any, shared *object, needed map[string]bool) {
	switch v := value.(type) {
	case *object:
		for _, m := range v.members {
			name, ok := reference(m)
			if ok && !needed[name] {
				needed[name] = true
				follow(shared.get(name), shared, needed)
			}
			follow(m.value, shared, needed)
		}
	case []any:
		for _, item := range v {
			follow(item, shared, needed)
		}
	}
}

// The definition's name in "$ref": "#/$defs/name" or "#/$defs/name/and/further".
func reference(m member) (string, bool) {
	text, _ := m.value.(string)
	name, ok := strings.CutPrefix(text, local)
	name, _, _ = strings.Cut(name, "/")
	return name, ok && m.name == "$ref"
}
