{{/*
spark-lib.recorder.container: the sidecar, a native one (init container with restartPolicy Always).
Takes a dict: `root`, `settings` and `role`. Gives a YAML map. It has no startupProbe (a failed first attempt would keep Spark from
starting in pods that never restart) and no preStop (it would run at the start of the pod's end, and burn the grace).
*/}}
{{- define "spark-lib.recorder.container" -}}
name: recorder
image: {{ include "spark-lib.images.reference" (dict "root" .root "image" .settings.recorder.image) | quote }}
imagePullPolicy: {{ .settings.recorder.image.pullPolicy }}
args: [record]
restartPolicy: Always
env:
  {{- include "spark-lib.environment.recorder" . | nindent 2 }}
{{- with get .settings.recorder (printf "%sResources" .role) }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "spark-lib.security.container" . | nindent 2 }}
volumeMounts:
  {{- include "spark-lib.volumes.mountsOfRecorder" . | nindent 2 }}
{{- end -}}
