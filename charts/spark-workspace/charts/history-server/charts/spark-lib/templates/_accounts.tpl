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

{{/*
spark-lib.accounts.exampleId: the account id of examples that an ARN has; empty when it has none.
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
spark-lib.accounts.exampleIn: a role or key of the account that examples have, with the lines to paste; empty when it is of another account.
Takes a dict: `path`, a list of keys, `value`, and `noun`, such as `role`. Gives a message.
*/}}
{{- define "spark-lib.accounts.exampleIn" -}}
{{- with include "spark-lib.accounts.exampleId" .value -}}
{{- $lines := $.value | replace . "ACCOUNT" -}}
{{- range $key := reverse $.path -}}
{{- $lines = dict $key $lines -}}
{{- end -}}
{{- printf "\n%s %s: %s is the account id of examples. Set your %s; `aws sts get-caller-identity` prints your account id:\n\n%s" (join "." $.path) $.value . $.noun (toYaml $lines) -}}
{{- end -}}
{{- end -}}
