{{/*
recordings.shapes: fails where a value has a form that this chart does not read, with the same value in the form that it does.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.shapes" -}}
{{- $values := .root.Values -}}
{{- $with := dict "root" .root "shared" false -}}
{{- include "spark-lib.shapes" . -}}
{{- include "recordings.shapes.image" $with -}}
{{- include "spark-lib.shapes.conf" (mustMerge (dict "path" (list "templates" "sparkConf") "value" $values.templates.sparkConf) $with) -}}
{{- range $role := list "driver" "executor" -}}
{{- include "spark-lib.shapes.pod" (dict "root" $.root "path" (list "templates" $role) "pod" (get $values.templates $role)) -}}
{{- end -}}
{{- include "spark-lib.shapes.cron" (mustMerge (dict "path" (list "reaper" "schedule") "value" $values.reaper.schedule) $with) -}}
{{- include "spark-lib.shapes.resources" (mustMerge (dict "path" (list "reaper" "resources") "value" $values.reaper.resources) $with) -}}
{{- include "spark-lib.shapes.quantity" (mustMerge (dict "path" (list "storage" "size") "value" $values.storage.size) $with) -}}
{{- range $resource, $amount := $values.quota.hard -}}
{{- include "spark-lib.shapes.amount" (mustMerge (dict "path" (list "quota" "hard" $resource) "value" $amount) $with) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.shapes.image: refuses a Spark image that is no reference, or changes under its name.
Takes a dict: `root` and `shared`.
*/}}
{{- define "recordings.shapes.image" -}}
{{- $image := .root.Values.templates.image -}}
{{- $right := regexReplaceAll "^[a-z]+://" $image "" | replace "//" "/" -}}
{{- $isPinned := regexMatch "(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$" $right -}}
{{- if and $image (or (ne $right $image) (not $isPinned) (hasSuffix ":latest" $image) (not (regexMatch "^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$" $image))) -}}
{{- $name := regexReplaceAll ":latest$" $right "" -}}
{{- include "spark-lib.shapes.refuse" (mustMerge (dict "path" (list "templates" "image") "value" (ternary $right (printf "%s:4.1.4" $name) (and $isPinned (ne (printf "%s:latest" $name) $right))) "said" (printf "templates.image %s: an image is host/path:tag, without a scheme, and with a tag that stays the same. Set:" $image)) .) -}}
{{- end -}}
{{- end -}}
