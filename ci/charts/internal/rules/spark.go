package rules

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

// The operator and Spark make these pods from a SparkApplication or SparkConnect: Spark completes the pod template of the role, and
// the operator's webhook adds the role's own lists. Both append without a check for duplicates.
func sparkPods(object map[string]any, path string) []pod {
	spec := runtime.DeepCopyJSON(at(object, path))
	var pods []pod
	for _, role := range []string{"driver", "server", "executor"} {
		if fields, ok := spec[role].(map[string]any); ok {
			pods = append(pods, pod{path + "." + role + ", as a pod", sparkPod(role, spec, fields), true})
		}
	}
	return pods
}

func sparkPod(role string, app, fields map[string]any) map[string]any {
	image, _ := fields["image"].(string)
	if image == "" {
		image, _ = app["image"].(string)
	}
	pod := asSparkStarts(role, at(fields, "template"), image)
	spec := at(pod, "spec")
	container := sparkContainer(role, spec)

	merge(pod, "metadata", "labels", fields["labels"])
	merge(pod, "metadata", "annotations", fields["annotations"])
	merge(pod, "spec", "nodeSelector", app["nodeSelector"])
	merge(pod, "spec", "nodeSelector", fields["nodeSelector"])
	for _, name := range sortedKeys(at(fields, "envVars")) {
		add(container, "env", map[string]any{"name": name, "value": at(fields, "envVars")[name]})
	}
	for _, key := range sortedKeys(at(app, "sparkConf")) {
		if name, ok := strings.CutPrefix(key, environment[role]); ok && environment[role] != "" {
			add(container, "env", map[string]any{"name": name, "value": at(app, "sparkConf")[key]})
		}
	}
	for _, list := range []string{"env", "envFrom", "ports"} {
		appendAll(container, list, fields[list])
	}
	addVolumes(spec, container, app, fields)
	appendAll(spec, "initContainers", fields["initContainers"])
	appendAll(spec, "containers", fields["sidecars"])
	for _, list := range []string{"tolerations", "hostAliases"} {
		appendAll(spec, list, fields[list])
	}
	for _, secret := range stringsOf(app["imagePullSecrets"]) {
		add(spec, "imagePullSecrets", map[string]any{"name": secret})
	}
	for from, to := range map[string]string{
		"podSecurityContext": "securityContext", "terminationGracePeriodSeconds": "terminationGracePeriodSeconds",
		"affinity": "affinity", "hostNetwork": "hostNetwork", "dnsConfig": "dnsConfig", "schedulerName": "schedulerName",
		"priorityClassName": "priorityClassName", "shareProcessNamespace": "shareProcessNamespace", "serviceAccount": "serviceAccountName",
	} {
		if value, ok := fields[from]; ok {
			spec[to] = value
		}
	}
	for _, key := range []string{"securityContext", "lifecycle"} {
		if value, ok := fields[key]; ok {
			container[key] = value
		}
	}
	return pod
}

// These settings of Spark become environment variables of a role's container.
var environment = map[string]string{"driver": "spark.kubernetes.driverEnv.", "executor": "spark.executorEnv."}

// The webhook adds a volume of the application only to the roles whose Spark container mounts it.
func addVolumes(spec, container, app, fields map[string]any) {
	volumes := map[string]map[string]any{}
	for _, volume := range items(app, "volumes") {
		name, _ := volume["name"].(string)
		volumes[name] = volume
	}
	for _, mount := range items(fields, "volumeMounts") {
		name, _ := mount["name"].(string)
		if volume, ok := volumes[name]; ok {
			add(spec, "volumes", volume)
			delete(volumes, name)
		}
		add(container, "volumeMounts", mount)
	}
	for _, configMap := range items(fields, "configMaps") {
		name, _ := configMap["name"].(string)
		volume := name + "-vol"
		add(spec, "volumes", map[string]any{"name": volume, "configMap": map[string]any{"name": name}})
		add(container, "volumeMounts", map[string]any{"name": volume, "mountPath": configMap["path"]})
	}
}

// Spark names the container of a pod template, sets its image, and adds the ports, variables and volumes of the role.
func asSparkStarts(role string, template map[string]any, image string) map[string]any {
	pod := runtime.DeepCopyJSON(template)
	if pod == nil {
		pod = map[string]any{}
	}
	for _, key := range []string{"metadata", "spec"} {
		if at(pod, key) == nil {
			pod[key] = map[string]any{}
		}
	}
	spec := at(pod, "spec")
	container := sparkContainer(role, spec)
	if container["name"] == nil {
		container["name"] = containerName(role)
	}
	if image != "" {
		container["image"] = image
	}
	spec["restartPolicy"] = "Never"
	ports := map[string]int64{"driver-rpc-port": 7078, "blockmanager": 7079, "spark-ui": 4040}
	for _, name := range sortedKeys(ports) {
		if role != "executor" || name == "blockmanager" {
			add(container, "ports", map[string]any{"name": name, "containerPort": ports[name], "protocol": "TCP"})
		}
	}
	env := []string{"SPARK_USER", "SPARK_APPLICATION_ID", "SPARK_LOCAL_DIRS"}
	if role == "executor" {
		env = append(env, "SPARK_DRIVER_URL", "SPARK_EXECUTOR_CORES", "SPARK_EXECUTOR_MEMORY", "SPARK_CONF_DIR", "SPARK_EXECUTOR_ID",
			"SPARK_RESOURCE_PROFILE_ID", "SPARK_EXECUTOR_POD_IP", "SPARK_EXECUTOR_POD_NAME")
	} else {
		env = append(env, "SPARK_DRIVER_BIND_ADDRESS", "SPARK_CONF_DIR")
	}
	for _, name := range env {
		add(container, "env", map[string]any{"name": name, "value": "x"})
	}
	settings := "spark-conf-volume-driver"
	if role == "executor" {
		settings = "spark-conf-volume-exec"
	}
	add(spec, "volumes", map[string]any{"name": settings, "configMap": map[string]any{"name": "spark-conf"}})
	add(container, "volumeMounts", map[string]any{"name": settings, "mountPath": "/opt/spark/conf"})
	for _, mount := range items(container, "volumeMounts") {
		if name, _ := mount["name"].(string); strings.HasPrefix(name, "spark-local-dir-") {
			return pod
		}
	}
	add(spec, "volumes", map[string]any{"name": "spark-local-dir-1", "emptyDir": map[string]any{}})
	add(container, "volumeMounts", map[string]any{"name": "spark-local-dir-1", "mountPath": "/var/data/spark"})
	return pod
}

func containerName(role string) string {
	if role == "executor" {
		return "spark-kubernetes-executor"
	}
	return "spark-kubernetes-driver"
}

// Spark chooses the container of its name, or else the first one. Without containers it adds one.
func sparkContainer(role string, spec map[string]any) map[string]any {
	containers := items(spec, "containers")
	for _, container := range containers {
		if container["name"] == containerName(role) {
			return container
		}
	}
	if len(containers) > 0 && containers[0] != nil {
		return containers[0]
	}
	container := map[string]any{"name": containerName(role)}
	spec["containers"] = append([]any{container}, listOf(spec["containers"])...)
	return container
}

func add(fields map[string]any, list string, item any) {
	fields[list] = append(listOf(fields[list]), item)
}

func appendAll(fields map[string]any, list string, more any) {
	for _, item := range listOf(more) {
		add(fields, list, item)
	}
}

func merge(pod map[string]any, part, key string, more any) {
	for name, value := range mapOf(more) {
		if at(pod, part+"."+key) == nil {
			at(pod, part)[key] = map[string]any{}
		}
		at(pod, part+"."+key)[name] = value
	}
}

func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}

func mapOf(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}

func stringsOf(value any) []string {
	var texts []string
	for _, item := range listOf(value) {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
