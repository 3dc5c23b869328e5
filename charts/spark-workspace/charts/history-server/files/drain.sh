# Before Spark is told to end, as it cuts what is under way: first the gateway hears that this pod goes, then its last answers are waited for,
# $1 seconds at most. Idle connections are the gateway's to close, or the server's own. 46A0 is port 18080, 01 a connection that is established.
sleep 5
for _ in $(seq "$1"); do
  grep -Eqs ':46A0 [0-9A-F]+:[0-9A-F]+ 01 ' /proc/net/tcp /proc/net/tcp6 || exit 0
  sleep 1
done
