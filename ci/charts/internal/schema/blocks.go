package schema

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	opening = regexp.MustCompile(`^( *)# >>> spark-lib: (\S+)$`)
	closing = regexp.MustCompile(`^ *# <<<$`)
)

// Blocks rewrites each region between "# >>> spark-lib: NAME" and "# <<<" in a chart's values.yaml. A region holds the block NAME of
// spark-lib's values.yaml with its comments, turned into a comment with the indentation of the region.
func Blocks(library, own []byte) ([]byte, error) {
	var lines []string
	region := ""
	for _, line := range strings.SplitAfter(string(own), "\n") {
		bare := strings.TrimRight(line, "\r\n")
		if match := opening.FindStringSubmatch(bare); match != nil {
			if region != "" {
				return nil, fmt.Errorf("the region %q has no end: a line \"# <<<\"", region)
			}
			region = match[2]
			block, err := block(string(library), region)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
			for _, shared := range block {
				lines = append(lines, strings.TrimRight(match[1]+"# "+shared, " ")+"\n")
			}
			continue
		}
		if closing.MatchString(bare) {
			region = ""
		}
		if region == "" {
			lines = append(lines, line)
		}
	}
	if region != "" {
		return nil, fmt.Errorf("the region %q has no end: a line \"# <<<\"", region)
	}
	return []byte(strings.Join(lines, "")), nil
}

// block gives the lines of a top-level key, from the comment right above it to the comment or key that follows.
func block(values, name string) ([]string, error) {
	lines := strings.Split(values, "\n")
	start := -1
	for i, line := range lines {
		if strings.HasPrefix(line, name+":") {
			start = i
		}
	}
	if start < 0 {
		return nil, fmt.Errorf("the region %q: spark-lib's values.yaml has no such key at its top level", name)
	}
	end := start + 1
	for end < len(lines) && (lines[end] == "" || strings.HasPrefix(lines[end], " ")) {
		end++
	}
	for lines[end-1] == "" {
		end--
	}
	for start > 0 && strings.HasPrefix(lines[start-1], "#") {
		start--
	}
	return lines[start:end], nil
}
