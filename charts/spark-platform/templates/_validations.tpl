{{/*
Each definition here takes the root, and fails or gives nothing. A message says what is wrong, then the lines to paste;
it begins on a line of its own, below the place that Helm names.
*/}}

{{/* A policy that is asked for by all means can be made. */}}
{{- define "spark-platform.validations.injection" -}}
{{- $isForced := eq (toString .Values.injection.enabled) "true" }}
{{- if and $isForced (not (include "spark-platform.injection.apiVersion" .)) }}
{{- fail (join "\n" (list ""
  (printf "injection.enabled is true, but Kubernetes %s here serves no MutatingAdmissionPolicy."
    .Capabilities.KubeVersion.Version)
  "From 1.36 on it is served as v1. With 1.34 and 1.35 the API server serves v1beta1 when it is started with"
  "--feature-gates=MutatingAdmissionPolicy=true"
  "--runtime-config=admissionregistration.k8s.io/v1beta1=true"
  "Without a cluster, say to helm template that it is served:"
  "--api-versions admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"
  "To do without the policy where it is not served, set:"
  ""
  "injection:"
  "  enabled: auto"
)) }}
{{- end }}
{{- end -}}

{{/* Which namespaces: all or some, and said so. */}}
{{- define "spark-platform.validations.jobNamespaces" -}}
{{- $namespaces := index .Values "spark-operator" "spark" "jobNamespaces" | default list }}
{{- if not $namespaces }}
{{- fail (join "\n" (list ""
  "spark-operator.spark.jobNamespaces is empty, which the operator reads as every namespace. Say which you mean. For every namespace set:"
  ""
  "spark-operator:"
  "  spark:"
  "    jobNamespaces: [\"\"]"
  ""
  "For some, which must exist already:"
  ""
  "spark-operator:"
  "  spark:"
  "    jobNamespaces: [spark-apps]"
)) }}
{{- end }}
{{- if and (has "" $namespaces) (gt (len $namespaces) 1) }}
{{- fail (join "\n" (list ""
  (printf "spark-operator.spark.jobNamespaces has \"\", which is every namespace, beside names (%s), which then limit nothing. For every namespace set:" (without $namespaces "" | join ", "))
  ""
  "spark-operator:"
  "  spark:"
  "    jobNamespaces: [\"\"]"
  ""
  "For the named ones alone:"
  ""
  "spark-operator:"
  "  spark:"
  (printf "    jobNamespaces: [%s]" (without $namespaces "" | join ", "))
)) }}
{{- end }}
{{- end -}}

{{/* A namespace that only the selector chooses has a controller, but no webhook. */}}
{{- define "spark-platform.validations.jobNamespaceSelector" -}}
{{- $operator := index .Values "spark-operator" }}
{{- if and $operator.spark.jobNamespaceSelector $operator.webhook.enable }}
{{- fail (join "\n" (list ""
  (printf "spark-operator.spark.jobNamespaceSelector (%s) reaches the operator's controller but not its webhook: pods in namespaces chosen by it would start without their volumes and grace period. Name the namespaces in jobNamespaces, or watch all:" $operator.spark.jobNamespaceSelector)
  ""
  "spark-operator:"
  "  spark:"
  "    jobNamespaces: [\"\"]"
  "    jobNamespaceSelector: \"\""
)) }}
{{- end }}
{{- end -}}

{{/* The API server's calls must pass by an Istio sidecar, on the port that the webhook really has. */}}
{{- define "spark-platform.validations.webhookPort" -}}
{{- $webhook := index .Values "spark-operator" "webhook" }}
{{- $annotation := "traffic.sidecar.istio.io/excludeInboundPorts" }}
{{- $port := $webhook.port | int | toString }}
{{- with index ($webhook.annotations | default dict) $annotation }}
{{- $excluded := list }}
{{- range splitList "," (toString .) }}{{ $excluded = append $excluded (trim .) }}{{ end }}
{{- if and $webhook.enable (not (has $port $excluded)) }}
{{- fail (join "\n" (list ""
  (printf "spark-operator.webhook.port is %s, but the Istio annotation of its pods excludes %s: in a mesh the API server could not reach the webhook. Set:" $port .)
  ""
  "spark-operator:"
  "  webhook:"
  (printf "    port: %s" $port)
  "    annotations:"
  (printf "      %s: %q" $annotation $port)
)) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Several controllers without election each submit every job. */}}
{{- define "spark-platform.validations.leaderElection" -}}
{{- $controller := index .Values "spark-operator" "controller" }}
{{- if and (gt (int $controller.replicas) 1) (not $controller.leaderElection.enable) }}
{{- fail (join "\n" (list ""
  (printf "spark-operator.controller has %d replicas and no leader election: each of them would submit every job. Set:" (int $controller.replicas))
  ""
  "spark-operator:"
  "  controller:"
  "    leaderElection:"
  "      enable: true"
)) }}
{{- end }}
{{- end -}}

{{/* With an unknown default scheduler the controller does not start. */}}
{{- define "spark-platform.validations.batchScheduler" -}}
{{- $scheduler := index .Values "spark-operator" "controller" "batchScheduler" }}
{{- $known := concat (list "volcano" "yunikorn") ($scheduler.kubeSchedulerNames | default list) }}
{{- if and $scheduler.enable $scheduler.default (not (has $scheduler.default $known)) }}
{{- fail (join "\n" (list ""
  (printf "spark-operator.controller.batchScheduler.default is %s, which the operator does not know (%s): its controller would not start. Set:" $scheduler.default (join ", " $known))
  ""
  "spark-operator:"
  "  controller:"
  "    batchScheduler:"
  (printf "      kubeSchedulerNames: [%s]" (append ($scheduler.kubeSchedulerNames | default list) $scheduler.default | join ", "))
  (printf "      default: %s" $scheduler.default)
)) }}
{{- end }}
{{- end -}}

{{/*
`enabled` where the operator's chart says `enable` would be ignored without a word.
*/}}
{{- define "spark-platform.validations.enable" -}}
{{- include "spark-platform.validations.enableIn" (dict "path" (list "spark-operator") "block" (index .Values "spark-operator")) }}
{{- end -}}

{{/*
The same in one block and in those below it.
Takes a dict: `path` (a list of keys) and `block`.
*/}}
{{- define "spark-platform.validations.enableIn" -}}
{{- $path := .path }}
{{- if and (hasKey .block "enable") (hasKey .block "enabled") }}
{{- $lines := list ""
  (printf "%s.enabled is no value of the operator's chart, which ignores it: there it is called enable. Set:" (join "." $path))
  "" }}
{{- $indent := "" }}
{{- range $path }}
{{- $lines = append $lines (printf "%s%s:" $indent .) }}
{{- $indent = printf "%s  " $indent }}
{{- end }}
{{- fail (append $lines (printf "%senable: %v" $indent .block.enabled) | join "\n") }}
{{- end }}
{{- range $key, $below := .block }}
{{- if kindIs "map" $below }}
{{- include "spark-platform.validations.enableIn" (dict "path" (append $path $key) "block" $below) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A key below global that is meant to be one of the two that this chart reads. */}}
{{- define "spark-platform.validations.global" -}}
{{- range $key, $value := .Values.global }}
{{- range $name := list "imageRegistry" "imagePullSecrets" }}
{{- $forms := list $name (printf "%ss" $name) }}
{{- range $i := until (len $name) }}
{{- $before := substr 0 $i $name }}
{{- $letter := substr $i (int (add1 $i)) $name }}
{{- $after := substr (int (add1 $i)) (len $name) $name }}
{{- /* A letter wrong, missing, too many, or swapped with the next. */}}
{{- $forms = concat $forms (list (printf "%s.?%s" $before $after) (printf "%s.%s%s" $before $letter $after) (printf "%s%s%s%s" $before (trunc 1 $after) $letter (trimPrefix (trunc 1 $after) $after))) }}
{{- end }}
{{- $near := printf "(?i)^(%s)$" (join "|" $forms) }}
{{- if and (ne $key $name) (regexMatch $near (regexReplaceAll "[-_]" $key "")) }}
{{- fail (join "\n" (list ""
  (printf "global.%s: this chart reads no such key, but %s. Set:" $key $name)
  ""
  (dict "global" (dict $name $value) | toYaml)
)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A registry for all charts does not reach the operator's. */}}
{{- define "spark-platform.validations.imageRegistry" -}}
{{- $image := index .Values "spark-operator" "image" }}
{{- with (.Values.global | default dict).imageRegistry }}
{{- if ne . $image.registry }}
{{- fail (join "\n" (list ""
  (printf "global.imageRegistry is %s, but it does not reach the operator's chart, whose image comes from %s. Set:" . $image.registry)
  ""
  "spark-operator:"
  "  image:"
  (printf "    registry: %s" .)
)) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Nor do pull secrets. */}}
{{- define "spark-platform.validations.imagePullSecrets" -}}
{{- $image := index .Values "spark-operator" "image" }}
{{- with (.Values.global | default dict).imagePullSecrets }}
{{- if not $image.pullSecrets }}
{{- $lines := list ""
  "global.imagePullSecrets does not reach the operator's chart, whose image would be pulled without. Set:"
  ""
  "spark-operator:"
  "  image:"
  "    pullSecrets:" }}
{{- range . }}
{{- $lines = append $lines (printf "      - name: %s" (ternary . (get (ternary (dict) . (kindIs "string" .)) "name") (kindIs "string" .))) }}
{{- end }}
{{- fail (join "\n" $lines) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The webhook's Service is called after the release. */}}
{{- define "spark-platform.validations.name" -}}
{{- $service := printf "%s-webhook-svc" (include "spark-operator.fullname" (index .Subcharts "spark-operator")) }}
{{- if or (gt (len $service) 63) (not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $service)) }}
{{- fail (join "\n" (list ""
  (printf "the operator's webhook would have a Service %s, which Kubernetes refuses: a Service's name begins with a letter, and has nothing but a-z, 0-9 and hyphens, at most 63 of them. Set:" $service)
  ""
  "spark-operator:"
  "  fullnameOverride: spark-operator"
)) }}
{{- end }}
{{- end -}}
