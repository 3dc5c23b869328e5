{{/*
spark-lib.images.reference: one image, ready for a pod.
Takes a dict: `root` (root context) and `image` {registry, repository, tag, digest}. `global.imageRegistry`
replaces the registry. An empty tag means the chart's appVersion, and a number (`--set image.tag=14469`) its
text. A digest wins over the tag, which stays in the reference for readers.
*/}}
{{- define "spark-lib.images.reference" -}}
{{- $global := .root.Values.global | default dict -}}
{{- $registry := $global.imageRegistry | default .image.registry -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion | include "spark-lib.text" -}}
{{- $name := ternary (printf "%s/%s" $registry .image.repository) .image.repository
  (ne ($registry | default "") "") -}}
{{- if .image.digest -}}
{{- printf "%s:%s@%s" $name $tag .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name $tag -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.images.pullSecrets: the names of the pull secrets of `global.imagePullSecrets` and of the chart's
`imagePullSecrets`, each once.
Takes the root context. Gives a YAML list of names (`[]` for none).
*/}}
{{- define "spark-lib.images.pullSecrets" -}}
{{- $global := .Values.global | default dict -}}
{{- concat ($global.imagePullSecrets | default list) (.Values.imagePullSecrets | default list) | uniq
  | toJson -}}
{{- end -}}

{{/*
spark-lib.images.pullSecretsOfPod: the same, as `imagePullSecrets` of a pod's spec; nothing when there are
none.
Takes the root context.
*/}}
{{- define "spark-lib.images.pullSecretsOfPod" -}}
{{- with include "spark-lib.images.pullSecrets" . | fromJsonArray }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}
