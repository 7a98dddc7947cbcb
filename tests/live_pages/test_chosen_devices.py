"""The choice of camera, microphone and speaker, in a browser with several of each."""

import pytest

from parloir.protocol.screens.visit import MediaDemand
from tests.live_pages.screens import live, monitor_check, pin, room_check
from tests.stage.waiting import wait_until

CHECK = room_check()
CHOICE = "Choose camera, microphone and speaker"


@pytest.fixture(scope="module")
def devices():
    return (
        "--use-fake-device-for-media-stream=device-count=2",
        "--use-fake-ui-for-media-stream",
    )


@pytest.fixture
def room(live_page):
    return live_page("room")


def _select(page, name):
    return page.page.get_by_label(name, exact=True)


def _options(page, name):
    return _select(page, name).locator("option").all_inner_texts()


def _in_use(page, kind):
    """Return the name of the device whose track the page shows of itself."""
    script = """(kind) => document.querySelector("video").srcObject?.getTracks()
        .find((one) => one.kind === kind)?.label"""
    return page.page.evaluate(script, kind)


def _looks_for_choice(page):
    page.page.get_by_text(CHOICE).click()
    wait_until(lambda: len(_options(page, "Camera")) == 2, "two cameras")


def test_a_camera_is_chosen_at_the_check_and_kept_for_the_next_time(room):
    room.opens(CHECK)
    _looks_for_choice(room)
    first, second = _options(room, "Camera")
    wait_until(lambda: _in_use(room, "video") == first, "the first camera")

    _select(room, "Camera").select_option(label=second)

    wait_until(lambda: _in_use(room, "video") == second, "the second camera")
    room.page.reload()
    room.comes("check")
    wait_until(lambda: room.page.locator("video").count() == 1, "the own picture")
    wait_until(lambda: _in_use(room, "video") == second, "the second camera again")


def test_a_microphone_is_exchanged_during_the_visit(room):
    room.opens(live(room.now, media=MediaDemand(publish=True)))
    room.page.get_by_role("button", name="Devices").click()
    wait_until(lambda: len(_options(room, "Microphone")) > 1, "several microphones")
    wanted = _options(room, "Microphone")[-1]

    _select(room, "Microphone").select_option(label=wanted)

    wait_until(lambda: _in_use(room, "audio") == wanted, "the chosen microphone")
    room.page.keyboard.press("Escape")
    wait_until(lambda: _select(room, "Microphone").count() == 0, "the choice to be closed")


def test_a_device_that_does_not_start_is_said_and_another_one_used(room):
    room.opens(CHECK)
    _looks_for_choice(room)
    first, second = _options(room, "Camera")
    room.page.evaluate(
        """() => {
          const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (wanted) => wanted.video?.deviceId
            ? Promise.reject(new DOMException("in use", "NotReadableError"))
            : open(wanted);
        }"""
    )

    _select(room, "Camera").select_option(label=second)

    wait_until(lambda: "another one is used" in room.reads(), "the sentence")
    wait_until(lambda: _in_use(room, "video") == first, "the first camera")


def test_a_kept_device_that_is_gone_does_not_keep_the_camera_from_starting(room):
    room.page.add_init_script(
        """localStorage.setItem("parloir-devices",
             JSON.stringify({ camera: { id: "gone", name: "Gone" } }));"""
    )
    room.opens(CHECK)
    wait_until(lambda: _in_use(room, "video") == "fake_device_0", "the camera that is there")


def test_a_device_of_the_facility_offers_no_choice(live_page):
    page = live_page("monitor")
    page.opens(pin())
    page.shows(monitor_check())
    wait_until(page.page.get_by_role("button", name="Begin visit").is_enabled, "the camera")
    assert page.page.get_by_text(CHOICE).count() == 0
