{{/*
failure-map.shapes: refuses a value in a form that this chart does not read, and shows it in the right form.
Takes a dict: `root` and `settings`. Gives nothing, like each validation below.
*/}}
{{- define "failure-map.shapes" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- include "spark-lib.shapes" . -}}
{{- include "spark-lib.shapes.image" (dict "root" $root
  "path" (list "image") "image" $values.image "example" $values.sparkVersion) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root
  "path" (list "sparkConf") "value" $values.sparkConf) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root "hadoop" true
  "path" (list "hadoopConf") "value" $values.hadoopConf) -}}
{{- range $role := list "driver" "executor" -}}
{{- include "spark-lib.shapes.pod" (dict "root" $root "path" (list $role) "pod" (get $values $role)) -}}
{{- end -}}
{{- include "spark-lib.shapes.resources" (dict "root" $root
  "path" (list "runner" "resources") "value" $values.runner.resources) -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "runner" "tmpSize") "value" $values.runner.tmpSize) -}}
{{- end -}}

{{/*
failure-map.validations: refuses values that contradict each other.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.validations" -}}
{{- $values := .root.Values -}}
{{- include "failure-map.validations.bucket" . -}}
{{- include "failure-map.validations.eventLog" . -}}
{{- include "spark-lib.validations" . -}}
{{- include "spark-lib.validations.java" (mustMerge (dict "sparkVersion" $values.sparkVersion) .) -}}
{{- include "spark-lib.validations.eventLogDir" (mustMerge (dict "conf" $values.sparkConf "at" "sparkConf")
  .) -}}
{{- include "spark-lib.validations.conf" (dict "root" .root "at" "sparkConf" "conf" $values.sparkConf
  "graceIn" list "podsIn" list) -}}
{{- include "failure-map.validations.overruled" . -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $values $role -}}
{{- include "spark-lib.validations.javaOptions" (mustMerge (dict "role" $role "conf" $values.sparkConf
  "options" $pod.javaOptions "env" $pod.env) $) -}}
{{- end -}}
{{- include "spark-lib.validations.plugins" (mustMerge (dict "conf" $values.sparkConf) .) -}}
{{- include "failure-map.validations.experiment" .root -}}
{{- include "failure-map.validations.spool" . -}}
{{- end -}}

{{/*
failure-map.validations.bucket: results need a bucket, also without the recorder.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.validations.bucket" -}}
{{- if not .settings.s3.bucket -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "no bucket: the results have nowhere to go. Set:"
  "set" (dict "s3" (dict "bucket" "my-bucket"))) -}}
{{- end -}}
{{- end -}}

{{/*
failure-map.validations.eventLog: the runner reads event logs, so they must be in the bucket.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.validations.eventLog" -}}
{{- $log := .settings.eventLog -}}
{{- $inBucket := hasPrefix (printf "s3a://%s/" .settings.s3.bucket) (printf "%s/" ($log.dir | default "")) -}}
{{- if or (not $log.enabled) (and $log.dir (not $inBucket)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "eventLog.%s: the runner reads there how each run ended,"
      (ternary "dir" "enabled" $log.enabled))
    "in the bucket of recordings. Set:")
  "set" (dict "eventLog" (dict "enabled" true "dir" ""))) -}}
{{- end -}}
{{- end -}}

{{/*
failure-map.validations.overruled: refuses Spark configuration and fields that the experiment replaces.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.validations.overruled" -}}
{{- $root := .root -}}
{{- $experiment := .root.Values.experiment -}}
{{- range $key, $factor := include "failure-map.factors" . | fromYaml -}}
{{- if hasKey $root.Values.sparkConf $key -}}
{{- include "spark-lib.refuse" (dict "root" $root
  "what" (printf "sparkConf sets %s, which the experiment replaces. Take it out, and set:" $key)
  "set" (dict "experiment" (dict $factor (get $experiment $factor)))) -}}
{{- end -}}
{{- end -}}
{{- range $role := list "driver" "executor" -}}
{{- range $field := list "memory" "memoryOverhead" "cores" "instances" -}}
{{- if hasKey (get $root.Values.spec $role | default dict) $field -}}
{{- $factors := dict "memory" (ternary "driverMemory" "heap" (eq $role "driver")) "memoryOverhead" "overhead"
  "cores" "cores" "instances" "executors" -}}
{{- $factor := get $factors $field -}}
{{- include "spark-lib.refuse" (dict "root" $root
  "what" (printf "spec.%s.%s: the experiment replaces it. Take it out, and set:" $role $field)
  "set" (dict "experiment" (dict $factor (get $experiment $factor)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
failure-map.factors: Spark configuration that the experiment sets. Gives a YAML map to the key of the
experiment.
*/}}
{{- define "failure-map.factors" -}}
spark.driver.memory: driverMemory
spark.executor.memory: heap
spark.executor.memoryOverhead: overhead
spark.executor.cores: cores
spark.executor.instances: executors
spark.sql.shuffle.partitions: partitions
spark.sql.adaptive.enabled: aqe
spark.sql.adaptive.skewJoin.enabled: aqeSkewJoin
spark.task.maxFailures: maxFailures
{{- end -}}

{{/*
failure-map.validations.spool: the spool must hold the recordings, and heap dumps of the largest heap.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.validations.spool" -}}
{{- if eq .settings.spool.medium "Memory" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "spool.medium is Memory: recordings would count against the memory of executors,"
    "which the map measures. Set:")
  "set" (dict "spool" (dict "medium" ""))) -}}
{{- end -}}
{{- $experiment := .root.Values.experiment -}}
{{- $heaps := ternary $experiment.heap (list $experiment.heap) (kindIs "slice" $experiment.heap) -}}
{{- range $heap := $heaps -}}
{{- include "spark-lib.validations.spool" (dict "root" $.root "settings" $.settings "role" "executor"
  "heap" (include "failure-map.sparkSize" $heap) "overhead" "") -}}
{{- end -}}
{{- include "spark-lib.validations.spool" (dict "root" .root "settings" .settings "role" "driver"
  "heap" (include "failure-map.sparkSize" $experiment.driverMemory) "overhead" "") -}}
{{- end -}}

{{/*
failure-map.sparkSize: a size of the experiment as Spark reads it: bytes have the letter b.
Takes the size.
*/}}
{{- define "failure-map.sparkSize" -}}
{{- $text := include "spark-lib.text" . -}}
{{- regexMatch "^[0-9]+$" $text | ternary (printf "%sb" $text) $text -}}
{{- end -}}
