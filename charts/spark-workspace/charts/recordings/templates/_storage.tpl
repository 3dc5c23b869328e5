{{/*
recordings.storage.makesVolume: `true` where the chart makes the volume itself, empty otherwise.
Takes the root context.
*/}}
{{- define "recordings.storage.makesVolume" -}}
{{- if has .Values.storage.type (list "nfs" "node-folder") }}true{{ end -}}
{{- end -}}

{{/*
recordings.storage.makesClaim: `true` where the chart makes the claim, empty otherwise.
Takes the root context.
*/}}
{{- define "recordings.storage.makesClaim" -}}
{{- if not (has .Values.storage.type (list "existing" "none")) }}true{{ end -}}
{{- end -}}

{{/*
recordings.storage.isMounted: `true` where recorders meet on a volume, empty otherwise.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.storage.isMounted" -}}
{{- if and (eq .settings.store.transport "shared-volume") (ne .root.Values.storage.type "none") }}true{{ end -}}
{{- end -}}

{{/*
recordings.storage.volumeName: name of the volume that the chart makes. Volumes have no namespace: the name
holds it, and the release's. A namespace has no dot in its name, so that no two of them come to the same.
Takes the root context.
*/}}
{{- define "recordings.storage.volumeName" -}}
{{- printf "%s.%s.recordings" .Release.Namespace .Release.Name -}}
{{- end -}}

{{/*
recordings.storage.nodeFolder: path of the folder on the node.
Takes the root context.
*/}}
{{- define "recordings.storage.nodeFolder" -}}
{{- .Values.storage.nodeFolder.path | default (printf "/var/lib/spark-recorder/%s" .Release.Namespace) -}}
{{- end -}}

{{/*
recordings.storage.annotations: annotations of the claim or of the volume: that Helm leaves it where it is,
and the user's own.
Takes a dict: `root` and `own`. Gives a YAML map.
*/}}
{{- define "recordings.storage.annotations" -}}
{{- $annotations := dict -}}
{{- if .root.Values.storage.keep -}}
{{- $_ := set $annotations "helm.sh/resource-policy" "keep" -}}
{{- end -}}
{{- mustMerge $annotations (.own | default dict) | toYaml -}}
{{- end -}}
