package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// copyleft matches names and SPDX identifiers of copyleft licences. A person decides about a component with an
// alternative, such as the "GPL with the classpath exception" beside another licence.
var copyleft = regexp.MustCompile(`(?i)\b[AL]?GPL|General Public|\bSSPL|\bEUPL|\bOSL-`)

// sbom is a CycloneDX document about the software that an image adds to its base.
type sbom struct {
	file     string
	document map[string]any
}

func readSBOM(file string) (*sbom, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no SBOM, build it with `make images`: %w", err)
	}
	s := &sbom{file: filepath.Base(file)}
	if err := json.Unmarshal(content, &s.document); err != nil {
		return nil, fmt.Errorf("%s: %w", s.file, err)
	}
	return s, nil
}

// components lists the component that the document describes and all that it contains.
func (s *sbom) components() []map[string]any {
	var found []map[string]any
	var add func(value any)
	add = func(value any) {
		if component, ok := value.(map[string]any); ok {
			found = append(found, component)
			nested, _ := component["components"].([]any)
			for _, one := range nested {
				add(one)
			}
		}
	}
	metadata, _ := s.document["metadata"].(map[string]any)
	add(metadata["component"])
	all, _ := s.document["components"].([]any)
	for _, one := range all {
		add(one)
	}
	return found
}

func (s *sbom) problems() (problems []string) {
	components := s.components()
	if len(components) == 0 {
		return []string{s.file + " names no component"}
	}
	for _, component := range components {
		if len(licences(component)) == 0 {
			problems = append(problems, fmt.Sprintf("%s: %s names no licence", s.file, nameOf(component)))
		}
	}
	for _, found := range copyleftIn(s.document, "the document") {
		problems = append(problems, s.file+": "+found)
	}
	return problems
}

// summary counts the components per licence.
func (s *sbom) summary() string {
	counts := map[string]int{}
	for _, component := range s.components() {
		for _, licence := range licences(component) {
			counts[licence]++
		}
	}
	var parts []string
	for _, licence := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s (%d)", licence, counts[licence]))
	}
	return strings.Join(parts, ", ")
}

// licences lists SPDX identifiers, names and expressions.
func licences(component map[string]any) (found []string) {
	choices, _ := component["licenses"].([]any)
	for _, choice := range choices {
		choice, _ := choice.(map[string]any)
		licence, _ := choice["license"].(map[string]any)
		for _, name := range []any{licence["id"], licence["name"], choice["expression"]} {
			if text, ok := name.(string); ok && text != "" {
				found = append(found, text)
				break
			}
		}
	}
	return found
}

func nameOf(component map[string]any) string {
	if purl, ok := component["purl"].(string); ok {
		return purl
	}
	return fmt.Sprint(component["name"])
}

// copyleftIn looks at every text of the document but descriptions, which may speak of other software.
func copyleftIn(value any, owner string) (found []string) {
	switch value := value.(type) {
	case map[string]any:
		if value["name"] != nil && value["version"] != nil {
			owner = nameOf(value)
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if key != "description" {
				found = append(found, copyleftIn(value[key], owner)...)
			}
		}
	case []any:
		for _, element := range value {
			found = append(found, copyleftIn(element, owner)...)
		}
	case string:
		if copyleft.MatchString(value) {
			found = append(found, fmt.Sprintf("%s names the copyleft licence %q", owner, value))
		}
	}
	return found
}
