package kube

import (
	"encoding/json"
	"os/exec"
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
