#!/bin/sh
# Trains the AOT caches. train.sh calls it in namespaces of its own, so the kernel ends all processes that it leaves behind.
#   inside.sh WORK TRAINING.jar      WORK/root is the unpacked image, $path its PATH; the caches go to WORK/root/training
# In the image, the recorder of an executor and then the one of its driver start, work and end. They use a real S3 server and the
# API server of TRAINING.jar, both over TLS, as in a cluster.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$1 training=$2
root=$work/root
t=$root/training
mkdir -p "$root/proc" "$root/dev" "$t/keys" "$t/executor" "$t/driver" "$t/store" "$work/s3/training" "$work/meta" "$work/home" "$work/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"

until_true() { # COMMAND...
  for _ in $(seq 300); do
    "$@" 2>/dev/null && return
    sleep 0.1
  done
  echo "training: not seen in 30 s: $*" >&2
  exit 1
}

"$JAVA_HOME/bin/java" -Djava.io.tmpdir="$work/tmp" -jar "$training" "$t/keys" >"$work/cluster.log" 2>&1 &
until_true test -s "$t/keys/cluster"
read -r api s3 driver_uid executor_uid <"$t/keys/cluster"
"$JAVA_HOME/bin/keytool" -importcert -noprompt -alias server -file "$t/keys/ca.crt" \
  -storepass training -keystore "$t/keys/trust.p12" 2>"$work/keys.log"
# The certificate is for localhost. In a pod, the kubelet writes this file.
[ -s "$root/etc/hosts" ] || echo '127.0.0.1 localhost' >"$root/etc/hosts"
account=$root/run/secrets/kubernetes.io/serviceaccount
mkdir -p "$account"
[ -e "$root/var/run" ] || ln -s /run "$root/var/run"
cp "$t/keys/ca.crt" "$account/ca.crt"
printf training | tee "$account/token" >"$account/namespace"
(cd "$work/home" && ROOT_ACCESS_KEY=training ROOT_SECRET_KEY=training-secret exec "$here/../../../.tools/versitygw" \
  --port "127.0.0.1:$s3" --cert "$t/keys/ca.crt" --key "$t/keys/key.pem" --quiet posix --sidecar "$work/meta" "$work/s3") >"$work/s3.log" 2>&1 &

in_image() { # ROLE ID UID COMMAND...
  role=$1 id=$2 uid=$3
  shift 3
  exec chroot "$root" env -i PATH="$path" LANG=C.UTF-8 MALLOC_ARENA_MAX=2 \
    RECORDER_APP=spark-training RECORDER_NAMESPACE=training RECORDER_ROLE="$role" RECORDER_EXECUTOR_ID="$id" \
    RECORDER_POD="training-$role" RECORDER_POD_UID="$uid" RECORDER_SPOOL="/training/$role" RECORDER_STORE=/training/store \
    RECORDER_GRACE=30s RECORDER_EXECUTOR_GRACE=5s RECORDER_UPLOAD_TIME=5s RECORDER_SCAN_INTERVAL=500ms \
    RECORDER_S3_BUCKET=training RECORDER_S3_ENDPOINT="https://localhost:$s3" RECORDER_S3_REGION=us-east-1 RECORDER_S3_PART_SIZE=5Mi \
    AWS_ACCESS_KEY_ID=training AWS_SECRET_ACCESS_KEY=training-secret \
    KUBERNETES_SERVICE_HOST=localhost KUBERNETES_SERVICE_PORT="$api" "$@"
}
start() { # ROLE ID UID
  in_image "$1" "$2" "$3" java -XX:AOTCacheOutput="/training/$1.aot" -Xlog:aot=off @/app/jvm/recorder.jvmopts \
    -Djavax.net.ssl.trustStore=/training/keys/trust.p12 -Djavax.net.ssl.trustStorePassword=training \
    -cp @/app/jib-classpath-file @/app/jib-main-class-file record >"$work/$1.log" 2>&1 &
  recorder=$!
  until_true grep -q ' recording ' "$work/$1.log"
}
end() { # ROLE: sends SIGTERM, as the kubelet does; the JVM writes its cache when it exits
  kill -TERM "$recorder"
  wait "$recorder" || true
  test -s "$t/$1.aot" || { echo "training: no cache of the $1" >&2; exit 1; }
}

# This JVM stands for the job. Its SIGKILL leaves a torn chunk in the driver's spool.
"$JAVA_HOME/bin/java" -XX:FlightRecorderOptions:repository="$t/driver/jfr" -XX:StartFlightRecording:settings=profile -Xlog:jfr*=off \
  -m jdk.httpserver -b 127.0.0.1 -p 0 >"$work/job.log" 2>&1 &
job=$!

start executor 1 "$executor_uid"
printf something >"$t/executor/hs_err_pid1.log"
sleep 2
end executor

start driver '' "$driver_uid"
head -c 6000000 /dev/urandom >"$t/driver/file.bin"
sleep 3
kill -KILL "$job"
end driver
# Without these checks a failed training would only show as a slower start.
test -s "$work/s3/training/pipelines/training/recordings/spark-training/manifest.json" || { echo "training: no manifest came to S3" >&2; exit 1; }
# The launcher of the image, run by the shell of the image, must answer a SIGTERM that comes before the JVM handles signals
# with a drain and exit code 0.
printf something >"$t/executor/hs_err_pid2.log"
in_image executor 2 uid-2 /app/recorder record >"$work/launcher.log" 2>&1 &
launcher=$!
until_true grep -q . "$root/proc/$launcher/task/$launcher/children"
kill -TERM $launcher
wait $launcher || { echo "training: the launcher ends with $?" >&2; exit 1; }
test -s "$t/store/spark-training/executor-2.uid-2/hs_err_pid2.log" || { echo "training: the launcher loses a signal" >&2; exit 1; }
# The JVM does not start if the objects in its cache do not fit its initial heap, so half of the heap in the image must be enough.
for role in executor driver; do
  chroot "$root" env PATH="$path" java -XX:AOTMode=on -XX:AOTCache="/training/$role.aot" @/app/jvm/recorder.jvmopts -Xms4m -Xlog:class+load \
    -cp @/app/jib-classpath-file @/app/jib-main-class-file version >"$work/$role.used" || true
  grep -q 'io.sparkrecorder.cli.Main source: shared objects file' "$work/$role.used" || { echo "training: the cache of the $role is not used" >&2; exit 1; }
done
