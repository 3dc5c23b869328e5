{{/*
spark-application.validations.job: what a job cannot do without.
Takes the root context. Fails with the lines to paste.
*/}}
{{- define "spark-application.validations.job" -}}
{{- if not .Values.mainApplicationFile -}}
{{- fail "\nnothing to run: mainApplicationFile is empty. Name the application's file, for example:\n\ntype: Python\nmainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py" -}}
{{- end -}}
{{- if and (has .Values.type (list "Java" "Scala")) (not .Values.mainClass) -}}
{{- fail (printf "\na %s application needs its main class. Set:\n\nmainClass: org.example.Main" .Values.type) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.name: a name that the operator takes: a run of a schedule has 20 characters more.
Takes the root context.
*/}}
{{- define "spark-application.validations.name" -}}
{{- $name := include "spark-lib.names.name" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- fail (printf "\nthe operator takes no SparkApplication of the name %s: it must begin with a letter, and have nothing but a-z, 0-9 and hyphens. Set:\n\nnameOverride: my-job" $name) -}}
{{- end -}}
{{- if and .Values.schedule.cron (gt (len $name) 43) -}}
{{- fail (printf "\nthe name %s has %d characters, and each run of a schedule 20 more: the operator takes no more than 63. Set one of at most 43:\n\nnameOverride: %s" $name (len $name) ($name | trunc 43 | trimSuffix "-")) -}}
{{- end -}}
{{- $fixed := include "spark-application.driverPodSetting" . | fromJson -}}
{{- if and .Values.schedule.cron $fixed -}}
{{- fail (printf "\n%s: each run of a schedule would have a driver pod of the same name, and one cannot start while another still uploads. Take it out, or run the job once:\n\nschedule:\n  cron: \"\"" (ternary $fixed.at (printf "%s is set" $fixed.at) (contains " sets " $fixed.at))) -}}
{{- end -}}
{{- if and $fixed (not (regexMatch "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$" (toString $fixed.name))) -}}
{{- fail (printf "\nthe driver's pod cannot be called %s: a pod's name has nothing but a-z, 0-9, hyphens and dots, at most 253 of them. Set:\n\nsparkConf:\n  spark.kubernetes.driver.pod.name: my-driver" $fixed.name) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.run: runs that would cut recordings off, and numbers that contradict each other.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.run" -}}
{{- $values := .root.Values -}}
{{- $ttl := int $values.timeToLiveSeconds -}}
{{- $grace := int .settings.grace.driver -}}
{{- if and .settings.recorder.enabled (gt $ttl 0) (lt $ttl $grace) -}}
{{- fail (printf "\ntimeToLiveSeconds %d is shorter than the driver's grace %ds: the pod would be deleted while it uploads. Set:\n\ntimeToLiveSeconds: %d" $ttl $grace $grace) -}}
{{- end -}}
{{- $dynamic := $values.dynamicAllocation -}}
{{- if and $dynamic.enabled (gt (int $dynamic.minExecutors) (int $dynamic.maxExecutors)) -}}
{{- fail (printf "\ndynamicAllocation: minExecutors %d is more than maxExecutors %d. Set:\n\ndynamicAllocation:\n  minExecutors: %d\n  maxExecutors: %d" (int $dynamic.minExecutors) (int $dynamic.maxExecutors) (int $dynamic.maxExecutors) (int $dynamic.minExecutors)) -}}
{{- end -}}
{{- if and (eq $values.restartPolicy.type "OnFailure") (not $values.restartPolicy.onFailureRetries) -}}
{{- fail "\nrestartPolicy.type is OnFailure, but the operator retries nothing without a number of retries. Set:\n\nrestartPolicy:\n  type: OnFailure\n  onFailureRetries: 3" -}}
{{- end -}}
{{- $instances := int $values.executor.instances -}}
{{- if and (not $dynamic.enabled) (lt $instances 1) -}}
{{- fail "\nexecutor.instances is 0: the operator starts one all the same. Set at least 1, or let Spark begin with none:\n\ndynamicAllocation:\n  enabled: true" -}}
{{- end -}}
{{- if and $dynamic.enabled (gt $instances (int $dynamic.maxExecutors)) -}}
{{- fail (printf "\nexecutor.instances %d is more than dynamicAllocation.maxExecutors %d: Spark would begin above its limit. Set:\n\nexecutor:\n  instances: %d" $instances (int $dynamic.maxExecutors) (int $dynamic.maxExecutors)) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.conf: Spark configuration that would undo what the chart keeps in step.
Takes the root context.
*/}}
{{- define "spark-application.validations.conf" -}}
{{- $conf := .Values.sparkConf -}}
{{- if hasKey $conf "spark.kubernetes.executor.terminationGracePeriodSeconds" -}}
{{- fail "\nsparkConf sets spark.kubernetes.executor.terminationGracePeriodSeconds: the recorder would not know of it. Take it out, and set:\n\ngrace:\n  executor: 120" -}}
{{- end -}}
{{- range $role := list "driver" "executor" -}}
{{- if hasKey $conf (printf "spark.kubernetes.%s.podTemplateFile" $role) -}}
{{- fail (printf "\nsparkConf sets spark.kubernetes.%s.podTemplateFile: the recorder is in the chart's own template. Take it out, and lay yours over it:\n\n%s:\n  podTemplate:\n    spec:\n      priorityClassName: high" $role $role) -}}
{{- end -}}
{{- if and (hasKey $conf (printf "spark.%s.extraJavaOptions" $role)) (get $.Values $role).javaOptions -}}
{{- fail (printf "\nJVM options of the %s are in %s.javaOptions and in sparkConf's spark.%s.extraJavaOptions: one of them would be lost. Put all into:\n\n%s:\n  javaOptions: %s" $role $role $role $role (list (get $.Values $role).javaOptions (get $conf (printf "spark.%s.extraJavaOptions" $role)) | join " " | quote)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.overruled: Spark configuration that would count for nothing, as the operator passes its own fields after it.
Takes the root context.
*/}}
{{- define "spark-application.validations.overruled" -}}
{{- $values := .Values -}}
{{- $fields := dict "spark.executor.instances" (list "executor" "instances") "spark.kubernetes.executor.deleteOnTermination" (list "executor" "deleteOnTermination") -}}
{{- range $role := list "driver" "executor" -}}
{{- range $key, $field := dict "spark.%s.cores" "cores" "spark.%s.memory" "memory" "spark.%s.memoryOverhead" "memoryOverhead" "spark.kubernetes.%s.request.cores" "coreRequest" "spark.kubernetes.%s.limit.cores" "coreLimit" -}}
{{- $_ := set $fields (printf $key $role) (list $role $field) -}}
{{- end -}}
{{- end -}}
{{- range $key, $at := $fields -}}
{{- $set := get (get $values (first $at)) (last $at) -}}
{{- if and (not (kindIs "invalid" (get $values.sparkConf $key))) (hasKey $values.sparkConf $key) (ne (toString $set) "") (not (kindIs "invalid" $set)) -}}
{{- $value := include "spark-lib.text" (get $values.sparkConf $key) -}}
{{- fail (printf "\nsparkConf sets %s, but %s.%s is %s, which the operator puts over it. Take it out, and set:\n\n%s:\n  %s: %s" $key (first $at) (last $at) (include "spark-lib.text" $set) (first $at) (last $at) $value) -}}
{{- end -}}
{{- end -}}
{{- range $key, $_ := $values.sparkConf -}}
{{- if and $values.dynamicAllocation.enabled (has $key (list "spark.dynamicAllocation.enabled" "spark.dynamicAllocation.initialExecutors" "spark.dynamicAllocation.minExecutors" "spark.dynamicAllocation.maxExecutors" "spark.dynamicAllocation.shuffleTracking.enabled")) -}}
{{- fail (printf "\nsparkConf sets %s, but dynamicAllocation is on, which the operator puts over it. Take it out, and set:\n\ndynamicAllocation:\n  enabled: true\n  minExecutors: 0\n  maxExecutors: 10\nexecutor:\n  instances: 2" $key) -}}
{{- end -}}
{{- if regexMatch "^spark\\.kubernetes\\.((driver\\.|executor\\.)?container\\.image|container\\.image\\.pullPolicy)$" $key -}}
{{- fail (printf "\nsparkConf sets %s, which the operator sets itself or refuses. Take it out, and set:\n\nimage:\n  registry: docker.io\n  repository: apache/spark\n  tag: \"\"\n  pullPolicy: IfNotPresent" $key) -}}
{{- end -}}
{{- if regexMatch "^spark\\.kubernetes\\.authenticate\\.(driver|executor)\\.serviceAccountName$" $key -}}
{{- fail (printf "\nsparkConf sets %s, which the operator refuses. Take it out, and set:\n\nserviceAccount:\n  name: spark" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.eventLog: an image that can write event logs to S3, unless the job brings what that needs, and the size at
which Spark rolls them. It does not start with another.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.eventLog" -}}
{{- $values := .root.Values -}}
{{- $brings := or $values.deps.packages $values.deps.jars -}}
{{- range list "spark.jars" "spark.jars.packages" "spark.driver.extraClassPath" -}}
{{- $brings = or $brings (hasKey $values.sparkConf .) -}}
{{- end -}}
{{- $stock := and (eq $values.image.repository "apache/spark") (eq $values.image.registry "docker.io") (not $brings) -}}
{{- if and .settings.eventLog.enabled $stock (hasPrefix "s3a://" (include "spark-lib.conf.eventLogDir" .)) -}}
{{- fail (printf "\nevent logs go to S3, but the image apache/spark has no S3A: the job would fail at its start. Take an image that has it, such as this project's, or switch event logs off:\n\nimage:\n  registry: ghcr.io\n  repository: spark-recorder/spark\n  tag: %s-%s\n\neventLog:\n  enabled: false" $values.sparkVersion .root.Chart.AppVersion) -}}
{{- end -}}
{{- $least := ternary 10 2 (regexMatch "^(3|4\\.0)(\\.|$)" .root.Values.sparkVersion) -}}
{{- $size := include "spark-lib.sizes.bytes" (dict "size" .settings.eventLog.maxFileSize "thousands" false) | int64 -}}
{{- if and .settings.eventLog.enabled (lt $size (mul $least 1048576)) -}}
{{- fail (printf "\neventLog.maxFileSize %s is too small: Spark %s does not start with less than %dm. Set:\n\neventLog:\n  maxFileSize: %dm" .settings.eventLog.maxFileSize .root.Values.sparkVersion $least $least) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.grace: a grace that only the pod would know of.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.grace" -}}
{{- $values := .root.Values -}}
{{- range $role := list "driver" "executor" -}}
{{- range $where, $fields := dict (printf "%s.podTemplate.spec" $role) (get $values $role).podTemplate.spec (printf "spec.%s" $role) (get $values.spec $role) -}}
{{- if hasKey ($fields | default dict) "terminationGracePeriodSeconds" -}}
{{- fail (printf "\n%s.terminationGracePeriodSeconds: the recorder would not know of it. Take it out, and set:\n\ngrace:\n  %s: %s" $where $role (include "spark-lib.text" (get $fields "terminationGracePeriodSeconds"))) -}}
{{- end -}}
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
{{- fail (printf "\nJVM options of the %s set -XX:FlightRecorderOptions: the JFR repository would not be in the spool. Take it out, and use:\n\nagent:\n  jfr:\n    stackDepth: 128\n    maxSize: 512m" $role) -}}
{{- end -}}
{{- if and $settings.heapDump.enabled (contains "-XX:HeapDumpPath" $options) -}}
{{- fail (printf "\nJVM options of the %s set -XX:HeapDumpPath: the dump would not be in the spool. Take it out, or do without the recorder's:\n\nheapDump:\n  enabled: false" $role) -}}
{{- end -}}
{{- if and $settings.crashLog.enabled (contains "-XX:ErrorFile" $options) -}}
{{- fail (printf "\nJVM options of the %s set -XX:ErrorFile: the crash log would not be in the spool. Take it out, or do without the recorder's:\n\ncrashLog:\n  enabled: false" $role) -}}
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
{{- fail (printf "\n%s.volumes.%s: the name is the recorder's own. Give the volume another one, or set its size with:\n\nspool:\n  sizeLimit: 10Gi" $role $name) -}}
{{- end -}}
{{- end -}}
{{- range $path := list "/recordings" "/recordings/" -}}
{{- if hasKey $pod.volumeMounts $path -}}
{{- fail (printf "\n%s.volumeMounts: %s is the spool, which is mounted already. Mount yours elsewhere:\n\n%s:\n  volumeMounts:\n    /data: {name: data}" $role $path $role) -}}
{{- end -}}
{{- end -}}
{{- range $kind := list "sidecars" "initContainers" -}}
{{- $spark := include "spark-lib.pods.containerName" (dict "role" $role) -}}
{{- if hasKey (get $pod $kind) $spark -}}
{{- fail (printf "\n%s.%s.%s: the name is the Spark container's. Give yours another one, or change Spark's with:\n\n%s:\n  podTemplate:\n    spec:\n      containers:\n        - name: %s\n          workingDir: /tmp" $role $kind $spark $role $spark) -}}
{{- end -}}
{{- if hasKey (get $pod $kind) "recorder" -}}
{{- fail (printf "\n%s.%s.recorder: the name is the recorder's own. Give the container another one, or change the recorder with:\n\nrecorder:\n  driverResources:\n    limits: {memory: 512Mi}" $role $kind) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
