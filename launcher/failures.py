"""What a person can do when another program has failed, found in the program's output.

The programs run with `LC_ALL=C.UTF-8`, so their output is English on every machine.
"""

import errno
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cause:
    signs: tuple[str, ...]
    """Texts in lower case; any of them in the output means this cause."""
    remedy: str
    """The end of a sentence that begins with "… failed: "."""


NO_SPACE = Cause(
    signs=(
        "no space left on device",
        "enospc",
        "enough free space",
        "disk quota exceeded",
        "disk is full",
    ),
    remedy="the disk is full; make room, then start again.",
)
NO_NETWORK = Cause(
    signs=(
        "temporary failure",
        "could not resolve",
        "name or service not known",
        "no address associated",
        "network is unreachable",
        "no route to host",
        "connection timed out",
        "connection refused",
        "connection reset",
        "could not connect to",
        "failed to establish a new connection",
        "dns error",
        "error sending request",
        "enotfound",
        "eai_again",
        "etimedout",
        "econnrefused",
        "econnreset",
        "enetunreach",
        "read timed out",
    ),
    remedy="the network does not answer; check this machine's connection and its proxy "
    "settings, then start again.",
)
# The first match counts: a full disk, for example, makes signatures fail too.
CAUSES = (
    NO_SPACE,
    Cause(
        signs=("is not valid yet (invalid for another", "certificate is not yet valid"),
        remedy="this machine's clock is behind; set it, then start again.",
    ),
    Cause(
        signs=("is expired (invalid since",),
        remedy="the package index of the mirror is past its date; correct this machine's clock "
        "if it is wrong, or name an up-to-date mirror in /etc/apt, then start again.",
    ),
    Cause(
        signs=("could not get lock", "is another process using it"),
        remedy="another program is installing packages; wait until it has ended, then start again.",
    ),
    Cause(
        signs=("dpkg was interrupted",),
        remedy="an earlier installation was cut short; run “dpkg --configure -a” as root, then "
        "start again.",
    ),
    Cause(
        signs=("no_pubkey", "missing key"),
        remedy="the index is signed with a key that this machine does not know; bring the package "
        "debian-archive-keyring up to date, then start again.",
    ),
    Cause(
        signs=(
            "badsig",
            "signatures were invalid",
            "signature was invalid",
            "bad signature",
            "is not signed",
            "nodata",
            "openpgp signature verification failed",
            "be authenticated",
        ),
        remedy="what arrived does not fit its signature; name another mirror in /etc/apt, then "
        "start again.",
    ),
    Cause(
        signs=(
            "hash sum mismatch",
            "has unexpected size",
            "do not match the hashes",
            "hash mismatch",
            "eintegrity",
        ),
        remedy="what arrived is not what was announced (its hash differs); start again, and if "
        "that does not help use another mirror.",
    ),
    NO_NETWORK,
    Cause(
        signs=(
            "certificate_verify_failed",
            "certificate verify failed",
            "invalid peer certificate",
            "certificate verification failed",
            "unable_to_get_issuer",
            "unable_to_verify",
        ),
        remedy="the certificate of the other side is not trusted here; install the certificates "
        "that this network needs (Debian: ca-certificates), then start again.",
    ),
    Cause(
        signs=("does not have a release file", "404  not found", "404 not found"),
        remedy="the mirror does not have it; name a complete Debian mirror in /etc/apt, then "
        "start again.",
    ),
    Cause(
        signs=("unable to locate package", "has no installation candidate"),
        remedy="the package lists of this machine do not have it; name a Debian mirror that can "
        "be reached in /etc/apt, then start again.",
    ),
    Cause(
        signs=("no matching distribution found",),
        remedy="the index that pip asks has nothing that fits this machine; look at “pip config "
        "list”, then start again.",
    ),
    Cause(
        signs=("unmet dependencies", "held broken packages"),
        remedy="the packages of this machine contradict one another; run “apt-get --fix-broken "
        "install” as root, then start again.",
    ),
    Cause(
        signs=(
            "cannot allocate memory",
            "virtual memory exhausted",
            "out of memory",
            "killed signal",
            "memoryerror",
        ),
        remedy="memory has run out; end other programs or add swap, then start again.",
    ),
    Cause(
        signs=("a password is required", "is not in the sudoers file", "a terminal is required"),
        remedy="sudo asks for a password that nobody can type here; start again in a terminal, or "
        "as root.",
    ),
    Cause(
        signs=("permission denied", "read-only file system", "eacces", "erofs"),
        remedy="something may not be written; start again as an account that may, or as root.",
    ),
)
UNKNOWN = "the last lines below say why; put that right, then start again."

OF_THE_SYSTEM = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "the disk quota of this account is used up; make room",
    errno.EROFS: "it cannot be written to; put the clone and --data on a disk that can",
    errno.EACCES: "this account may not use it; give it to this account, or start as another",
    errno.EPERM: "this account may not use it; give it to this account, or start as another",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENOMEM: "memory has run out; end other programs or add swap",
}


def remedy_for(output: str) -> str:
    """Return what to do, as the end of a sentence that begins with "… failed: "."""
    cause = cause_of(output)
    return UNKNOWN if cause is None else cause.remedy


def cause_of(output: str) -> Cause | None:
    said = output.lower()
    return next(
        (cause for cause in CAUSES if any(sign in said for sign in cause.signs)),
        None,
    )


def sentence_of(failure: OSError) -> str | None:
    """Return what to do about a failure with one of our own files, as a whole sentence.

    None if no remedy is known.
    """
    remedy = OF_THE_SYSTEM.get(failure.errno or 0)
    if remedy is None:
        return None
    where = f" with {failure.filename}" if failure.filename else ""
    return f"Set-up failed{where}: {remedy}, then start again."
