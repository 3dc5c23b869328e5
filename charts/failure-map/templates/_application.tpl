{{/*
failure-map.application: the SparkApplication that the runner copies for each application, with the recorder,
as spark-application would make it. The runner sets its name, memory, cores, number of executors, arguments
and the experiment's settings.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "failure-map.application" -}}
{{- $values := .root.Values -}}
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  {{- include "spark-lib.metadata" (dict "root" .root
    "labels" $values.labels "annotations" $values.annotations) | nindent 2 }}
spec:
  {{- $spec := include "failure-map.application.spec" . | fromYaml }}
  {{- include "spark-lib.merge.maps" (dict "base" $spec "over" $values.spec) | nindent 2 }}
{{- end -}}

{{/*
failure-map.application.spec: the spec as the chart's values say it.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "failure-map.application.spec" -}}
{{- $job := dict
  "type" "Java"
  "mainClass" "io.sparkrecorder.failuremap.job.FailureMapJob"
  "mainApplicationFile" "local:///opt/spark-recorder/failure-map/failure-map-job.jar"
  "restartPolicy" (dict "type" "Never") -}}
{{- include "spark-lib.application.job" (dict "root" .root "settings" .settings "job" $job) }}
{{- range $role := list "driver" "executor" }}
{{ $role }}:
  {{- if eq $role "executor" }}
  # An ended executor stays until its application is deleted: its status says why it ended.
  deleteOnTermination: false
  {{- end }}
  {{- include "spark-lib.application.role" (mustMerge (dict "role" $role "pod" (get $.root.Values $role)) $)
    | nindent 2 }}
{{- end }}
{{- end -}}
