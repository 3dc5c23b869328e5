{{/*
spark-platform.validations.injection: refuses a policy that the cluster does not serve, if the values demand
one.
Takes the root context, like each validation below. Gives nothing.
*/}}
{{- define "spark-platform.validations.injection" -}}
{{- $isForced := eq (toString .Values.injection.enabled) "true" -}}
{{- if and $isForced (not (include "spark-platform.injection.apiVersion" .)) -}}
{{- $version := .Capabilities.KubeVersion.Version -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "injection.enabled is true, but Kubernetes %s here serves no MutatingAdmissionPolicy." $version)
    "From 1.36 on it is served as v1."
    "With 1.34 and 1.35 the API server serves v1beta1 when it is started with:")
  "more" (list
    (dict "what" (list
      "--feature-gates=MutatingAdmissionPolicy=true"
      "--runtime-config=admissionregistration.k8s.io/v1beta1=true"))
    (dict "what" "Without a cluster, say to helm template that it is served:")
    (dict "what" "--api-versions admissionregistration.k8s.io/v1/MutatingAdmissionPolicy")
    (dict
      "what" "To do without the policy where it is not served, set:"
      "set" (dict "injection" (dict "enabled" "auto"))))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.jobNamespaces: refuses a list of namespaces that is empty, or that has names beside
the empty one for all namespaces.
*/}}
{{- define "spark-platform.validations.jobNamespaces" -}}
{{- $namespaces := index .Values "spark-operator" "spark" "jobNamespaces" | default list -}}
{{- $all := dict "spark-operator" (dict "spark" (dict "jobNamespaces" (list ""))) -}}
{{- if not $namespaces -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "spark-operator.spark.jobNamespaces is empty, which the operator reads as every namespace."
    "Say which you mean. For every namespace set:")
  "set" $all
  "more" (list (dict
    "what" "For some, which must exist already:"
    "set" (dict "spark-operator" (dict "spark" (dict "jobNamespaces" (list "spark-apps"))))))) -}}
{{- end -}}
{{- if and (has "" $namespaces) (gt (len $namespaces) 1) -}}
{{- $named := without $namespaces "" -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "spark-operator.spark.jobNamespaces has \"\", which is every namespace,"
    (printf "beside names (%s), which then limit nothing." (join ", " $named))
    "For every namespace set:")
  "set" $all
  "more" (list (dict
    "what" "For the named ones alone:"
    "set" (dict "spark-operator" (dict "spark" (dict "jobNamespaces" $named)))))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.jobNamespaceSelector: refuses a selector, because the operator's webhook does not
read it.
*/}}
{{- define "spark-platform.validations.jobNamespaceSelector" -}}
{{- $operator := index .Values "spark-operator" -}}
{{- $selector := $operator.spark.jobNamespaceSelector -}}
{{- if and $selector $operator.webhook.enable -}}
{{- $all := dict "jobNamespaces" (list "") "jobNamespaceSelector" "" -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "spark-operator.spark.jobNamespaceSelector (%s) reaches the operator's controller" $selector)
    "but not its webhook: pods in namespaces chosen by it would start"
    "without their volumes and grace period. Name the namespaces in jobNamespaces, or watch all:")
  "set" (dict "spark-operator" (dict "spark" $all))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.webhookPort: refuses a port of the webhook that an Istio sidecar would intercept.
*/}}
{{- define "spark-platform.validations.webhookPort" -}}
{{- $webhook := index .Values "spark-operator" "webhook" -}}
{{- $annotation := "traffic.sidecar.istio.io/excludeInboundPorts" -}}
{{- $port := $webhook.port | int -}}
{{- with index ($webhook.annotations | default dict) $annotation -}}
{{- $excluded := list -}}
{{- range splitList "," (toString .) -}}{{- $excluded = append $excluded (trim .) -}}{{- end -}}
{{- if and $webhook.enable (not (has (toString $port) $excluded)) -}}
{{- $right := dict "port" $port "annotations" (dict $annotation (toString $port)) -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "spark-operator.webhook.port is %d, but the Istio annotation of its pods excludes %v:" $port .)
    "in a mesh the API server could not reach the webhook. Set:")
  "set" (dict "spark-operator" (dict "webhook" $right))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.leaderElection: refuses several controllers without an election.
*/}}
{{- define "spark-platform.validations.leaderElection" -}}
{{- $controller := index .Values "spark-operator" "controller" -}}
{{- $replicas := int $controller.replicas -}}
{{- if and (gt $replicas 1) (not $controller.leaderElection.enable) -}}
{{- $right := dict "leaderElection" (dict "enable" true) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "spark-operator.controller has %d replicas and no leader election:" $replicas)
    "each of them would submit every job. Set:")
  "set" (dict "spark-operator" (dict "controller" $right))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.batchScheduler: refuses an unknown default scheduler, with which the controller
does not start.
*/}}
{{- define "spark-platform.validations.batchScheduler" -}}
{{- $scheduler := index .Values "spark-operator" "controller" "batchScheduler" -}}
{{- $default := $scheduler.default -}}
{{- $names := $scheduler.kubeSchedulerNames | default list -}}
{{- $known := concat (list "volcano" "yunikorn") $names -}}
{{- if and $scheduler.enable $default (not (has $default $known)) -}}
{{- $right := dict "kubeSchedulerNames" (append $names $default) "default" $default -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "spark-operator.controller.batchScheduler.default is %s," $default)
    (printf "which the operator does not know (%s): its controller would not start. Set:" (join ", " $known)))
  "set" (dict "spark-operator" (dict "controller" (dict "batchScheduler" $right)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.enable: refuses `enabled` where the operator's chart says `enable`, because Helm
would silently ignore it.
*/}}
{{- define "spark-platform.validations.enable" -}}
{{- include "spark-platform.validations.enableIn" (dict "root" .
  "path" (list "spark-operator") "block" (index .Values "spark-operator")) -}}
{{- end -}}

{{/*
spark-platform.validations.enableIn: the same in one block and in those below it.
Takes a dict: `root`, `path`, a list of keys, and `block`.
*/}}
{{- define "spark-platform.validations.enableIn" -}}
{{- $path := .path -}}
{{- if and (hasKey .block "enable") (hasKey .block "enabled") -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s.enabled is no value of the operator's chart, which ignores it:" (join "." $path))
    "there it is called enable. Set:")
  "path" (append $path "enable")
  "value" .block.enabled) -}}
{{- end -}}
{{- range $key, $below := .block -}}
{{- if kindIs "map" $below -}}
{{- include "spark-platform.validations.enableIn" (dict "root" $.root
  "path" (append $path $key) "block" $below) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.imageRegistry: refuses `global.imageRegistry` alone, because the operator's chart
does not read it.
*/}}
{{- define "spark-platform.validations.imageRegistry" -}}
{{- $registry := index .Values "spark-operator" "image" "registry" -}}
{{- with (.Values.global | default dict).imageRegistry -}}
{{- if ne . $registry -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "global.imageRegistry is %s, but it does not reach the operator's chart," .)
    (printf "whose image comes from %s. Set:" $registry))
  "set" (dict "spark-operator" (dict "image" (dict "registry" .)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.imagePullSecrets: refuses `global.imagePullSecrets` alone, for the same reason.
*/}}
{{- define "spark-platform.validations.imagePullSecrets" -}}
{{- $secrets := list -}}
{{- range (.Values.global | default dict).imagePullSecrets -}}
{{- $secrets = append $secrets (kindIs "string" . | ternary (dict "name" .) .) -}}
{{- end -}}
{{- if and $secrets (not (index .Values "spark-operator" "image" "pullSecrets")) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "global.imagePullSecrets does not reach the operator's chart,"
    "whose image would be pulled without. Set:")
  "set" (dict "spark-operator" (dict "image" (dict "pullSecrets" $secrets)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-platform.validations.name: refuses a release whose name no Service can have, because the webhook's
Service is named after it.
*/}}
{{- define "spark-platform.validations.name" -}}
{{- $service := printf "%s-webhook-svc" (include "spark-operator.fullname"
  (index .Subcharts "spark-operator")) -}}
{{- include "spark-lib.names.validate" (dict "root" . "name" $service "form" "label"
  "what" (printf "the operator's webhook would have a Service %s, which Kubernetes refuses" $service)
  "set" (dict "spark-operator" (dict "fullnameOverride" "spark-operator"))) -}}
{{- end -}}
