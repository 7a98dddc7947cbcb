"""Limits by network address: how an address is counted, and who stands outside these limits.

Many people share one address: behind a mobile carrier, in a library, in the facility itself. So a
limit by address alone is generous. The facility's own networks (`PARLOIR_FACILITY_NETWORKS`) and
enrolled devices (`parloir.facilities.enrolment.is_enrolled_device`) stand outside all of them.
"""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from parloir.throttling.operations import Limit, try_once
from parloir.vault.sealing import keyed_hash

IPV6_PREFIX = 64
"""A home or a phone usually has a whole network of this size, and all addresses in it."""


def address_key(address: str) -> str:
    """Return the keyed hash under which a network address is counted, never the address itself.

    All IPv6 addresses of one network of `IPV6_PREFIX` bits have the same key.
    """
    return keyed_hash(_counted(address), purpose="throttle-address")


def stands_outside_limits(address: str, *, is_enrolled_device: bool = False) -> bool:
    """Return whether no limit by address counts this client."""
    if is_enrolled_device:
        return True
    parsed = _parsed(address)
    return parsed is not None and any(parsed in own for own in settings.FACILITY_NETWORKS)


def try_once_from(
    limit: Limit, *, address: str, now: datetime, is_enrolled_device: bool = False
) -> datetime | None:
    """Do what `try_once` does for this address, or nothing if it stands outside the limits."""
    if stands_outside_limits(address, is_enrolled_device=is_enrolled_device):
        return None
    return try_once(limit, key=address_key(address), now=now)


def _counted(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed.packed, IPV6_PREFIX), strict=False))
    return str(parsed or address)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address; an IPv4 address that is written as an IPv6 one is the IPv4 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
