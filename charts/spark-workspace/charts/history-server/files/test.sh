# The answer to a GET, head and body; again while nobody answers.
get() {
  until exec 3<>"/dev/tcp/$SERVER/$PORT"; do sleep 2; done 2> /dev/null
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n\r\n' "$1" "$SERVER" >&3
  tr -d '\r' <&3
  exec 3>&-
}
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

answer=$(get /api/v1/version)
[[ $answer =~ \"spark\"\ *:\ *\"([^\"]*)\" ]] || fail "GET /api/v1/version is no answer of Spark:" "$answer"
version=${BASH_REMATCH[1]}
[ "${version%%-*}" = "${SPARK_VERSION%%-*}" ] || fail "the image has Spark $version, but sparkVersion is $SPARK_VERSION: redirects and S3 follow it"
echo "Spark $version"

answer=$(get /api/v1/applications)
head=${answer%%$'\n\n'*}
[[ $head == HTTP/1.1\ 200\ * && ${head,,} == *"content-type: application/json"* ]] || fail "GET /api/v1/applications is no list:" "$answer"
echo "applications: $(grep -c '"attempts"' <<< "$answer" || true)"

# Spark 3.5 rewrites its own redirects, which need an application, but not those of its web server.
if [ -n "$PUBLIC" ] && [[ $version != 3.* ]]; then
  answer=$(get /history)
  [[ $answer =~ [Ll]ocation:\ ([^$'\n']*) ]] || fail "GET /history is no redirect:" "$answer"
  location=${BASH_REMATCH[1]}
  [[ $location == *"$PUBLIC"/history/ ]] || fail "a redirect leads to $location, which is not below $PUBLIC"
  echo "redirects to $location"
fi
