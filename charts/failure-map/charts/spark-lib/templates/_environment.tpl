{{/*
spark-lib.environment.s3: the recorder's settings for S3.
Takes a dict: `root` and `settings`. Gives a YAML map of strings from variable to value.
*/}}
{{- define "spark-lib.environment.s3" -}}
{{- $s3 := .settings.s3 -}}
{{- $recorder := .settings.recorder -}}
RECORDER_S3_BUCKET: {{ $s3.bucket | quote }}
RECORDER_S3_PREFIX: {{ include "spark-lib.s3.prefix" . | default "/" | quote }}
{{- with $s3.endpoint }}
RECORDER_S3_ENDPOINT: {{ . | quote }}
{{- end }}
{{- with $s3.region }}
RECORDER_S3_REGION: {{ . | quote }}
{{- end }}
RECORDER_S3_PATH_STYLE: {{ include "spark-lib.s3.pathStyle" . | quote }}
RECORDER_S3_ENCRYPTION: {{ $s3.encryption | quote }}
{{- with $s3.kmsKey }}
RECORDER_S3_KMS_KEY: {{ . | quote }}
{{- end }}
RECORDER_S3_CHECKSUM: {{ $s3.checksum | quote }}
RECORDER_S3_PART_SIZE: {{ $recorder.partSize | quote }}
RECORDER_S3_CONCURRENCY: {{ int $recorder.concurrency | quote }}
RECORDER_S3_ATTEMPT_TIMEOUT: {{ $recorder.attemptTimeout | quote }}
{{- end -}}

{{/*
spark-lib.environment.times: the recorder's deadlines, from the block `grace`, and the limits after which it
starts a new object.
Takes a dict: `settings` and `role`. Gives a YAML map of strings.
*/}}
{{- define "spark-lib.environment.times" -}}
RECORDER_GRACE: {{ printf "%ds" (get .settings.grace .role | int) | quote }}
RECORDER_RESERVE: {{ printf "%ds" (int .settings.recorder.reserve) | quote }}
RECORDER_SCAN_INTERVAL: {{ .settings.recorder.scanInterval | quote }}
{{- if eq .settings.store.transport "direct" }}
RECORDER_DIRECT_ROLL_SIZE: {{ .settings.recorder.rollSize | quote }}
RECORDER_DIRECT_ROLL_AGE: {{ .settings.recorder.rollAge | quote }}
{{- end }}
{{- if eq .role "driver" }}
RECORDER_EXECUTOR_GRACE: {{ printf "%ds" (int .settings.grace.executor) | quote }}
RECORDER_UPLOAD_TIME: {{ printf "%ds" (int .settings.grace.upload) | quote }}
{{- end }}
{{- end -}}

{{/*
spark-lib.environment.recorder: the whole environment of the recorder in a pod of a role.
Takes a dict: `root`, `settings` and `role`. Gives a YAML list, each name once; `recorder.env` comes last. The
pod's identity comes from its labels, which Spark sets. Only pods that upload get the settings of S3: the
driver, or every pod with the transport `direct`.
*/}}
{{- define "spark-lib.environment.recorder" -}}
{{- $fields := dict
  "RECORDER_APP" "metadata.labels['spark-app-selector']"
  "RECORDER_NAMESPACE" "metadata.namespace"
  "RECORDER_POD" "metadata.name"
  "RECORDER_POD_UID" "metadata.uid"
  "RECORDER_NODE" "spec.nodeName" -}}
{{- if eq .role "executor" -}}
{{- $_ := set $fields "RECORDER_EXECUTOR_ID" "metadata.labels['spark-exec-id']" -}}
{{- end -}}
{{- $values := dict "RECORDER_ROLE" .role "RECORDER_TRANSPORT" .settings.store.transport -}}
{{- $values = mustMerge $values (include "spark-lib.environment.times" . | fromYaml) -}}
{{- if eq .role "driver" -}}
{{- $_ := set $values "RECORDER_DISCOVERY" .settings.recorder.discovery -}}
{{- end -}}
{{- with include "spark-lib.agents.completeness" . -}}
{{- $_ := set $values "RECORDER_COMPLETENESS" . -}}
{{- end -}}
{{- with include "spark-lib.agents.sensitiveInCrashLogs" . -}}
{{- $_ := set $values "RECORDER_SENSITIVE" . -}}
{{- end -}}
{{- $env := list -}}
{{- $uploads := or (eq .role "driver") (eq .settings.store.transport "direct") -}}
{{- if $uploads -}}
{{- $values = mustMerge $values (include "spark-lib.environment.s3" . | fromYaml) -}}
{{- $env = include "spark-lib.s3.environment" . | fromYamlArray -}}
{{- end -}}
{{- $all := list -}}
{{- range $name, $path := $fields -}}
{{- $all = append $all (dict "name" $name "valueFrom" (dict "fieldRef" (dict "fieldPath" $path))) -}}
{{- end -}}
{{- range $name, $value := $values -}}
{{- $all = append $all (dict "name" $name "value" $value) -}}
{{- end -}}
{{- include "spark-lib.environment.withOwn" (dict "list" (concat $all $env) "own" .settings.recorder.env) -}}
{{- end -}}

{{/*
spark-lib.environment.reader: environment of commands such as `recorder ls`: S3, credentials and
`recorder.env`, which wins.
Takes a dict: `root` and `settings`. Gives a YAML list, each name once.
*/}}
{{- define "spark-lib.environment.reader" -}}
{{- $settings := include "spark-lib.environment.list" (include "spark-lib.environment.s3" . | fromYaml)
  | fromYamlArray -}}
{{- $credentials := include "spark-lib.s3.environment" . | fromYamlArray -}}
{{- include "spark-lib.environment.withOwn" (dict "list" (concat $settings $credentials)
  "own" .settings.recorder.env) -}}
{{- end -}}

{{/*
spark-lib.environment.withOwn: variables with the user's own after them, which win.
Takes a dict: `list` and `own` (a map by name). Gives a YAML list, each name once.
*/}}
{{- define "spark-lib.environment.withOwn" -}}
{{- $own := .own | default dict -}}
{{- $all := list -}}
{{- range .list -}}
{{- if not (hasKey $own .name) -}}
{{- $all = append $all . -}}
{{- end -}}
{{- end -}}
{{- concat $all (include "spark-lib.environment.list" $own | fromYamlArray) | toYaml -}}
{{- end -}}

{{/*
spark-lib.environment.list: a map of variables in the form of Kubernetes' list.
Takes a map from name to a string, number or boolean, or to an object such as `{valueFrom: ...}`; `null` for
none. Gives a YAML list, sorted by name.
*/}}
{{- define "spark-lib.environment.list" -}}
{{- $list := list -}}
{{- range $name, $value := . -}}
{{- if kindIs "map" $value -}}
{{- $list = concat $list (include "spark-lib.merge.named" (dict "map" (dict $name $value) "by" "name")
  | fromYamlArray) -}}
{{- else if not (kindIs "invalid" $value) -}}
{{- $list = append $list (dict "name" $name "value" (include "spark-lib.text" $value)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $list -}}
{{- end -}}

{{/*
spark-lib.text: a scalar as the user wrote it: 1000000, not 1e+06, and 0.000001, not 1e-06. Helm keeps whole
numbers exactly only below 2^53.
Takes a string, number or boolean.
*/}}
{{- define "spark-lib.text" -}}
{{- if kindIs "float64" . -}}
{{- if or (ge . 9007199254740992.0) (le . -9007199254740992.0) -}}
{{- include "spark-lib.refuse" (dict
  "what" (list
    (printf "%.0f may not be the number that you wrote, as Helm keeps none so large." .)
    "Write it in quotes, such as \"9007199254740993\"")) -}}
{{- end -}}
{{- if eq (floor .) . }}{{ int64 . }}{{ else }}{{ include "spark-lib.text.fraction" . }}{{ end -}}
{{- else -}}
{{- . | toString -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.text.fraction: a number with a fraction in digits alone. JSON has the shortest ones that mean it,
with an exponent below 0.000001.
Takes a number.
*/}}
{{- define "spark-lib.text.fraction" -}}
{{- $parts := toJson . | splitList "e-" -}}
{{- if eq (len $parts) 1 -}}
{{- first $parts -}}
{{- else -}}
{{- $mantissa := first $parts -}}
{{- ternary "-" "" (hasPrefix "-" $mantissa) -}}0.{{ repeat (sub (last $parts | atoi) 1 | int) "0" }}{{ $mantissa | replace "-" "" | replace "." "" -}}
{{- end -}}
{{- end -}}
