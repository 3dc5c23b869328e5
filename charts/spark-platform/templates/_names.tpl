{{/*
spark-platform.names.test: the name of the test's objects.
Takes the root context. Gives <release>-webhook-test, at most 63 characters.
*/}}
{{- define "spark-platform.names.test" -}}
{{- printf "%s-webhook-test" (.Release.Name | trunc 50 | trimSuffix "-") -}}
{{- end -}}

{{/*
spark-platform.metadata: metadata of the objects that this chart makes itself. Their labels differ from those
of the operator's pods, so that the Service of its webhook does not select ours.
Takes the dict of spark-lib.metadata, and `component`. Gives lines of YAML.
*/}}
{{- define "spark-platform.metadata" -}}
{{- $labels := mustMerge (dict "app.kubernetes.io/component" .component) (.labels | default dict) -}}
{{- include "spark-lib.metadata" (mustMerge (dict "labels" $labels) (omit . "labels")) -}}
{{- end -}}

{{/*
spark-platform.test.metadata: metadata of an object of the test.
Takes a dict: `root`, `weight`, and, where needed, `namespace`, `labels` and `annotations`.
*/}}
{{- define "spark-platform.test.metadata" -}}
{{- $hook := dict
  "helm.sh/hook" "test"
  "helm.sh/hook-weight" (toString .weight)
  "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded" -}}
{{- $own := dict
  "component" "webhook-test"
  "name" (include "spark-platform.names.test" .root)
  "annotations" (mustMerge $hook (.annotations | default dict)) -}}
{{- include "spark-platform.metadata" (mustMerge $own (omit . "weight" "annotations")) -}}
{{- end -}}
