{{/*
recordings.jobs.labels: labels of pods that do not run Spark. In Istio's mesh they stay outside, because a
proxy would outlive the job.
Takes a dict: `root`, `settings` and `component`. Gives a YAML map.
*/}}
{{- define "recordings.jobs.labels" -}}
{{- $labels := include "spark-lib.labels.standard" .root | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/component" .component -}}
{{- mustMergeOverwrite $labels (include "spark-lib.labels.outsideOfMesh" . | fromYaml) | toYaml -}}
{{- end -}}

{{/*
recordings.jobs.environment: environment of the recorder's commands that work on the bucket.
Takes a dict: `root`, `settings` and `more` (a map of variables). Gives a YAML list, each name once;
`recorder.env` comes last.
*/}}
{{- define "recordings.jobs.environment" -}}
{{- $own := .settings.recorder.env | default dict -}}
{{- $values := mustMerge (deepCopy (.more | default dict))
  (include "spark-lib.environment.s3" . | fromYaml) -}}
{{- $all := include "spark-lib.environment.list" $values | fromYamlArray -}}
{{- range include "spark-lib.s3.environment" . | fromYamlArray -}}
{{- if not (hasKey $own .name) -}}
{{- $all = append $all . -}}
{{- end -}}
{{- end -}}
{{- concat $all (include "spark-lib.environment.list" $own | fromYamlArray) | toYaml -}}
{{- end -}}

{{/*
recordings.jobs.container: the fields that all containers of the chart share: image and security context.
Takes a dict: `root` and `settings`. Gives lines of YAML.
*/}}
{{- define "recordings.jobs.container" -}}
image: {{ include "spark-lib.images.reference" (dict "root" .root "image" .settings.recorder.image) | quote }}
imagePullPolicy: {{ .settings.recorder.image.pullPolicy }}
securityContext:
  {{- include "spark-lib.security.container" . | nindent 2 }}
{{- end -}}

{{/*
recordings.jobs.volumes: volumes of such a pod: /tmp, and the store where there is one.
Takes a dict: `root`, `settings` and `tmpSize` (64Mi by default). Gives a YAML list.
*/}}
{{- define "recordings.jobs.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ include "spark-lib.text" (.tmpSize | default "64Mi") | quote }}
{{- if include "recordings.storage.isMounted" . }}
- name: store
  persistentVolumeClaim:
    claimName: {{ .settings.store.claim | quote }}
{{- end }}
{{- end -}}
