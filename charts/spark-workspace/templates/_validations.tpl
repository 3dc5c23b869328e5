{{/*
spark-workspace.validations.account: somebody makes the account that the history server runs as, or a person says which one is there.
Takes the root context. Fails with the lines to paste.
*/}}
{{- define "spark-workspace.validations.account" -}}
{{- $server := index .Values "history-server" -}}
{{- $global := (.Values.global | default dict).serviceAccount | default dict -}}
{{- $own := $server.serviceAccount | default dict -}}
{{- if and $server.enabled (not .Values.recordings.enabled) (not $global.name) (not $own.name) (not $server.rbac.serviceAccount.create) -}}
{{- $there := include "history-server.accountThere" . -}}
{{- fail (printf "\nrecordings.enabled is false, so that nobody makes the account spark, as which the history server would run. Name one that is there (kubectl get serviceaccounts --namespace %s):\n\nglobal:\n  serviceAccount:\n    name: %s\n\nhistory-server:\n  serviceAccount:\n    name: %s" .Release.Namespace $there $there) -}}
{{- end -}}
{{- end -}}
