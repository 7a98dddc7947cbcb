"""A visit survives problems of browsers: a reload, a second window, no camera or no microphone."""

import pytest

from tests.stage.actors.kiosk import Monitor
from tests.stage.actors.officer import Officer
from tests.stage.actors.surface import Surface
from tests.stage.browsers import page_in
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE
from tests.stage.media import hears
from tests.stage.silence import silence_keeps_coming

# No fake device of Chromium's can be taken by another program: these are its words when one is.
CAMERA_IS_BUSY = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("Could not start video source", "NotReadableError");
};"""


@pytest.fixture
def live(house, monitor, station):
    """Return a live visit, with its monitor and its station."""
    visit = house.ready_visit()
    lobby, cell = monitor(house), station(house)
    lobby.comes_in(visit["pin"])
    cell.comes_in(visit)
    lobby.sees(cell)
    cell.sees(lobby)
    return lobby, cell


def test_reloaded_page_rejoins_by_itself(live):
    lobby, cell = live

    lobby.reloads()

    lobby.is_at("live")
    lobby.sees_and_hears(cell)
    cell.sees_and_hears(lobby)

    cell.reloads()

    cell.is_at("live")
    cell.sees_and_hears(lobby)
    lobby.sees_and_hears(cell)
    lobby.ends_visit()
    cell.is_at("ended")


def test_second_window_of_a_monitor_takes_over_and_the_first_says_so(house, live, gallery):
    lobby, cell = live

    second = Surface(lobby.page.context.new_page(), look=VISITOR)
    second.page.goto(f"{house.url}/monitor/")

    lobby.is_at("superseded")
    lobby.says("This device is in use in another window.")
    lobby.shows_nobody()
    gallery.look_at(lobby.page, "monitor-superseded")
    second.is_at("live")
    second.sees(cell)
    cell.sees(second)

    lobby.page.bring_to_front()
    lobby.presses("Go on here")

    second.is_at("superseded")
    lobby.is_at("live")
    lobby.sees(cell)
    cell.sees(lobby)
    lobby.ends_visit()


def test_sound_alone_and_picture_alone_make_a_visit(house, monitor, station, browsers, gallery):
    """The visitor has no camera, the inmate no microphone, as everybody reads. Both come back."""
    visit = house.ready_visit()
    visitor, inmate = visit["visitor"].split()[0], visit["inmate"].split()[0]
    lobby, cell = monitor(house), station(house)
    lobby.lacks("camera")
    cell.lacks("microphone")
    lobby.enters_pin(visit["pin"])
    lobby.confirms_names()
    lobby.reads_rules()
    lobby.says("No camera was found")
    gallery.look_at(lobby.page, "monitor-without-camera")
    lobby.presses("Begin with sound alone")
    cell.signs_in(visit["inmate_master_id"], visit["inmate_pin"])
    cell.says("No microphone was found")
    cell.presses("Begin with picture alone")

    cell.says(f"{visitor} has no camera.")
    hears(cell.page, VISITOR)
    lobby.says(f"{inmate} has no microphone.")
    lobby.sees(cell)
    silence_keeps_coming(lobby.page)
    officer = Officer(browsers.open().new_page(), house, house.staff("officer"))
    officer.sees_tile_of(visit["visitor"], visit["inmate"], INMATE)
    officer.reads(f"{visit['visitor']} has no camera")
    officer.reads(f"{visit['inmate']} has no microphone")
    gallery.look_at(officer.page, "wall-without-camera")

    lobby.plugs_in("camera")
    cell.plugs_in("microphone")
    cell.sees(lobby)
    cell.no_longer_says("has no camera")
    lobby.sees_and_hears(cell)
    lobby.no_longer_says("has no microphone")
    lobby.ends_visit()
    cell.is_at("ended")


@pytest.mark.parametrize(
    ("trouble", "flags", "words"),
    [
        (
            "missing",
            ["--use-fake-ui-for-media-stream"],
            "No camera and no microphone were found",
        ),
        (
            "denied",
            ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
            "Camera and microphone are not allowed",
        ),
        (
            "busy",
            ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
            "Camera and microphone are in use",
        ),
    ],
)
def test_what_is_wrong_with_the_camera_is_said_in_words_of_its_own(
    house, browsers, gallery, trouble, flags, words
):
    visit = house.ready_visit()
    page = page_in(browsers.open(flags=flags))
    if trouble == "busy":
        page.add_init_script(CAMERA_IS_BUSY)
    lobby = Monitor(page, house.monitor_at(LAFAYETTE, number=2))
    lobby.enters_pin(visit["pin"])
    lobby.confirms_names()
    lobby.reads_rules()

    lobby.is_at("check")
    lobby.says(words)
    assert lobby.page.get_by_role("button", name="Begin visit").is_disabled()
    gallery.look_at(lobby.page, f"monitor-camera-{trouble}")

    lobby.presses("Leave")
    lobby.is_at("pin")
