package render

import (
	"os"
	"strings"
	"testing"
)

func objects(t *testing.T, text string) []Object {
	t.Helper()
	found, err := Objects(text, "charts/app")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestObjectsKnowTheirFiles(t *testing.T) {
	found := objects(t, "---\n# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\n---\n# Source: app/charts/part/templates/b.yaml\n# nothing\n---\n"+
		"# Source: app/charts/part/templates/c.yaml\nkind: C\ndata:\n  text: |\n    ---\n    more\n")
	if len(found) != 2 {
		t.Fatalf("got %v", found)
	}
	if found[0].File != "charts/app/templates/a.yaml" || found[0].String() != "A x" || found[1].File != "charts/app/charts/part/templates/c.yaml" {
		t.Errorf("got %v", found)
	}
}

func TestAKeyThatIsThereTwiceIsRefused(t *testing.T) {
	_, err := Objects("# Source: app/templates/a.yaml\nkind: A\nkind: B\n", "charts/app")
	if want := `charts/app/templates/a.yaml: yaml: unmarshal errors:
  line 3: key "kind" already set in map`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestDifferences(t *testing.T) {
	const one = "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\nspec: {list: [1, {a: 2}]}\n"
	const file = "charts/app/templates/a.yaml: "
	for _, test := range []struct{ name, four, three, want string }{
		{"none", one, one, ""},
		{"order of objects", one + "---\nkind: B\n", "kind: B\n---\n" + one, ""},
		{"a value", one, "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\nspec: {list: [1, {a: 3}]}\n", file + "A x: spec.list[1].a: Helm 4 renders 2, Helm 3 3"},
		{"a key", one, "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\nspec: {}\n", file + `A x: spec.list: Helm 4 renders [1,{"a":2}], Helm 3 nothing`},
		{"a null", "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\nspec: null\n", "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\n",
			file + "A x: spec: Helm 4 renders null, Helm 3 nothing"},
		{"the length of a list", one, "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: x}\nspec: {list: [1]}\n", file + `A x: spec.list: Helm 4 renders [1,{"a":2}], Helm 3 [1]`},
		{"more on 4", one, "", file + "A x: only Helm 4 renders it"},
		{"more on 3", "", one, file + "A x: only Helm 3 renders it"},
		{"other names", one, "# Source: app/templates/a.yaml\nkind: A\nmetadata: {name: w}\n", file + "A w: only Helm 3 renders it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Difference(objects(t, test.four), objects(t, test.three)); got != test.want {
				t.Errorf("got %s, wanted %s", got, test.want)
			}
		})
	}
}

func TestDocumentsPassesOverWhatIsNoMap(t *testing.T) {
	documents, err := Documents("- a\n---\nkind: A\n---\ntext\n")
	if err != nil || len(documents) != 1 || documents[0]["kind"] != "A" {
		t.Errorf("got %v %v", documents, err)
	}
}

func TestChartsAreRenderedForTheVersionThatChecksThem(t *testing.T) {
	text, err := os.ReadFile("../../go.mod")
	if err != nil || !strings.Contains(string(text), "k8s.io/kubernetes v"+kubeVersion+"\n") {
		t.Errorf("kubeVersion is %s, but go.mod has another version of k8s.io/kubernetes (%v)", kubeVersion, err)
	}
}
