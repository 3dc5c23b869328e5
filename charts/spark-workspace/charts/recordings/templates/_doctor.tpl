{{/*
recordings.doctor.metadata: metadata of an object that exists only during `helm test`. Helm prints the log of
the Job.
Takes a dict: `root`, `suffix` (the end of the name) and `weight` (the order).
*/}}
{{- define "recordings.doctor.metadata" -}}
{{- $hook := dict
  "helm.sh/hook" "test"
  "helm.sh/hook-weight" (toString .weight)
  "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded"
  "helm.sh/hook-output-log-policy" "hook-succeeded,hook-failed" -}}
{{- include "spark-lib.metadata" (dict "root" .root "suffix" .suffix "annotations" $hook "labels" (dict
  "app.kubernetes.io/component" "test")) -}}
{{- end -}}

{{/*
recordings.doctor.pods: number of pods that look at the shared volume at the same time: 2, or 1 where there is
no volume, or a claim of one node.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.doctor.pods" -}}
{{- $oneNode := and (include "recordings.storage.makesClaim" .root)
  (not (has "ReadWriteMany" .root.Values.storage.accessModes)) -}}
{{- if and (include "recordings.storage.isMounted" .) (not $oneNode) }}2{{ else }}1{{ end -}}
{{- end -}}

{{/*
recordings.doctor.eventLog: folder of the event logs; empty if jobs write none.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.doctor.eventLog" -}}
{{- if .settings.eventLog.enabled }}{{ include "spark-lib.conf.eventLogDir" . }}{{ end -}}
{{- end -}}

{{/*
recordings.doctor.environment: variables of `recorder doctor` beside those of S3. The uid of the Job names a
run, so that its pods find each other.
Takes a dict: `root` and `settings`. Gives a YAML map.
*/}}
{{- define "recordings.doctor.environment" -}}
RECORDER_NAMESPACE: {{ .root.Release.Namespace | quote }}
RECORDER_TRANSPORT: {{ .settings.store.transport | quote }}
RECORDER_NODE: {valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
DOCTOR_RUN: {valueFrom: {fieldRef: {fieldPath: "metadata.labels['batch.kubernetes.io/controller-uid']"}}}
{{- end -}}
