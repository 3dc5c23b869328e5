{{/*
The operator runs a SparkApplication again whenever its spec changes, but for `suspend` and `timeToLiveSeconds`. A spec also changes without
the user's will: by another version of the chart, or by the values that namespaces share. So a job that has run keeps the spec that it was
submitted with, until its own values change or `runId` does.
*/}}

{{/*
spark-application.run.there: the application in the cluster. Without a cluster (`helm template`) there is none.
Takes the root context. Gives a JSON map, `{}` for none.
*/}}
{{- define "spark-application.run.there" -}}
{{- lookup "sparkoperator.k8s.io/v1beta2" "SparkApplication" .Release.Namespace (include "spark-lib.names.name" .) | toJson -}}
{{- end -}}

{{/*
spark-application.run.ownChecksum: of the values that are this job's alone: all but the shared blocks, and values that change nothing that runs.
Takes the root context.
*/}}
{{- define "spark-application.run.ownChecksum" -}}
{{- $own := omit .Values "global" "spark-lib" "recordings" "history-server" "nameOverride" "labels" "annotations" "imagePullSecrets" "suspend" "timeToLiveSeconds" "schedule" "runId" -}}
{{- range $block := include "spark-lib.settings.blocks" . | fromYamlArray -}}
{{- $own = omit $own $block -}}
{{- end -}}
{{- $own | toJson | sha256sum | trunc 16 -}}
{{- end -}}

{{/*
spark-application.run.keeps: `true` where the application keeps the spec that it was submitted with, empty otherwise. The checksums of two
versions of the chart cannot be compared, as its defaults are in them.
Takes the root context.
*/}}
{{- define "spark-application.run.keeps" -}}
{{- $there := include "spark-application.run.there" . | fromJson -}}
{{- $status := $there.status | default dict -}}
{{- if gt (int $status.executionAttempts) 0 -}}
{{- $was := $there.metadata.annotations | default dict -}}
{{- $sameRun := eq (get $was "spark-recorder/run-id" | default "") (include "spark-lib.text" .Values.runId) -}}
{{- $sameChart := eq (get $was "spark-recorder/chart-version" | default "") .Chart.Version -}}
{{- $sameValues := eq (get $was "spark-recorder/job-values" | default "") (include "spark-application.run.ownChecksum" .) -}}
{{- if and $sameRun (or $sameValues (not $sameChart)) -}}
true
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.run.spec: the spec that the application has, or keeps.
Takes the root context. Gives a YAML map.
*/}}
{{- define "spark-application.run.spec" -}}
{{- $spec := include "spark-application.spec" . -}}
{{- if include "spark-application.run.keeps" . -}}
{{- $there := include "spark-application.run.there" . | fromJson -}}
{{- $kept := omit $there.spec "suspend" "timeToLiveSeconds" -}}
{{- range $field, $value := pick ($spec | fromYaml) "suspend" "timeToLiveSeconds" -}}
{{- $_ := set $kept $field $value -}}
{{- end -}}
{{- toYaml $kept -}}
{{- else -}}
{{- $spec -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.run.podAnnotations: what the driver's pod says of its run, so that another run is another spec.
Takes a dict: `root` and `role`. Gives a YAML map.
*/}}
{{- define "spark-application.run.podAnnotations" -}}
{{- $run := include "spark-lib.text" .root.Values.runId -}}
{{- if and $run (eq .role "driver") -}}
spark-recorder/run-id: {{ $run | quote }}
{{- end -}}
{{- end -}}

{{/*
spark-application.run.annotations: what the next upgrade compares with.
Takes the root context. Gives a YAML map.
*/}}
{{- define "spark-application.run.annotations" -}}
{{- $submitted := include "spark-application.run.specChecksum" . -}}
{{- if include "spark-application.run.keeps" . -}}
{{- $there := include "spark-application.run.there" . | fromJson -}}
{{- $submitted = get ($there.metadata.annotations | default dict) "spark-recorder/submitted-spec" | default "unknown" -}}
{{- end -}}
spark-recorder/chart-version: {{ .Chart.Version | quote }}
spark-recorder/job-values: {{ include "spark-application.run.ownChecksum" . | quote }}
spark-recorder/submitted-spec: {{ $submitted | quote }}
{{- with .Values.runId }}
spark-recorder/run-id: {{ include "spark-lib.text" . | quote }}
{{- end }}
{{- end -}}

{{/*
spark-application.run.specChecksum: of the spec that the values give now, without what can change under a running job.
Takes the root context.
*/}}
{{- define "spark-application.run.specChecksum" -}}
{{- omit (include "spark-application.spec" . | fromYaml) "suspend" "timeToLiveSeconds" | toJson | sha256sum | trunc 16 -}}
{{- end -}}

{{/*
spark-application.run.isBehind: `true` where the application keeps a spec that its values and the chart would not give now, empty otherwise.
Takes the root context.
*/}}
{{- define "spark-application.run.isBehind" -}}
{{- if include "spark-application.run.keeps" . -}}
{{- $there := include "spark-application.run.there" . | fromJson -}}
{{- $submitted := get ($there.metadata.annotations | default dict) "spark-recorder/submitted-spec" -}}
{{- if ne $submitted (include "spark-application.run.specChecksum" .) -}}
true
{{- end -}}
{{- end -}}
{{- end -}}
