{{/*
history-server.name: name of every object: the release's, and in spark-workspace, whose release has other
objects too, with `-history`.
Takes the root context.
*/}}
{{- define "history-server.name" -}}
{{- if .Values.nameOverride -}}
{{- .Values.nameOverride -}}
{{- else -}}
{{- $name := include "spark-lib.names.name" . -}}
{{- if .Chart.IsRoot }}{{ $name }}{{ else }}{{ $name | trunc 45 | trimSuffix "-" }}-history{{ end -}}
{{- end -}}
{{- end -}}

{{/*
history-server.selector: the labels of the server's pods, for selectors.
Takes the root context. Gives lines of YAML.
*/}}
{{- define "history-server.selector" -}}
{{ include "spark-lib.labels.selector" . }}
app.kubernetes.io/component: server
{{- end -}}

{{/*
history-server.isOnKubeflow: `true` where the cluster has Kubeflow's profiles, empty otherwise.
Takes the root context.
*/}}
{{- define "history-server.isOnKubeflow" -}}
{{- if .Capabilities.APIVersions.Has "kubeflow.org/v1/Profile" }}true{{ end -}}
{{- end -}}

{{/*
history-server.accountThere: a service account that is in the namespace anyway.
Takes the root context.
*/}}
{{- define "history-server.accountThere" -}}
{{- ternary "default-editor" "default" (eq (include "history-server.isOnKubeflow" .) "true") -}}
{{- end -}}

{{/*
history-server.settings: the shared blocks as they count here. By itself the chart has no account of Spark's
beside it: it takes one that is in the namespace anyway. An account of its own is called like the server,
unless it has another name.
Takes the root context. Gives a YAML map from block to values.
*/}}
{{- define "history-server.settings" -}}
{{- $settings := include "spark-lib.settings" . | fromYaml -}}
{{- $global := (.Values.global | default dict).serviceAccount | default dict -}}
{{- if and .Values.rbac.serviceAccount.create (not .Values.serviceAccount.name) -}}
{{- $_ := set $settings.serviceAccount "name" (include "history-server.name" .) -}}
{{- else if and .Chart.IsRoot (not $global.name) (not .Values.serviceAccount.name) -}}
{{- $_ := set $settings.serviceAccount "name" (include "history-server.accountThere" .) -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}

{{/*
history-server.image: the image.
Takes the root context.
*/}}
{{- define "history-server.image" -}}
{{- $tag := .Values.image.tag | default (printf "%s-%s" .Values.sparkVersion .Chart.AppVersion) -}}
{{- include "spark-lib.images.reference" (dict "root" .
  "image" (mustMerge (dict "tag" $tag) .Values.image)) -}}
{{- end -}}
