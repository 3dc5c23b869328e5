#!/bin/sh
# Prints the test classes of ci/e2e that the changes since a commit need, with commas between them, or `all`.
#
#   ci/e2e/classes.sh 1a2b3c4                      changes of the working tree since that commit
#   printf 'charts/spark-lib/x\n' | ci/e2e/classes.sh -    paths from standard input
#
# The file `areas` beside this script says which path needs which class. A Java file in which only comments and spaces
# changed since the commit needs none.
set -eu
[ $# -eq 1 ] || {
  echo "usage: ci/e2e/classes.sh COMMIT, or - to read paths" >&2
  exit 2
}
cd "$(dirname "$0")/../.."

# Prints Java code without comments and spaces.
code() {
  perl -0777 -pe 's{("""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])+\x27)|//[^\n]*|/\*.*?\*/|\s+}{defined $1 ? $1 : ""}gse'
}

# Fails if the change of pom.xml since a commit is more than new modules, dependencies on them, new versions
# and comments.
adds_modules() {
  git diff -U0 "$1" -- pom.xml | sed '1,/^+++/d; /^@@/d' | grep -qvE \
    '^\+ *<(module>.*|/?dependency>|groupId>io\.sparkrecorder</groupId>|artifactId>.*|version>\$\{project\.version\}</version>|version\.[^<]*</version\..*>|!--.*-->)$' &&
    return 1
  return 0
}

# Prints the paths whose change since a commit is more than comments and new modules.
more_than_comments() {
  while read -r path; do
    case $path in
    pom.xml) adds_modules "$1" && continue ;;
    *.java)
      [ -f "$path" ] && git cat-file -e "$1:$path" 2>/dev/null &&
        [ "$(git show "$1:$path" | code)" = "$(code <"$path")" ] && continue
      ;;
    esac
    printf '%s\n' "$path"
  done
}

if [ "$1" = - ]; then
  changed=$(cat)
elif git cat-file -e "$1^{commit}" 2>/dev/null; then
  changed=$(git diff --name-only "$1" | more_than_comments "$1")
else
  echo "the commit $1 is not in this clone, so every class runs" >&2
  echo all
  exit
fi
printf '%s\n' "$changed" | awk '
  NR == FNR {
    if ($1 == "smoke") { for (i = 2; i <= NF; i++) wanted[$i] }
    else if ($0 !~ /^#/ && NF > 1) { path[++paths] = $1; $1 = ""; classes[paths] = substr($0, 2) }
    next
  }
  $0 != "" {
    best = 0
    for (i = 1; i <= paths; i++)
      if (index($0, path[i]) == 1 && (!best || length(path[i]) > length(path[best]))) best = i
    name = $0
    if (name ~ /^ci\/e2e\/src\/test\/java\/.*Test\.java$/) {
      # A test without the tag needs no cluster, and runs with the unit tests.
      cluster = 0
      while ((getline line <name) > 0) if (line ~ /^@Tag\("cluster"\)/) cluster = 1
      close(name)
      sub(/.*\//, "", name); sub(/\.java$/, "", name)
      if (cluster) wanted[name]
    } else if (!best || classes[best] == "all") whole = 1
    else if (classes[best] != "-") { n = split(classes[best], more, " "); for (i = 1; i <= n; i++) wanted[more[i]] }
  }
  END {
    if (whole) { print "all"; exit }
    for (name in wanted) print name
  }
' ci/e2e/areas - | sort | paste -sd, -
