{{/*
spark-lib.jfc.folder: the folder that the settings file of JFR is mounted to, in Spark's container.
*/}}
{{- define "spark-lib.jfc.folder" -}}
/etc/spark-recorder/jfr
{{- end -}}

{{/*
spark-lib.jfc.isMounted: whether JFR reads its settings from the chart's own file.
Takes a dict: `settings`. Gives `true` or nothing.
*/}}
{{- define "spark-lib.jfc.isMounted" -}}
{{- $agent := .settings.agent -}}
{{- if and (eq $agent.type "jfr") (or $agent.jfr.jfc (eq $agent.jfr.settings "spark")) -}}true{{- end -}}
{{- end -}}

{{/*
spark-lib.jfc.settings: the option `settings` of -XX:StartFlightRecording.
Takes a dict: `settings`.
*/}}
{{- define "spark-lib.jfc.settings" -}}
{{- if include "spark-lib.jfc.isMounted" . -}}
{{ include "spark-lib.jfc.folder" . }}/spark.jfc
{{- else -}}
{{ .settings.agent.jfr.settings }}
{{- end -}}
{{- end -}}

{{/*
spark-lib.jfc.configMapName: the name of the ConfigMap that holds the settings file.
Takes a dict: `root`.
*/}}
{{- define "spark-lib.jfc.configMapName" -}}
{{ include "spark-lib.names.name" .root }}-jfr
{{- end -}}

{{/*
spark-lib.jfc.configMap: the ConfigMap with the settings file. It exists whatever the agent is: a job that
runs already may have pods to start that mount it.
Takes a dict: `root` and `settings`. Gives a YAML document.
*/}}
{{- define "spark-lib.jfc.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "spark-lib.metadata" (dict "root" .root
    "name" (include "spark-lib.jfc.configMapName" .)) | nindent 2 }}
data:
  spark.jfc: |
    {{- include "spark-lib.jfc.file" . | trim | nindent 4 }}
{{- end -}}

{{/*
spark-lib.jfc.file: the settings file: `agent.jfr.jfc`, or the profile `spark`. Events that `agent.sensitive`
does not allow are off in it, whatever the user's text says: Java before 17 has no option for that.
Takes a dict: `settings`. Gives XML.
*/}}
{{- define "spark-lib.jfc.file" -}}
{{- $file := .settings.agent.jfr.jfc | default (include "spark-lib.jfc.profile" .) | trim -}}
{{- $off := "" -}}
{{- range $event := include "spark-lib.agents.leftOut" . | fromJsonArray -}}
{{- $element := printf "(?s)[ \\t]*<event\\s[^>]*name\\s*=\\s*[\"']%s[\"'][^>]*?(/>|>.*?</event\\s*>)\\s*?\\n?"
  (replace "." "\\." $event) -}}
{{- $file = regexReplaceAll $element $file "" -}}
{{- $off = printf "%s  <event name=%q><setting name=\"enabled\">false</setting></event>\n" $off $event -}}
{{- end -}}
{{- regexReplaceAllLiteral "[ \\t]*</configuration\\s*>\\s*$" $file (printf "%s</configuration>\n" $off) -}}
{{- end -}}

{{/*
spark-lib.jfc.profile: the profile `spark` as a settings file. JFR ignores events and settings that its JVM does
not know, and records none of the JVM's events that are not in the file.
Gives XML.
*/}}
{{- define "spark-lib.jfc.profile" -}}
<?xml version="1.0" encoding="UTF-8"?>
<configuration version="2.0" label="Spark" description="Waits, samples, memory of Spark" provider="spark-recorder">
{{- range $event, $settings := include "spark-lib.jfc.events" . | fromYaml }}
  <event name="{{ $event }}">
    <setting name="enabled">true</setting>
    {{- range $name, $value := $settings }}
    <setting name="{{ $name }}">{{ $value }}</setting>
    {{- end }}
  </event>
{{- end }}
</configuration>
{{- end -}}

{{/*
spark-lib.jfc.events: the events of the profile `spark` with their settings.
Gives a YAML map.
*/}}
{{- define "spark-lib.jfc.events" -}}
# Where time goes: samples, and everything that a thread waits for.
jdk.ExecutionSample: {period: 20 ms}
jdk.NativeMethodSample: {period: 20 ms}
jdk.CPUTimeSample: {throttle: 20 ms, stackTrace: "true"}
jdk.CPUTimeSamplesLost: {}
jdk.ThreadPark: {threshold: 20 ms, stackTrace: "true"}
jdk.ThreadSleep: {threshold: 20 ms, stackTrace: "true"}
jdk.JavaMonitorEnter: {threshold: 20 ms, stackTrace: "true"}
jdk.JavaMonitorWait: {threshold: 20 ms, stackTrace: "true"}
jdk.VirtualThreadPinned: {threshold: 20 ms, stackTrace: "true"}
jdk.SocketRead: {threshold: 20 ms, stackTrace: "true"}
jdk.SocketWrite: {threshold: 20 ms, stackTrace: "true"}
jdk.FileRead: {threshold: 20 ms, stackTrace: "true"}
jdk.FileWrite: {threshold: 20 ms, stackTrace: "true"}
jdk.FileForce: {threshold: 20 ms, stackTrace: "true"}
spark.Task: {threshold: 0 ns}
# What is allocated, and what the collector does about it.
jdk.ObjectAllocationSample: {throttle: 100/s, stackTrace: "true"}
jdk.ThreadAllocationStatistics: {period: everyChunk}
jdk.GarbageCollection: {threshold: 0 ms}
jdk.YoungGarbageCollection: {threshold: 0 ms}
jdk.OldGarbageCollection: {threshold: 0 ms}
jdk.ParallelOldGarbageCollection: {threshold: 0 ms}
jdk.G1GarbageCollection: {threshold: 0 ms}
jdk.GCPhasePause: {threshold: 0 ms}
jdk.GCPhaseConcurrent: {threshold: 0 ms}
jdk.ZYoungGarbageCollection: {threshold: 0 ms}
jdk.ZOldGarbageCollection: {threshold: 0 ms}
jdk.ZAllocationStall: {threshold: 0 ms}
jdk.GCHeapSummary: {}
jdk.G1HeapSummary: {}
jdk.PSHeapSummary: {}
jdk.MetaspaceSummary: {}
jdk.MetaspaceOOM: {stackTrace: "true"}
jdk.PromotionFailed: {}
jdk.EvacuationFailed: {}
jdk.ConcurrentModeFailure: {}
jdk.SystemGC: {stackTrace: "true"}
jdk.GCConfiguration: {period: everyChunk}
jdk.GCHeapConfiguration: {period: everyChunk}
jdk.YoungGenerationConfiguration: {period: everyChunk}
jdk.DirectBufferStatistics: {period: 5 s}
jdk.NativeMemoryUsage: {period: 10 s}
jdk.NativeMemoryUsageTotal: {period: 10 s}
# The JVM, its container and its node.
jdk.CPULoad: {period: 1 s}
jdk.ThreadCPULoad: {period: 10 s}
jdk.ThreadContextSwitchRate: {period: 10 s}
jdk.ResidentSetSize: {period: 1 s}
jdk.PhysicalMemory: {period: everyChunk}
jdk.SwapSpace: {period: 10 s}
jdk.NetworkUtilization: {period: 5 s}
jdk.ContainerConfiguration: {period: everyChunk}
jdk.ContainerCPUUsage: {period: 5 s}
jdk.ContainerCPUThrottling: {period: 5 s}
jdk.ContainerMemoryUsage: {period: 5 s}
jdk.ContainerIOUsage: {period: 5 s}
jdk.OSInformation: {period: beginChunk}
jdk.CPUInformation: {period: beginChunk}
jdk.CPUTimeStampCounter: {period: beginChunk}
jdk.VirtualizationInformation: {period: beginChunk}
jdk.JVMInformation: {period: beginChunk}
jdk.InitialSystemProperty: {period: beginChunk}
jdk.InitialEnvironmentVariable: {period: beginChunk}
jdk.SystemProcess: {period: endChunk}
jdk.ProcessStart: {stackTrace: "true"}
# Threads, classes, compiler and safepoints.
jdk.ThreadStart: {stackTrace: "true"}
jdk.ThreadEnd: {}
jdk.JavaThreadStatistics: {period: 1 s}
jdk.ThreadDump: {period: everyChunk}
jdk.ClassLoadingStatistics: {period: 1 s}
jdk.CompilerStatistics: {period: 1 s}
jdk.Compilation: {threshold: 100 ms}
jdk.CompilationFailure: {}
jdk.CodeCacheStatistics: {period: everyChunk}
jdk.CodeCacheFull: {}
jdk.SafepointBegin: {threshold: 10 ms}
jdk.ExecuteVMOperation: {threshold: 10 ms}
# Errors, and the recording itself.
jdk.JavaErrorThrow: {stackTrace: "true"}
jdk.ExceptionStatistics: {period: 1 s}
jdk.Shutdown: {stackTrace: "true"}
jdk.DataLoss: {}
jdk.DumpReason: {}
jdk.ActiveRecording: {}
{{- end -}}
