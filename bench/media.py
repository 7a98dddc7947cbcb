"""The suite `media`: what one person's browser sends during a visit, in Chromium and in Firefox.

The visits are real. The inmate is a socket without a browser, so that the visitor's browser has the
machine's processors. Both browsers have their own moving test picture as a camera.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Error as BrowserError

from bench.actors import Visitor, browsers
from bench.figures import Figure, MeasurementFailed, figure_at, median
from bench.firefox_visitor import FirefoxVisitor
from launcher.console import say
from tests.stage.firefox import firefox
from tests.stage.house import LAFAYETTE, House
from tests.stage.sockets import LiveSocket, Person, come_in_at_the_station

ROUNDS = 4
SETTLES_S = 3.0
LOOKS_FOR_S = 8.0
# The rate grows over the first seconds, and with it the number of layers. While it grows, browsers
# fill the line to find out what it carries.
GROWS_FOR_S = 20.0
SENT = """async () => {
  const sent = { at: performance.now(), bytes: 0, layers: {} };
  for (const peer of window.parloirPeers) {
    if (!peer.getSenders().some(({ track }) => track?.kind === "video")) continue;
    for (const entry of (await peer.getStats()).values()) {
      if (entry.type === "candidate-pair") sent.bytes += entry.bytesSent ?? 0;
      if (entry.type !== "outbound-rtp" || entry.kind !== "video") continue;
      sent.layers[entry.rid] = { frames: entry.framesSent, bytes: entry.bytesSent };
    }
  }
  return sent;
}"""

SWITCH = """() => document.querySelectorAll(".v-controls .v-toggle")[1].click()"""
# Milliseconds from the press to the first new frame of the largest layer.
BACK = f"""async () => {{
  const sent = {SENT};
  const frames = async () => (await sent()).layers.h?.frames ?? 0;
  const [began, before] = [performance.now(), await frames()];
  ({SWITCH})();
  while ((await frames()) <= before) await new Promise((resolve) => setTimeout(resolve, 10));
  return performance.now() - began;
}}"""


class Sender(Protocol):
    """A visitor in a browser."""

    def comes(self, ready_visit: Mapping[str, str]) -> None: ...

    def begins(self) -> None: ...

    def waits_for(self, screen: str) -> None: ...

    def runs(self, script: str) -> Any:
        """Return what this function returns in the page."""


class ChromiumVisitor(Visitor):
    def runs(self, script: str) -> Any:
        return self.page.evaluate(script)


def measure_media(*, rounds: int = ROUNDS) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            return _measure_in(Path(name), rounds)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure


def _measure_in(folder: Path, rounds: int) -> dict[str, Figure]:
    house = House(folder)
    try:
        house.start()
        with browsers() as opened:
            chromium = ChromiumVisitor(opened.context())
            chromium.arrives(house.monitor_at(LAFAYETTE))
            with _live_visit(house, chromium, number=1):
                figures = _in_chromium(chromium, rounds)
        with firefox() as page:
            visitor = FirefoxVisitor(page, house.monitor_at(LAFAYETTE, number=2))
            with _live_visit(house, visitor, number=2):
                figures |= _in_firefox(visitor, rounds)
    finally:
        house.stop()
    return figures


@contextmanager
def _live_visit(house: House, visitor: Sender, *, number: int) -> Iterator[None]:
    visit = house.ready_visit()
    person = Person(house)
    person.opens(house.station_at(LAFAYETTE, number=number))
    inmate = LiveSocket(person, "/ws/station/")
    try:
        inmate.sees(lambda screen: True, "a screen")
        visitor.comes(visit)
        visitor.begins()
        come_in_at_the_station(inmate, visit)
        visitor.waits_for("live")
        time.sleep(GROWS_FOR_S)
        yield
    finally:
        inmate.close()


def _in_chromium(visitor: Sender, rounds: int) -> dict[str, Figure]:
    rates = Rates.of(visitor, rounds)
    rates.say("Chromium")
    return {
        "camera_off_kbit": rates.off,
        "camera_back_ms_p50": figure_at(50, rates.back_ms),
    }


def _in_firefox(visitor: Sender, rounds: int) -> dict[str, Figure]:
    before, after = _two_looks(visitor)
    layers = [name for name in after["layers"] if _frames(before, after, name) > 0]
    lowest = _kbit(before, after, before["layers"]["l"]["bytes"], after["layers"]["l"]["bytes"])
    rates = Rates.of(visitor, rounds)
    rates.say("Firefox")
    return {
        "firefox_layers_sent": Figure(value=len(layers), n=1),
        "firefox_lowest_layer_kbit": Figure(value=lowest, n=1),
        "firefox_camera_off_kbit": rates.off,
    }


@dataclass(slots=True)
class Rates:
    """What is sent with the camera and without, in kbit/s, and how soon it is back; one of each a
    round."""

    with_camera: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)
    back_ms: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, visitor: Sender, rounds: int) -> "Rates":
        found = cls()
        for _ in range(rounds):
            found.with_camera.append(_rate(visitor))
            visitor.runs(SWITCH)
            found.without.append(_rate(visitor))
            found.back_ms.append(float(visitor.runs(BACK)))
        return found

    @property
    def off(self) -> Figure:
        return figure_at(50, self.without, baseline=self.with_camera)

    def say(self, browser: str) -> None:
        on, off = median(self.with_camera), median(self.without)
        say(f"  {browser}: {on:.0f} kbit/s with the camera, {off:.0f} without.")


def _rate(visitor: Sender) -> float:
    time.sleep(SETTLES_S)
    before, after = _two_looks(visitor)
    return _kbit(before, after, before["bytes"], after["bytes"])


def _two_looks(visitor: Sender) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = visitor.runs(SENT)
    time.sleep(LOOKS_FOR_S)
    after: dict[str, Any] = visitor.runs(SENT)
    return before, after


def _kbit(before: Mapping[str, Any], after: Mapping[str, Any], first: float, last: float) -> float:
    """Return kbit/s between two counts of bytes."""
    milliseconds = after["at"] - before["at"]
    if milliseconds <= 0:
        raise MeasurementFailed("the page's clock did not go on")
    return (last - first) * 8 / float(milliseconds)


def _frames(before: Mapping[str, Any], after: Mapping[str, Any], layer: str) -> int:
    had = before["layers"].get(layer, {}).get("frames") or 0
    return int((after["layers"][layer]["frames"] or 0) - had)
