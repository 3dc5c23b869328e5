package main

import (
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A ceiling is the most that an area may have: uses of "what" per 1,000 words, percent of comments that open with a
// fragment, and lines that are too long.
type ceiling struct {
	what    float64
	openers float64
	long    int
}

// limits hold for each area that has no ceiling of its own.
var limits = ceiling{what: 4, openers: 3, long: 0}

const (
	elsewhere  = "elsewhere"
	maxSubject = 72
)

type offence struct {
	file string
	line int
	rule string
}

type figures struct {
	words, comments      int
	whats, openers, long []offence
}

func (figures *figures) add(file string, kind kind, content string) {
	for _, comment := range commentsOf(kind, content) {
		figures.addComment(file, comment)
	}
	if kind != markdown && kind != yaml && kind != template {
		return
	}
	for index, text := range strings.Split(content, "\n") {
		if tooLong(kind, text) {
			rule := fmt.Sprintf("%d characters, at most %d", utf8.RuneCountInString(text), maxLine)
			figures.long = append(figures.long, offence{file, index + 1, rule})
		}
	}
}

func (figures *figures) addComment(file string, comment comment) {
	var all []string
	first := 0
	for _, line := range comment.lines {
		found := words(line.text)
		if first == 0 && len(found) > 0 {
			first = line.number
		}
		for _, word := range found {
			if word == "what" || word == "what's" {
				figures.whats = append(figures.whats, offence{file, line.number, `"what": name the thing`})
			}
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		return
	}
	figures.words += len(all)
	if comment.row {
		return
	}
	figures.comments++
	if fragment(all) {
		rule := fmt.Sprintf("opens with %q: start with the verb or the noun", all[0])
		figures.openers = append(figures.openers, offence{file, first, rule})
	}
}

func fragment(words []string) bool {
	switch words[0] {
	case "of", "as", "what", "what's", "whatever", "whoever":
		return true
	case "for":
		return len(words) == 1 || words[1] != "example"
	default:
		return false
	}
}

func (figures *figures) whatRate() float64 {
	return 1000 * float64(len(figures.whats)) / float64(max(figures.words, 1))
}

func (figures *figures) openerShare() float64 {
	return 100 * float64(len(figures.openers)) / float64(max(figures.comments, 1))
}

// allowed is a rate in whole occurrences. One more than the exact figure is free, so that the removal of a clean comment
// breaks nothing.
func allowed(rate float64, per, total int) int {
	return int(math.Ceil(rate * float64(total) / float64(per)))
}

// report prints the figures of each area, and each offence of an area that is above its ceiling.
func report(out io.Writer, ceilings ceilings, areas map[string]*figures) (failed bool) {
	lowerable := false
	var over []string
	for _, area := range sortedKeys(areas) {
		figures, ceiling := areas[area], ceilings.of(area)
		fmt.Fprintf(out, "%-64s what %5.1f/%-5.1f openers %5.1f/%-5.1f long lines %d/%d\n", area, figures.whatRate(), ceiling.what,
			figures.openerShare(), ceiling.openers, len(figures.long), ceiling.long)
		for _, rule := range []struct {
			offences []offence
			most     int
		}{
			{figures.whats, allowed(ceiling.what, 1000, figures.words)},
			{figures.openers, allowed(ceiling.openers, 100, figures.comments)},
			{figures.long, ceiling.long},
		} {
			if len(rule.offences) <= rule.most {
				continue
			}
			over = append(over, fmt.Sprintf("%s: %d found, at most %d:", area, len(rule.offences), rule.most))
			for _, offence := range rule.offences {
				over = append(over, fmt.Sprintf("%s:%d: %s", offence.file, offence.line, offence.rule))
			}
		}
		lowerable = lowerable || ceiling != limits && figures.within(ceiling).clearlyBelow(ceiling)
	}
	for _, line := range over {
		fmt.Fprintln(out, line)
	}
	if lowerable && len(over) == 0 {
		fmt.Fprintf(out, "Some areas are below their ceilings: `make lower-english` lowers %s.\n", ceilingsFile)
	}
	return len(over) > 0
}

// within gives the lowest ceiling that the figures fit below, which is never above the present one nor below the limits.
func (figures *figures) within(present ceiling) ceiling {
	return ceiling{
		what:    min(present.what, max(limits.what, math.Ceil(10*figures.whatRate())/10)),
		openers: min(present.openers, max(limits.openers, math.Ceil(10*figures.openerShare())/10)),
		long:    min(present.long, max(limits.long, len(figures.long))),
	}
}

func (lower ceiling) clearlyBelow(present ceiling) bool {
	return lower.what <= present.what-1 || lower.openers <= present.openers-1 || lower.long < present.long
}

// ceilings holds the content of the file of that name: a ceiling per area, which is a folder or file.
type ceilings struct {
	areas         map[string]ceiling
	skipped       []string
	subjectsSince int64
}

func parseCeilings(content string) (ceilings, error) {
	parsed := ceilings{areas: map[string]ceiling{}}
	for index, text := range strings.Split(content, "\n") {
		fields := strings.Fields(text)
		var err error
		switch {
		case len(fields) == 0 || strings.HasPrefix(fields[0], "#"):
		case fields[0] == "skip" && len(fields) == 2:
			parsed.skipped = append(parsed.skipped, fields[1])
		case fields[0] == "subjects-since" && len(fields) == 2:
			parsed.subjectsSince, err = seconds(fields[1])
		case fields[0] == "area" && len(fields) == 5:
			var one ceiling
			one, err = parseCeiling(fields[2:])
			parsed.areas[fields[1]] = one
		default:
			err = fmt.Errorf("expected `area PATH WHAT OPENERS LONG`, `skip PATH` or `subjects-since TIME`")
		}
		if err != nil {
			return parsed, fmt.Errorf("%s:%d: %w", ceilingsFile, index+1, err)
		}
	}
	return parsed, nil
}

func parseCeiling(fields []string) (ceiling, error) {
	what, errWhat := strconv.ParseFloat(fields[0], 64)
	openers, errOpeners := strconv.ParseFloat(fields[1], 64)
	long, errLong := strconv.Atoi(fields[2])
	for _, err := range []error{errWhat, errOpeners, errLong} {
		if err != nil {
			return ceiling{}, err
		}
	}
	return ceiling{what, openers, long}, nil
}

func (ceilings ceilings) skips(file string) bool {
	return slices.ContainsFunc(ceilings.skipped, func(folder string) bool { return inside(file, folder) })
}

func inside(file, folder string) bool {
	return file == folder || strings.HasPrefix(file, folder+"/")
}

// areaOf gives the longest listed path that holds the file.
func (ceilings ceilings) areaOf(file string) (string, ceiling) {
	area, found := elsewhere, limits
	for folder, ceiling := range ceilings.areas {
		if inside(file, folder) && (area == elsewhere || len(folder) > len(area)) {
			area, found = folder, ceiling
		}
	}
	return area, found
}

func (ceilings ceilings) of(area string) ceiling {
	if ceiling, listed := ceilings.areas[area]; listed {
		return ceiling
	}
	return limits
}

// lowered rewrites the file: a ceiling goes down to the present figures, and an area that reached the limits goes away,
// unless it lies in an area that stays above them.
func lowered(written string, present ceilings, areas map[string]*figures) string {
	after := ceilings{areas: map[string]ceiling{}}
	for area, ceiling := range present.areas {
		if found := areas[area]; found != nil {
			after.areas[area] = found.within(ceiling)
		}
	}
	var lines []string
	for text := range strings.SplitSeq(written, "\n") {
		fields := strings.Fields(text)
		if len(fields) != 5 || fields[0] != "area" {
			lines = append(lines, text)
			continue
		}
		lower, found := after.areas[fields[1]]
		_, around := after.areaOf(path.Dir(fields[1]))
		if found && (lower != limits || around != limits) {
			lines = append(lines, fmt.Sprintf("area %-64s %5.1f %5.1f %4d", fields[1], lower.what, lower.openers, lower.long))
		}
	}
	return strings.Join(lines, "\n")
}

func sortedKeys(areas map[string]*figures) []string {
	var keys []string
	for key := range areas {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
