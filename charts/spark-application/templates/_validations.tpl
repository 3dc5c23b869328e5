{{/*
spark-application.validations.job: refuses a job without its application.
Takes the root context. Gives nothing, like each validation below.
*/}}
{{- define "spark-application.validations.job" -}}
{{- if not .Values.mainApplicationFile -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" "nothing to run: mainApplicationFile is empty. Name the application's file, for example:"
  "set" (dict
    "type" "Python"
    "mainApplicationFile" "local:///opt/spark/examples/src/main/python/pi.py")) -}}
{{- end -}}
{{- if and (has .Values.type (list "Java" "Scala")) (not .Values.mainClass) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (printf "a %s application needs its main class. Set:" .Values.type)
  "set" (dict "mainClass" "org.example.Main")) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.name: refuses a name that the operator refuses. A run of a schedule adds 20
characters.
Takes the root context.
*/}}
{{- define "spark-application.validations.name" -}}
{{- $name := include "spark-lib.names.name" . -}}
{{- include "spark-lib.names.validate" (dict "root" . "name" $name "form" "label"
  "what" (printf "the operator takes no SparkApplication of the name %s" $name)
  "set" (dict "nameOverride" "my-job")) -}}
{{- if and .Values.schedule.cron (gt (len $name) 43) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "the name %s has %d characters, and each run of a schedule 20 more:" $name (len $name))
    "the operator takes no more than 63. Set one of at most 43:")
  "set" (dict "nameOverride" ($name | trunc 43 | trimSuffix "-"))) -}}
{{- end -}}
{{- include "spark-application.validations.driverPod" . -}}
{{- end -}}

{{/*
spark-application.validations.driverPod: refuses a fixed name of the driver's pod that Kubernetes refuses, or
that the runs of a schedule would share.
Takes the root context.
*/}}
{{- define "spark-application.validations.driverPod" -}}
{{- $fixed := include "spark-application.driverPodSetting" . | fromJson -}}
{{- if and .Values.schedule.cron $fixed -}}
{{- $at := ternary $fixed.at (printf "%s is set" $fixed.at) (contains " sets " $fixed.at) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "%s: each run of a schedule would have a driver pod of the same name," $at)
    "and one cannot start while another still uploads. Take it out, or run the job once:")
  "set" (dict "schedule" (dict "cron" ""))) -}}
{{- end -}}
{{- if $fixed -}}
{{- include "spark-lib.names.validate" (dict "root" . "name" $fixed.name "form" "subdomain"
  "what" (printf "the driver's pod cannot be called %v" $fixed.name)
  "set" (dict "sparkConf" (dict "spark.kubernetes.driver.pod.name" "my-driver"))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.run: refuses a time to live that would cut uploads off, and a policy of restarts
without a number.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.run" -}}
{{- $values := .root.Values -}}
{{- $ttl := int $values.timeToLiveSeconds -}}
{{- $grace := int .settings.grace.driver -}}
{{- if and .settings.recorder.enabled (gt $ttl 0) (lt $ttl $grace) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "timeToLiveSeconds %d is shorter than the driver's grace %ds:" $ttl $grace)
    "the pod would be deleted while it uploads. Set:")
  "set" (dict "timeToLiveSeconds" $grace)) -}}
{{- end -}}
{{- if and (eq $values.restartPolicy.type "OnFailure") (not $values.restartPolicy.onFailureRetries) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "restartPolicy.type is OnFailure, but the operator retries nothing"
    "without a number of retries. Set:")
  "set" (dict "restartPolicy" (dict "type" "OnFailure" "onFailureRetries" 3))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.executors: refuses numbers of executors that contradict each other.
Takes the root context.
*/}}
{{- define "spark-application.validations.executors" -}}
{{- $dynamic := .Values.dynamicAllocation -}}
{{- $min := int $dynamic.minExecutors -}}
{{- $max := int $dynamic.maxExecutors -}}
{{- $instances := int .Values.executor.instances -}}
{{- if and $dynamic.enabled (gt $min $max) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (printf "dynamicAllocation: minExecutors %d is more than maxExecutors %d. Set:" $min $max)
  "set" (dict "dynamicAllocation" (dict "minExecutors" $max "maxExecutors" $min))) -}}
{{- end -}}
{{- if and (not $dynamic.enabled) (lt $instances 1) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    "executor.instances is 0: the operator starts one all the same."
    "Set at least 1, or let Spark begin with none:")
  "set" (dict "dynamicAllocation" (dict "enabled" true))) -}}
{{- end -}}
{{- if and $dynamic.enabled (gt $instances $max) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "executor.instances %d is more than dynamicAllocation.maxExecutors %d:" $instances $max)
    "Spark would begin above its limit. Set:")
  "set" (dict "executor" (dict "instances" $max))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.conf: refuses Spark configuration that contradicts a value of the chart.
Takes the root context.
*/}}
{{- define "spark-application.validations.conf" -}}
{{- $conf := .Values.sparkConf -}}
{{- include "spark-lib.validations.conf" (dict "root" . "at" "sparkConf" "conf" $conf "graceIn" list
  "podsIn" list) -}}
{{- range $role := list "driver" "executor" -}}
{{- $own := (get $.Values $role).javaOptions -}}
{{- $key := printf "spark.%s.extraJavaOptions" $role -}}
{{- if and (hasKey $conf $key) $own -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "JVM options of the %s are in %s.javaOptions and in sparkConf's %s:" $role $role $key)
    "one of them would be lost. Put all into:")
  "set" (dict $role (dict "javaOptions" (printf "%s %s" $own (get $conf $key))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.overruled: refuses Spark configuration that the operator replaces with its own
fields.
Takes the root context.
*/}}
{{- define "spark-application.validations.overruled" -}}
{{- $conf := .Values.sparkConf -}}
{{- range $key, $at := include "spark-application.operatorFields" . | fromYaml -}}
{{- $block := first $at -}}
{{- $field := last $at -}}
{{- $set := get (get $.Values $block) $field -}}
{{- $isSet := and (not (kindIs "invalid" $set)) (ne (toString $set) "") -}}
{{- if and $isSet (hasKey $conf $key) (not (kindIs "invalid" (get $conf $key))) -}}
{{- $text := include "spark-lib.text" $set -}}
{{- /* A number in quotes is the same to Spark, but not to the schema of these values. */ -}}
{{- $value := (get $conf $key | include "spark-lib.text" | printf "value: %s" | fromYaml).value -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "sparkConf sets %s, but %s.%s is %s," $key $block $field $text)
    "which the operator puts over it. Take it out, and set:")
  "set" (dict $block (dict $field $value))) -}}
{{- end -}}
{{- end -}}
{{- range $key, $_ := $conf -}}
{{- $isDynamic := regexMatch (include "spark-application.dynamicAllocationKeys" .) $key -}}
{{- if and $.Values.dynamicAllocation.enabled $isDynamic -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "sparkConf sets %s, but dynamicAllocation is on," $key)
    "which the operator puts over it. Take it out, and set:")
  "set" (dict
    "dynamicAllocation" (dict "enabled" true "minExecutors" 0 "maxExecutors" 10)
    "executor" (dict "instances" 2))) -}}
{{- end -}}
{{- if regexMatch "^spark\\.kubernetes\\.((driver\\.|executor\\.)?container\\.image|container\\.image\\.pullPolicy)$" $key -}}
{{- $image := dict "registry" "docker.io" "repository" "apache/spark" "tag" "" "pullPolicy" "IfNotPresent" -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (printf "sparkConf sets %s, which the operator sets itself or refuses. Take it out, and set:" $key)
  "set" (dict "image" $image)) -}}
{{- end -}}
{{- if regexMatch "^spark\\.kubernetes\\.authenticate\\.(driver|executor)\\.serviceAccountName$" $key -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (printf "sparkConf sets %s, which the operator refuses. Take it out, and set:" $key)
  "set" (dict "serviceAccount" (dict "name" "spark"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.operatorFields: the values that the chart passes to the operator as fields, by the Spark
configuration that they replace. Gives a YAML map to the path of a value.
*/}}
{{- define "spark-application.operatorFields" -}}
spark.executor.instances: [executor, instances]
spark.kubernetes.executor.deleteOnTermination: [executor, deleteOnTermination]
{{- range $role := list "driver" "executor" }}
spark.{{ $role }}.cores: [{{ $role }}, cores]
spark.{{ $role }}.memory: [{{ $role }}, memory]
spark.{{ $role }}.memoryOverhead: [{{ $role }}, memoryOverhead]
spark.kubernetes.{{ $role }}.request.cores: [{{ $role }}, coreRequest]
spark.kubernetes.{{ $role }}.limit.cores: [{{ $role }}, coreLimit]
{{- end }}
{{- end -}}

{{/*
spark-application.dynamicAllocationKeys: the Spark configuration that the operator makes from the block
`dynamicAllocation`. Gives a regular expression.
*/}}
{{- define "spark-application.dynamicAllocationKeys" -}}
^spark\.dynamicAllocation\.(enabled|initialExecutors|minExecutors|maxExecutors|shuffleTracking\.enabled)$
{{- end -}}

{{/*
spark-application.validations.eventLog: refuses event logs in S3 if neither the image nor the job has S3A, and
a size of their files with which Spark does not start.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.eventLog" -}}
{{- $values := .root.Values -}}
{{- $brings := or $values.deps.packages $values.deps.jars -}}
{{- range list "spark.jars" "spark.jars.packages" "spark.driver.extraClassPath" -}}
{{- $brings = or $brings (hasKey $values.sparkConf .) -}}
{{- end -}}
{{- $isStock := and (eq $values.image.repository "apache/spark") (eq $values.image.registry "docker.io") -}}
{{- $isInS3 := hasPrefix "s3a://" (include "spark-lib.conf.eventLogDir" .) -}}
{{- if and .settings.eventLog.enabled $isStock (not $brings) $isInS3 -}}
{{- $image := dict
  "registry" "ghcr.io"
  "repository" "spark-recorder/spark"
  "tag" (printf "%s-%s" $values.sparkVersion .root.Chart.AppVersion) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "event logs go to S3, but the image apache/spark has no S3A: the job would fail at its start."
    "Take an image that has it, such as this project's, or switch event logs off:")
  "set" (dict "image" $image)
  "more" (list (dict "set" (dict "eventLog" (dict "enabled" false))))) -}}
{{- end -}}
{{- $least := ternary 10 2 (regexMatch "^(3|4\\.0)(\\.|$)" .root.Values.sparkVersion) -}}
{{- $given := .settings.eventLog.maxFileSize -}}
{{- $size := include "spark-lib.sizes.bytes" (dict "size" $given "thousands" false) | int64 -}}
{{- if and .settings.eventLog.enabled (lt $size (mul $least 1048576)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "eventLog.maxFileSize %s is too small:" $given)
    (printf "Spark %s does not start with less than %dm. Set:" $values.sparkVersion $least))
  "set" (dict "eventLog" (dict "maxFileSize" (printf "%dm" $least)))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.grace: refuses a grace in a pod's fields, because the recorder reads the block
`grace`.
Takes the root context.
*/}}
{{- define "spark-application.validations.grace" -}}
{{- $field := "terminationGracePeriodSeconds" -}}
{{- range $role := list "driver" "executor" -}}
{{- $places := dict
  (printf "%s.podTemplate.spec" $role) (get $.Values $role).podTemplate.spec
  (printf "spec.%s" $role) (get $.Values.spec $role) -}}
{{- range $where, $fields := $places -}}
{{- if hasKey ($fields | default dict) $field -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "%s.%s: the recorder would not know of it." $where $field)
    "Take it out, and set:")
  "set" (dict "grace" (dict $role (get $fields $field)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.validations.javaOptions: refuses JVM options and plugins of the user that do not go with the
agent.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.validations.javaOptions" -}}
{{- $values := .root.Values -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $values $role -}}
{{- include "spark-lib.validations.javaOptions" (mustMerge (dict "role" $role "conf" $values.sparkConf
  "options" $pod.javaOptions "env" $pod.env) $) -}}
{{- end -}}
{{- include "spark-lib.validations.plugins" (mustMerge (dict "conf" $values.sparkConf) .) -}}
{{- end -}}

{{/*
spark-application.validations.names: refuses names and paths that belong to the recorder or to Spark.
Takes the root context.
*/}}
{{- define "spark-application.validations.names" -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $.Values $role -}}
{{- range $name := list "recordings" "recorder-tmp" "recorder-jfr" "recordings-store" -}}
{{- if hasKey $pod.volumes $name -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "%s.volumes.%s: the name is the recorder's own." $role $name)
    "Give the volume another one, or set its size with:")
  "set" (dict "spool" (dict "sizeLimit" "10Gi"))) -}}
{{- end -}}
{{- end -}}
{{- range $path := list "/recordings" "/recordings/" -}}
{{- if hasKey $pod.volumeMounts $path -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "%s.volumeMounts: %s is the spool, which is mounted already." $role $path)
    "Mount yours elsewhere:")
  "set" (dict $role (dict "volumeMounts" (dict "/data" (dict "name" "data"))))) -}}
{{- end -}}
{{- end -}}
{{- range $kind := list "sidecars" "initContainers" -}}
{{- $spark := include "spark-lib.pods.containerName" (dict "role" $role) -}}
{{- if hasKey (get $pod $kind) $spark -}}
{{- $containers := list (dict "name" $spark "workingDir" "/tmp") -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "%s.%s.%s: the name is the Spark container's." $role $kind $spark)
    "Give yours another one, or change Spark's with:")
  "set" (dict $role (dict "podTemplate" (dict "spec" (dict "containers" $containers))))) -}}
{{- end -}}
{{- if hasKey (get $pod $kind) "recorder" -}}
{{- include "spark-lib.refuse" (dict "root" $
  "what" (list
    (printf "%s.%s.recorder: the name is the recorder's own." $role $kind)
    "Give the container another one, or change the recorder with:")
  "set" (dict "recorder" (dict "driverResources" (dict "limits" (dict "memory" "512Mi"))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
