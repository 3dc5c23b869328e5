package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const landed = "origin/main"

func seconds(text string) (int64, error) {
	parsed, err := time.Parse(time.RFC3339, text)
	return parsed.Unix(), err
}

// longSubjects checks the commits that main does not have yet and whose author wrote them since the given time. A clone
// without main on its remote, such as a shallow or detached one, shows the commits that it has. Without Git there are none.
func longSubjects(root string, since int64) []string {
	arguments := []string{"log", "--no-merges", "--format=%h %at %s", "HEAD"}
	if hasLanded(root) {
		arguments = append(arguments, "--not", landed)
	}
	log, err := git(root, arguments...)
	if err != nil {
		return nil
	}
	return longIn(log, since)
}

func longIn(log string, since int64) []string {
	var found []string
	for commit := range strings.Lines(log) {
		fields := strings.SplitN(strings.TrimRight(commit, "\n"), " ", 3)
		if len(fields) < 3 {
			continue
		}
		written, err := strconv.ParseInt(fields[1], 10, 64)
		length := utf8.RuneCountInString(fields[2])
		if err == nil && written >= since && length > maxSubject {
			found = append(found, fmt.Sprintf("commit %s: subject of %d characters, at most %d: %s", fields[0], length, maxSubject, fields[2]))
		}
	}
	return found
}

func hasLanded(root string) bool {
	_, err := git(root, "rev-parse", "--verify", "--quiet", landed+"^{commit}")
	return err == nil
}

// raisedCeilings compares the ceilings with those on main. A folder that is new in the file must stay below the ceiling
// that held for it on main.
func raisedCeilings(root string, now ceilings) []string {
	written, err := git(root, "show", landed+":"+ceilingsFile)
	if err != nil {
		return nil
	}
	before, err := parseCeilings(written)
	if err != nil {
		return nil
	}
	return raisedAbove(before, now)
}

func raisedAbove(before, now ceilings) []string {
	var found []string
	for area, ceiling := range now.areas {
		if _, most := before.areaOf(area); ceiling.what > most.what || ceiling.openers > most.openers || ceiling.long > most.long {
			found = append(found, fmt.Sprintf("%s: the ceiling of %s is above %.1f %.1f %d, which it is on main", ceilingsFile, area,
				most.what, most.openers, most.long))
		}
	}
	slices.Sort(found)
	return found
}
