{{/*
recordings.reaper.name: the name of the CronJob that runs the reaper, at most 52 characters with its suffix.
Takes the root context.
*/}}
{{- define "recordings.reaper.name" -}}
{{- include "spark-lib.names.name" . | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{/*
recordings.reaper.notes: how to run the reaper now.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.reaper.notes" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $reaper := .root.Values.reaper -}}
{{- $job := printf "%s-reaper" (include "recordings.reaper.name" .root) -}}
{{- if eq .settings.store.transport "direct" -}}
Warning: the reaper runs, but `recorder reap` refuses store.transport direct: every run fails. Set recordings.reaper.enabled to false.
{{- else -}}
Applications of lost drivers are finished by the schedule {{ $reaper.schedule }}{{ if $reaper.suspend }}, which is suspended{{ end }}. To finish them now:

  kubectl create job --from=cronjob/{{ $job }} reap-now --namespace {{ $namespace }}
  kubectl logs --follow job/reap-now --namespace {{ $namespace }}
{{- end -}}
{{- end -}}
