// Command english checks the language of comments and documentation: it counts "what" and fragment openers, measures
// lines and commit subjects, and compares the figures per area with the limits. README.md lists the rules.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const ceilingsFile = "ci/english/ceilings"

func main() {
	root := flag.String("root", ".", "the repository")
	lower := flag.Bool("lower", false, "lower the ceilings to the present figures")
	flag.Parse()
	failed, err := run(*root, *lower, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "english:", err)
		os.Exit(2)
	}
	if failed {
		os.Exit(1)
	}
}

func run(root string, lower bool, out io.Writer) (failed bool, err error) {
	written, err := os.ReadFile(filepath.Join(root, ceilingsFile))
	if err != nil {
		return false, err
	}
	ceilings, err := parseCeilings(string(written))
	if err != nil {
		return false, err
	}
	areas, err := measure(root, ceilings)
	if err != nil {
		return false, err
	}
	if lower {
		return false, os.WriteFile(filepath.Join(root, ceilingsFile), []byte(lowered(string(written), ceilings, areas)), 0o644)
	}
	failed = report(out, ceilings, areas)
	for _, raised := range raisedCeilings(root, ceilings) {
		failed = true
		fmt.Fprintln(out, raised)
	}
	for _, subject := range longSubjects(root, ceilings.subjectsSince) {
		failed = true
		fmt.Fprintln(out, subject)
	}
	return failed, nil
}

// measure reads each text file of the repository into the area that holds it.
func measure(root string, ceilings ceilings) (map[string]*figures, error) {
	files, err := sources(root)
	if err != nil {
		return nil, err
	}
	areas := map[string]*figures{}
	for _, file := range files {
		kind := kindOf(file)
		if kind == other || ceilings.skips(file) {
			continue
		}
		// A symbolic link shows a file that is measured at its own path.
		info, err := os.Lstat(filepath.Join(root, file))
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		area, _ := ceilings.areaOf(file)
		if areas[area] == nil {
			areas[area] = &figures{}
		}
		areas[area].add(file, kind, string(content))
	}
	return areas, nil
}

// sources lists the files that Git tracks or would add; without Git it lists all files outside of hidden and target folders.
func sources(root string) ([]string, error) {
	if listed, err := git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"); err == nil {
		files := strings.FieldsFunc(listed, func(r rune) bool { return r == 0 })
		slices.Sort(files)
		return slices.Compact(files), nil
	}
	var files []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "target") {
			return filepath.SkipDir
		}
		relative, err := filepath.Rel(root, path)
		if !entry.IsDir() {
			files = append(files, filepath.ToSlash(relative))
		}
		return err
	})
	return files, err
}

func git(root string, arguments ...string) (string, error) {
	output, err := exec.Command("git", append([]string{"-C", root}, arguments...)...).Output()
	return string(output), err
}
