package kube

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func read(t *testing.T) *Types {
	t.Helper()
	output, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes", "k8s.io/api", "k8s.io/apimachinery").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Fields(string(output))
	types, err := Read(dirs[0], dirs[1], dirs[2])
	if err != nil {
		t.Fatal(err)
	}
	return types
}

func TestDefinitionOfATypeIsClosedAndKnowsItsValues(t *testing.T) {
	types := read(t)
	for name, want := range map[string]string{
		"k8s.Toleration": `{"additionalProperties":false,"properties":{"effect":{"enum":["NoSchedule","PreferNoSchedule","NoExecute","",null]},` +
			`"key":{"type":["string","null"]},"operator":{"enum":["Exists","Equal","Lt","Gt","",null]},` +
			`"tolerationSeconds":{"type":["integer","null"]},"value":{"type":["string","null"]}},"type":["object","null"]}`,
		"k8s.SecretKeySelector": `{"additionalProperties":false,"properties":{"key":{"type":"string"},"name":{"type":["string","null"]},` +
			`"optional":{"type":["boolean","null"]}},"required":["key"],"type":["object","null"]}`,
		"k8s.SecretKeySelector.over": `{"additionalProperties":false,"properties":{"key":{"type":["string","null"]},"name":{"type":["string","null"]},` +
			`"optional":{"type":["boolean","null"]}},"type":["object","null"]}`,
		"k8s.NoSuchThing": `null`,
	} {
		got, err := json.Marshal(types.Definition(name))
		if err != nil || string(got) != want {
			t.Errorf("%s: got\n%s %v\nwanted\n%s", name, got, err, want)
		}
	}
}

func TestListsOfDefinitionsNameTheirMergeKeys(t *testing.T) {
	types := read(t)
	for name, want := range map[string]string{
		"k8s.Container":      `{"items":{"$ref":"#/$defs/k8s.VolumeMount","required":["mountPath"],"type":"object"},"type":["array","null"]}`,
		"k8s.Container.over": `{"items":{"$ref":"#/$defs/k8s.VolumeMount.over","required":["mountPath"],"type":"object"},"type":["array","null"]}`,
	} {
		got, err := json.Marshal(types.Definition(name)["properties"].(Schema)["volumeMounts"])
		if err != nil || string(got) != want {
			t.Errorf("%s: got\n%s %v\nwanted\n%s", name, got, err, want)
		}
	}
	if required := types.Definition("k8s.VolumeMount")["required"]; len(required.([]string)) != 1 {
		t.Errorf("a mount below its path needs its volume alone: %v", required)
	}
}

const operatorChart = "../../../../charts/spark-platform/charts/spark-operator/"

func TestOperatorSpecHasItsOwnKeysAndTypesOfTheCore(t *testing.T) {
	spec, err := read(t).Operator(operatorChart + "crds/sparkoperator.k8s.io_sparkapplications.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	properties := spec["properties"].(Schema)
	driver := properties["driver"].(Schema)["properties"].(Schema)
	for name, test := range map[string]struct {
		got  any
		want string
	}{
		"template":    {driver["template"], `{"$ref":"#/$defs/k8s.PodTemplateSpec.over"}`},
		"tolerations": {driver["tolerations"], `{"items":{"$ref":"#/$defs/k8s.Toleration","type":"object"},"type":["array","null"]}`},
		"env":         {driver["env"], `{"items":{"$ref":"#/$defs/k8s.EnvVar","required":["name"],"type":"object"},"type":["array","null"]}`},
		"cores":       {driver["cores"], `{"minimum":1,"type":["integer","null"]}`},
		"type":        {properties["type"], `{"enum":["Java","Python","Scala","R",null]}`},
		"required":    {spec["required"], `null`},
		"closed":      {spec["additionalProperties"], `false`},
	} {
		if got, err := json.Marshal(test.got); err != nil || string(got) != test.want {
			t.Errorf("%s: got %s %v, wanted %s", name, got, err, test.want)
		}
	}
}

func TestChartValuesHaveTheKeysAndTypesOfTheirDefaults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "values.yaml")
	text := "replicas: 1\nQPS: 20\nname: a\nfree: {}\ntolerations: []\nwebhook: {enable: true, hostUsers: null}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	types := read(t)
	for name, want := range map[string]string{
		"operator.Values.webhook":     `{"additionalProperties":false,"properties":{"enable":{"type":["boolean","null"]},"enabled":{},"hostUsers":{}},"type":["object","null"]}`,
		"operator.Values.replicas":    `{"type":["integer","null"]}`,
		"operator.Values.tolerations": `{"items":{"$ref":"#/$defs/k8s.Toleration","type":"object"},"type":["array","null"]}`,
		"operator.Values.none":        `null`,
	} {
		made, err := types.ChartValues(file, name)
		if got, _ := json.Marshal(made); err != nil || string(got) != want {
			t.Errorf("%s: got %s %v, wanted %s", name, got, err, want)
		}
	}
}

func TestMergeKeysAreThoseOfTheAPI(t *testing.T) {
	keys, err := read(t).MergeKeys()
	got, _ := json.Marshal(keys)
	want := `{"claims":{"name":""},"containers":{"name":""},"env":{"name":""},"ephemeralContainers":{"name":""},"evictionResponders":{"name":""},` +
		`"hostAliases":{"ip":""},"imagePullSecrets":{"name":""},"initContainers":{"name":""},"ownerReferences":{"uid":""},` +
		`"ports":{"containerPort":"","protocol":"TCP"},"resourceClaims":{"name":""},"schedulingGates":{"name":""},` +
		`"topologySpreadConstraints":{"topologyKey":"","whenUnsatisfiable":""},"volumeDevices":{"devicePath":""},"volumeMounts":{"mountPath":""},` +
		`"volumes":{"name":""}}`
	if err != nil || string(got) != want {
		t.Errorf("got\n%s %v\nwanted\n%s", got, err, want)
	}
}
