package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// JSON that keeps the order of its keys: a value is an *object, a []any, or what encoding/json makes of a scalar.
type object struct{ members []member }

type member struct {
	name  string
	value any
}

func (o *object) get(name string) any {
	if o == nil {
		return nil
	}
	for _, m := range o.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func (o *object) has(name string) bool {
	return slices.ContainsFunc(o.members, func(m member) bool { return m.name == name })
}

func (o *object) object(name string) *object {
	value, _ := o.get(name).(*object)
	return value
}

// Replaces in place; what is new comes last.
func (o *object) set(name string, value any) {
	for i, m := range o.members {
		if m.name == name {
			o.members[i].value = value
			return
		}
	}
	o.members = append(o.members, member{name, value})
}

func (o *object) remove(name string) {
	for i, m := range o.members {
		if m.name == name {
			o.members = append(o.members[:i:i], o.members[i+1:]...)
			return
		}
	}
}

func parse(text []byte) (*object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, err := parseValue(decoder)
	if err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, fmt.Errorf("there is more after the end")
	}
	whole, ok := value.(*object)
	if !ok {
		return nil, fmt.Errorf("is no JSON object")
	}
	return whole, nil
}

func parseValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		fields := &object{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			if fields.has(name.(string)) {
				return nil, fmt.Errorf("the key %q is there twice", name)
			}
			value, err := parseValue(decoder)
			if err != nil {
				return nil, err
			}
			fields.members = append(fields.members, member{name.(string), value})
		}
		_, err := decoder.Token()
		return fields, err
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := parseValue(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := decoder.Token()
		return list, err
	}
	return token, nil
}

// On one line stands what fits into this many columns and is nested at most twice, but for a row of properties.
const (
	width  = 120
	nested = 2
)

var rows = map[string]bool{"properties": true, "patternProperties": true, "$defs": true}

func format(value *object) []byte {
	var text strings.Builder
	write(&text, "", value, "")
	text.WriteByte('\n')
	return []byte(text.String())
}

// Writes a value after its name, which is empty in a list.
func write(text *strings.Builder, name string, value any, indent string) {
	if name != "" {
		text.WriteString(scalar(name) + ": ")
	}
	line := onOneLine(value)
	if IsGenerated(name) && isSchema(value) {
		text.WriteString(line) // nobody reads it, and it is a third as long
		return
	}
	fits := len(indent)+len(name)+len(`"": ,`)+utf8.RuneCountInString(line) <= width
	if fits && depth(value) <= nested && !isRow(name, value) {
		text.WriteString(line)
		return
	}
	inner := indent + "  "
	switch v := value.(type) {
	case *object:
		text.WriteString("{\n")
		for i, m := range v.members {
			text.WriteString(inner)
			write(text, m.name, m.value, inner)
			text.WriteString(comma(i, len(v.members)))
		}
		text.WriteString(indent + "}")
	case []any:
		text.WriteString("[\n")
		for i, item := range v {
			text.WriteString(inner)
			write(text, "", item, inner)
			text.WriteString(comma(i, len(v)))
		}
		text.WriteString(indent + "]")
	default:
		text.WriteString(scalar(v))
	}
}

func isSchema(value any) bool {
	o, ok := value.(*object)
	return ok && o.has("type")
}

func comma(i, of int) string {
	if i == of-1 {
		return "\n"
	}
	return ",\n"
}

func isRow(name string, value any) bool {
	row, ok := value.(*object)
	return ok && rows[name] && len(row.members) > 1
}

func depth(value any) int {
	deepest := 0
	switch v := value.(type) {
	case *object:
		for _, m := range v.members {
			deepest = max(deepest, depth(m.value))
		}
		return deepest + 1
	case []any:
		for _, item := range v {
			deepest = max(deepest, depth(item))
		}
	}
	return deepest
}

func onOneLine(value any) string {
	var parts []string
	switch v := value.(type) {
	case *object:
		for _, m := range v.members {
			parts = append(parts, scalar(m.name)+": "+onOneLine(m.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, item := range v {
			parts = append(parts, onOneLine(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(value)
}

func scalar(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // only scalars come here
	}
	return strings.TrimSuffix(text.String(), "\n")
}
