{{/*
recordings.shapes: refuses a value in a form that this chart does not read, and shows it in the right form.
Takes a dict: `root` and `settings`.
*/}}
{{- define "recordings.shapes" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- include "spark-lib.shapes" . -}}
{{- include "recordings.shapes.image" $root -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root
  "path" (list "templates" "sparkConf") "value" $values.templates.sparkConf) -}}
{{- range $role := list "driver" "executor" -}}
{{- include "spark-lib.shapes.pod" (dict "root" $root
  "path" (list "templates" $role) "pod" (get $values.templates $role)) -}}
{{- end -}}
{{- include "spark-lib.shapes.cron" (dict "root" $root
  "path" (list "reaper" "schedule") "value" $values.reaper.schedule) -}}
{{- include "spark-lib.shapes.resources" (dict "root" $root
  "path" (list "reaper" "resources") "value" $values.reaper.resources) -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "reaper" "tmpSize") "value" $values.reaper.tmpSize) -}}
{{- include "spark-lib.shapes.cron" (dict "root" $root
  "path" (list "report" "schedule") "value" $values.report.schedule) -}}
{{- include "spark-lib.shapes.resources" (dict "root" $root
  "path" (list "report" "resources") "value" $values.report.resources) -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "report" "tmpSize") "value" $values.report.tmpSize) -}}
{{- include "recordings.reports.shapes" $root -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "storage" "size") "value" $values.storage.size) -}}
{{- range $resource, $amount := $values.quota.hard -}}
{{- include "spark-lib.shapes.amount" (dict "root" $root
  "path" (list "quota" "hard" $resource) "value" $amount) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.shapes.image: refuses an image of Spark that is no reference, or whose tag may move.
Takes the root context.
*/}}
{{- define "recordings.shapes.image" -}}
{{- $image := .Values.templates.image -}}
{{- $right := regexReplaceAll "^[a-z]+://" $image "" | replace "//" "/" -}}
{{- $isPinned := regexMatch "(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$" $right -}}
{{- $host := "[A-Za-z0-9.-]+(:[0-9]+)?" -}}
{{- $form := printf "^%s(/[a-z0-9._-]+)*(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$" $host -}}
{{- $isRight := and (eq $right $image) $isPinned (not (hasSuffix ":latest" $image))
  (regexMatch $form $image) -}}
{{- if and $image (not $isRight) -}}
{{- $name := regexReplaceAll ":latest$" $right "" -}}
{{- $stays := and $isPinned (ne (printf "%s:latest" $name) $right) -}}
{{- include "spark-lib.refuse.at" (dict "root" .
  "what" (list
    (printf "templates.image %s: an image is host/path:tag, without a scheme," $image)
    "and with a tag that stays the same. Set:")
  "path" (list "templates" "image")
  "value" (ternary $right (printf "%s:4.1.4" $name) $stays)) -}}
{{- end -}}
{{- end -}}
