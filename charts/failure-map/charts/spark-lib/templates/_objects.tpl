{{/*
spark-lib.metadata: the metadata of an object: name, namespace, labels and annotations.
Takes a dict. Gives lines of YAML.
- `root`: the root context
- `name`: the name; without it, spark-lib.names.name
- `suffix`: the end of the name, after a hyphen
- `namespace`: the namespace; without it, the release's
- `labels`: labels, which replace standard ones
- `annotations`: annotations
- `clusterScoped`: true for an object that has no namespace
*/}}
{{- define "spark-lib.metadata" -}}
name: {{ list (.name | default (include "spark-lib.names.name" .root)) .suffix | compact | join "-" | quote }}
{{- if not .clusterScoped }}
namespace: {{ .namespace | default .root.Release.Namespace | quote }}
{{- end }}
labels:
  {{- $standard := include "spark-lib.labels.standard" .root | fromYaml }}
  {{- include "spark-lib.merge.maps" (dict "base" $standard "over" (.labels | default dict)) | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
spark-lib.objects.extra: the user's own objects, each a map or a text with template expressions.
Takes a dict: `root` and `objects`. Gives YAML documents.
*/}}
{{- define "spark-lib.objects.extra" -}}
{{- range .objects }}
---
{{ tpl (kindIs "string" . | ternary . (toYaml .)) $.root }}
{{- end }}
{{- end -}}
