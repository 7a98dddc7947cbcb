"""How much the sockets of one account may send. Honest use never meets these limits.

They hold for each web process: counting over all of them would cost a query for each message, and
an account that spreads its sockets over several processes finds each of them limited.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`messages` may come at one time and then `messages_per_s`, and so may `intents`. An intent
    beyond them waits its turn; `waiting` may wait in one socket."""

    sockets: int
    messages: int
    messages_per_s: float
    intents: int
    intents_per_s: float
    waiting: int
    shortest_pause: timedelta
    """For how long an account that was cut off may not connect: the first time."""
    longest_pause: timedelta
    """The pause doubles each time until it is this long."""


SIDE = Bounds(
    sockets=8,
    messages=400,
    messages_per_s=30,
    intents=40,
    intents_per_s=5,
    waiting=50,
    shortest_pause=timedelta(seconds=10),
    longest_pause=timedelta(minutes=5),
)
"""A visitor with several tabs, or a device on which a child plays with the buttons."""

OFFICER = Bounds(
    sockets=16,
    messages=3000,
    messages_per_s=100,
    intents=60,
    intents_per_s=10,
    waiting=100,
    shortest_pause=timedelta(seconds=5),
    longest_pause=timedelta(seconds=5),
)
"""A wall of 36 visits sends some 700 messages as it fills, and nobody keeps an officer away from
it for long."""

CONNECTING = 10
"""A new connection counts as so many messages: it costs as much."""

NEGOTIATING = 10
"""So does a message that begins a media connection."""

WAITING_FOR_MEDIA = 200
"""How many messages may wait for one media leg. A leg that begins sends two or three."""

SOCKETS_OF_ONE_COOKIE = 64
"""Beyond these, a connection is refused before anything is looked up. An account's oldest sockets
are closed long before."""

TOUCHING = 3
"""So does a heartbeat of somebody who uses the page: it is written down."""

WAITING_HEARTBEATS = 30
"""A browser sends one every ten seconds, and a wall one more when its tiles change."""
