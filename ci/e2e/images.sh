#!/bin/sh
# Prints the archives of images that test classes of ci/e2e need and that `make` builds, one per line.
#
#   ci/e2e/images.sh                                all classes
#   ci/e2e/images.sh 'RecordedJobTest,History*'     these, as in `make e2e TEST=...`
#
# The classes list their images by @NeedsImages; the file `images` beside this script lists the archives.
set -euf
cd "$(dirname "$0")/../.."
tests=ci/e2e/src/test/java
files=
for class in $(printf '%s' "${1:-*Test}" | tr ',' ' '); do
  found=$(find $tests -name "${class%%#*}.java")
  # A selection that is no name of a class, such as !RecordedJobTest.
  [ -n "$found" ] || found=$(find $tests -name '*Test.java')
  files="$files $found"
done
[ -z "$files" ] || for file in $(grep -l '^@Tag("cluster")' $files); do
  tr '\n' ' ' <"$file" | sed -n 's/.*@NeedsImages(\([^)]*\)).*/\1/p' | tr -d '{},"' | tr ' ' '\n'
  echo
done | awk '
  NR == FNR { wanted[$1]; next }
  $0 !~ /^#/ && NF == 3 && ($1 in wanted) { print $3 }
' - ci/e2e/images
