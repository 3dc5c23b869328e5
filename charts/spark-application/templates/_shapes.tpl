{{/*
spark-application.shapes: refuses a value in a form that this chart does not read, and shows it in the right
form.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-application.shapes" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- include "spark-lib.shapes" . -}}
{{- include "spark-lib.shapes.image" (dict "root" $root
  "path" (list "image") "image" $values.image "example" $values.sparkVersion) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root
  "path" (list "sparkConf") "value" $values.sparkConf) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root "hadoop" true
  "path" (list "hadoopConf") "value" $values.hadoopConf) -}}
{{- range $role := list "driver" "executor" -}}
{{- $pod := get $values $role -}}
{{- include "spark-lib.shapes.pod" (dict "root" $root "path" (list $role) "pod" $pod) -}}
{{- range $size := list "memory" "memoryOverhead" -}}
{{- include "spark-lib.shapes.jvmSize" (dict "root" $root "units" "bkmgt"
  "path" (list $role $size) "value" (get $pod $size)) -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.shapes.cron" (dict "root" $root
  "path" (list "schedule" "cron") "value" $values.schedule.cron) -}}
{{- include "spark-lib.shapes.timeZone" (dict "root" $root
  "path" (list "schedule" "timeZone") "value" $values.schedule.timeZone) -}}
{{- range $resource, $amount := $values.batchScheduler.resources -}}
{{- include "spark-lib.shapes.amount" (dict "root" $root
  "path" (list "batchScheduler" "resources" $resource) "value" $amount) -}}
{{- end -}}
{{- end -}}

{{/*
spark-application.whole: refuses a pod with a part that Kubernetes would refuse.
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
{{- include "spark-lib.whole" (dict "root" $ "path" (list $role) "template" $fields.template
  "volumes" $volumes) -}}
{{- end -}}
{{- end -}}
