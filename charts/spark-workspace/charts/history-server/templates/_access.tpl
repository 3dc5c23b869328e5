{{/*
history-server.access.isKubeflows: `true` where browsers come through Kubeflow's gateway, whose account and
header are known, empty otherwise.
Takes the root context. With `none` the user makes the route, at the same gateway.
*/}}
{{- define "history-server.access.isKubeflows" -}}
{{- $type := include "history-server.gateway.type" . -}}
{{- if and (include "history-server.isOnKubeflow" .) (has $type (list "virtualservice" "none")) }}true{{ end -}}
{{- end -}}

{{/*
history-server.access.principals: the gateway's principals in Istio's mesh. Without Kubeflow, the name of its
account follows a release or a Gateway.
Takes the root context. Gives a JSON list, empty if the principals are unknown.
*/}}
{{- define "history-server.access.principals" -}}
{{- $principals := .Values.authorizationPolicy.gateways -}}
{{- if and (not $principals) (include "history-server.access.isKubeflows" .) -}}
{{- $principals = list "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account" -}}
{{- end -}}
{{- toJson $principals -}}
{{- end -}}

{{/*
history-server.access.userKey: the part of a request that names the user, in the form of Istio's conditions;
empty if it is unknown.
Takes the root context.
*/}}
{{- define "history-server.access.userKey" -}}
{{- $policy := .Values.authorizationPolicy -}}
{{- $header := $policy.header | default (ternary "kubeflow-userid" ""
  (eq (include "history-server.access.isKubeflows" .) "true")) -}}
{{- if $policy.claim -}}
request.auth.claims[{{ $policy.claim }}]
{{- else if $header -}}
request.headers[{{ $header }}]
{{- end -}}
{{- end -}}

{{/*
history-server.access.wantsPolicy: `true` where AuthorizationPolicies are asked for, or belong to the route,
empty otherwise.
Takes the root context.
*/}}
{{- define "history-server.access.wantsPolicy" -}}
{{- $told := .Values.authorizationPolicy.enabled | toString -}}
{{- $istio := .Capabilities.APIVersions.Has "security.istio.io/v1/AuthorizationPolicy" -}}
{{- if or (eq $told "true") (and (eq $told "") $istio (eq (include "history-server.gateway.type" .) "virtualservice")) }}true{{ end -}}
{{- end -}}

{{/*
history-server.access.hasPolicy: `true` where there are AuthorizationPolicies, empty otherwise. A guess of the
gateway's principal would not do: a wrong one locks everybody out.
Takes the root context.
*/}}
{{- define "history-server.access.hasPolicy" -}}
{{- if and (include "history-server.access.wantsPolicy" .) (include "history-server.access.principals" . | fromJsonArray) }}true{{ end -}}
{{- end -}}

{{/*
history-server.access.peers: where the gateway's pods are, as `from` of a NetworkPolicy's rule. Of Kubeflow's
own gateway it is known; any other is where its installation has put it.
Takes the root context. Gives a JSON list, empty where nobody says so.
*/}}
{{- define "history-server.access.peers" -}}
{{- $peers := .Values.networkPolicy.gateway -}}
{{- if and (not $peers) (eq (include "history-server.gateway.type" .) "virtualservice")
  (not .Values.gateway.name) -}}
{{- $peers = list (dict "namespaceSelector" (dict
  "matchLabels" (dict "kubernetes.io/metadata.name" "istio-system"))) -}}
{{- end -}}
{{- toJson $peers -}}
{{- end -}}
