#!/bin/sh
# Finds the tools of the build, so that a user with another default JDK need not set anything.
#   ci/toolchain.sh jdk [LEAST [MOST]]   prints the home of the oldest fitting JDK (default: 25 and later)
#   ci/toolchain.sh mvn ARGUMENTS...     runs Maven on JDK 25
#   ci/toolchain.sh go ARGUMENTS...      runs Go
# The exit code is 2 if a tool is missing.
set -eu

# Prints the feature version of the JDK in this folder; nothing if the folder holds none. The version comes from the
# JDK's file `release`, so no JVM starts.
version_of() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

# Prints candidate folders of JDKs, one per line; those set by the user come first.
candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  env | sed -n 's/^JAVA_HOME_[0-9].*=\(.*\)/\1/p; s/^JDK_[0-9]*=\(.*\)/\1/p'
  if command -v javac >/dev/null 2>&1; then
    dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
  fi
  for home in /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* /opt/java/* /opt/*jdk* \
    "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    printf '%s\n' "$home"
  done
}

find_jdk() {
  least=$1 most=$2 found='' best=''
  set_home=$(version_of "${JAVA_HOME:-/nowhere}")
  if [ -n "$set_home" ] && [ "$set_home" -ge "$least" ] && [ "$set_home" -le "$most" ]; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  IFS='
'
  for home in $(candidates); do
    version=$(version_of "$home")
    if [ -n "$version" ] && [ "$version" -ge "$least" ] && [ "$version" -le "$most" ] &&
      { [ -z "$best" ] || [ "$version" -lt "$best" ]; }; then
      found=$home best=$version
    fi
  done
  unset IFS
  [ -n "$found" ] && printf '%s\n' "$found"
}

missing() {
  printf '%s\n' "$@" >&2
  exit 2
}

jdk() {
  find_jdk "${1:-25}" "${2:-999}" || missing \
    "No JDK ${1:-25}${2:+ to $2} found (looked at JAVA_HOME, JAVA_HOME_25, /usr/lib/jvm, sdkman, /opt/java and macOS). One of these installs it:" \
    "  apt install temurin-${1:-25}-jdk       (repository: https://adoptium.net/installation/linux)" \
    "  sdk install java ${1:-25}-tem          (https://sdkman.io)" \
    "  brew install openjdk@${1:-25}" \
    "To use a JDK in another folder: JAVA_HOME=<its folder> make ..."
}

maven() {
  JAVA_HOME=$(jdk)
  # Maven 3's own libraries use Unsafe, about which JDK 24 and later warn on every start.
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
  export JAVA_HOME MAVEN_OPTS
  # The wrapper downloads the pinned Maven once.
  maven=mvn
  command -v mvn >/dev/null 2>&1 || maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw
  # Quieter than Maven's default. Unlike -q it shows warnings, which fail the build, and the tests that ran.
  exec "$maven" -B -ntp -Dstyle.color=never -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info -Dorg.slf4j.simpleLogger.log.com.networknt=error \
    -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugins.shade=error \
    -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugins.dependency=error "$@"
}

golang() {
  command -v go >/dev/null 2>&1 || [ ! -x /usr/local/go/bin/go ] || PATH=$PATH:/usr/local/go/bin
  command -v go >/dev/null 2>&1 || missing "No Go (go) found; it builds the S3 server for demo and tests, and Helm. One of these installs it:" \
    "  apt install golang-go" "  brew install go" "  https://go.dev/dl"
  exec go "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  jdk) jdk "$@" ;;
  mvn) maven "$@" ;;
  go) golang "$@" ;;
  *) missing "usage: ci/toolchain.sh jdk [LEAST [MOST]] | mvn ... | go ..." ;;
esac
