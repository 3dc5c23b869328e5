{{/*
The API version of MutatingAdmissionPolicy that the policy is made with: v1, which Kubernetes serves from 1.36
on, or v1beta1, which earlier versions serve only when told to.
Takes the root. Gives nothing where injection is off, or neither is served.
*/}}
{{- define "spark-platform.injection.apiVersion" -}}
{{- if .Values.injection.enabled -}}
{{- $found := "" -}}
{{- range $version := list "v1beta1" "v1" -}}
{{- $group := printf "admissionregistration.k8s.io/%s" $version -}}
{{- if $.Capabilities.APIVersions.Has (printf "%s/MutatingAdmissionPolicy" $group) -}}
{{- $found = $group -}}
{{- end -}}
{{- end -}}
{{- $found -}}
{{- end -}}
{{- end -}}

{{/*
Name of the policy and of its binding. It is there once per cluster, so it has no release in its name.
*/}}
{{- define "spark-platform.injection.name" -}}
spark-recorder-injection
{{- end -}}

{{/*
spark-platform.injection.metadata: metadata of the policies and their bindings.
Takes a dict: `root` and `suffix`. Gives lines of YAML.
*/}}
{{- define "spark-platform.injection.metadata" -}}
{{- $own := dict
  "component" "injection" "clusterScoped" true "name" (include "spark-platform.injection.name" .root) -}}
{{- include "spark-platform.metadata" (mustMerge $own .) -}}
{{- end -}}

{{/*
The part of NOTES.txt about recording by a label; nothing where injection is off.
Takes the root. Gives lines that begin with an empty one.
*/}}
{{- define "spark-platform.injection.notes" -}}
{{- if include "spark-platform.injection.apiVersion" . }}

Pods with the label spark-recorder/record: "true" are recorded in each namespace with spark-workspace:

    spark-submit --conf spark.kubernetes.driver.label.spark-recorder/record=true \
      --conf spark.kubernetes.executor.label.spark-recorder/record=true ...
{{- else if .Values.injection.enabled }}

NOTE: the label spark-recorder/record does nothing on this cluster.
Kubernetes {{ .Capabilities.KubeVersion.Version }} here serves no MutatingAdmissionPolicy; 1.36 and later do.
After an upgrade of the cluster, upgrade this release. Until then the recorder comes by the chart
spark-application, or by the pod templates of spark-workspace.
{{- end }}
{{- end -}}
