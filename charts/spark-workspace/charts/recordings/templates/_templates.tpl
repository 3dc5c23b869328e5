{{/*
recordings.templates.pod: the pod template of a role, as spark-submit reads it.
Takes a dict: `root`, `settings` and `role`. Gives a YAML document.
*/}}
{{- define "recordings.templates.pod" -}}
{{- $pod := get .root.Values.templates .role -}}
apiVersion: v1
kind: Pod
{{ include "spark-lib.pods.template" (dict "root" .root "settings" .settings "role" .role "pod" $pod) }}
{{- end -}}

{{/*
recordings.templates.own: Spark configuration that this namespace needs, under the user's own.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "recordings.templates.own" -}}
{{- $templates := .root.Values.templates -}}
{{- $conf := dict
  "spark.kubernetes.namespace" .root.Release.Namespace
  "spark.kubernetes.authenticate.driver.serviceAccountName" .settings.serviceAccount.name -}}
{{- range $role := list "driver" "executor" -}}
{{- $_ := set $conf (printf "spark.kubernetes.%s.podTemplateFile" $role)
  (printf "%s/%s-pod-template.yaml" (trimSuffix "/" $templates.mountPath) $role) -}}
{{- $_ := set $conf (printf "spark.kubernetes.%s.podTemplateContainerName" $role)
  (include "spark-lib.pods.containerName" (dict "role" $role)) -}}
{{- end -}}
{{- with include "spark-lib.accounts.ownOfExecutors" . -}}
{{- $_ := set $conf "spark.kubernetes.authenticate.executor.serviceAccountName" . -}}
{{- end -}}
{{- with $templates.image -}}
{{- $_ := set $conf "spark.kubernetes.container.image" . -}}
{{- end -}}
{{- mustMergeOverwrite $conf (deepCopy $templates.sparkConf) | toYaml -}}
{{- end -}}

{{/*
recordings.templates.sparkDefaults: the Spark configuration as Spark's properties file has it. Where Spark
repeats default options, executors get an agent that cannot be loaded twice by their own options.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.templates.sparkDefaults" -}}
{{- $own := include "recordings.templates.own" . | fromYaml -}}
{{- $with := dict "root" .root "settings" .settings "sparkVersion" .root.Values.templates.sparkVersion
  "own" $own "image" .root.Values.templates.image -}}
{{- $conf := include "spark-lib.conf" $with | fromYaml -}}
{{- $options := get $conf "spark.executor.defaultJavaOptions" -}}
{{- if and $options (has .settings.agent.type (list "async-profiler" "undo" "custom"))
  (include "spark-lib.conf.repeatsDefaults" .root.Values.templates.sparkVersion) -}}
{{- $conf = omit $conf "spark.executor.defaultJavaOptions" -}}
{{- $_ := set $conf "spark.executor.extraJavaOptions"
  (list $options (get $conf "spark.executor.extraJavaOptions") | compact | join " ") -}}
{{- end -}}
{{- include "spark-lib.conf.properties" $conf -}}
{{- end -}}
