#!/bin/sh
# Makes the image of the cluster tests, localhost/spark-recorder/actor:1, as a docker-save archive; needs Go alone.
#   ci/cluster/actor-image.sh ARCHIVE
set -eu
archive=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 GOOS=linux "$here/../toolchain.sh" go build -C "$here/actor" -trimpath -ldflags "-s -w" -o "$work/actor" .
tar -C "$work" --owner=0 --group=0 --mtime=@0 -cf "$work/layer.tar" actor
layer=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/actor"],"User":"65535:65535"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$("$here/../toolchain.sh" go env GOARCH)" "$layer" >"$work/config.json"
printf '[{"Config":"config.json","RepoTags":["localhost/spark-recorder/actor:1"],"Layers":["layer.tar"]}]' >"$work/manifest.json"
mkdir -p "$(dirname "$archive")"
tar -C "$work" -cf "$archive.part" config.json manifest.json layer.tar
mv "$archive.part" "$archive"
