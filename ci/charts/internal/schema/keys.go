package schema

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Check compares a chart's values.yaml with its schema. It finds keys that the schema does not accept, keys without a comment,
// properties that values.yaml does not mention, and objects in which a misspelt key would go unnoticed. It checks definitions of
// spark-lib only in spark-lib itself, for which library is nil.
func Check(values, schemaText, library []byte) ([]string, error) {
	schema, err := parse(schemaText)
	if err != nil {
		return nil, fmt.Errorf("values.schema.json: %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(values, &document); err != nil {
		return nil, fmt.Errorf("values.yaml: %w", err)
	}
	c := check{root: schema, mentioned: mentioned(string(values)), done: map[*yaml.Node]bool{}}
	if len(document.Content) > 0 {
		c.keys(document.Content[0], schema, "")
		c.comments(document.Content[0], "", false)
	}
	for name, definition := range members(get(schema, "$defs")) {
		if IsGenerated(name) {
			c.done[definition] = true
		}
	}
	if library != nil {
		lib, err := parse(library)
		if err != nil {
			return nil, fmt.Errorf("spark-lib: %w", err)
		}
		for name := range members(get(lib, "$defs")) {
			c.done[get(get(schema, "$defs"), name)] = true
		}
	}
	c.properties(schema, "")
	return c.problems, nil
}

type check struct {
	root      *yaml.Node
	mentioned map[string]bool
	done      map[*yaml.Node]bool // schemas whose properties are checked
	problems  []string
}

// Each value needs a comment of its own or above one of its parents.
func (c *check) comments(value *yaml.Node, path string, above bool) {
	for i := 0; i+1 < len(value.Content) && value.Kind == yaml.MappingNode; i += 2 {
		key, below := value.Content[i], value.Content[i+1]
		documented := above || comment.MatchString(key.HeadComment)
		if below.Kind == yaml.MappingNode && len(below.Content) > 0 {
			c.comments(below, path+key.Value+".", documented)
		} else if !documented {
			c.problems = append(c.problems, fmt.Sprintf("values.yaml: %s: no comment \"# -- ...\" above it", path+key.Value))
		}
	}
}

var comment = regexp.MustCompile(`(?m)^# -- `)

func (c *check) keys(value *yaml.Node, schema *yaml.Node, path string) {
	if value.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(value.Content); i += 2 {
		key := value.Content[i].Value
		property, admitted := c.property(schema, key)
		if !admitted {
			c.problems = append(c.problems, fmt.Sprintf("values.yaml: %s: not in values.schema.json", path+key))
		} else if property != nil {
			c.keys(value.Content[i+1], property, path+key+".")
		}
	}
}

// property gives the schema of a key, nil if any value is accepted.
func (c *check) property(schema *yaml.Node, key string) (property *yaml.Node, admitted bool) {
	open := true
	for _, part := range c.parts(schema) {
		if property := get(get(part, "properties"), key); isObject(property) {
			return property, true
		}
		for pattern, property := range members(get(part, "patternProperties")) {
			if matches, err := regexp.MatchString(pattern, key); err == nil && matches {
				return property, true
			}
		}
		rest := get(part, "additionalProperties")
		if isObject(rest) {
			return rest, true
		}
		if isFalse(rest) || isFalse(get(part, "unevaluatedProperties")) {
			open = false
		}
	}
	return nil, open
}

func (c *check) properties(schema *yaml.Node, path string) {
	closed, named := false, false
	for _, part := range c.parts(schema) {
		if c.done[part] {
			return // a definition may refer to itself
		}
		c.done[part] = true
		closed = closed || get(part, "additionalProperties") != nil || get(part, "unevaluatedProperties") != nil
		for name, property := range members(get(part, "properties")) {
			named = true
			if !c.mentioned[name] && get(property, "description") == nil {
				c.problems = append(c.problems, fmt.Sprintf("values.schema.json: %s: in values.yaml neither as a key nor in a comment, and without a description here", path+name))
			}
			c.properties(property, path+name+".")
		}
	}
	if named && !closed {
		place := strings.TrimSuffix(path, ".")
		if place == "" {
			place = "(top level)"
		}
		c.problems = append(c.problems, fmt.Sprintf("values.schema.json: %s: a misspelt key would go unnoticed; say \"additionalProperties\": false, or true where any key is meant", place))
	}
}

// parts gives the schema and those that it includes by $ref and allOf.
func (c *check) parts(schema *yaml.Node) []*yaml.Node {
	var parts []*yaml.Node
	seen := map[*yaml.Node]bool{}
	var take func(*yaml.Node)
	take = func(part *yaml.Node) {
		if !isObject(part) || seen[part] {
			return
		}
		seen[part] = true
		parts = append(parts, part)
		if name, ok := reference("$ref", get(part, "$ref")); ok {
			take(get(get(c.root, "$defs"), name))
		}
		for _, one := range items(get(part, "allOf")) {
			take(one)
		}
	}
	take(schema)
	return parts
}

func isFalse(value *yaml.Node) bool {
	return value != nil && value.ShortTag() == "!!bool" && value.Value == "false"
}

// key matches a key inside or outside of comments, including keys in {braces} and in `backquotes`.
var key = regexp.MustCompile("(?:^[\\s#-]*|[{,]\\s*)([A-Za-z_][-\\w]*):(?:\\s|$)|`(?:[-\\w]+\\.)*([A-Za-z_][-\\w]*):?`")

func mentioned(values string) map[string]bool {
	names := map[string]bool{}
	for _, line := range strings.Split(values, "\n") {
		for _, match := range key.FindAllStringSubmatch(line, -1) {
			names[match[1]+match[2]] = true
		}
	}
	return names
}
