{{/*
The operator's image.
Takes the root. Gives registry/repository:tag, as the operator's chart does.
*/}}
{{- define "spark-platform.operator.image" -}}
{{- with index .Values "spark-operator" "image" -}}
{{- printf "%s/%s:%s" .registry .repository (.tag | default $.Chart.AppVersion | toString) -}}
{{- end -}}
{{- end -}}

{{/*
Whether the operator watches every namespace.
Takes the root. Gives "true" or nothing.
*/}}
{{- define "spark-platform.operator.watchesAll" -}}
{{- if has "" (index .Values "spark-operator" "spark" "jobNamespaces" | default list) -}}true{{- end -}}
{{- end -}}

{{/*
Whether there is a webhook.
Takes the root. Gives "true" or nothing.
*/}}
{{- define "spark-platform.operator.hasWebhook" -}}
{{- $operator := index .Values "spark-operator" -}}
{{- if and $operator.enabled $operator.webhook.enable -}}true{{- end -}}
{{- end -}}

{{/*
Names of the operator's CRDs that are on the cluster in another form than in the operator's chart. Helm
installs CRDs once and leaves them alone from then on.
Takes the root. Gives the names with commas; nothing where there is no cluster to ask.
*/}}
{{- define "spark-platform.operator.staleCrds" -}}
{{- $stale := list -}}
{{- with index .Subcharts "spark-operator" -}}
{{- range $path, $content := .Files.Glob "crds/*.yaml" -}}
{{- $wanted := fromYaml (toString $content) -}}
{{- $found := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" ""
  (dig "metadata" "name" "" $wanted) -}}
{{- if $found -}}
{{- $have := dict -}}
{{- range $found.spec.versions }}{{ $_ := set $have .name (toJson .schema) }}{{ end -}}
{{- range $wanted.spec.versions -}}
{{- if ne (toJson .schema) (get $have .name) -}}
{{- $stale = append $stale $wanted.metadata.name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $stale | uniq | join ", " -}}
{{- end -}}
