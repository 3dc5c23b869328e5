{{/*
spark-lib.validations: refuses shared blocks that contradict each other.
Takes a dict: `root` and `settings`, like each validation below unless it says otherwise. Gives nothing.
*/}}
{{- define "spark-lib.validations" -}}
{{- include "spark-lib.validations.grace" . -}}
{{- include "spark-lib.validations.s3" . -}}
{{- include "spark-lib.validations.kmsKey" . -}}
{{- include "spark-lib.validations.eventLog" . -}}
{{- include "spark-lib.validations.accounts" . -}}
{{- include "spark-lib.validations.agent" . -}}
{{- include "spark-lib.validations.recorder" . -}}
{{- end -}}

{{/*
spark-lib.validations.grace: the driver's grace must hold the executors' grace, the upload and the reserve,
which is at least 5 seconds. A recorder whose reserve is its whole grace does not start.
*/}}
{{- define "spark-lib.validations.grace" -}}
{{- $driver := int .settings.grace.driver -}}
{{- $executor := int .settings.grace.executor -}}
{{- $upload := int .settings.grace.upload -}}
{{- $reserve := int .settings.recorder.reserve -}}
{{- $needed := add $executor $upload (max 5 $reserve) -}}
{{- if and .settings.recorder.enabled (lt $driver (int $needed)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "driver grace %ds is too short:" $driver)
    (printf "an executor may take %ds, and uploading %ds." $executor $upload)
    (printf "Set grace.driver to at least %ds:" $needed))
  "set" (dict "grace" (dict "driver" $needed "executor" $executor "upload" $upload))) -}}
{{- end -}}
{{- if and .settings.recorder.enabled (ge $reserve $executor) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "recorder.reserve %ds leaves nothing of the executors' grace %ds," $reserve $executor)
    "out of which it is kept back. Set:")
  "set" (dict "recorder" (dict "reserve" 5) "grace" (dict "executor" 120))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.s3: recordings need a bucket, and a prefix without placeholders.
*/}}
{{- define "spark-lib.validations.s3" -}}
{{- $s3 := .settings.s3 -}}
{{- if and .settings.recorder.enabled (not $s3.bucket) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "no bucket: recordings have nowhere to go. Name one, or switch the recorder off:"
  "set" (dict "s3" (dict "bucket" "my-bucket"))
  "more" (list (dict "set" (dict "recorder" (dict "enabled" false))))) -}}
{{- end -}}
{{- if regexMatch "\\{\\{|\\$\\(" $s3.prefix -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "s3.prefix %s has a placeholder in it, which the driver, its executors" $s3.prefix)
    "and the readers of the bucket would each fill in differently, or not at all."
    "Write the prefix out:")
  "set" (dict "s3" (dict "prefix" (printf "pipelines/%s" .root.Release.Namespace)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.kmsKey: a key without the encryption that uses it would have no effect.
*/}}
{{- define "spark-lib.validations.kmsKey" -}}
{{- $s3 := .settings.s3 -}}
{{- if and $s3.kmsKey (ne $s3.encryption "aws-kms") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (printf "s3.kmsKey is set, but s3.encryption is %s, which uses no key. Set:" $s3.encryption)
  "set" (dict "s3" (dict "encryption" "aws-kms" "kmsKey" $s3.kmsKey))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.eventLog: event logs need a folder, or a bucket that Hadoop's S3A can name.
*/}}
{{- define "spark-lib.validations.eventLog" -}}
{{- $bucket := .settings.s3.bucket -}}
{{- if and .settings.eventLog.enabled (not .settings.eventLog.dir) -}}
{{- $folder := dict "eventLog" (dict "dir" "s3a://my-bucket/history") -}}
{{- $off := dict "eventLog" (dict "enabled" false) -}}
{{- if not $bucket -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "no place for event logs: name a bucket or a folder, or switch them off:"
  "set" (dict "s3" (dict "bucket" "my-bucket"))
  "more" (list (dict "set" $folder) (dict "set" $off))) -}}
{{- end -}}
{{- if not (regexMatch "^[A-Za-z0-9.-]*$" $bucket) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "event logs cannot be in the bucket %s:" $bucket)
    "Hadoop's S3A takes names of letters, digits, dots and hyphens only."
    "Name another folder, or switch them off:")
  "set" $folder
  "more" (list (dict "set" $off))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.eventLogDir: the folder must lie in a file system that Spark's images have, or the
user's configuration must name the connector's class.
Takes a dict: `root`, `settings`, `conf`, the user's Spark configuration, and `at`, its path in the chart's
values.
*/}}
{{- define "spark-lib.validations.eventLogDir" -}}
{{- $dir := .settings.eventLog.dir -}}
{{- $scheme := regexFind "^[A-Za-z][A-Za-z0-9+.-]*:" $dir | trimSuffix ":" -}}
{{- $class := printf "spark.hadoop.fs.%s.impl" $scheme -}}
{{- $known := or (has $scheme (list "s3a" "file" "hdfs" "webhdfs" "viewfs"))
  (hasKey (.conf | default dict) $class) -}}
{{- if and .settings.eventLog.enabled $scheme (not $known) -}}
{{- $inS3 := regexReplaceAll "^[^:]*:/*" $dir "" | printf "s3a://%s" -}}
{{- $set := dict "eventLog" (dict "dir" $inS3) -}}
{{- if has (lower $scheme) (list "s3" "s3n" "s3a") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (printf "eventLog.dir %s: Hadoop's file system for S3 is s3a. Set:" $dir)
  "set" $set) -}}
{{- end -}}
{{- $connector := dict $class "com.example.TheFileSystem" -}}
{{- range $key := splitList "." .at | reverse -}}
{{- $connector = dict $key $connector -}}
{{- end -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "eventLog.dir %s: an image of Spark has no file system for %s://." $dir $scheme)
    "Take a folder in a bucket (values/gcs.yaml for Google's),"
    "or say which class your image has for it:")
  "set" $set
  "more" (list (dict "set" $connector))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.accounts: the role and the key must be of the user's own AWS account, and executors must
be able to upload where they have to.
*/}}
{{- define "spark-lib.validations.accounts" -}}
{{- $auth := .settings.s3.auth -}}
{{- include "spark-lib.accounts.refuseExample" (dict "root" .root
  "noun" "role" "path" (list "s3" "auth" "roleArn") "arn" $auth.roleArn) -}}
{{- include "spark-lib.accounts.refuseExample" (dict "root" .root
  "noun" "key" "path" (list "s3" "kmsKey") "arn" .settings.s3.kmsKey) -}}
{{- $own := include "spark-lib.accounts.ownOfExecutors" . -}}
{{- if and $own (eq .settings.store.transport "direct") (eq $auth.mode "irsa") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "serviceAccount.executor is %s, which has no role," $own)
    "and with store.transport direct each executor uploads by itself."
    "Let executors have Spark's account, or let the driver alone upload:")
  "set" (dict "serviceAccount" (dict "executor" ""))
  "more" (list (dict "set" (dict "store" (dict "transport" "shared-volume"))))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.agent: the values without which an agent does not start.
*/}}
{{- define "spark-lib.validations.agent" -}}
{{- $agent := .settings.agent -}}
{{- $custom := $agent.custom -}}
{{- $starts := or $custom.javaOptions $custom.driverJavaOptions $custom.executorJavaOptions
  $custom.plugins -}}
{{- if and (eq $agent.type "custom") (not $starts) -}}
{{- $example := dict "javaOptions" "-javaagent:/opt/agent.jar=output=/recordings/agent.out" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "agent.type is custom, but agent.custom names no agent."
    "Say how it is started, writing to /recordings, or choose another type:")
  "set" (dict "agent" (dict "type" "custom" "custom" $example))
  "more" (list (dict "set" (dict "agent" (dict "type" "jfr"))))) -}}
{{- end -}}
{{- $asksCodeGuru := has $agent.codeguru.profiler (list "auto" "codeguru") -}}
{{- if and (eq $agent.type "codeguru") $asksCodeGuru (not $agent.codeguru.profilingGroupName) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "agent.type is codeguru, but no profiling group is named. Set:"
  "set" (dict "agent" (dict "type" "codeguru" "codeguru" (dict "profilingGroupName" "my-group")))) -}}
{{- end -}}
{{- include "spark-lib.validations.undoCallback" . -}}
{{- include "spark-lib.validations.customFiles" . -}}
{{- include "spark-lib.validations.jfr" . -}}
{{- include "spark-lib.validations.wall" . -}}
{{- end -}}

{{/*
spark-lib.validations.customFiles: refuses a time that its rule does not use.
*/}}
{{- define "spark-lib.validations.customFiles" -}}
{{- range $file := .settings.agent.custom.files -}}
{{- if and $file.stableFor (ne $file.complete "stable-size") -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "agent.custom.files: %s is complete by %s, which does not use stableFor." $file.name $file.complete)
    "Take it out, or set:")
  "set" (dict "agent" (dict "custom" (dict "files" (list
    (dict "name" $file.name "complete" "stable-size" "stableFor" $file.stableFor)))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.jfr: refuses JFR settings that no JVM finds, and a text that is no settings file.
*/}}
{{- define "spark-lib.validations.jfr" -}}
{{- $jfr := .settings.agent.jfr -}}
{{- if not (regexMatch "^(spark|profile|default|/.+)$" $jfr.settings) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "agent.jfr.settings %s: a JVM has no such settings, and does not start with it." $jfr.settings)
    "It is spark, profile, default, or the path of a .jfc file in the image. Set:")
  "set" (dict "agent" (dict "jfr" (dict "settings" "spark")))) -}}
{{- end -}}
{{- if and $jfr.jfc (ne $jfr.settings "spark") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "agent.jfr.jfc is the text of a settings file, but agent.jfr.settings is %s:" $jfr.settings)
    "the JVM takes one of them. For your text, set:")
  "set" (dict "agent" (dict "jfr" (dict "settings" "spark")))
  "more" (list (dict "what" "or take it out:" "set" (dict "agent" (dict "jfr" (dict "jfc" "")))))) -}}
{{- end -}}
{{- if and $jfr.jfc (not (regexMatch "(?s)^\\s*(<\\?xml.*\\?>\\s*)?(<!--.*-->\\s*)?<configuration[\\s>].*</configuration\\s*>\\s*$" $jfr.jfc)) -}}
{{- $file := list
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
  "<configuration version=\"2.0\">"
  "  <event name=\"jdk.ExecutionSample\">"
  "    <setting name=\"enabled\">true</setting>"
  "    <setting name=\"period\">20 ms</setting>"
  "  </event>"
  "</configuration>" | join "\n" | printf "%s\n" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "agent.jfr.jfc is no settings file of JFR, and a JVM does not start with it:"
    "it is XML, from <configuration> to </configuration>. Set, for example:")
  "set" (dict "agent" (dict "jfr" (dict "jfc" $file)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.wall: refuses two samplings of all threads at once, with which async-profiler does not
start.
*/}}
{{- define "spark-lib.validations.wall" -}}
{{- $profiler := .settings.agent.asyncProfiler -}}
{{- if and (eq $profiler.event "wall") $profiler.wall -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "agent.asyncProfiler: event is wall, so wall has nothing to add, and the profiler does not start."
    "Sample running threads besides:")
  "set" (dict "agent" (dict "asyncProfiler" (dict "event" "ctimer" "wall" $profiler.wall)))
  "more" (list (dict
    "what" "or all threads alone:"
    "set" (dict "agent" (dict "asyncProfiler" (dict "wall" "" "interval" $profiler.wall)))))) -}}
{{- end -}}
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
{{- $both := dict
  "callbackClass" "com.example.Saved"
  "callbackJar" "/opt/spark-recorder/agents/undo/callback.jar" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "agent.undo: callbackClass and callbackJar belong together. Set both, or none:"
  "set" (dict "agent" (dict "undo" $both))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.java: the JVM must be able to leave out of JFR the events that `agent.sensitive` does
not allow. The chart's own settings file does it on each Java. Other settings need options of Java 17 and
later. Spark 3 runs on 8, 11 and 17, so the values must name the version then.
Takes a dict: `root`, `settings` and `sparkVersion`.
*/}}
{{- define "spark-lib.validations.java" -}}
{{- $jfr := .settings.agent.jfr -}}
{{- $leftOut := include "spark-lib.agents.leftOut" . | fromJsonArray -}}
{{- $ours := dict "agent" (dict "jfr" (dict "settings" "spark")) -}}
{{- if and (eq .settings.agent.type "jfr") (not (include "spark-lib.jfc.isMounted" .)) $leftOut -}}
{{- if and (hasPrefix "3." (toString .sparkVersion)) (not (int $jfr.javaVersion)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "agent.jfr.settings %s: Spark %s runs on Java 8, 11 and 17," $jfr.settings .sparkVersion)
    "and JFR has options that leave environment, properties and command lines out from 17 on."
    "An older Java does not start with them. Take the profile of this project, which needs none:")
  "set" $ours
  "more" (list (dict
    "what" (list
      "or say which Java is in the image;"
      "Apache's own has 11, and 17 in the tags with java17:")
    "set" (dict "agent" (dict "jfr" (dict "javaVersion" 17)))))) -}}
{{- end -}}
{{- if and (include "spark-lib.agents.isOldJava" .) (not (hasPrefix "/" $jfr.settings)) -}}
{{- $allowed := dict "environment" true "systemProperties" true "commandLine" true "processes" true -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "JFR of Java %d with the settings %s cannot be told to leave" (int $jfr.javaVersion) $jfr.settings)
    "environment, properties and command lines out, which often have secrets in them."
    "Take the profile of this project:")
  "set" $ours
  "more" (list
    (dict
      "what" (printf "or a settings file in the image that switches the events off (%s):" (join ", " $leftOut))
      "set" (dict "agent" (dict "jfr" (dict "settings" "/opt/my.jfc"))))
    (dict
      "what" "or allow what it writes:"
      "set" (dict "agent" (dict "sensitive" $allowed))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.conf: refuses Spark configuration that contradicts the chart's grace and pod templates.
Takes a dict: `root`, `conf`, the user's Spark configuration, `at`, its path in the values, `graceIn`, a list
of the keys above `grace`, and `podsIn`, of those above `driver` and `executor`.
*/}}
{{- define "spark-lib.validations.conf" -}}
{{- $grace := "spark.kubernetes.executor.terminationGracePeriodSeconds" -}}
{{- if hasKey .conf $grace -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s sets %s: the recorder would not know of it. Take it out, and set:" .at $grace)
  "path" (concat .graceIn (list "grace" "executor"))
  "value" 120) -}}
{{- end -}}
{{- range $role := list "driver" "executor" -}}
{{- $file := printf "spark.kubernetes.%s.podTemplateFile" $role -}}
{{- if hasKey $.conf $file -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root
  "what" (list
    (printf "%s sets %s: the recorder is in the chart's own template." $.at $file)
    "Take it out, and lay yours over it:")
  "path" (concat $.podsIn (list $role "podTemplate" "spec" "priorityClassName"))
  "value" "high") -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.javaOptions: refuses JVM options of the user that would take recordings out of the spool,
or that start an agent that cannot be beside the chart's. If an option is given twice, the JVM takes the last
one, which is the user's.
Takes a dict: `root`, `settings`, `role`, `conf`, the user's Spark configuration, and, for charts with pods,
`options`, the user's JVM options, and `env`, the user's variables.
*/}}
{{- define "spark-lib.validations.javaOptions" -}}
{{- $agent := .settings.agent -}}
{{- $tool := get (.env | default dict) "JAVA_TOOL_OPTIONS" -}}
{{- $options := list .options (get .conf (printf "spark.%s.extraJavaOptions" .role))
  (get .conf (printf "spark.%s.defaultJavaOptions" .role)) (kindIs "string" $tool | ternary $tool "")
  | compact | join " " -}}
{{- $with := dict "root" .root "role" .role "options" $options -}}
{{- if eq $agent.type "jfr" -}}
{{- include "spark-lib.validations.javaOption" (mustMerge (dict
  "option" "-XX:FlightRecorderOptions"
  "effect" "the JFR repository would not be in the spool. Take it out, and use:"
  "set" (dict "agent" (dict "jfr" (dict "stackDepth" 128 "maxSize" "512m")))) $with) -}}
{{- include "spark-lib.validations.javaOption" (mustMerge (dict
  "option" "-XX:StartFlightRecording"
  "effect" (join " " (list
    "JFR writes the events of all recordings of a JVM into the same chunks,"
    "so that ours would hold the secrets of yours. Take it out, and choose the events with:"))
  "set" (dict "agent" (dict "jfr" (dict "settings" "profile")))
  "more" (list (dict
    "what" "or let yours be the only one, with its file in /recordings:"
    "set" (dict "agent" (dict
      "type" "custom"
      "custom" (dict "javaOptions" "-XX:StartFlightRecording=filename=/recordings/mine.jfr")))))) $with) -}}
{{- end -}}
{{- if has $agent.type (list "async-profiler" "undo") -}}
{{- $library := ternary $agent.undo.library $agent.asyncProfiler.library (eq $agent.type "undo") -}}
{{- if regexMatch (printf "-agent(path:\\S*/%s|lib:%s)([=\\s]|$)" (base $library | replace "." "\\.")
  (base $library | trimPrefix "lib" | trimSuffix ".so")) $options -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "JVM options of the %s load %s, which agent.type %s loads already:" .role (base $library) $agent.type)
    "a JVM cannot have the agent twice. Take it out, or let yours be the only one:")
  "set" (dict "agent" (dict "type" "none"))) -}}
{{- end -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}
{{- include "spark-lib.validations.javaOption" (mustMerge (dict
  "option" "-XX:HeapDumpPath"
  "effect" "the dump would not be in the spool. Take it out, or do without the recorder's:"
  "set" (dict "heapDump" (dict "enabled" false))) $with) -}}
{{- end -}}
{{- if .settings.crashLog.enabled -}}
{{- include "spark-lib.validations.javaOption" (mustMerge (dict
  "option" "-XX:ErrorFile"
  "effect" "the crash log would not be in the spool. Take it out, or do without the recorder's:"
  "set" (dict "crashLog" (dict "enabled" false))) $with) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.javaOption: refuses one JVM option of the user.
Takes a dict: `root`, `role`, `options`, the user's, and `option`, `effect`, `set` and `more`.
*/}}
{{- define "spark-lib.validations.javaOption" -}}
{{- if contains .option .options -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (printf "JVM options of the %s set %s: %s" .role .option .effect)
  "set" .set "more" .more) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.plugins: refuses a second plugin that starts a profiler in the same JVM.
Takes a dict: `root`, `settings`, and `conf`, the user's Spark configuration.
*/}}
{{- define "spark-lib.validations.plugins" -}}
{{- $agent := .settings.agent -}}
{{- $profilers := list "io.sparkrecorder.spark.ProfilerPlugin"
  "software.amazon.profiler.AmazonProfilerPlugin" -}}
{{- range $plugin := get .conf "spark.plugins" | default "" | toString | splitList "," -}}
{{- $plugin = trim $plugin -}}
{{- if and (eq $agent.type "codeguru") (has $plugin $profilers) (ne $plugin $agent.codeguru.plugin) -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "spark.plugins has %s, and agent.codeguru.plugin is %s:" $plugin $agent.codeguru.plugin)
    "both start a profiler in the same JVM. Take yours out of spark.plugins, and set:")
  "set" (dict "agent" (dict "codeguru" (dict "plugin" $plugin)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.recorder: recorder.env must not hold the recorder's own settings, which the charts set.
*/}}
{{- define "spark-lib.validations.recorder" -}}
{{- range $name, $_ := .settings.recorder.env | default dict -}}
{{- if hasPrefix "RECORDER_" $name -}}
{{- $set := get (include "spark-lib.validations.valuesOf" . | fromYaml) $name -}}
{{- $none := dict "what" "(nothing: it follows from the pod)" -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "recorder.env.%s: the charts set the recorder's own settings from their values." $name)
    "Take it out, and set instead:")
  "set" $set
  "more" (ternary list (list $none) (not (empty $set)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.validations.valuesOf: the values from which the charts make each setting of the recorder.
Gives a YAML map from the name of a variable to values.
*/}}
{{- define "spark-lib.validations.valuesOf" -}}
RECORDER_GRACE: {grace: {driver: 240, executor: 120}}
RECORDER_EXECUTOR_GRACE: {grace: {executor: 120}}
RECORDER_UPLOAD_TIME: {grace: {upload: 60}}
RECORDER_RESERVE: {recorder: {reserve: 5}}
RECORDER_SCAN_INTERVAL: {recorder: {scanInterval: 2s}}
RECORDER_DIRECT_ROLL_SIZE: {recorder: {rollSize: 64Mi}}
RECORDER_DIRECT_ROLL_AGE: {recorder: {rollAge: 30m}}
RECORDER_COMPLETENESS: {agent: {custom: {files: [{name: "*.trace", complete: saved-file}]}}}
RECORDER_SENSITIVE: {agent: {sensitive: {environment: true, commandLine: true}}}
RECORDER_DISCOVERY: {recorder: {discovery: kubernetes}}
RECORDER_TRANSPORT: {store: {transport: shared-volume}}
RECORDER_S3_BUCKET: {s3: {bucket: my-bucket}}
RECORDER_S3_PREFIX: {s3: {prefix: pipelines/team-a}}
RECORDER_S3_ENDPOINT: {s3: {endpoint: "https://s3.example.com"}}
RECORDER_S3_REGION: {s3: {region: eu-west-1}}
RECORDER_S3_PATH_STYLE: {s3: {pathStyle: true}}
RECORDER_S3_ENCRYPTION: {s3: {encryption: aes256}}
RECORDER_S3_KMS_KEY: {s3: {encryption: aws-kms, kmsKey: alias/my-key}}
RECORDER_S3_CHECKSUM: {s3: {checksum: auto}}
RECORDER_S3_PART_SIZE: {recorder: {partSize: 16Mi}}
RECORDER_S3_CONCURRENCY: {recorder: {concurrency: 4}}
RECORDER_S3_ATTEMPT_TIMEOUT: {recorder: {attemptTimeout: 30s}}
{{- end -}}
