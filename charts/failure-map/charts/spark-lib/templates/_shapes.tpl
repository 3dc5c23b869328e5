{{/*
spark-lib.shapes: refuses a value in a form that these charts do not read, and shows the value in the right
form. The other validations rely on the forms, so these come first. The schema refuses further forms, but with
messages of Helm's.
Takes a dict: `root` and `settings`. Gives nothing.
*/}}
{{- define "spark-lib.shapes" -}}
{{- $settings := .settings -}}
{{- $root := .root -}}
{{- include "spark-lib.shapes.global" (dict "root" $root
  "blocks" (include "spark-lib.settings.blocks" . | fromYamlArray)) -}}
{{- include "spark-lib.shapes.imageRegistry" $root -}}
{{- include "spark-lib.shapes.pullSecrets" . -}}
{{- include "spark-lib.shapes.serviceAccount" . -}}
{{- include "spark-lib.shapes.s3" . -}}
{{- include "spark-lib.shapes.image" (dict "root" $root
  "path" (list "recorder" "image") "image" $settings.recorder.image) -}}
{{- include "spark-lib.shapes.byName" (dict "root" $root
  "path" (list "recorder" "env") "value" $settings.recorder.env "by" "name") -}}
{{- range $role := list "driverResources" "executorResources" -}}
{{- include "spark-lib.shapes.resources" (dict "root" $root
  "path" (list "recorder" $role) "value" (get $settings.recorder $role)) -}}
{{- end -}}
{{- include "spark-lib.shapes.quantity" (dict "root" $root
  "path" (list "spool" "sizeLimit") "value" $settings.spool.sizeLimit) -}}
{{- include "spark-lib.shapes.jvmSize" (dict "root" $root "units" "kmg"
  "path" (list "agent" "jfr" "maxSize") "value" $settings.agent.jfr.maxSize) -}}
{{- include "spark-lib.shapes.jvmSize" (dict "root" $root "units" "kmg"
  "path" (list "agent" "undo" "maxEventLogSize") "value" $settings.agent.undo.maxEventLogSize) -}}
{{- include "spark-lib.shapes.jvmSize" (dict "root" $root "units" "kmg"
  "path" (list "eventLog" "maxFileSize") "value" $settings.eventLog.maxFileSize) -}}
{{- include "spark-lib.shapes.conf" (dict "root" $root
  "path" (list "agent" "custom" "sparkConf") "value" $settings.agent.custom.sparkConf) -}}
{{- end -}}

{{/*
spark-lib.shapes.global: refuses a key below `global` that differs a little from one that the chart reads,
because Helm would ignore it. Keys of other charts stay.
Takes a dict: `root`, and `blocks`, the keys that the chart reads beside those of images.
*/}}
{{- define "spark-lib.shapes.global" -}}
{{- $known := concat .blocks (list "imageRegistry" "imagePullSecrets") -}}
{{- range $key, $value := .root.Values.global | default dict -}}
{{- range $name := ternary (list) $known (has $key $known) -}}
{{- if include "spark-lib.shapes.isNearly" (dict "key" $key "name" $name) -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (printf "global.%s: these charts read no such key, but %s. Set:" $key $name)
  "set" (dict "global" (dict $name $value))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.imageRegistry: refuses a registry that is not a host, with a port and a path.
Takes the root context.
*/}}
{{- define "spark-lib.shapes.imageRegistry" -}}
{{- $registry := (.Values.global | default dict).imageRegistry | default "" -}}
{{- if contains "://" $registry -}}
{{- $right := regexReplaceAll "^.*://" $registry "" | trimSuffix "/" -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (printf "global.imageRegistry %s: an image has no scheme before its registry. Set:" $registry)
  "set" (dict "global" (dict "imageRegistry" $right))) -}}
{{- end -}}
{{- if and $registry (not (regexMatch "^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*$" $registry)) -}}
{{- include "spark-lib.refuse" (dict "root" .
  "what" (list
    (printf "global.imageRegistry %s is no registry: a host," $registry)
    "with a port and a path where there are some, and no slash at its end. Set, for example:")
  "set" (dict "global" (dict "imageRegistry" "registry.example.com:5000/mirror"))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.isNearly: `true` if a key differs from a name in nothing but case, hyphens and a plural, or
if one letter is wrong, missing, extra or swapped with the next; empty otherwise.
Takes a dict: `key` and `name`.
*/}}
{{- define "spark-lib.shapes.isNearly" -}}
{{- $key := .key | lower | replace "-" "" | replace "_" "" -}}
{{- $name := lower .name -}}
{{- $forms := list $name (printf "%ss" $name) (trimSuffix "s" $name) -}}
{{- if ge (len $name) 4 -}}
{{- range $i := until (len $name) -}}
{{- $before := substr 0 $i $name -}}
{{- $after := substr (add1 $i | int) (len $name) $name -}}
{{- $letter := substr $i (add1 $i | int) $name -}}
{{- $forms = concat $forms (list (printf "%s.%s" $before $after) (printf "%s%s" $before $after)
  (printf "%s.%s%s" $before $letter $after)) -}}
{{- if $after -}}
{{- $forms = append $forms (printf "%s%s%s%s" $before (substr 0 1 $after) $letter
  (substr 1 (len $after) $after)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if regexMatch (printf "^(%s)$" (join "|" $forms)) $key }}true{{ end -}}
{{- end -}}

{{/*
spark-lib.shapes.pullSecrets: refuses pull secrets in the form of a pod's.
Takes a dict: `root`.
*/}}
{{- define "spark-lib.shapes.pullSecrets" -}}
{{- range $where, $secrets := dict "global.imagePullSecrets"
  (.root.Values.global | default dict).imagePullSecrets "imagePullSecrets" .root.Values.imagePullSecrets -}}
{{- $names := list -}}
{{- range $secrets -}}
{{- $names = append $names (kindIs "map" . | ternary (get (kindIs "map" . | ternary . dict) "name") .) -}}
{{- end -}}
{{- if ne (toJson $names) (default list $secrets | toJson) -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root "own" true
  "what" (printf "%s has objects, as in a pod: here it is a list of names. Set:" $where)
  "path" (splitList "." $where)
  "value" $names) -}}
{{- end -}}
{{- range $names -}}
{{- include "spark-lib.names.validate" (dict "name" . "form" "subdomain"
  "what" (printf "%s: a secret cannot be called %q" $where .)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.serviceAccount: refuses the keys that other charts have in this block.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-lib.shapes.serviceAccount" -}}
{{- $account := .settings.serviceAccount -}}
{{- if hasKey $account "Name" -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" "serviceAccount.Name is called serviceAccount.name here. Set:"
  "path" (list "serviceAccount" "name")
  "value" $account.Name) -}}
{{- end -}}
{{- range $key := list "create" "annotations" -}}
{{- if hasKey $account $key -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "serviceAccount.%s: the chart spark-workspace makes the account," $key)
    "and this block says which one it is. Set for spark-workspace:")
  "set" (dict "recordings" (dict "rbac" (dict "serviceAccount" (pick $account $key))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.s3: refuses a bucket, a prefix and an endpoint in the form that other tools take. A server
with buckets in the path has its own rule for their names.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-lib.shapes.s3" -}}
{{- $s3 := .settings.s3 -}}
{{- $ownRule := and $s3.endpoint (ne (toString $s3.pathStyle) "false")
  (regexMatch "^[^/:?#%\\\\\\s[:cntrl:]]+(:[^/:?#%\\\\\\s[:cntrl:]]+)?$" $s3.bucket) -}}
{{- if not (or $ownRule (regexMatch "^([a-z0-9][-a-z0-9.]{1,61}[a-z0-9])?$" $s3.bucket)) -}}
{{- $bucket := regexReplaceAll "^[a-zA-Z0-9]+://|^arn:[^/]*:::" $s3.bucket "" | trimAll "/" -}}
{{- $rest := trimPrefix (splitList "/" $bucket | first) $bucket | trimAll "/" -}}
{{- $right := dict "bucket" (ternary (splitList "/" $bucket | first)
  "my-bucket" (regexMatch "^[a-z0-9][-a-z0-9.]{1,61}[a-z0-9](/|$)" $bucket)) -}}
{{- if $rest -}}{{- $_ := set $right "prefix" $rest -}}{{- end -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "s3.bucket %s is no name of a bucket: 3 to 63 of a-z, 0-9, hyphens and dots," $s3.bucket)
    "without s3:// before it and a path behind it. Set:")
  "path" (list "s3")
  "value" $right) -}}
{{- end -}}
{{- if not (regexMatch "^(/|[^/\\s]+(/[^/\\s]+)*)?$" $s3.prefix) -}}
{{- $prefix := regexReplaceAll "//+" (trimAll "/ " $s3.prefix) "/" -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "s3.prefix %q: keys begin with it as it is," $s3.prefix)
    "so that it has no slash at its ends, none twice, and no space. Set:")
  "path" (list "s3" "prefix")
  "value" (regexReplaceAll "\\s+" $prefix "-" | default "/")) -}}
{{- end -}}
{{- if not (regexMatch "^(https?://[^/@\\s]+/?)?$" $s3.endpoint) -}}
{{- $host := regexReplaceAll "^([a-zA-Z0-9]+://)?(.*@)?/*" $s3.endpoint "" | splitList "/" | first -}}
{{- $scheme := ternary "http" "https" (hasPrefix "http://" $s3.endpoint) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "s3.endpoint %s is no URL of a server: scheme, host and port," $s3.endpoint)
    "and nothing behind them. Set, with http:// where the server has no TLS:")
  "path" (list "s3" "endpoint")
  "value" (printf "%s://%s" $scheme ($host | default "s3.example.com"))) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.byName: refuses a list of objects, as in a pod, where these charts take a map by name.
Takes a dict: `root`, `path`, `value` and `by`, the key that tells the objects apart.
*/}}
{{- define "spark-lib.shapes.byName" -}}
{{- if kindIs "slice" .value -}}
{{- $by := .by -}}
{{- $map := dict -}}
{{- range .value -}}
{{- if kindIs "map" . -}}
{{- $rest := omit . $by -}}
{{- $isVariable := and (eq (last $.path) "env") (hasKey . "value") (eq (len $rest) 1) -}}
{{- $_ := set $map (get . $by | default "my-name" | toString) (ternary (get . "value") $rest $isVariable) -}}
{{- end -}}
{{- end -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s is a list, as in a pod:" (join "." .path))
    (printf "here it is a map by %s," (ternary "path" "name" (eq $by "mountPath")))
    "so that two values files can both add to it. Set:")
  "path" .path
  "value" $map) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.pod: refuses values of a pod in a form that these charts do not read.
Takes a dict: `root`, `path` and `pod`.
*/}}
{{- define "spark-lib.shapes.pod" -}}
{{- $pod := .pod -}}
{{- range $key, $by := dict "env" "name" "volumes" "name" "volumeMounts" "mountPath" "sidecars" "name"
  "initContainers" "name" -}}
{{- include "spark-lib.shapes.byName" (dict "root" $.root
  "path" (append $.path $key) "value" (get $pod $key) "by" $by) -}}
{{- end -}}
{{- range $kind := list "volumes" "sidecars" "initContainers" -}}
{{- range $name, $value := get $pod $kind | default dict -}}
{{- if and (kindIs "map" $value) (hasKey (default dict $value) "name")
  (ne (toString (default dict $value).name) $name) -}}
{{- include "spark-lib.refuse.at" (dict "root" $.root
  "what" (list
    (printf "%s.%s.%s has another name, %s:" (join "." $.path) $kind $name $value.name)
    "the key is the name. Set:")
  "path" (append $.path $kind)
  "value" (dict $value.name (omit $value "name"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.jvmSize: refuses a size that neither Spark nor the JVM reads.
Takes a dict: `root`, `path`, `value` and `units`, the letters that may follow the number. Spark, which reads
t, takes a b after them.
*/}}
{{- define "spark-lib.shapes.jvmSize" -}}
{{- $text := include "spark-lib.text" .value -}}
{{- if and $text (not (regexMatch (printf "^[0-9]+[%s%s]%s$" .units (upper .units)
  (ternary "[bB]?" "" (contains "t" .units))) $text)) -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text -}}
{{- $unit := trimPrefix $number $text | lower | trim | trimSuffix "b" | trimSuffix "i" -}}
{{- $right := "1g" -}}
{{- if and $number (contains "." $number) (eq $unit "g") -}}
{{- $right = printf "%dm" (mulf (float64 $number) 1024 | int64) -}}
{{- else if and $number (not (contains "." $number)) (eq (len $unit) 1) (contains $unit .units) -}}
{{- $right = printf "%s%s" $number $unit -}}
{{- else if and (eq $unit "") (regexMatch "^[0-9]{3,5}$" $number) -}}
{{- $right = printf "%sm" $number -}}
{{- else if and (eq $unit "") (regexMatch "^[0-9]{1,2}$" $number) -}}
{{- $right = printf "%sg" $number -}}
{{- end -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s %s: Spark and the JVM read a whole number and one letter," (join "." .path) $text)
    (printf "of %s, where Kubernetes has Gi. Set:" (splitList "" .units | join ", ")))
  "path" .path
  "value" $right) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.quantity: refuses a size that Kubernetes does not read, or that has no unit.
Takes a dict: `root`, `path` and `value`.
*/}}
{{- define "spark-lib.shapes.quantity" -}}
{{- $text := include "spark-lib.text" .value -}}
{{- $isText := kindIs "string" .value -}}
{{- if not (and $isText (regexMatch "^([0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)|[0-9]{7,})$" $text)) -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text -}}
{{- $unit := trimPrefix $number $text | upper | trim | trimSuffix "B" | trimSuffix "I" -}}
{{- $right := printf "%s%si" ($number | default "10")
  (ternary $unit "G" (has $unit (list "K" "M" "G" "T"))) -}}
{{- if regexMatch "^[0-9]{7,}$" $text -}}{{- $right = $text -}}{{- end -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s %s: Kubernetes reads a number and Ki, Mi, Gi or Ti. Set:" (join "." .path) $text)
  "path" .path
  "value" $right) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.resources: refuses amounts in requests and limits that Kubernetes does not read, and memory
in thousandths of a byte.
Takes a dict: `root`, `path` and `value`.
*/}}
{{- define "spark-lib.shapes.resources" -}}
{{- range $kind := list "requests" "limits" -}}
{{- range $resource, $amount := get (default dict $.value) $kind | default dict -}}
{{- include "spark-lib.shapes.amount" (dict "root" $.root
  "path" (concat $.path (list $kind $resource)) "value" $amount) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.amount: refuses one amount of a resource, whose name is the last key of the path.
Takes a dict: `root`, `path` and `value`.
*/}}
{{- define "spark-lib.shapes.amount" -}}
{{- if not (kindIs "invalid" .value) -}}
{{- $text := include "spark-lib.text" .value -}}
{{- $isSize := regexMatch "memory|storage" (last .path) -}}
{{- $reads := regexMatch "^[0-9]*\\.?[0-9]+(\\.)?([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?$" $text -}}
{{- if or (not $reads) (and $isSize (hasSuffix "m" $text)) -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text -}}
{{- $unit := trimPrefix $number $text | upper | trim | trimSuffix "B" | trimSuffix "I" -}}
{{- $right := ternary "256Mi" "500m" $isSize -}}
{{- if and $number $isSize (has $unit (list "K" "M" "G" "T")) -}}
{{- $right = printf "%s%si" $number $unit -}}
{{- else if and $number (not $isSize) (eq $unit "M") -}}
{{- $right = printf "%sm" $number -}}
{{- end -}}
{{- $rule := ternary
  "reads m as thousandths, and a number with Ki, Mi, Gi or Ti as a size"
  "reads a number, with m for thousandths or a unit such as Ki, Mi, Gi"
  (and $isSize $reads) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s %s: Kubernetes %s. Set:" (join "." .path) $text $rule)
  "path" .path
  "value" $right) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.parts: the parts of an image's reference.
Takes the reference. Gives a JSON map of `registry`, `repository`, and `tag` or `digest`.
*/}}
{{- define "spark-lib.shapes.parts" -}}
{{- $text := regexReplaceAll "^[a-z]+://" (toString .) "" | trimAll "/ " | replace "//" "/" -}}
{{- $digest := regexFind "@sha256:[0-9a-f]{64}$" $text | trimPrefix "@" -}}
{{- $name := splitList "@" $text | first -}}
{{- $tag := regexFind ":[^/:]*$" $name | trimPrefix ":" -}}
{{- $name = regexReplaceAll ":[^/:]*$" $name "" -}}
{{- $host := splitList "/" $name | first -}}
{{- $parts := dict "repository" $name -}}
{{- if and (contains "/" $name) (or (contains "." $host) (contains ":" $host) (eq $host "localhost")) -}}
{{- $parts = dict "registry" $host "repository" (trimPrefix (printf "%s/" $host) $name) -}}
{{- end -}}
{{- if $digest -}}{{- $_ := set $parts "digest" $digest -}}{{- end -}}
{{- if $tag -}}{{- $_ := set $parts "tag" $tag -}}{{- end -}}
{{- toJson $parts -}}
{{- end -}}

{{/*
spark-lib.shapes.image: refuses an image whose parts make no reference, or whose tag may move.
Takes a dict: `root`, `path`, `image` and `example`, a tag to name in place of `latest`.
*/}}
{{- define "spark-lib.shapes.image" -}}
{{- $at := join "." .path -}}
{{- if kindIs "string" .image -}}
{{- $parts := include "spark-lib.shapes.parts" .image | fromJson -}}
{{- if not $parts.registry -}}{{- $_ := set $parts "registry" "docker.io" -}}{{- end -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s is a text: here it is registry, repository and tag," $at)
    "so that global.imageRegistry can replace the first. Set:")
  "path" .path
  "value" $parts) -}}
{{- end -}}
{{- $image := .image -}}
{{- $tag := include "spark-lib.text" $image.tag -}}
{{- if and (kindIs "float64" $image.tag) (contains "." $tag) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s.tag %s is a number, and may have lost a zero at its end. Write it in quotes:" $at $tag)
  "path" .path
  "value" (dict "tag" $tag)) -}}
{{- end -}}
{{- if eq $tag "latest" -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s.tag is latest, which is another image tomorrow than today. Name a version:" $at)
  "path" (append .path "tag")
  "value" (.example | default .root.Chart.AppVersion)) -}}
{{- end -}}
{{- if and $tag (not (regexMatch "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$" $tag)) -}}
{{- $parts := include "spark-lib.shapes.parts" (printf "a:%s" (trimPrefix ":" $tag)) | fromJson -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (printf "%s.tag %s is no tag of an image. Set:" $at $tag)
  "path" .path
  "value" (pick $parts "tag" "digest")) -}}
{{- end -}}
{{- $registry := $image.registry | default "" -}}
{{- $name := list $registry $image.repository | compact | join "/" -}}
{{- if not (and (regexMatch "^([A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)?$" $registry)
  (regexMatch "^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$" $image.repository)) -}}
{{- $parts := include "spark-lib.shapes.parts" (ternary $image.repository $name
  (regexMatch "://|^[^/]*\\.[^/]*/" $image.repository)) | fromJson -}}
{{- $_ := set $parts "repository" (lower $parts.repository) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s: %s is no name of an image: the registry is a host," $at $name)
    "and the repository has nothing but a-z, 0-9 and . _ - between its slashes,"
    "without scheme and tag. Set:")
  "path" .path
  "value" $parts) -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.conf: refuses configuration with a map or a list below a key. Helm's --set takes a dot for a
step down.
Takes a dict: `root`, `path` and `value`, and `hadoop` for Hadoop's configuration, whose keys have no `spark.`
before them.
*/}}
{{- define "spark-lib.shapes.conf" -}}
{{- $with := pick . "root" "path" -}}
{{- $at := join "." .path -}}
{{- range $key, $value := .value -}}
{{- if kindIs "map" $value -}}
{{- $leaf := include "spark-lib.shapes.leaf" (dict "key" $key "value" $value) | fromJson -}}
{{- $escaped := printf "%s.%s=%s" $at (replace "." "\\." $leaf.key) (include "spark-lib.text" $leaf.value) -}}
{{- include "spark-lib.refuse.at" (mustMerge $with (dict
  "what" (list
    (printf "%s.%s is no setting but a map: --set takes each dot for a step down." $at $key)
    (printf "Write --set '%s', or in a file:" $escaped))
  "value" (dict $leaf.key $leaf.value))) -}}
{{- else if kindIs "slice" $value -}}
{{- include "spark-lib.refuse.at" (mustMerge $with (dict
  "what" (printf "%s.%s is a list, where configuration has a text. Set:" $at $key)
  "value" (dict $key (join "," $value)))) -}}
{{- else if and $.hadoop (hasPrefix "spark." $key) -}}
{{- include "spark-lib.refuse.at" (mustMerge $with (dict
  "what" (printf "%s.%s: Spark puts spark.hadoop. before these keys itself. Set:" $at $key)
  "value" (dict (regexReplaceAll "^spark\\.hadoop\\." $key "") $value))) -}}
{{- else if not (or $.hadoop (hasPrefix "spark." $key)) -}}
{{- include "spark-lib.refuse.at" (mustMerge $with (dict
  "what" (list
    (printf "%s.%s: Spark reads no configuration without spark. at the beginning of its key." $at $key)
    "Set, if it is this:")
  "value" (dict (printf "spark.%s" (regexReplaceAll "(?i)^spark\\.?" $key "")) $value))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.leaf: the first value below a map, and the keys down to it.
Takes a dict: `key` and `value`. Gives a JSON map of `key` and `value`.
*/}}
{{- define "spark-lib.shapes.leaf" -}}
{{- if and (kindIs "map" .value) .value -}}
{{- $below := keys .value | sortAlpha | first -}}
{{- include "spark-lib.shapes.leaf" (dict "key" (printf "%s.%s" .key $below) "value" (get .value $below)) -}}
{{- else -}}
{{- dict "key" .key "value" .value | toJson -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.cron: refuses a schedule that cron does not read.
Takes a dict: `root`, `path` and `value`.
*/}}
{{- define "spark-lib.shapes.cron" -}}
{{- $fields := list -}}
{{- range $field := list "[0-5]?[0-9]" "([01]?[0-9]|2[0-3])" "(0?[1-9]|[12][0-9]|3[01])"
  "(0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)" "([0-6]|sun|mon|tue|wed|thu|fri|sat)" -}}
{{- $item := printf "([*?]|%s(-%s)?)(/[1-9][0-9]*)?" $field $field -}}
{{- $fields = append $fields (printf "%s(,%s)*" $item $item) -}}
{{- end -}}
{{- $pattern := printf "(?i)^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every ([0-9]+(\\.[0-9]+)?(s|m|h))+|%s)$" (join "\\s+" $fields) -}}
{{- if and .value (not (regexMatch $pattern .value)) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s %q: cron has five fields: minute (0 to 59), hour (0 to 23)," (join "." .path) .value)
    "day of the month (1 to 31), month (1 to 12), day of the week (0 to 6, Sunday is 0)."
    "Set, for three in the morning:")
  "path" .path
  "value" "0 3 * * *") -}}
{{- end -}}
{{- end -}}

{{/*
spark-lib.shapes.timeZone: refuses an unknown time zone, if Helm runs on a system that knows time zones.
Takes a dict: `root`, `path` and `value`.
*/}}
{{- define "spark-lib.shapes.timeZone" -}}
{{- $utc := list "UTC" "UCT" "Zulu" "Universal" "Etc/UTC" "Etc/UCT" "Etc/Zulu" "Etc/Universal" -}}
{{- $knows := ne (dateInZone "MST" now "America/New_York") "UTC" -}}
{{- $isNone := and $knows (eq (dateInZone "MST" now .value) "UTC") -}}
{{- if and .value (not (has .value $utc)) (or $isNone
  (not (regexMatch "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$" .value))) -}}
{{- include "spark-lib.refuse.at" (dict "root" .root
  "what" (list
    (printf "%s %q is no time zone: they are called by continent and city." (join "." .path) .value)
    "Set, for example:")
  "path" .path
  "value" "Europe/Berlin") -}}
{{- end -}}
{{- end -}}
