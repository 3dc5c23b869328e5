{{/*
history-server.notes: the text after install and upgrade: the server's address, the next steps, and warnings.
Takes the root context of this chart.
*/}}
{{- define "history-server.notes" -}}
{{- $with := dict "root" . "settings" (include "history-server.settings" . | fromYaml) -}}
{{- include "history-server.notes.where" $with }}
{{- include "history-server.notes.mind" $with }}
{{- end -}}

{{/*
history-server.notes.where: the address, and how to see that the server is up.
Takes a dict: `root` and `settings`, as all of these.
*/}}
{{- define "history-server.notes.where" -}}
{{- $root := .root -}}
{{- $name := include "history-server.name" $root -}}
{{- $namespace := $root.Release.Namespace -}}
{{- $type := include "history-server.gateway.type" $root -}}
{{- $selector := printf "app.kubernetes.io/instance=%s,app.kubernetes.io/component=server"
  $root.Release.Name -}}
The Spark history server of the namespace {{ $namespace }} reads {{ include "spark-lib.conf.eventLogDir" . }}
as the service account {{ .settings.serviceAccount.name }}, credentials: {{ .settings.s3.auth.mode }}.
{{ if eq $type "none" }}
No gateway leads to it. Until one does, from your machine:

  kubectl port-forward service/{{ $name }} 18080:{{ int $root.Values.service.port.number }} --namespace {{ $namespace }}

and then http://localhost:18080/
{{- if not $root.Values.gateway.path }}
Where there is a gateway, name it: gateway.name and gateway.namespace.
{{- end }}
{{- else }}
  {{ include "history-server.gateway.url" $root | default "https://<gateway>" }}{{ include "history-server.gateway.path" $root }}/
{{- if eq $type "virtualservice" }}

at the Istio Gateway {{ include "history-server.gateway.istioName" $root }}.
{{- else if eq $type "httproute" }}

at the Gateway {{ with $root.Values.gateway.namespace }}{{ . }}/{{ end }}{{ $root.Values.gateway.name }}.
{{- end }}
{{- end }}

Wait until it is up, then see that it answers:

  kubectl rollout status deployment/{{ $name }} --namespace {{ $namespace }}
  helm test {{ $root.Release.Name }} --namespace {{ $namespace }}

If it does not come up, one of these says why; the second where there is no pod, as when its service account is not there:

  kubectl describe pod --namespace {{ $namespace }} --selector {{ $selector }}
  kubectl describe replicaset --namespace {{ $namespace }} --selector {{ $selector }}
{{- end -}}

{{/*
history-server.notes.mind: warnings to read before relying on the server.
*/}}
{{- define "history-server.notes.mind" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $namespace := $root.Release.Namespace -}}
{{- $auth := .settings.s3.auth -}}
{{- $account := .settings.serviceAccount.name -}}
{{- $type := include "history-server.gateway.type" $root }}
{{- if not .settings.eventLog.enabled }}

Note: eventLog.enabled is false: jobs of these charts write no event logs. With a Spark image that has S3A, set in the namespace's values file:

  global:
    eventLog:
      enabled: true
{{- end }}
{{- if $values.cleaner.enabled }}

Note: event logs older than {{ $values.cleaner.maxAge }} in {{ include "spark-lib.conf.eventLogDir" . }} are deleted, whoever wrote them. To keep them:

  cleaner:
    enabled: false
{{- end }}
{{- if and $root.Chart.IsRoot (eq $auth.mode "secret") }}

Note: the secret {{ $auth.secret.name }} must be there:

  kubectl create secret generic {{ $auth.secret.name }} --namespace {{ $namespace }} \
    --from-literal={{ $auth.secret.accessKeyIdKey }}=... --from-literal={{ $auth.secret.secretAccessKeyKey }}=...
{{- end }}
{{- if and $root.Chart.IsRoot (eq $auth.mode "irsa") $auth.roleArn (not $values.rbac.serviceAccount.create) }}

Note: the service account {{ $account }} is not made here. It gets its role by

  kubectl annotate serviceaccount {{ $account }} --namespace {{ $namespace }} --overwrite \
    eks.amazonaws.com/role-arn={{ $auth.roleArn }}
{{- end }}
{{- if and (or $root.Chart.IsRoot $values.rbac.serviceAccount.create) (eq $auth.mode "pod-identity") }}

Note: the service account {{ $account }} needs an association with a role:

  aws eks create-pod-identity-association --cluster-name CLUSTER --namespace {{ $namespace }} \
    --service-account {{ $account }} --role-arn ROLE
{{- end }}
{{- if and (ne $type "none") (not $values.authorizationPolicy.users) (not (include "history-server.isOnKubeflow" $root)) }}

Note: whoever the gateway lets in sees these jobs. Where it knows users, name them in authorizationPolicy.users (Istio).
{{- if not (or $values.networkPolicy.enabled (include "history-server.access.hasPolicy" $root)) }}
So does every pod of the cluster, unless networkPolicy.enabled keeps them out.
{{- end }}
{{- end }}
{{- end -}}
