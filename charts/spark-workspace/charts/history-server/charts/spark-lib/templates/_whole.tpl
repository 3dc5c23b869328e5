{{/*
spark-lib.whole: fails where a pod, as it comes out of all values, has a part that Kubernetes would refuse though each value is right by
itself: a volume without a source or with two, a mount without a volume, a variable from nowhere or from two places, a probe with two handlers or none.
Takes a dict: `root`, `path` (where the user's values of the pod are), `template`, and `volumes`, names of volumes that come from elsewhere.
*/}}
{{- define "spark-lib.whole" -}}
{{- $spec := .template.spec | default dict -}}
{{- $names := .volumes | default list -}}
{{- range $volume := $spec.volumes -}}
{{- $names = append $names $volume.name -}}
{{- include "spark-lib.whole.volume" (mustMerge (dict "volume" $volume) $) -}}
{{- end -}}
{{- range $container := concat ($spec.initContainers | default list) ($spec.containers | default list) -}}
{{- range $mount := $container.volumeMounts -}}
{{- if not (or (has $mount.name $names) (regexMatch "^(spark|hadoop)-" (toString $mount.name))) -}}
{{- include "spark-lib.shapes.refuse" (dict "root" $.root "shared" false "path" (append $.path "volumes") "value" (dict ($mount.name | default "data") (dict "emptyDir" dict)) "said" (printf "the container %s mounts a volume %q at %s, which the pod has not. Add it:" $container.name ($mount.name | default "") $mount.mountPath)) -}}
{{- end -}}
{{- end -}}
{{- range $variable := $container.env -}}
{{- include "spark-lib.whole.variable" (mustMerge (dict "container" $container "variable" $variable) $) -}}
{{- end -}}
{{- range $field := list "livenessProbe" "readinessProbe" "startupProbe" -}}
{{- if hasKey $container $field -}}
{{- include "spark-lib.whole.handler" (mustMerge (dict "container" $container "field" $field "of" $container) $) -}}
{{- end -}}
{{- end -}}
{{- range $field := list "postStart" "preStop" -}}
{{- if hasKey ($container.lifecycle | default dict) $field -}}
{{- include "spark-lib.whole.handler" (mustMerge (dict "container" $container "field" $field "of" $container.lifecycle) $) -}}
{{- end -}}
{{- end -}}
{{- range $source := $container.envFrom -}}
{{- $sources := omit $source "prefix" | keys | sortAlpha -}}
{{- if ne (len $sources) 1 -}}
{{- include "spark-lib.shapes.refuse" (dict "root" $.root "shared" false "path" (append $.path "envFrom") "value" (list (dict "configMapRef" (dict "name" "my-config"))) "said" (printf "the container %s has an item of envFrom with %s: each has one source, a ConfigMap or a secret. Set, for example:" $container.name (join " and " $sources | default "no source"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.volume: refuses a volume that has not one source.
Takes what spark-lib.whole takes, and `volume`.
*/}}
{{- define "spark-lib.whole.volume" -}}
{{- $sources := omit .volume "name" | keys | sortAlpha -}}
{{- if ne (len $sources) 1 -}}
{{- $one := ternary (dict "emptyDir" dict) (pick .volume (first (append $sources ""))) (empty $sources) -}}
{{- include "spark-lib.shapes.refuse" (dict "root" .root "shared" false "path" (concat .path (list "volumes" .volume.name)) "value" $one "said" (printf "the volume %s has %s: it needs one source%s. Set:" .volume.name (ternary "none" (join " and " $sources) (empty $sources)) (ternary "" ", and null takes one out" (empty $sources)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.variable: refuses a variable with a value and a source, or with none or two of those.
Takes what spark-lib.whole takes, and `container` and `variable`.
*/}}
{{- define "spark-lib.whole.variable" -}}
{{- $from := .variable.valueFrom | default dict | keys | sortAlpha -}}
{{- $has := concat (ternary (list "value") list (ne (toString (.variable.value | default "")) "")) $from -}}
{{- if or (gt (len $has) 1) (and (hasKey .variable "valueFrom") (empty $from)) -}}
{{- include "spark-lib.shapes.refuse" (dict "root" .root "shared" false "path" (concat .path (list "env" .variable.name)) "value" (dict "valueFrom" (dict "secretKeyRef" (dict "name" "my-secret" "key" "my-key"))) "said" (printf "the variable %s of the container %s has %s: it needs a value or one source. Set, for example:" .variable.name .container.name (join " and " $has | default "an empty valueFrom"))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.handler: refuses a probe or a hook that has not one handler.
Takes what spark-lib.whole takes, and `container`, `field` and `of`, the map that has the field.
*/}}
{{- define "spark-lib.whole.handler" -}}
{{- $kinds := list "exec" "grpc" "httpGet" "sleep" "tcpSocket" -}}
{{- $has := list -}}
{{- range $kind := $kinds -}}
{{- if hasKey (get $.of $.field | default dict) $kind -}}
{{- $has = append $has $kind -}}
{{- end -}}
{{- end -}}
{{- if ne (len $has) 1 -}}
{{- $one := dict .field (dict "exec" (dict "command" (list "/bin/true"))) -}}
{{- if has .field (list "postStart" "preStop") -}}
{{- $one = dict "lifecycle" $one -}}
{{- end -}}
{{- include "spark-lib.shapes.refuse" (dict "root" .root "shared" false "path" (append (has "spec" .path | ternary .path (concat .path (list "podTemplate" "spec"))) "containers") "value" (list (mustMerge (dict "name" .container.name) $one)) "said" (printf "the container %s has %s in its %s: it needs one handler. Set, for example:" .container.name (join " and " $has | default "no handler") .field)) -}}
{{- end -}}
{{- end -}}
