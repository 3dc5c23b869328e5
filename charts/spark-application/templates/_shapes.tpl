{{/*
spark-application.shapes: fails where a value has a form that this chart does not read, with the same value in the form that it does.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.shapes" -}}
{{- $values := .root.Values -}}
{{- $with := dict "root" .root "shared" false -}}
{{- include "spark-lib.shapes" . -}}
{{- include "spark-lib.shapes.image" (mustMerge (dict "path" (list "image") "image" $values.image "example" $values.sparkVersion) $with) -}}
{{- include "spark-lib.shapes.conf" (mustMerge (dict "path" (list "sparkConf") "value" $values.sparkConf) $with) -}}
{{- include "spark-lib.shapes.conf" (mustMerge (dict "path" (list "hadoopConf") "value" $values.hadoopConf "hadoop" true) $with) -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $values $role -}}
{{- include "spark-lib.shapes.pod" (dict "root" $.root "path" (list $role) "pod" $pod) -}}
{{- range $size := list "memory" "memoryOverhead" -}}
{{- include "spark-lib.shapes.jvmSize" (mustMerge (dict "path" (list $role $size) "value" (get $pod $size) "units" "bkmgt") $with) -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.shapes.cron" (mustMerge (dict "path" (list "schedule" "cron") "value" $values.schedule.cron) $with) -}}
{{- include "spark-lib.shapes.timeZone" (mustMerge (dict "path" (list "schedule" "timeZone") "value" $values.schedule.timeZone) $with) -}}
{{- range $resource, $amount := $values.batchScheduler.resources -}}
{{- include "spark-lib.shapes.amount" (mustMerge (dict "path" (list "batchScheduler" "resources" $resource) "value" $amount) $with) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.whole: fails where a pod, as it comes out of all values, has a part that Kubernetes would refuse.
Takes the root context.
*/}}
{{- define "spark-application.whole" -}}
{{- $spec := include "spark-application.spec" . | fromYaml -}}
{{- range $role := list "driver" "executor" -}}
{{- $fields := get $spec $role -}}
{{- $volumes := list -}}
{{- range $spec.volumes -}}{{- $volumes = append $volumes .name -}}{{- end -}}
{{- range $fields.configMaps -}}{{- $volumes = append $volumes (printf "%s-vol" .name) -}}{{- end -}}
{{- range $fields.secrets -}}{{- $volumes = append $volumes (printf "%s-vol" .name) -}}{{- end -}}
{{- range $key, $_ := $spec.sparkConf -}}
{{- with regexFind (printf "^spark\\.kubernetes\\.%s\\.volumes\\.[a-zA-Z]+\\.[^.]+" $role) $key -}}
{{- $volumes = splitList "." . | last | append $volumes -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.whole" (dict "root" $ "path" (list $role) "template" $fields.template "volumes" $volumes) -}}
{{- end -}}
{{- end -}}
