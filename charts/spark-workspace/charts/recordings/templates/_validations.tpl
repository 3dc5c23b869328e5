{{/*
recordings.validations.store: there is a volume exactly when recorders meet on one.
Takes a dict: `root` and `settings`, as all of these. Fails with the lines to paste into the namespace's values file.
*/}}
{{- define "recordings.validations.store" -}}
{{- $type := .root.Values.storage.type -}}
{{- $transport := .settings.store.transport -}}
{{- if and .settings.recorder.enabled (eq $transport "shared-volume") (eq $type "none") -}}
{{- fail "\nstorage.type is none, but store.transport is shared-volume: recorders have nowhere to meet. Give them a volume:\n\nrecordings:\n  storage:\n    type: claim\n\nor let every pod upload for itself:\n\nglobal:\n  store:\n    transport: direct" -}}
{{- end -}}
{{- if and .settings.recorder.enabled (eq $transport "direct") (ne $type "none") -}}
{{- fail (printf "\nstore.transport is direct, but storage.type is %s: no pod would use the volume. Take it away:\n\nrecordings:\n  storage:\n    type: none\n\nor let recorders meet on it:\n\nglobal:\n  store:\n    transport: shared-volume" $type) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.storage: what a type of storage cannot do without, and what it would leave aside.
*/}}
{{- define "recordings.validations.storage" -}}
{{- $storage := .root.Values.storage -}}
{{- if and (eq $storage.type "nfs") (not (and $storage.nfs.server $storage.nfs.path)) -}}
{{- fail (printf "\nstorage.type is nfs, but the share is not named. Set:\n\nrecordings:\n  storage:\n    type: nfs\n    nfs:\n      server: %s\n      path: %s" ($storage.nfs.server | default "nfs.example.com") ($storage.nfs.path | default "/exports/recordings")) -}}
{{- end -}}
{{- if and $storage.volumeName (ne $storage.type "claim") -}}
{{- fail (printf "\nstorage.volumeName is for storage.type claim, not %s. To bind a claim to the volume %s, set:\n\nrecordings:\n  storage:\n    type: claim\n    volumeName: %s" $storage.type $storage.volumeName $storage.volumeName) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.credentials: keys that are written down are used, and a secret that is made is whole.
*/}}
{{- define "recordings.validations.credentials" -}}
{{- $credentials := .root.Values.credentials -}}
{{- $auth := .settings.s3.auth -}}
{{- if and $credentials.create (ne $auth.mode "secret") -}}
{{- fail (printf "\ncredentials.create makes a secret, but s3.auth.mode is %s, which reads none. Set:\n\nglobal:\n  s3:\n    auth:\n      mode: secret\n\nor make none:\n\nrecordings:\n  credentials:\n    create: false" $auth.mode) -}}
{{- end -}}
{{- if and $credentials.create (not (and $credentials.accessKeyId $credentials.secretAccessKey)) -}}
{{- fail (printf "\ncredentials.create needs both keys. Set them, best from a file that is not kept in git:\n\nrecordings:\n  credentials:\n    create: true\n    accessKeyId: AKIA...\n    secretAccessKey: ...\n\nor name a secret that is there already:\n\nrecordings:\n  credentials:\n    create: false\nglobal:\n  s3:\n    auth:\n      mode: secret\n      secret:\n        name: %s" $auth.secret.name) -}}
{{- end -}}
{{- if and $credentials.create (ne (empty $auth.secret.sessionTokenKey) (empty $credentials.sessionToken)) -}}
{{- fail "\na session token and the key of the secret that holds it belong together. Set both, or none:\n\nrecordings:\n  credentials:\n    sessionToken: ...\nglobal:\n  s3:\n    auth:\n      secret:\n        sessionTokenKey: aws-session-token" -}}
{{- end -}}
{{- if and (not $credentials.create) (or $credentials.accessKeyId $credentials.secretAccessKey) -}}
{{- fail "\ncredentials has keys, but credentials.create is false: nobody would get them. Set:\n\nrecordings:\n  credentials:\n    create: true" -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.serviceAccount: an account that can be made, and has the role that it is to have.
*/}}
{{- define "recordings.validations.serviceAccount" -}}
{{- $create := .root.Values.rbac.serviceAccount.create -}}
{{- $auth := .settings.s3.auth -}}
{{- if and $create (eq .settings.serviceAccount.name "default") -}}
{{- fail "\nthe service account default is in every namespace already. Use it as it is:\n\nrecordings:\n  rbac:\n    serviceAccount:\n      create: false\n\nor let Spark have its own:\n\nglobal:\n  serviceAccount:\n    name: spark" -}}
{{- end -}}
{{- if and $create (eq $auth.mode "irsa") (not $auth.roleArn) -}}
{{- fail (printf "\ns3.auth.mode is irsa, but the service account %s gets no role. Name it:\n\nglobal:\n  s3:\n    auth:\n      mode: irsa\n      roleArn: arn:aws:iam::ACCOUNT:role/recordings\n\nor, where the account has its role already:\n\nrecordings:\n  rbac:\n    serviceAccount:\n      create: false" .settings.serviceAccount.name) -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.executors: an account of the executors' own that can be made, and annotations that name the user's own role.
*/}}
{{- define "recordings.validations.executors" -}}
{{- $own := include "spark-lib.accounts.ownOfExecutors" . -}}
{{- if and .root.Values.rbac.executorServiceAccount.create (has $own (list "default" "default-editor" "default-viewer")) -}}
{{- fail (printf "\nserviceAccount.executor is %s, an account that the chart does not make. Let executors have one of their own:\n\nglobal:\n  serviceAccount:\n    executor: spark-executor\n\nor use it as it is:\n\nrecordings:\n  rbac:\n    executorServiceAccount:\n      create: false" $own) -}}
{{- end -}}
{{- with include "spark-lib.accounts.exampleIn" (dict "path" (list "recordings" "rbac" "serviceAccount" "annotations" "eks.amazonaws.com/role-arn") "value" (get .root.Values.rbac.serviceAccount.annotations "eks.amazonaws.com/role-arn") "noun" "role") -}}
{{- fail . -}}
{{- end -}}
{{- end -}}

{{/*
recordings.validations.templates: Spark configuration that would undo what the chart keeps in step.
*/}}
{{- define "recordings.validations.templates" -}}
{{- $conf := .root.Values.templates.sparkConf -}}
{{- if hasKey $conf "spark.kubernetes.executor.terminationGracePeriodSeconds" -}}
{{- fail "\ntemplates.sparkConf sets spark.kubernetes.executor.terminationGracePeriodSeconds: the recorder would not know of it. Take it out, and set:\n\nglobal:\n  grace:\n    executor: 120" -}}
{{- end -}}
{{- range $role := list "driver" "executor" -}}
{{- if hasKey $conf (printf "spark.kubernetes.%s.podTemplateFile" $role) -}}
{{- fail (printf "\ntemplates.sparkConf sets spark.kubernetes.%s.podTemplateFile: the recorder is in the chart's own template. Take it out, and lay yours over it:\n\nrecordings:\n  templates:\n    %s:\n      podTemplate:\n        spec:\n          priorityClassName: high" $role $role) -}}
{{- end -}}
{{- end -}}
{{- end -}}
