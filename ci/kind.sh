#!/bin/sh
# Runs the tests of ci/e2e on a kind cluster that has its own kubeconfig. make calls it in the project's folder.
#   ci/kind.sh test    creates the cluster, runs the tests, and deletes the cluster; an existing cluster is used and
#                      kept, and KEEP=1 keeps a new one
#   ci/kind.sh down    deletes the cluster
# KIND is the binary, MAKE the make that runs the tests. The exit code is 2 if a prerequisite is missing.
set -eu
KIND=${KIND:-.tools/kind}
state=.tools/kind-cluster
kubeconfig=$PWD/$state/kubeconfig
name=$(sed -n 's/^name: //p' ci/kind.yaml)

missing() {
  printf '%s\n' "$@" >&2
  exit 2
}

need_docker() {
  command -v docker >/dev/null 2>&1 || missing "No Docker (docker) found; kind runs its nodes in it. One of these installs it:" \
    "  apt install docker.io" "  brew install --cask docker" "  https://docs.docker.com/engine/install" "$elsewhere"
  said=$(docker info --format '{{.ServerVersion}}' 2>&1 >/dev/null) || missing "Docker is installed, but its engine does not respond:" "  $said" \
    "Start it, or get permission to use it. One of these may help:" \
    "  sudo systemctl start docker" "  sudo usermod -aG docker \$USER    (and log in again)" "  open -a Docker" "$elsewhere"
}

elsewhere="You can also use an existing cluster: make e2e KUBECONFIG=FILE CLUSTER_LOAD=COMMAND (ci/e2e/README.md)"

is_there() {
  "$KIND" get clusters 2>/dev/null | grep -qx "$name"
}

down() {
  "$KIND" delete cluster --name "$name" --kubeconfig "$kubeconfig"
}

# A cluster that this run did not create is kept in any case.
made=
finish() {
  code=$?
  trap - EXIT
  if [ -n "$made" ]; then
    down || true
  elif is_there; then
    echo "The cluster is kept: export KUBECONFIG=$kubeconfig; \`make kind-down\` deletes it" >&2
  fi
  exit $code
}

up() {
  # Created here so that the user owns it; Docker would make root its owner.
  mkdir -p "$state/store"
  if is_there; then
    "$KIND" export kubeconfig --name "$name" --kubeconfig "$kubeconfig" ||
      missing "The cluster $name exists but is broken. Delete it: make kind-down"
  else
    [ -n "${KEEP:-}" ] || made=yes
    "$KIND" create cluster --config ci/kind.yaml --kubeconfig "$kubeconfig" --wait 5m
  fi
}

run_tests() {
  # With both variables the user brings a cluster and a way to load images into it.
  if [ -z "${KUBECONFIG:-}" ] || [ -z "${CLUSTER_LOAD:-}" ]; then
    need_docker
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    up
    KUBECONFIG=$kubeconfig
    CLUSTER_LOAD="$KIND load image-archive --name $name"
  fi
  "${MAKE:-make}" e2e KUBECONFIG="$KUBECONFIG" CLUSTER_LOAD="$CLUSTER_LOAD"
}

case ${1:-} in
  test) run_tests ;;
  down) need_docker && down ;;
  *) missing "usage: ci/kind.sh test | down" ;;
esac
