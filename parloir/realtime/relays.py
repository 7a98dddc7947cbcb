"""Answers a browser that asks for the relay before it opens its connections."""

from collections.abc import Callable
from datetime import datetime, timedelta

from parloir.clock import clock_offset, current_time
from parloir.media_node.relay import MARGIN, has_relay, relay_servers
from parloir.protocol.media import MediaRelay, MediaRelays
from parloir.threads import in_thread
from parloir.visits.legs import MayNotConnect


async def relays_for(
    message: MediaRelay,
    *,
    owner: str,
    until: Callable[[], datetime],
    margin: timedelta = MARGIN,
) -> MediaRelays:
    """Return the relay for a leg of `owner`, a public id, if it may connect, until `margin` after
    that.

    `until` returns when its visit ends, in a thread, or raises MayNotConnect. The relay has a clock
    of its own, which the demo's does not move.
    """
    answer = MediaRelays(leg=message.leg, attempt=message.attempt, servers=[])
    if not has_relay():
        return answer
    try:
        ends_at = await in_thread(until)
    except MayNotConnect:
        return answer
    offset = clock_offset()
    servers = relay_servers(
        owner=owner, ends_at=ends_at - offset, now=current_time() - offset, margin=margin
    )
    return answer.model_copy(update={"servers": servers})
