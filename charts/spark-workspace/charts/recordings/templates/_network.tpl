{{/*
recordings.network.spark: the selector of Spark's pods, which both Spark and the operator label.
*/}}
{{- define "recordings.network.spark" -}}
matchExpressions:
  - {key: spark-role, operator: In, values: [driver, executor]}
{{- end -}}

{{/*
recordings.network.s3Ports: the ports of S3: as told, otherwise the endpoint's, otherwise that of HTTPS.
Takes a dict: `root` and `settings`. Gives a JSON list of numbers.
*/}}
{{- define "recordings.network.s3Ports" -}}
{{- $told := .root.Values.networkPolicy.egress.s3.ports -}}
{{- $endpoint := .settings.s3.endpoint | default "https://" -}}
{{- $port := regexFind ":[0-9]+/?$" $endpoint | trimAll ":/" | default
  (ternary "443" "80" (hasPrefix "https://" $endpoint)) -}}
{{- $told | default (list (int $port)) | toJson -}}
{{- end -}}

{{/*
recordings.network.to: a rule to address blocks at ports over TCP.
Takes a dict: `cidrs` (any when empty) and `ports`. Gives a list of one rule.
*/}}
{{- define "recordings.network.to" -}}
- ports:
    {{- range .ports }}
    - {port: {{ int . }}, protocol: TCP}
    {{- end }}
  {{- with .cidrs }}
  to:
    {{- range . }}
    - ipBlock: {cidr: {{ . | quote }}}
    {{- end }}
  {{- end }}
{{- end -}}

{{/*
recordings.network.egress: whom Spark's pods may talk to.
Takes a dict: `root` and `settings`. Gives a YAML list of rules.
*/}}
{{- define "recordings.network.egress" -}}
{{- $egress := .root.Values.networkPolicy.egress -}}
# each other
- to:
    - podSelector:
        {{- include "recordings.network.spark" . | nindent 8 }}
# DNS
- ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
# the Kubernetes API
{{ include "recordings.network.to" $egress.kubernetesApi }}
# S3, and STS for roles
{{ include "recordings.network.to" (dict "cidrs" $egress.s3.cidrs "ports" (include "recordings.network.s3Ports" . | fromJsonArray)) }}
{{- if eq .settings.s3.auth.mode "pod-identity" }}
# the agent of EKS Pod Identity, on the node
- ports:
    - {port: 80, protocol: TCP}
  to:
    - ipBlock: {cidr: 169.254.170.23/32}
    - ipBlock: {cidr: "fd00:ec2::23/128"}
{{- end }}
{{ include "spark-lib.network.rules" $egress.rules }}
{{- end -}}
