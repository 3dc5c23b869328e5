# shellcheck shell=sh
# Runs the command in "$@", the recorder's JVM, and passes on every SIGTERM, SIGINT and SIGHUP, also one that comes while the JVM
# starts: the kernel drops a signal that PID 1 does not handle, and kills any other process. A launcher sources this file; it may have
# counted earlier signals in $asked.
# The JVM catches SIGUSR1 as soon as its handlers are in place; until then a signal waits here. That needs Linux, and no file.

# Succeeds when the JVM handles signals, or has ended.
handles_signals() {
  while read -r key value _; do
    case $key$value in
      State:Z*) return 0 ;;
      # Signal 10 is bit 9 of a mask in hexadecimal.
      SigCgt:*[2367abef]??) return 0 ;;
      SigCgt:*) return 1 ;;
    esac
  done <"/proc/$jvm/status"
}

# Always SIGTERM: a shell without job control starts its children with SIGINT ignored.
pass_on() {
  asked=$((asked + 1))
  [ -n "$jvm" ] || return 0
  until handles_signals 2>/dev/null; do
    [ -e "/proc/$jvm" ] || return 0
    sleep 0.02
  done
  kill -TERM "$jvm" 2>/dev/null || :
}

jvm='' asked=${asked:-0}
trap pass_on TERM INT HUP
"$@" &
jvm=$!
# For a signal that came before the line above.
[ "$asked" = 0 ] || pass_on

# A trapped signal interrupts wait. If the JVM ended at the same moment, its code was in the answer, and the next answer is 127.
code=127
while :; do
  before=$asked answer=0
  wait "$jvm" || answer=$?
  [ "$answer" = 127 ] || code=$answer
  [ "$answer" != 127 ] && [ "$before" != "$asked" ] || exit "$code"
done
