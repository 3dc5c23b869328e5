{{/*
recordings.rbac.binding: binds a role of this release to the service account.
Takes a dict: `root` and `role` (the last part of the role's name). Gives a RoleBinding.
*/}}
{{- define "recordings.rbac.binding" }}
{{- $settings := include "spark-lib.settings" .root | fromYaml }}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "spark-lib.metadata" (dict "root" .root "suffix" .role) | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "spark-lib.names.name" .root }}-{{ .role }}
subjects:
  - kind: ServiceAccount
    name: {{ $settings.serviceAccount.name | quote }}
    namespace: {{ .root.Release.Namespace | quote }}
{{- end -}}
