#!/bin/sh
# Makes image and chart for KueueTest, out of Kueue's Go module, whose version and checksum are pinned in ci/tools/kueue.
#   ci/e2e/kueue.sh FOLDER
# In FOLDER there are then image (the name that Kueue publishes its image under), kueue.tar (such an image, as a docker-save archive)
# and chart (Kueue's own).
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../tools/kueue"
run() { "$here/../toolchain.sh" go "$@"; }
version=$(run list -m -f '{{.Version}}' sigs.k8s.io/kueue)
image=registry.k8s.io/kueue/kueue:$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 GOOS=linux run build -trimpath -ldflags "-s -w -X sigs.k8s.io/kueue/pkg/version.GitVersion=$version" \
  -o "$work/manager" sigs.k8s.io/kueue/cmd/kueue
rm -rf "$folder/chart"
cp -R "$(run list -m -f '{{.Dir}}' sigs.k8s.io/kueue)/charts/kueue" "$folder/chart"
chmod -R u+w "$folder/chart"
echo "$image" >"$folder/image"
"$here/../go-image.sh" "$folder/kueue.tar" "$image" "$work/manager"
