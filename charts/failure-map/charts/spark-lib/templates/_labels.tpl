{{/*
spark-lib.labels.selector: the labels that never change in the life of a release, for selectors.
Takes the root context. Gives lines of YAML.
*/}}
{{- define "spark-lib.labels.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/*
spark-lib.labels.common: the user's labels of every object: `global.commonLabels` under the chart's own.
Takes the root context. Gives a YAML map.
*/}}
{{- define "spark-lib.labels.common" -}}
{{- $labels := dict -}}
{{- range $from := list (.Values.global | default dict) .Values -}}
{{- include "spark-lib.merge.lay" (dict "into" $labels "over" (get $from "commonLabels" | default dict)) -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}

{{/*
spark-lib.labels.standard: the labels of every object. The user's common labels replace none of the chart's.
Takes the root context. Gives lines of YAML.
*/}}
{{- define "spark-lib.labels.standard" -}}
{{- $labels := include "spark-lib.labels.selector" . | fromYaml -}}
{{- $own := dict "app.kubernetes.io/version" .Chart.AppVersion "app.kubernetes.io/managed-by" .Release.Service
  "app.kubernetes.io/part-of" "spark-recorder" "helm.sh/chart" (include "spark-lib.names.chart" .) -}}
{{- mustMerge $labels $own (include "spark-lib.labels.common" . | fromYaml) | toYaml -}}
{{- end -}}

{{/*
spark-lib.labels.outsideOfMesh: labels of a pod that stays outside of Istio's mesh, with sidecars and in
ambient mode.
Takes a dict: `settings`. Gives a YAML map, empty where there is no mesh.
*/}}
{{- define "spark-lib.labels.outsideOfMesh" -}}
{{- $labels := dict -}}
{{- if eq .settings.mesh.type "istio" -}}
{{- $labels = dict "sidecar.istio.io/inject" "false" "istio.io/dataplane-mode" "none" -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}
