{{/*
spark-workspace.validations: what this version does not have yet.
Takes the root context. Fails with the lines to paste.
*/}}
{{- define "spark-workspace.validations" -}}
{{- if (index .Values "history-server").enabled -}}
{{- fail "\nhistory-server.enabled is true, but there is no history server in this version. Set:\n\nhistory-server:\n  enabled: false" -}}
{{- end -}}
{{- end -}}
