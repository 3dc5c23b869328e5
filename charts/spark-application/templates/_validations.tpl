{{/*
spark-application.validations.job: what a job cannot do without.
Takes the root context. Fails with the lines to paste.
*/}}
{{- define "spark-application.validations.job" -}}
{{- if not .Values.mainApplicationFile -}}
{{- fail "nothing to run: mainApplicationFile is empty. Name the application's file, for example:\n\ntype: Python\nmainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py\n" -}}
{{- end -}}
{{- if and (has .Values.type (list "Java" "Scala")) (not .Values.mainClass) -}}
{{- fail (printf "a %s application needs its main class. Set:\n\nmainClass: org.example.Main\n" .Values.type) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.run: runs that would cut the recordings off, and schedulers that refuse the job.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.run" -}}
{{- $values := .root.Values -}}
{{- $ttl := int $values.timeToLiveSeconds -}}
{{- $grace := int .settings.grace.driver -}}
{{- if and .settings.recorder.enabled (gt $ttl 0) (lt $ttl $grace) -}}
{{- fail (printf "timeToLiveSeconds %d is shorter than the driver's grace %ds: the pod would be deleted while it uploads. Set:\n\ntimeToLiveSeconds: %d\n" $ttl $grace $grace) -}}
{{- end -}}
{{- $dynamic := $values.dynamicAllocation -}}
{{- if and $dynamic.enabled (gt (int $dynamic.minExecutors) (int $dynamic.maxExecutors)) -}}
{{- fail (printf "dynamicAllocation: minExecutors %d is more than maxExecutors %d. Set:\n\ndynamicAllocation:\n  minExecutors: %d\n  maxExecutors: %d\n" (int $dynamic.minExecutors) (int $dynamic.maxExecutors) (int $dynamic.maxExecutors) (int $dynamic.minExecutors)) -}}
{{- end -}}
{{- $scheduler := $values.batchScheduler -}}
{{- if and (eq $scheduler.type "kueue") (not $scheduler.queue) -}}
{{- fail "batchScheduler.type is kueue, which needs a LocalQueue of this namespace. Set:\n\nbatchScheduler:\n  type: kueue\n  queue: my-queue\n" -}}
{{- end -}}
{{- if and (eq $scheduler.type "kueue") $dynamic.enabled -}}
{{- fail "Kueue refuses Spark applications with dynamic allocation. Set a fixed number of executors:\n\ndynamicAllocation:\n  enabled: false\nexecutor:\n  instances: 2\n" -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.conf: Spark configuration that would undo what the chart keeps in step.
Takes the root context.
*/}}
{{- define "spark-application.validations.conf" -}}
{{- $conf := .Values.sparkConf -}}
{{- if hasKey $conf "spark.kubernetes.executor.terminationGracePeriodSeconds" -}}
{{- fail "sparkConf sets spark.kubernetes.executor.terminationGracePeriodSeconds: the recorder would not know of it. Take it out, and set:\n\ngrace:\n  executor: 120\n" -}}
{{- end -}}
{{- range $role := list "driver" "executor" -}}
{{- if hasKey $conf (printf "spark.kubernetes.%s.podTemplateFile" $role) -}}
{{- fail (printf "sparkConf sets spark.kubernetes.%s.podTemplateFile: the recorder is in the chart's own template. Take it out, and lay yours over it:\n\n%s:\n  podTemplate:\n    spec:\n      priorityClassName: high\n" $role $role) -}}
{{- end -}}
{{- if and (hasKey $conf (printf "spark.%s.extraJavaOptions" $role)) (get $.Values $role).javaOptions -}}
{{- fail (printf "JVM options of the %s are in %s.javaOptions and in sparkConf's spark.%s.extraJavaOptions: one of them would be lost. Put all into:\n\n%s:\n  javaOptions: %s\n" $role $role $role $role (list (get $.Values $role).javaOptions (get $conf (printf "spark.%s.extraJavaOptions" $role)) | join " " | quote)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.javaOptions: the user's JVM options that would take recordings out of the spool. The JVM takes the last of
two, which is the user's.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.javaOptions" -}}
{{- $settings := .settings -}}
{{- $values := .root.Values -}}
{{- range $role := list "driver" "executor" -}}
{{- $options := list (get $values $role).javaOptions (get $values.sparkConf (printf "spark.%s.extraJavaOptions" $role)) (get $values.sparkConf (printf "spark.%s.defaultJavaOptions" $role)) | compact | join " " -}}
{{- if and (eq $settings.agent.type "jfr") (contains "-XX:FlightRecorderOptions" $options) -}}
{{- fail (printf "JVM options of the %s set -XX:FlightRecorderOptions: the JFR repository would not be in the spool. Take it out, and use:\n\nagent:\n  jfr:\n    stackDepth: 128\n    maxSize: 512m\n" $role) -}}
{{- end -}}
{{- if and $settings.heapDump.enabled (contains "-XX:HeapDumpPath" $options) -}}
{{- fail (printf "JVM options of the %s set -XX:HeapDumpPath: the dump would not be in the spool. Take it out, or do without the recorder's:\n\nheapDump:\n  enabled: false\n" $role) -}}
{{- end -}}
{{- if and $settings.crashLog.enabled (contains "-XX:ErrorFile" $options) -}}
{{- fail (printf "JVM options of the %s set -XX:ErrorFile: the crash log would not be in the spool. Take it out, or do without the recorder's:\n\ncrashLog:\n  enabled: false\n" $role) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.names: names and paths that are the recorder's own.
Takes the root context.
*/}}
{{- define "spark-application.validations.names" -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $.Values $role -}}
{{- range $name := list "recordings" "recorder-tmp" "recordings-store" -}}
{{- if hasKey $pod.volumes $name -}}
{{- fail (printf "%s.volumes.%s: the name is the recorder's own. Give the volume another one, or set its size with:\n\nspool:\n  sizeLimit: 10Gi\n" $role $name) -}}
{{- end -}}
{{- end -}}
{{- range $path := list "/recordings" "/recordings/" -}}
{{- if hasKey $pod.volumeMounts $path -}}
{{- fail (printf "%s.volumeMounts: %s is the spool, which is mounted already. Mount yours elsewhere:\n\n%s:\n  volumeMounts:\n    /data: {name: data}\n" $role $path $role) -}}
{{- end -}}
{{- end -}}
{{- range $kind := list "sidecars" "initContainers" -}}
{{- if hasKey (get $pod $kind) "recorder" -}}
{{- fail (printf "%s.%s.recorder: the name is the recorder's own. Give the container another one, or change the recorder with:\n\nrecorder:\n  driverResources:\n    limits: {memory: 512Mi}\n" $role $kind) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
