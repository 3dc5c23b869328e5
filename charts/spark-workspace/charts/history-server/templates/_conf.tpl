{{/*
history-server.conf: the server's Spark configuration.
Takes a dict: `root` and `settings`. Gives a YAML map of strings; `sparkConf` wins.
*/}}
{{- define "history-server.conf" -}}
{{- $values := .root.Values -}}
{{- $dir := include "spark-lib.conf.eventLogDir" . -}}
{{- $conf := dict
  "spark.history.fs.logDirectory" $dir
  "spark.history.ui.port" "18080"
  "spark.history.fs.update.interval" $values.updateInterval
  "spark.history.fs.numReplayThreads" ($values.replayThreads | int | toString) -}}
{{- $conf = mustMerge $conf (include "history-server.conf.store" .root | fromYaml) -}}
{{- $conf = mustMerge $conf (include "history-server.conf.cleaner" .root | fromYaml) -}}
{{- $conf = mustMerge $conf (include "history-server.conf.proxy" .root | fromYaml) -}}
{{- $conf = mustMerge $conf (include "spark-lib.s3.bucketConf"
  (dict "settings" .settings "sparkVersion" $values.sparkVersion "dir" $dir) | fromYaml) -}}
{{- $conf = mustMerge $conf (include "history-server.conf.recordings" . | fromYaml) -}}
{{- include "spark-lib.conf.join" (dict "base" $conf "over" $values.sparkConf) -}}
{{- end -}}

{{/*
history-server.conf.proxy: how links and redirects get the path that the gateway takes away. Spark writes
`proxyBase` before links, but into redirects only where `proxyRedirectUri` is set as well: `/` gives a
redirect without a host, which Spark can do since 4.2; before that it must be told scheme and host.
Takes the root context. Gives a YAML map, empty where there is no gateway and no path.
*/}}
{{- define "history-server.conf.proxy" -}}
{{- if or .Values.gateway.path (ne (include "history-server.gateway.type" .) "none") -}}
spark.ui.proxyBase: {{ include "history-server.gateway.path" . | quote }}
{{- if include "history-server.conf.needsHost" . }}
spark.ui.proxyRedirectUri: {{ include "history-server.gateway.url" . | quote }}
{{- else }}
spark.ui.proxyRedirectUri: "/"
{{- end }}
{{- end -}}
{{- end -}}

{{/*
history-server.conf.needsHost: `true` for a Spark whose redirects name a host, empty otherwise.
Takes the root context.
*/}}
{{- define "history-server.conf.needsHost" -}}
{{- if semverCompare "<4.2.0-0" (regexFind "^[0-9]+\\.[0-9]+\\.[0-9]+" .Values.sparkVersion) }}true{{ end -}}
{{- end -}}

{{/*
history-server.conf.recordings: the folder that the tab "Recordings" reads, and the way to its bucket, which
may be another one than that of the event logs.
Takes a dict: `root` and `settings`. Gives a YAML map, empty without the tab or without a bucket.
*/}}
{{- define "history-server.conf.recordings" -}}
{{- $conf := dict -}}
{{- if and .root.Values.recordings.enabled .settings.s3.bucket -}}
{{- $dir := include "spark-lib.conf.recordingsDir" . -}}
{{- $conf = include "spark-lib.s3.bucketConf" (dict "settings" .settings
  "sparkVersion" .root.Values.sparkVersion "dir" $dir) | fromYaml -}}
{{- $_ := set $conf "spark.recorder.recordings" $dir -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
history-server.conf.store: the server's store of parsed event logs. It takes four fifths of the volume,
because RocksDB writes new files before it deletes old ones.
Takes the root context. Gives a YAML map.
*/}}
{{- define "history-server.conf.store" -}}
{{- $bytes := include "spark-lib.sizes.bytes" (dict "size" .Values.storage.size "thousands" true) | int64 -}}
spark.history.store.path: /var/lib/spark-history
spark.history.store.maxDiskUsage: {{ printf "%dm" (div (mul $bytes 4) (mul 5 1048576)) }}
spark.history.store.serializer: PROTOBUF
spark.history.store.hybridStore.diskBackend: ROCKSDB
{{- end -}}

{{/*
history-server.conf.cleaner: which event logs are deleted.
Takes the root context. Gives a YAML map.
*/}}
{{- define "history-server.conf.cleaner" -}}
{{- $cleaner := .Values.cleaner -}}
spark.history.fs.cleaner.enabled: {{ $cleaner.enabled | quote }}
{{- if $cleaner.enabled }}
spark.history.fs.cleaner.maxAge: {{ $cleaner.maxAge | quote }}
spark.history.fs.cleaner.interval: {{ $cleaner.interval | quote }}
{{- if $cleaner.maxNum }}
spark.history.fs.cleaner.maxNum: {{ $cleaner.maxNum | int | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
history-server.conf.hadoopOptions: the Hadoop part of the configuration, as options of Hadoop's commands.
Without asking for the folders above, which a role that is kept to a prefix may not see.
Takes a dict: `root` and `settings`. Gives a YAML list of arguments.
*/}}
{{- define "history-server.conf.hadoopOptions" -}}
{{- $options := list "-Dfs.s3a.performance.flags=mkdir" -}}
{{- range $key, $value := include "history-server.conf" . | fromYaml -}}
{{- if hasPrefix "spark.hadoop." $key -}}
{{- $options = append $options (printf "-D%s=%s" (trimPrefix "spark.hadoop." $key) $value) -}}
{{- end -}}
{{- end -}}
{{- toYaml $options -}}
{{- end -}}
