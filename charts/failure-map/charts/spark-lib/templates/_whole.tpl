{{/*
spark-lib.whole: refuses a pod that Kubernetes would refuse although each value is right by itself:
- a volume with no source or with two
- a mount without a volume
- a variable with no source or with two
- a probe or a hook with no handler or with two
Takes a dict: `root`, `path` (of the user's values of the pod), `template`, and `volumes`, names of volumes
that come from elsewhere.
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
{{- $name := $mount.name | default "" -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root
  "what" (list
    (printf "the container %s mounts a volume %q at %s," $container.name $name $mount.mountPath)
    "which the pod has not. Add it:")
  "path" (append $.path "volumes")
  "value" (dict ($name | default "data") (dict "emptyDir" dict))) -}}
{{- end -}}
{{- end -}}
{{- range $variable := $container.env -}}
{{- include "spark-lib.whole.variable" (mustMerge (dict "container" $container "variable" $variable) $) -}}
{{- end -}}
{{- range $field := list "livenessProbe" "readinessProbe" "startupProbe" -}}
{{- if hasKey $container $field -}}
{{- include "spark-lib.whole.handler" (mustMerge (dict "container" $container "field" $field "of" $container)
  $) -}}
{{- end -}}
{{- end -}}
{{- range $field := list "postStart" "preStop" -}}
{{- if hasKey ($container.lifecycle | default dict) $field -}}
{{- include "spark-lib.whole.handler" (mustMerge (dict "container" $container "field" $field
  "of" $container.lifecycle) $) -}}
{{- end -}}
{{- end -}}
{{- range $source := $container.envFrom -}}
{{- $sources := omit $source "prefix" | keys | sortAlpha -}}
{{- if ne (len $sources) 1 -}}
{{- $has := join " and " $sources | default "no source" -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root
  "what" (list
    (printf "the container %s has an item of envFrom with %s:" $container.name $has)
    "each has one source, a ConfigMap or a secret. Set, for example:")
  "path" (append $.path "envFrom")
  "value" (list (dict "configMapRef" (dict "name" "my-config")))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.volume: refuses a volume without exactly one source.
Takes the dict of spark-lib.whole, and `volume`.
*/}}
{{- define "spark-lib.whole.volume" -}}
{{- $sources := omit .volume "name" | keys | sortAlpha -}}
{{- if ne (len $sources) 1 -}}
{{- $one := ternary (dict "emptyDir" dict) (pick .volume (first (append $sources ""))) (empty $sources) -}}
{{- $has := join " and " $sources | default "none" -}}
{{- $rule := ternary "it needs one source." "it needs one source, and null takes one out."
  (empty $sources) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "the volume %s has %s: %s Set:" .volume.name $has $rule)
  "path" (concat .path (list "volumes" .volume.name))
  "value" $one) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.variable: refuses a variable with a value and a source, or with none or two of those.
Takes the dict of spark-lib.whole, and `container` and `variable`.
*/}}
{{- define "spark-lib.whole.variable" -}}
{{- $from := .variable.valueFrom | default dict | keys | sortAlpha -}}
{{- $has := concat (ternary (list "value") list (ne (toString (.variable.value | default "")) "")) $from -}}
{{- if or (gt (len $has) 1) (and (hasKey .variable "valueFrom") (empty $from)) -}}
{{- $found := join " and " $has | default "an empty valueFrom" -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "the variable %s of the container %s has %s:" .variable.name .container.name $found)
    "it needs a value or one source. Set, for example:")
  "path" (concat .path (list "env" .variable.name))
  "value" (dict "valueFrom" (dict "secretKeyRef" (dict "name" "my-secret" "key" "my-key")))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.whole.handler: refuses a probe or a hook without exactly one handler.
Takes the dict of spark-lib.whole, and `container`, `field` and `of`, the map that has the field.
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
{{- $found := join " and " $has | default "no handler" -}}
{{- $spec := has "spec" .path | ternary .path (concat .path (list "podTemplate" "spec")) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "the container %s has %s in its %s: it needs one handler." .container.name $found .field)
    "Set, for example:")
  "path" (append $spec "containers")
  "value" (list (mustMerge (dict "name" .container.name) $one))) -}}
{{- end -}}
{{- end -}}
