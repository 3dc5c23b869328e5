#!/bin/sh
# The tests of ci/e2e on a kind cluster with a kubeconfig of its own; run by make, in the project's folder.
#   ci/kind.sh test    the cluster, if it is not there; the tests; and away with it, unless it was there or KEEP is set
#   ci/kind.sh down    away with the cluster
# KIND is the binary, MAKE the make that runs the tests. Exit code 2 when something is missing.
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
  said=$(docker info --format '{{.ServerVersion}}' 2>&1 >/dev/null) || missing "Docker is here, but its engine does not answer:" "  $said" \
    "Start it, or let it be yours to use. One of these:" \
    "  sudo systemctl start docker" "  sudo usermod -aG docker \$USER    (and log in again)" "  open -a Docker" "$elsewhere"
}

elsewhere="A cluster that you have already will do as well: make e2e KUBECONFIG=FILE CLUSTER_LOAD=COMMAND (ci/e2e/README.md)"

is_there() {
  "$KIND" get clusters 2>/dev/null | grep -qx "$name"
}

down() {
  "$KIND" delete cluster --name "$name" --kubeconfig "$kubeconfig"
}

# A cluster that this run did not make stays, whatever happens.
made=
finish() {
  code=$?
  trap - EXIT
  if [ -n "$made" ]; then
    down || true
  elif is_there; then
    echo "the cluster stays: export KUBECONFIG=$kubeconfig; \`make kind-down\` removes it" >&2
  fi
  exit $code
}

up() {
  # By whom runs this, or Docker makes it root's.
  mkdir -p "$state/store"
  if is_there; then
    "$KIND" export kubeconfig --name "$name" --kubeconfig "$kubeconfig" ||
      missing "The cluster $name is there, but not in order. Away with it: make kind-down"
  else
    [ -n "${KEEP:-}" ] || made=yes
    "$KIND" create cluster --config ci/kind.yaml --kubeconfig "$kubeconfig" --wait 5m
  fi
}

run_tests() {
  # Who names a cluster and how images get there has one.
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
