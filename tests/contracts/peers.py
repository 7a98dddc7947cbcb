"""The browser's side of a leg: a real Chromium, or canned descriptions for the fake."""

import itertools
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Browser, Page

from parloir.media.events import SubscriptionOffer
from parloir.media.protocol import MediaLeg
from tests.contracts.descriptions import canned_answer, canned_offer

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
]
SCRIPT = Path(__file__).with_name("party.js").read_text()


class Peer(Protocol):
    async def publish(self, leg: MediaLeg, *, unhurried: bool = False) -> None: ...

    async def reroute(self, leg: MediaLeg) -> None: ...

    async def receive(self, leg: MediaLeg, offer: SubscriptionOffer) -> None: ...


class CannedPeer:
    async def publish(self, leg: MediaLeg, *, unhurried: bool = False) -> None:
        await leg.publish(canned_offer(), unhurried=unhurried)

    async def reroute(self, leg: MediaLeg) -> None:
        await leg.reroute_sending(canned_offer())

    async def receive(self, leg: MediaLeg, offer: SubscriptionOffer) -> None:
        await leg.accept(canned_answer())


class BrowserPage:
    """A page in which each party is a named pair of peer connections."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._names = (f"party {number}" for number in itertools.count(1))

    @classmethod
    async def open(cls, browser: Browser) -> "BrowserPage":
        page = await browser.new_page()
        opened = cls(page)
        await page.add_script_tag(content=SCRIPT)
        return opened

    async def close(self) -> None:
        await self._page.close()

    async def party(self, *, colour: str = "#d03020", hertz: int = 440) -> "ChromiumPeer":
        name = next(self._names)
        await self.call("begin", name, colour, hertz)
        return ChromiumPeer(self, name)

    async def call(self, function: str, *arguments: Any) -> Any:
        return await self._page.evaluate(
            "([name, given]) => window[name](...given)", [function, list(arguments)]
        )


class ChromiumPeer:
    def __init__(self, page: BrowserPage, name: str) -> None:
        self._page = page
        self._name = name

    async def publish(self, leg: MediaLeg, *, unhurried: bool = False) -> None:
        offer = await self._page.call("offer", self._name)
        answer = await leg.publish(offer, unhurried=unhurried)
        await self._page.call("takeAnswer", self._name, answer)

    async def reroute(self, leg: MediaLeg) -> None:
        offer = await self._page.call("rerouteOffer", self._name)
        await self._page.call("takeAnswer", self._name, await leg.reroute_sending(offer))

    async def receive(self, leg: MediaLeg, offer: SubscriptionOffer) -> None:
        await leg.accept(await self._page.call("answer", self._name, offer.sdp))

    async def ask(self, question: str, *arguments: Any) -> Any:
        """Return what the page knows about this party: `received`, `colour`, `transport`…"""
        return await self._page.call(question, self._name, *arguments)
