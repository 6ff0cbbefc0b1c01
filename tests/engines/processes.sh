# shellcheck shell=bash
# Sourced: starts programs in the background, and ends no others.
#
# $work/processes/NAME holds the process's number and its time of birth; a number that came to another program since then
# has another birth. $work/logs/NAME.log is what the program said.
: "${work:?is the folder of the processes}"

birth() {
  # Field 22, counted behind the name, which may hold spaces.
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) && awk '{ print $20 }' <<<"${stat##*) }"
}

launch() {
  local name=$1
  shift
  mkdir -p "$work/processes" "$work/logs"
  setsid nohup "$@" >"$work/logs/$name.log" 2>&1 </dev/null &
  echo "$! $(birth $!)" >"$work/processes/$name"
  disown
}

runs() {
  local number born
  read -r number born 2>/dev/null <"$work/processes/$1" && [ -n "$born" ] && [ "$born" = "$(birth "$number")" ]
}

# end NAME…: ends programs; at once, if $ending is KILL.
end() {
  local name number _
  for name; do
    if runs "$name"; then
      read -r number _ <"$work/processes/$name"
      kill -"${ending:-TERM}" "$number" || true
      await 20 "the end of $name" ended "$name" || kill -KILL "$number" || true
    fi
    rm -f "$work/processes/$name"
  done
}

ended() {
  ! runs "$1"
}

# await SECONDS WHAT COMMAND…
await() {
  local seconds=$1 what=$2 started=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $((SECONDS - started)) -ge "$seconds" ]; then
      echo "waited $seconds s for $what" >&2
      tail --quiet --lines=3 "$work"/logs/*.log >&2
      return 1
    fi
    sleep 0.2
  done
}
