#!/bin/sh
# Stands where Spark expects an executor's java. As in a pod the recorder starts first: this asks the demo for it,
# waits until it runs, and then becomes the JVM under the same process id.
set -eu
id=unknown
previous=
for word; do
  [ "$previous" != --executor-id ] || id=$word
  previous=$word
done

echo $$ >"$DEMO_ADMISSION/$id.new"
mv "$DEMO_ADMISSION/$id.new" "$DEMO_ADMISSION/$id.asks"
until [ -e "$DEMO_ADMISSION/$id.admitted" ]; do
  # The demo or the driver was ended: nobody will answer.
  [ -d "$DEMO_ADMISSION" ] && kill -0 "$PPID" || exit 1
  sleep 0.05
done
exec "$DEMO_JAVA_HOME/bin/java" "$@"
