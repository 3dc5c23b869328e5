{{/*
spark-lib.merge.key: the field by which the API merges a list, as the list is called; empty for lists that are one value.
Takes the name of a field.
*/}}
{{- define "spark-lib.merge.key" -}}
{{- $keys := dict "containers" "name" "initContainers" "name" "volumes" "name" "env" "name" "imagePullSecrets" "name" "volumeMounts" "mountPath" "volumeDevices" "devicePath" "ports" "containerPort" "hostAliases" "ip" "topologySpreadConstraints" "topologyKey" -}}
{{- get $keys . -}}
{{- end -}}

{{/*
spark-lib.merge.maps: one object laid over another: maps key by key, lists as the API merges them, all else replaced. `null` takes a key out.
Takes a dict: `base` and `over`. Gives a YAML map.
*/}}
{{- define "spark-lib.merge.maps" -}}
{{- $merged := deepCopy .base -}}
{{- range $key, $value := .over -}}
{{- $before := get $merged $key -}}
{{- if kindIs "invalid" $value -}}
{{- $merged = omit $merged $key -}}
{{- else if and (kindIs "map" $before) (kindIs "map" $value) -}}
{{- $_ := set $merged $key (include "spark-lib.merge.maps" (dict "base" $before "over" $value) | fromYaml) -}}
{{- else if and (kindIs "slice" $before) (kindIs "slice" $value) (include "spark-lib.merge.key" $key) -}}
{{- $_ := set $merged $key (include "spark-lib.merge.lists" (dict "base" $before "over" $value "by" (include "spark-lib.merge.key" $key)) | fromYamlArray) -}}
{{- else -}}
{{- $_ := set $merged $key $value -}}
{{- end -}}
{{- end -}}
{{- toYaml $merged -}}
{{- end -}}

{{/*
spark-lib.merge.lists: one list of objects laid over another; those with the same key are merged, new ones come at the end.
Takes a dict: `base`, `over` and `by` (the key's name). Gives a YAML list.
*/}}
{{- define "spark-lib.merge.lists" -}}
{{- $by := .by -}}
{{- $over := .over -}}
{{- $merged := list -}}
{{- $seen := list -}}
{{- range $item := .base -}}
{{- $key := get $item $by | toString -}}
{{- $seen = append $seen $key -}}
{{- $result := $item -}}
{{- range $other := $over -}}
{{- if eq (get $other $by | toString) $key -}}
{{- $result = include "spark-lib.merge.maps" (dict "base" $result "over" $other) | fromYaml -}}
{{- end -}}
{{- end -}}
{{- $merged = append $merged $result -}}
{{- end -}}
{{- range $item := $over -}}
{{- $key := get $item $by | toString -}}
{{- if not (has $key $seen) -}}
{{- $merged = append $merged $item -}}
{{- end -}}
{{- end -}}
{{- toYaml $merged -}}
{{- end -}}

{{/*
spark-lib.merge.named: a map of objects by name as a list of objects that carry their key, without those that are `null`.
Takes a dict: `map` and `by` (the key's name). Gives a YAML list, sorted by key.
*/}}
{{- define "spark-lib.merge.named" -}}
{{- $by := .by -}}
{{- $list := list -}}
{{- range $key, $value := .map -}}
{{- if $value -}}
{{- $list = append $list (mustMerge (dict $by $key) $value) -}}
{{- else if not (kindIs "invalid" $value) -}}
{{- $list = append $list (dict $by $key) -}}
{{- end -}}
{{- end -}}
{{- toYaml $list -}}
{{- end -}}
