{{/*
spark-lib.objects.extra: the user's own objects, each a map, or text with template expressions in it.
Takes a dict: `root` and `objects`. Gives YAML documents.
*/}}
{{- define "spark-lib.objects.extra" -}}
{{- range .objects }}
---
{{ tpl (kindIs "string" . | ternary . (toYaml .)) $.root }}
{{- end }}
{{- end -}}
