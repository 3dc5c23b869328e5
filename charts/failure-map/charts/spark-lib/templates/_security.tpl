{{/*
spark-lib.security.pod: security context of every pod; it passes Pod Security `restricted`.
Takes a dict: `over`, the user's own keys, which win; `null` takes one out. One user and group (185, Spark's)
for the JVM and the recorder: dumps and crash logs are readable by their owner alone.
*/}}
{{- define "spark-lib.security.pod" -}}
{{- $default := dict "runAsNonRoot" true "runAsUser" 185 "runAsGroup" 185 "fsGroup" 185 "fsGroupChangePolicy"
  "OnRootMismatch" "seccompProfile" (dict "type" "RuntimeDefault") -}}
{{- include "spark-lib.merge.maps" (dict "base" $default "over" (.over | default dict)) -}}
{{- end -}}

{{/*
spark-lib.security.container: security context of a container that is ours.
Takes nothing. Nothing is written outside of volumes.
*/}}
{{- define "spark-lib.security.container" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
readOnlyRootFilesystem: true
{{- end -}}

{{/*
spark-lib.security.spark: security context of the Spark container.
Takes a dict: `over`, the user's own keys, which win; `null` takes one out. Its file system stays writable:
Spark writes to its work directory.
*/}}
{{- define "spark-lib.security.spark" -}}
{{- $default := dict "allowPrivilegeEscalation" false "capabilities" (dict "drop" (list "ALL")) -}}
{{- include "spark-lib.merge.maps" (dict "base" $default "over" (.over | default dict)) -}}
{{- end -}}
