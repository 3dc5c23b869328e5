{{/*
failure-map.experiment: the experiment as the runner reads it. An empty `overhead` is left out, which means
Spark's own.
Takes the root context. Gives a YAML map.
*/}}
{{- define "failure-map.experiment" -}}
{{- $experiment := .Values.experiment -}}
{{- if not $experiment.overhead -}}
{{- $experiment = omit $experiment "overhead" -}}
{{- end -}}
{{- include "spark-lib.merge.clean" $experiment -}}
{{- end -}}

{{/*
failure-map.results: the folder of all maps of the namespace.
Takes a dict: `root` and `settings`.
*/}}
{{- define "failure-map.results" -}}
{{- list (printf "s3://%s" .settings.s3.bucket) (include "spark-lib.s3.prefix" .) "failure-map" | compact
  | join "/" -}}
{{- end -}}

{{/*
failure-map.validations.experiment: refuses what the runner would refuse later, in its pod.
Takes the root context. Gives nothing.
*/}}
{{- define "failure-map.validations.experiment" -}}
{{- $experiment := .Values.experiment -}}
{{- range $key := list "heap" "overhead" "build" -}}
{{- $given := get $experiment $key -}}
{{- range $size := ternary $given (list $given) (kindIs "slice" $given) -}}
{{- include "failure-map.validations.size" (dict "root" $ "key" $key "size" $size
  "least" (get (dict "heap" "480m" "overhead" "1" "build" "1m") $key)
  "why" (get (dict "heap" "Spark starts with 471 MB at least" "build" "no join notices less than 1m") $key)
  "set" (list (get (dict "heap" "512m" "overhead" "384m" "build" "64m") $key))) -}}
{{- end -}}
{{- end -}}
{{- include "failure-map.validations.size" (dict "root" . "key" "driverMemory" "size" $experiment.driverMemory
  "least" "480m" "why" "Spark starts with 471 MB at least" "set" "1g") -}}
{{- include "failure-map.validations.size" (dict "root" . "key" "probe" "size" $experiment.probe
  "least" "2k" "most" "16g" "why" "it must be between 2k and 16g" "set" "10m") -}}
{{- end -}}

{{/*
failure-map.validations.size: refuses a size below the least or above the most.
Takes a dict: `root`, `key`, `size`, `least`, `most` or none, `why`, and `set`, the value to paste.
*/}}
{{- define "failure-map.validations.size" -}}
{{- $text := include "spark-lib.text" .size -}}
{{- $bytes := include "failure-map.bytes" $text | int64 -}}
{{- $tooSmall := lt $bytes (include "failure-map.bytes" .least | int64) -}}
{{- $tooLarge := gt $bytes (include "failure-map.bytes" (.most | default "9000t") | int64) -}}
{{- if or $tooSmall $tooLarge -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "experiment.%s %s is too %s: %s." .key $text (ternary "small" "large" $tooSmall)
      (.why | default "it is nothing"))
    "Set:")
  "set" (dict "experiment" (dict .key .set))) -}}
{{- end -}}
{{- end -}}

{{/*
failure-map.bytes: a size of the experiment in bytes. A number without a letter is bytes.
Takes the size as text.
*/}}
{{- define "failure-map.bytes" -}}
{{- $unit := regexReplaceAll "^[0-9]+" . "" | lower | trimSuffix "b" -}}
{{- $factor := get (dict "" 1 "k" 1024 "m" 1048576 "g" 1073741824 "t" 1099511627776) $unit -}}
{{- mul (regexFind "^[0-9]+" . | int64) $factor -}}
{{- end -}}
