# shellcheck shell=bash
# Sourced: `python` is one that has what requirements.txt lists, in an environment of its own.

environment=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}/python
requirements=$(dirname "${BASH_SOURCE[0]}")/requirements.txt

if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi

python() {
  "$environment/bin/python" -B "$@"
}
