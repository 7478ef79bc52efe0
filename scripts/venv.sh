#!/bin/sh
# Makes .venv and installs the pinned dependencies in it; at once when that is done already.
# Usage: scripts/venv.sh [dev]
set -eu
cd "$(dirname "$0")/.."

extra=${1:-}
venv=.venv
stamp=$venv/.dizaine-installed

say() { printf 'dizaine: %s\n' "$*"; }
die() { printf 'dizaine: %s\n' "$*" >&2; exit 1; }

# The place is part of it: a .venv that was moved or copied does not work.
wanted=$(cat pyproject.toml constraints.txt | cksum | cut -d ' ' -f 1,2)" $(pwd)"

installed() {
    [ -x "$venv/bin/python" ] && [ -f "$stamp" ] || return 1
    [ "$(cat "$stamp")" = "$wanted dev" ] && return 0
    [ -z "$extra" ] && [ "$(cat "$stamp")" = "$wanted" ]
}

# A name on the PATH is not enough: a version manager's shim may stand for nothing.
find_python() {
    for name in python3.11 python3 python3.12 python3.13 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s' "$name"
            return 0
        fi
    done
    return 1
}

installed && exit 0

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || die "Python 3.11 or newer is needed: install it (on Debian or Ubuntu: apt-get install python3 python3-venv) and try again."
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        die "$("$python" --version) has no venv module: install it (on Debian or Ubuntu: apt-get install $(basename "$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')")-venv) and try again."
    say "making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv" || { rm -rf "$venv"; die "could not make $venv (see above)."; }
fi

rm -f "$stamp"
"$venv/bin/python" scripts/install.py ".${extra:+[$extra]}"
printf '%s' "$wanted${extra:+ $extra}" >"$stamp"
