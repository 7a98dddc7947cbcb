import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from launcher.janus_build import ensure_janus
from parloir.media.fake import FakeMediaServer
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, MediaServer, RoomSpec
from tests.contracts.peers import CHROMIUM_FLAGS, BrowserPage, CannedPeer, Peer
from tests.contracts.running_janus import RunningJanus
from tests.stage.browsers import CHROMIUM

SECRET = "the room's secret"
PIN = "the room's pin"

_numbers = itertools.count(1_000_000_007)


class Node(Protocol):
    """A media server that a test can stop and start again."""

    @property
    def server(self) -> MediaServer: ...

    async def go_down(self) -> None: ...

    async def come_back(self) -> None: ...


class FakeNode:
    def __init__(self) -> None:
        self.server = FakeMediaServer()

    async def go_down(self) -> None:
        self.server.go_down()

    async def come_back(self) -> None:
        self.server.come_back()


class JanusNode:
    def __init__(self, janus: RunningJanus) -> None:
        self.server = JanusServer(janus.address)
        self._janus = janus

    async def go_down(self) -> None:
        self._janus.kill()

    async def come_back(self) -> None:
        self._janus.start()


@pytest.fixture(scope="session")
def janus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningJanus]:
    folder: Path = tmp_path_factory.mktemp("janus")
    running = RunningJanus(folder, ensure_janus(chosen=None, log=folder / "build.log"))
    running.start()
    yield running
    running.close()


@pytest_asyncio.fixture(
    loop_scope="session", params=["fake", pytest.param("janus", marks=pytest.mark.janus)]
)
async def node(request: pytest.FixtureRequest) -> AsyncIterator[Node]:
    made: Node
    made = FakeNode() if request.param == "fake" else JanusNode(request.getfixturevalue("janus"))
    yield made
    await made.server.close()


@pytest.fixture
def server(node: Node) -> MediaServer:
    return node.server


@pytest_asyncio.fixture(loop_scope="session")
async def real(janus: RunningJanus) -> AsyncIterator[JanusServer]:
    server = JanusServer(janus.address)
    yield server
    await server.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[BrowserPage]:
    opened = await BrowserPage.open(chromium)
    yield opened
    await opened.close()


@pytest.fixture
def peer(node: Node, request: pytest.FixtureRequest) -> Callable[[], Awaitable[Peer]]:
    """Return a factory of peers with real media; for the fake, canned peers are enough."""
    if isinstance(node, FakeNode):

        async def canned() -> Peer:
            return CannedPeer()

        return canned
    opened: BrowserPage = request.getfixturevalue("page")
    return opened.party


@pytest.fixture
def room() -> RoomSpec:
    """Return a room that no other test uses, and that is not open yet."""
    return RoomSpec(room_id=next(_numbers), secret=SECRET, pin=PIN)


@pytest.fixture
def leg_in(room: RoomSpec) -> Callable[..., LegSpec]:
    """Return a factory of leg specs in the room, with new ids unless ids are given."""

    def made(
        *,
        publishes: bool = True,
        pin: str = PIN,
        feed_id: int | None = None,
        session_id: int | None = None,
    ) -> LegSpec:
        return LegSpec(
            room_id=room.room_id,
            pin=pin,
            feed_id=feed_id or next(_numbers),
            session_id=session_id or next(_numbers),
            opaque_id="a leg, generation 1",
            publishes=publishes,
        )

    return made
