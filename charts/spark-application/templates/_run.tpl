{{/*
The operator runs a SparkApplication again whenever its spec changes, except for `suspend` and
`timeToLiveSeconds`. A new version of the chart changes a spec, and so do values that namespaces share. So a
job that has run keeps the spec that it was submitted with, until its own values change or `runId` does.
*/}}

{{/*
spark-application.run: the run of a job that has no schedule. Asks the cluster for the application, once;
without a cluster (`helm template`) there is none.
Takes the root context. Gives a JSON map:
- `keeps`: whether the application keeps the spec that it was submitted with. The checksums of two versions
  of the chart cannot be compared, because the defaults of the chart are in them
- `behind`: whether it keeps a spec that the values and the chart would not give now
- `spec`: the spec that it has
- `annotations`: the values that the next upgrade compares with
*/}}
{{- define "spark-application.run" -}}
{{- $there := lookup "sparkoperator.k8s.io/v1beta2" "SparkApplication" .Release.Namespace
  (include "spark-lib.names.name" .) -}}
{{- $was := ($there.metadata | default dict).annotations | default dict -}}
{{- $id := include "spark-application.run.id" . -}}
{{- $values := include "spark-application.run.ownChecksum" . -}}
{{- $hasRun := gt (int ($there.status | default dict).executionAttempts) 0 -}}
{{- $sameRun := eq (get $was "spark-recorder/run-id") $id -}}
{{- $sameChart := eq (get $was "spark-recorder/chart-version") .Chart.Version -}}
{{- $sameValues := eq (get $was "spark-recorder/job-values") $values -}}
{{- $keeps := and $hasRun $sameRun (or $sameValues (not $sameChart)) -}}
{{- $spec := include "spark-application.spec" . | fromYaml -}}
{{- $checksum := omit $spec "suspend" "timeToLiveSeconds" | toJson | sha256sum | trunc 16 -}}
{{- $submitted := $checksum -}}
{{- if $keeps -}}
{{- $submitted = get $was "spark-recorder/submitted-spec" | default "unknown" -}}
{{- $spec = merge (pick $spec "suspend" "timeToLiveSeconds")
  (omit $there.spec "suspend" "timeToLiveSeconds") -}}
{{- end -}}
{{- $annotations := dict
  "spark-recorder/chart-version" .Chart.Version
  "spark-recorder/job-values" $values
  "spark-recorder/submitted-spec" $submitted -}}
{{- with $id -}}
{{- $_ := set $annotations "spark-recorder/run-id" . -}}
{{- end -}}
{{- dict "keeps" $keeps "behind" (ne $submitted $checksum) "spec" $spec "annotations" $annotations
  | toJson -}}
{{- end -}}

{{/*
spark-application.run.id: `runId` as text; empty for none.
Takes the root context.
*/}}
{{- define "spark-application.run.id" -}}
{{- if not (kindIs "invalid" .Values.runId) -}}
{{- include "spark-lib.text" .Values.runId -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.run.ownChecksum: the checksum of the values that are this job's alone: without the shared
blocks, and without values that change nothing that runs.
Takes the root context.
*/}}
{{- define "spark-application.run.ownChecksum" -}}
{{- $own := omit .Values "global" "spark-lib" "recordings" "history-server" "nameOverride" "labels"
  "annotations" "imagePullSecrets" "suspend" "timeToLiveSeconds" "schedule" "runId"
  "extraObjects" -}}
{{- range $block := include "spark-lib.settings.blocks" . | fromYamlArray -}}
{{- $own = omit $own $block -}}
{{- end -}}
{{- $own | toJson | sha256sum | trunc 16 -}}
{{- end -}}

{{/*
spark-application.run.podAnnotations: the annotation of the driver's pod that names its run, so that another
run is another spec.
Takes a dict: `root` and `role`. Gives a YAML map.
*/}}
{{- define "spark-application.run.podAnnotations" -}}
{{- $id := include "spark-application.run.id" .root -}}
{{- if and $id (eq .role "driver") -}}
spark-recorder/run-id: {{ $id | quote }}
{{- end -}}
{{- end -}}
