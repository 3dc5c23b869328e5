{{/*
spark-lib.network.rules: rules of a NetworkPolicy by name, without those that are `null`.
Takes a map. Gives a YAML list, each rule below a comment with its name; nothing for none.
*/}}
{{- define "spark-lib.network.rules" -}}
{{- range $name, $rule := . }}
{{- if not (kindIs "invalid" $rule) }}
# {{ $name }}
- {{- include "spark-lib.merge.clean" $rule | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}
