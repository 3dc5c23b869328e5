{{/*
history-server.shapes: fails where a value has a form that this chart does not read, with the same value in the form that it does.
Takes a dict: `root` and `settings`.
*/}}
{{- define "history-server.shapes" -}}
{{- $values := .root.Values -}}
{{- $with := dict "root" .root "shared" false -}}
{{- include "spark-lib.shapes" . -}}
{{- if hasKey $values "ingress" -}}
{{- $gateway := dict "type" (ternary "none" "ingress" (eq (default dict $values.ingress).enabled false)) -}}
{{- include "spark-lib.shapes.refuse" (mustMerge (dict "path" (list "gateway") "value" $gateway "said" "ingress is called gateway here, as it may be another thing than an Ingress: host names are gateway.hosts, the class is gateway.ingress.className. Set:") $with) -}}
{{- end -}}
{{- include "spark-lib.shapes.image" (mustMerge (dict "path" (list "image") "image" $values.image "example" (printf "%s-%s" $values.sparkVersion .root.Chart.AppVersion)) $with) -}}
{{- include "spark-lib.shapes.conf" (mustMerge (dict "path" (list "sparkConf") "value" $values.sparkConf) $with) -}}
{{- include "spark-lib.shapes.byName" (mustMerge (dict "path" (list "env") "value" $values.env "by" "name") $with) -}}
{{- include "spark-lib.shapes.jvmSize" (mustMerge (dict "path" (list "memory") "value" $values.memory "units" "mg") $with) -}}
{{- include "spark-lib.shapes.quantity" (mustMerge (dict "path" (list "storage" "size") "value" $values.storage.size) $with) -}}
{{- include "spark-lib.shapes.resources" (mustMerge (dict "path" (list "resources") "value" $values.resources) $with) -}}
{{- end -}}
