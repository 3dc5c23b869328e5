{{/*
spark-lib.volumes.ours: the volumes of a recorded pod: the spool, the settings file of JFR, the recorder's /tmp,
and the shared volume, each if it is used.
Takes a dict: `root` and `settings`. Gives a YAML list.
*/}}
{{- define "spark-lib.volumes.ours" -}}
- name: recordings
  emptyDir:
    {{- with .settings.spool.medium }}
    medium: {{ . }}
    {{- end }}
    sizeLimit: {{ .settings.spool.sizeLimit | quote }}
{{- if include "spark-lib.jfc.isMounted" . }}
- name: recorder-jfr
  configMap:
    name: {{ include "spark-lib.jfc.configMapName" . | quote }}
{{- end }}
{{- if .settings.recorder.enabled }}
- name: recorder-tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if eq .settings.store.transport "shared-volume" }}
- name: recordings-store
  persistentVolumeClaim:
    claimName: {{ .settings.store.claim | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
spark-lib.volumes.mountsOfSpark: the mounts of the Spark container.
Takes a dict: `settings`. Gives a YAML list.
*/}}
{{- define "spark-lib.volumes.mountsOfSpark" -}}
- name: recordings
  mountPath: /recordings
{{- if include "spark-lib.jfc.isMounted" . }}
- name: recorder-jfr
  mountPath: {{ include "spark-lib.jfc.folder" . }}
  readOnly: true
{{- end }}
{{- end -}}

{{/*
spark-lib.volumes.mountsOfRecorder: the mounts of the recorder.
Takes a dict: `settings`. Gives a YAML list.
*/}}
{{- define "spark-lib.volumes.mountsOfRecorder" -}}
- name: recordings
  mountPath: /recordings
- name: recorder-tmp
  mountPath: /tmp
{{- if eq .settings.store.transport "shared-volume" }}
- name: recordings-store
  mountPath: /store
{{- end }}
{{- end -}}
