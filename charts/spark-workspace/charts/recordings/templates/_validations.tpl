{{/*
recordings.validations.store: refuses a volume that is not used, and a transport without its volume.
Takes a dict: `root` and `settings`, like each validation below. Gives nothing. The lines to paste belong in
the namespace's values file, which is spark-workspace's.
*/}}
{{- define "recordings.validations.store" -}}
{{- $type := .root.Values.storage.type -}}
{{- $transport := .settings.store.transport -}}
{{- if and .settings.recorder.enabled (eq $transport "shared-volume") (eq $type "none") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "storage.type is none, but store.transport is shared-volume: recorders have nowhere to meet."
    "Give them a volume:")
  "set" (dict "recordings" (dict "storage" (dict "type" "claim")))
  "more" (list (dict
    "what" "or let every pod upload for itself:"
    "set" (dict "global" (dict "store" (dict "transport" "direct")))))) -}}
{{- end -}}
{{- if and .settings.recorder.enabled (eq $transport "direct") (ne $type "none") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "store.transport is direct, but storage.type is %s: no pod would use the volume." $type)
    "Take it away:")
  "set" (dict "recordings" (dict "storage" (dict "type" "none")))
  "more" (list (dict
    "what" "or let recorders meet on it:"
    "set" (dict "global" (dict "store" (dict "transport" "shared-volume")))))) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.storage: refuses a type of storage without the values that it needs, and values that it
would ignore.
*/}}
{{- define "recordings.validations.storage" -}}
{{- $storage := .root.Values.storage -}}
{{- if and (eq $storage.type "nfs") (not (and $storage.nfs.server $storage.nfs.path)) -}}
{{- $share := dict
  "server" ($storage.nfs.server | default "nfs.example.com")
  "path" ($storage.nfs.path | default "/exports/recordings") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "storage.type is nfs, but the share is not named. Set:"
  "set" (dict "recordings" (dict "storage" (dict "type" "nfs" "nfs" $share)))) -}}
{{- end -}}
{{- if and $storage.volumeName (ne $storage.type "claim") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "storage.volumeName is for storage.type claim, not %s." $storage.type)
    (printf "To bind a claim to the volume %s, set:" $storage.volumeName))
  "set" (dict "recordings" (dict "storage" (dict
    "type" "claim"
    "volumeName" $storage.volumeName)))) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.credentials: refuses keys that no pod would read, and a secret with one key alone.
*/}}
{{- define "recordings.validations.credentials" -}}
{{- $credentials := .root.Values.credentials -}}
{{- $auth := .settings.s3.auth -}}
{{- $none := dict "recordings" (dict "credentials" (dict "create" false)) -}}
{{- if and $credentials.create (ne $auth.mode "secret") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (printf "credentials.create makes a secret, but s3.auth.mode is %s, which reads none. Set:" $auth.mode)
  "set" (dict "global" (dict "s3" (dict "auth" (dict "mode" "secret"))))
  "more" (list (dict "what" "or make none:" "set" $none))) -}}
{{- end -}}
{{- if and $credentials.create (not (and $credentials.accessKeyId $credentials.secretAccessKey)) -}}
{{- $both := dict "create" true "accessKeyId" "AKIA..." "secretAccessKey" "..." -}}
{{- $there := dict "auth" (dict "mode" "secret" "secret" (dict "name" $auth.secret.name)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "credentials.create needs both keys. Set them, best from a file that is not kept in git:"
  "set" (dict "recordings" (dict "credentials" $both))
  "more" (list (dict
    "what" "or name a secret that is there already:"
    "set" (mustMerge (dict "global" (dict "s3" $there)) $none)))) -}}
{{- end -}}
{{- if and $credentials.create (ne (empty $auth.secret.sessionTokenKey) (empty $credentials.sessionToken)) -}}
{{- $key := dict "auth" (dict "secret" (dict "sessionTokenKey" "aws-session-token")) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "a session token and the key of the secret that holds it belong together."
    "Set both, or none:")
  "set" (dict
    "recordings" (dict "credentials" (dict "sessionToken" "..."))
    "global" (dict "s3" $key))) -}}
{{- end -}}
{{- if and (not $credentials.create) (or $credentials.accessKeyId $credentials.secretAccessKey) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "credentials has keys, but credentials.create is false: nobody would get them. Set:"
  "set" (dict "recordings" (dict "credentials" (dict "create" true)))) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.serviceAccount: refuses to make an account that each namespace has, and an account
without the role that it needs.
*/}}
{{- define "recordings.validations.serviceAccount" -}}
{{- $create := .root.Values.rbac.serviceAccount.create -}}
{{- $auth := .settings.s3.auth -}}
{{- $there := dict "recordings" (dict "rbac" (dict "serviceAccount" (dict "create" false))) -}}
{{- if and $create (eq .settings.serviceAccount.name "default") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "the service account default is in every namespace already. Use it as it is:"
  "set" $there
  "more" (list (dict
    "what" "or let Spark have its own:"
    "set" (dict "global" (dict "serviceAccount" (dict "name" "spark")))))) -}}
{{- end -}}
{{- if and $create (eq $auth.mode "irsa") (not $auth.roleArn) -}}
{{- $role := dict "mode" "irsa" "roleArn" "arn:aws:iam::ACCOUNT:role/recordings" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "s3.auth.mode is irsa, but the service account %s gets no role." .settings.serviceAccount.name)
    "Name it:")
  "set" (dict "global" (dict "s3" (dict "auth" $role)))
  "more" (list (dict "what" "or, where the account has its role already:" "set" $there))) -}}
{{- end -}}
{{- $arn := "eks.amazonaws.com/role-arn" -}}
{{- include "spark-lib.accounts.refuseExample" (dict "root" .root "noun" "role"
  "path" (list "recordings" "rbac" "serviceAccount" "annotations" $arn)
  "arn" (get .root.Values.rbac.serviceAccount.annotations $arn)) -}}
{{- end -}}

{{/*
recordings.validations.executors: refuses to make an account for executors that each namespace has.
*/}}
{{- define "recordings.validations.executors" -}}
{{- $own := include "spark-lib.accounts.ownOfExecutors" . -}}
{{- $isThere := has $own (list "default" "default-editor" "default-viewer") -}}
{{- if and .root.Values.rbac.executorServiceAccount.create $isThere -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "serviceAccount.executor is %s, an account that the chart does not make." $own)
    "Let executors have one of their own:")
  "set" (dict "global" (dict "serviceAccount" (dict "executor" "spark-executor")))
  "more" (list (dict
    "what" "or use it as it is:"
    "set" (dict "recordings" (dict "rbac" (dict "executorServiceAccount" (dict "create" false))))))) -}}
{{- end -}}
{{- end -}}
