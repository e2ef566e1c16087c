#!/bin/sh
# Write requirements/*.lock from pyproject.toml: exact versions with hashes, for every system.
# Versions already locked stay; UPGRADE=1 takes the newest. Needs uv (UV=/path/to/uv).
set -eu
cd "$(dirname "$0")/.."
uv="${UV:-uv}"
command -v "$uv" >/dev/null || { echo "uv is needed: pip install uv, or UV=/path/to/uv" >&2; exit 1; }
python="$(sh scripts/find_python.sh)"

# The build backend is locked with the rest, so that an installation fetches nothing unhashed.
build=requirements/build.in
trap 'rm -f "$build"' EXIT
"$python" -c '
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["build-system"]["requires"], sep="\n")
' > "$build"

lock() {
    output="requirements/$1.lock"
    shift
    "$uv" --quiet --no-config pip compile pyproject.toml "$build" "$@" --output-file "$output" \
        --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        ${UPGRADE:+--upgrade} >/dev/null
    echo "wrote $output"
}

lock run
lock test --extra test --constraint requirements/run.lock
if grep -q '^r = \[' pyproject.toml; then
    lock r --extra r --constraint requirements/run.lock
    # rpy2 is built where it is installed, with cffi, which so has to be there before it.
    echo cffi | "$uv" --quiet --no-config pip compile - --output-file requirements/r-build.lock \
        --constraint requirements/r.lock --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header >/dev/null
    echo "wrote requirements/r-build.lock"
fi
