{{/*
history-server.validations.environment: refuses variables that the chart sets from its values.
Takes a dict: `root` and `settings`, like each validation below. Gives nothing.
*/}}
{{- define "history-server.validations.environment" -}}
{{- $env := .root.Values.env -}}
{{- if hasKey $env "SPARK_CONF_DIR" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "env.SPARK_CONF_DIR: the server would read none of its configuration."
    "Take it out, and set what you need of it:")
  "set" (dict "sparkConf" (dict "spark.history.retainedApplications" 100))) -}}
{{- end -}}
{{- if hasKey $env "SPARK_DAEMON_MEMORY" -}}
{{- $memory := get $env "SPARK_DAEMON_MEMORY" -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "env.SPARK_DAEMON_MEMORY: the container's memory would not follow. Take it out, and set:"
  "set" (dict "memory" (ternary "2g" (toString $memory) (kindIs "map" $memory)))) -}}
{{- end -}}
{{- range $name := list "SPARK_HISTORY_OPTS" "SPARK_DAEMON_JAVA_OPTS" -}}
{{- if hasKey $env $name -}}
{{- $options := dict "javaOptions" $.root.Values.javaOptions "more" (get $env $name) -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "env.%s: options of the JVM that the chart sets would be lost," $name)
    "such as the end of a server out of memory. Take it out, and set:")
  "set" (include "history-server.validations.options" $options | fromYaml)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.options: options of a JVM as values. Spark's properties are configuration.
Takes a dict: `javaOptions`, those that are set, and `more`. Gives a YAML map.
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
history-server.validations.place: refuses a server without a place to read event logs from, and configuration
that contradicts other values of the chart.
*/}}
{{- define "history-server.validations.place" -}}
{{- if not (or .settings.s3.bucket .settings.eventLog.dir) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "no place to read event logs from: name the bucket, or the folder:"
  "set" (dict "s3" (dict "bucket" "my-bucket"))
  "more" (list (dict "set" (dict "eventLog" (dict "dir" "s3a://my-bucket/history"))))) -}}
{{- end -}}
{{- $instead := include "history-server.validations.confValues" . | fromYaml -}}
{{- range $key, $_ := .root.Values.sparkConf -}}
{{- with get $instead $key -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (printf "sparkConf sets %s, which must fit other parts of the chart. Take it out, and set:" $key)
  "set" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.confValues: the values that the chart turns into Spark configuration, by its keys.
Gives a YAML map from key to values.
*/}}
{{- define "history-server.validations.confValues" -}}
spark.history.fs.logDirectory: {global: {eventLog: {dir: "s3a://my-bucket/history"}}}
spark.history.fs.cleaner.enabled: {cleaner: {enabled: false}}
spark.history.ui.port: {service: {port: {number: 18080}}}
spark.history.store.path: {storage: {type: empty-dir}}
spark.ui.proxyBase: {gateway: {path: /sparkhistory/team-a}}
spark.ui.proxyRedirectUri: {gateway: {url: "https://spark.example.com"}}
{{- end -}}

{{/*
history-server.validations.gateway: refuses a route that the cluster cannot have, and a path that breaks
Spark's pages.
*/}}
{{- define "history-server.validations.gateway" -}}
{{- $gateway := .root.Values.gateway -}}
{{- $type := include "history-server.gateway.type" .root -}}
{{- $path := include "history-server.gateway.path" .root -}}
{{- range $word := list "proxy" "history" -}}
{{- if and (ne $type "none") (has $word (splitList "/" $path)) -}}
{{- $own := printf "The namespace %s needs a path of its own:" $.root.Release.Namespace -}}
{{- include "spark-lib.refuse" (dict "root" $.root
  "what" (list
    (printf "the path %s has a part %q: Spark's pages look for this word in the address," $path $word)
    "and take what comes after it for the application's id."
    "Its pages of executors and stages would stay empty."
    (ternary "Take another path:" $own (ne $gateway.path "")))
  "set" (dict "gateway" (dict "path" (printf "/sparkhistory/my-%s" $word)))) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $type "httproute") (not $gateway.name) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "gateway.type is httproute, but no Gateway is named. Name one that takes routes from this namespace"
    "(kubectl get gateways --all-namespaces), or have none:")
  "set" (dict "gateway" (dict "name" "shared" "namespace" "gateway-system"))
  "more" (list (dict "set" (dict "gateway" (dict "type" "none"))))) -}}
{{- end -}}
{{- $hasIstio := .root.Capabilities.APIVersions.Has "networking.istio.io/v1/VirtualService" -}}
{{- if and (eq $gateway.type "auto") (eq $type "virtualservice") (not $hasIstio) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "the gateway %s is named, but the cluster has neither" ($gateway.name | default "kubeflow-gateway"))
    "HTTPRoute (gateway.networking.k8s.io/v1) nor VirtualService (networking.istio.io/v1)."
    "Without a cluster, say which of them it is:")
  "set" (dict "gateway" (dict "type" "httproute"))) -}}
{{- end -}}
{{- $needsHost := and (include "history-server.conf.proxy" .root)
  (include "history-server.conf.needsHost" .root) -}}
{{- if and $needsHost (not (include "history-server.gateway.url" .root)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "Spark %s redirects to a host, and nobody says which:" .root.Values.sparkVersion)
    "the first click on an application would lead astray. Say what browsers call the gateway,"
    "or take a later Spark, which needs no host and reads the same event logs:")
  "set" (dict "gateway" (dict "url" "https://spark.example.com"))
  "more" (list (dict "set" (dict "sparkVersion" "4.3.0")))) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.servers: refuses several servers that would delete or rewrite the same event logs,
or share a volume.
*/}}
{{- define "history-server.validations.servers" -}}
{{- $values := .root.Values -}}
{{- $replicas := int $values.replicas -}}
{{- $one := list (dict "set" (dict "replicas" 1)) -}}
{{- if and (gt $replicas 1) $values.cleaner.enabled -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "%d servers would all delete old event logs." $replicas)
    "Leave that to the bucket's lifecycle, or have one server:")
  "set" (dict "cleaner" (dict "enabled" false))
  "more" $one) -}}
{{- end -}}
{{- $retain := "spark.history.fs.eventLog.rolling.maxFilesToRetain" -}}
{{- if and (gt $replicas 1) (get $values.sparkConf $retain) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    (printf "sparkConf sets %s, with which %d servers would all rewrite the same event logs." $retain $replicas)
    "Take it out, or have one server:")
  "set" (dict "replicas" 1)) -}}
{{- end -}}
{{- if and (gt $replicas 1) (ne $values.storage.type "empty-dir") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (printf "%d servers cannot share one volume. Give each its own, or have one server:" $replicas)
  "set" (dict "storage" (dict "type" "empty-dir"))
  "more" $one) -}}
{{- end -}}
{{- if and (eq $values.storage.type "existing") (not $values.storage.claim) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" "storage.type is existing, but the claim is not named. Set:"
  "set" (dict "storage" (dict "type" "existing" "claim" "my-claim"))) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.policy: refuses a list of users that nothing enforces, and a policy that would lock
everybody out.
*/}}
{{- define "history-server.validations.policy" -}}
{{- $values := .root.Values -}}
{{- $policy := $values.authorizationPolicy -}}
{{- $type := include "history-server.gateway.type" .root -}}
{{- $wanted := include "history-server.access.wantsPolicy" .root -}}
{{- if and $policy.users (not $wanted) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "authorizationPolicy.users names who gets in,"
    (printf "but with gateway.type %s there is no policy that says so." $type)
    "Where the pod is in Istio's mesh, and the gateway too, set:")
  "set" (dict "authorizationPolicy" (dict "enabled" true))
  "more" (list (dict
    "what" "Elsewhere the gateway must ask who they are:"
    "set" (dict "authorizationPolicy" (dict "users" list))))) -}}
{{- end -}}
{{- $isAsked := or $policy.users (eq ($policy.enabled | toString) "true") -}}
{{- if and $wanted $isAsked (not (include "history-server.access.hasPolicy" .root)) -}}
{{- $gateway := printf "gateway.networking.k8s.io/gateway-name=%s" $values.gateway.name -}}
{{- $command := list
  "kubectl get pods --all-namespaces --selector"
  (ternary $gateway "istio" (eq $type "httproute"))
  "--output custom-columns=NAMESPACE:.metadata.namespace,POD:.metadata.name,ACCOUNT:.spec.serviceAccountName" -}}
{{- $example := dict "gateways" (list "cluster.local/ns/istio-ingress/sa/istio-ingress") -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "authorizationPolicy lets in only what comes from the gateway,"
    "and nobody says who that is in the mesh: its account is called after a release or a Gateway."
    "This shows it:")
  "more" (list
    (dict "what" $command)
    (dict
      "what" "Set it, after the mesh's trust domain and the namespace:"
      "set" (dict "authorizationPolicy" $example)))) -}}
{{- end -}}
{{- if and $policy.users (not (include "history-server.access.userKey" .root)) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "authorizationPolicy.users names users, but not where a request says who its user is."
    "Name a header that the gateway sets itself and takes away from clients,"
    "as Istio's gateway passes on any other that they send:")
  "set" (dict "authorizationPolicy" (dict "header" "x-auth-request-email"))
  "more" (list (dict
    "what" "Or a claim of the JWT, for which a RequestAuthentication must count for the pod:"
    "set" (dict "authorizationPolicy" (dict "claim" "email"))))) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.network: refuses a network policy that does not name the gateway's pods.
*/}}
{{- define "history-server.validations.network" -}}
{{- $gateway := .root.Values.gateway -}}
{{- $type := include "history-server.gateway.type" .root -}}
{{- $isKnown := include "history-server.access.peers" .root | fromJsonArray -}}
{{- if and .root.Values.networkPolicy.enabled (not $isKnown) -}}
{{- $name := ternary (printf " and gateway.name %s" $gateway.name) "" (ne $gateway.name "") -}}
{{- $namespace := ternary "istio-ingress" "envoy-gateway-system" (eq $type "virtualservice") -}}
{{- $selector := dict "matchLabels" (dict "kubernetes.io/metadata.name" $namespace) -}}
{{- include "spark-lib.refuse" (dict "root" .root
  "what" (list
    "networkPolicy.enabled lets in the gateway alone,"
    (printf "but with gateway.type %s%s the chart cannot know where its pods are." $type $name)
    "That need not be the Gateway's namespace: Envoy Gateway's are in envoy-gateway-system,"
    "Istio's where its chart was installed. Say so:")
  "set" (dict "networkPolicy" (dict "gateway" (list (dict "namespaceSelector" $selector))))) -}}
{{- end -}}
{{- end -}}

{{/*
history-server.validations.account: refuses to make an account that is there already, and an account without
the role that it needs.
*/}}
{{- define "history-server.validations.account" -}}
{{- $name := .settings.serviceAccount.name -}}
{{- $auth := .settings.s3.auth -}}
{{- $arn := "eks.amazonaws.com/role-arn" -}}
{{- include "spark-lib.accounts.refuseExample" (dict "root" .root "noun" "role"
  "path" (list "rbac" "serviceAccount" "annotations" $arn)
  "arn" (get .root.Values.rbac.serviceAccount.annotations $arn)) -}}
{{- if .root.Values.rbac.serviceAccount.create -}}
{{- $share := dict "rbac" (dict "serviceAccount" (dict "create" false)) -}}
{{- $own := dict "serviceAccount" (dict "name" (include "history-server.name" .root)) -}}
{{- if has $name (list "default" "default-editor" "default-viewer") -}}
{{- include "spark-lib.refuse" (dict "root" .root "own" true
  "what" (list
    (printf "the service account %s is there already." $name)
    "Use it as it is, or let the server have its own:")
  "set" $share
  "more" (list (dict "set" $own))) -}}
{{- end -}}
{{- $shared := include "spark-lib.settings" (dict "Values" (omit .root.Values "serviceAccount"))
  | fromYaml -}}
{{- if and (not .root.Chart.IsRoot) (eq $name $shared.serviceAccount.name) -}}
{{- include "spark-lib.refuse" (dict "root" .root "own" true
  "what" (list
    (printf "the service account %s is that of Spark's pods, which spark-workspace makes." $name)
    "Share it, or let the server have its own:")
  "set" $share
  "more" (list (dict "set" $own))) -}}
{{- end -}}
{{- if and (eq $auth.mode "irsa") (not $auth.roleArn) -}}
{{- include "spark-lib.refuse" (dict "root" .root "own" true
  "what" (printf "s3.auth.mode is irsa, but the service account %s gets no role. Name it:" $name)
  "set" (dict "s3" (dict "auth" (dict "roleArn" "arn:aws:iam::ACCOUNT:role/history")))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
