#!/bin/sh
# Makes the AOT caches of the recorder's image: one per role, because classes that a role never uses would cost it memory.
#   train.sh IMAGE.tar OUT TRAINING.jar      OUT/root holds the files for the image
# A cache fits one build of the JVM and the exact files of one class path, so the training runs in the unpacked image
# (inside.sh). It needs root or user namespaces. Without them, or if the image is for another machine, OUT/root stays empty and
# one line says why; the image works without caches. A second run on the same image keeps the caches.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
archive=$1 out=$2 training=$3
JAVA_HOME=$("$here/../../../ci/toolchain.sh" jdk)
export JAVA_HOME

without() {
  echo "no AOT caches in the recorder's image, so it starts slower: $*" >&2
  exit 0
}

image=$(tar -xOf "$archive" config.json | cksum)
[ "${AOT:-on}" = off ] || [ ! -s "$out/image" ] || [ "$(cat "$out/image")" != "$image" ] || exit 0
rm -rf "$out"
mkdir -p "$out/root"
[ "${AOT:-on}" != off ] || without "AOT=off"
[ "$(uname -s)" = Linux ] || without "the build does not run on Linux"
if [ "$(id -u)" = 0 ]; then user=''; else user='--user --map-root-user'; fi
# shellcheck disable=SC2086 # none or two words
contained() { unshare $user --mount --pid --fork --kill-child "$@"; }
contained true 2>/dev/null || without "neither root nor user namespaces here"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/image" "$work/root"
# jib writes a docker-save archive; its manifest names the layers from the lowest to the highest.
tar -C "$work/image" -xf "$archive"
for layer in $(sed 's/.*"Layers":\[\([^]]*\)\].*/\1/; s/[",]/ /g' "$work/image/manifest.json"); do
  tar -C "$work/root" --exclude='./dev/*' --exclude='dev/*' --no-same-owner --warning=no-unknown-keyword -xpf "$work/image/$layer"
  # A whiteout removes a file of a lower layer.
  find "$work/root" -name '.wh.*' | while read -r whiteout; do
    gone=$(basename "$whiteout")
    rm -rf "$whiteout" "$(dirname "$whiteout")/${gone#.wh.}"
  done
done
# The configuration of the image sets PATH.
path=$(sed -n 's/.*"PATH=\([^"]*\)".*/\1/p' "$work/image/config.json")
export path
rm -rf "$work/image"
[ -e "$work/root/bin/sh" ] || { echo "the recorder's image starts with a shell script, but its base has no /bin/sh" >&2; exit 1; }
contained chroot "$work/root" /bin/sh -c : 2>/dev/null || without "it is for another machine than this one"

contained "$here/inside.sh" "$work" "$training" || { cat "$work"/*.log >&2; exit 1; }
mkdir -p "$out/root/app/aot"
cp "$work"/root/training/*.aot "$out/root/app/aot/"
echo "$image" >"$out/image"
