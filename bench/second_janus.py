"""A second Janus, which plays pre-encoded films into rooms of the house.

Each party has its own mountpoint and player: a mountpoint passes on one request for a key frame a
second, and the request to one party must not reach the others.
"""

import asyncio
import re
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bench.film import EncodedFilm, encoded_film
from bench.player import LOOPBACK, SOUND_TYPE, VIDEO_TYPE, Player, Ports
from launcher.janus_build import ensure_janus
from parloir.media.janus.replies import Message, description, plugin_data
from parloir.media.janus.transport import JanusConnection
from tests.contracts.running_janus import SECRETS, RunningJanus

STREAMING = "janus.plugin.streaming"
SENDS_EVERY_S = 0.004
ANSWERS_WITHIN_S = 20.0
# Parties do not begin at the same moment, so their frames and sounds do not either.
APART_S = 0.0137
UPPER_LAYERS = 2

T = TypeVar("T")


@contextmanager
def second_janus(folder: Path) -> Iterator["SecondJanus"]:
    installation = ensure_janus(chosen=None, log=folder / "second-janus-build.log")
    janus = RunningJanus(folder / "second-janus", installation, streaming=True)
    try:
        janus.start()
        second = SecondJanus(janus, encoded_film())
        try:
            yield second
        finally:
            second.close()
    finally:
        janus.close()


class SecondJanus:
    """Use it from one thread; the players have another."""

    def __init__(self, janus: RunningJanus, film: EncodedFilm) -> None:
        self._film = film
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="second janus")
        self._thread.start()
        self._connection = JanusConnection(
            url=janus.address.url,
            api_secret=janus.address.api_secret,
            request_timeout=ANSWERS_WITHIN_S,
        )
        self._session = 0
        self._handles_up: set[int] = set()
        self._players: list[Player] = []
        self._run(self._begin())

    def close(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def new_party(self) -> "PlayedParty":
        return self._run(self._new_party())

    def answer(self, party: "PlayedParty", sdp: str) -> None:
        self._run(self._start(party, sdp))

    @property
    def parties_up(self) -> int:
        """Return how many parties are connected with the house's Janus."""
        return len(self._handles_up)

    @property
    def key_frames_requested(self) -> int:
        return sum(player.key_frames_requested for player in self._players)

    # Called by the connection

    def on_message(self, message: Message, *, asked: bool) -> None:
        if message.get("janus") == "webrtcup":
            self._handles_up.add(message["sender"])
        elif message.get("janus") == "hangup":
            self._handles_up.discard(message["sender"])

    def on_lost(self, reason: str) -> None:
        self._handles_up.clear()

    # Private

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(2 * ANSWERS_WITHIN_S)

    async def _begin(self) -> None:
        created = await self._connection.ask({"janus": "create"})
        self._session = created["data"]["id"]
        self._connection.listen(self._session, self)
        self._playing = asyncio.create_task(self._play())

    async def _end(self) -> None:
        self._playing.cancel()
        for player in self._players:
            self._loop.remove_reader(player.socket)
            player.close()
        await self._connection.close()

    async def _play(self) -> None:
        while True:
            now = time.monotonic()
            for player in self._players:
                player.send_what_is_due(now)
            await asyncio.sleep(SENDS_EVERY_S)

    async def _new_party(self) -> "PlayedParty":
        number = len(self._players) + 1
        attached = await self._ask({"janus": "attach", "plugin": STREAMING})
        handle = attached["data"]["id"]
        created = await self._say(handle, mountpoint(number))
        player = Player(
            self._film,
            ports_in(plugin_data(created)),
            begins_at=time.monotonic() + number * APART_S,
        )
        self._loop.add_reader(player.socket, player.hear)
        self._players.append(player)
        watched = await self._say(handle, {"request": "watch", "id": number})
        return PlayedParty(handle, with_upper_layers(description(watched) or ""))

    async def _start(self, party: "PlayedParty", sdp: str) -> None:
        answer = {"type": "answer", "sdp": sdp}
        await self._say(party.handle, {"request": "start"}, jsep=answer)

    async def _say(self, handle: int, body: Message, **more: Message) -> Message:
        return await self._ask({"janus": "message", "handle_id": handle, "body": body, **more})

    async def _ask(self, message: Message) -> Message:
        return await self._connection.ask({**message, "session_id": self._session})


class PlayedParty:
    """A party that plays a film. `offer` is what it offers to publish."""

    def __init__(self, handle: int, offer: str) -> None:
        self.handle, self.offer = handle, offer


def mountpoint(number: int) -> Message:
    """Return the request for a mountpoint, whose ports Janus chooses."""
    video = {"type": "video", "mid": "picture", "codec": "vp8", "pt": VIDEO_TYPE}
    sound = {"type": "audio", "mid": "sound", "codec": "opus", "pt": SOUND_TYPE}
    here = {"iface": LOOPBACK, "port": 0}
    return {
        "request": "create",
        "type": "rtp",
        "id": number,
        "admin_key": SECRETS.room_admin_key,
        "media": [sound | here, video | here | {"rtcpport": 0}],
    }


def ports_in(created: Message) -> Ports:
    streams = {each["type"]: each for each in created["stream"]["ports"]}
    return Ports(
        video=streams["video"]["port"],
        video_control=streams["video"]["rtcp_port"],
        sound=streams["audio"]["port"],
    )


def with_upper_layers(offer: str) -> str:
    """Return the offer with its video as the lowest of three simulcast layers.

    The streaming plugin offers one layer. Offered as one of three, it is treated as a real
    party's: a subscriber gets a layer from its next key frame on.
    """
    head, video = offer.split("m=video ", 1)
    found = re.search(r"a=ssrc:(\d+) (cname:\S+)", video)
    assert found is not None, "the offer names no source of its video"
    lowest, name = int(found[1]), found[2]
    sources = [(lowest + layer) % 2**32 for layer in range(UPPER_LAYERS + 1)]
    lines = [f"a=ssrc-group:SIM {' '.join(map(str, sources))}"]
    lines += [f"a=ssrc:{source} {name}" for source in sources[1:]]
    return f"{head}m=video {video.rstrip()}\r\n" + "".join(f"{line}\r\n" for line in lines)
