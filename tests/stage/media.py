"""Check what arrives in a page: moving video in the sender's colour, and sound."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.stage.films import Look
from tests.stage.waiting import wait_until

# For each of red, green and blue, after two colour conversions and one encoding.
COLOUR_TOLERANCE = 30
TONE_TOLERANCE_HZ = 25
# Half a second of a film.
FRAMES_MORE = 4
# Reading a frame renders it, which takes a processor from those who produce the video.
LOOK_EVERY_S = 0.15


@dataclass(frozen=True)
class Arrived:
    """Sums over all connections that the page has ever had."""

    frames: int
    packets: int
    energy: float
    last_packet_at: float
    """The time of the last packet of any of them, in milliseconds since 1970."""
    open_connections: int


def what_arrived(page: Page) -> Arrived:
    report: dict[str, Any] = page.evaluate("mediaProbe.look()")
    inbound = report["inbound"]
    return Arrived(
        frames=sum(one["frames"] for one in inbound if one["kind"] == "video"),
        packets=sum(one["packets"] for one in inbound),
        energy=sum(one["energy"] for one in inbound if one["kind"] == "audio"),
        last_packet_at=max((one["lastPacketAt"] for one in inbound), default=0.0),
        open_connections=sum(state != "closed" for state in report["states"]),
    )


def sees(page: Page, look: Look, *, selector: str = "[data-testid=remote-video]") -> None:
    """Wait until the element gets new decoded frames of this person's video."""
    frames_at_first = 0

    def the_right_picture_moves() -> bool:
        nonlocal frames_at_first
        for picture in page.evaluate("(selector) => mediaProbe.pictures(selector)", selector):
            if picture["colour"] is None or not is_colour(picture["colour"], look):
                continue
            frames_at_first = frames_at_first or picture["frames"]
            if picture["frames"] >= frames_at_first + FRAMES_MORE:
                return True
        return False

    wait_until(
        the_right_picture_moves,
        f"the picture of {look.wall} at {page.url}",
        seconds=30,
        every=LOOK_EVERY_S,
    )


def moves(page: Page, *, selector: str = "[data-testid=remote-video]") -> None:
    """Wait until the element gets new decoded frames, whatever they show."""

    def frames() -> int:
        fed = page.evaluate("(selector) => mediaProbe.pictures(selector)", selector)
        return sum(int(picture["frames"]) for picture in fed)

    at_first = frames()
    wait_until(lambda: frames() >= at_first + FRAMES_MORE, f"a picture to move at {page.url}")


def hears(page: Page, look: Look, *, selector: str = "[data-testid=remote-video]") -> None:
    """Wait until the element plays this person's tone, with growing energy."""
    hears_tone(page, look.hertz, selector=selector)


def hears_tone(page: Page, hertz: int, *, selector: str = "[data-testid=remote-video]") -> None:
    """Wait until the element plays this tone, with growing energy."""
    energy_at_first = what_arrived(page).energy

    def the_right_sound_flows() -> bool:
        tone: float = page.evaluate("(selector) => mediaProbe.tone(selector)", selector)
        is_louder = what_arrived(page).energy > energy_at_first
        return is_louder and abs(tone - hertz) < TONE_TOLERANCE_HZ

    wait_until(
        the_right_sound_flows,
        f"a tone of {hertz} Hz at {page.url}",
        seconds=30,
        every=LOOK_EVERY_S,
    )


def is_connected_both_ways(page: Page) -> None:
    """Wait until what the page sends and what it receives have their connections."""

    def both() -> bool:
        states: list[str] = page.evaluate("mediaProbe.look()")["states"]
        return states.count("connected") == 2

    wait_until(both, f"both connections of {page.url}")


def sends_against_its_will(page: Page, *, packets: int = 30) -> None:
    """Make the page send picture and sound, whatever it means to, until that many have gone."""
    page.evaluate("(packets) => mediaProbe.sendAnyway(packets)", packets)


def kbit_sent(page: Page, *, seconds: float) -> float:
    """Return the rate at which the page sends over all its connections, in kbit/s."""
    rate: float = page.evaluate(
        """async (seconds) => {
          const [began, before] = [performance.now(), await mediaProbe.sent()];
          await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
          return ((await mediaProbe.sent()) - before) * 8 / (performance.now() - began);
        }""",
        seconds,
    )
    return rate


def media_has_stopped(page: Page) -> float:
    """Wait until nothing arrives any more. Return the last packet's time (ms since 1970)."""
    packets = [-1.0, -2.0, -3.0, -4.0]

    def nothing_comes() -> bool:
        packets.pop(0)
        packets.append(what_arrived(page).packets)
        page.wait_for_timeout(150)
        return len(set(packets)) == 1

    wait_until(nothing_comes, f"media to stop at {page.url}", seconds=20)
    return what_arrived(page).last_packet_at


def width_of(picture: Locator) -> int:
    """Return the width of an image in pixels, when it has arrived and is decoded."""
    width: int = picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)")
    return width


def nothing_is_shown(page: Page) -> None:
    """Wait until the page has no frame of anybody, and no connection."""

    def is_empty() -> bool:
        fed = page.evaluate("mediaProbe.pictures('video').filter((one) => one.isFed).length")
        return fed == 0 and what_arrived(page).open_connections == 0

    wait_until(is_empty, f"pictures and connections to be gone at {page.url}")


def pressed_at(page: Page, moment: str) -> float:
    """Return when a mark of the page was set, in milliseconds since 1970."""
    found: float = page.evaluate(
        "(name) => performance.timeOrigin + performance.getEntriesByName(name).at(-1).startTime",
        f"parloir:{moment}",
    )
    return found


def is_colour(colour: list[float], look: Look) -> bool:
    pairs = zip(colour, look.wall, strict=True)
    return all(abs(one - other) < COLOUR_TOLERANCE for one, other in pairs)
