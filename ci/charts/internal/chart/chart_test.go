package chart

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNeitherCopiesOfALibraryNorFetchedChartsAreOurs(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"lib/Chart.yaml":                "name: lib\ntype: library\n",
		"app/Chart.yaml":                "name: app\ndependencies: [{name: fetched, repository: 'https://example.org'}, {name: part}]\n",
		"app/charts/part/Chart.yaml":    "name: part\n",
		"app/charts/fetched/Chart.yaml": "name: fetched\n",
		"app/charts/lib/Chart.yaml":     "name: lib\ntype: library\n",
		"app/charts/README.md":          "",
		"notes/README.md":               "",
	})
	charts, err := Find(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range charts {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "app app/part lib" {
		t.Errorf("found %s", got)
	}
	if !charts[2].Library || charts[1].Parent != charts[0] {
		t.Errorf("got %+v", charts)
	}
}

func TestFilesAndPlaceOfALibrarysCopy(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, ".", map[string]string{
		"charts/lib/Chart.yaml":            "name: lib\ntype: library\n",
		"charts/lib/README.md":             "",
		"charts/lib/values.yaml":           "",
		"charts/lib/templates/deep/_a.tpl": "",
		"charts/alone/Chart.yaml":          "name: alone\n",
		"charts/user/Chart.yaml":           "name: user\ndependencies: [{name: lib}]\n",
	})
	charts, err := Find("charts")
	if err != nil {
		t.Fatal(err)
	}
	var copies []string
	for _, c := range charts {
		copies = append(copies, c.Name+"="+c.Copy("charts/lib"))
	}
	if got := strings.Join(copies, " "); got != "alone= lib= user=charts/user/charts/lib" {
		t.Errorf("got %s", got)
	}
	files, err := Files("charts/lib")
	if got := strings.Join(files, " "); err != nil || got != "Chart.yaml templates/deep/_a.tpl values.yaml" {
		t.Errorf("got %s %v", got, err)
	}
	if files, err := Files("charts/nowhere"); err != nil || len(files) > 0 {
		t.Errorf("got %v %v", files, err)
	}
}

func TestNoChartsYet(t *testing.T) {
	if charts, err := Find(filepath.Join(t.TempDir(), "charts")); err != nil || len(charts) > 0 {
		t.Errorf("got %v %v", charts, err)
	}
}

func TestHeadersOfValuesFiles(t *testing.T) {
	charts := []*Chart{{Name: "app"}, {Name: "app/part"}}
	const base = "# chart: app\na: 1\n"
	for _, test := range []struct{ name, text, want string }{
		{"one chart", "# A team.\n# chart: app\na: 1\n", "app: x.yaml"},
		{"with another before", "# chart: app\n# with: base.yaml\n#\n# More.\na: 1\n", "app: base.yaml x.yaml"},
		{"with one that is for other charts", "# chart: app, app/part\n# with: base.yaml\na: 1\n", "app: base.yaml x.yaml, app/part: x.yaml"},
		{"with values to fill in", "# chart: app\n# fill: s3.bucket=mine\n# fill: s3.region=eu, west\na: 1\n", "app: x.yaml s3.bucket=mine s3.region=eu, west"},
		{"only the comment at the top counts", "# chart: app\n\n# with: other.yaml\na: 1\n", "app: x.yaml"},
		{"none", "# A team\na: 1\n# chart: app\n", `x.yaml: the comment at its top has no line "# chart: NAME" that says which chart it is for`},
		{"unknown chart", "# chart: ap\n", `x.yaml: its line "# chart:" names ap, which is no folder with a Chart.yaml in charts/`},
		{"unknown file", "# chart: app\n# with: other.yaml\n", `x.yaml: its line "# with:" names other.yaml, which is not there`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, ".", map[string]string{"x.yaml": test.text, "base.yaml": base})
			values, err := ReadValues(".", charts)
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				var runs []string
				for _, c := range charts {
					if files := values[1].FilesFor(c); files != nil {
						runs = append(runs, c.Name+": "+strings.Join(append(files, values[1].FillsFor(c)...), " "))
					}
				}
				got = strings.Join(runs, ", ")
			}
			if got != test.want {
				t.Errorf("got %s, wanted %s", got, test.want)
			}
		})
	}
}
