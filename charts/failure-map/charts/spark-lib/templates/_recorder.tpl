{{/*
spark-lib.recorder.container: the native sidecar, an init container with restartPolicy Always.
Takes a dict: `root`, `settings` and `role`. Gives a YAML map. It has no startupProbe (a failed first attempt
would keep Spark from starting in pods that never restart) and no preStop (it would run at the start of the
pod's end, and burn the grace).
*/}}
{{- define "spark-lib.recorder.container" -}}
name: recorder
image: {{ include "spark-lib.images.reference" (dict "root" .root "image" .settings.recorder.image) | quote }}
imagePullPolicy: {{ .settings.recorder.image.pullPolicy }}
args: [record]
restartPolicy: Always
env:
  {{- include "spark-lib.environment.recorder" . | nindent 2 }}
{{- with include "spark-lib.recorder.resources" . | fromYaml }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "spark-lib.security.container" . | nindent 2 }}
volumeMounts:
  {{- include "spark-lib.volumes.mountsOfRecorder" . | nindent 2 }}
{{- end -}}

{{/*
spark-lib.recorder.resources: resources of the recorder's container, with a request for the room on the node's
disk that the spool and the recorder's /tmp may take, so that the scheduler places the pod on a node with that
room. The request is left out if the user removes all requests.
Takes a dict: `settings`, `role` and `pod`, the user's values of the role. Gives a YAML map.
*/}}
{{- define "spark-lib.recorder.resources" -}}
{{- $own := get .settings.recorder (printf "%sResources" .role) | default dict -}}
{{- if and $own.requests (ne .settings.spool.medium "Memory") -}}
{{- $needs := include "spark-lib.sizes.spoolNeeds" (dict "settings" .settings
  "heap" (.pod.memory | default "1g")) | int64 -}}
{{- $room := add (div (add $needs 1048575) 1048576) 64 -}}
{{- $own = include "spark-lib.merge.maps" (dict
  "base" (dict "requests" (dict "ephemeral-storage" (printf "%dMi" $room))) "over" $own) | fromYaml -}}
{{- end -}}
{{- toYaml $own -}}
{{- end -}}
