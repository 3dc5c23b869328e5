{{/*
Generated from Kubernetes' published API by "make generate".
spark-lib.merge.keys: the keys by which the API tells apart the items of a list, by the list's name, with their defaults. A list that is not
here is one value.
Gives JSON.
*/}}
{{- define "spark-lib.merge.keys" -}}
{
  "claims": {"name":""},
  "containers": {"name":""},
  "env": {"name":""},
  "ephemeralContainers": {"name":""},
  "evictionResponders": {"name":""},
  "hostAliases": {"ip":""},
  "imagePullSecrets": {"name":""},
  "initContainers": {"name":""},
  "ownerReferences": {"uid":""},
  "ports": {"containerPort":"","protocol":"TCP"},
  "resourceClaims": {"name":""},
  "schedulingGates": {"name":""},
  "topologySpreadConstraints": {"topologyKey":"","whenUnsatisfiable":""},
  "volumeDevices": {"devicePath":""},
  "volumeMounts": {"mountPath":""},
  "volumes": {"name":""}
}
{{- end -}}
