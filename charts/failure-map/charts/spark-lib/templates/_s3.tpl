{{/*
spark-lib.s3.prefix: the beginning of every key, without slashes at its ends; empty for the top of the bucket.
Takes a dict: `root` and `settings`.
*/}}
{{- define "spark-lib.s3.prefix" -}}
{{- $prefix := .settings.s3.prefix | default (printf "pipelines/%s" .root.Release.Namespace) -}}
{{- trimAll "/" $prefix -}}
{{- end -}}

{{/*
spark-lib.s3.pathStyle: `true` or `false`. By default it is true if there is an endpoint.
Takes a dict: `settings`.
*/}}
{{- define "spark-lib.s3.pathStyle" -}}
{{- $style := .settings.s3.pathStyle | toString -}}
{{- if has $style (list "true" "false") }}{{ $style }}{{ else }}{{ ne (.settings.s3.endpoint | default "") "" }}{{ end -}}
{{- end -}}

{{/*
spark-lib.s3.credentialVariables: the environment variables that carry credentials, and the keys of the secret
that they come from.
Takes a dict: `settings`. Gives a YAML map from variable to key of the secret; empty unless `s3.auth.mode` is
`secret`.
*/}}
{{- define "spark-lib.s3.credentialVariables" -}}
{{- $auth := .settings.s3.auth -}}
{{- $keys := dict -}}
{{- if eq $auth.mode "secret" -}}
{{- $_ := set $keys "AWS_ACCESS_KEY_ID" $auth.secret.accessKeyIdKey -}}
{{- $_ := set $keys "AWS_SECRET_ACCESS_KEY" $auth.secret.secretAccessKeyKey -}}
{{- if $auth.secret.sessionTokenKey -}}
{{- $_ := set $keys "AWS_SESSION_TOKEN" $auth.secret.sessionTokenKey -}}
{{- end -}}
{{- end -}}
{{- toYaml $keys -}}
{{- end -}}

{{/*
spark-lib.s3.environment: environment that a container needs to reach S3: region and credentials.
Takes a dict: `settings`. Gives a YAML list of variables, `[]` for none.
*/}}
{{- define "spark-lib.s3.environment" -}}
{{- $env := list -}}
{{- with .settings.s3.region -}}
{{- $env = append $env (dict "name" "AWS_REGION" "value" .) -}}
{{- end -}}
{{- $secret := .settings.s3.auth.secret.name -}}
{{- range $name, $key := include "spark-lib.s3.credentialVariables" . | fromYaml -}}
{{- $env = append $env (dict "name" $name
  "valueFrom" (dict "secretKeyRef" (dict "name" $secret "key" $key))) -}}
{{- end -}}
{{- toYaml $env -}}
{{- end -}}

{{/*
spark-lib.s3.serviceAccountAnnotations: the annotation that gives a service account its role with IRSA; none
otherwise.
Takes a dict: `settings`. Gives a YAML map. (EKS Pod Identity binds the account outside of the cluster.)
*/}}
{{- define "spark-lib.s3.serviceAccountAnnotations" -}}
{{- $annotations := dict -}}
{{- if and (eq .settings.s3.auth.mode "irsa") .settings.s3.auth.roleArn -}}
{{- $_ := set $annotations "eks.amazonaws.com/role-arn" .settings.s3.auth.roleArn -}}
{{- end -}}
{{- toYaml $annotations -}}
{{- end -}}

{{/*
spark-lib.s3.hadoopConf: Spark configuration by which S3A reaches the bucket.
Takes a dict: `settings` and `sparkVersion`. Gives a YAML map. Spark 3 has the AWS SDK v1, Spark 4 has v2, and
their classes have different names.
*/}}
{{- define "spark-lib.s3.hadoopConf" -}}
{{- $s3 := .settings.s3 -}}
{{- $conf := dict "spark.hadoop.fs.s3a.path.style.access" (include "spark-lib.s3.pathStyle" .) -}}
{{- with $s3.endpoint -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.endpoint" . -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.connection.ssl.enabled" (hasPrefix "https://" . | toString) -}}
{{- end -}}
{{- with $s3.region -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.endpoint.region" . -}}
{{- end -}}
{{- with get (dict "aes256" "AES256" "aws-kms" "SSE-KMS") $s3.encryption -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.encryption.algorithm" . -}}
{{- end -}}
{{- with $s3.kmsKey -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.encryption.key" . -}}
{{- end -}}
{{- if include "spark-lib.s3.isSdkV1" .sparkVersion -}}
{{- /* Hadoop 3.3 deletes the markers of folders in use, which some servers refuse; later ones keep them. */ -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.directory.marker.retention" "keep" -}}
{{- end -}}
{{- $_ := set $conf "spark.hadoop.fs.s3a.aws.credentials.provider"
  (include "spark-lib.s3.credentialsProvider" .) -}}
{{- toYaml $conf -}}
{{- end -}}

{{/*
spark-lib.s3.isSdkV1: `true` for a Spark whose S3A has the AWS SDK v1, empty for one with v2.
Takes the version of Spark.
*/}}
{{- define "spark-lib.s3.isSdkV1" -}}
{{- if hasPrefix "3." . }}true{{ end -}}
{{- end -}}

{{/*
spark-lib.s3.credentialsProvider: the classes that give S3A its credentials, for each way to authenticate and
each AWS SDK.
Takes a dict: `settings` and `sparkVersion`. For `default` these are the keys in Spark's configuration, then
the SDK's own chain. Without the chain, S3A asks neither for IRSA's role nor, with SDK v1, for that of Pod
Identity.
*/}}
{{- define "spark-lib.s3.credentialsProvider" -}}
{{- $configured := "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider" -}}
{{- $v1 := dict
  "default" (printf "%s,com.amazonaws.auth.DefaultAWSCredentialsProviderChain" $configured)
  "secret" "com.amazonaws.auth.EnvironmentVariableCredentialsProvider"
  "irsa" "com.amazonaws.auth.WebIdentityTokenCredentialsProvider"
  "pod-identity" "com.amazonaws.auth.EC2ContainerCredentialsProviderWrapper"
  "anonymous" "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider" -}}
{{- $v2 := dict
  "default" (printf "%s,software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider" $configured)
  "secret" "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider"
  "irsa" "software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider"
  "pod-identity" "software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider"
  "anonymous" "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider" -}}
{{- get (ternary $v1 $v2 (eq (include "spark-lib.s3.isSdkV1" .sparkVersion) "true"))
  .settings.s3.auth.mode -}}
{{- end -}}

{{/*
spark-lib.s3.bucketConf: the same configuration as `spark-lib.s3.hadoopConf`, for the bucket of a folder and
no other; empty where the folder is not in S3.
Takes a dict: `settings`, `sparkVersion` and `dir`. Gives a YAML map.
*/}}
{{- define "spark-lib.s3.bucketConf" -}}
{{- $conf := dict -}}
{{- if hasPrefix "s3a://" .dir -}}
{{- $bucket := trimPrefix "s3a://" .dir | splitList "/" | first -}}
{{- range $key, $value := include "spark-lib.s3.hadoopConf" . | fromYaml -}}
{{- $_ := set $conf (replace "spark.hadoop.fs.s3a." (printf "spark.hadoop.fs.s3a.bucket.%s." $bucket) $key)
  $value -}}
{{- end -}}
{{- end -}}
{{- toYaml $conf -}}
{{- end -}}
