{{/*
Name of what this chart makes itself.
Takes the root. Gives <release>-webhook-test, at most 63 characters.
*/}}
{{- define "spark-platform.names.test" -}}
{{- printf "%s-webhook-test" (.Release.Name | trunc 50 | trimSuffix "-") -}}
{{- end -}}

{{/*
Labels of what this chart makes itself. They are no labels of the operator's pods, so that its webhook's service
does not select ours.
Takes the root. Gives YAML.
*/}}
{{- define "spark-platform.names.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: webhook-test
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: spark-recorder
{{- end -}}
