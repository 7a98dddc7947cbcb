"""A camera or a microphone that is lost during the check or the visit, and comes back."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parloir.protocol.screens.screen import SideDevices
from tests.live_pages.screens import SENDING, live, monitor_check, tile, wall
from tests.stage.films import SAMPLES_A_SECOND
from tests.stage.live_page import SITE, LivePage
from tests.stage.waiting import wait_until

OWN_DEVICES = Path(__file__).parents[1] / "stage" / "own_devices.js"
OTHER = {"camera": "microphone", "microphone": "camera"}
BOTH = pytest.mark.parametrize("device", ["camera", "microphone"])


@pytest.fixture(scope="module")
def devices(tmp_path_factory) -> tuple[str, ...]:
    microphone = tmp_path_factory.mktemp("microphone") / "room.wav"
    _write_sound_of_a_room(microphone)
    return (
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    )


def _write_sound_of_a_room(path: Path) -> None:
    """Write noise without a pause: Chromium's own fake microphone is silent between its beeps."""
    samples = np.random.default_rng(1).normal(scale=300, size=2 * SAMPLES_A_SECOND)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes(samples.astype("<i2").tobytes())


class Person:
    """A page with camera and microphone."""

    def __init__(self, page: LivePage) -> None:
        self.page = page
        page.page.add_init_script(path=OWN_DEVICES)
        session = page.browser.new_cdp_session(page.page)
        self._profile = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        browser = page.browser.browser
        assert browser is not None
        self._session = browser.new_browser_cdp_session()
        for device in OTHER:
            self.permits(device)

    def permits(self, device: str, setting: str = "granted") -> None:
        """Set the browser's permission for the page, as its person would."""
        known = {"permission": {"name": device}, "setting": setting, "origin": SITE}
        self._session.send("Browser.setPermission", {**known, "browserContextId": self._profile})

    def does(self, step: str) -> None:
        self.page.page.evaluate(f"() => ownDevices.{step}")

    @property
    def sends(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.page.page.evaluate("() => ownDevices.sent()")
        return sent

    def told(self, kind: str) -> list[dict[str, Any]]:
        """Return what the page told the server of this kind."""
        sent: list[dict[str, Any]] = self.page.page.evaluate("() => serverWithin.media")
        return [
            {name: value for name, value in message.items() if name != "type"}
            for message in sent
            if message["type"] == kind
        ]

    def sends_devices(self, *devices: str) -> None:
        """Wait until these are sent from a device, and something else in place of the others."""

        def does() -> bool:
            sent = self.sends
            from_devices = {kind for kind, track in sent.items() if track["isDevice"]}
            is_live = all(track["isLive"] for track in sent.values())
            return len(sent) == 2 and is_live and from_devices == set(devices)

        wait_until(does, f"{devices} to be sent", otherwise=lambda: str(self.sends))

    def reads_within_three_seconds(self, words: str) -> None:
        for _ in range(12):
            self.page.passes(0.25)
        wait_until(lambda: words in self.page.reads(), words, otherwise=self.page.reads)

    def no_longer_reads_within_three_seconds(self, words: str) -> None:
        for _ in range(12):
            self.page.passes(0.25)
        wait_until(lambda: words not in self.page.reads(), f"{words} to go")


@pytest.fixture
def visitor(live_page) -> Person:
    """Return a person in a live visit, who sends both."""
    page = live_page("room")
    person = Person(page)
    page.opens(live(page.now, media=SENDING))
    person.sends_devices("camera", "microphone")
    return person


@BOTH
def test_a_permission_that_is_withdrawn_leaves_the_other_device_and_comes_back(visitor, device):
    """Chromium ends both, which it had opened with one question. The other one is opened again."""
    visitor.permits(device, "denied")
    visitor.reads_within_three_seconds(f"The {device} is not allowed")
    visitor.sends_devices(OTHER[device])

    visitor.permits(device)
    visitor.no_longer_reads_within_three_seconds("not allowed")
    visitor.sends_devices("camera", "microphone")


@BOTH
def test_an_unplugged_device_is_said_and_comes_back_by_itself(visitor, device):
    kept = visitor.sends[OTHER[device]]["id"]

    visitor.does(f"unplug('{device}')")
    visitor.reads_within_three_seconds(f"No {device} was found")
    visitor.sends_devices(OTHER[device])

    visitor.does(f"plug('{device}')")
    visitor.no_longer_reads_within_three_seconds("was found")
    visitor.sends_devices("camera", "microphone")
    assert visitor.sends[OTHER[device]]["id"] == kept


@BOTH
def test_a_device_that_the_system_takes_is_said_and_comes_back(visitor, device):
    visitor.does(f"hold('{device}', true)")
    visitor.reads_within_three_seconds(f"Your system has stopped the {device}")
    visitor.sends_devices(OTHER[device])

    visitor.does(f"hold('{device}', false)")
    visitor.no_longer_reads_within_three_seconds("has stopped")
    visitor.sends_devices("camera", "microphone")


def test_one_press_takes_a_device_again(visitor):
    visitor.does("hold('camera', true)")
    visitor.reads_within_three_seconds("Your system has stopped the camera")
    held = visitor.sends["microphone"]["id"]

    visitor.page.page.get_by_role("button", name="Try again").click()

    visitor.no_longer_reads_within_three_seconds("has stopped")
    visitor.sends_devices("camera", "microphone")
    assert visitor.sends["microphone"]["id"] == held


def test_both_can_be_lost_and_the_visit_goes_on(visitor):
    for device in OTHER:
        visitor.does(f"unplug('{device}')")
    visitor.reads_within_three_seconds("No camera and no microphone were found")
    assert "you see and hear Jordan Miles" in visitor.page.reads()
    visitor.sends_devices()
    assert visitor.page.page.get_by_role("button", name="Try again").count() == 1


def test_a_microphone_with_a_switch_of_its_own_is_noticed_when_it_is_switched_off(live_page):
    page = live_page("monitor")
    person = Person(page)
    page.page.add_init_script("ownDevices.hasSwitch()")
    page.opens(monitor_check())
    words = "No sound at all comes from your microphone"

    def reads_soon(*, is_said: bool) -> None:
        def as_told() -> bool:
            page.passes(0.25)
            return (words in page.reads()) is is_said

        wait_until(as_told, f"the words to be there: {is_said}", every=0.1)

    wait_until(page.page.get_by_role("button", name="Begin visit").is_enabled, "the check")
    person.does("turn(false)")
    reads_soon(is_said=True)
    person.does("turn(true)")
    reads_soon(is_said=False)


ALONE = {"camera": "Begin with sound alone", "microphone": "Begin with picture alone"}


@BOTH
def test_a_device_that_is_lost_at_the_check_is_said_and_the_visit_can_begin_without(
    live_page, device
):
    page = live_page("monitor")
    person = Person(page)
    page.opens(monitor_check())
    begin = page.page.get_by_role("button", name="Begin visit")
    wait_until(begin.is_enabled, "the check")

    person.does(f"unplug('{device}')")
    person.reads_within_three_seconds(f"No {device} was found")
    wait_until(page.page.get_by_role("button", name=ALONE[device]).is_enabled, "the other way")
    person.does(f"plug('{device}')")
    person.no_longer_reads_within_three_seconds("was found")
    wait_until(begin.is_enabled, "both to be there")


@BOTH
def test_a_visit_begins_with_one_device_by_one_press(live_page, device):
    page = live_page("monitor")
    person = Person(page)
    person.permits(device, "denied")
    page.opens(monitor_check())
    person.reads_within_three_seconds(f"The {device} is not allowed")

    page.page.get_by_role("button", name=ALONE[device]).click()

    without = {"camera": "on", "microphone": "on", "signs": False, device: "none"}
    assert person.told("media.devices") == [{"leg": "side", "attempt": 1, **without}]
    person.sends_devices(OTHER[device])
    assert [intent["name"] for intent in page.intents] == ["begin"]


def test_without_any_device_no_visit_can_begin(live_page):
    page = live_page("monitor")
    person = Person(page)
    for device in OTHER:
        person.permits(device, "denied")
    page.opens(monitor_check())
    person.reads_within_three_seconds("Camera and microphone are not allowed")
    assert page.page.get_by_role("button", name="Begin visit").is_disabled()


def test_what_is_switched_off_is_told(visitor):
    for button in ("Mute", "Camera off", "Unmute", "Camera on"):
        visitor.page.page.get_by_role("button", name=button).click()
    wait_until(lambda: len(visitor.told("media.devices")) == 4, "each switch")
    told = [(one["camera"], one["microphone"]) for one in visitor.told("media.devices")]
    assert told == [("on", "off"), ("off", "off"), ("off", "on"), ("on", "on")]


def test_a_device_that_the_system_takes_is_told_as_off(visitor):
    visitor.does("hold('microphone', true)")
    wait_until(lambda: visitor.told("media.devices"), "that it is off")
    (told,) = visitor.told("media.devices")
    assert (told["camera"], told["microphone"]) == ("on", "off")


@pytest.mark.parametrize(
    ("camera", "words"),
    [
        ("none", "Jordan has no camera."),
        ("off", "Jordan's camera is off."),
        ("thin", "Jordan's connection is slow."),
    ],
)
def test_a_missing_picture_is_neither_awaited_nor_called_still(live_page, camera, words):
    page = live_page("room")
    page.opens(live(page.now, media=SENDING))
    wait_until(lambda: "picture of Jordan Miles is coming" in page.reads(), "the usual words")

    devices = SideDevices(camera=camera, microphone="on", signs=False)
    page.shows(live(page.now, media=SENDING, other_devices=devices, other_devices_text=words))

    wait_until(lambda: words in page.reads(), words)
    page.passes(5)
    assert "The picture of" not in page.reads()


def test_the_wall_says_which_device_a_side_does_without(live_page):
    page = live_page("wall")
    page.opens(wall([tile(page.now, "1")]))
    changed = {
        "visitor_devices": SideDevices(camera="none", microphone="on", signs=False),
        "inmate_devices": SideDevices(camera="off", microphone="none", signs=False),
    }
    page.shows(wall([tile(page.now, "1").model_copy(update=changed)]))
    words = ("Maria 1 has no camera", "Jordan 1's camera is off", "Jordan 1 has no microphone")
    for each in words:
        wait_until(lambda each=each: each in page.reads(), each, otherwise=page.reads)
    thin = {**changed, "visitor_devices": SideDevices(camera="thin", microphone="on", signs=False)}
    page.shows(wall([tile(page.now, "1").model_copy(update=thin)]))
    carried = "Maria 1's connection carries the voice alone"
    wait_until(lambda: carried in page.reads(), carried, otherwise=page.reads)
    signing = {"visitor_devices": SideDevices(camera="on", microphone="thin", signs=True)}
    page.shows(wall([tile(page.now, "1").model_copy(update=signing)]))
    said = "Maria 1 signs: the picture comes first · Maria 1's connection carries the picture alone"
    wait_until(lambda: said in page.reads(), said, otherwise=page.reads)
    away = {**changed, "inmate_here": False}
    page.shows(wall([tile(page.now, "1").model_copy(update=away)]))
    wait_until(lambda: "Not connected" in page.reads(), "that one is away")
    assert "Jordan 1 has no microphone" not in page.reads()
