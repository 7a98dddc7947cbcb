"""What our page sends before the press, and from then on: `frontend/call/publisher.ts` and a real
Janus. In Firefox this is the only proof: nothing else sends with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from playwright.async_api import Page as ChromiumPage

from parloir.media.events import MediaFlow
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, RoomSpec
from tests.contracts.ear import PATIENCE_S, Ear
from tests.contracts.page_modules import bundled
from tests.stage.firefox import FirefoxPage, firefox

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.janus,
    pytest.mark.browser,
]

# A camera of 1280 by 720, so that all three layers are offered, and a tone.
OFFERS = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const brush = canvas.getContext("2d");
  window.pictures = 0;
  setInterval(() => {
    brush.fillStyle = `hsl(${(window.pictures += 1) % 360} 80% 50%)`;
    brush.fillRect(0, 0, 1280, 720);
  }, 50);
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound);
  const stream = canvas.captureStream(20);
  const heard = new MediaStreamAudioDestinationNode(sound);
  tone.connect(heard);
  tone.start();
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  const events = { doubtful: () => undefined, lost: () => undefined };
  window.publisher = await ours.Publisher.prepare(stream, Promise.resolve([]), events);
  window.publisher.holdBack();
  window.everything = { isReduced: false, rung: 4 };
  return window.publisher.offer;
}"""
# Resolves once the camera has made so many more pictures.
PICTURES_MADE = """(count) => new Promise((resolve) => {
  const until = window.pictures + count;
  const look = () => (window.pictures >= until ? resolve() : setTimeout(look, 20));
  look();
})"""
SENT = """async () => {
  const sent = { audio: 0, video: 0 };
  for (const each of (await window.publisher.connection.getStats()).values())
    if (each.type === "outbound-rtp") sent[each.kind] += each.packetsSent ?? 0;
  return sent;
}"""


class Page(Protocol):
    async def evaluate(self, expression: str, argument: Any = None, /) -> Any: ...


class FirefoxInThread:
    """Firefox's commands, which wait for their answers, beside the test's loop."""

    def __init__(self, page: FirefoxPage) -> None:
        self._page = page

    async def evaluate(self, expression: str, argument: Any = None, /) -> Any:
        return await asyncio.to_thread(self._page.evaluate, expression, argument)


@pytest_asyncio.fixture(loop_scope="session", params=["chromium", "firefox"])
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    script = bundled("call/publisher.ts")
    with ExitStack() as stack:
        opened: Page
        if request.param == "firefox":
            opened = FirefoxInThread(await asyncio.to_thread(stack.enter_context, firefox()))
        else:
            opened = await chromium.new_page()
        await opened.evaluate("(script) => { window.ours = (0, eval)(`${script}; ours`); }", script)
        yield opened
        if isinstance(opened, ChromiumPage):
            await opened.close()


async def _until(page: Page, condition: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await page.evaluate(condition):
            await page.evaluate(PICTURES_MADE, 1)


async def test_it_is_connected_before_the_press_and_sends_from_the_press_on(
    page: Page, real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec]
) -> None:
    await real.open_room(room)
    leg = await real.open_leg(leg_in())
    ear = Ear(leg)
    answer = await leg.publish(await page.evaluate(OFFERS))
    await page.evaluate("(answer) => publisher.accept(answer, window.everything)", answer)
    await _until(page, "() => publisher.isConnected")

    await page.evaluate(PICTURES_MADE, 30)
    assert await page.evaluate(SENT) == {"audio": 0, "video": 0}
    assert _flowing(ear) == set()

    await page.evaluate("() => publisher.open(window.everything)")
    while _flowing(ear) != {"audio", "video"}:
        await ear.hear(MediaFlow)


def _flowing(ear: Ear) -> set[str]:
    """Return the kinds of which something has arrived at the media server."""
    return {each.kind for each in ear.heard if isinstance(each, MediaFlow) and each.flowing}
