package matrix

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"
)

const charts = "../../../charts"

func read(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(charts, file))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".yaml" {
		if text, err = yaml.YAMLToJSON(text); err != nil {
			t.Fatal(err)
		}
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return values
}

// Values that pass although they look wrong, each with the reason.
type exception struct{ at, wrong, why string }

func (e exception) is(c Case) bool {
	return regexp.MustCompile("^"+e.at+"$").MatchString(c.At) && regexp.MustCompile("^"+e.wrong+"$").MatchString(c.Wrong)
}

func TestNothingWrongPassesInSilence(t *testing.T) {
	log.SetOutput(io.Discard) // Helm prints a warning for each value that replaces a table
	if _, err := os.Stat(filepath.Join(charts, "spark-platform/charts/spark-operator")); err != nil {
		t.Skip("the operator's chart is not there: make operator-chart")
	}
	for _, one := range []struct {
		name, dir string
		base      map[string]any
		schemas   map[string][]string // the places of the values, by the schema to walk
	}{
		{"spark-application", "spark-application", read(t, "spark-application/ci/pi-values.yaml"), map[string][]string{"spark-application": nil}},
		{"history-server", "spark-workspace/charts/history-server", read(t, "spark-workspace/charts/history-server/ci/standalone-values.yaml"),
			map[string][]string{"spark-workspace/charts/history-server": nil}},
		{"spark-workspace", "spark-workspace", read(t, "spark-workspace/ci/team-a-values.yaml"),
			map[string][]string{"spark-workspace": nil, "spark-workspace/charts/recordings": {"recordings"}}},
		{"failure-map", "failure-map", read(t, "failure-map/ci/bucket-values.yaml"), map[string][]string{"failure-map": nil}},
		{"spark-platform", "spark-platform", map[string]any{}, map[string][]string{"spark-platform": nil}},
	} {
		t.Run(one.name, func(t *testing.T) {
			chart, err := Load(filepath.Join(charts, one.dir), one.base)
			if err != nil {
				t.Fatal(err)
			}
			base, err := chart.Whole(one.base)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := chart.Render(base); errors.Join(chart.Fits(base), err) != nil {
				t.Fatalf("the values to begin with: %v, %v", chart.Fits(base), err)
			}
			var cases []Case
			for dir, prefix := range one.schemas {
				more, err := Walk(read(t, dir+"/values.schema.json"), base, prefix...)
				if err != nil {
					t.Fatal(err)
				}
				cases = append(cases, more...)
			}
			judge(t, chart, cases, exceptions[one.name])
		})
	}
}

// Matches the error of a template that receives a value of an unexpected type.
var misprint = regexp.MustCompile(`%!\w*\([^)]*\)`)

func judge(t *testing.T, chart *Chart, cases []Case, exceptions []exception) {
	passed, texts, rendered, used := make([]bool, len(cases)), make([]string, len(cases)), 0, map[exception]bool{}
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	right := map[string]error{}
	for i, one := range cases {
		err, known := right[one.At]
		if !known {
			err = chart.Fits(one.Right)
			right[one.At] = err
			if err != nil {
				t.Errorf("%s: the test has no right value for it, so that a wrong one may be refused for another reason: %v", one.At, err)
			}
		}
		if err != nil {
			continue
		}
		if chart.Fits(one.Values) != nil {
			continue
		}
		rendered++
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			text, err := chart.Render(one.Values)
			passed[i], texts[i] = err == nil, misprint.FindString(text)
		})
	}
	running.Wait()
	for i, one := range cases {
		if !passed[i] {
			continue
		}
		excused := false
		for _, e := range exceptions {
			if e.is(one) {
				excused, used[e] = true, true
			}
		}
		if texts[i] != "" {
			t.Errorf("%s, %s: is rendered as %s", one.At, one.Wrong, texts[i])
		}
		if !excused {
			t.Errorf("%s, %s: passes in silence", one.At, one.Wrong)
		}
	}
	for _, e := range exceptions {
		if !used[e] {
			t.Errorf("exception %q, %q is not needed: nothing that it names passes", e.at, e.wrong)
		}
	}
	t.Logf("%d wrong values, of which %d fit the schemas and were rendered", len(cases), rendered)
}

const (
	asText   = "a variable, an argument and configuration are texts: the charts write a number or a switch as one"
	amounts  = "Kubernetes reads an amount as a text or as a number"
	ports    = "a port has a number or a name"
	tags     = "--set makes a number of a tag such as 14469; one with a fraction is refused"
	switches = "empty, true or false"
	anything = "(integer|number|boolean)"
)

var everywhere = []exception{
	{".*/divisor", "(integer|number)", amounts},
	{".*/env/a", anything, asText},
	{".*/sparkConf/spark.my-key", anything, asText},
	{".*/httpGet/port", "string", ports},
	{".*/tcpSocket/port", "string", ports},
	{".*/(limits|requests|overhead)/my-key", "(integer|number)", amounts},
	{".*/emptyDir/sizeLimit", "(integer|number)", amounts},
	{".*/image/tag", "integer", tags},
	{".*/s3/pathStyle", "boolean", switches},
}

var exceptions = map[string][]exception{
	"spark-platform": {
		{".*/divisor", "(integer|number)", amounts},
		{".*/(httpGet|tcpSocket)/port", "string", ports},
		{".*/(limits|requests|overhead)/my-key", "(integer|number)", amounts},
		{".*/emptyDir/sizeLimit", "(integer|number)", amounts},
		{".*QPS", "number", "a rate"},
		{".*/podDisruptionBudget/minAvailable", "string", "a number of pods, or a share of them"},
	},
	"spark-application": append([]exception{
		{"/runId", "integer", asText},
		{".*/agent/(taskSpans|recordingsTab)", "boolean", switches},
		{"/arguments/0", anything, asText},
		{"/hadoopConf/my-key", anything, asText},
		{"/spec/batchSchedulerOptions/resources/my-key", "string", amounts},
	}, everywhere...),
	"failure-map": append([]exception{
		{".*/agent/(taskSpans|recordingsTab)", "boolean", switches},
		{"/hadoopConf/my-key", anything, asText},
		{"/experiment/spark/spark.my-key", anything, asText},
		{"/spec/batchSchedulerOptions/resources/my-key", "string", amounts},
	}, everywhere...),
	"history-server": append([]exception{
		{"/networkPolicy/ingress/my-key/ports/0/port", "string", ports},
	}, everywhere...),
	"spark-workspace": append([]exception{
		{"/recordings/networkPolicy/egress/rules/my-key/ports/0/port", "string", ports},
		{"/recordings/quota/hard/my-key", "(integer|number)", amounts},
		{".*/agent/(taskSpans|recordingsTab)", "boolean", switches},
		{"/recordings/limitRange/limits/Container/.*/my-key", "(integer|number)", amounts},
	}, everywhere...),
}
