"""What browsers are told about the connection: HTTPS only, and where."""

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

HTTPS_ONLY_FOR = timedelta(days=365)
# Names that no public authority certifies (RFC 6761, 6762, 8375, 9476 and usage in networks).
LOCAL_ENDINGS = frozenset(
    {"arpa", "corp", "home", "internal", "invalid", "lan", "local", "localhost", "onion", "test"}
)


def https_only_seconds(base_url: str, *, has_local_certificate: bool) -> int:
    """Return for how long browsers must use HTTPS alone (RFC 6797), or 0 for not saying so.

    It is said only for a public name, and never with the certificate that `bin/run --host` makes:
    a browser that has learnt it offers no way past a warning any more.
    """
    base = urlsplit(base_url)
    is_public = base.scheme == "https" and is_public_name(base.hostname or "")
    return int(HTTPS_ONLY_FOR.total_seconds()) if is_public and not has_local_certificate else 0


def is_public_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return len(labels) > 1 and labels[-1] not in LOCAL_ENDINGS
    return False
