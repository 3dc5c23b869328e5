package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
)

var labels = []string{"title", "description", "version", "licenses", "source"}

// check prints the layers of an image and returns its problems. An error says that the image cannot be checked.
func check(root string, wanted expectation, out io.Writer) ([]string, error) {
	image, err := openImage(filepath.Join(root, wanted.archive))
	if err != nil {
		return nil, err
	}
	sbom, err := readSBOM(filepath.Join(root, wanted.sbom))
	if err != nil {
		return nil, err
	}
	paths, err := readClassPath(image, wanted.jars)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%s, %s\n", filepath.Base(wanted.archive), wanted.name)
	printLayers(out, image, wanted.budget)
	fmt.Fprintf(out, "  %d jars added to %d\n", len(paths.added), len(paths.base))
	fmt.Fprintf(out, "  licences: %s\n", sbom.summary())
	return slices.Concat(
		configProblems(image, wanted), sizeProblems(image, wanted.budget), fileProblems(paths.ours, wanted.files),
		paths.problems(), sbom.problems()), nil
}

func printLayers(out io.Writer, image *image, budget int) {
	for _, layer := range image.layers {
		content := layer.comment
		if layer.base {
			content = "base"
		}
		fmt.Fprintf(out, "  %7.2f MB  %s\n", megabytes(layer.size), content)
	}
	fmt.Fprintf(out, "  %7.2f MB  on top of the base, compressed; at most %d MB\n", megabytes(image.added()), budget)
}

func configProblems(image *image, wanted expectation) (problems []string) {
	config := image.config.Config
	if !slices.Contains(image.names, wanted.name) {
		problems = append(problems, fmt.Sprintf("is named %v instead of %s", image.names, wanted.name))
	}
	if config.User != wanted.user {
		problems = append(problems, fmt.Sprintf("runs as user %q instead of %q", config.User, wanted.user))
	}
	if len(config.Entrypoint) == 0 || config.Entrypoint[0] != wanted.entrypoint {
		problems = append(problems, fmt.Sprintf("starts with %q instead of %q", config.Entrypoint, wanted.entrypoint))
	}
	for _, label := range labels {
		if config.Labels["org.opencontainers.image."+label] == "" {
			problems = append(problems, "has no label org.opencontainers.image."+label)
		}
	}
	return problems
}

func sizeProblems(image *image, budget int) []string {
	if image.added() <= int64(budget)*1_000_000 {
		return nil
	}
	return []string{fmt.Sprintf("adds %.2f MB to its base, more than %d MB", megabytes(image.added()), budget)}
}

func fileProblems(ours map[string]bool, wanted []string) (problems []string) {
	for _, file := range wanted {
		if !ours[file] {
			problems = append(problems, "has no file "+file+" on top of its base")
		}
	}
	return problems
}

func (i *image) added() (size int64) {
	for _, layer := range i.layers {
		if !layer.base {
			size += layer.size
		}
	}
	return size
}

func megabytes(size int64) float64 {
	return float64(size) / 1e6
}
