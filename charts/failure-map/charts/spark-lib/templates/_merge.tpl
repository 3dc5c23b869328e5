{{/*
spark-lib.merge.maps: lays one object over another. Maps are merged key by key, lists in the way of the API,
and other values are replaced. `null` removes a key, at any depth.
Takes a dict: `base` and `over`. Gives a YAML map.
*/}}
{{- define "spark-lib.merge.maps" -}}
{{- $merged := dict -}}
{{- include "spark-lib.merge.lay" (dict "into" $merged "over" .base) -}}
{{- include "spark-lib.merge.lay" (dict "into" $merged "over" .over) -}}
{{- toYaml $merged -}}
{{- end -}}

{{/*
spark-lib.merge.clean: an object without its keys that are `null`, at any depth.
Takes a map. Gives a YAML map.
*/}}
{{- define "spark-lib.merge.clean" -}}
{{- include "spark-lib.merge.maps" (dict "base" . "over" dict) -}}
{{- end -}}

{{/*
spark-lib.merge.cleanList: a list whose objects have no keys that are `null`, at any depth.
Takes a list. Gives a YAML list.
*/}}
{{- define "spark-lib.merge.cleanList" -}}
{{- $holder := dict -}}
{{- include "spark-lib.merge.put" (dict "into" $holder "key" "list" "value" .) -}}
{{- toYaml $holder.list -}}
{{- end -}}

{{/*
spark-lib.merge.lay: changes a map by laying another one over it, like spark-lib.merge.maps. `over` stays
unchanged, and shares no value with the result.
Takes a dict: `into` and `over`. Gives nothing.
*/}}
{{- define "spark-lib.merge.lay" -}}
{{- $into := .into -}}
{{- range $key, $value := .over -}}
{{- $before := get $into $key -}}
{{- if kindIs "invalid" $value -}}
{{- $_ := unset $into $key -}}
{{- else if and (kindIs "map" $before) (kindIs "map" $value) -}}
{{- include "spark-lib.merge.lay" (dict "into" $before "over" $value) -}}
{{- else if and (kindIs "slice" $before) (kindIs "slice" $value) -}}
{{- include "spark-lib.merge.lists" (dict "into" $into "key" $key "over" $value) -}}
{{- else -}}
{{- include "spark-lib.merge.put" (dict "into" $into "key" $key "value" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.merge.put: changes a map by setting a key to a copy of a value without its `null` parts. A whole
number stays one in YAML: 1000000, not 1e+06.
Takes a dict: `into`, `key` and `value`. Gives nothing.
*/}}
{{- define "spark-lib.merge.put" -}}
{{- $copy := .value -}}
{{- if kindIs "map" .value -}}
{{- $copy = dict -}}
{{- include "spark-lib.merge.lay" (dict "into" $copy "over" .value) -}}
{{- else if kindIs "slice" .value -}}
{{- $copy = list -}}
{{- range $item := .value -}}
{{- if not (kindIs "invalid" $item) -}}
{{- $holder := dict -}}
{{- include "spark-lib.merge.put" (dict "into" $holder "key" "item" "value" $item) -}}
{{- $copy = append $copy $holder.item -}}
{{- end -}}
{{- end -}}
{{- else if kindIs "float64" .value -}}
{{- if and (eq (floor .value) .value) (lt .value 9007199254740992.0) (gt .value -9007199254740992.0) -}}
{{- $copy = int64 .value -}}
{{- end -}}
{{- end -}}
{{- $_ := set .into .key $copy -}}
{{- end -}}

{{/*
spark-lib.merge.lists: changes a map by laying a list over the one under a key. If the API merges the list,
items with the same merge keys are merged, and new ones come at the end; any other list is replaced.
Takes a dict: `into`, `key` and `over`. Gives nothing.
*/}}
{{- define "spark-lib.merge.lists" -}}
{{- $name := .key -}}
{{- $by := get (include "spark-lib.merge.keys" . | fromJson) .key -}}
{{- $objects := true -}}
{{- range concat (get .into .key) .over -}}
{{- $objects = and $objects (kindIs "map" .) -}}
{{- end -}}
{{- if not (and $by $objects) -}}
{{- include "spark-lib.merge.put" (dict "into" .into "key" .key "value" .over) -}}
{{- else -}}
{{- $merged := list -}}
{{- $known := dict -}}
{{- range $item := get .into .key -}}
{{- $_ := set $known (include "spark-lib.merge.identity" (dict "item" $item "by" $by)) $item -}}
{{- $merged = append $merged $item -}}
{{- end -}}
{{- $seen := list -}}
{{- range $item := .over -}}
{{- $id := include "spark-lib.merge.identity" (dict "item" $item "by" $by) -}}
{{- if has $id $seen -}}
{{- include "spark-lib.refuse" (dict
  "what" (printf "%s has two items with %s: Kubernetes tells them apart by that. Leave one." $name $id)) -}}
{{- end -}}
{{- $seen = append $seen $id -}}
{{- if hasKey $known $id -}}
{{- include "spark-lib.merge.lay" (dict "into" (get $known $id) "over" $item) -}}
{{- else -}}
{{- $new := dict -}}
{{- include "spark-lib.merge.lay" (dict "into" $new "over" $item) -}}
{{- $merged = append $merged $new -}}
{{- end -}}
{{- end -}}
{{- $_ := set .into .key $merged -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.merge.identity: the merge keys of an item of a list, with their values.
Takes a dict: `item`, and `by`, a map from merge key to its default. Gives text, such as `containerPort 53,
protocol TCP`.
*/}}
{{- define "spark-lib.merge.identity" -}}
{{- $parts := list -}}
{{- range $key, $default := .by -}}
{{- $parts = append $parts (printf "%s %s" $key (get $.item $key | default $default | toString)) -}}
{{- end -}}
{{- join ", " $parts -}}
{{- end -}}

{{/*
spark-lib.merge.named: a map of objects by name as a list of objects that carry their key, without those that
are `null`.
Takes a dict: `map` and `by` (the key's name). Gives a YAML list, sorted by key.
*/}}
{{- define "spark-lib.merge.named" -}}
{{- $list := list -}}
{{- range $key, $value := .map -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $item := dict -}}
{{- include "spark-lib.merge.lay" (dict "into" $item "over" $value) -}}
{{- $list = append $list (set $item $.by $key) -}}
{{- end -}}
{{- end -}}
{{- toYaml $list -}}
{{- end -}}
