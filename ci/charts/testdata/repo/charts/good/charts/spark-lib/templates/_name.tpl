{{- define "spark-lib.name" -}}{{ .Release.Name }}-{{ .Chart.Name }}{{- end }}
