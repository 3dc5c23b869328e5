package schema

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Check says where a chart's values.yaml and its schema do not fit: keys that the schema does not admit, keys without a comment,
// properties that no reader of values.yaml learns of, and objects in which a misspelt key would go unnoticed. What is inside of
// spark-lib's definitions is looked at in spark-lib alone, for which library is nil.
func Check(values, schemaText, library []byte) ([]string, error) {
	schema, err := parse(schemaText)
	if err != nil {
		return nil, fmt.Errorf("values.schema.json: %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(values, &document); err != nil {
		return nil, fmt.Errorf("values.yaml: %w", err)
	}
	c := check{root: schema, mentioned: mentioned(string(values)), done: map[*object]bool{}}
	if len(document.Content) > 0 {
		c.keys(document.Content[0], schema, "")
		c.comments(document.Content[0], "", false)
	}
	for _, m := range membersOf(schema.object("$defs")) {
		if IsGenerated(m.name) {
			c.done[schema.object("$defs").object(m.name)] = true
		}
	}
	if library != nil {
		lib, err := parse(library)
		if err != nil {
			return nil, fmt.Errorf("spark-lib: %w", err)
		}
		for _, m := range membersOf(lib.object("$defs")) {
			c.done[schema.object("$defs").object(m.name)] = true
		}
	}
	c.properties(schema, "")
	return c.problems, nil
}

type check struct {
	root      *object
	mentioned map[string]bool
	done      map[*object]bool // schemas whose properties need no further look
	problems  []string
}

// A value needs a comment of its own, or stands below a key that has one.
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

func (c *check) keys(value *yaml.Node, schema *object, path string) {
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

// The schema of a key, nil where anything goes.
func (c *check) property(schema *object, key string) (property *object, admitted bool) {
	open := true
	for _, part := range c.parts(schema) {
		if property := part.object("properties").object(key); property != nil {
			return property, true
		}
		for _, pattern := range membersOf(part.object("patternProperties")) {
			if matches, err := regexp.MatchString(pattern.name, key); err == nil && matches {
				property, _ := pattern.value.(*object)
				return property, true
			}
		}
		switch rest := part.get("additionalProperties").(type) {
		case *object:
			return rest, true
		case bool:
			open = open && rest
		}
		if part.get("unevaluatedProperties") == false {
			open = false
		}
	}
	return nil, open
}

func (c *check) properties(schema *object, path string) {
	closed, named := false, false
	for _, part := range c.parts(schema) {
		if c.done[part] {
			return // also a definition that refers to itself
		}
		c.done[part] = true
		closed = closed || part.get("additionalProperties") != nil || part.get("unevaluatedProperties") != nil
		for _, m := range membersOf(part.object("properties")) {
			named = true
			property, _ := m.value.(*object)
			if !c.mentioned[m.name] && property.get("description") == nil {
				c.problems = append(c.problems, fmt.Sprintf("values.schema.json: %s: in values.yaml neither as a key nor in a comment, and without a description here", path+m.name))
			}
			if property != nil {
				c.properties(property, path+m.name+".")
			}
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

// The schema and what it takes in by $ref and allOf.
func (c *check) parts(schema *object) []*object {
	var parts []*object
	seen := map[*object]bool{}
	var take func(*object)
	take = func(part *object) {
		if part == nil || seen[part] {
			return
		}
		seen[part] = true
		parts = append(parts, part)
		if name, ok := reference(member{"$ref", part.get("$ref")}); ok {
			take(c.root.object("$defs").object(name))
		}
		all, _ := part.get("allOf").([]any)
		for _, one := range all {
			one, _ := one.(*object)
			take(one)
		}
	}
	take(schema)
	return parts
}

func membersOf(o *object) []member {
	if o == nil {
		return nil
	}
	return o.members
}

// A key, in a comment or not, also in {braces} and in `backquotes`.
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
