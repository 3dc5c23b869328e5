package schema

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A value stands on one line if it fits into this many columns and is nested at most twice, unless it is a row of properties.
const (
	width  = 120
	nested = 2
)

var rows = map[string]bool{"properties": true, "patternProperties": true, "$defs": true}

func format(value *yaml.Node) []byte {
	var text strings.Builder
	write(&text, "", value, "")
	text.WriteByte('\n')
	return []byte(text.String())
}

// write writes a value after its name, which is empty in a list.
func write(text *strings.Builder, name string, value *yaml.Node, indent string) {
	if name != "" {
		text.WriteString(quoted(name) + ": ")
	}
	line := onOneLine(value)
	if IsGenerated(name) && isSchema(value) {
		text.WriteString(line) // for machines: a third of the length
		return
	}
	fits := len(indent)+len(name)+len(`"": ,`)+utf8.RuneCountInString(line) <= width
	if fits && depth(value) <= nested && !isRow(name, value) {
		text.WriteString(line)
		return
	}
	inner := indent + "  "
	separator := "\n"
	switch value.Kind {
	case yaml.MappingNode:
		text.WriteString("{")
		for name, below := range members(value) {
			text.WriteString(separator + inner)
			write(text, name, below, inner)
			separator = ",\n"
		}
		text.WriteString("\n" + indent + "}")
	case yaml.SequenceNode:
		text.WriteString("[")
		for _, item := range items(value) {
			text.WriteString(separator + inner)
			write(text, "", item, inner)
			separator = ",\n"
		}
		text.WriteString("\n" + indent + "]")
	default:
		text.WriteString(scalar(value))
	}
}

func isSchema(value *yaml.Node) bool {
	return get(value, "type") != nil
}

func isRow(name string, value *yaml.Node) bool {
	return isObject(value) && rows[name] && len(value.Content) > 2
}

func depth(value *yaml.Node) int {
	deepest := 0
	for _, below := range value.Content {
		deepest = max(deepest, depth(below))
	}
	if isObject(value) {
		deepest++
	}
	return deepest
}

func onOneLine(value *yaml.Node) string {
	var parts []string
	switch value.Kind {
	case yaml.MappingNode:
		for name, below := range members(value) {
			parts = append(parts, quoted(name)+": "+onOneLine(below))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, item := range items(value) {
			parts = append(parts, onOneLine(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(value)
}

func scalar(value *yaml.Node) string {
	if value.ShortTag() == "!!str" {
		return quoted(value.Value)
	}
	return value.Value
}

func quoted(value string) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // a string always has an encoding
	}
	return strings.TrimSuffix(text.String(), "\n")
}
