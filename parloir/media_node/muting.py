"""Muting a side on the media server. Any process can do it, with the room's secret."""

from datetime import datetime

from parloir.media.protocol import MediaServer
from parloir.threads import in_thread
from parloir.visits.models import Leg
from parloir.visits.muting import MuteRequest, claim_mute, note_muted


async def apply_mute(server: MediaServer, leg: Leg, *, now: datetime) -> None:
    """Make the media server mute what is to be muted of this leg, and unmute the rest.

    Raises MediaError.

    The side's process and the worker may both do this, and either can overtake the other between
    two of its requests. A process that finds that another has begun meanwhile sends everything
    again, so that the last one to finish has sent all its requests after the other.
    """
    request = await in_thread(claim_mute, leg, is_known=True)
    await _send(server, leg, request)
    while not await in_thread(note_muted, leg=leg, request=request, now=now):
        request = await in_thread(claim_mute, leg, is_known=False)
        await _send(server, leg, request)


async def _send(server: MediaServer, leg: Leg, request: MuteRequest) -> None:
    for kind, mid in leg.streams.items():
        if request.may_change(kind):
            await server.mute(
                room_id=leg.visit.room_id,
                secret=leg.visit.room_secret,
                feed_id=leg.feed_id or 0,
                mid=mid,
                muted=kind in request.kinds,
            )
