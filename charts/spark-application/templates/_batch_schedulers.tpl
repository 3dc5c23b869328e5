{{/*
spark-application.batchScheduler: the operator's fields for a batch scheduler; nothing for none and for Kueue, which works by label.
Takes a dict: `root` and `settings`. Gives lines of YAML.
*/}}
{{- define "spark-application.batchScheduler" -}}
{{- $scheduler := .root.Values.batchScheduler -}}
{{- if has $scheduler.type (list "volcano" "yunikorn" "kube-scheduler") }}
batchScheduler: {{ $scheduler.type }}
{{- $resources := include "spark-application.groupResources" . | fromYaml }}
{{- if or $scheduler.queue $scheduler.priorityClassName $resources }}
batchSchedulerOptions:
  {{- with $scheduler.queue }}
  queue: {{ . | quote }}
  {{- end }}
  {{- with $scheduler.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  {{- with $resources }}
  resources:
    {{- range $resource, $amount := . }}
    {{ $resource | quote }}: {{ $amount | quote }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
spark-application.groupResources: the resources of Volcano's pod group: the user's, or what driver and first executors request in all. The
operator's own sum has no memory: it reads Spark's `1g` as a Kubernetes quantity, which it is not, and `512m` as half a byte.
Takes a dict: `root` and `settings`. Gives a YAML map of strings, `{}` for other schedulers.
*/}}
{{- define "spark-application.groupResources" -}}
{{- $values := .root.Values -}}
{{- if ne $values.batchScheduler.type "volcano" -}}
{}
{{- else if $values.batchScheduler.resources -}}
{{- range $resource, $amount := $values.batchScheduler.resources }}
{{ $resource | quote }}: {{ include "spark-lib.text" $amount | quote }}
{{- end -}}
{{- else -}}
{{- $driver := include "spark-application.requests" (merge (dict "role" "driver") .) | fromJson -}}
{{- $executor := include "spark-application.requests" (merge (dict "role" "executor") .) | fromJson -}}
{{- $executors := int $values.executor.instances -}}
{{- if $values.dynamicAllocation.enabled -}}
{{- $executors = max $executors (int $values.dynamicAllocation.minExecutors) -}}
{{- end -}}
cpu: {{ add (int64 $driver.cpu) (mul $executors (int64 $executor.cpu)) }}m
memory: {{ add (int64 $driver.memory) (mul $executors (int64 $executor.memory)) }}Mi
{{- end -}}
{{- end -}}

{{/*
spark-application.requests: what a pod of a role requests in all: Spark as Spark reckons it, the recorder, and all other containers that run
beside it.
Takes a dict: `root`, `settings` and `role`. Gives a JSON map: `cpu` in thousandths and `memory` in MiB.
*/}}
{{- define "spark-application.requests" -}}
{{- $role := include "spark-application.role" . | fromYaml -}}
{{- $spark := include "spark-lib.pods.containerName" . -}}
{{- $heap := include "spark-lib.sizes.bytes" (dict "size" ($role.memory | default "1g") "thousands" false) | int64 -}}
{{- $beside := include "spark-application.memoryBeside" (dict "type" .root.Values.type "role" $role "heap" $heap) | int64 -}}
{{- $cpu := include "spark-application.thousandths" ($role.coreRequest | default $role.cores | default 1 | toString) | int64 -}}
{{- $memory := add $heap $beside -}}
{{- $spec := $role.template.spec -}}
{{- range $container := concat ($spec.containers | default list) ($spec.initContainers | default list) -}}
{{- $runsOn := or (has $container ($spec.containers | default list)) (eq ($container.restartPolicy | default "") "Always") -}}
{{- if and $runsOn (ne $container.name $spark) -}}
{{- $resources := $container.resources | default dict -}}
{{- $requests := merge (deepCopy ($resources.requests | default dict)) ($resources.limits | default dict) -}}
{{- with $requests.cpu -}}
{{- $cpu = add $cpu (include "spark-application.thousandths" (toString .)) -}}
{{- end -}}
{{- with $requests.memory -}}
{{- $memory = add $memory (include "spark-lib.sizes.bytes" (dict "size" (toString .) "thousands" true) | int64) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "cpu" $cpu "memory" (div (add $memory 1048575) 1048576) | toJson -}}
{{- end -}}

{{/*
spark-application.memoryBeside: memory beside the heap, in bytes: the user's, or as Spark reckons it: a tenth of the heap, for Python and R four
tenths, and at least 384 MiB.
Takes a dict: `type`, `role`, the role as the operator gets it, and `heap` in bytes.
*/}}
{{- define "spark-application.memoryBeside" -}}
{{- if .role.memoryOverhead -}}
{{- include "spark-lib.sizes.bytes" (dict "size" .role.memoryOverhead "thousands" false) -}}
{{- else -}}
{{- max 402653184 (div (mul .heap (ternary 1 4 (has .type (list "Java" "Scala")))) 10) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.thousandths: an amount of CPU such as `500m`, `1` or `0.5`, in thousandths, rounded up.
Takes the amount as text.
*/}}
{{- define "spark-application.thousandths" -}}
{{- if hasSuffix "m" . -}}
{{- trimSuffix "m" . | float64 | ceil | int64 -}}
{{- else -}}
{{- mulf (float64 .) 1000.0 | ceil | int64 -}}
{{- end -}}
{{- end -}}
