# shellcheck shell=bash
# Sourced at the top of a script, with its arguments: has the script run among no other processes and in a network with
# nothing but the loopback address. No port meets another run's, programs that listen on all addresses are heard by nobody,
# and nothing outlives the run. $HAGEN_ALONE is set where that can be had.
# Whatever needs the network comes before.
#
# $HAGEN_WORK is the folder of the run. With $HAGEN_ENGINES_REQUIRED=1, `skip` ends the run badly.

alone() {
  exec unshare --map-root-user --net --pid --fork --kill-child --mount-proc \
    bash -c 'ip link set lo up && exec "$@"' - "$@"
}

if [ -z "${HAGEN_WORK:-}" ]; then
  HAGEN_WORK=$(mktemp -d)
  export HAGEN_WORK HAGEN_CLUSTER=$HAGEN_WORK/cluster HAGEN_ARGOCD=$HAGEN_WORK/argocd
  trap 'rm -rf "$HAGEN_WORK"' EXIT
  if (alone true) 2>/dev/null; then
    HAGEN_ALONE=yes alone "$0" "$@" &
    trap 'kill -KILL $!; wait $! || exit 1' INT TERM
    wait $!
    exit
  fi
fi

engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}

built() {
  local program
  for program; do
    [ -x "$engines/bin/$program" ] || return 1
  done
}

# Says what is left out, and why.
skip() {
  echo "skipped: $*"
  [ "${HAGEN_ENGINES_REQUIRED:-0}" != 1 ] || { echo "and HAGEN_ENGINES_REQUIRED is 1"; exit 1; }
}
