package rules

import (
	"strings"
	"testing"

	"github.com/spark-recorder/ci/charts/internal/render"
)

// The fields that Pod Security restricted demands of a pod.
const (
	secure  = `securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}`
	locked  = `securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}`
	meta    = "metadata: {name: one}\n"
	podHead = "apiVersion: v1\nkind: Pod\n" + meta + "spec:\n  " + secure + "\n  containers:\n  - name: app\n    image: app:1\n    " + locked + "\n"
	deploy  = "apiVersion: apps/v1\nkind: Deployment\n" + meta + "spec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      " +
		secure + "\n      containers:\n      - name: app\n        image: app:1\n        " + locked + "\n"
	service = "apiVersion: v1\nkind: Service\n" + meta + "spec:\n  selector: {a: b}\n  ports:\n  - {name: a, port: 80}\n"
	volume  = "apiVersion: v1\nkind: PersistentVolume\n" + meta + "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteMany], hostPath: {path: /data}}\n"
	noteTop = "apiVersion: example.org/v1\nkind: Note\n" + meta
	spark   = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\n" + meta + "spec:\n  image: spark:4\n  driver:\n    template:\n      spec:\n        " +
		secure + "\n        containers:\n        - name: spark-kubernetes-driver\n          " + locked + "\n"
	nightly = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: ScheduledSparkApplication\n" + meta + "spec:\n  template:\n    image: spark:4\n    executor:\n      template:\n        spec:\n          " +
		secure + "\n          containers:\n          - name: spark-kubernetes-executor\n            " + locked + "\n"
	connect = "apiVersion: sparkoperator.k8s.io/v1alpha1\nkind: SparkConnect\n" + meta + "spec:\n  image: spark:4\n  server:\n    template:\n      spec:\n        " +
		secure + "\n        containers:\n        - name: spark-kubernetes-driver\n          " + locked + "\n"
	templateMap = "apiVersion: v1\nkind: ConfigMap\n" + meta + "data:\n  driver-pod-template.yaml: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      " +
		secure + "\n      containers:\n      - " + locked + "\n"
	mounted = deploy + "      volumes: [{name: v, configMap: {name: conf}}]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: b}\n"
	job     = "apiVersion: batch/v1\nkind: Job\n" + meta + "spec:\n  template:\n    spec:\n      restartPolicy: Never\n      " + secure + "\n      containers:\n      - name: app\n        image: app:1\n        " + locked + "\n"
)

// Each rule has an object that it refuses, with the message, and a similar one that passes.
func TestRules(t *testing.T) {
	for _, test := range []struct {
		rule, bad, want, good string
	}{
		{"duplicate env", podHead + "    env: [{name: A, value: x}, {name: A, value: z}]\n",
			`Pod one: spec.containers[name="app"].env: duplicate entries for key [name="A"]`,
			podHead + "    env: [{name: A, value: x}, {name: B, value: z}]\n"},
		{"duplicate container in a template", deploy + "      - name: app\n        image: other:1\n        " + locked + "\n",
			"Deployment one: spec.template.spec.containers: duplicate entries for key [name=\"app\"]\nDeployment one: spec.template.spec.containers[1].name: Duplicate value: \"app\"",
			deploy + "      - name: other\n        image: other:1\n        " + locked + "\n"},
		{"duplicate port by number and protocol", podHead + "    ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]\n",
			`Pod one: spec.containers[name="app"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]`,
			podHead + "    ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]\n"},
		{"duplicate port by name", podHead + "    ports: [{name: a, containerPort: 80}, {name: a, containerPort: 81}]\n",
			`Pod one: spec.containers[0].ports[1].name: Duplicate value: "a"`,
			podHead + "    ports: [{name: a, containerPort: 80}, {name: b, containerPort: 81}]\n"},
		{"duplicate mount", podHead + "    volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /a}]\n  volumes: [{name: v, emptyDir: {}}]\n",
			"Pod one: spec.containers[name=\"app\"].volumeMounts: duplicate entries for key [mountPath=\"/a\"]\nPod one: spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/a\": must be unique",
			podHead + "    volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /b}]\n  volumes: [{name: v, emptyDir: {}}]\n"},
		{"duplicate volume", podHead + "  volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]\n",
			"Pod one: spec.volumes: duplicate entries for key [name=\"v\"]\nPod one: spec.volumes[1].name: Duplicate value: \"v\"",
			podHead + "  volumes: [{name: v, emptyDir: {}}, {name: w, emptyDir: {}}]\n"},
		{"duplicate pull secret", podHead + "  imagePullSecrets: [{name: s}, {name: s}]\n",
			`Pod one: spec.imagePullSecrets: duplicate entries for key [name="s"]`,
			podHead + "  imagePullSecrets: [{name: s}, {name: t}]\n"},
		{"name of an init container and a container", podHead + "  initContainers: [{name: app, image: 'app:1', " + locked + "}]\n",
			`Pod one: spec.initContainers[0].name: Duplicate value: "app"`,
			podHead + "  initContainers: [{name: init, image: 'app:1', restartPolicy: Always, " + locked + "}]\n"},
		{"duplicate service port", service + "  - {name: b, port: 80}\n",
			"Service one: spec.ports: duplicate entries for key [port=80,protocol=\"TCP\"]\nService one: spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}",
			service + "  - {name: b, port: 81}\n"},
		{"duplicate service port by name", service + "  - {name: a, port: 81}\n",
			`Service one: spec.ports[1].name: Duplicate value: "a"`,
			service + "  - {name: b, port: 81}\n"},
		{"duplicate key of a custom list", noteTop + "spec: {text: a, parts: [{name: x}, {name: x}]}\n",
			`Note one: spec.parts[1]: Duplicate value: {"name":"x"}`,
			noteTop + "spec: {text: a, parts: [{name: x}, {name: z}]}\n"},
		{"null", service + "  clusterIP: null\n", "Service one: spec.clusterIP: is null: leave the key out", service},
		{"unknown field", deploy + "  replica: 2\n", "Deployment one: spec.replica: unknown field", deploy + "  replicas: 2\n"},
		{"wrong type", service + "  publishNotReadyAddresses: 'true'\n",
			"Service one: json: cannot unmarshal string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool",
			service + "  publishNotReadyAddresses: true\n"},
		{"wrong value", podHead + "  restartPolicy: Sometimes\n",
			`Pod one: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"`,
			podHead + "  restartPolicy: Never\n"},
		{"mount without volume", podHead + "    volumeMounts: [{name: v, mountPath: /a}]\n",
			`Pod one: spec.containers[0].volumeMounts[0].name: Not found: "v"`,
			podHead + "    volumeMounts: [{name: v, mountPath: /a}]\n  volumes: [{name: v, emptyDir: {}}]\n"},
		{"job's template", job + "        envs: []\n", "Job one: spec.template.spec.containers[0].envs: unknown field", job},
		{"unknown field of a custom object", noteTop + "spec: {text: a, txt: b}\n", "Note one: spec.txt: unknown field", noteTop + "spec: {text: a}\n"},
		{"missing field of a custom object", noteTop + "spec: {size: 2}\n", "Note one: spec.text: Required value", noteTop + "spec: {text: a, size: 2}\n"},
		{"label of a custom object", strings.Replace(noteTop, "name: one", "name: one, labels: {a: 'b c'}", 1) + "spec: {text: a}\n",
			`Note one: metadata.labels: Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
			strings.Replace(noteTop, "name: one", "name: one, labels: {a: b}", 1) + "spec: {text: a}\n"},
		{"CEL rule of a custom object", noteTop + "spec: {text: a, size: 0}\n", "Note one: spec: Invalid value: size must be positive", noteTop + "spec: {text: a}\n"},
		{"kind without schema", "apiVersion: example.org/v2\nkind: Note\n" + meta,
			"Note one: no schema of example.org/v2, Kind=Note at hand: is the kind right? A CRD's file belongs into ci/charts/crds",
			noteTop + "spec: {text: a}\n"},
		{"second object", service + "---\n" + strings.Replace(service, "name: one", "name: one, namespace: "+render.Namespace, 1),
			"Service one: a second object of this kind and name; the first is in chart",
			service + "---\n" + strings.Replace(service, "name: one", "name: one, namespace: other", 1)},
		{"pod security", strings.Replace(podHead, "drop: [ALL]", "drop: [KILL]", 1),
			`Pod one: not admitted by Pod Security restricted: unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"])`,
			podHead},
		{"hostPath", podHead + "  volumes: [{name: v, hostPath: {path: /data}}]\n",
			`Pod one: not admitted by Pod Security restricted: restricted volume types (volume "v" uses restricted volume type "hostPath")`,
			volume},
		{"image without tag", strings.Replace(podHead, "app:1", "registry:5000/app", 1),
			`Pod one: spec.containers[0].image: image "registry:5000/app" has neither tag nor digest`,
			strings.Replace(podHead, "app:1", "registry:5000/app@sha256:"+strings.Repeat("0", 64), 1)},
		{"image latest", strings.Replace(deploy, "app:1", "app:latest", 1),
			`Deployment one: spec.template.spec.containers[0].image: image "app:latest" changes under its tag: pin a version`, deploy},
		{"pod template in a ConfigMap", strings.Replace(templateMap, "- securityContext", "- evn: []\n        securityContext", 1),
			"ConfigMap one: data[driver-pod-template.yaml]: spec.containers[0].evn: unknown field", templateMap},
		{"pod security in a ConfigMap", strings.Replace(templateMap, "RuntimeDefault", "Unconfined", 1),
			`ConfigMap one: data[driver-pod-template.yaml]: not admitted by Pod Security restricted: seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")`,
			templateMap},
		{"null in a ConfigMap's template", templateMap + "      volumes: null\n",
			"ConfigMap one: data[driver-pod-template.yaml]: spec.volumes: is null: leave the key out", templateMap},
		{"ConfigMap's YAML", "apiVersion: v1\nkind: ConfigMap\n" + meta + "data: {a.yaml: 'a: [', b: 'b: ['}\n",
			"ConfigMap one: data[a.yaml]: is no YAML: yaml: line 1: did not find expected node content",
			"apiVersion: v1\nkind: ConfigMap\n" + meta + "data: {a.yaml: 'a: []', b: 'b: ['}\n"},
		{"configuration that pods would not see", strings.Replace(mounted, "{labels: {a: b}}", "{labels: {a: b}, annotations: {checksum/config: '0000000000000000000000000000000000000000000000000000000000000000'}}", 1),
			"Deployment one: spec.template.metadata.annotations: the ConfigMap conf is mounted, but no checksum/... is that of its data, as JSON: pods would not be replaced with a new one",
			strings.Replace(mounted, "{labels: {a: b}}", "{labels: {a: b}, annotations: {checksum/config: 'db4a7ecb114bc66c623a06c4ff6fe8daa2f49cc270ebbf7a1f81e22ab061c837'}}", 1)},
		{"configuration without any checksum", mounted,
			"Deployment one: spec.template.metadata.annotations: the ConfigMap conf is mounted, but no checksum/... is that of its data, as JSON: pods would not be replaced with a new one",
			strings.Replace(mounted, "metadata: {name: conf}", "metadata: {name: other}", 1)},
		{"unknown field in a driver's template", spark + "          evn: []\n",
			"SparkApplication one: spec.driver, as a pod: spec.containers[0].evn: unknown field", spark},
		{"env in a template and in the role", spark + "          env: [{name: A, value: x}]\n    env: [{name: A, value: z}]\n",
			`SparkApplication one: spec.driver, as a pod: spec.containers[name="spark-kubernetes-driver"].env: duplicate entries for key [name="A"]`,
			spark + "          env: [{name: A, value: x}]\n    env: [{name: B, value: z}]\n"},
		{"env in a template and in Spark's settings", spark + "          env: [{name: A, value: x}]\n  sparkConf: {spark.kubernetes.driverEnv.A: z}\n",
			`SparkApplication one: spec.driver, as a pod: spec.containers[name="spark-kubernetes-driver"].env: duplicate entries for key [name="A"]`,
			spark + "          env: [{name: A, value: x}]\n  sparkConf: {spark.executorEnv.A: z}\n"},
		{"port that Spark adds", spark + "          ports: [{name: ui, containerPort: 4040}]\n",
			`SparkApplication one: spec.driver, as a pod: spec.containers[name="spark-kubernetes-driver"].ports: duplicate entries for key [containerPort=4040,protocol="TCP"]`,
			spark + "          ports: [{name: ui, containerPort: 4041}]\n"},
		{"volume that only a sidecar mounts", spark + "    sidecars: [{name: s, image: 's:1', " + locked + ", volumeMounts: [{name: v, mountPath: /v}]}]\n  volumes: [{name: v, emptyDir: {}}]\n",
			`SparkApplication one: spec.driver, as a pod: spec.containers[1].volumeMounts[0].name: Not found: "v"`,
			spark + "    sidecars: [{name: s, image: 's:1', " + locked + ", volumeMounts: [{name: v, mountPath: /v}]}]\n    volumeMounts: [{name: v, mountPath: /v}]\n  volumes: [{name: v, emptyDir: {}}]\n"},
		{"init container of a role", spark + "    initContainers: [{name: i, image: i, " + locked + "}]\n",
			`SparkApplication one: spec.driver, as a pod: spec.initContainers[0].image: image "i" has neither tag nor digest`,
			spark + "    initContainers: [{name: i, image: 'i:1', " + locked + "}]\n"},
		{"Spark's image", strings.Replace(spark, "spark:4", "spark", 1),
			`SparkApplication one: spec.driver, as a pod: spec.containers[0].image: image "spark" has neither tag nor digest`, spark},
		{"scheduled application", strings.Replace(nightly, "drop: [ALL]", "drop: []", 1),
			`ScheduledSparkApplication one: spec.template.executor, as a pod: not admitted by Pod Security restricted: unrestricted capabilities (container "spark-kubernetes-executor" must set securityContext.capabilities.drop=["ALL"])`,
			nightly},
		{"Spark Connect's server", strings.Replace(connect, "drop: [ALL]", "drop: []", 1),
			`SparkConnect one: spec.server, as a pod: not admitted by Pod Security restricted: unrestricted capabilities (container "spark-kubernetes-driver" must set securityContext.capabilities.drop=["ALL"])`,
			connect},
		{"application in a ConfigMap", stores(strings.Replace(spark, "drop: [ALL]", "drop: []", 1)),
			`SparkApplication one: spec.driver, as a pod: not admitted by Pod Security restricted: unrestricted capabilities (container "spark-kubernetes-driver" must set securityContext.capabilities.drop=["ALL"])`,
			stores(spark)},
	} {
		t.Run(test.rule, func(t *testing.T) {
			if got := problemsOf(t, test.bad); got != test.want {
				t.Errorf("refused with\n%s\nwanted\n%s", got, test.want)
			}
			if got := problemsOf(t, test.good); got != "" {
				t.Errorf("the neighbour was refused with\n%s", got)
			}
		})
	}
}

// stores gives a ConfigMap whose file holds an object.
func stores(object string) string {
	return "apiVersion: v1\nkind: ConfigMap\n" + meta + "data:\n  a.yaml: |\n    " + strings.ReplaceAll(strings.TrimSpace(object), "\n", "\n    ") + "\n"
}

func problemsOf(t *testing.T, text string) string {
	t.Helper()
	kinds, err := ReadCRDs([]string{"testdata/crds/notes.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	objects, err := render.Objects(text, "chart")
	if err != nil {
		t.Fatal(err)
	}
	problems, _ := Check(objects, kinds)
	var lines []string
	for _, problem := range problems {
		lines = append(lines, strings.TrimPrefix(problem.String(), "chart: "))
	}
	return strings.Join(lines, "\n")
}

func TestEveryPodIsFound(t *testing.T) {
	for _, test := range []struct {
		text string
		want int
	}{
		{podHead, 1}, {deploy, 1}, {job, 1}, {service, 0}, {spark, 1}, {spark + "  executor: {}\n", 2}, {nightly, 1}, {connect, 1}, {templateMap, 1}, {stores(spark), 1},
		{"apiVersion: v1\nkind: ConfigMap\n" + meta + "data: {a.yaml: 'kind: Pod', b.yaml: 'a: b', c.txt: 'kind: Pod'}\n", 1},
		{"apiVersion: batch/v1\nkind: CronJob\n" + meta + "spec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {}}}}}\n", 1},
	} {
		objects, err := render.Objects(test.text, "chart")
		if err != nil {
			t.Fatal(err)
		}
		if _, pods := Check(objects, nil); pods != test.want {
			t.Errorf("%d pods, wanted %d, in\n%s", pods, test.want, test.text)
		}
	}
}
