package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCommentsOfEachLanguage(t *testing.T) {
	for _, test := range []struct {
		name, content string
		kind          kind
		want          []string
	}{
		{"Java keeps strings, characters and text blocks out",
			"String a = \"// no\"; char c = '\"'; // yes\nString b = \"\"\"\n  /* no */ \\\"\"\" // no\n  \"\"\"; /* block */\n", java,
			[]string{"1: yes", "4: block"}},
		{"Java joins lines of // that follow each other",
			"// one\n// two\n\n// three\nint a; // four\n// five\n", java, []string{"1: one two", "4: three", "5: four", "6: five"}},
		{"Javadoc opens a sentence at each tag",
			"/**\n * Opens a file.\n *\n * @param path the file\n * @return its text\n */\n", java,
			[]string{"2: opens a file", "4: the file", "5: its text"}},
		{"Go keeps raw strings and directives out",
			"//go:build linux\nvar a = `// no` // yes\nvar b = '\\''\n// last\n", golang, []string{"2: yes", "4: last"}},
		{"a shell script has comments on lines of their own",
			"#!/bin/sh\n# one\n# two\necho '# no' ${a#b} # no\n", shell, []string{"2: one two"}},
		{"YAML has comments behind values, outside of quotes",
			"# @default -- none\n# -- one\na: b # two\nc: \"d # no\"\ne: f#no\n", yaml, []string{"2: one", "3: two"}},
		{"a template has comments of Helm over several lines",
			"{{- /* one\n  two */ -}}\n{{/* three */}}\n# four\n{{ include \"no\" . }}\n", template,
			[]string{"1: one two", "3: three", "4: four"}},
		{"Markdown keeps code and the targets of links out",
			"# Title\ntext `no` [here](no.md)\n goes on\n- item\n```\nno\n```\n| cell | cell |\nafter\n", markdown,
			[]string{"1: title", "2: text code here goes on", "4: item", "8: cell cell", "9: after"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, comment := range commentsOf(test.kind, test.content) {
				var all []string
				first := "0"
				for _, line := range comment.lines {
					found := words(line.text)
					if len(all) == 0 && len(found) > 0 {
						first = string(rune('0' + line.number))
					}
					all = append(all, found...)
				}
				if len(all) > 0 {
					got = append(got, first+": "+strings.Join(all, " "))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, expected %q", got, test.want)
			}
		})
	}
}

func TestFragments(t *testing.T) {
	for text, want := range map[string]bool{
		"Of what was kept back": true, "As before": true, "For each pod": true, "What it costs": true, "what's left": true,
		"Whatever it holds": true, "Whoever reads it": true,
		"For example, a pod": false, "Opens a file": false, "Office hours": false, "Ask again": false, `"What" is a word`: false,
	} {
		if got := fragment(words(text)); got != want {
			t.Errorf("%q: fragment is %v", text, got)
		}
	}
}

func TestLongLines(t *testing.T) {
	long := strings.Repeat("word ", 23)
	for _, test := range []struct {
		name, text string
		kind       kind
		want       bool
	}{
		{"110 characters are not too long", strings.Repeat("ä", 110), markdown, false},
		{"111 characters are too long", strings.Repeat("ä", 111), yaml, true},
		{"a table row cannot be broken", "| " + long + " |", markdown, false},
		{"a bar in YAML makes no table", "| " + long, yaml, true},
		{"a URL cannot be broken", "see https://example.com/" + strings.Repeat("a", 110), markdown, false},
		{"a URL excuses no text", long + "https://example.com/", markdown, true},
	} {
		if got := tooLong(test.kind, test.text); got != test.want {
			t.Errorf("%s: too long is %v", test.name, got)
		}
	}
}

func TestSubjects(t *testing.T) {
	long := strings.Repeat("a", 73)
	got := longIn("aaa 100 "+long+"\nbbb 99 "+long+"\nccc 100 "+long[1:]+"\n", 100)
	if len(got) != 1 || !strings.HasPrefix(got[0], "commit aaa: subject of 73 characters, at most 72") {
		t.Errorf("got %q", got)
	}
}

func TestCeilingsOnlyGoDown(t *testing.T) {
	before := ceilings{areas: map[string]ceiling{"a": {10, 10, 5}, "a/deep": {20, 10, 5}}}
	now := ceilings{areas: map[string]ceiling{"a": {9, 10, 5}, "a/deep": {20, 11, 5}, "a/new": {10, 10, 5}, "b": {4, 3, 1}}}
	got := raisedAbove(before, now)
	if len(got) != 2 || !strings.Contains(got[0], "a/deep is above 20.0 10.0 5") || !strings.Contains(got[1], "b is above 4.0 3.0 0") {
		t.Errorf("got %q", got)
	}
}

func TestCeilingsThatCannotBeRead(t *testing.T) {
	if _, err := parseCeilings("area a 1 2"); err == nil || !strings.HasPrefix(err.Error(), "ci/english/ceilings:1: expected") {
		t.Errorf("got %v", err)
	}
}

// An area above its ceiling fails with each of its offences, with and without Git; the file of ceilings goes down and an
// area that reached the limits leaves it.
func TestTree(t *testing.T) {
	root := t.TempDir()
	write := func(file, content string) {
		path := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check := func() (bool, string) {
		var out strings.Builder
		failed, err := run(root, false, &out)
		if err != nil {
			t.Fatal(err)
		}
		return failed, out.String()
	}
	clean := strings.Repeat("// Opens the file.\nint a;\n", 10)
	write("a/A.java", clean)
	write("b/B.java", clean)
	write("a/deep/A.java", clean)
	write("d/D.java", clean)
	write(ceilingsFile, "# kept\nskip c\narea a 100 100 9\narea a/deep 50 50 9\narea b 4 3 0\n")
	write("c/C.java", "// What it skips\n")
	if failed, out := check(); failed {
		t.Fatalf("a clean tree fails: %s", out)
	}
	write("b/B.java", clean+"// Of what is known what counts\n")
	for _, withGit := range []bool{false, true} {
		if withGit {
			if err := exec.Command("git", "init", "-q", root).Run(); err != nil {
				t.Skip("no git")
			}
		}
		failed, out := check()
		for _, want := range []string{"b: 2 found, at most 1:", "b/B.java:21: \"what\": name the thing"} {
			if !failed || !strings.Contains(out, want) {
				t.Errorf("failed is %v, and no %q in %s", failed, want, out)
			}
		}
		if strings.Contains(out, "c/C.java") {
			t.Errorf("a skipped file is measured: %s", out)
		}
	}
	write("b/B.java", clean)
	if _, err := run(root, true, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(root, ceilingsFile)); err != nil || string(got) != "# kept\nskip c\n" {
		t.Errorf("got %q, %v", got, err)
	}
}
