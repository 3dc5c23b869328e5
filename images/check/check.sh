#!/bin/sh
# Whether an image that was built is what it should be: check.sh recorder | 3.5 | 4.1 | 4.3
# Names, versions and budgets are expected here; CheckImage.java looks.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version: *//p; s/^appVersion: *//p' charts/spark-lib/Chart.yaml | tail -1)
pom() { sed -n "s/.*<$1>\(.*\)<\/$1>.*/\1/p" "${2:-pom.xml}" | head -1; }
[ "$(pom version)" = "$version" ] || [ "$(pom version)" = "$version-SNAPSHOT" ] || {
  echo "the charts ask for image tag $version, but the root pom's version is $(pom version)" >&2
  exit 1
}
case $1 in
  recorder)
    set -- images/recorder/target/recorder.tar "ghcr.io/spark-recorder/recorder:$version" 185:185 /app/recorder 50 /app/libs images/recorder/target/recorder.cdx.json \
      /app/jvm/recorder.jvmopts /app/jvm/supervise.sh /app/recorder
    ;;
  *)
    spark=$(sed -n "s/.*<image.spark.version>\($1\.[0-9]*\)<.*/\1/p" pom.xml)
    set -- "images/spark/target/spark-$1.tar" "ghcr.io/spark-recorder/spark:$spark-$version" 185 /opt/entrypoint.sh 25 /opt/spark/jars "images/spark/target/spark-$1.cdx.json" \
      /opt/spark-recorder/agents/async-profiler/libasyncProfiler.so /opt/spark-recorder/agents/async-profiler/linux-arm64/libasyncProfiler.so \
      /opt/spark-recorder/agents/jmx-exporter/jmx_prometheus_javaagent.jar
    ;;
esac
exec "$(ci/toolchain.sh jdk)/bin/java" images/check/CheckImage.java "$@"
