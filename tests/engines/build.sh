#!/usr/bin/env bash
# Builds programs that consume what hagen writes, at the versions that modules/ pins.
#
# usage: tests/engines/build.sh NAME…      NAME is a program or a group of modules/groups; none: says what there is
#
# Needs Go and its module proxy. A program goes to $HAGEN_ENGINES/bin (~/.cache/hagen-engines) and is left alone once it
# is there in its version. GOMAXPROCS=1 has it use one core. Expect a quarter of an hour for the API server.
#
# A folder of modules/ has a go.mod that requires one module directly, and `programs`: a line for each program with its
# name, its package, and where it needs them `tags=A,B` and `set=VARIABLE=VALUE` for the linker, where {version} is the
# module's and {number} the same without the `v`. A line for `*` is about every program of the folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
export GOMODCACHE=$engines/gomod GOCACHE=$engines/gocache CGO_ENABLED=0 GOFLAGS='-mod=readonly -modcacherw -buildvcs=false'

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

# The programs that a name stands for.
members() {
  local name=$1 line
  if line=$(grep "^$name " "$here/modules/groups"); then
    for name in ${line#* }; do members "$name"; done
  else
    echo "$name"
  fi
}

# What the lines of a folder say about one program: its package, then tags and variables.
options() {
  sed -n "s/^\(\*\|$1\)  *//p" "$2/programs" | tr -s ' ' '\n'
}

build() {
  local name=$1 folder version tags flags package stamp started=$SECONDS
  folder=$(grep -l "^$name " "$here"/modules/*/programs) || fail "no engine is called $name"
  folder=$(dirname "$folder")
  cd "$folder"
  version=$(awk '$1 == "require" && NF == 3 && $2 != "(" { print $3; exit }' go.mod)
  package=$(options "$name" . | grep -v = | head -1)
  tags=$(options "$name" . | sed -n 's/^tags=//p')
  flags="-s -w $(options "$name" . | sed -n "s/^set=/-X /; s/{version}/$version/; s/{number}/${version#v}/; /^-X /p" | tr '\n' ' ')"
  stamp=$(cat go.mod go.sum - <<<"$flags $tags" | cksum)
  if [ -x "$engines/bin/$name" ] && [ "$stamp" = "$(cat "$engines/bin/.$name" 2>/dev/null)" ]; then
    echo "$name $version is there"
    return
  fi
  echo "$name $version: building"
  nice -n 19 go build -p 2 -trimpath -tags "$tags" -ldflags "$flags" -o "$engines/bin/$name" "$package"
  echo "$stamp" >"$engines/bin/.$name"
  echo "$name $version: built in $((SECONDS - started)) s"
}

[ $# -gt 0 ] || fail "name programs or groups:
$(sed 's/^/  /' "$here/modules/groups")
  $(sed -n 's/^\([^*# ]*\) .*/\1/p' "$here"/modules/*/programs | sort | tr '\n' ' ')"
command -v go >/dev/null || fail "there is no go"
mkdir -p "$engines/bin"
programs=$(for name; do members "$name"; done)
for program in $programs; do build "$program"; done
