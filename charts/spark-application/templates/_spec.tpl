{{/*
spark-application.labels: labels of the application beside the standard ones; the user's win. Kueue reads the
queue and the priority of a job from its labels.
Takes the root context. Gives a YAML map.
*/}}
{{- define "spark-application.labels" -}}
{{- $labels := dict -}}
{{- if eq .Values.batchScheduler.type "kueue" -}}
{{- $_ := set $labels "kueue.x-k8s.io/queue-name" .Values.batchScheduler.queue -}}
{{- with .Values.batchScheduler.priorityClassName -}}
{{- $_ := set $labels "kueue.x-k8s.io/priority-class" . -}}
{{- end -}}
{{- end -}}
{{- range $label, $value := .Values.labels -}}
{{- $_ := set $labels $label $value -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}

{{/*
spark-application.metadata: name, labels and annotations of the application.
Takes a dict: `root` and `annotations`, the chart's own, over which the user's win. Gives lines of YAML.
*/}}
{{- define "spark-application.metadata" -}}
{{- $annotations := mustMerge dict (.root.Values.annotations | default dict) .annotations -}}
{{- include "spark-lib.metadata" (dict "root" .root "name" (include "spark-lib.names.name" .root)
  "labels" (include "spark-application.labels" .root | fromYaml) "annotations" $annotations) -}}
{{- end -}}

{{/*
spark-application.role: the operator's fields of a role, with those that batch schedulers read.
Takes a dict: `root`, `settings` and `role`. Gives a YAML map.
*/}}
{{- define "spark-application.role" -}}
{{- $pod := get .root.Values .role -}}
{{- with include "spark-application.run.podAnnotations" . | fromYaml -}}
{{- $pod = mustMerge (dict "annotations" (mustMerge . ($pod.annotations | default dict))) $pod -}}
{{- end -}}
{{- with include "spark-application.coreRequest" (dict "root" .root "pod" $pod) -}}
{{- $pod = mustMerge (dict "coreRequest" .) $pod -}}
{{- end -}}
{{- include "spark-lib.application.role" (dict "root" .root "settings" .settings "role" .role "pod" $pod) }}
{{- if has .root.Values.batchScheduler.type (list "yunikorn" "kueue") }}
{{- include "spark-application.placement" $pod }}
{{- end }}
{{- end -}}

{{/*
spark-application.coreRequest: the CPU request of a role. Kueue counts this field and no other, so with
Kueue the number of cores is written out, which Spark requests by itself where the field is missing.
Takes a dict: `root` and `pod`, the user's values of the role. Gives a quantity, or nothing.
*/}}
{{- define "spark-application.coreRequest" -}}
{{- if .pod.coreRequest -}}
{{ .pod.coreRequest }}
{{- else if eq .root.Values.batchScheduler.type "kueue" -}}
{{ .pod.cores | default 1 | int }}
{{- end -}}
{{- end -}}

{{/*
spark-application.placement: where pods may run, in the operator's own fields. The operator's reservations
at YuniKorn, and Kueue when it chooses a ResourceFlavor, read no pod template.
Takes the user's values of a role. Gives lines of YAML, nothing for none.
*/}}
{{- define "spark-application.placement" -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" }}
{{- with get $ $field }}
{{ $field }}:
  {{- include (kindIs "map" . | ternary "spark-lib.merge.clean" "spark-lib.merge.cleanList") . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
spark-application.deps: the dependencies that are set.
Takes the root context. Gives lines of YAML, nothing for none.
*/}}
{{- define "spark-application.deps" -}}
{{- $deps := dict -}}
{{- range $kind, $list := .Values.deps -}}
{{- if $list -}}
{{- $_ := set $deps $kind $list -}}
{{- end -}}
{{- end -}}
{{- with $deps }}
deps:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
spark-application.dynamicAllocation: the operator's field, when it is on.
Takes the root context. Gives lines of YAML.
*/}}
{{- define "spark-application.dynamicAllocation" -}}
{{- with .Values.dynamicAllocation }}
{{- if .enabled }}
dynamicAllocation:
  enabled: true
  initialExecutors: {{ int $.Values.executor.instances }}
  minExecutors: {{ int .minExecutors }}
  maxExecutors: {{ int .maxExecutors }}
  {{- with int .shuffleTrackingTimeout }}
  shuffleTrackingTimeout: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
spark-application.spec: the SparkApplication's spec, with `spec` of the values laid over it.
Takes the root context. Gives a YAML map.
*/}}
{{- define "spark-application.spec" -}}
{{- $settings := include "spark-lib.settings" . | fromYaml -}}
{{- $with := dict "root" . "settings" $settings -}}
{{- $spec := include "spark-application.ownSpec" $with | fromYaml -}}
{{- include "spark-lib.merge.maps" (dict "base" $spec "over" .Values.spec) -}}
{{- end -}}

{{/*
spark-application.driverPodSetting: the name of the driver's pod where the values fix it, in the operator's
order; empty where they do not.
Takes the root context. Gives a JSON map: `at`, where the values do so, and `name`; `{}` for none.
*/}}
{{- define "spark-application.driverPodSetting" -}}
{{- $key := "spark.kubernetes.driver.pod.name" -}}
{{- $spec := .Values.spec -}}
{{- $driver := $spec.driver | default dict -}}
{{- $own := $spec.sparkConf | default dict -}}
{{- if $driver.podName -}}
{{- dict "at" "spec.driver.podName" "name" $driver.podName | toJson -}}
{{- else if get $own $key -}}
{{- dict "at" (printf "spec.sparkConf sets %s" $key) "name" (get $own $key) | toJson -}}
{{- else if and (get .Values.sparkConf $key) (not (hasKey $own $key)) -}}
{{- dict "at" (printf "sparkConf sets %s" $key) "name" (get .Values.sparkConf $key) | toJson -}}
{{- else -}}
{}
{{- end -}}
{{- end -}}

{{/*
spark-application.driverPod: the name of the pod that the operator makes for the driver of a run without a
schedule.
Takes the root context.
*/}}
{{- define "spark-application.driverPod" -}}
{{- $fixed := include "spark-application.driverPodSetting" . | fromJson -}}
{{- $fixed.name | default (printf "%s-driver" (include "spark-lib.names.name" .)) -}}
{{- end -}}

{{/*
spark-application.ownSpec: the spec as the chart's values say it.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "spark-application.ownSpec" -}}
{{- $values := .root.Values -}}
{{- include "spark-lib.application.job" (dict "root" .root "settings" .settings "job" $values) }}
{{- include "spark-application.deps" .root }}
{{- with int $values.timeToLiveSeconds }}
timeToLiveSeconds: {{ . }}
{{- end }}
{{- if $values.suspend }}
suspend: true
{{- end }}
{{- include "spark-application.batchScheduler" . }}
{{- include "spark-application.dynamicAllocation" .root }}
driver:
  {{- include "spark-application.role" (merge (dict "role" "driver") .) | nindent 2 }}
executor:
  {{- with int $values.executor.instances }}
  instances: {{ . }}
  {{- end }}
  deleteOnTermination: {{ $values.executor.deleteOnTermination }}
  {{- include "spark-application.role" (merge (dict "role" "executor") .) | nindent 2 }}
{{- end -}}

{{/*
spark-application.executors: the number of executors, and the names of their pods. The application's code sets
the beginning of the names.
Takes the root context. Gives a part of a sentence.
*/}}
{{- define "spark-application.executors" -}}
{{- $most := int .Values.executor.instances | default 1 -}}
{{- $number := printf "%d %s" $most (ternary "executor" "executors" (eq $most 1)) -}}
{{- if (.Values.dynamicAllocation | default dict).enabled -}}
{{- $number = printf "%d to %d executors" (int .Values.dynamicAllocation.minExecutors)
  (int .Values.dynamicAllocation.maxExecutors) -}}
{{- end -}}
{{ $number }}, whose names end with -exec-<number>{{ if (include "spark-lib.settings" . | fromYaml).recorder.enabled }}, each with a container recorder{{ end }}
{{- end -}}
