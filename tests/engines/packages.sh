#!/usr/bin/env bash
# Installs what the proofs take from the distribution, where it is not there yet: Debian's packages, in the versions of packages.txt.
#
# usage: tests/engines/packages.sh
#
# Needs root and apt. Without them it names what is missing; the scripts that want it skip that part, and say so.
set -euo pipefail

missing=()
while read -r program package; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || missing+=("$package")
done < <(sed 's/#.*//; /^ *$/d' "$(dirname "$0")/packages.txt")
if [ ${#missing[@]} -eq 0 ]; then
  echo "nothing to install"
elif [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "not installed, for want of root or apt: ${missing[*]}"
else
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  echo "installed: ${missing[*]}"
fi
