{{/*
recordings.reports.name: the name of the CronJob that makes reports, at most 52 characters.
Takes the root context.
*/}}
{{- define "recordings.reports.name" -}}
{{- include "spark-lib.names.name" . | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{/*
recordings.reports.arguments: the arguments of the recorder's command. The event logs are named if they are in
the bucket of the recordings and not where the command looks by itself.
Takes a dict: `root` and `settings`. Gives a YAML list.
*/}}
{{- define "recordings.reports.arguments" -}}
{{- $arguments := list "report" "--missing" -}}
{{- with .root.Values.report.since -}}
{{- $arguments = concat $arguments (list "--since" .) -}}
{{- end -}}
{{- $dir := .settings.eventLog.dir | default "" | trimSuffix "/" -}}
{{- if hasPrefix (printf "s3a://%s/" .settings.s3.bucket) $dir -}}
{{- $arguments = concat $arguments (list "--event-log" (replace "s3a://" "s3://" $dir)) -}}
{{- end -}}
{{- toYaml $arguments -}}
{{- end -}}

{{/*
recordings.reports.shapes: refuses an age in a form that the recorder does not read.
Takes the root context.
*/}}
{{- define "recordings.reports.shapes" -}}
{{- $since := include "spark-lib.text" .Values.report.since -}}
{{- if not (regexMatch "^([0-9]{1,5}[dhm])?$" $since) -}}
{{- $number := regexFind "^[0-9]{1,5}" $since | default "7" -}}
{{- $letter := trimPrefix $number $since | trim | lower | trunc 1 -}}
{{- include "spark-lib.refuse.at" (dict "root" .
  "what" (list
    (printf "report.since %q: the recorder reads a number and one letter," $since)
    "d, h or m, such as 7d. Set:")
  "path" (list "recordings" "report" "since")
  "value" (printf "%s%s" $number (ternary $letter "d" (has $letter (list "d" "h" "m"))))) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.reports.validations: refuses reports of recordings in no bucket.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.reports.validations" -}}
{{- if and .root.Values.report.enabled (not .settings.s3.bucket) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "report.enabled: reports are made of recordings in S3, and no bucket is named. Name it:"
  "set" (dict "global" (dict "s3" (dict "bucket" "my-bucket")))
  "more" (list (dict
    "what" "or make no reports:"
    "set" (dict "recordings" (dict "report" (dict "enabled" false)))))) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.reports.notes: how to have reports made now.
Takes the root context.
*/}}
{{- define "recordings.reports.notes" -}}
{{- $namespace := .Release.Namespace -}}
{{- $job := printf "%s-report" (include "recordings.reports.name" .) -}}
Reports are made by the schedule {{ .Values.report.schedule }}{{ if .Values.report.suspend }}, which is suspended{{ end }}. To make them now:

  kubectl create job --from=cronjob/{{ $job }} report-now --namespace {{ $namespace }}
  kubectl logs --follow job/report-now --namespace {{ $namespace }}
{{- end -}}
