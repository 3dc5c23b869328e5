{{/*
spark-workspace.validations.account: refuses a history server that runs as an account which neither the chart
makes nor the values name.
Takes the root context. Gives nothing.
*/}}
{{- define "spark-workspace.validations.account" -}}
{{- $server := index .Values "history-server" -}}
{{- $global := (.Values.global | default dict).serviceAccount | default dict -}}
{{- $own := $server.serviceAccount | default dict -}}
{{- $isAlone := and $server.enabled (not .Values.recordings.enabled) -}}
{{- if and $isAlone (not $global.name) (not $own.name) (not $server.rbac.serviceAccount.create) -}}
{{- $account := dict "serviceAccount" (dict "name" (include "history-server.accountThere" .)) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "recordings.enabled is false, so that nobody makes the account spark,"
    "as which the history server would run. Name one that is there"
    (printf "(kubectl get serviceaccounts --namespace %s):" .Release.Namespace))
  "set" (dict "global" $account)
  "more" (list (dict "set" (dict "history-server" $account)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-workspace.validations.executors: refuses the same account for the history server and for the executors.
Takes the root context. Gives nothing.
*/}}
{{- define "spark-workspace.validations.executors" -}}
{{- $server := index .Subcharts "history-server" -}}
{{- $recordings := index .Subcharts "recordings" -}}
{{- $both := and $server $recordings -}}
{{- if and $both $server.Values.rbac.serviceAccount.create
  $recordings.Values.rbac.executorServiceAccount.create -}}
{{- $name := (include "history-server.settings" $server | fromYaml).serviceAccount.name -}}
{{- $settings := include "spark-lib.settings" $recordings | fromYaml -}}
{{- if eq $name (include "spark-lib.accounts.ownOfExecutors" (dict "settings" $settings)) -}}
{{- $usual := include "history-server.name" $server -}}
{{- $executors := dict "global" (dict "serviceAccount" (dict "executor" "spark-executor")) -}}
{{- $servers := dict "history-server" (dict "serviceAccount" (dict "name" $usual)) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "the service account %s would be both the history server's and that of executors," $name)
    "which has no role. Let each have its own:")
  "set" (ternary $executors $servers (eq $name $usual))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
