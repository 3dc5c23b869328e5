{{/*
spark-lib.sizes.bytes: a size in bytes.
Takes a dict: `size`, such as 512m or 10Gi, and `thousands`, whether k, M, G, T are powers of 1000 (Kubernetes) or of 1024 (the JVM, Spark).
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
spark-lib.sizes.spoolNeeds: what may lie in the spool at once, in bytes: the JFR repository and its dump at the end, a heap dump, and with
the transport `direct` the piece of the recording that is not an object yet.
Takes a dict: `settings` and `heap`, the role's heap as Spark writes it.
*/}}
{{- define "spark-lib.sizes.spoolNeeds" -}}
{{- $needs := 0 -}}
{{- if eq .settings.agent.type "jfr" -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .settings.agent.jfr.maxSize "thousands" false) | int64 | mul 2 -}}
{{- if eq .settings.store.transport "direct" -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .settings.recorder.rollSize "thousands" false) | int64 | add $needs -}}
{{- end -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}
{{- $needs = include "spark-lib.sizes.bytes" (dict "size" .heap "thousands" false) | int64 | add $needs -}}
{{- end -}}
{{- $needs -}}
{{- end -}}

{{/*
spark-lib.validations.spool: fails where the spool's size limit is below what may lie in it. The kubelet evicts a pod above the limit,
with a second of grace: the job would pay, and the dump would be lost.
Takes a dict: `settings`, `role` and `heap`.
*/}}
{{- define "spark-lib.validations.spool" -}}
{{- $needs := include "spark-lib.sizes.spoolNeeds" . | int64 -}}
{{- $limit := include "spark-lib.sizes.bytes" (dict "size" .settings.spool.sizeLimit "thousands" true) | int64 -}}
{{- if and .settings.recorder.enabled (gt $needs $limit) -}}
{{- $enough := add (div $needs 1073741824) 1 -}}
{{- $what := list -}}
{{- if eq .settings.agent.type "jfr" -}}{{- $what = append $what (printf "twice JFR's %s" .settings.agent.jfr.maxSize) -}}
{{- if eq .settings.store.transport "direct" -}}{{- $what = append $what (printf "a piece of %s that is not in S3 yet" .settings.recorder.rollSize) -}}{{- end -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}{{- $what = append $what (printf "a dump of a heap of %s" .heap) -}}{{- end -}}
{{- fail (printf "\nspool.sizeLimit %s is too small for the %s: %s may lie in it, and a pod above the limit is evicted. Set:\n\nspool:\n  sizeLimit: %dGi" .settings.spool.sizeLimit .role (join " and " $what) $enough) -}}
{{- end -}}
{{- end -}}
