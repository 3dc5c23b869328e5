{{/*
recordings.injection.configMap: the name by which the policy of spark-platform finds the settings of a
namespace. Both charts know it; a value could differ between them.
*/}}
{{- define "recordings.injection.configMap" -}}
spark-recorder-injection
{{- end -}}

{{/*
recordings.injection.patch: the policy's changes to a pod of a role, as lines of a JSON patch. A line adds one
value: path, space, operator, space, value. The operators: `=` text, `#` number, `?` boolean, `{}` an empty
object, `[]` an empty list. In paths `recorder` stands for the index of the recorder's container and `spark`
for that of Spark's. In values `%0A`, `%0D` and `%25` stand for line feed, carriage return and percent sign;
`{{EXECUTOR_ID}}` and `{{APP_ID}}` for labels of the pod. Lists of the pod get their new items at their
beginning: a variable of the user that has the same name then wins.
Recorder, volumes and mounts are those of the pod template of the role.
Takes a dict: `root`, `settings` and `role`. Gives lines.
*/}}
{{- define "recordings.injection.patch" -}}
{{- $spec := get (include "spark-lib.pods.template" (mustMerge (dict "pod" dict) .) | fromYaml) "spec" -}}
{{- $recorder := last $spec.initContainers -}}
{{- $context := dict "runAsNonRoot" true "seccompProfile" (dict "type" "RuntimeDefault") -}}
{{- $recorder = set $recorder "securityContext" (mustMerge $context $recorder.securityContext) -}}
{{- $mounts := (first $spec.containers).volumeMounts -}}
{{- $env := include "recordings.injection.environment" . | fromYamlArray -}}
/metadata/labels/spark-recorder~1injected = true
{{- include "recordings.injection.lines" (dict "path" "/spec/initContainers/recorder" "value" $recorder) }}
{{- include "recordings.injection.items" (dict "path" "/spec/volumes" "list" $spec.volumes) }}
{{- include "recordings.injection.items" (dict "path" "/spec/containers/spark/volumeMounts" "list" $mounts) }}
{{- include "recordings.injection.items" (dict "path" "/spec/containers/spark/env" "list" $env) }}
{{- end -}}

{{/*
recordings.injection.items: lines that put items at the beginning of a list of the pod.
Takes a dict: `path` and `list`.
*/}}
{{- define "recordings.injection.items" -}}
{{- range $index, $item := .list -}}
{{- include "recordings.injection.lines" (dict "path" (printf "%s/%d" $.path $index) "value" $item) }}
{{- end -}}
{{- end -}}

{{/*
recordings.injection.lines: lines that add a value and all that it holds.
Takes a dict: `path` and `value`.
*/}}
{{- define "recordings.injection.lines" -}}
{{- if kindIs "map" .value }}
{{ .path }} {}
{{- range $key, $value := .value -}}
{{- $name := $key | replace "~" "~0" | replace "/" "~1" -}}
{{- include "recordings.injection.lines" (dict "path" (printf "%s/%s" $.path $name) "value" $value) }}
{{- end -}}
{{- else if kindIs "slice" .value }}
{{ .path }} []
{{- include "recordings.injection.items" (dict "path" .path "list" .value) }}
{{- else if kindIs "bool" .value }}
{{ .path }} ? {{ .value }}
{{- else if kindIs "string" .value }}
{{ .path }} = {{ .value | replace "%" "%25" | replace "\n" "%0A" | replace "\r" "%0D" }}
{{- else }}
{{ .path }} # {{ include "spark-lib.text" .value }}
{{- end -}}
{{- end -}}

{{/*
recordings.injection.environment: variables of Spark's container: the agent's, and an executor's JVM options.
Spark's images read these from SPARK_JAVA_OPT_<number> in this order; the policy moves the user's own behind
them, so that the user's win.
Takes a dict: `settings` and `role`. Gives a YAML list.
*/}}
{{- define "recordings.injection.environment" -}}
{{- $conf := include "spark-lib.conf.agent" . | fromYaml -}}
{{- $prefix := ternary "spark.kubernetes.driverEnv." "spark.executorEnv." (eq .role "driver") -}}
{{- $env := list -}}
{{- range $key, $value := $conf -}}
{{- if hasPrefix $prefix $key -}}
{{- $value = include "recordings.injection.literal" $value -}}
{{- $env = append $env (dict "name" (trimPrefix $prefix $key) "value" $value) -}}
{{- end -}}
{{- end -}}
{{- if eq .role "executor" -}}
{{- $line := get $conf "spark.executor.defaultJavaOptions" -}}
{{- range $index, $option := include "recordings.injection.options" $line | fromJsonArray -}}
{{- $name := printf "SPARK_JAVA_OPT_%d" (add 1000 $index) -}}
{{- $env = append $env (dict "name" $name "value" (include "recordings.injection.literal" $option)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $env -}}
{{- end -}}

{{/*
recordings.injection.submitOptions: options of the driver's JVM, as spark-submit reads them from
SPARK_SUBMIT_OPTS: quoted like a command line. Spark configuration of the agent comes as system properties,
which any other configuration of the job overrides. The pod of a notebook has a JVM for each kernel, and that of
a Spark Connect server one after each restart.
Takes a dict: `settings`. Gives one line.
*/}}
{{- define "recordings.injection.submitOptions" -}}
{{- $conf := include "spark-lib.conf.agent" (mustMerge (dict "hasSharedDrivers" true) .) | fromYaml -}}
{{- $options := list (get $conf "spark.driver.defaultJavaOptions") -}}
{{- $elsewhere := "^spark\\.((driver|executor)\\.defaultJavaOptions$|kubernetes\\.driverEnv|executorEnv)" -}}
{{- range $key, $value := $conf -}}
{{- if not (regexMatch $elsewhere $key) -}}
{{- $quoted := $value | replace "\\" "\\\\" | replace "\"" "\\\"" -}}
{{- $options = append $options (printf "\"-D%s=%s\"" $key $quoted) -}}
{{- end -}}
{{- end -}}
{{- include "recordings.injection.literal" ($options | compact | join " ") -}}
{{- end -}}

{{/*
recordings.injection.literal: a value of a variable in which Kubernetes replaces nothing.
Takes a string.
*/}}
{{- define "recordings.injection.literal" -}}
{{- . | default "" | replace "$(" "$$(" -}}
{{- end -}}

{{/*
recordings.injection.options: JVM options of a command line, one by one, without the quotes of a shell.
Takes a string. Gives a JSON list.
*/}}
{{- define "recordings.injection.options" -}}
{{- $options := list -}}
{{- $words := "([^\\s\"'\\\\]|\\\\.|\"(\\\\.|[^\"\\\\])*\"|'[^']*')+" -}}
{{- range $word := regexFindAll $words (. | default "") -1 -}}
{{- $option := "" -}}
{{- range $part := regexFindAll "\"(\\\\.|[^\"\\\\])*\"|'[^']*'|\\\\.|[^\"'\\\\]+" $word -1 -}}
{{- if hasPrefix "'" $part -}}
{{- $option = print $option (trimAll "'" $part) -}}
{{- else if hasPrefix "\"" $part -}}
{{- $inside := substr 1 (sub (len $part) 1 | int) $part -}}
{{- $option = print $option (regexReplaceAll "\\\\(.)" $inside "$1") -}}
{{- else -}}
{{- $option = print $option (regexReplaceAll "\\\\(.)" $part "$1") -}}
{{- end -}}
{{- end -}}
{{- $options = append $options $option -}}
{{- end -}}
{{- toJson $options -}}
{{- end -}}
