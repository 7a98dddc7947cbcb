"""Keeping streams of a party from everybody, by the room's secret: any process can do it."""

from datetime import datetime

from parloir.media.protocol import MediaServer
from parloir.threads import in_thread
from parloir.visits.models import Leg
from parloir.visits.silence import Turn, note_silenced, take_turn


async def silence_leg(server: MediaServer, leg: Leg, *, now: datetime) -> None:
    """Tell the media server what of this leg to keep back from now on. Raises MediaError.

    The party's process and the conductor may do so at once, and each be overtaken by the other
    between two of its requests. Whoever finds that somebody else has begun meanwhile does it all
    again, so that the last to speak has spoken after everybody.
    """
    turn = await in_thread(take_turn, leg, is_known=True)
    await _tell(server, leg, turn)
    while not await in_thread(note_silenced, leg=leg, turn=turn, now=now):
        turn = await in_thread(take_turn, leg, is_known=False)
        await _tell(server, leg, turn)


async def _tell(server: MediaServer, leg: Leg, turn: Turn) -> None:
    for kind, mid in leg.streams.items():
        if turn.may_change(kind):
            await server.mute(
                room_id=leg.visit.room_id,
                secret=leg.visit.room_secret,
                feed_id=leg.feed_id or 0,
                mid=mid,
                muted=kind in turn.kinds,
            )
