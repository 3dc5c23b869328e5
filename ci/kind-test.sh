#!/bin/sh
# Tests ci/kind.sh without Docker: stand-ins for docker, kind and make log their arguments. Then the real kind reads
# ci/kind.yaml with a stand-in for docker. KIND is its binary.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
kind=$(cd "$(dirname "$KIND")" && pwd)/$(basename "$KIND")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# The PATH holds only this folder.
mkdir "$work/bin"
for tool in sh sed grep mkdir cat touch rm; do
  ln -s "$(command -v $tool)" "$work/bin/"
done

stand_in() {
  printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' "$1" "$work" >"$work/bin/$1"
  cat >>"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# Sets up the usual start: a Docker engine, no cluster, and tests that pass.
begin() {
  about=$1
  : >"$work/calls"
  rm -rf "$work/project" "$work/there" "$work/home"
  mkdir -p "$work/project/ci" "$work/home"
  cp "$root/ci/kind.sh" "$root/ci/kind.yaml" "$work/project/ci/"
  stand_in docker <<'END'
END
  stand_in kind <<END
case "\$1 \$2" in
  "get clusters") [ ! -e "$work/there" ] || echo spark-recorder ;;
  "create cluster") touch "$work/there" ;;
  "delete cluster") rm "$work/there" ;;
esac
END
  stand_in make <<'END'
END
}

# Runs ci/kind.sh with these variables, and keeps its output and exit code.
run() {
  command=$1
  shift
  code=0
  (cd "$work/project" && env -i PATH="$work/bin" HOME="$work/home" KIND=kind MAKE=make "$@" sh ci/kind.sh "$command") \
    >"$work/said" 2>&1 || code=$?
}

failed() {
  bad=1
  printf 'FAILED: %s: %s\n' "$about" "$1"
  sed 's/^/  said: /' "$work/said"
  sed 's/^/  call: /' "$work/calls"
}

ends_with() { [ "$code" -eq "$1" ] || failed "exit code $code instead of $1"; }
says() { grep -qF -- "$1" "$work/said" || failed "missing in the output: $1"; }
calls() { grep -qxF -- "$1" "$work/calls" || failed "missing call: $1"; }
calls_no() { ! grep -q -- "^$1" "$work/calls" || failed "unexpected call: $1"; }

config=$work/project/.tools/kind-cluster/kubeconfig
created="kind create cluster --config ci/kind.yaml --kubeconfig $config --wait 5m"
deleted="kind delete cluster --name spark-recorder --kubeconfig $config"
tested="make e2e KUBECONFIG=$config CLUSTER_LOAD=kind load image-archive --name spark-recorder"

begin "a new cluster is created and deleted"
run test
ends_with 0
calls "$created"
calls "$tested"
calls "$deleted"
[ -d "$work/project/.tools/kind-cluster/store" ] || failed "no folder for the shared volume"

begin "failing tests delete the cluster and keep their exit code"
stand_in make <<'END'
exit 3
END
run test
ends_with 3
calls "$deleted"

begin "a cluster that fails to start is deleted"
stand_in kind <<END
case "\$1 \$2" in
  "create cluster") exit 1 ;;
esac
END
run test
ends_with 1
calls_no make
calls "$deleted"

begin "an interrupted run deletes the cluster"
stand_in make <<'END'
kill -TERM $PPID
END
run test
ends_with 143
calls "$deleted"

begin "KEEP=1 keeps the cluster"
run test KEEP=1
ends_with 0
calls "$created"
calls_no "kind delete"
says "export KUBECONFIG=$config"

begin "an existing cluster is used and kept"
touch "$work/there"
run test
ends_with 0
calls_no "kind create"
calls "kind export kubeconfig --name spark-recorder --kubeconfig $config"
calls "$tested"
calls_no "kind delete"

begin "a broken existing cluster is an error"
touch "$work/there"
stand_in kind <<'END'
[ "$1 $2" = "get clusters" ] || exit 1
echo spark-recorder
END
run test
ends_with 2
says "make kind-down"
calls_no make

begin "KUBECONFIG with CLUSTER_LOAD replaces the kind cluster"
run test KUBECONFIG=/mine CLUSTER_LOAD="my load"
ends_with 0
calls "make e2e KUBECONFIG=/mine CLUSTER_LOAD=my load"
calls_no kind
calls_no docker

begin "KUBECONFIG without CLUSTER_LOAD is ignored"
run test KUBECONFIG=/mine
calls "$tested"

begin "make kind-down deletes the cluster"
touch "$work/there"
run down
ends_with 0
calls "$deleted"

begin "missing Docker is an error with a remedy"
rm "$work/bin/docker"
run test
ends_with 2
says "apt install docker.io"
says "make e2e KUBECONFIG="
calls_no kind

begin "a stopped Docker engine is an error with a remedy"
stand_in docker <<'END'
echo "Cannot connect to the Docker daemon" >&2
exit 1
END
run test
ends_with 2
says "Cannot connect to the Docker daemon"
says "sudo systemctl start docker"
calls_no kind

begin "kind creates a control plane and two workers with the same image and folder"
stand_in docker <<'END'
case $1 in
  info) echo '{"CgroupVersion":"2"}' ;;
  logs) echo "Reached target Multi-User System" ;;
esac
END
# kind fails without an engine; the test checks only the containers that it requested.
(cd "$work/project" && PATH="$work/bin" HOME="$work/home" "$kind" create cluster --config ci/kind.yaml --kubeconfig "$config") >"$work/said" 2>&1 || true
[ "$(grep -c '^docker run ' "$work/calls")" -eq 3 ] || failed "the number of nodes is not three"
[ "$(grep -c '^docker run .*role=worker ' "$work/calls")" -eq 2 ] || failed "the number of workers is not two"
[ "$(grep '^docker run ' "$work/calls" | grep -c " --volume=$work/project/.tools/kind-cluster/store:/var/lib/spark-recorder ")" -eq 3 ] ||
  failed "not every node mounts the same folder"
[ "$(grep '^docker run ' "$work/calls" | grep -c ' kindest/node:v[0-9.]*@sha256:[0-9a-f]\{64\}$')" -eq 3 ] || failed "a node image is not pinned"
release=$("$kind" version -q)
grep -q "kind v$release " ci/kind.yaml || failed "the node image does not belong to kind $release: see its release notes"
[ ! -e "$work/home/.kube" ] || failed "the user's kubeconfig was changed"

[ $bad -eq 0 ] && echo "kind-test: passed"
exit $bad
