#!/bin/sh
# Takes the place of an executor's java. The recorder starts first, as in a pod: the script asks the demo for a
# recorder, waits until it runs, and then becomes the JVM with the same process id.
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
  # The demo or the driver has ended, so no recorder will come.
  [ -d "$DEMO_ADMISSION" ] && kill -0 "$PPID" || exit 1
  sleep 0.05
done
exec "$DEMO_JAVA_HOME/bin/java" "$@"
