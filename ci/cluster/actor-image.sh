#!/bin/sh
# Makes the image of the cluster tests, localhost/spark-recorder/actor:1, as a docker-save archive; needs only Go.
#   ci/cluster/actor-image.sh ARCHIVE
set -eu
archive=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 GOOS=linux "$here/../toolchain.sh" go build -C "$here/actor" -trimpath -ldflags "-s -w" -o "$work/actor" .
"$here/../go-image.sh" "$archive" localhost/spark-recorder/actor:1 "$work/actor"
