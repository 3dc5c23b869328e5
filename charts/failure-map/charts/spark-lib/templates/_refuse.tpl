{{/*
spark-lib.refuse: fails with a message, and with the values to paste below it.
Takes a dict:
- `root`: the root context
- `what`: the message, a text or a list of sentences
- `set`: the values to paste, a map
- `more`: further paragraphs, a list of maps with `what`, `set` or both
- `own`: true if `set` holds values of this chart alone, even below a key that charts share
*/}}
{{- define "spark-lib.refuse" -}}
{{- $parts := list -}}
{{- range $paragraph := prepend (.more | default list) (pick . "what" "set") -}}
{{- with $paragraph.what -}}
{{- $parts = append $parts (join " " .) -}}
{{- end -}}
{{- with $paragraph.set -}}
{{- $parts = append $parts (include "spark-lib.refuse.lines" (dict "root" $.root "own" $.own "set" .)) -}}
{{- end -}}
{{- end -}}
{{- join "\n\n" $parts | printf "\n%s" | fail -}}
{{- end -}}

{{/*
spark-lib.refuse.lines: values as the lines that the user pastes. In a subchart, shared blocks go below
`global` and the chart's own values below its name; keys that belong to the top of spark-workspace's values
stay there.
Takes a dict: `root`, `set` and `own`. Gives YAML.
*/}}
{{- define "spark-lib.refuse.lines" -}}
{{- $lines := .set -}}
{{- if not .root.Chart.IsRoot -}}
{{- $lines = dict -}}
{{- $shared := append (include "spark-lib.settings.blocks" . | fromYamlArray) "imagePullSecrets" -}}
{{- range $key, $value := .set -}}
{{- $placed := dict $key $value -}}
{{- if and (has $key $shared) (not $.own) -}}
{{- $placed = dict "global" $placed -}}
{{- else if not (has $key (list "global" "recordings" "history-server")) -}}
{{- $placed = dict $.root.Chart.Name $placed -}}
{{- end -}}
{{- $lines = mustMerge $lines $placed -}}
{{- end -}}
{{- end -}}
{{- toYaml $lines -}}
{{- end -}}

{{/*
spark-lib.refuse.at: refuses the value at a path, with a value to paste in its place.
Takes the dict of spark-lib.refuse without `set`, and `path`, a list of keys, and `value`.
*/}}
{{- define "spark-lib.refuse.at" -}}
{{- $set := .value -}}
{{- range $key := reverse .path -}}
{{- $set = dict $key $set -}}
{{- end -}}
{{- include "spark-lib.refuse" (mustMerge (dict "set" $set) (omit . "path" "value")) -}}
{{- end -}}
