// Package schema keeps what charts share with spark-lib the same in all of them: definitions of their values' schemas, and the
// documentation of shared blocks in their values.
package schema

import (
	"fmt"
	"strings"
)

const local = "#/$defs/"

// Compose gives a chart's schema with spark-lib's definitions in it: each one that the schema refers to, directly or not, as
// spark-lib has it, and none of spark-lib's besides.
func Compose(library, own []byte) ([]byte, error) {
	lib, err := parse(library)
	if err != nil {
		return nil, fmt.Errorf("spark-lib: %w", err)
	}
	schema, err := parse(own)
	if err != nil {
		return nil, err
	}
	shared := lib.object("$defs")
	if shared == nil {
		shared = &object{}
	}
	defs := schema.object("$defs")
	if defs == nil {
		defs = &object{}
	}
	// What is left after this is the chart's own, so that old copies' references do not count.
	before := append([]member(nil), defs.members...)
	for _, m := range shared.members {
		defs.remove(m.name)
	}
	needed := map[string]bool{}
	follow(schema, shared, needed)

	composed := &object{}
	for _, m := range before {
		if shared.get(m.name) == nil {
			composed.set(m.name, m.value)
		} else if needed[m.name] {
			composed.set(m.name, shared.get(m.name))
		}
	}
	for _, m := range shared.members {
		if needed[m.name] {
			composed.set(m.name, m.value)
		}
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
