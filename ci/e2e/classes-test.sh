#!/bin/sh
# Tests classes.sh, needed.sh and images.sh, and that `areas` names all test classes and no others.
set -eu
cd "$(dirname "$0")/../.."
failed=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
expect() {
  got=$(printf '%s\n' "$1" | ci/e2e/classes.sh -)
  [ "$got" = "$2" ] || { echo "classes.sh for $1: got $got, expected $2" >&2; failed=yes; }
}
contains() {
  got=$(printf '%s\n' "$1" | ci/e2e/classes.sh -)
  case ,$got, in *,$2,*) ;; *) echo "classes.sh for $1: got $got, without $2" >&2; failed=yes ;; esac
}
smoke=$(sed -n 's/^smoke //p' ci/e2e/areas | tr ' ' '\n' | sort | paste -sd, -)
expect '' "$smoke"
expect README.md "$smoke"
expect charts/spark-application/tests/x_test.yaml "$smoke"
expect charts/spark-lib/templates/_pods.tpl all
expect pom.xml all
expect an/unknown/file all
expect ci/e2e/src/test/java/io/sparkrecorder/e2e/support/Cluster.java all
contains charts/spark-lib/templates/_agents.tpl AgentsTest
contains charts/spark-lib/templates/_agents.tpl InjectionTest
expect charts/spark-application/charts/spark-lib/templates/_agents.tpl "$smoke"
expect "$(printf 'CHANGELOG.md\ncharts/spark-application/Chart.yaml\n')" "$smoke"
expect "$(printf 'charts/spark-lib/templates/_shapes.tpl\ncharts/spark-platform/charts/spark-lib/templates/_shapes.tpl\n')" "$smoke"
contains sidecar/spark-plugin/src/main/java/A.java AgentsTest
contains sidecar/undo-callback/src/test/c/lr4j_stand_in.c AgentsTest
expect sidecar/undo-callback/src/test/java/A.java "$smoke"
contains ci/e2e/src/test/pods/agent/CountingAgent.java AgentsTest
contains charts/spark-workspace/charts/history-server/values.yaml HistoryServerIstioTest
contains sidecar/recorder/src/main/java/A.java DyingJobsTest
contains ci/e2e/src/test/java/io/sparkrecorder/e2e/job/UpgradeTest.java UpgradeTest
expect ci/e2e/src/test/java/io/sparkrecorder/e2e/ArrowsTest.java "$smoke"
contains ci/e2e/src/test/java/io/sparkrecorder/e2e/history/Browser.java HistoryServerTest
contains ci/e2e/src/test/java/io/sparkrecorder/e2e/istio/IstioEnvoy.java HistoryServerIstioTest
expect "$(printf 'README.md\npom.xml\n')" all
[ "$(ci/e2e/classes.sh 0000000000000000000000000000000000000000 2>/dev/null)" = all ] || { echo "an unknown commit must run all" >&2; failed=yes; }
# In a repository of its own: a change of comments needs no class, a change of code or of a text does.
copy=$work/copy
support=ci/e2e/src/test/java/io/sparkrecorder/e2e/support/A.java
mkdir -p "$copy/ci/e2e" "$copy/${support%/*}"
cp ci/e2e/classes.sh ci/e2e/areas "$copy/ci/e2e"
git -C "$copy" init -q
committed() {
  printf '%s\n' "$1" >"$copy/$support"
  git -C "$copy" add -A
  git -C "$copy" -c user.name=test -c user.email=test@localhost commit -q --allow-empty -m test
}
pom() {
  committed "class A {}"
  printf '%s\n' '<modules>' '  <module>a</module>' '</modules>' >"$copy/pom.xml"
  committed "class A {}"
  base=$(git -C "$copy" rev-parse HEAD)
  printf '%s\n' '<modules>' '  <module>a</module>' "$@" '</modules>' >"$copy/pom.xml"
}
after_pom() {
  committed "class A {}"
  got=$("$copy/ci/e2e/classes.sh" "$base")
  [ "$got" = "$1" ] || { echo "classes.sh for a change of pom.xml: got $got, expected $1" >&2; failed=yes; }
}
pom '  <module>b</module>'
after_pom "$smoke"
pom '<dependency>' '<groupId>io.sparkrecorder</groupId>' '<artifactId>b</artifactId>' '</dependency>'
after_pom "$smoke"
pom '<dependency>' '<groupId>org.example</groupId>' '<artifactId>b</artifactId>' '</dependency>'
after_pom all
pom '  <version>1.2</version>'
after_pom all
pom '  <!-- new -->' '  <version.b>1.2</version.b>'
after_pom "$smoke"
pom '  <property>1.2</property>'
after_pom all
after() {
  committed 'class A { String url = "http://a"; /* one */ }'
  base=$(git -C "$copy" rev-parse HEAD)
  committed "$1"
  got=$("$copy/ci/e2e/classes.sh" "$base")
  [ "$got" = "$2" ] || { echo "classes.sh for a change to $1: got $got, expected $2" >&2; failed=yes; }
}
after 'class A { String url = "http://a"; /* two */ // three' "all"
after 'class A { String url = "http://a"; /* two
*/ } // three' "$smoke"
after 'class A { String url = "http://b"; /* one */ }' all
after 'class A { int url = "http://a"; /* one */ }' all
after 'class A { String url = "http: //a"; /* one */ }' all
none=0000000000000000000000000000000000000000
here=$(git rev-parse HEAD)
needed() {
  printf '# a comment\n%s\n' "$1" >"$work/whole"
  got=$(ci/e2e/needed.sh "$work/whole" 2>/dev/null)
  [ "$got" = "$2" ] || { echo "needed.sh for $1: got $got, expected $2" >&2; failed=yes; }
}
every=$(sed -n '/^#/!p' ci/e2e/areas | tr ' ' '\n' | grep 'Test$' | sort -u)
needed "$none 1 minute" all
needed "$(printf '%s 1 minute\nKueueTest %s' $none $none)" "$(printf '%s\n' "$every" | paste -sd, -)"
# HEAD is no change unless somebody is editing.
if [ -z "$(git status --porcelain)" ]; then
  needed "$(printf '%s 1 minute\nKueueTest %s\nPlatformTest %s' $none "$here" "$here")" \
    "$(printf '%s\n' "$every" | grep -vx KueueTest | paste -sd, -)"
fi
sed -n '/^#/!p' ci/e2e/areas | tr ' ' '\n' | grep 'Test$' | sort -u >"$work/named"
grep -rl --include='*Test.java' '^@Tag("cluster")' ci/e2e/src/test/java | sed 's|.*/||; s|\.java$||' | sort >"$work/there"
diff "$work/named" "$work/there" || { echo "ci/e2e/areas names other test classes than there are" >&2; failed=yes; }
archives() {
  got=$(ci/e2e/images.sh "$1" | tr '\n' ' ')
  [ "$got" = "$2" ] || { echo "images.sh for $1: got $got, expected $2" >&2; failed=yes; }
}
recorder=images/recorder/target/recorder.tar
spark=images/spark/target/spark
archives '' "$recorder $spark-3.5.tar $spark-4.1.tar $spark-4.3.tar "
archives PlatformTest ''
archives 'SparkSubmitTest#one_method' "$recorder "
archives HistoryServerLifeTest,PlatformTest "$spark-4.3.tar "
archives 'HistoryServerLife*' "$spark-4.3.tar "
archives '!PlatformTest' "$recorder $spark-3.5.tar $spark-4.1.tar $spark-4.3.tar "
[ -z "$failed" ]
