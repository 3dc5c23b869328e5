package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"sigs.k8s.io/yaml"
)

// The repository's changelog. Charts of a repository without one have no annotations of Artifact Hub.
const changelog = "CHANGELOG.md"

// The region of a published chart's Chart.yaml, below `annotations`, that holds what Artifact Hub shows of the chart.
const (
	regionStart = "  # >>> artifacthub.io: the chart's images, and changes from CHANGELOG.md\n"
	regionEnd   = "  # <<<\n"
)

type image struct{ Name, Image string }

type change struct{ Kind, Description string }

// isPublished tells whether the chart is pushed by itself: it is no library, and no subchart that needs its parent.
func isPublished(c *chart.Chart) bool {
	return !c.Library && (c.Parent == nil || len(c.CIValues()) > 0)
}

// annotations hands the Chart.yaml of a published chart to keep, with the images and changes of today in its region.
func annotations(c *chart.Chart, keep func(file string, content []byte) error) error {
	log, err := os.ReadFile(changelog)
	if os.IsNotExist(err) || !isPublished(c) {
		return nil
	}
	if err != nil {
		return err
	}
	file := filepath.Join(c.Dir, "Chart.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var about struct{ Version string }
	if err := yaml.Unmarshal(text, &about); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	changes, err := changesOf(string(log), about.Version)
	if err != nil {
		return err
	}
	references, err := imagesOf([]*chart.Chart{c})
	if err != nil {
		return err
	}
	var named []image
	for _, reference := range references {
		named = append(named, image{imageName(reference), reference})
	}
	content, err := withRegion(text, named, changes)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return keep(file, content)
}

// withRegion gives a Chart.yaml with its region made anew.
func withRegion(text []byte, images []image, changes []change) ([]byte, error) {
	before, rest, found := strings.Cut(string(text), regionStart)
	_, after, ended := strings.Cut(rest, regionEnd)
	if !found || !ended {
		return nil, errors.New("below `annotations` it needs these two lines:\n" + regionStart + regionEnd)
	}
	var region strings.Builder
	region.WriteString("  artifacthub.io/images: |\n")
	for _, image := range images {
		fmt.Fprintf(&region, "    - name: %s\n      image: %s\n", image.Name, image.Image)
	}
	region.WriteString("  artifacthub.io/changes: |\n")
	for _, change := range changes {
		fmt.Fprintf(&region, "    - kind: %s\n      description: >-\n", change.Kind)
		for _, line := range wrapped(change.Description, 100) {
			fmt.Fprintf(&region, "        %s\n", line)
		}
	}
	return []byte(before + regionStart + region.String() + regionEnd + after), nil
}

// wrapped breaks a text into lines of at most so many characters, if its words are not longer.
func wrapped(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// imageName gives the last part of an image's repository.
func imageName(reference string) string {
	name, _, _ := strings.Cut(path.Base(reference), "@")
	name, _, _ = strings.Cut(name, ":")
	return name
}

var (
	version   = regexp.MustCompile(`^## \[([^\]]+)\]`)
	kindOf    = regexp.MustCompile(`^### (\w+)$`)
	linkLabel = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)
)

// The kinds of changes that Artifact Hub knows. Keep a Changelog has the same.
var kinds = []string{"added", "changed", "deprecated", "removed", "fixed", "security"}

// changesOf gives the changes of a version; while the changelog has none of it, those that are not released yet.
func changesOf(log, wanted string) ([]change, error) {
	sections := map[string][]change{}
	section, kind, isItem := "", "", false
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case version.MatchString(line):
			section, kind, isItem = version.FindStringSubmatch(line)[1], "", false
		case kindOf.MatchString(line):
			kind, isItem = strings.ToLower(kindOf.FindStringSubmatch(line)[1]), false
			if !slices.Contains(kinds, kind) {
				return nil, fmt.Errorf("%s: %q is none of the kinds of changes: %s", changelog, line, strings.Join(kinds, ", "))
			}
		case strings.HasPrefix(line, "- ") && kind != "":
			sections[section] = append(sections[section], change{kind, plain(line[2:])})
			isItem = true
		case strings.HasPrefix(line, "  ") && isItem:
			last := &sections[section][len(sections[section])-1]
			last.Description += " " + plain(line)
		default:
			isItem = false
		}
	}
	for _, section := range []string{wanted, "Unreleased"} {
		if changes := sections[section]; len(changes) > 0 {
			return changes, nil
		}
	}
	return nil, fmt.Errorf("%s has no changes of version %s, and none below [Unreleased]", changelog, wanted)
}

// plain gives the text of a line without the addresses of its links.
func plain(line string) string {
	return strings.TrimSpace(linkLabel.ReplaceAllString(line, "$1"))
}
