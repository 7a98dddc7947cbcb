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
    english="env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive"
    # One list that cannot be read (past its date, say) does not matter if the rest will do: apt
    # installs only what a list that it vouches for has.
    $as_root $english apt-get update >"$output" 2>&1 || true
    if ! $as_root $english apt-get -o DPkg::Lock::Timeout=600 install --yes \
        --no-install-recommends python3 python3-venv ca-certificates >>"$output" 2>&1; then
        if grep -qiE "no space left|enough free space" "$output"; then
            remedy="the disk is full; make room, then start again."
        elif grep -qiE "temporary failure|could not (resolve|connect)|unreachable|timed out" \
            "$output"; then
            remedy="the network does not answer; check this machine's connection and its proxy"
            remedy="$remedy settings, then start again."
        elif grep -qi "is not valid yet" "$output"; then
            remedy="this machine's clock is behind; set it, then start again."
        else
            remedy="the last lines below say why; put that right, then start again."
        fi
        echo "Installing python3 and python3-venv failed: $remedy" >&2
        tail -n 15 "$output" | sed "s/^/    /" >&2
        exit 1
    fi
    rm -f "$output"
    trap - EXIT
fi

# The package is found wherever this is called from, and nothing of that folder is.
PYTHONPATH=$root exec python3 -P -m launcher "$@"
