{{/*
recordings.notes: the text after install and upgrade: the objects of the release, the next steps, and
warnings.
Takes the root context of this chart.
*/}}
{{- define "recordings.notes" -}}
{{- $settings := include "spark-lib.settings" . | fromYaml -}}
{{- $with := dict "root" . "settings" $settings -}}
{{- include "recordings.notes.made" $with }}
{{ include "recordings.notes.look" $with }}
{{- include "recordings.notes.mind" $with }}
{{- end -}}

{{/*
recordings.notes.made: the objects of the release.
Takes a dict: `root` and `settings`, as all of these.
*/}}
{{- define "recordings.notes.made" -}}
{{- $values := .root.Values -}}
{{- $settings := .settings -}}
{{- $storage := $values.storage -}}
Spark jobs in the namespace {{ .root.Release.Namespace }} are recorded as the service account {{ $settings.serviceAccount.name }}.
{{ if eq $storage.type "none" }}
  volume      none: every pod uploads for itself
{{- else }}
  volume      the claim {{ $settings.store.claim }} ({{ include "recordings.notes.volume" .root }})
{{- end }}
  account     {{ $settings.serviceAccount.name }}{{ if not $values.rbac.serviceAccount.create }}, which must be there already{{ end }}{{ if $values.rbac.create }}, with roles for Spark and the recorder{{ end }}
  S3          {{ if $settings.s3.bucket }}{{ include "recordings.notes.url" . }}{{ with $settings.s3.endpoint }} at {{ . }}{{ end }}, credentials: {{ $settings.s3.auth.mode }}{{ else }}none{{ end }}
  templates   the ConfigMap {{ $values.templates.configMap }}, for plain spark-submit
{{- end -}}

{{/*
recordings.notes.url: where recordings are in S3.
*/}}
{{- define "recordings.notes.url" -}}
{{- list (printf "s3://%s" .settings.s3.bucket) (include "spark-lib.s3.prefix" .) "recordings" | compact
  | join "/" -}}
{{- end -}}

{{/*
recordings.notes.volume: where the claim's volume comes from, in words.
Takes the root context.
*/}}
{{- define "recordings.notes.volume" -}}
{{- $storage := .Values.storage -}}
{{- if eq $storage.type "nfs" -}}
{{ $storage.nfs.server }}:{{ $storage.nfs.path }}
{{- else if eq $storage.type "node-folder" -}}
folder {{ include "recordings.storage.nodeFolder" . }} of the node
{{- else if eq $storage.type "existing" -}}
which must be there already
{{- else -}}
{{ $storage.size }}{{ with $storage.storageClass }} of the class {{ . }}{{ end }}
{{- end -}}
{{- end -}}

{{/*
recordings.notes.look: how to look at recordings, and how to check the workspace.
*/}}
{{- define "recordings.notes.look" -}}
{{- if .settings.recorder.enabled }}
Check the volume, the rights in S3, and how the cluster treats Spark's pods. It prints the fix of each problem:

  helm test {{ .root.Release.Name }} --namespace {{ .root.Release.Namespace }}

See what has been recorded, with credentials of your own:

  recorder ls --bucket {{ .settings.s3.bucket }} --prefix {{ include "spark-lib.s3.prefix" . | default "/" }}{{ with .settings.s3.endpoint }} --endpoint {{ . }}{{ end }}{{ with .settings.s3.region }} --region {{ . }}{{ end }}
{{- else }}
The recorder is off: nothing is recorded.
{{- end }}
{{- if .root.Values.reaper.enabled }}

{{ include "recordings.reaper.notes" . }}
{{- end }}
{{- if .root.Values.report.enabled }}

{{ include "recordings.reports.notes" .root }}
{{- end }}
{{- end -}}

{{/*
recordings.notes.mind: warnings to read before relying on the recordings.
*/}}
{{- define "recordings.notes.mind" -}}
{{- $values := .root.Values -}}
{{- $settings := .settings -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $account := $settings.serviceAccount.name -}}
{{- $auth := $settings.s3.auth -}}
{{- if eq $auth.mode "default" }}

Note: s3.auth.mode is default: pods use whatever credentials the AWS SDK finds, such as the node's role. Give them their own
with `irsa`, `pod-identity` or `secret`.
{{- end }}
{{- if and (eq $auth.mode "secret") (not $values.credentials.create) }}

Note: the secret {{ $auth.secret.name }} must be there:

  kubectl create secret generic {{ $auth.secret.name }} --namespace {{ $namespace }} \
    --from-literal={{ $auth.secret.accessKeyIdKey }}=... --from-literal={{ $auth.secret.secretAccessKeyKey }}=...
{{- end }}
{{- if and (eq $auth.mode "irsa") $auth.roleArn (not $values.rbac.serviceAccount.create) }}

Note: the service account {{ $account }} is not made here. It gets its role by

  kubectl annotate serviceaccount {{ $account }} --namespace {{ $namespace }} --overwrite \
    eks.amazonaws.com/role-arn={{ $auth.roleArn }}
{{- end }}
{{- if eq $auth.mode "pod-identity" }}

Note: the service account {{ $account }} needs an association with a role:

  aws eks create-pod-identity-association --cluster-name CLUSTER --namespace {{ $namespace }} \
    --service-account {{ $account }} --role-arn ROLE
{{- $own := include "spark-lib.accounts.ownOfExecutors" (dict "settings" $settings) }}
{{- if and $own (eq $settings.store.transport "direct") }}

Note: with store.transport direct each executor uploads by itself: the service account {{ $own }} needs an association as well:

  aws eks create-pod-identity-association --cluster-name CLUSTER --namespace {{ $namespace }} \
    --service-account {{ $own }} --role-arn ROLE
{{- end }}
{{- end }}
{{- if eq $values.storage.type "node-folder" }}

Note: a folder of the node is for kind and minikube, not for production: it is as safe as the node, and only pods on that node share it.
{{- if not $values.storage.nodeFolder.prepare }}
User 185 must be able to write to it. On the node, as root:

  install -d -o 185 -g 185 {{ include "recordings.storage.nodeFolder" .root }}
{{- end }}
{{- end }}
{{- if and (has "ReadWriteOnce" $values.storage.accessModes) (not (has "ReadWriteMany" $values.storage.accessModes)) (include "recordings.storage.makesClaim" .root) }}

Note: the claim is ReadWriteOnce: all pods of a job must run on one node.
{{- end }}
{{- if $settings.recorder.enabled }}
{{- with include "spark-lib.agents.notes" . }}

{{ . }}
{{- end }}
{{- end }}
{{- if and $values.storage.keep (include "recordings.storage.makesClaim" .root) }}

`helm uninstall` leaves the claim {{ $settings.store.claim }}; a release called {{ .root.Release.Name }} takes it over again.
{{- end }}
{{- end -}}
