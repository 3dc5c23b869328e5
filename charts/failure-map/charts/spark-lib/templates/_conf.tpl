{{/*
spark-lib.conf.grace: Spark's own setting of the executors' grace. Spark 4.1 and later replaces the pod
template's grace by it, by 30 s if it is not set.
Takes a dict: `settings`. Gives a YAML map.
*/}}
{{- define "spark-lib.conf.grace" -}}
spark.kubernetes.executor.terminationGracePeriodSeconds: {{ printf "%ds" (int .settings.grace.executor) | quote }}
{{- end -}}

{{/*
spark-lib.conf.agent: Spark configuration that switches recording on. The JVM options are the default ones, so
that the user's extraJavaOptions stay the user's.
Takes a dict: `settings`, `image`, the Spark image where the chart knows it, and `hasSharedDrivers` where a
driver's pod may have several JVMs. Gives a YAML map.
*/}}
{{- define "spark-lib.conf.agent" -}}
{{- $conf := dict -}}
{{- range $role := list "driver" "executor" -}}
{{- $isShared := and (eq $role "driver") ($.hasSharedDrivers | default false) -}}
{{- with include "spark-lib.agents.javaOptions" (dict "settings" $.settings "role" $role "isShared" $isShared) -}}
{{- $_ := set $conf (printf "spark.%s.defaultJavaOptions" $role) . -}}
{{- end -}}
{{- end -}}
{{- with include "spark-lib.agents.plugins" . | fromJsonArray -}}
{{- $_ := set $conf "spark.plugins" (join "," .) -}}
{{- end -}}
{{- range $name, $value := include "spark-lib.agents.env" . | fromYaml -}}
{{- $_ := set $conf (printf "spark.kubernetes.driverEnv.%s" $name) $value -}}
{{- $_ := set $conf (printf "spark.executorEnv.%s" $name) $value -}}
{{- end -}}
{{- if and (eq .settings.agent.type "codeguru") (ne .settings.agent.codeguru.profiler "auto") -}}
{{- $_ := set $conf "spark.recorder.profiler" .settings.agent.codeguru.profiler -}}
{{- end -}}
{{- if eq .settings.agent.type "custom" -}}
{{- $conf = include "spark-lib.conf.join" (dict "base" $conf "over" .settings.agent.custom.sparkConf)
  | fromYaml -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.repeatsDefaults: whether Spark gives an executor its default JVM options three times, as 3.5
does and 4.1 does not. JFR bears that; an agent that is loaded a second time does not, or ends the JVM.
Takes a version of Spark. Gives `true` or nothing.
*/}}
{{- define "spark-lib.conf.repeatsDefaults" -}}
{{- if regexMatch "^(3|4\\.0)(\\.|$)" (toString .) -}}true{{- end -}}
{{- end -}}

{{/*
spark-lib.conf.eventLogDir: the folder of event logs.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-lib.conf.eventLogDir" -}}
{{- if .settings.eventLog.dir -}}
{{- .settings.eventLog.dir -}}
{{- else -}}
{{- list (printf "s3a://%s" .settings.s3.bucket) (include "spark-lib.s3.prefix" .) "history" | compact
  | join "/" -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.conf.eventLog: Spark configuration of the event log, with how S3A reaches this bucket and no other.
Only the driver writes it, so only the driver gets the credentials.
Takes a dict: `root`, `settings` and `sparkVersion`. Gives a YAML map, empty when event logs are off.
*/}}
{{- define "spark-lib.conf.eventLog" -}}
{{- $conf := dict -}}
{{- if .settings.eventLog.enabled -}}
{{- $dir := include "spark-lib.conf.eventLogDir" . -}}
{{- $conf = dict "spark.eventLog.enabled" "true" "spark.eventLog.dir" $dir "spark.eventLog.rolling.enabled"
  "true" "spark.eventLog.rolling.maxFileSize" .settings.eventLog.maxFileSize -}}
{{- $conf = mustMerge $conf (include "spark-lib.conf.driverAccess" (mustMerge (dict "dir" $dir) .)
  | fromYaml) -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.driverAccess: Spark configuration by which the driver, and no executor, reaches a folder in S3.
Takes a dict: `settings`, `sparkVersion` and `dir`. Gives a YAML map, empty where the folder is not in S3.
*/}}
{{- define "spark-lib.conf.driverAccess" -}}
{{- $conf := dict -}}
{{- if hasPrefix "s3a://" .dir -}}
{{- $conf = include "spark-lib.s3.bucketConf" . | fromYaml -}}
{{- $secret := .settings.s3.auth.secret.name -}}
{{- range $variable, $key := include "spark-lib.s3.credentialVariables" . | fromYaml -}}
{{- $_ := set $conf (printf "spark.kubernetes.driver.secretKeyRef.%s" $variable)
  (printf "%s:%s" $secret $key) -}}
{{- end -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.recordingsDir: the folder of all recordings, as S3A names it.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-lib.conf.recordingsDir" -}}
{{- list (printf "s3a://%s" .settings.s3.bucket) (include "spark-lib.s3.prefix" .) "recordings" | compact
  | join "/" -}}
{{- end -}}

{{/*
spark-lib.conf.recordingsTab: Spark configuration of the tab "Recordings" in the pages of a running driver.
Takes a dict: `root`, `settings`, `sparkVersion`, and `image` where the chart knows it. Gives a YAML map,
empty without the tab.
*/}}
{{- define "spark-lib.conf.recordingsTab" -}}
{{- $conf := dict -}}
{{- if include "spark-lib.agents.hasRecordingsTab" . -}}
{{- $dir := include "spark-lib.conf.recordingsDir" . -}}
{{- $conf = include "spark-lib.conf.driverAccess" (mustMerge (dict "dir" $dir) .) | fromYaml -}}
{{- $_ := set $conf "spark.recorder.recordings" $dir -}}
{{- $_ := set $conf "spark.plugins" "io.sparkrecorder.history.RecordingsOfDriver" -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.recordingLink: the link of each executor to its recordings, which Spark's pages show beside its
logs. Spark lists the two variables before this one in the environment of an executor's pod, so the kubelet
expands them. The fragment survives the history server's redirect of a first click, and the query does not.
Where a running driver has the tab, the link is relative: it leads to the tab of the server that shows it, the
driver or the history server.
Takes a dict: `settings`, and `image` where the chart knows it. Gives a YAML map, empty without the driver's
tab if the history server's address is unknown.
*/}}
{{- define "spark-lib.conf.recordingLink" -}}
{{- $conf := dict -}}
{{- if include "spark-lib.agents.hasRecordingsTab" . -}}
{{- $_ := set $conf "spark.executorEnv.SPARK_LOG_URL_RECORDING"
  "../recordings/?executor=$(SPARK_EXECUTOR_ID)#executor-$(SPARK_EXECUTOR_ID)" -}}
{{- else if and .settings.eventLog.enabled .settings.eventLog.historyServer -}}
{{- $_ := set $conf "spark.executorEnv.SPARK_LOG_URL_RECORDING" (printf
  "%s/history/$(SPARK_APPLICATION_ID)/recordings/?executor=$(SPARK_EXECUTOR_ID)#executor-$(SPARK_EXECUTOR_ID)"
  .settings.eventLog.historyServer) -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.region: AWS_REGION of Spark's containers.
Takes a dict: `settings`. Gives a YAML map.
*/}}
{{- define "spark-lib.conf.region" -}}
{{- $conf := dict -}}
{{- with .settings.s3.region -}}
{{- $conf = dict "spark.kubernetes.driverEnv.AWS_REGION" . "spark.executorEnv.AWS_REGION" . -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.claims: keeps Spark from looking for its claims and deleting them at its end, for which it
would need rights. Left out if the user's configuration lets Spark make claims.
Takes a dict: `own`, the user's configuration, and `raw`, laid over the result if there is any. Gives a YAML
map.
*/}}
{{- define "spark-lib.conf.claims" -}}
{{- if not (include "spark-lib.conf.makesClaims" (mustMerge (dict) (.raw | default dict)
  (.own | default dict))) -}}
spark.kubernetes.driver.ownPersistentVolumeClaim: "false"
spark.kubernetes.driver.reusePersistentVolumeClaim: "false"
{{- end -}}
{{- end -}}

{{/*
spark-lib.conf.makesClaims: `true` where Spark makes claims by itself (claims on demand), empty otherwise.
Takes the user's configuration.
*/}}
{{- define "spark-lib.conf.makesClaims" -}}
{{- $makes := false -}}
{{- range $key, $value := . | default dict -}}
{{- if and (regexMatch "^spark\\.kubernetes\\.(driver|executor)\\.volumes\\.persistentVolumeClaim\\..+\\.options\\.claimName$" $key) (contains "OnDemand" (toString $value)) -}}
{{- $makes = true -}}
{{- end -}}
{{- end -}}
{{- if $makes }}true{{ end -}}
{{- end -}}

{{/*
spark-lib.conf: the Spark configuration of a recorded application.
Takes a dict: `root`, `settings`, `sparkVersion`, `own`, the user's configuration, which wins key by key;
`raw`, laid over the result later; `image`, the Spark image where the chart knows it; and, for charts with
pods, `driverEnv` and `executorEnv`, the user's variables. Spark would write its own after them, and
Kubernetes takes the last.
Gives a YAML map of strings.
*/}}
{{- define "spark-lib.conf" -}}
{{- $conf := dict -}}
{{- range $topic := list "grace" "agent" "eventLog" "recordingsTab" "recordingLink" "region" "claims" -}}
{{- $more := include (printf "spark-lib.conf.%s" $topic) $ | fromYaml -}}
{{- $conf = include "spark-lib.conf.join" (dict "base" $conf "over" $more) | fromYaml -}}
{{- end -}}
{{- range $prefix, $env := dict "spark.kubernetes.driverEnv" .driverEnv
  "spark.kubernetes.driver.secretKeyRef" .driverEnv "spark.executorEnv" .executorEnv -}}
{{- range $name, $value := $env -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $conf = omit $conf (printf "%s.%s" $prefix $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.conf.join" (dict "base" $conf "over" .own) -}}
{{- end -}}

{{/*
spark-lib.conf.join: Spark configuration laid over another. Default JVM options and plugins are joined, each
plugin once, other keys are replaced, and `null` removes a key.
Takes a dict: `base` and `over`. Gives a YAML map of strings.
*/}}
{{- define "spark-lib.conf.join" -}}
{{- $joined := dict "spark.driver.defaultJavaOptions" " " "spark.executor.defaultJavaOptions" " "
  "spark.plugins" "," -}}
{{- $conf := .base -}}
{{- range $key, $value := .over | default dict -}}
{{- if kindIs "invalid" $value -}}
{{- $conf = omit $conf $key -}}
{{- else -}}
{{- $text := include "spark-lib.text" $value -}}
{{- if hasKey $joined $key -}}
{{- $text = list (get $conf $key) $text | compact | join (get $joined $key) -}}
{{- end -}}
{{- if eq $key "spark.plugins" -}}
{{- $text = regexSplit "\\s*,\\s*" (trim $text) -1 | compact | uniq | join "," -}}
{{- end -}}
{{- $_ := set $conf $key $text -}}
{{- end -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.conf.properties: Spark configuration in the form of Spark's properties file: one line per key, with
a space before the value. Java reads a backslash as the beginning of an escape, so it is doubled.
Takes a map of strings.
*/}}
{{- define "spark-lib.conf.properties" -}}
{{- range $key, $value := . }}
{{ $key }} {{ $value | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end -}}
{{- end -}}
