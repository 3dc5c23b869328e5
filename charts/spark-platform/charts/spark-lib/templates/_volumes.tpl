{{/*
spark-lib.volumes.ours: the volumes of a recorded pod: the spool, the recorder's /tmp, and the shared volume
if there is one.
Takes a dict: `settings`. Gives a YAML list.
*/}}
{{- define "spark-lib.volumes.ours" -}}
- name: recordings
  emptyDir:
    {{- with .settings.spool.medium }}
    medium: {{ . }}
    {{- end }}
    sizeLimit: {{ .settings.spool.sizeLimit | quote }}
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
spark-lib.volumes.mountsOfSpark: the mounts of the Spark container. Gives a YAML list.
*/}}
{{- define "spark-lib.volumes.mountsOfSpark" -}}
- name: recordings
  mountPath: /recordings
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
