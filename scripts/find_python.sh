#!/bin/sh
# Print the Python that makes the environment: 3.11 or later, with the venv module.
# PYTHON=/path/to/python takes that one and no other.
set -u

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.14 python3.13 python3.12 python3.11 python
fi

without_venv=""
for candidate in "$@"; do
    new_enough "$candidate" || continue
    if makes_environments "$candidate"; then
        echo "$candidate"
        exit 0
    fi
    without_venv="$without_venv $candidate"
done

{
    if [ -n "$without_venv" ]; then
        echo "Found$without_venv, but without the venv module, which Debian and Ubuntu package apart."
        echo "Install it (apt install python3-venv), or name another: make PYTHON=/path/to/python ..."
    elif [ -n "${PYTHON:-}" ]; then
        echo "PYTHON=$PYTHON does not run as Python 3.11 or later."
    else
        echo "No Python 3.11 or later was found among: $*."
        echo "Install one, or name it: make PYTHON=/path/to/python ..."
    fi
} >&2
exit 1
