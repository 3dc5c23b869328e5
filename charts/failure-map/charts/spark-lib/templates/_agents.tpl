{{/*
spark-lib.agents.name: the name of a role's recording, without suffix. Spark inserts the executor's id.
Takes a dict: `role` (driver, executor).
*/}}
{{- define "spark-lib.agents.name" -}}
{{- ternary "driver" "executor-{{EXECUTOR_ID}}" (eq .role "driver") -}}
{{- end -}}

{{/*
spark-lib.agents.leftOut: the events of JFR that `agent.sensitive` does not allow.
Takes a dict: `settings`. Gives a JSON list of event names.
*/}}
{{- define "spark-lib.agents.leftOut" -}}
{{- $events := dict
  "environment" (list "jdk.InitialEnvironmentVariable")
  "systemProperties" (list "jdk.InitialSystemProperty" "jdk.InitialSecurityProperty" "jdk.SecurityPropertyModification")
  "commandLine" (list "jdk.JVMInformation" "jdk.JavaAgent" "jdk.NativeAgent" "jdk.StringFlag" "jdk.StringFlagChanged")
  "processes" (list "jdk.SystemProcess" "jdk.ProcessStart") -}}
{{- $leftOut := list -}}
{{- range $kind := list "environment" "systemProperties" "commandLine" "processes" -}}
{{- if not (get ($.settings.agent.sensitive | default dict) $kind) -}}
{{- $leftOut = concat $leftOut (get $events $kind) -}}
{{- end -}}
{{- end -}}
{{- toJson $leftOut -}}
{{- end -}}

{{/*
spark-lib.agents.sensitiveInCrashLogs: the recorder's RECORDER_SENSITIVE. HotSpot has no option that leaves
them out of a crash log, so the recorder masks them.
Takes a dict: `settings`. Gives a comma-separated list, empty for nothing.
*/}}
{{- define "spark-lib.agents.sensitiveInCrashLogs" -}}
{{- $sensitive := .settings.agent.sensitive | default dict -}}
{{- list (ternary "" "environment" (empty $sensitive.environment))
  (ternary "" "command-line" (empty $sensitive.commandLine)) | compact | join "," -}}
{{- end -}}

{{/*
spark-lib.agents.jfr: JVM options of `agent.type: jfr`.
Takes a dict: `settings`, `role`, and `isShared` where the pod may have several JVMs, at once or one after the
other: then each JVM names its own recording (`hotspot-pid-...`), and none replaces another's.
The repository is in the spool, so the chunks that a killed JVM flushed are there. The chunk size is the JVM's
own: with small chunks JDK 17 rotates faster than it flushes, and a kill loses the open one. The chart's own settings file has events that are not allowed off. With other
settings an option does it; with `+` also for an event that the settings, or an older JVM, do not know.
*/}}
{{- define "spark-lib.agents.jfr" -}}
{{- $jfr := .settings.agent.jfr -}}
{{- $options := list "name=spark-recorder" (printf "settings=%s" (include "spark-lib.jfc.settings" .))
  (ternary "filename=/recordings" (printf "filename=/recordings/%s.jfr" (include "spark-lib.agents.name" .))
    (.isShared | default false)) "dumponexit=true"
  (printf "maxsize=%s" $jfr.maxSize) -}}
{{- with $jfr.maxAge -}}{{- $options = append $options (printf "maxage=%s" .) -}}{{- end -}}
{{- if not (or (include "spark-lib.jfc.isMounted" .) (include "spark-lib.agents.isOldJava" .)) -}}
{{- range include "spark-lib.agents.leftOut" . | fromJsonArray -}}
{{- $options = append $options (printf "+%s#enabled=false" .) -}}
{{- end -}}
{{- end -}}
-XX:FlightRecorderOptions=repository=/recordings/jfr,stackdepth={{ int $jfr.stackDepth }} -XX:StartFlightRecording={{ concat $options ($jfr.options | default list) | join "," }}
{{- end -}}

{{/*
spark-lib.agents.isOldJava: whether `agent.jfr.javaVersion` names a Java whose JFR takes no settings of events
as options.
Takes a dict: `settings`. Gives `true` or nothing.
*/}}
{{- define "spark-lib.agents.isOldJava" -}}
{{- $version := int .settings.agent.jfr.javaVersion -}}
{{- if and $version (lt $version 17) -}}true{{- end -}}
{{- end -}}

{{/*
spark-lib.agents.async-profiler: JVM options of `agent.type: async-profiler`.
Takes a dict: `settings`. The agent itself fills %p in. No `jfrsync`: its file stays empty until the end.
`jfropts` is a sum: 1 leaves out the JVM's command line (with CPU and operating system), 2 the system
properties; environment and other processes it does not write.
*/}}
{{- define "spark-lib.agents.async-profiler" -}}
{{- $profiler := .settings.agent.asyncProfiler -}}
{{- $options := list "start" (printf "event=%s" $profiler.event) (printf "interval=%s" $profiler.interval) -}}
{{- with $profiler.alloc -}}{{- $options = append $options (printf "alloc=%s" .) -}}{{- end -}}
{{- range $event := list "lock" "nativemem" "wall" -}}
{{- with get $profiler $event -}}{{- $options = append $options (printf "%s=%s" $event .) -}}{{- end -}}
{{- end -}}
{{- $sensitive := .settings.agent.sensitive | default dict -}}
{{- $leftOut := add (ternary 1 0 (not $sensitive.commandLine))
  (ternary 2 0 (not $sensitive.systemProperties)) -}}
{{- $options = append $options "jfr" -}}
{{- if $leftOut -}}{{- $options = append $options (printf "jfropts=%d" $leftOut) -}}{{- end -}}
{{- $options = concat $options (list (printf "chunktime=%s" $profiler.chunkTime)
  "file=/recordings/async-profiler-%p.jfr") ($profiler.options | default list) -}}
-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints -agentpath:{{ $profiler.library }}={{ join "," $options }}
{{- end -}}

{{/*
spark-lib.agents.undo: JVM options of `agent.type: undo` (LR4J).
Takes a dict: `settings`, `role`, and `isShared` where the pod may have several JVMs. Undo's `output` has no
placeholders, so our callback's jar then gives each JVM a name of its own, as a Java agent.
*/}}
{{- define "spark-lib.agents.undo" -}}
{{- $undo := .settings.agent.undo -}}
{{- $options := list (printf "save_on=%s" $undo.saveOn)
  (printf "output=/recordings/%s.undo" (include "spark-lib.agents.name" .))
  (printf "max_event_log_size=%s" $undo.maxEventLogSize) -}}
{{- if $undo.callbackClass -}}
{{- $options = concat $options (list (printf "save_callback_class=%s" $undo.callbackClass)
  (printf "save_callback_jar=%s" $undo.callbackJar)) -}}
{{- end -}}
{{- $name := printf "-javaagent:%s=/recordings/%s" $undo.callbackJar (include "spark-lib.agents.name" .) -}}
{{- $isOurs := eq (toString $undo.callbackClass) "io.sparkrecorder.undo.SaveCallback" -}}
{{- $perJvm := and $isOurs (.isShared | default false) | ternary (list $name) list -}}
{{- concat ($undo.jvmOptions | default list) $perJvm (list (printf "-agentpath:%s=%s" $undo.library
  (concat $options ($undo.options | default list) | join ","))) | join " " -}}
{{- end -}}

{{/*
spark-lib.agents.completeness: the recorder's RECORDER_COMPLETENESS, rules that say when a file is whole.
Takes a dict: `settings`. Gives nothing without an agent that needs one.
*/}}
{{- define "spark-lib.agents.completeness" -}}
{{- $agent := .settings.agent -}}
{{- if and (eq $agent.type "undo") $agent.undo.callbackClass -}}
*.undo=saved-file
{{- else if eq $agent.type "custom" -}}
{{- $rules := list -}}
{{- range $agent.custom.files -}}
{{- $rule := get (dict "onMainExit" "on-main-exit" "saved-file" "saved-file"
  "stable-size" (printf "stable-size:%s" (.stableFor | default "10s"))) .complete -}}
{{- $rules = append $rules (printf "%s=%s" .name $rule) -}}
{{- end -}}
{{- join "," $rules -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.agents.custom: JVM options of `agent.type: custom`.
Takes a dict: `settings` and `role`.
*/}}
{{- define "spark-lib.agents.custom" -}}
{{- $custom := .settings.agent.custom -}}
{{- list $custom.javaOptions (ternary $custom.driverJavaOptions $custom.executorJavaOptions
  (eq .role "driver")) | compact | join " " -}}
{{- end -}}

{{/*
spark-lib.agents.javaOptions: all JVM options of a role that recording needs: the agent's, the heap dump's,
the crash log's.
Takes a dict: `settings`, `role`, and `isShared` for a pod that may have several JVMs. Gives one line, empty for
none.
*/}}
{{- define "spark-lib.agents.javaOptions" -}}
{{- $options := list -}}
{{- if not (has .settings.agent.type (list "none" "codeguru")) -}}
{{- $options = append $options (include (printf "spark-lib.agents.%s" .settings.agent.type) .) -}}
{{- end -}}
{{- if .settings.heapDump.enabled -}}
{{- $options = append $options "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/recordings" -}}
{{- with int .settings.heapDump.gzipLevel -}}
{{- $options = append $options (printf "-XX:HeapDumpGzipLevel=%d" .) -}}
{{- end -}}
{{- end -}}
{{- $onOutOfMemory := dict
  "exit" "-XX:+ExitOnOutOfMemoryError" "crash" "-XX:+CrashOnOutOfMemoryError" "continue" "" -}}
{{- $options = append $options (get $onOutOfMemory .settings.heapDump.onOutOfMemory) -}}
{{- if .settings.crashLog.enabled -}}
{{- $options = append $options "-XX:ErrorFile=/recordings/hs_err_pid%p.log" -}}
{{- end -}}
{{- compact $options | join " " -}}
{{- end -}}

{{/*
spark-lib.agents.plugins: Spark plugins of the agent, and the one that writes task spans.
Takes a dict: `settings`, and `image`, the Spark image where the chart knows it. Gives a JSON list of class
names.
*/}}
{{- define "spark-lib.agents.plugins" -}}
{{- $agent := .settings.agent -}}
{{- $plugins := list -}}
{{- if eq $agent.type "codeguru" -}}
{{- $plugins = list $agent.codeguru.plugin -}}
{{- else if eq $agent.type "custom" -}}
{{- $plugins = $agent.custom.plugins | default list -}}
{{- end -}}
{{- if include "spark-lib.agents.hasTaskSpans" . -}}
{{- $plugins = append $plugins "io.sparkrecorder.spark.TaskSpans" -}}
{{- end -}}
{{- toJson $plugins -}}
{{- end -}}

{{/*
spark-lib.agents.hasTaskSpans: whether the plugin for task spans is loaded. A job whose image does not have
its class does not start, so by default only an image that is this project's by its name gets it.
Takes a dict: `settings`, and `image`, the Spark image where the chart knows it. Gives `true` or nothing.
*/}}
{{- define "spark-lib.agents.hasTaskSpans" -}}
{{- $agent := .settings.agent -}}
{{- $isOurs := eq (include "spark-lib.agents.isOurImage" .image) "true" -}}
{{- $byDefault := and $isOurs (has $agent.type (list "jfr" "codeguru")) -}}
{{- if and (ne $agent.type "none") (eq (toString $agent.taskSpans) "" | ternary $byDefault
  (eq (toString $agent.taskSpans) "true")) -}}true{{- end -}}
{{- end -}}

{{/*
spark-lib.agents.hasRecordingsTab: whether the pages of a running driver have the tab "Recordings". By default
they have it with an image that is this project's by its name, which has the class, and with event logs in S3,
for which the driver has access to the bucket.
Takes a dict: `settings`, and `image`, the Spark image where the chart knows it. Gives `true` or nothing.
*/}}
{{- define "spark-lib.agents.hasRecordingsTab" -}}
{{- $agent := .settings.agent -}}
{{- $isOurs := eq (include "spark-lib.agents.isOurImage" .image) "true" -}}
{{- $byDefault := and $isOurs .settings.eventLog.enabled (not .settings.eventLog.dir) -}}
{{- if and .settings.recorder.enabled .settings.s3.bucket (ne $agent.type "none") (eq (toString $agent.recordingsTab) ""
  | ternary $byDefault (eq (toString $agent.recordingsTab) "true")) -}}true{{- end -}}
{{- end -}}

{{/*
spark-lib.agents.isOurImage: `true` for an image that is this project's Spark by its name, nothing for others.
Takes the image, which may be missing.
*/}}
{{- define "spark-lib.agents.isOurImage" -}}
{{- if regexMatch "(^|/)spark-recorder/spark([:@]|$)" (. | default "") }}true{{ end -}}
{{- end -}}

{{/*
spark-lib.agents.env: environment of driver and executors that the agent needs.
Takes a dict: `settings`. Gives a YAML map of strings.
*/}}
{{- define "spark-lib.agents.env" -}}
{{- $agent := .settings.agent -}}
{{- $env := dict -}}
{{- if eq $agent.type "codeguru" -}}
{{- $_ := set $env "ENABLE_AMAZON_PROFILER" "true" -}}
{{- $_ := set $env "PROFILING_CONTEXT" (pick $agent.codeguru "profilingGroupName" "driverEnabled"
  "executorEnabled" "heapSummaryEnabled" "probability" | toJson) -}}
{{- else if eq $agent.type "custom" -}}
{{- $env = $agent.custom.env | default dict -}}
{{- end -}}
{{- toYaml $env -}}
{{- end -}}

{{/*
spark-lib.agents.notes: a warning about recordings that often hold secrets, for NOTES.txt.
Takes a dict: `settings`. Gives lines, empty for none.
*/}}
{{- define "spark-lib.agents.notes" -}}
{{- $whole := list (ternary "recordings of Undo" "" (eq .settings.agent.type "undo"))
  (ternary "heap dumps" "" .settings.heapDump.enabled) | compact -}}
{{- with $whole -}}
Warning: {{ join " and " . }} hold the memory of the JVM, with every password and key in it.
Whoever may read the recordings may read them.
{{- end -}}
{{- $allowed := list -}}
{{- range $kind := list "environment" "systemProperties" "commandLine" "processes" -}}
{{- if get ($.settings.agent.sensitive | default dict) $kind -}}
{{- $allowed = append $allowed (printf "agent.sensitive.%s" $kind) -}}
{{- end -}}
{{- end -}}
{{- with $allowed -}}
{{- if $whole }}
{{ end -}}
Warning: recordings may hold secrets, as {{ join ", " . }} {{ ternary "is" "are" (eq (len .) 1) }} true.
{{- end -}}
{{- end -}}
