{{/*
spark-lib.sizes.bytes: a size in bytes.
Takes a dict: `size`, such as 512m or 10Gi, and `thousands`, whether k, M, G, T are powers of 1000
(Kubernetes) or of 1024 (the JVM, Spark).
*/}}
{{- define "spark-lib.sizes.bytes" -}}
{{- $number := regexFind "^[0-9.]+" .size -}}
{{- $unit := trimPrefix $number .size | lower | trimSuffix "b" -}}
{{- $thousand := ternary 1000 1024 (and .thousands (not (hasSuffix "i" $unit))) -}}
{{- $bytes := float64 $number -}}
{{- range until (get (dict "k" 1 "m" 2 "g" 3 "t" 4) (trimSuffix "i" $unit) | int) -}}
{{- $bytes = mulf $bytes $thousand -}}
{{- end -}}
{{- $bytes | int64 -}}
{{- end -}}

{{/*
spark-lib.sizes.ofSpark: a size of memory from Spark's configuration with its unit: Spark reads a bare number as
MiB. Takes a string or a number.
*/}}
{{- define "spark-lib.sizes.ofSpark" -}}
{{- $size := include "spark-lib.text" . -}}
{{- regexMatch "^[0-9]+$" $size | ternary (printf "%sm" $size) $size -}}
{{- end -}}

{{/*
spark-lib.sizes.spoolNeeds: the most bytes that the spool may hold at once: the JFR repository and its dump at
the end, Undo's event log, a heap dump, and with the transport `direct` the piece of the recording that is not
an object yet.
Takes a dict: `settings` and `heap`, the role's heap as Spark writes it.
*/}}
{{- define "spark-lib.sizes.spoolNeeds" -}}
{{- $needs := 0 -}}
{{- if eq .settings.agent.type "jfr" -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .settings.agent.jfr.maxSize "thousands" false)
  | int64 | mul 2 -}}
{{- if eq .settings.store.transport "direct" -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .settings.recorder.rollSize "thousands" false)
  | int64 | add $needs -}}
{{- end -}}
{{- end -}}
{{- if eq .settings.agent.type "undo" -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .settings.agent.undo.maxEventLogSize "thousands" false)
  | int64 -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}
{{- $needs = include "spark-lib.sizes.heapDump" . | int64 | add $needs -}}
{{- end -}}
{{- $needs -}}
{{- end -}}

{{/*
spark-lib.sizes.heapDump: the most bytes of a heap dump. It has eight bytes for each reference and a header of
25 for each object, so it may be twice as large as the heap (measured with -Xmx256m: up to 478 MiB). gzip takes
that away, but not data that is packed already.
Takes a dict: `settings` and `heap`.
*/}}
{{- define "spark-lib.sizes.heapDump" -}}
{{- include "spark-lib.sizes.bytes" (dict "size" .heap "thousands" false) | int64
  | mul (ternary 1 2 (gt (int .settings.heapDump.gzipLevel) 0)) -}}
{{- end -}}

{{/*
spark-lib.validations.spool: refuses a size limit that is below the needs of the spool. The kubelet evicts a
pod above the limit with one second of grace: the job would fail, and the dump would be lost. A spool in RAM
counts against the memory of the container that writes it, which is Spark's.
Takes a dict: `root`, `settings`, `role`, `heap` and `overhead`, the role's memory beside the heap as Spark
writes it, or nothing; `inConf` is true if both come from the Spark configuration of spark-workspace.
*/}}
{{- define "spark-lib.validations.spool" -}}
{{- $needs := include "spark-lib.sizes.spoolNeeds" . | int64 -}}
{{- $limit := include "spark-lib.sizes.bytes" (dict "size" .settings.spool.sizeLimit "thousands" true)
  | int64 -}}
{{- if and .settings.recorder.enabled (gt $needs $limit) -}}
{{- $enough := add (div $needs 1073741824) 1 -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "spool.sizeLimit %s is too small for the %s:" .settings.spool.sizeLimit .role)
    (printf "%s may lie in it, and a pod above the limit is evicted. Set:" (include "spark-lib.sizes.spoolParts" .)))
  "set" (dict "spool" (dict "sizeLimit" (printf "%dGi" $enough)))) -}}
{{- end -}}
{{- if and .settings.recorder.enabled (eq .settings.spool.medium "Memory") -}}
{{- include "spark-lib.validations.spoolInMemory" (mustMerge (dict "needs" $needs) .) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.sizes.spoolParts: the parts of spark-lib.sizes.spoolNeeds in words.
Takes a dict: `settings` and `heap`.
*/}}
{{- define "spark-lib.sizes.spoolParts" -}}
{{- $what := list -}}
{{- if eq .settings.agent.type "jfr" -}}
{{- $what = append $what (printf "twice JFR's %s" .settings.agent.jfr.maxSize) -}}
{{- if eq .settings.store.transport "direct" -}}
{{- $what = append $what (printf "a piece of %s that is not in S3 yet" .settings.recorder.rollSize) -}}
{{- end -}}
{{- end -}}
{{- if eq .settings.agent.type "undo" -}}
{{- $what = append $what (printf "Undo's event log of %s" .settings.agent.undo.maxEventLogSize) -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}
{{- $what = append $what (printf (ternary "a packed dump of a heap of %s" "a dump of up to twice the heap of %s"
  (gt (int .settings.heapDump.gzipLevel) 0)) .heap) -}}
{{- end -}}
{{- join " and " $what -}}
{{- end -}}

{{/*
spark-lib.validations.spoolInMemory: refuses a spool in RAM that does not fit beside the heap. Spark adds a
tenth of the heap, at least 384 MiB, which it needs itself.
Takes a dict: `root`, `settings`, `role`, `heap`, `overhead` and `needs`, in bytes.
*/}}
{{- define "spark-lib.validations.spoolInMemory" -}}
{{- $least := 402653184 -}}
{{- $heap := include "spark-lib.sizes.bytes" (dict "size" .heap "thousands" false) | int64 -}}
{{- $has := max $least (div $heap 10) -}}
{{- with .overhead -}}
{{- $has = include "spark-lib.sizes.bytes" (dict "size" . "thousands" false) | int64 -}}
{{- end -}}
{{- $enough := add $least .needs -}}
{{- if lt $has $enough -}}
{{- $overhead := div (add $enough 1048575) 1048576 | printf "%dm" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "spool.medium is Memory: %s may lie in the spool," (include "spark-lib.sizes.spoolParts" .))
    (printf "which counts against the memory of the %s's Spark container," .role)
    (printf "and beside the heap that has %d MiB." (div $has 1048576))
    "Give it more, or put the spool on the node's disk:")
  "set" (ternary
    (dict "recordings" (dict "templates" (dict "sparkConf" (dict (printf "spark.%s.memoryOverhead" .role) $overhead))))
    (dict .role (dict "memoryOverhead" $overhead)) (eq (toString .inConf) "true"))
  "more" (list (dict "set" (dict "spool" (dict "medium" ""))))) -}}
{{- end -}}
{{- end -}}
