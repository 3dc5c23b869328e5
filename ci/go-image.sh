#!/bin/sh
# Makes an image of one static binary as a docker-save archive, without a container tool.
#   ci/go-image.sh ARCHIVE IMAGE BINARY
# The image holds the binary as /<its name>, and runs it as a user without a name.
set -eu
archive=$1 image=$2 binary=$3
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$binary")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$(dirname "$binary")" --owner=0 --group=0 --mtime=@0 -cf "$work/layer.tar" "$name"
layer=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/%s"],"User":"65535:65535"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$("$here/toolchain.sh" go env GOARCH)" "$name" "$layer" >"$work/config.json"
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$image" >"$work/manifest.json"
mkdir -p "$(dirname "$archive")"
tar -C "$work" -cf "$archive.part" config.json manifest.json layer.tar
mv "$archive.part" "$archive"
