{{/*
spark-lib.accounts.name: the service account of a role's pods.
Takes a dict: `settings` and `role`.
*/}}
{{- define "spark-lib.accounts.name" -}}
{{- $account := .settings.serviceAccount -}}
{{- ternary ($account.executor | default $account.name) $account.name (eq .role "executor") -}}
{{- end -}}

{{/*
spark-lib.accounts.ownOfExecutors: the account of executors alone; empty if they share Spark's.
Takes a dict: `settings`.
*/}}
{{- define "spark-lib.accounts.ownOfExecutors" -}}
{{- $account := .settings.serviceAccount -}}
{{- if ne ($account.executor | default $account.name) $account.name -}}
{{- $account.executor -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.accounts.exampleIds: AWS account ids of documentation, which belong to no user. Gives a YAML list.
*/}}
{{- define "spark-lib.accounts.exampleIds" -}}
["000000000000", "111111111111", "111122223333", "123456789012", "444455556666", "999999999999"]
{{- end -}}

{{/*
spark-lib.accounts.exampleId: the account id of documentation in an ARN; empty if the ARN has another one.
Takes a string.
*/}}
{{- define "spark-lib.accounts.exampleId" -}}
{{- $arn := . | toString -}}
{{- range $id := include "spark-lib.accounts.exampleIds" $ | fromYamlArray -}}
{{- if and (hasPrefix "arn:" $arn) (contains (printf ":%s:" $id) $arn) -}}
{{- $id -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.accounts.refuseExample: refuses an ARN with an account id of documentation.
Takes a dict: `root`, `path`, a list of keys, `arn`, and `noun`, such as `role`.
*/}}
{{- define "spark-lib.accounts.refuseExample" -}}
{{- with include "spark-lib.accounts.exampleId" .arn -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root
  "what" (list
    (printf "%s %s: %s is the account id of examples." (join "." $.path) $.arn .)
    (printf "Set your %s; `aws sts get-caller-identity` prints your account id:" $.noun))
  "path" $.path
  "value" ($.arn | replace . "ACCOUNT")) -}}
{{- end -}}
{{- end -}}
