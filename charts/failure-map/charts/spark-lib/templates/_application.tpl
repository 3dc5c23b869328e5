{{/*
Parts of a SparkApplication that every chart with Spark jobs renders alike. They read these values of the
chart: image, sparkVersion, sparkConf, hadoopConf, metrics, spec, driver, executor.
*/}}

{{/*
spark-lib.application.image: the Spark image. An empty tag is `sparkVersion`, with the version of the chart
for an image of this project.
Takes the root context.
*/}}
{{- define "spark-lib.application.image" -}}
{{- $image := deepCopy .Values.image -}}
{{- $version := list .Values.sparkVersion -}}
{{- if hasSuffix "spark-recorder/spark" $image.repository -}}
{{- $version = append $version .Chart.AppVersion -}}
{{- end -}}
{{- $_ := set $image "tag" ($image.tag | default (join "-" $version)) -}}
{{- include "spark-lib.images.reference" (dict "root" . "image" $image) -}}
{{- end -}}

{{/*
spark-lib.application.conf: the Spark configuration, the user's included, without the JVM options of
spark-lib.application.executorOptions.
Takes a dict: `root` and `settings`. Gives a YAML map of strings.
*/}}
{{- define "spark-lib.application.conf" -}}
{{- $conf := include "spark-lib.application.wholeConf" . | fromYaml -}}
{{- if include "spark-lib.conf.repeatsDefaults" .root.Values.sparkVersion -}}
{{- $conf = omit $conf "spark.executor.defaultJavaOptions" "spark.executor.extraJavaOptions" -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.application.executorOptions: JVM options of executors that go into the field `javaOptions`, before
the user's: those of the Spark configuration, where Spark repeats default options.
Takes a dict: `root` and `settings`. Gives one line, empty for none.
*/}}
{{- define "spark-lib.application.executorOptions" -}}
{{- if include "spark-lib.conf.repeatsDefaults" .root.Values.sparkVersion -}}
{{- $conf := include "spark-lib.application.wholeConf" . | fromYaml -}}
{{- list (get $conf "spark.executor.defaultJavaOptions") (get $conf "spark.executor.extraJavaOptions")
  | compact | join " " -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.application.wholeConf: the Spark configuration, the user's included.
Takes a dict: `root` and `settings`. Gives a YAML map of strings.
*/}}
{{- define "spark-lib.application.wholeConf" -}}
{{- $own := .root.Values.sparkConf -}}
{{- if (.root.Values.metrics | default dict).enabled -}}
{{- $own = mustMergeOverwrite (dict "spark.ui.prometheus.enabled" "true") (deepCopy $own) -}}
{{- end -}}
{{- include "spark-lib.conf" (dict "root" .root "settings" .settings "sparkVersion" .root.Values.sparkVersion
  "own" $own "raw" .root.Values.spec.sparkConf "driverEnv" .root.Values.driver.env "executorEnv"
  .root.Values.executor.env "image" (include "spark-lib.application.image" .root)) -}}
{{- end -}}

{{/*
spark-lib.application.role: the operator's fields of a role. The parts of the pod go through the template,
which Spark reads without the operator's webhook. The grace is also a field, because the webhook writes it
last.
Takes a dict: `root`, `settings`, `role`, and `pod`, the values of the role: `cores`, `coreRequest`,
`coreLimit`, `memory`, `memoryOverhead`, `javaOptions`, and those of spark-lib.pods.template. Gives a YAML
map.
*/}}
{{- define "spark-lib.application.role" -}}
{{- $pod := .pod -}}
{{- with $pod.cores }}
cores: {{ int . }}
{{- end }}
{{- with $pod.coreRequest }}
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
{{- $options := ternary (include "spark-lib.application.executorOptions" .) "" (eq .role "executor") -}}
{{- with list $options $pod.javaOptions | compact | join " " }}
javaOptions: {{ . | quote }}
{{- end }}
serviceAccount: {{ include "spark-lib.accounts.name" . | quote }}
terminationGracePeriodSeconds: {{ get .settings.grace .role | int }}
template:
  {{- include "spark-lib.pods.template" . | nindent 2 }}
{{- end -}}

{{/*
spark-lib.application.job: the fields of a spec beside those of the roles.
Takes a dict: `root`, `settings`, and `job`: `type`, `mainClass`, `mainApplicationFile`, `arguments` and
`restartPolicy`. Gives lines of YAML.
*/}}
{{- define "spark-lib.application.job" -}}
{{- $values := .root.Values -}}
type: {{ .job.type }}
mode: cluster
sparkVersion: {{ $values.sparkVersion | quote }}
image: {{ include "spark-lib.application.image" .root | quote }}
imagePullPolicy: {{ $values.image.pullPolicy }}
{{- with .job.mainClass }}
mainClass: {{ . | quote }}
{{- end }}
mainApplicationFile: {{ .job.mainApplicationFile | quote }}
{{- with .job.arguments }}
arguments:
  {{- range . }}
  - {{ include "spark-lib.text" . | quote }}
  {{- end }}
{{- end }}
sparkConf:
  {{- include "spark-lib.application.conf" . | nindent 2 }}
{{- with $values.hadoopConf }}
hadoopConf:
  {{- range $key, $value := . }}
  {{ $key | quote }}: {{ include "spark-lib.text" $value | quote }}
  {{- end }}
{{- end }}
restartPolicy:
  {{- toYaml .job.restartPolicy | nindent 2 }}
{{- end -}}
