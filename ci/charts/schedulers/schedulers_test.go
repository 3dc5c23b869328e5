// Package schedulers checks the objects that batch schedulers read. It runs the code of the operator with SparkApplications that the chart
// renders, and decodes the results as the schedulers do.
package schedulers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"
	podgroups "volcano.sh/apis/pkg/apis/scheduling/v1beta1"

	"github.com/kubeflow/spark-operator/v2/api/v1beta2"
	"github.com/kubeflow/spark-operator/v2/internal/scheduler/volcano"
	"github.com/kubeflow/spark-operator/v2/internal/scheduler/yunikorn"
)

const root = "../../.."

// application renders a SparkApplication with values over those of the chart's example, and decodes it strictly.
func application(t *testing.T, values string) *v1beta2.SparkApplication {
	t.Helper()
	chart := filepath.Join(root, "charts/spark-application")
	helm := exec.Command(filepath.Join(root, ".tools/helm"), "template", "report", chart, "--namespace", "team-a",
		"--values", filepath.Join(chart, "ci/pi-values.yaml"), "--values", "-", "--show-only", "templates/spark-application.yaml")
	helm.Stdin = strings.NewReader(values)
	var said bytes.Buffer
	helm.Stderr = &said
	rendered, err := helm.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	app := &v1beta2.SparkApplication{}
	if err := yaml.UnmarshalStrict(rendered, app); err != nil {
		t.Fatalf("%v in\n%s", err, rendered)
	}
	return app
}

// podGroup gives the PodGroup that the operator creates for an application, decoded strictly by Volcano's type.
func podGroup(t *testing.T, app *v1beta2.SparkApplication) *podgroups.PodGroup {
	t.Helper()
	var created []byte
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/customresourcedefinitions/podgroups.scheduling.volcano.sh"):
			fmt.Fprint(w, `{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}`)
		case r.Method == http.MethodPost && r.URL.Path == "/apis/scheduling.volcano.sh/v1beta1/namespaces/team-a/podgroups":
			created, _ = io.ReadAll(r.Body)
			w.WriteHeader(http.StatusCreated)
			w.Write(created)
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}`)
		}
	}))
	defer api.Close()
	scheduler, err := volcano.Factory(&volcano.Config{RestConfig: &rest.Config{Host: api.URL}})
	if err != nil {
		t.Fatal(err)
	}
	if err := scheduler.Schedule(app); err != nil {
		t.Fatal(err)
	}
	group := &podgroups.PodGroup{}
	if err := yaml.UnmarshalStrict(created, group); err != nil {
		t.Fatalf("%v in\n%s", err, created)
	}
	return group
}

func requireAmount(t *testing.T, what string, got resource.Quantity, want string) {
	t.Helper()
	if got.Cmp(resource.MustParse(want)) != 0 {
		t.Errorf("%s is %s, not %s", what, got.String(), want)
	}
}

func TestVolcanoGetsQueuePriorityAndSumOfAllPods(t *testing.T) {
	app := application(t, `
batchScheduler: {type: volcano, queue: team-a, priorityClassName: high}
executor: {instances: 2}
`)
	group := podGroup(t, app)
	if group.Spec.Queue != "team-a" || group.Spec.PriorityClassName != "high" {
		t.Errorf("queue and priority are %q and %q", group.Spec.Queue, group.Spec.PriorityClassName)
	}
	if group.Spec.MinMember != 1 {
		t.Errorf("minMember is %d: executors come after the driver", group.Spec.MinMember)
	}
	// Spark adds 0.4 of the heap for Python; the recorders request 50m and 160Mi, 20m and 96Mi.
	requireAmount(t, "cpu", (*group.Spec.MinResources)[corev1.ResourceCPU], "3090m")
	requireAmount(t, "memory", (*group.Spec.MinResources)[corev1.ResourceMemory], "4654Mi")
	for _, annotations := range []map[string]string{app.Spec.Driver.Annotations, app.Spec.Executor.Annotations} {
		if got := annotations[podgroups.KubeGroupNameAnnotationKey]; got != group.Name {
			t.Errorf("pods are of the group %q, not %q", got, group.Name)
		}
	}
}

func TestVolcanoGetsResourcesOfUserBeforeSum(t *testing.T) {
	group := podGroup(t, application(t, `batchScheduler: {type: volcano, resources: {cpu: 2, memory: 4Gi}}`))
	requireAmount(t, "cpu", (*group.Spec.MinResources)[corev1.ResourceCPU], "2")
	requireAmount(t, "memory", (*group.Spec.MinResources)[corev1.ResourceMemory], "4Gi")
}

func TestVolcanoSumWithoutRecorderIsWhatOperatorReckonsForYuniKorn(t *testing.T) {
	for name, values := range map[string]string{
		"Python":          `executor: {instances: 3, memory: 3g, cores: 2}`,
		"Scala":           `{type: Scala, mainClass: a.B, executor: {instances: 1, memory: 8g}}`,
		"small heap":      `{type: Scala, mainClass: a.B, driver: {memory: 512m, coreRequest: 250m}}`,
		"memory overhead": `executor: {instances: 1, memory: 2g, memoryOverhead: 1g, coreRequest: "0.5"}`,
		"no executor yet": `{dynamicAllocation: {enabled: true}, executor: {instances: 0}}`,
	} {
		t.Run(name, func(t *testing.T) {
			with := func(scheduler string) string {
				return "{recorder: {enabled: false}, agent: {type: none}, batchScheduler: {type: " + scheduler + "}}"
			}
			app := application(t, merged(t, values, with("yunikorn")))
			groups := taskGroups(t, app)
			cpu, memory := resource.Quantity{}, resource.Quantity{}
			for _, group := range groups {
				for range group.MinMember {
					cpu.Add(group.MinResource["cpu"])
					memory.Add(group.MinResource["memory"])
				}
			}
			got := *podGroup(t, application(t, merged(t, values, with("volcano")))).Spec.MinResources
			requireAmount(t, "cpu", got[corev1.ResourceCPU], cpu.String())
			// The operator rounds each pod down to MiB, the chart up.
			reckoned := got[corev1.ResourceMemory]
			more := reckoned.Value() - memory.Value()
			if pods := int64(4); more < 0 || more > pods<<20 {
				t.Errorf("memory is %s, the operator reckons %s", reckoned.String(), memory.String())
			}
		})
	}
}

// taskGroup is the type that YuniKorn documents for the annotation (user guide, gang scheduling).
type taskGroup struct {
	Name                      string                            `json:"name"`
	MinMember                 int32                             `json:"minMember"`
	MinResource               map[string]resource.Quantity      `json:"minResource,omitempty"`
	NodeSelector              map[string]string                 `json:"nodeSelector,omitempty"`
	Tolerations               []corev1.Toleration               `json:"tolerations,omitempty"`
	Affinity                  *corev1.Affinity                  `json:"affinity,omitempty"`
	TopologySpreadConstraints []corev1.TopologySpreadConstraint `json:"topologySpreadConstraints,omitempty"`
	Labels                    map[string]string                 `json:"labels,omitempty"`
	Annotations               map[string]string                 `json:"annotations,omitempty"`
}

// taskGroups decodes the annotation that the operator puts on the driver, strictly and with YuniKorn's conditions.
func taskGroups(t *testing.T, app *v1beta2.SparkApplication) []taskGroup {
	t.Helper()
	scheduler, err := yunikorn.Factory(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := scheduler.Schedule(app); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(app.Spec.Driver.Annotations["yunikorn.apache.org/task-groups"]))
	decoder.DisallowUnknownFields()
	var groups []taskGroup
	if err := decoder.Decode(&groups); err != nil {
		t.Fatal(err)
	}
	for _, group := range groups {
		if group.Name == "" || group.MinMember < 1 || len(group.MinResource) == 0 {
			t.Errorf("YuniKorn takes no task group %+v", group)
		}
	}
	return groups
}

func TestYuniKornGetsTaskGroupPerRoleInQueue(t *testing.T) {
	app := application(t, `
batchScheduler: {type: yunikorn, queue: root.team-a}
driver: {nodeSelector: {disk: ssd}}
executor:
  instances: 3
  tolerations: [{key: spot, operator: Exists}]
  affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: host}}]}}
`)
	groups := taskGroups(t, app)
	if len(groups) != 2 || groups[0].MinMember != 1 || groups[1].MinMember != 3 {
		t.Fatalf("task groups are %+v", groups)
	}
	if groups[0].NodeSelector["disk"] != "ssd" || len(groups[1].Tolerations) != 1 || groups[1].Affinity == nil {
		t.Errorf("placeholders would stand elsewhere: %+v", groups)
	}
	for i, pod := range []v1beta2.SparkPodSpec{app.Spec.Driver.SparkPodSpec, app.Spec.Executor.SparkPodSpec} {
		if pod.Annotations["yunikorn.apache.org/task-group-name"] != groups[i].Name {
			t.Errorf("the pod is in %q, not in %q", pod.Annotations["yunikorn.apache.org/task-group-name"], groups[i].Name)
		}
		if pod.Labels["queue"] != "root.team-a" || len(validation.IsValidLabelValue(pod.Labels["queue"])) > 0 {
			t.Errorf("the queue is %q", pod.Labels["queue"])
		}
		if *pod.SchedulerName != "yunikorn" {
			t.Errorf("the scheduler is %q", *pod.SchedulerName)
		}
	}
}

func TestYuniKornGetsNoExecutorGroupWhereJobBeginsWithNone(t *testing.T) {
	app := application(t, `
batchScheduler: {type: yunikorn}
dynamicAllocation: {enabled: true}
executor: {instances: 0}
`)
	if groups := taskGroups(t, app); len(groups) != 1 {
		t.Errorf("task groups are %+v", groups)
	}
}

// The operator's placeholders have the size of Spark's container. YuniKorn releases placeholders that are smaller than their pod, and then
// schedules each pod alone; docs/batch-schedulers.md says so. A failure here means that the operator counts sidecars: correct the page.
func TestYuniKornPlaceholderLacksRecorder(t *testing.T) {
	app := application(t, `batchScheduler: {type: yunikorn}`)
	groups := taskGroups(t, app)
	requireAmount(t, "memory of the driver's placeholder", groups[0].MinResource["memory"], "1433Mi")
	requireAmount(t, "cpu of the driver's placeholder", groups[0].MinResource["cpu"], "1")
}

// merged lays one values file over another.
func merged(t *testing.T, values, over string) string {
	t.Helper()
	all := map[string]any{}
	for _, file := range []string{values, over} {
		if err := yaml.Unmarshal([]byte(file), &all); err != nil {
			t.Fatal(err)
		}
	}
	text, err := yaml.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
