#!/bin/sh
# Prints the test classes of ci/e2e that must run, with commas between them, or `all`.
#
#   ci/e2e/needed.sh .ci/whole
#
# The first line of the file names the commit on which all classes last passed. Each further line names a class that
# passed later, and its commit: it is left out unless a change since then needs it, or it is a smoke class.
set -eu
[ $# -eq 1 ] && [ -r "$1" ] || {
  echo "usage: ci/e2e/needed.sh .ci/whole" >&2
  exit 2
}
lines=$(sed '/^#/d; /^$/d' "$1")
cd "$(dirname "$0")/../.."
classes=$(ci/e2e/classes.sh "$(printf '%s\n' "$lines" | sed -n '1s/ .*//p')")
passed=$(printf '%s\n' "$lines" | sed 1d)
if [ -n "$passed" ] && [ "$classes" = all ]; then
  classes=$(sed '/^#/d' ci/e2e/areas | tr ' ' '\n' | grep 'Test$' | sort -u | paste -sd, -)
fi
left_out=$(printf '%s\n' "$passed" | while read -r class commit _; do
  [ -n "$class" ] || continue
  since=$(ci/e2e/classes.sh "$commit")
  case ,$since, in ,all, | *,$class,*) ;; *) echo "$class" ;; esac
done)
printf '%s\n' "$classes" | tr , '\n' | grep -vxF "${left_out:-none}" | paste -sd, -
