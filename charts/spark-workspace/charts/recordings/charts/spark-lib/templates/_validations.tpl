{{/*
spark-lib.validations: fails, with what is wrong and the lines to paste, where the shared blocks contradict each other.
Takes a dict: `root` and `settings`. Gives nothing.
*/}}
{{- define "spark-lib.validations" -}}
{{- include "spark-lib.validations.grace" . -}}
{{- include "spark-lib.validations.s3" . -}}
{{- include "spark-lib.validations.accounts" . -}}
{{- include "spark-lib.validations.agent" . -}}
{{- include "spark-lib.validations.recorder" . -}}
{{- end -}}

{{/*
spark-lib.validations.grace: the driver's grace holds the executors', the upload and the reserve, at least 5 seconds; no recorder
starts with a reserve that is its whole grace.
*/}}
{{- define "spark-lib.validations.grace" -}}
{{- $grace := .settings.grace -}}
{{- $reserve := max 5 (int .settings.recorder.reserve) -}}
{{- $needed := add (int $grace.executor) (int $grace.upload) $reserve -}}
{{- if and .settings.recorder.enabled (lt (int $grace.driver) (int $needed)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\ndriver grace %ds is too short: an executor may take %ds, and uploading %ds. Set grace.driver to at least %ds:\n\ngrace:\n  driver: %d\n  executor: %d\n  upload: %d" (int $grace.driver) (int $grace.executor) (int $grace.upload) $needed $needed (int $grace.executor) (int $grace.upload))) -}}
{{- end -}}
{{- if and .settings.recorder.enabled (ge (int .settings.recorder.reserve) (int $grace.executor)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nrecorder.reserve %ds leaves nothing of the executors' grace %ds, out of which it is kept back. Set:\n\nrecorder:\n  reserve: 5\ngrace:\n  executor: 120" (int .settings.recorder.reserve) (int $grace.executor))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.s3: a bucket where something is to be written to it, and keys of encryption that are used.
*/}}
{{- define "spark-lib.validations.s3" -}}
{{- $s3 := .settings.s3 -}}
{{- if and .settings.recorder.enabled (not $s3.bucket) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" "\nno bucket: recordings have nowhere to go. Name one, or switch the recorder off:\n\ns3:\n  bucket: my-bucket\n\nrecorder:\n  enabled: false") -}}
{{- end -}}
{{- if regexMatch "\\{\\{|\\$\\(" $s3.prefix -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\ns3.prefix %s has a placeholder in it, which the driver, its executors and the readers of the bucket would each fill in differently, or not at all. Write the prefix out:\n\ns3:\n  prefix: pipelines/%s" $s3.prefix .root.Release.Namespace)) -}}
{{- end -}}
{{- if and .settings.eventLog.enabled (not .settings.eventLog.dir) (not $s3.bucket) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" "\nno place for event logs: name a bucket or a folder, or switch them off:\n\ns3:\n  bucket: my-bucket\n\neventLog:\n  dir: s3a://my-bucket/history\n\neventLog:\n  enabled: false") -}}
{{- end -}}
{{- if and .settings.eventLog.enabled (not .settings.eventLog.dir) (not (regexMatch "^[A-Za-z0-9.-]*$" $s3.bucket)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nevent logs cannot be in the bucket %s: Hadoop's S3A takes names of letters, digits, dots and hyphens only. Name another folder, or switch them off:\n\neventLog:\n  dir: s3a://my-bucket/history\n\neventLog:\n  enabled: false" $s3.bucket)) -}}
{{- end -}}
{{- if and $s3.kmsKey (ne $s3.encryption "aws-kms") -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\ns3.kmsKey is set, but s3.encryption is %s, which uses no key. Set:\n\ns3:\n  encryption: aws-kms\n  kmsKey: %s" $s3.encryption $s3.kmsKey)) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.eventLogDir: a folder in a file system that Spark's images know. One with another connector says its class.
Takes a dict: `root`, `settings`, `conf`, the user's Spark configuration, and `at`, where that stands in the values.
*/}}
{{- define "spark-lib.validations.eventLogDir" -}}
{{- $dir := .settings.eventLog.dir -}}
{{- $scheme := regexFind "^[A-Za-z][A-Za-z0-9+.-]*:" $dir | trimSuffix ":" -}}
{{- $class := printf "spark.hadoop.fs.%s.impl" $scheme -}}
{{- if and .settings.eventLog.enabled $scheme (not (has $scheme (list "s3a" "file" "hdfs" "webhdfs" "viewfs"))) (not (hasKey (.conf | default dict) $class)) -}}
{{- $rest := regexReplaceAll "^[^:]*:/*" $dir "" -}}
{{- if has (lower $scheme) (list "s3" "s3n" "s3a") -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\neventLog.dir %s: Hadoop's file system for S3 is s3a. Set:\n\neventLog:\n  dir: s3a://%s" $dir $rest)) -}}
{{- end -}}
{{- $lines := dict "eventLog" (dict "dir" (printf "s3a://%s" $rest)) | toYaml -}}
{{- $own := dict $class "com.example.TheFileSystem" -}}
{{- range $key := splitList "." .at | reverse -}}
{{- $own = dict $key $own -}}
{{- end -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\neventLog.dir %s: an image of Spark has no file system for %s://. Take a folder in a bucket (values/gcs.yaml for Google's), or say which class your image has for it:\n\n%s\n\n%s" $dir $scheme $lines (toYaml $own))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.accounts: a role and a key of the user's own AWS account, and executors that can upload where they have to.
*/}}
{{- define "spark-lib.validations.accounts" -}}
{{- $auth := .settings.s3.auth -}}
{{- $role := dict "noun" "role" "path" (list "s3" "auth" "roleArn") "value" $auth.roleArn -}}
{{- $key := dict "noun" "key" "path" (list "s3" "kmsKey") "value" .settings.s3.kmsKey -}}
{{- range $arn := list $role $key -}}
{{- with include "spark-lib.accounts.exampleIn" $arn -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" .) -}}
{{- end -}}
{{- end -}}
{{- $own := include "spark-lib.accounts.ownOfExecutors" . -}}
{{- if and $own (eq .settings.store.transport "direct") (eq $auth.mode "irsa") -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nserviceAccount.executor is %s, which has no role, and with store.transport direct each executor uploads by itself. Let executors have Spark's account, or let the driver alone upload:\n\nserviceAccount:\n  executor: \"\"\n\nstore:\n  transport: shared-volume" $own)) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.agent: what an agent cannot do without.
*/}}
{{- define "spark-lib.validations.agent" -}}
{{- $agent := .settings.agent -}}
{{- $custom := $agent.custom -}}
{{- if and (eq $agent.type "custom") (not (or $custom.javaOptions $custom.driverJavaOptions $custom.executorJavaOptions $custom.plugins)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" "\nagent.type is custom, but agent.custom names no agent. Say how it is started, writing to /recordings, or choose another type:\n\nagent:\n  type: custom\n  custom:\n    javaOptions: -javaagent:/opt/agent.jar=output=/recordings/agent.out\n\nagent:\n  type: jfr") -}}
{{- end -}}
{{- if and (eq $agent.type "codeguru") (not $agent.codeguru.profilingGroupName) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" "\nagent.type is codeguru, but no profiling group is named. Set:\n\nagent:\n  type: codeguru\n  codeguru:\n    profilingGroupName: my-group") -}}
{{- end -}}
{{- include "spark-lib.validations.undoCallback" . -}}
{{- end -}}

{{/*
spark-lib.validations.undoCallback: refuses a callback class of Undo without a jar, or in the jar of another.
*/}}
{{- define "spark-lib.validations.undoCallback" -}}
{{- $undo := .settings.agent.undo -}}
{{- $isAlone := ne (empty $undo.callbackClass) (empty $undo.callbackJar) -}}
{{- $ourJar := "/opt/spark-recorder/agents/undo-callback/undo-callback.jar" -}}
{{- $isOurJar := eq (toString $undo.callbackJar) $ourJar -}}
{{- $isOurClass := eq (toString $undo.callbackClass) "io.sparkrecorder.undo.SaveCallback" -}}
{{- if or $isAlone (and $isOurJar (not $isOurClass)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" "\nagent.undo: callbackClass and callbackJar belong together. Set both, or none:\n\nagent:\n  undo:\n    callbackClass: com.example.Saved\n    callbackJar: /opt/spark-recorder/agents/undo/callback.jar") -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.java: JFR leaves out what `agent.sensitive` does not allow only where the JVM can be told so.
Takes a dict: `root`, `settings` and `sparkVersion`. Spark 4 runs on Java 17 and later; Spark 3 on 8, 11 and 17, so it must be said.
*/}}
{{- define "spark-lib.validations.java" -}}
{{- $jfr := .settings.agent.jfr -}}
{{- $leftOut := include "spark-lib.agents.leftOut" . | fromJsonArray -}}
{{- if and (eq .settings.agent.type "jfr") $leftOut -}}
{{- $allowed := "agent:\n  sensitive:\n    environment: true\n    systemProperties: true\n    commandLine: true\n    processes: true" -}}
{{- if and (hasPrefix "3." (toString .sparkVersion)) (not (int $jfr.javaVersion)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nSpark %s runs on Java 8, 11 and 17, and JFR can be told to leave environment, properties and command lines out from 17 on. An image of an older Java does not start when it is told. Say which Java is in the image; Apache's own has 11, and 17 in the tags with java17:\n\nagent:\n  jfr:\n    javaVersion: 17" .sparkVersion)) -}}
{{- end -}}
{{- if and (include "spark-lib.agents.isOldJava" .) (not (hasPrefix "/" $jfr.settings)) -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nJFR of Java %d cannot be told to leave environment, properties and command lines out, which often have secrets in them. Take an image with Java 17; or a settings file in the image that switches the events off (%s); or allow what it writes:\n\nagent:\n  jfr:\n    settings: /opt/my.jfc\n\n%s" (int $jfr.javaVersion) (join ", " $leftOut) $allowed)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.recorder: nothing in recorder.env that the charts set from a value of their own.
*/}}
{{- define "spark-lib.validations.recorder" -}}
{{- range $name, $_ := .settings.recorder.env | default dict -}}
{{- if hasPrefix "RECORDER_" $name -}}
{{- include "spark-lib.validations.refuse" (dict "root" $.root "message" (printf "\nrecorder.env.%s: the charts set the recorder's own settings from their values. Take it out, and set instead:\n\n%s" $name (include "spark-lib.validations.valueOf" $name))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.valueOf: where a setting of the recorder stands in the values.
Takes the name of a variable. Gives the lines to paste.
*/}}
{{- define "spark-lib.validations.valueOf" -}}
{{- $values := dict
  "RECORDER_GRACE" "grace:\n  driver: 240\n  executor: 120"
  "RECORDER_EXECUTOR_GRACE" "grace:\n  executor: 120"
  "RECORDER_UPLOAD_TIME" "grace:\n  upload: 60"
  "RECORDER_RESERVE" "recorder:\n  reserve: 5"
  "RECORDER_SCAN_INTERVAL" "recorder:\n  scanInterval: 2s"
  "RECORDER_DIRECT_ROLL_SIZE" "recorder:\n  rollSize: 64Mi"
  "RECORDER_DIRECT_ROLL_AGE" "recorder:\n  rollAge: 30m"
  "RECORDER_SENSITIVE" "agent:\n  sensitive:\n    environment: true\n    commandLine: true"
  "RECORDER_DISCOVERY" "recorder:\n  discovery: kubernetes"
  "RECORDER_TRANSPORT" "store:\n  transport: shared-volume"
  "RECORDER_S3_BUCKET" "s3:\n  bucket: my-bucket"
  "RECORDER_S3_PREFIX" "s3:\n  prefix: pipelines/team-a"
  "RECORDER_S3_ENDPOINT" "s3:\n  endpoint: https://s3.example.com"
  "RECORDER_S3_REGION" "s3:\n  region: eu-west-1"
  "RECORDER_S3_PATH_STYLE" "s3:\n  pathStyle: true"
  "RECORDER_S3_ENCRYPTION" "s3:\n  encryption: aes256"
  "RECORDER_S3_KMS_KEY" "s3:\n  encryption: aws-kms\n  kmsKey: alias/my-key"
  "RECORDER_S3_CHECKSUM" "s3:\n  checksum: auto"
  "RECORDER_S3_PART_SIZE" "recorder:\n  partSize: 16Mi"
  "RECORDER_S3_CONCURRENCY" "recorder:\n  concurrency: 4"
  "RECORDER_S3_ATTEMPT_TIMEOUT" "recorder:\n  attemptTimeout: 30s" -}}
{{- get $values . | default "(nothing: it follows from the pod)" -}}
{{- end -}}

{{/*
spark-lib.validations.refuse: fails. What is below the message's first blank line are lines to paste; in a subchart they go below `global`,
where the umbrella's user writes them.
Takes a dict: `root` and `message`.
*/}}
{{- define "spark-lib.validations.refuse" -}}
{{- if .root.Chart.IsRoot -}}
{{- fail .message -}}
{{- end -}}
{{- $parts := list -}}
{{- range $i, $part := splitList "\n\n" .message -}}
{{- if and (gt $i 0) (regexMatch "^[a-zA-Z0-9]+:" $part) (not (hasPrefix "recordings:" $part)) -}}
{{- $part = printf "global:\n  %s" (replace "\n" "\n  " $part) -}}
{{- end -}}
{{- $parts = append $parts $part -}}
{{- end -}}
{{- join "\n\n" $parts | fail -}}
{{- end -}}
