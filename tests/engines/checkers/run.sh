#!/usr/bin/env bash
# Runs the checkers that people use over the trees of out/.
#
# usage: tests/engines/checkers/run.sh [TREE…]
#        tests/engines/checkers/run.sh matrix      which planted defects each of them, and hagen, finds
#
# Needs what build.sh builds of the group `checkers`, and Python 3 with venv; checkov comes from PyPI.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export HAGEN_ENGINES=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
environment=$HAGEN_ENGINES/checkers
schemas=$HAGEN_ENGINES/schemas
cd "$here/../../.."

if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi

# What the API server says of its kinds comes with the module it is built from.
swagger() (
  cd "$here/../modules/kubernetes"
  GOMODCACHE=$HAGEN_ENGINES/gomod GOFLAGS=-modcacherw go mod download -json k8s.io/kubernetes |
    sed -n 's|.*"Dir": "\(.*\)".*|\1/api/openapi-spec/swagger.json|p'
)

python() {
  "$environment/bin/python" -B "$@"
}

stamp=$(cat "$here/schemas.py" "$here"/../modules/kubernetes/go.mod "$here"/../crds/* | cksum)
if [ "$stamp" != "$(cat "$schemas/stamp" 2>/dev/null)" ]; then
  rm -rf "$schemas"
  python "$here/schemas.py" "$(swagger)" "$here/../crds" "$schemas"
  echo "$stamp" >"$schemas/stamp"
fi

if [ "${1:-}" = matrix ]; then
  python "$here/matrix.py" "$schemas"
  exit
fi
trees=("$@")
[ $# -gt 0 ] || trees=(out/*/)
python "$here/check.py" "$schemas" "${trees[@]}"
