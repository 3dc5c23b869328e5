{{/*
spark-lib.pods.containerName: the name that Spark and the operator give to the Spark container of a role.
Takes a dict: `role`.
*/}}
{{- define "spark-lib.pods.containerName" -}}
spark-kubernetes-{{ .role }}
{{- end -}}

{{/*
spark-lib.pods.labels: labels of a role's pods. In Istio's mesh, Spark's pods stay outside of it. Common
labels replace none of these.
Takes a dict: `settings` and `pod` (the user's values of the role). Gives a YAML map.
*/}}
{{- define "spark-lib.pods.labels" -}}
{{- $labels := dict "spark-recorder/recorded" (.settings.recorder.enabled | toString) -}}
{{- $labels = mustMergeOverwrite $labels (include "spark-lib.labels.outsideOfMesh" . | fromYaml) -}}
{{- $labels = mustMerge $labels (deepCopy .settings.commonLabels) -}}
{{- mustMergeOverwrite $labels (deepCopy (.pod.labels | default dict)) | toYaml -}}
{{- end -}}

{{/*
spark-lib.pods.placement: node selector and tolerations of a pod that is not Spark's.
Takes a map with `nodeSelector` and `tolerations`. Gives lines of YAML, none if both are empty.
*/}}
{{- define "spark-lib.pods.placement" -}}
{{- with include "spark-lib.merge.clean" (.nodeSelector | default dict) | fromYaml }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "spark-lib.merge.cleanList" (.tolerations | default list) | fromYamlArray }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
spark-lib.pods.sparkContainer: the template's part of the Spark container. Spark sets image, command and
resources.
Takes a dict: `settings`, `role` and `pod`. Gives a YAML map.
*/}}
{{- define "spark-lib.pods.sparkContainer" -}}
{{- $mounts := concat (include "spark-lib.volumes.mountsOfSpark" . | fromYamlArray)
  (include "spark-lib.merge.named" (dict "map" .pod.volumeMounts "by" "mountPath") | fromYamlArray) -}}
{{- $container := dict "name" (include "spark-lib.pods.containerName" .) "volumeMounts" $mounts -}}
{{- $_ := set $container "securityContext" (include "spark-lib.security.spark"
  (dict "over" .pod.securityContext) | fromYaml) -}}
{{- with .pod.env -}}
{{- $_ := set $container "env" (include "spark-lib.environment.list" . | fromYamlArray) -}}
{{- end -}}
{{- with .pod.envFrom -}}
{{- $_ := set $container "envFrom" . -}}
{{- end -}}
{{- toYaml $container -}}
{{- end -}}

{{/*
spark-lib.pods.template: the pod template of a role, for the operator and for plain spark-submit alike.
Takes a dict: `root`, `settings`, `role` and `pod`, the user's values of the role: labels, annotations, env,
envFrom, volumes (map by name), volumeMounts (map by path), sidecars and initContainers (maps by name),
nodeSelector, tolerations, affinity, topologySpreadConstraints, priorityClassName, podSecurityContext,
securityContext, podTemplate (laid over all of it).
Gives a YAML map of `metadata` and `spec`. The recorder is the last init container. The kubelet stops native
sidecars from the last to the first, so the recorder has the whole grace, and a mesh's proxy, which comes
first, runs until the upload ends. The driver talks to the Kubernetes API; executors do not, so they have no
token.
*/}}
{{- define "spark-lib.pods.template" -}}
{{- $pod := .pod -}}
{{- $spec := dict "terminationGracePeriodSeconds" (get .settings.grace .role | int) -}}
{{- $_ := set $spec "securityContext" (include "spark-lib.security.pod"
  (dict "over" $pod.podSecurityContext) | fromYaml) -}}
{{- if eq .role "executor" -}}
{{- $_ := set $spec "automountServiceAccountToken" false -}}
{{- end -}}
{{- $init := include "spark-lib.merge.named" (dict "map" $pod.initContainers "by" "name") | fromYamlArray -}}
{{- if .settings.recorder.enabled -}}
{{- $init = append $init (include "spark-lib.recorder.container" . | fromYaml) -}}
{{- end -}}
{{- with $init -}}
{{- $_ := set $spec "initContainers" . -}}
{{- end -}}
{{- $main := include "spark-lib.pods.sparkContainer" . | fromYaml -}}
{{- $_ := set $spec "containers" (prepend (include "spark-lib.merge.named"
  (dict "map" $pod.sidecars "by" "name") | fromYamlArray) $main) -}}
{{- $_ := set $spec "volumes" (concat (include "spark-lib.volumes.ours" . | fromYamlArray)
  (include "spark-lib.merge.named" (dict "map" $pod.volumes "by" "name") | fromYamlArray)) -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints"
  "priorityClassName" -}}
{{- with get $pod $field -}}
{{- $_ := set $spec $field . -}}
{{- end -}}
{{- end -}}
{{- $secrets := include "spark-lib.images.pullSecretsOfPod" .root | fromYaml -}}
{{- $spec = mustMerge $spec $secrets -}}
{{- $metadata := dict "labels" (include "spark-lib.pods.labels" . | fromYaml) -}}
{{- with $pod.annotations -}}
{{- $_ := set $metadata "annotations" . -}}
{{- end -}}
{{- $template := dict "metadata" $metadata "spec" $spec -}}
{{- include "spark-lib.merge.maps" (dict "base" $template "over" ($pod.podTemplate | default dict)) -}}
{{- end -}}
