{{/*
failure-map.account: the service account of the runner.
Takes the root context.
*/}}
{{- define "failure-map.account" -}}
{{- .Values.rbac.serviceAccount.name | default (printf "%s-runner" (include "spark-lib.names.name" .)) -}}
{{- end -}}

{{/*
failure-map.files: the files that the runner reads.
Takes a dict: `root` and `settings`. Gives a YAML map from file to text.
*/}}
{{- define "failure-map.files" -}}
experiment.yaml: |
  {{- include "failure-map.experiment" .root | nindent 2 }}
application.yaml: |
  {{- include "failure-map.application" . | nindent 2 }}
{{- end -}}

{{/*
failure-map.name: the name of the Job and of its ConfigMap. A Job cannot change, so the name ends with a
checksum of all that the Job has: an upgrade that changes nothing keeps the Job, any other one replaces it.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.name" -}}
{{- $files := include "failure-map.files" . -}}
{{- $pod := include "failure-map.pod" (mustMerge (dict "name" "") .) -}}
{{- $checksum := printf "%s\n%s" $files $pod | sha256sum | trunc 8 -}}
{{- printf "%s-%s" (include "spark-lib.names.name" .root) $checksum -}}
{{- end -}}

{{/*
failure-map.environment: the runner's environment: S3 as for all commands of the recorder, and where the
experiment runs.
Takes a dict: `root` and `settings`. Gives a YAML list, each name once.
*/}}
{{- define "failure-map.environment" -}}
{{- $own := dict
  "FAILURE_MAP_NAMESPACE" .root.Release.Namespace
  "FAILURE_MAP_APPLICATION" "/etc/failure-map/application.yaml"
  "FAILURE_MAP_AT_ONCE" (int .root.Values.atOnce | toString)
  "FAILURE_MAP_PENDING_SECONDS" (int .root.Values.pendingSeconds | toString)
  "FAILURE_MAP_RESULTS" (include "failure-map.results" .) -}}
{{- $job := list -}}
{{- /* Owner of the SparkApplications, so that they go with the Job. */ -}}
{{- range $name, $label := dict "FAILURE_MAP_JOB_NAME" "job-name" "FAILURE_MAP_JOB_UID" "controller-uid" -}}
{{- $path := printf "metadata.labels['batch.kubernetes.io/%s']" $label -}}
{{- $job = append $job (dict "name" $name "valueFrom" (dict "fieldRef" (dict "fieldPath" $path))) -}}
{{- end -}}
{{- concat (include "spark-lib.environment.list" $own | fromYamlArray) $job
  (include "spark-lib.environment.reader" . | fromYamlArray) | toYaml -}}
{{- end -}}

{{/*
failure-map.labels: labels of the runner's pod. In Istio's mesh it stays outside, because a proxy would
outlive it.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "failure-map.labels" -}}
{{- $labels := include "spark-lib.labels.standard" .root | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/component" "runner" -}}
{{- mustMergeOverwrite $labels (include "spark-lib.labels.outsideOfMesh" . | fromYaml) | toYaml -}}
{{- end -}}

{{/*
failure-map.pod: the pod template of the Job.
Takes a dict: `root`, `settings`, and `name`, that of the ConfigMap. Gives a YAML map.
*/}}
{{- define "failure-map.pod" -}}
{{- $runner := .root.Values.runner -}}
{{- $image := include "spark-lib.images.reference" (dict "root" .root "image" .settings.recorder.image) -}}
metadata:
  labels:
    {{- include "failure-map.labels" . | nindent 4 }}
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "failure-map.account" .root | quote }}
  terminationGracePeriodSeconds: {{ int $runner.gracePeriodSeconds }}
  securityContext:
    {{- include "spark-lib.security.pod" (dict) | nindent 4 }}
  {{- with include "spark-lib.images.pullSecretsOfPod" .root }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  {{- include "spark-lib.pods.placement" $runner | nindent 2 }}
  containers:
    - name: runner
      image: {{ $image | quote }}
      imagePullPolicy: {{ .settings.recorder.image.pullPolicy }}
      command: [/app/failure-map]
      args: [run, /etc/failure-map/experiment.yaml, --on, cluster]
      env:
        {{- include "failure-map.environment" . | nindent 8 }}
      securityContext:
        {{- include "spark-lib.security.container" . | nindent 8 }}
      resources:
        {{- include "spark-lib.merge.clean" $runner.resources | nindent 8 }}
      volumeMounts:
        - name: experiment
          mountPath: /etc/failure-map
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: experiment
      configMap:
        name: {{ .name | quote }}
    - name: tmp
      emptyDir:
        sizeLimit: {{ $runner.tmpSize | quote }}
{{- end -}}
