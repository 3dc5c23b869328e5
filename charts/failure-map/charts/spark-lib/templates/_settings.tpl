{{/*
spark-lib.settings.blocks: the names of the shared blocks. Gives a YAML list.
*/}}
{{- define "spark-lib.settings.blocks" -}}
[recorder, grace, spool, store, serviceAccount, s3, agent, heapDump, crashLog, eventLog, mesh, commonLabels]
{{- end -}}

{{/*
spark-lib.settings: the shared blocks of a chart. `global.<block>` replaces spark-lib's defaults, and the
chart's own block replaces both. `null` removes a key.
Takes the root context. Gives a YAML map from block to values; read it with `include "spark-lib.settings" . |
fromYaml`.
*/}}
{{- define "spark-lib.settings" -}}
{{- $defaults := index .Values "spark-lib" | default dict -}}
{{- $global := .Values.global | default dict -}}
{{- $settings := dict -}}
{{- range $block := include "spark-lib.settings.blocks" . | fromYamlArray -}}
{{- $value := dict -}}
{{- range $from := list $defaults $global $.Values -}}
{{- include "spark-lib.merge.lay" (dict "into" $value "over" (get $from $block | default dict)) -}}
{{- end -}}
{{- $_ := set $settings $block $value -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}
