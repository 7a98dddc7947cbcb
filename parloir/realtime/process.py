"""What a web process has once: the change feed, the clock and the sign-ins that it follows, its
connection to the media server, what each account has sent, and the order in which screens are
rendered.
"""

import asyncio
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from parloir.changes.feed import ChangeFeed
from parloir.clock import current_time
from parloir.clock.watch import ClockWatch
from parloir.collection import collect_rarely
from parloir.facilities.device_connections import detach_lost_devices
from parloir.ledger.recording import note_lost_process
from parloir.media.protocol import MediaServer
from parloir.media_node.connection import connect_to_media_server
from parloir.realtime.flood.senders import Senders
from parloir.realtime.ledger_keeper import LedgerKeeper
from parloir.realtime.redraw_lane import RedrawLane
from parloir.realtime.sign_in_watch import SignInWatch
from parloir.threads import in_thread, let_the_event_loop_in
from parloir.vault.names import new_public_id
from parloir.visits.supervision import forget_lost_connections


@dataclass(frozen=True, slots=True)
class Process:
    feed: ChangeFeed
    clock: ClockWatch
    sign_ins: SignInWatch
    media: MediaServer
    senders: Senders
    redraws: RedrawLane
    ledger: LedgerKeeper
    following: asyncio.Task[None]
    is_cleaned_up: asyncio.Task[None]
    """Done when the connections of a killed process of this name have been cleaned up."""


def this_process() -> Process:
    """Return the process's state, which is made at the first connection, for its event loop."""
    return _process_of(asyncio.get_running_loop())


def new_connection() -> str:
    """Return a new name for a socket. It begins with the name of the socket's process."""
    return f"{settings.WEB_NAME}:{new_public_id()}"


@lru_cache(maxsize=1)
def _process_of(loop: asyncio.AbstractEventLoop) -> Process:
    let_the_event_loop_in()
    collect_rarely()
    feed, clock = ChangeFeed(), ClockWatch()
    sign_ins = SignInWatch(feed)
    ledger = LedgerKeeper()
    return Process(
        feed=feed,
        clock=clock,
        sign_ins=sign_ins,
        media=connect_to_media_server(),
        senders=Senders(),
        redraws=RedrawLane(),
        ledger=ledger,
        following=loop.create_task(_follow(feed, clock, sign_ins, ledger)),
        is_cleaned_up=loop.create_task(in_thread(_detach_lost_connections)),
    )


async def _follow(
    feed: ChangeFeed, clock: ClockWatch, sign_ins: SignInWatch, ledger: LedgerKeeper
) -> None:
    await asyncio.gather(feed.follow(), clock.follow(), sign_ins.follow(), ledger.keep())


def _detach_lost_connections() -> None:
    """Detach the sockets of an earlier process of this name, which ended without doing so."""
    prefix, now = f"{settings.WEB_NAME}:", current_time()
    note_lost_process(prefix=prefix, now=now)
    detach_lost_devices(prefix=prefix, now=now)
    forget_lost_connections(prefix=prefix, now=now)
