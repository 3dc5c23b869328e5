{{/*
history-server.shapes: refuses a value in a form that this chart does not read, and shows it in the right
form.
Takes a dict: `root` and `settings`.
*/}}
{{- define "history-server.shapes" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- include "spark-lib.shapes" . -}}
{{- if hasKey $values "ingress" -}}
{{- $isOff := eq (default dict $values.ingress).enabled false -}}
{{- include "spark-lib.refuse" (dict "root" $root
  "what" (list
    "ingress is called gateway here, as it may be another thing than an Ingress:"
    "host names are gateway.hosts, the class is gateway.ingress.className. Set:")
  "set" (dict "gateway" (dict "type" (ternary "none" "ingress" $isOff)))) -}}
{{- end -}}
{{- include "spark-lib.shapes.image" (dict "root" $root
  "path" (list "image") "image" $values.image
  "example" (printf "%s-%s" $values.sparkVersion $root.Chart.AppVersion)) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root
  "path" (list "sparkConf") "value" $values.sparkConf) -}}
{{- include "spark-lib.shapes.byName" (dict "root" $root
  "path" (list "env") "value" $values.env "by" "name") -}}
{{- include "spark-lib.shapes.jvmSize" (dict "root" $root
  "path" (list "memory") "value" $values.memory "units" "mg") -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "storage" "size") "value" $values.storage.size) -}}
{{- include "spark-lib.shapes.resources" (dict "root" $root
  "path" (list "resources") "value" $values.resources) -}}
{{- end -}}
