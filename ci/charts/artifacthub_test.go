package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const exampleChangelog = `# Changelog

## [Unreleased]

### Added

- Colons: they need quotes, as do ` + "`backticks`" + `, and [a link](https://example.com/page)
  in a second line.

A note between two lists.

### Security

- Nothing.

## [0.1.0] - 2026-11-27

### Fixed

- A leak.
`

func TestChangesOfTheVersionOrTheUnreleasedOnes(t *testing.T) {
	for wanted, changes := range map[string][]change{
		"0.1.0": {{"fixed", "A leak."}},
		"0.2.0": {
			{"added", "Colons: they need quotes, as do `backticks`, and a link in a second line."},
			{"security", "Nothing."},
		},
	} {
		if got, err := changesOf(exampleChangelog, wanted); err != nil || !slices.Equal(got, changes) {
			t.Errorf("%s: %v, %v", wanted, got, err)
		}
	}
	if _, err := changesOf("## [Unreleased]\n### Added\n", "0.1.0"); err == nil || !strings.Contains(err.Error(), "no changes of version 0.1.0") {
		t.Errorf("without changes: %v", err)
	}
	if _, err := changesOf("## [Unreleased]\n### New\n- It.\n", "0.1.0"); err == nil || !strings.Contains(err.Error(), "\"### New\"") {
		t.Errorf("of an unknown kind: %v", err)
	}
}

func TestRegionOfChartYamlHoldsWhatArtifactHubReads(t *testing.T) {
	text := "name: good\nannotations:\n" + regionStart + "  old: x\n" + regionEnd + "dependencies: []\n"
	long := "Colons: " + strings.Repeat("`word` ", 40) + "end"
	content, err := withRegion([]byte(text), []image{{"spark", "example.com/spark:4.3.0"}}, []change{{"added", long}})
	if err != nil {
		t.Fatal(err)
	}
	var about struct{ Annotations map[string]string }
	var images, changes []map[string]string
	if !strings.HasPrefix(string(content), "name: good\n") || !strings.HasSuffix(string(content), "\ndependencies: []\n") {
		t.Errorf("lines outside of the region are not kept:\n%s", content)
	}
	if err := yaml.Unmarshal(content, &about); err != nil || len(about.Annotations) != 2 {
		t.Fatalf("%v\n%s", err, content)
	}
	if err := yaml.Unmarshal([]byte(about.Annotations["artifacthub.io/images"]), &images); err != nil || images[0]["image"] != "example.com/spark:4.3.0" {
		t.Errorf("%v\n%s", err, content)
	}
	if err := yaml.Unmarshal([]byte(about.Annotations["artifacthub.io/changes"]), &changes); err != nil || changes[0]["description"] != long {
		t.Errorf("%v\n%s", err, content)
	}
	for line := range strings.Lines(string(content)) {
		if len(line) > 110 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
	if again, err := withRegion(content, nil, nil); err != nil || strings.Contains(string(again), "example.com") {
		t.Errorf("made anew: %v\n%s", err, again)
	}
	if _, err := withRegion([]byte("name: good\n"), nil, nil); err == nil || !strings.Contains(err.Error(), regionStart) {
		t.Errorf("without a region: %v", err)
	}
}

func TestVerifyRefusesAnnotationsBehindTheChangelog(t *testing.T) {
	t.Chdir(copyOfRepository(t))
	const file = "charts/good/Chart.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "annotations:\n"+regionStart+regionEnd...)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(changelog, []byte(exampleChangelog), 0o644); err != nil {
		t.Fatal(err)
	}
	if printed, err := run(t, generate, "good"); err != nil || !strings.Contains(printed, file) {
		t.Fatalf("generate: %v\n%s", err, printed)
	}
	if printed, err := run(t, verify, "good"); err != nil {
		t.Errorf("verify: %v\n%s", err, printed)
	}
	if err := os.WriteFile(changelog, []byte(exampleChangelog+"- Another leak.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	printed, err := run(t, verify, "good")
	if err == nil || !strings.Contains(err.Error(), file+" is behind: run `make generate`") || !strings.Contains(printed, "Another leak.") {
		t.Errorf("verify: %v\n%s", err, printed)
	}
}
