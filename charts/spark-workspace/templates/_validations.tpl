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

{{/*
spark-workspace.validations.executors: the history server and the executors do not each make the same account.
Takes the root context. Fails with the lines to paste.
*/}}
{{- define "spark-workspace.validations.executors" -}}
{{- $server := index .Subcharts "history-server" -}}
{{- $recordings := index .Subcharts "recordings" -}}
{{- if and $server $recordings $server.Values.rbac.serviceAccount.create $recordings.Values.rbac.executorServiceAccount.create -}}
{{- $name := (include "history-server.settings" $server | fromYaml).serviceAccount.name -}}
{{- $own := include "spark-lib.accounts.ownOfExecutors" (dict "settings" (include "spark-lib.settings" $recordings | fromYaml)) -}}
{{- if eq $name $own -}}
{{- $usual := include "history-server.name" $server -}}
{{- $lines := eq $name $usual | ternary "global:\n  serviceAccount:\n    executor: spark-executor" (printf "history-server:\n  serviceAccount:\n    name: %s" $usual) -}}
{{- fail (printf "\nthe service account %s would be both the history server's and that of executors, which has no role. Let each have its own:\n\n%s" $name $lines) -}}
{{- end -}}
{{- end -}}
{{- end -}}
