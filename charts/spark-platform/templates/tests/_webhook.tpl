{{/*
Namespaces in which the test asks for an application: the operator's, by name; where it watches all, the release's.
Takes the root. Gives the names with commas.
*/}}
{{- define "spark-platform.test.namespaces" -}}
{{- if include "spark-platform.operator.watchesAll" . -}}
{{- .Release.Namespace -}}
{{- else -}}
{{- index .Values "spark-operator" "spark" "jobNamespaces" | default list | uniq | join "," -}}
{{- end -}}
{{- end -}}

{{/*
Annotations of a hook of the test. What the pod needs comes before it.
Takes the weight. Gives YAML.
*/}}
{{- define "spark-platform.test.hook" -}}
helm.sh/hook: test
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
