"""Count the connections of each network address, so that one cannot hold them all.

The limits are generous, since the families of a whole town may come from one address of their
carrier. Proxies that are trusted to say where requests come from count their own clients.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum, auto
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

# Six for each browser, as HTTP/1.1 has it, are some forty people who load a page at one moment.
MOST_OF_AN_ADDRESS = 256
# Beyond it, only enrolled devices are answered (`parloir.config.full_addresses`).
MORE_ON_PROBATION = 64
MOST_OF_ALL = 4096
# In the `state` of a request that came over a connection on probation.
STATE_KEY: Final = "parloir_address_is_full"
# The line that has an IPv6 address usually has this whole network.
_IPV6_PREFIX = 64


class Admission(Enum):
    ORDINARY = auto()
    ON_PROBATION = auto()
    REFUSED = auto()


class ConnectionCount:
    """`is_outside` says which addresses have no limit of their own."""

    def __init__(self, is_outside: Callable[[str], bool]) -> None:
        self._is_outside = is_outside
        self._of_address: Counter[str] = Counter()
        self._of_all = 0

    def admit(self, address: str) -> Admission:
        """Count one more, unless it is refused: then there is nothing to release."""
        key = _key_of(address)
        is_outside = self._is_outside(address)
        of_address = 0 if is_outside else self._of_address[key]
        if of_address >= MOST_OF_AN_ADDRESS + MORE_ON_PROBATION:
            return Admission.REFUSED
        if self._of_all >= MOST_OF_ALL and not is_outside:
            return Admission.REFUSED
        self._of_address[key] += 1
        self._of_all += 1
        return Admission.ON_PROBATION if of_address >= MOST_OF_AN_ADDRESS else Admission.ORDINARY

    def release(self, address: str) -> None:
        key = _key_of(address)
        self._of_all -= 1
        self._of_address[key] -= 1
        if not self._of_address[key]:
            del self._of_address[key]

    def __len__(self) -> int:
        return self._of_all


def trusted_proxies(words: str | Iterable[str]) -> Callable[[str], bool]:
    """Return whether an address is one of these, as uvicorn's `--forwarded-allow-ips` has them."""
    listed = words.split(",") if isinstance(words, str) else words
    names = {word.strip() for word in listed} - {""}
    networks = [ip_network(name, strict=False) for name in names if _is_network(name)]

    def is_one(address: str) -> bool:
        if "*" in names or address in names:
            return True
        return _is_network(address) and any(ip_address(address) in one for one in networks)

    return is_one


def _is_network(name: str) -> bool:
    try:
        ip_network(name, strict=False)
    except ValueError:
        return False
    return True


def _key_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket has none
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _IPV6_PREFIX), strict=False))
