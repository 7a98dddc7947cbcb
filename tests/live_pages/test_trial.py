"""What a remote room says of the connection before the visit, and whether the visit may begin."""

from datetime import timedelta

import pytest

from parloir.protocol.media import MediaClosed
from parloir.protocol.screens.room import TooEarlyScreen
from tests.live_pages.test_chosen_devices import CHECK, devices
from tests.stage.waiting import wait_until

__all__ = ["devices"]

TRYING = "Your connection is being tried."
NO_WAY = "Nothing gets through: this network blocks video calls."
NOT_TRIED = {
    "busy": "many others are being tried now",
    "often": "it was tried three times within the last hour",
    "elsewhere": "is being tried in another window",
    "unavailable": "could not be tried now",
}


@pytest.fixture
def room(live_page):
    return live_page("room")


def _too_early(page):
    return TooEarlyScreen(
        title="Your visit begins on Friday.",
        text="You can leave this page open.",
        opens_at=page.now + timedelta(days=3),
    )


def _button(page, name):
    return page.page.get_by_role("button", name=name, exact=True)


def _is_trying(page):
    wait_until(lambda: TRYING in page.reads(), "the trial to begin")


def _server_ends_it(page, reason):
    page.hears(MediaClosed(leg="trial", reason=reason))


def test_the_visit_does_not_begin_before_the_way_is_known(room):
    room.opens(CHECK)
    _is_trying(room)
    assert _button(room, "Begin visit").is_disabled()


@pytest.mark.parametrize("reason", NOT_TRIED)
def test_nobody_is_locked_out_where_the_way_was_not_tried(room, reason):
    room.opens(CHECK)
    _is_trying(room)
    _server_ends_it(room, reason)
    wait_until(lambda: NOT_TRIED[reason] in room.reads(), "the reason")
    assert "You can join your visit anyway." in room.reads()
    assert _button(room, "Begin visit").is_enabled()


def test_where_nothing_gets_through_the_visit_is_not_offered_but_another_try(room):
    room.opens(CHECK)
    _is_trying(room)
    _server_ends_it(room, "lost")
    wait_until(lambda: NO_WAY in room.reads(), "the words")
    assert _button(room, "Begin visit").count() == 0

    _button(room, "Try again").click()

    _is_trying(room)
    _server_ends_it(room, "busy")
    wait_until(_button(room, "Begin visit").is_enabled, "the visit to be offered")


def test_days_before_the_camera_starts_when_somebody_asks_for_it_and_stops_again(room):
    room.opens(_too_early(room))
    assert room.page.locator("video").count() == 0
    _button(room, "Try camera and microphone").click()
    _is_trying(room)
    assert _button(room, "Begin visit").count() == 0
    _button(room, "Switch the camera off").click()
    wait_until(lambda: room.page.locator("video").count() == 0, "the camera to stop")


def test_the_link_of_the_visit_begins_to_try(room):
    room.opens(_too_early(room), query="?try")
    _is_trying(room)
    _server_ends_it(room, "lost")
    wait_until(lambda: NO_WAY in room.reads(), "the words")


def test_what_was_found_holds_when_the_room_opens(room):
    room.opens(_too_early(room), query="?try")
    _is_trying(room)
    _server_ends_it(room, "lost")
    wait_until(lambda: NO_WAY in room.reads(), "the words")
    room.shows(CHECK)
    assert NO_WAY in room.reads()
    assert _button(room, "Begin visit").count() == 0


def test_a_trial_goes_on_from_the_beginning_when_the_connection_is_back(room):
    room.opens(CHECK)
    _is_trying(room)
    room.loses_the_server()
    wait_until(lambda: TRYING not in room.reads(), "the trial to stop")
    assert _button(room, "Begin visit").is_disabled()
    room.finds_the_server()
    room.passes(5)
    _is_trying(room)


def test_where_no_device_is_allowed_nothing_is_tried(room):
    room.page.add_init_script(
        """navigator.mediaDevices.getUserMedia = () =>
             Promise.reject(new DOMException("no", "NotAllowedError"));"""
    )
    room.opens(CHECK)
    wait_until(lambda: "not allowed" in room.reads(), "the words about camera and microphone")
    assert TRYING not in room.reads()
    assert _button(room, "Begin visit").is_disabled()
