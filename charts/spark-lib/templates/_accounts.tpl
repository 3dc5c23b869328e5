{{/*
spark-lib.accounts.name: the service account of a role's pods.
Takes a dict: `settings` and `role`.
*/}}
{{- define "spark-lib.accounts.name" -}}
{{- $account := .settings.serviceAccount -}}
{{- ternary ($account.executor | default $account.name) $account.name (eq .role "executor") -}}
{{- end -}}

{{/*
spark-lib.accounts.ownOfExecutors: the account that executors alone have; empty when they share Spark's.
Takes a dict: `settings`.
*/}}
{{- define "spark-lib.accounts.ownOfExecutors" -}}
{{- $account := .settings.serviceAccount -}}
{{- if ne ($account.executor | default $account.name) $account.name -}}
{{- $account.executor -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.accounts.exampleIds: AWS account ids that documentation uses and nobody has. Gives a YAML list.
*/}}
{{- define "spark-lib.accounts.exampleIds" -}}
["000000000000", "111111111111", "111122223333", "123456789012", "444455556666", "999999999999"]
{{- end -}}
