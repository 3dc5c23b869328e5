{{/*
history-server.gateway.type: how browsers get to the server: `httproute`, `virtualservice`, `ingress` or
`none`.
Takes the root context. `auto` follows the cluster: if a gateway is named, the kind of route that it takes;
otherwise Kubeflow's.
*/}}
{{- define "history-server.gateway.type" -}}
{{- $gateway := .Values.gateway -}}
{{- if ne $gateway.type "auto" -}}
{{- $gateway.type -}}
{{- else if and $gateway.name (.Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1/HTTPRoute") -}}
httproute
{{- else if or $gateway.name (include "history-server.isOnKubeflow" .) -}}
virtualservice
{{- else -}}
none
{{- end -}}
{{- end -}}

{{/*
history-server.gateway.path: path that browsers know, without a slash at its end.
Takes the root context.
*/}}
{{- define "history-server.gateway.path" -}}
{{- .Values.gateway.path | default (printf "/sparkhistory/%s" .Release.Namespace) -}}
{{- end -}}

{{/*
history-server.gateway.url: the gateway's URL in browsers; empty if it is unknown.
Takes the root context.
*/}}
{{- define "history-server.gateway.url" -}}
{{- $host := first .Values.gateway.hosts -}}
{{- if .Values.gateway.url -}}
{{- .Values.gateway.url -}}
{{- else if not (contains "*" $host) -}}
https://{{ $host }}
{{- end -}}
{{- end -}}

{{/*
history-server.gateway.redirect: the parts of a redirect beside the path, in the words of both Gateway API and
Istio: scheme and port that browsers use. The gateway knows only its own, which a load balancer before it may
have changed.
Takes the root context. Gives lines of YAML, none if the URL is unknown.
*/}}
{{- define "history-server.gateway.redirect" -}}
{{- $url := include "history-server.gateway.url" . | urlParse -}}
{{- with $url.scheme }}
scheme: {{ . }}
{{- end }}
{{- with regexFind ":[0-9]+$" $url.host }}
port: {{ trimPrefix ":" . }}
{{- end }}
{{- end -}}

{{/*
history-server.gateway.istioName: the Istio Gateway, as a VirtualService names it.
Takes the root context.
*/}}
{{- define "history-server.gateway.istioName" -}}
{{- $gateway := .Values.gateway -}}
{{- $namespace := $gateway.namespace | default (ternary .Release.Namespace "kubeflow"
  (ne $gateway.name "")) -}}
{{- printf "%s/%s" $namespace ($gateway.name | default "kubeflow-gateway") -}}
{{- end -}}

{{/*
history-server.gateway.hosts: the hosts, none where they are the gateway's own.
Takes the root context. Gives a JSON list.
*/}}
{{- define "history-server.gateway.hosts" -}}
{{- without .Values.gateway.hosts "*" | toJson -}}
{{- end -}}

{{/*
history-server.gateway.metadata: metadata of a route or an Ingress.
Takes a dict: `root` and `annotations`, which the user's replace. Gives lines of YAML.
*/}}
{{- define "history-server.gateway.metadata" -}}
{{- $gateway := .root.Values.gateway -}}
{{- $annotations := include "spark-lib.merge.maps" (dict "base" .annotations "over" $gateway.annotations) -}}
{{- include "spark-lib.metadata" (dict "root" .root "name" (include "history-server.name" .root)
  "labels" $gateway.labels "annotations" (fromYaml $annotations)) -}}
{{- end -}}

{{/*
history-server.gateway.hasDestinationRule: `true` where Istio's idle connections to the server are to be cut,
empty otherwise.
Takes the root context. A Gateway of Gateway API may be Istio's, too.
*/}}
{{- define "history-server.gateway.hasDestinationRule" -}}
{{- $type := include "history-server.gateway.type" . -}}
{{- $istio := .Capabilities.APIVersions.Has "networking.istio.io/v1/DestinationRule" -}}
{{- if and .Values.gateway.idleTimeout (or (eq $type "virtualservice") (and (eq $type "httproute") $istio)) }}true{{ end -}}
{{- end -}}

{{/*
history-server.gateway.hasBackendTrafficPolicy: `true` where Envoy Gateway's are, empty otherwise.
Takes the root context.
*/}}
{{- define "history-server.gateway.hasBackendTrafficPolicy" -}}
{{- $envoy := .Capabilities.APIVersions.Has "gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy" -}}
{{- if and .Values.gateway.idleTimeout $envoy (eq (include "history-server.gateway.type" .) "httproute") }}true{{ end -}}
{{- end -}}
