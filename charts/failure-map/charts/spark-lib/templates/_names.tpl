{{/*
spark-lib.names.name: the name of a release's objects.
Takes the root context: `nameOverride` of the chart's values, otherwise the release's name. Gives a DNS label
of at most 53 characters.
*/}}
{{- define "spark-lib.names.name" -}}
{{- .Values.nameOverride | default .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{/*
spark-lib.names.chart: chart and version, for the label helm.sh/chart.
Takes the root context.
*/}}
{{- define "spark-lib.names.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/*
spark-lib.names.validate: refuses a name that Kubernetes refuses.
Takes a dict: `root`, `name`, `form`, `what`, the beginning of the message, and `set`, the values to paste.
The form is `label`, for Services and SparkApplications, or `subdomain`, for other objects.
*/}}
{{- define "spark-lib.names.validate" -}}
{{- $form := get (include "spark-lib.names.forms" . | fromYaml) .form -}}
{{- $name := toString .name -}}
{{- if or (gt (len $name) (int $form.most)) (not (regexMatch $form.pattern $name)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list (printf "%s:" .what) $form.rule (ternary "Set:" "" (not (empty .set))) | compact)
  "set" .set) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.names.forms: the forms of names in Kubernetes. Gives a YAML map.
*/}}
{{- define "spark-lib.names.forms" -}}
label:
  pattern: "^[a-z]([-a-z0-9]*[a-z0-9])?$"
  most: 63
  rule: its name begins with a letter, and has nothing but a-z, 0-9 and hyphens, at most 63 of them.
subdomain:
  pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"
  most: 253
  rule: its name has nothing but a-z, 0-9, hyphens and dots, at most 253 of them.
{{- end -}}
