{{/*
history-server.pod.memory: memory of the container: the heap, a quarter of it, and 512 MiB.
Takes the root context.
*/}}
{{- define "history-server.pod.memory" -}}
{{- $heap := include "spark-lib.sizes.bytes" (dict "size" .Values.memory "thousands" false) | int64 -}}
{{- printf "%dMi" (add (div (mul $heap 5) (mul 4 1048576)) 512) -}}
{{- end -}}

{{/*
history-server.pod.resources: resources of the container.
Takes the root context. Gives a YAML map.
*/}}
{{- define "history-server.pod.resources" -}}
{{- $memory := include "history-server.pod.memory" . -}}
{{- $default := dict "requests" (dict "cpu" "100m" "memory" $memory) "limits" (dict "memory" $memory) -}}
{{- include "spark-lib.merge.maps" (dict "base" $default "over" .Values.resources) -}}
{{- end -}}

{{/*
history-server.pod.javaOptions: options of the server's JVM. Out of memory it ends, so that Kubernetes starts
another.
Takes the root context.
*/}}
{{- define "history-server.pod.javaOptions" -}}
{{- $metrics := .Values.metrics -}}
{{- $agent := ternary (printf "-javaagent:%s=%d:/etc/spark-history/metrics.yaml" $metrics.agent
  (int $metrics.port)) "" $metrics.enabled -}}
{{- list "-XX:+ExitOnOutOfMemoryError" $agent .Values.javaOptions | compact | join " " -}}
{{- end -}}

{{/*
history-server.pod.environment: environment of both containers. Spark 3.5's AWS SDK would say in thirty lines
that it is old, and so take the place of S3's own words in the pod's state.
Takes a dict: `root`, `settings` and `more` (a map of variables). Gives a YAML list, each name once; `env`
comes last.
*/}}
{{- define "history-server.pod.environment" -}}
{{- $all := mustMerge (dict "SPARK_CONF_DIR" "/etc/spark-history") .more -}}
{{- if include "spark-lib.s3.isSdkV1" .root.Values.sparkVersion -}}
{{- $_ := set $all "AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT" "true" -}}
{{- end -}}
{{- $list := concat (include "spark-lib.environment.list" $all | fromYamlArray)
  (include "spark-lib.s3.environment" . | fromYamlArray) -}}
{{- include "spark-lib.environment.withOwn" (dict "list" $list "own" .root.Values.env) -}}
{{- end -}}

{{/*
history-server.pod.container: the fields that all containers share.
Takes the root context. Gives lines of YAML.
*/}}
{{- define "history-server.pod.container" -}}
image: {{ include "history-server.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
# Puts the last lines of a container's log into the pod's state, such as the reason why the bucket cannot be
# reached.
terminationMessagePolicy: FallbackToLogsOnError
securityContext:
  {{- include "spark-lib.security.container" . | nindent 2 }}
{{- end -}}

{{/*
history-server.pod.folder: the init container that makes the folder of the event logs, where it is not there
yet: without it the server ends, and so does each job.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "history-server.pod.folder" -}}
name: event-log-folder
{{ include "history-server.pod.container" .root }}
command: [/opt/spark/bin/spark-class, org.apache.hadoop.fs.FsShell]
args:
  {{- include "history-server.conf.hadoopOptions" . | nindent 2 }}
  - -mkdir
  - -p
  - {{ include "spark-lib.conf.eventLogDir" . | quote }}
env:
  {{- include "history-server.pod.environment" (mustMerge (dict "more" (dict "SPARK_DRIVER_MEMORY" "256m")) .) | nindent 2 }}
resources:
  requests: {cpu: 100m, memory: 512Mi}
  limits: {memory: 512Mi}
volumeMounts:
  - {name: conf, mountPath: /etc/spark-history, readOnly: true}
  - {name: tmp, mountPath: /tmp}
{{- end -}}

{{/*
history-server.pod.drain: seconds that a server waits at its end for its last answers: the pod's grace,
without 5 for the gateway to notice and 10 for Spark's own end.
Takes the root context.
*/}}
{{- define "history-server.pod.drain" -}}
{{- sub (int .Values.terminationGracePeriodSeconds) 15 -}}
{{- end -}}

{{/*
history-server.pod.server: the container of the server. Any path is answered with its start page; only that of
the version says that it is Spark. It answers before it has looked at the bucket.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "history-server.pod.server" -}}
{{- $values := .root.Values -}}
{{- $more := dict "SPARK_DAEMON_MEMORY" $values.memory
  "SPARK_HISTORY_OPTS" (include "history-server.pod.javaOptions" .root) -}}
name: history-server
{{ include "history-server.pod.container" .root }}
command: [/opt/spark/bin/spark-class, org.apache.spark.deploy.history.HistoryServer]
env:
  {{- include "history-server.pod.environment" (mustMerge (dict "more" $more) .) | nindent 2 }}
ports:
  - {name: {{ $values.service.port.name }}, containerPort: 18080, protocol: TCP}
  {{- if $values.metrics.enabled }}
  - {name: metrics, containerPort: {{ int $values.metrics.port }}, protocol: TCP}
  {{- end }}
startupProbe:
  httpGet: {path: /api/v1/version, port: {{ $values.service.port.name }}}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 90
readinessProbe:
  httpGet: {path: /api/v1/version, port: {{ $values.service.port.name }}}
  periodSeconds: 10
  timeoutSeconds: 5
# A server that reads a big event log may be slow to answer: that is no reason to start over.
livenessProbe:
  httpGet: {path: /api/v1/version, port: {{ $values.service.port.name }}}
  periodSeconds: 20
  timeoutSeconds: 10
  failureThreshold: 6
lifecycle:
  preStop:
    exec: {command: [sh, /etc/spark-history/drain.sh, {{ include "history-server.pod.drain" .root | quote }}]}
resources:
  {{- include "history-server.pod.resources" .root | nindent 2 }}
volumeMounts:
  - {name: conf, mountPath: /etc/spark-history, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  - {name: store, mountPath: /var/lib/spark-history}
{{- end -}}

{{/*
history-server.pod.volumes: volumes of the pod. RocksDB puts its native library into /tmp, and S3A its upload
buffers.
Takes the root context. Gives a YAML list.
*/}}
{{- define "history-server.pod.volumes" -}}
{{- $storage := .Values.storage -}}
- name: conf
  configMap:
    name: {{ include "history-server.name" . | quote }}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
- name: store
{{- if eq $storage.type "empty-dir" }}
  emptyDir:
    sizeLimit: {{ $storage.size | quote }}
{{- else }}
  persistentVolumeClaim:
    claimName: {{ ternary (include "history-server.name" .) $storage.claim (eq $storage.type "claim") | quote }}
{{- end }}
{{- end -}}

{{/*
history-server.pod.meshAnnotations: annotations of a pod that talks to S3 before its main container runs, or
ends by itself, where the namespace may be in Istio's mesh: its proxy must be there first, and must not keep
the pod.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "history-server.pod.meshAnnotations" -}}
{{- $annotations := dict -}}
{{- $route := eq (include "history-server.gateway.type" .root) "virtualservice" -}}
{{- if or (eq .settings.mesh.type "istio") $route (include "history-server.access.hasPolicy" .root) -}}
{{- $_ := set $annotations "sidecar.istio.io/nativeSidecar" "true" -}}
{{- end -}}
{{- toYaml $annotations -}}
{{- end -}}

{{/*
history-server.pod.meshLabels: labels of a pod that Istio's proxy must be in: without it AuthorizationPolicies
have no effect, and the test's pod has no identity that they could let in.
Takes the root context. Gives a YAML map.
*/}}
{{- define "history-server.pod.meshLabels" -}}
{{- $labels := dict -}}
{{- if include "history-server.access.hasPolicy" . -}}
{{- $_ := set $labels "sidecar.istio.io/inject" "true" -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}

{{/*
history-server.pod.annotations: annotations of the server's pod: that it is started again with a new
configuration, and where Prometheus finds it.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "history-server.pod.annotations" -}}
{{- $metrics := .root.Values.metrics -}}
{{- $annotations := include "history-server.pod.meshAnnotations" . | fromYaml -}}
{{- $config := (include (print .root.Template.BasePath "/configmap.yaml") .root | fromYaml).data -}}
{{- $_ := set $annotations "checksum/config" ($config | toJson | sha256sum) -}}
{{- if $metrics.enabled -}}
{{- $prometheus := dict "prometheus.io/scrape" "true" "prometheus.io/port" ($metrics.port | int | toString)
  "prometheus.io/path" "/metrics" -}}
{{- $annotations = mustMerge $annotations $prometheus -}}
{{- end -}}
{{- mustMergeOverwrite $annotations (deepCopy .root.Values.podAnnotations) | toYaml -}}
{{- end -}}

{{/*
history-server.pod.spec: the pod's spec, under `podTemplate`.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "history-server.pod.spec" -}}
{{- $values := .root.Values -}}
{{- $spec := dict
  "serviceAccountName" .settings.serviceAccount.name
  "automountServiceAccountToken" false
  "enableServiceLinks" false
  "terminationGracePeriodSeconds" (int $values.terminationGracePeriodSeconds)
  "securityContext" (include "spark-lib.security.pod" (dict) | fromYaml)
  "initContainers" (list (include "history-server.pod.folder" . | fromYaml))
  "containers" (list (include "history-server.pod.server" . | fromYaml))
  "volumes" (include "history-server.pod.volumes" .root | fromYamlArray) -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints"
  "priorityClassName" -}}
{{- with get $values $field -}}
{{- $_ := set $spec $field . -}}
{{- end -}}
{{- end -}}
{{- mustMerge $spec (include "spark-lib.images.pullSecretsOfPod" .root | fromYaml) | toYaml -}}
{{- end -}}

{{/*
history-server.pod: the pod template.
Takes a dict: `root` and `settings`. Gives a YAML map of `metadata` and `spec`; `podTemplate` is laid over it.
*/}}
{{- define "history-server.pod" -}}
{{- $values := .root.Values -}}
{{- $labels := mustMerge (include "history-server.selector" .root | fromYaml) (deepCopy $values.podLabels)
  (include "history-server.pod.meshLabels" .root | fromYaml)
  (include "spark-lib.labels.standard" .root | fromYaml) -}}
{{- $spec := include "history-server.pod.spec" . | fromYaml -}}
{{- $template := dict "metadata" (dict "labels" $labels
  "annotations" (include "history-server.pod.annotations" . | fromYaml)) "spec" $spec -}}
{{- include "spark-lib.merge.maps" (dict "base" $template "over" $values.podTemplate) -}}
{{- end -}}
