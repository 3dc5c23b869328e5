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
spark-application.image: the Spark image; an empty tag is `sparkVersion`.
Takes the root context.
*/}}
{{- define "spark-application.image" -}}
{{- $image := deepCopy .Values.image -}}
{{- $_ := set $image "tag" ($image.tag | default .Values.sparkVersion) -}}
{{- include "spark-lib.images.reference" (dict "root" . "image" $image) -}}
{{- end -}}

{{/*
spark-application.conf: the Spark configuration, the user's included, without the JVM options of
spark-application.executorOptions.
Takes a dict: `root` and `settings`. Gives a YAML map of strings.
*/}}
{{- define "spark-application.conf" -}}
{{- $conf := include "spark-application.wholeConf" . | fromYaml -}}
{{- if include "spark-lib.conf.repeatsDefaults" .root.Values.sparkVersion -}}
{{- $conf = omit $conf "spark.executor.defaultJavaOptions" "spark.executor.extraJavaOptions" -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-application.executorOptions: JVM options of executors that go into the field `javaOptions`, before the
user's: those of the Spark configuration, where Spark repeats default options.
Takes a dict: `root` and `settings`. Gives one line, empty for none.
*/}}
{{- define "spark-application.executorOptions" -}}
{{- if include "spark-lib.conf.repeatsDefaults" .root.Values.sparkVersion -}}
{{- $conf := include "spark-application.wholeConf" . | fromYaml -}}
{{- list (get $conf "spark.executor.defaultJavaOptions") (get $conf "spark.executor.extraJavaOptions")
  | compact | join " " -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.wholeConf: the Spark configuration, the user's included.
Takes a dict: `root` and `settings`. Gives a YAML map of strings.
*/}}
{{- define "spark-application.wholeConf" -}}
{{- $own := .root.Values.sparkConf -}}
{{- if .root.Values.metrics.enabled -}}
{{- $own = mustMergeOverwrite (dict "spark.ui.prometheus.enabled" "true") (deepCopy $own) -}}
{{- end -}}
{{- include "spark-lib.conf" (dict "root" .root "settings" .settings "sparkVersion" .root.Values.sparkVersion
  "own" $own "raw" .root.Values.spec.sparkConf "driverEnv" .root.Values.driver.env "executorEnv"
  .root.Values.executor.env "image" (include "spark-application.image" .root)) -}}
{{- end -}}

{{/*
spark-application.role: the operator's fields of a role. The parts of the pod go through the template, which
Spark reads without the operator's webhook. The grace is also a field, because the webhook writes it last.
Takes a dict: `root`, `settings` and `role`. Gives a YAML map.
*/}}
{{- define "spark-application.role" -}}
{{- $pod := get .root.Values .role -}}
{{- with include "spark-application.run.podAnnotations" . | fromYaml -}}
{{- $pod = mustMerge (dict "annotations" (mustMerge . ($pod.annotations | default dict))) $pod -}}
{{- end -}}
{{- with $pod.cores }}
cores: {{ int . }}
{{- end }}
{{- with include "spark-application.coreRequest" (dict "root" .root "pod" $pod) }}
coreRequest: {{ . | quote }}
{{- end }}
{{- with $pod.coreLimit }}
coreLimit: {{ . | quote }}
{{- end }}
{{- with $pod.memory }}
memory: {{ . | quote }}
{{- end }}
{{- with $pod.memoryOverhead }}
memoryOverhead: {{ . | quote }}
{{- end }}
{{- $options := ternary (include "spark-application.executorOptions" .) "" (eq .role "executor") -}}
{{- with list $options $pod.javaOptions | compact | join " " }}
javaOptions: {{ . | quote }}
{{- end }}
{{- if has .root.Values.batchScheduler.type (list "yunikorn" "kueue") }}
{{- include "spark-application.placement" $pod }}
{{- end }}
serviceAccount: {{ include "spark-lib.accounts.name" . | quote }}
terminationGracePeriodSeconds: {{ get .settings.grace .role | int }}
template:
  {{- include "spark-lib.pods.template" (dict "root" .root "settings" .settings "role" .role "pod" $pod) | nindent 2 }}
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
type: {{ $values.type }}
mode: cluster
sparkVersion: {{ $values.sparkVersion | quote }}
image: {{ include "spark-application.image" .root | quote }}
imagePullPolicy: {{ $values.image.pullPolicy }}
{{- with $values.mainClass }}
mainClass: {{ . | quote }}
{{- end }}
mainApplicationFile: {{ $values.mainApplicationFile | quote }}
{{- with $values.arguments }}
arguments:
  {{- range . }}
  - {{ include "spark-lib.text" . | quote }}
  {{- end }}
{{- end }}
{{- include "spark-application.deps" .root }}
sparkConf:
  {{- include "spark-application.conf" . | nindent 2 }}
{{- with $values.hadoopConf }}
hadoopConf:
  {{- range $key, $value := . }}
  {{ $key | quote }}: {{ include "spark-lib.text" $value | quote }}
  {{- end }}
{{- end }}
restartPolicy:
  {{- toYaml $values.restartPolicy | nindent 2 }}
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
