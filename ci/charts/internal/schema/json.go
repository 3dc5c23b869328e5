package schema

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A schema is read as YAML, which JSON is a part of: nodes of yaml.v3 keep the order of keys and the spelling of numbers.

func parse(text []byte) (*yaml.Node, error) {
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, errors.New("null instead of an object")
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	// The decoder refuses a key that occurs twice; the nodes would have both.
	var wrong *yaml.TypeError
	if err := document.Decode(&object); errors.As(err, &wrong) {
		return nil, errors.New(strings.Join(wrong.Errors, "; "))
	} else if err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

func newObject() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func newString(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Tag: "!!str", Value: text}
}

func isObject(node *yaml.Node) bool { return node != nil && node.Kind == yaml.MappingNode }

// members gives the names and values of an object, and nothing for any other node or nil.
func members(node *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		if !isObject(node) {
			return
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if !yield(node.Content[i].Value, node.Content[i+1]) {
				return
			}
		}
	}
}

// items gives the elements of a list, and nothing for any other node or nil.
func items(node *yaml.Node) []*yaml.Node {
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

// get gives the value of a member, nil if the object has no such member.
func get(object *yaml.Node, name string) *yaml.Node {
	for key, value := range members(object) {
		if key == name {
			return value
		}
	}
	return nil
}

// set replaces a value in its place, or adds the member at the end.
func set(object *yaml.Node, name string, value *yaml.Node) {
	for i := 0; i < len(object.Content); i += 2 {
		if object.Content[i].Value == name {
			object.Content[i+1] = value
			return
		}
	}
	object.Content = append(object.Content, newString(name), value)
}

func remove(object *yaml.Node, name string) {
	for i := 0; i < len(object.Content); i += 2 {
		if object.Content[i].Value == name {
			object.Content = slices.Delete(object.Content, i, i+2)
			return
		}
	}
}
