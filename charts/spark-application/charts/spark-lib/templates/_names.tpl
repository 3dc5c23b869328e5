{{/*
spark-lib.names.name: what the objects of a release are called.
Takes the root context: `nameOverride` of the chart's values, otherwise the release's name. Gives a DNS label of at most 53 characters.
*/}}
{{- define "spark-lib.names.name" -}}
{{- .Values.nameOverride | default .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{/*
spark-lib.names.chart: chart and version, as the label helm.sh/chart wants it.
Takes the root context.
*/}}
{{- define "spark-lib.names.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}
