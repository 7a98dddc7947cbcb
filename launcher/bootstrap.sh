#!/bin/sh
# Starts the launcher, on a machine that may not have Python yet.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)

has_python() {
    command -v python3 >/dev/null 2>&1 &&
        python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! has_python; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Parloir needs Python 3.11 or newer with venv (Debian's python3 and python3-venv)," \
            "and this machine has no apt to install it with. Install it, then start again." >&2
        exit 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1; then
        as_root="sudo"
    else
        echo "Lacking: python3 python3-venv (Debian packages). This account is not root and has" \
            "no sudo: have them installed, then start again." >&2
        exit 1
    fi
    echo "Installing Debian packages to begin with: python3 python3-venv."
    output=$(mktemp)
    trap 'rm -f "$output"' EXIT
    if ! { $as_root apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
            install --yes --no-install-recommends python3 python3-venv ca-certificates; } \
        >"$output" 2>&1; then
        tail -n 15 "$output" >&2
        echo "Installing python3 and python3-venv failed, as said above." >&2
        exit 1
    fi
    rm -f "$output"
    trap - EXIT
fi

# The package is found wherever this is called from, and nothing of that folder is.
PYTHONPATH=$root exec python3 -P -m launcher "$@"
