{{/*
spark-application.batchScheduler: the operator's fields for a batch scheduler. There are none for Kueue,
which works by labels.
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
spark-application.groupResources: the resources of Volcano's pod group: the user's, or all that driver and
first executors request. The operator's own sum has no memory: it reads Spark's `1g` as a Kubernetes
quantity, which it is not, and `512m` as half a byte.
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
spark-application.requests: all that a pod of a role requests: Spark as Spark reckons it, the recorder, and
all other containers that run beside it.
Takes a dict: `root`, `settings` and `role`. Gives a JSON map: `cpu` in thousandths and `memory` in MiB.
*/}}
{{- define "spark-application.requests" -}}
{{- $role := include "spark-application.role" . | fromYaml -}}
{{- $spark := include "spark-lib.pods.containerName" . -}}
{{- $size := dict "size" ($role.memory | default "1g") "thousands" false -}}
{{- $heap := include "spark-lib.sizes.bytes" $size | int64 -}}
{{- $with := dict "type" .root.Values.type "role" $role "heap" $heap -}}
{{- $beside := include "spark-application.memoryBeside" $with | int64 -}}
{{- $cores := $role.coreRequest | default $role.cores | default 1 | toString -}}
{{- $cpu := include "spark-application.thousandths" $cores | int64 -}}
{{- $memory := add $heap $beside -}}
{{- $spec := $role.template.spec -}}
{{- $running := $spec.containers | default list -}}
{{- range $container := $spec.initContainers -}}
{{- if eq ($container.restartPolicy | default "") "Always" -}}
{{- $running = append $running $container -}}
{{- end -}}
{{- end -}}
{{- range $container := $running -}}
{{- if ne $container.name $spark -}}
{{- $resources := $container.resources | default dict -}}
{{- $requests := merge (deepCopy ($resources.requests | default dict)) ($resources.limits | default dict) -}}
{{- with $requests.cpu -}}
{{- $cpu = add $cpu (include "spark-application.thousandths" (toString .)) -}}
{{- end -}}
{{- with $requests.memory -}}
{{- $size := dict "size" (toString .) "thousands" true -}}
{{- $memory = add $memory (include "spark-lib.sizes.bytes" $size | int64) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "cpu" $cpu "memory" (div (add $memory 1048575) 1048576) | toJson -}}
{{- end -}}

{{/*
spark-application.memoryBeside: memory beside the heap, in bytes: the user's, or as Spark reckons it: a
tenth of the heap, for Python and R four tenths, and at least 384 MiB.
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

{{/*
spark-application.validations.batchScheduler: refuses fields that the scheduler does not read, and jobs that
it cannot run.
Takes the root context.
*/}}
{{- define "spark-application.validations.batchScheduler" -}}
{{- include "spark-application.validations.schedulerFields" . -}}
{{- if eq .Values.batchScheduler.type "kueue" -}}
{{- include "spark-application.validations.kueue" . -}}
{{- include "spark-application.validations.kueueRetries" . -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.schedulerFields: refuses fields that the scheduler would silently ignore.
Takes the root context.
*/}}
{{- define "spark-application.validations.schedulerFields" -}}
{{- $scheduler := .Values.batchScheduler -}}
{{- $read := get (include "spark-application.schedulerFields" . | fromYaml) $scheduler.type -}}
{{- range $field := list "queue" "priorityClassName" "resources" -}}
{{- if and (get $scheduler $field) (not (has $field $read)) -}}
{{- $others := list -}}
{{- range $type, $fields := include "spark-application.schedulerFields" $ | fromYaml -}}
{{- if has $field $fields -}}
{{- $others = append $others $type -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "batchScheduler.%s has no effect with the type %s:" $field $scheduler.type)
    (printf "it is read by %s. Take it out, or set:" (join ", " $others)))
  "set" (dict "batchScheduler" (dict "type" (first $others)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.schedulerFields: the fields that each scheduler reads. The operator's schedulers read those
that its code takes from batchSchedulerOptions.
Gives a YAML map from type to a list.
*/}}
{{- define "spark-application.schedulerFields" -}}
none: []
kube-scheduler: []
kueue: [queue, priorityClassName]
volcano: [queue, priorityClassName, resources]
yunikorn: [queue]
{{- end -}}

{{/*
spark-application.validations.kueue: refuses jobs that Kueue cannot queue. Kueue admits a job by its queue,
and starts and stops it by `suspend`.
Takes the root context.
*/}}
{{- define "spark-application.validations.kueue" -}}
{{- if not .Values.batchScheduler.queue -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" "batchScheduler.type is kueue, which needs a LocalQueue of this namespace. Set:"
  "set" (dict "batchScheduler" (dict "type" "kueue" "queue" "my-queue"))) -}}
{{- end -}}
{{- if .Values.dynamicAllocation.enabled -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" "Kueue refuses Spark applications with dynamic allocation. Set a fixed number of executors:"
  "set" (dict "dynamicAllocation" (dict "enabled" false) "executor" (dict "instances" 2))) -}}
{{- end -}}
{{- if .Values.suspend -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "suspend is true, but with Kueue it holds nothing: Kueue resumes the job as soon as there is room."
    "To hold a job, stop its queue (spec.stopPolicy: Hold). Set:")
  "set" (dict "suspend" false)) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.kueueRetries: refuses retries of a failed submission, which Kueue would not
count.
Takes the root context.
*/}}
{{- define "spark-application.validations.kueueRetries" -}}
{{- $policy := .Values.restartPolicy -}}
{{- $cause := "" -}}
{{- if eq $policy.type "Always" -}}
{{- $cause = "restartPolicy.type is Always" -}}
{{- else if and (eq $policy.type "OnFailure") (gt (int $policy.onSubmissionFailureRetries) 0) -}}
{{- $cause = "restartPolicy.onSubmissionFailureRetries is set" -}}
{{- end -}}
{{- if $cause -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "%s: Kueue takes a job as finished when its submission fails," $cause)
    "so the retry would run beside the quota. Set:")
  "set" (dict "restartPolicy" (dict
    "type" "OnFailure"
    "onFailureRetries" 3
    "onSubmissionFailureRetries" 0))) -}}
{{- end -}}
{{- end -}}
