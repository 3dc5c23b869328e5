{{/*
history-server.validations.refuse: fails. What is below the message's first blank line are lines to paste; in spark-workspace they go
below `history-server`.
Takes a dict: `root` and `message`.
*/}}
{{- define "history-server.validations.refuse" -}}
{{- $parts := list -}}
{{- range $i, $part := splitList "\n\n" .message -}}
{{- if and (not $.root.Chart.IsRoot) (gt $i 0) (regexMatch "^[a-zA-Z0-9]+:" $part) (not (hasPrefix "global:" $part)) -}}
{{- $part = printf "history-server:\n  %s" (replace "\n" "\n  " $part) -}}
{{- end -}}
{{- $parts = append $parts $part -}}
{{- end -}}
{{- join "\n\n" $parts | fail -}}
{{- end -}}

{{/*
history-server.validations.name: a name that a Service can have.
Takes a dict: `root` and `settings`, as all of these. Fails with the lines to paste.
*/}}
{{- define "history-server.validations.name" -}}
{{- $name := include "history-server.name" .root -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" (printf "\na Service cannot be called %s: its name begins with a letter, and has nothing but a-z, 0-9 and hyphens. Set:\n\nnameOverride: spark-history" $name)) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.environment: nothing in env that the chart sets from a value of its own, and would be lost.
*/}}
{{- define "history-server.validations.environment" -}}
{{- $env := .root.Values.env -}}
{{- if hasKey $env "SPARK_CONF_DIR" -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" "\nenv.SPARK_CONF_DIR: the server would read none of its configuration. Take it out, and set what you need of it:\n\nsparkConf:\n  spark.history.retainedApplications: 100") -}}
{{- end -}}
{{- if hasKey $env "SPARK_DAEMON_MEMORY" -}}
{{- $memory := get $env "SPARK_DAEMON_MEMORY" -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" (printf "\nenv.SPARK_DAEMON_MEMORY: the container's memory would not follow. Take it out, and set:\n\nmemory: %s" (ternary "2g" (toString $memory) (kindIs "map" $memory)))) -}}
{{- end -}}
{{- range $name := list "SPARK_HISTORY_OPTS" "SPARK_DAEMON_JAVA_OPTS" -}}
{{- if hasKey $env $name -}}
{{- $instead := include "history-server.validations.options" (dict "javaOptions" $.root.Values.javaOptions "more" (get $env $name)) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nenv.%s: options of the JVM that the chart sets would be lost, such as the end of a server out of memory. Take it out, and set:\n\n%s" $name $instead)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.options: options of a JVM as values: Spark's properties are configuration.
Takes a dict: `javaOptions`, those that are set, and `more`. Gives lines of YAML.
*/}}
{{- define "history-server.validations.options" -}}
{{- $conf := dict -}}
{{- $options := list .javaOptions -}}
{{- range ternary "" (toString .more) (kindIs "map" .more) | splitList " " -}}
{{- if regexMatch "^-Dspark\\.[^=]+=" . -}}
{{- $_ := set $conf (regexReplaceAll "^-D([^=]+)=.*$" . "${1}") (regexReplaceAll "^[^=]*=" . "") -}}
{{- else -}}
{{- $options = append $options . -}}
{{- end -}}
{{- end -}}
{{- $values := dict -}}
{{- with compact $options -}}{{- $_ := set $values "javaOptions" (join " " .) -}}{{- end -}}
{{- with $conf -}}{{- $_ := set $values "sparkConf" . -}}{{- end -}}
{{- default (dict "javaOptions" "-Dmy.option=1") $values | toYaml -}}
{{- end -}}

{{/*
history-server.validations.place: there is a place where event logs are, and all of the server's configuration says the same one.
Takes a dict: `root` and `settings`, as all of these. Fails with the lines to paste.
*/}}
{{- define "history-server.validations.place" -}}
{{- if not (or .settings.s3.bucket .settings.eventLog.dir) -}}
{{- include "spark-lib.validations.refuse" (dict "root" .root "message" "\nno place to read event logs from: name the bucket, or the folder:\n\ns3:\n  bucket: my-bucket\n\neventLog:\n  dir: s3a://my-bucket/history") -}}
{{- end -}}
{{- $instead := dict
  "spark.history.fs.logDirectory" "global:\n  eventLog:\n    dir: s3a://my-bucket/history"
  "spark.history.fs.cleaner.enabled" "cleaner:\n  enabled: false"
  "spark.history.ui.port" "service:\n  port:\n    number: 18080"
  "spark.history.store.path" "storage:\n  type: empty-dir"
  "spark.ui.proxyBase" "gateway:\n  path: /sparkhistory/team-a"
  "spark.ui.proxyRedirectUri" "gateway:\n  url: https://spark.example.com" -}}
{{- range $key, $_ := .root.Values.sparkConf -}}
{{- with get $instead $key -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nsparkConf sets %s, which must fit other parts of the chart. Take it out, and set:\n\n%s" $key .)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.gateway: a route that the cluster can have, to a path that Spark's pages can live with.
*/}}
{{- define "history-server.validations.gateway" -}}
{{- $gateway := .root.Values.gateway -}}
{{- $type := include "history-server.gateway.type" .root -}}
{{- $path := include "history-server.gateway.path" .root -}}
{{- range $word := list "proxy" "history" -}}
{{- if and (ne $type "none") (has $word (splitList "/" $path)) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nthe path %s has a part %q: Spark's pages look for this word in the address, and take what comes after it for the application's id. Its pages of executors and stages would stay empty. %s:\n\ngateway:\n  path: /sparkhistory/my-%s" $path $word (ternary "Take another path" (printf "The namespace %s needs a path of its own" $.root.Release.Namespace) (ne $gateway.path "")) $word)) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $type "httproute") (not $gateway.name) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" "\ngateway.type is httproute, but no Gateway is named. Name one that takes routes from this namespace (kubectl get gateways --all-namespaces), or have none:\n\ngateway:\n  name: shared\n  namespace: gateway-system\n\ngateway:\n  type: none") -}}
{{- end -}}
{{- if and (eq $gateway.type "auto") (eq $type "virtualservice") (not (.root.Capabilities.APIVersions.Has "networking.istio.io/v1/VirtualService")) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nthe gateway %s is named, but the cluster has neither HTTPRoute (gateway.networking.k8s.io/v1) nor VirtualService (networking.istio.io/v1). Without a cluster, say which of them it is:\n\ngateway:\n  type: httproute" ($gateway.name | default "kubeflow-gateway"))) -}}
{{- end -}}
{{- if and (include "history-server.conf.proxy" .root) (include "history-server.conf.needsHost" .root) (not (include "history-server.gateway.url" .root)) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nSpark %s redirects to a host, and nobody says which: the first click on an application would lead astray. Say what browsers call the gateway, or take a later Spark, which needs no host and reads the same event logs:\n\ngateway:\n  url: https://spark.example.com\n\nsparkVersion: 4.3.0" .root.Values.sparkVersion)) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.servers: only one server deletes or rewrites, and servers do not share a volume.
*/}}
{{- define "history-server.validations.servers" -}}
{{- $values := .root.Values -}}
{{- if and (gt (int $values.replicas) 1) $values.cleaner.enabled -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\n%d servers would all delete old event logs. Leave that to the bucket's lifecycle, or have one server:\n\ncleaner:\n  enabled: false\n\nreplicas: 1" (int $values.replicas))) -}}
{{- end -}}
{{- if and (gt (int $values.replicas) 1) (get $values.sparkConf "spark.history.fs.eventLog.rolling.maxFilesToRetain") -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nsparkConf sets spark.history.fs.eventLog.rolling.maxFilesToRetain, with which %d servers would all rewrite the same event logs. Take it out, or have one server:\n\nreplicas: 1" (int $values.replicas))) -}}
{{- end -}}
{{- if and (gt (int $values.replicas) 1) (ne $values.storage.type "empty-dir") -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\n%d servers cannot share one volume. Give each its own, or have one server:\n\nstorage:\n  type: empty-dir\n\nreplicas: 1" (int $values.replicas))) -}}
{{- end -}}
{{- if and (eq $values.storage.type "existing") (not $values.storage.claim) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" "\nstorage.type is existing, but the claim is not named. Set:\n\nstorage:\n  type: existing\n  claim: my-claim") -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.access: who is to be let in is, and nobody is locked out by a guess.
*/}}
{{- define "history-server.validations.access" -}}
{{- $values := .root.Values -}}
{{- $policy := $values.authorizationPolicy -}}
{{- $type := include "history-server.gateway.type" .root -}}
{{- $wanted := include "history-server.access.wantsPolicy" .root -}}
{{- if and $policy.users (not $wanted) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nauthorizationPolicy.users names who gets in, but with gateway.type %s there is no policy that says so. Where the pod is in Istio's mesh, and the gateway too, set:\n\nauthorizationPolicy:\n  enabled: true\n\nElsewhere the gateway must ask who they are:\n\nauthorizationPolicy:\n  users: []" $type)) -}}
{{- end -}}
{{- if and $wanted (or $policy.users (eq ($policy.enabled | toString) "true")) (not (include "history-server.access.hasPolicy" .root)) -}}
{{- $label := ternary (printf "gateway.networking.k8s.io/gateway-name=%s" $values.gateway.name) "istio" (eq $type "httproute") -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nauthorizationPolicy lets in only what comes from the gateway, and nobody says who that is in the mesh: its account is called after a release or a Gateway. This shows it:\n\nkubectl get pods --all-namespaces --selector %s --output custom-columns=NAMESPACE:.metadata.namespace,POD:.metadata.name,ACCOUNT:.spec.serviceAccountName\n\nSet it, after the mesh's trust domain and the namespace:\n\nauthorizationPolicy:\n  gateways: [cluster.local/ns/istio-ingress/sa/istio-ingress]" $label)) -}}
{{- end -}}
{{- if and $policy.users (not (include "history-server.access.userKey" .root)) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" "\nauthorizationPolicy.users names users, but not where a request says who its user is. Name a header that the gateway sets itself and takes away from clients, as Istio's gateway passes on any other that they send:\n\nauthorizationPolicy:\n  header: x-auth-request-email\n\nOr a claim of the JWT, for which a RequestAuthentication must count for the pod:\n\nauthorizationPolicy:\n  claim: email") -}}
{{- end -}}
{{- if and $values.networkPolicy.enabled (not (include "history-server.access.peers" .root | fromJsonArray)) -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" (printf "\nnetworkPolicy.enabled lets in the gateway alone, but with gateway.type %s%s the chart cannot know where its pods are. That need not be the Gateway's namespace: Envoy Gateway's are in envoy-gateway-system, Istio's where its chart was installed. Say so:\n\nnetworkPolicy:\n  gateway:\n    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}" $type (ternary (printf " and gateway.name %s" $values.gateway.name) "" (ne $values.gateway.name "")) (ternary "istio-ingress" "envoy-gateway-system" (eq $type "virtualservice")))) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.account: an account that can be made, and has the role that it is to have.
Takes a dict: `root` and `settings`.
*/}}
{{- define "history-server.validations.account" -}}
{{- $name := .settings.serviceAccount.name -}}
{{- $auth := .settings.s3.auth -}}
{{- with include "spark-lib.accounts.exampleIn" (dict "path" (list "rbac" "serviceAccount" "annotations" "eks.amazonaws.com/role-arn") "value" (get .root.Values.rbac.serviceAccount.annotations "eks.amazonaws.com/role-arn") "noun" "role") -}}
{{- include "history-server.validations.refuse" (dict "root" $.root "message" .) -}}
{{- end -}}
{{- if .root.Values.rbac.serviceAccount.create -}}
{{- if has $name (list "default" "default-editor" "default-viewer") -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" (printf "\nthe service account %s is there already. Use it as it is, or let the server have its own:\n\nrbac:\n  serviceAccount:\n    create: false\n\nserviceAccount:\n  name: %s" $name (include "history-server.name" .root))) -}}
{{- end -}}
{{- $spark := (include "spark-lib.settings" (dict "Values" (omit .root.Values "serviceAccount")) | fromYaml).serviceAccount.name -}}
{{- if and (not .root.Chart.IsRoot) (eq $name $spark) -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" (printf "\nthe service account %s is that of Spark's pods, which spark-workspace makes. Share it, or let the server have its own:\n\nrbac:\n  serviceAccount:\n    create: false\n\nserviceAccount:\n  name: %s" $name (include "history-server.name" .root))) -}}
{{- end -}}
{{- if and (eq $auth.mode "irsa") (not $auth.roleArn) -}}
{{- include "history-server.validations.refuse" (dict "root" .root "message" (printf "\ns3.auth.mode is irsa, but the service account %s gets no role. Name it:\n\ns3:\n  auth:\n    roleArn: arn:aws:iam::ACCOUNT:role/history" $name)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
