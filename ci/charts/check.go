package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/render"
	"github.com/spark-recorder/ci/charts/internal/rules"
)

// rendering is one chart rendered with one set of values.
type rendering struct {
	chart  *chart.Chart
	name   string // of the values, for the table
	values []string
	sets   []string
	// mustRefuse is true for a values file whose user has not filled it in yet.
	mustRefuse bool
	// mayRefuse is true for the defaults of a chart with values for CI, which says that its defaults are not enough.
	mayRefuse bool

	objects, pods int
	refused       string
	problems      []string
}

// builtinKinds are those that charts look for in .Capabilities.APIVersions. Without a cluster, Helm knows no kinds.
var builtinKinds = []string{"admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"}

func check(charts []*chart.Chart) error {
	if err := sameLibrary(charts); err != nil {
		return err
	}
	runs, err := renderings(charts)
	if err != nil {
		return err
	}
	crds, err := crdFiles("charts", "ci/charts/crds")
	if err != nil {
		return err
	}
	kinds, err := rules.ReadCRDs(crds)
	if err != nil {
		return err
	}
	err = withHelm("helm", func(four render.Helm) error {
		return withHelm("helm3", func(three render.Helm) error {
			served := append(kinds.APIVersions(), builtinKinds...)
			four.APIVersions, three.APIVersions = served, served
			atOnce(len(runs), func(i int) { runs[i].check(four, three, kinds) })
			return nil
		})
	})
	if err != nil {
		return err
	}
	return report(runs)
}

// renderings pairs each chart with each set of values that it renders with.
func renderings(charts []*chart.Chart) ([]*rendering, error) {
	all, err := chart.Find("charts")
	if err != nil {
		return nil, err
	}
	values, err := chart.ReadValues("values", all)
	if err != nil {
		return nil, err
	}
	var runs []*rendering
	for _, c := range charts {
		ci := c.CIValues()
		// A subchart is rendered with its parent, and alone only if it has values for that.
		if !c.Library && (c.Parent == nil || len(ci) > 0) {
			runs = append(runs, &rendering{chart: c, name: "(defaults)", mayRefuse: len(ci) > 0})
			for _, file := range ci {
				runs = append(runs, &rendering{chart: c, name: strings.TrimPrefix(file, c.Dir+"/"), values: []string{file}})
			}
		}
		for _, v := range values {
			if files := v.FilesFor(c); files != nil {
				fills := v.FillsFor(c)
				runs = append(runs, &rendering{chart: c, name: v.File, values: files, sets: fills})
				if len(v.Fills) > 0 {
					runs = append(runs, &rendering{chart: c, name: v.File + ", not filled in", values: files, mustRefuse: true})
				}
			}
		}
	}
	return runs, nil
}

// isOfTests tells a rendering that no user makes: with values of the chart's tests, or with a file that is not filled in.
func (r *rendering) isOfTests() bool {
	return r.mustRefuse || slices.ContainsFunc(r.values, func(file string) bool { return strings.HasPrefix(file, "charts/") })
}

func (r *rendering) check(four, three render.Helm, kinds rules.Kinds) {
	objects, err := four.Template(r.chart.Dir, r.values, r.sets)
	again, errThree := three.Template(r.chart.Dir, r.values, r.sets)
	switch {
	case r.mustRefuse && (err == nil || errThree == nil):
		r.problems = append(r.problems, "is not refused, though its lines \"# fill:\" name values that a user must set")
		return
	case err != nil && errThree != nil && (r.mayRefuse || r.mustRefuse):
		r.refused = gist(err.Error())
		return
	case err != nil:
		r.problems = append(r.problems, err.Error())
		return
	case errThree != nil:
		r.problems = append(r.problems, errThree.Error())
	default:
		if difference := render.Difference(objects, again); difference != "" {
			r.problems = append(r.problems, difference)
		}
	}
	problems, pods := rules.Check(objects, kinds)
	for _, problem := range problems {
		r.problems = append(r.problems, problem.String())
	}
	r.objects, r.pods = len(objects), pods
	if r.objects == 0 {
		r.problems = append(r.problems, "renders nothing")
	}
}

// gist gives the first line of a chart's validation, without the place that Helm names.
func gist(message string) string {
	if _, said, ok := strings.Cut(message, "): "); ok {
		message = said
	}
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	return line
}

func report(runs []*rendering) error {
	failed := 0
	for _, run := range runs {
		if len(run.problems) > 0 {
			failed++
			fmt.Fprintf(os.Stderr, "%s with %s:\n", run.chart.Name, run.name)
			for _, problem := range run.problems {
				fmt.Fprintf(os.Stderr, "  %s\n", problem)
			}
		}
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CHART\tVALUES\tOBJECTS\tPODS\tOK")
	for _, run := range runs {
		ok := "yes"
		if len(run.problems) > 0 {
			ok = "no"
		} else if run.refused != "" {
			ok = "not alone: " + run.refused
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\n", run.chart.Name, run.name, run.objects, run.pods, ok)
	}
	table.Flush()
	fmt.Printf("%d passed, %d failed\n", len(runs)-failed, failed)
	if failed > 0 {
		return errors.New("charts render objects that a cluster would refuse, or that it should")
	}
	return nil
}

// crdFiles finds the CRDs of our own and fetched charts, and those that only the checks use.
func crdFiles(folders ...string) ([]string, error) {
	var files []string
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err == nil && filepath.Ext(path) == ".yaml" && filepath.Base(filepath.Dir(path)) == "crds" {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func atOnce(n int, do func(i int)) {
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i := range n {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	running.Wait()
}
