"""The relay of the settings: who may use it until when, and whether it answers."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from parloir.liveness.models import Heartbeat
from parloir.liveness.operations import beat
from parloir.media.relay import RelayAddress, name_at_the_relay, relay_credential
from parloir.media.stun import answers_a_binding
from parloir.protocol.media import RelayServer

RELAY = "relay"
# An extended visit has its connection already; a restarted one gets a credential until its new end.
MARGIN = timedelta(minutes=10)
CHECK_EVERY = 15.0
FRESH = timedelta(seconds=60)
ON_THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})

log = logging.getLogger(__name__)


def has_relay() -> bool:
    return bool(settings.TURN_URLS)


def relay_servers(
    *, owner: str, ends_at: datetime, now: datetime, margin: timedelta = MARGIN
) -> list[RelayServer]:
    """Return what a browser needs to use the relay for a visit that ends then, by a real clock.

    A visit whose clock stands still may be past its end. `owner` is a public id.
    """
    if not has_relay():
        return []
    name = name_at_the_relay(owner, secret=settings.TURN_SECRET)
    credential = relay_credential(
        secret=settings.TURN_SECRET, name=name, ends_at=max(ends_at, now) + margin
    )
    log.info("The relay knows %s as %s", owner, name)
    return [
        RelayServer(
            urls=[address.url for address in settings.TURN_URLS],
            username=credential.username,
            credential=credential.password,
        )
    ]


def check_relay(*, now: datetime) -> None:
    """Record at which addresses the relay answers."""
    if not has_relay():
        return
    answering = {
        address.url: answers_a_binding(address, is_verified=_has_public_certificate(address))
        for address in settings.TURN_URLS
    }
    beat(name=RELAY, facts=dict(answering), now=now)


def answering_addresses(*, now: datetime) -> Iterable[tuple[RelayAddress, bool]]:
    """Return each address of the relay, and whether it answered when it was last asked."""
    seen = Heartbeat.objects.filter(name=RELAY).first() if has_relay() else None
    facts = seen.facts if seen is not None and abs(now - seen.at) < FRESH else {}
    return [(address, bool(facts.get(address.url))) for address in settings.TURN_URLS]


def _has_public_certificate(address: RelayAddress) -> bool:
    return not settings.LOCAL_CERTIFICATE and address.host not in ON_THIS_MACHINE
