package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// classPath holds the jars of one folder of an image, apart for the base and for the layers on top of it.
type classPath struct {
	base, added []jar
	ours        map[string]bool // all files on top of the base
}

type jar struct {
	name    string
	classes []string
}

func readClassPath(image *image, folder string) (*classPath, error) {
	found := &classPath{ours: map[string]bool{}}
	collect := func(jars *[]jar) func(string, io.Reader) error {
		return func(name string, content io.Reader) error {
			if path.Dir(name) != folder || path.Ext(name) != ".jar" {
				return nil
			}
			classes, err := readClasses(content)
			*jars = append(*jars, jar{path.Base(name), classes})
			return err
		}
	}
	if err := image.eachFile(true, collect(&found.base)); err != nil {
		return nil, err
	}
	added := collect(&found.added)
	err := image.eachFile(false, func(name string, content io.Reader) error {
		found.ours[name] = true
		return added(name, content)
	})
	for _, jars := range [][]jar{found.base, found.added} {
		slices.SortFunc(jars, func(a, b jar) int { return strings.Compare(a.name, b.name) })
	}
	return found, err
}

// readClasses lists the classes of a jar. Classes below META-INF are for one Java version and repeat others.
func readClasses(content io.Reader) ([]string, error) {
	all, err := io.ReadAll(content)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(all), int64(len(all)))
	if err != nil {
		return nil, err
	}
	var classes []string
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, ".class") && !strings.HasPrefix(file.Name, "META-INF/") &&
			path.Base(file.Name) != "module-info.class" {
			classes = append(classes, file.Name)
		}
	}
	return classes, nil
}

// problems names the added jars that repeat a class or an artifact. Classes that the base alone repeats are not ours.
func (c *classPath) problems() (problems []string) {
	owners := map[string]string{}
	for _, jar := range c.base {
		for _, class := range jar.classes {
			owners[class] = jar.name
		}
	}
	clashes := map[string][]string{}
	for _, jar := range c.added {
		for _, class := range jar.classes {
			if owner, ok := owners[class]; ok {
				pair := jar.name + " and " + owner
				clashes[pair] = append(clashes[pair], class)
			} else {
				owners[class] = jar.name
			}
		}
	}
	for _, pair := range slices.Sorted(maps.Keys(clashes)) {
		classes := clashes[pair]
		problems = append(problems, fmt.Sprintf("%s both have %s (classes that both have: %d)", pair, slices.Min(classes), len(classes)))
	}
	artifacts := map[string]string{}
	for _, jar := range c.base {
		artifacts[artifact(jar.name)] = jar.name
	}
	for _, jar := range c.added {
		if other, ok := artifacts[artifact(jar.name)]; ok {
			problems = append(problems, fmt.Sprintf("adds %s, but its base has %s", jar.name, other))
		}
	}
	return problems
}

var versionInName = regexp.MustCompile(`-\d[^-]*([-.])`)

// artifact removes the version from the name of a jar: a-b-1.2.jar is a-b.jar.
func artifact(jar string) string {
	if at := versionInName.FindStringSubmatchIndex(jar); at != nil {
		return jar[:at[0]] + jar[at[2]:]
	}
	return jar
}
