{{/*
spark-platform.test.namespaces: the namespaces in which the test creates an application. These are the
operator's namespaces, or the release's if the operator watches all.
Takes the root context. Gives the names with commas between them.
*/}}
{{- define "spark-platform.test.namespaces" -}}
{{- if include "spark-platform.operator.watchesAll" . -}}
{{- .Release.Namespace -}}
{{- else -}}
{{- index .Values "spark-operator" "spark" "jobNamespaces" | default list | uniq | join "," -}}
{{- end -}}
{{- end -}}
