package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spark-recorder/ci/charts/internal/chart"
)

var built, _ = filepath.Abs("../../.tools")

// Runs a command on the charts of testdata/repo, and gives its output.
func run(t *testing.T, command func([]*chart.Chart) error, names ...string) (string, error) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(built, "helm3")); err != nil {
		t.Skip("the tools are not built: make tools")
	}
	defer func(before string) { tools = before }(tools)
	tools = built
	charts, err := wanted(names)
	if err != nil {
		t.Fatal(err)
	}
	read, printed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	all := make(chan string)
	go func() {
		text, _ := io.ReadAll(read)
		all <- string(text)
	}()
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = printed, printed
	err = command(charts)
	os.Stdout, os.Stderr = stdout, stderr
	printed.Close()
	return <-all, err
}

func TestCheckTellsGoodChartsFromBad(t *testing.T) {
	t.Chdir("testdata/repo")
	got, err := run(t, check)
	if err == nil {
		t.Error("the bad chart passed")
	}
	want := `bad with (defaults):
  charts/bad/templates/service.yaml: Service bad: spec.ports: Helm 4 renders [{"name":"a","port":80}], Helm 3 [{"name":"a","port":80},{"name":"b","port":81}]
  charts/bad/templates/service.yaml: Service bad: spec.type: is null: leave the key out
picky with values/base.yaml:
  helm template: execution error at (picky/templates/config.yaml:1:29): no name: set one
CHART  VALUES               OBJECTS  PODS  OK
bad    (defaults)           1        0     no
good   (defaults)           2        1     yes
good   values/base.yaml     2        1     yes
good   values/team.yaml     2        1     yes
picky  (defaults)           0        0     not alone: no name: set one
picky  ci/name-values.yaml  1        0     yes
picky  values/base.yaml     0        0     no
5 passed, 2 failed
`
	if got != want {
		t.Errorf("got\n%s\nwanted\n%s", got, want)
	}
}

func TestGoodChartsPassTheRest(t *testing.T) {
	t.Chdir("testdata/repo")
	for name, command := range map[string]func([]*chart.Chart) error{"lint": lint, "unit": unit} {
		if printed, err := run(t, command, "good", "picky", "spark-lib"); err != nil {
			t.Errorf("%s: %v\n%s", name, err, printed)
		}
	}
}

func TestGenerateThenVerify(t *testing.T) {
	t.Chdir(copyOfRepository(t))
	if err := os.WriteFile("charts/good/values.yaml", []byte("# >>> spark-lib: s3\n# <<<\n# -- S3\ns3: {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	printed, err := run(t, verify, "good")
	if err == nil || !strings.Contains(err.Error(), "charts/good/values.yaml is behind: run `make generate`") || !strings.Contains(printed, "+#   bucket: \"\"") {
		t.Errorf("verify: %v\n%s", err, printed)
	}
	if printed, err := run(t, generate); err != nil || !strings.Contains(printed, "charts/good/README.md") {
		t.Errorf("generate: %v\n%s", err, printed)
	}
	if printed, err := run(t, verify); err != nil || printed != "" {
		t.Errorf("verify: %v\n%s", err, printed)
	}
	readme, err := os.ReadFile("charts/good/README.md")
	if err != nil || !bytes.Contains(readme, []byte("| s3 | object | `{}` | S3 |")) {
		t.Errorf("%v\n%s", err, readme)
	}
}

func TestThePluginHasTheProfileOfTheCharts(t *testing.T) {
	t.Chdir(copyOfRepository(t))
	for file, text := range map[string]string{
		"Chart.yaml":                   "apiVersion: v2\nname: spark-application\nversion: 0.1.0\n",
		"values.yaml":                  "# -- Period\nperiod: 1 s\n",
		"values.schema.json":           `{"type": "object", "additionalProperties": false, "properties": {"period": {"type": "string"}}}`,
		"ci/pi-values.yaml":            "period: 20 ms\n",
		"templates/jfr-configmap.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: jfr}\ndata:\n  spark.jfc: |\n    <period>{{ .Values.period }}</period>\n",
	} {
		file = filepath.Join("charts/spark-application", file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if printed, err := run(t, generate); err != nil {
		t.Fatalf("generate: %v\n%s", err, printed)
	}
	if text, err := os.ReadFile(profileCopy); err != nil || string(text) != "<period>20 ms</period>\n" {
		t.Errorf("the copy is %q, %v", text, err)
	}
	if printed, err := run(t, verify); err != nil {
		t.Errorf("verify: %v\n%s", err, printed)
	}
	if err := os.WriteFile(profileCopy, []byte("<period>10 ms</period>\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if printed, err := run(t, verify); err == nil || !strings.Contains(err.Error(), "spark.jfc is behind: run `make generate`") {
		t.Errorf("verify does not see the change of the copy: %v\n%s", err, printed)
	}
}

func TestPublishedChartsRenderAsTheirFolders(t *testing.T) {
	host := "localhost:" + registry(t)
	t.Setenv("REGISTRY", "oci://"+host+"/charts")
	t.Setenv("PUSH_FLAGS", "--plain-http")
	t.Chdir(copyOfRepository(t))
	if printed, err := run(t, generate); err != nil {
		t.Fatalf("generate: %v\n%s", err, printed)
	}
	printed, err := run(t, publish, "good")
	if err != nil {
		t.Fatalf("publish: %v\n%s", err, printed)
	}
	if line := regexp.MustCompile(`(?m)^oci://` + host + `/charts/good:0\.1\.0 +sha256:[0-9a-f]{64}$`); !line.MatchString(printed) {
		t.Errorf("publish prints\n%s", printed)
	}
	for _, helm := range []string{"helm", "helm3"} {
		template := func(args ...string) string {
			output, err := exec.Command(filepath.Join(built, helm), append([]string{"template", "check"}, args...)...).Output()
			if err != nil {
				t.Fatalf("%s %v: %v", helm, args, err)
			}
			return string(output)
		}
		folder := template("charts/good")
		if published := template("oci://"+host+"/charts/good", "--version", "0.1.0", "--plain-http"); published != folder || folder == "" {
			t.Errorf("%s renders\n%s\nof the folder\n%s", helm, published, folder)
		}
	}
}

func TestPublishSaysWhatToType(t *testing.T) {
	t.Chdir(copyOfRepository(t))
	t.Setenv("REGISTRY", "registry.example.com/charts")
	printed, err := run(t, publish, "good")
	if err == nil || err.Error() != "no registry: make publish-charts REGISTRY=oci://registry.example.com/charts" {
		t.Errorf("got %v\n%s", err, printed)
	}
	t.Setenv("REGISTRY", "oci://localhost:1/charts")
	if printed, err := run(t, publish, "good"); err == nil || !strings.HasPrefix(err.Error(), "good: helm push: ") {
		t.Errorf("got %v\n%s", err, printed)
	}
}

func TestImagesAreThoseOfAllPods(t *testing.T) {
	t.Chdir("testdata/repo")
	printed, err := run(t, images, "good")
	if err != nil || printed != "part:1\n" {
		t.Errorf("got %q %v", printed, err)
	}
}

// Starts a registry in memory, and gives its port.
func registry(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(built, "registry")
	if _, err := os.Stat(binary); err != nil {
		t.Skip("the tools are not built: make tools")
	}
	command := exec.Command(binary, "-port", "0")
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, port, ok := strings.Cut(lines.Text(), "serving on port "); ok {
			go io.Copy(io.Discard, said)
			return port
		}
	}
	t.Fatal("the registry names no port")
	return ""
}

func copyOfRepository(t *testing.T) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS("testdata/repo")); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestACopyOfTheLibraryIsMadeAnewAndChecked(t *testing.T) {
	t.Chdir(copyOfRepository(t))
	if printed, err := run(t, generate); err != nil {
		t.Fatalf("generate: %v\n%s", err, printed)
	}
	for name, change := range map[string]func() error{
		"charts/good/charts/spark-lib/templates/_name.tpl is behind": func() error {
			return os.WriteFile("charts/spark-lib/templates/_name.tpl", []byte("{{/* changed */}}\n"), 0o644)
		},
		"charts/good/charts/spark-lib/templates/_new.tpl is behind": func() error {
			return os.WriteFile("charts/spark-lib/templates/_new.tpl", []byte("{{/* new */}}\n"), 0o644)
		},
		"charts/good/charts/spark-lib/templates/_stale.tpl is": func() error {
			return os.WriteFile("charts/good/charts/spark-lib/templates/_stale.tpl", nil, 0o644)
		},
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		for command, do := range map[string]func([]*chart.Chart) error{"verify": verify, "lint": lint, "unit": unit, "check": check} {
			if printed, err := run(t, do, "good"); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s does not say %q: %v\n%s", command, name, err, printed)
			}
		}
		if printed, err := run(t, generate); err != nil {
			t.Errorf("generate: %v\n%s", err, printed)
		}
		if printed, err := run(t, verify, "good"); err != nil {
			t.Errorf("verify: %v\n%s", err, printed)
		}
	}
	if _, err := os.Stat("charts/good/charts/spark-lib/templates/_stale.tpl"); !os.IsNotExist(err) {
		t.Error("a file that the library has not stays in its copy")
	}
}
